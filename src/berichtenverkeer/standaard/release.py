# SPDX-License-Identifier: EUPL-1.2
"""A release of a standard as data: its name, when it is in force, its namespaces, schemas and code lists."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from berichtenverkeer.core.files import bestand
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN, Codelijst

_NAMESPACES = "http://www.istandaarden.nl"


class Release(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One release (`3.2`) of a standard (`iJw`): one object, compared by identity.

    In force for what is received from `van` up to and including `tot` (None: open). `schemas` is the folder of its XSD
    files, in a checkout or an installation when it is not absolute. `codelijsten` by number (`JZ588`).
    """

    standaard: str
    nummer: str
    schemas: str | Path
    codelijsten: Mapping[str, Codelijst]
    van: date | None = None
    tot: date | None = None

    @property
    def naam(self) -> str:
        """As people call it: `iJw 3.2`."""
        return f"{self.standaard} {self.nummer}"

    @property
    def versie(self) -> tuple[int, int]:
        """BerichtVersie and BerichtSubversie of its Headers."""
        large, small = self.nummer.split(".")
        return int(large), int(small)

    def namespace(self, part: str) -> str:
        """The target namespace of one of its schemas: that of a bericht (`jw305`), or `basisschema`."""
        return f"{_NAMESPACES}/{self.standaard.lower()}/{self.nummer.replace('.', '_')}/{part}/schema"

    def schema_file(self, name: str) -> Path:
        """The XSD of a bericht (`JW305`)."""
        return (self.schemas if isinstance(self.schemas, Path) else bestand(self.schemas)) / f"{name}.xsd"


IJW_3_2 = Release(
    standaard="iJw", nummer="3.2", schemas="schemas/ijw-3.2", codelijsten=CODELIJSTEN, van=date(2023, 4, 3)
)
