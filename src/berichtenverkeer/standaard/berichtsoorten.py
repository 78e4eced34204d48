# SPDX-License-Identifier: EUPL-1.2
"""The fourteen berichten of iJw 3.2: code, direction and answer (COD002, berichtstromen.md)."""

from enum import StrEnum
from pathlib import Path

import msgspec

from berichtenverkeer.standaard.release import IJW_3_2, Release


class Role(StrEnum):
    """What a party is in the Header: gemeenten carry a CBS code, aanbieders an AGB code."""

    GEMEENTE = "gemeente"
    AANBIEDER = "aanbieder"


class Berichtsoort(msgspec.Struct, frozen=True, eq=False):
    """One row of COD002, in one release of the standard: one object, compared by identity.

    `afzender` is the role in Header/Afzender. A retourbericht repeats the header of its heenbericht (IV028), so there
    the party that sends the bytes is the *Ontvanger* of the header: see `verzender`.
    `retour` names the berichtsoort of the answer, `heen` the berichtsoort that a retourbericht answers, `declaratie`
    the one that a declaratie-antwoord answers.
    """

    naam: str
    code: str
    omschrijving: str
    afzender: Role
    ontvanger: Role
    retour: str | None = None
    heen: str | None = None
    declaratie: str | None = None
    release: Release = IJW_3_2

    @property
    def is_retourbericht(self) -> bool:
        """Whether the header repeats that of a heenbericht (302 to 320; JW325 has its own sender and receiver)."""
        return self.heen is not None

    @property
    def is_antwoord(self) -> bool:
        """Whether it says what became of another bericht."""
        return self.is_retourbericht or self.declaratie is not None

    @property
    def verzender(self) -> Role:
        """The role of the party that hands in the bytes."""
        return self.ontvanger if self.is_retourbericht else self.afzender

    @property
    def namespace(self) -> str:
        """Target namespace of the schema of this bericht."""
        return self.release.namespace(self.naam.lower())

    @property
    def schema_file(self) -> Path:
        """Its XSD."""
        return self.release.schema_file(self.naam)

    @property
    def tag(self) -> str:
        """The root element, in Clark notation."""
        return f"{{{self.namespace}}}Bericht"


_G, _A = Role.GEMEENTE, Role.AANBIEDER

_KINDS = (
    Berichtsoort("JW301", "436", "Toewijzing", _G, _A, retour="JW302"),
    Berichtsoort("JW302", "437", "Toewijzing retour", _G, _A, heen="JW301"),
    Berichtsoort("JW305", "438", "Start jeugdhulp", _A, _G, retour="JW306"),
    Berichtsoort("JW306", "439", "Start jeugdhulp retour", _A, _G, heen="JW305"),
    Berichtsoort("JW307", "440", "Stop jeugdhulp", _A, _G, retour="JW308"),
    Berichtsoort("JW308", "441", "Stop jeugdhulp retour", _A, _G, heen="JW307"),
    Berichtsoort("JW315", "446", "Verzoek om toewijzing", _A, _G, retour="JW316"),
    Berichtsoort("JW316", "447", "Verzoek om toewijzing retour", _A, _G, heen="JW315"),
    Berichtsoort("JW317", "486", "Verzoek om wijziging", _A, _G, retour="JW318"),
    Berichtsoort("JW318", "487", "Verzoek om wijziging retour", _A, _G, heen="JW317"),
    Berichtsoort("JW319", "488", "Antwoord op een verzoek", _G, _A, retour="JW320"),
    Berichtsoort("JW320", "489", "Antwoord retour", _G, _A, heen="JW319"),
    Berichtsoort("JW323", "490", "Declaratie", _A, _G, retour="JW325"),
    Berichtsoort("JW325", "491", "Declaratie-antwoord", _G, _A, declaratie="JW323"),
)

BERICHTSOORTEN: dict[str, Berichtsoort] = {soort.naam: soort for soort in _KINDS}
"""All berichtsoorten by name (`JW305`)."""
