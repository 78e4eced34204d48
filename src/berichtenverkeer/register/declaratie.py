# SPDX-License-Identifier: EUPL-1.2
"""How a register file is declared: its columns, its key and what it refers to."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.register.velden import DATUM, Veld


class Kolom(msgspec.Struct, frozen=True):
    """How a cell is read, what it means (for docs/register.md) and an example (for docs and findings)."""

    veld: Veld
    betekenis: str
    voorbeeld: str


class Rij(msgspec.Struct, frozen=True, kw_only=True):
    """One row: true from `geldig_van` to `geldig_tot`, both inclusive; no `geldig_tot` means until further notice."""

    geldig_van: date
    geldig_tot: date | None = None

    def is_geldig(self, op: date) -> bool:
        """Whether the row is true on that day."""
        return self.geldig_van <= op and (self.geldig_tot is None or op <= self.geldig_tot)


class Verwijzing(msgspec.Struct, frozen=True):
    """That the values of `kolommen` are the key of a row in `naar`; empty optional columns refer to nothing.

    `soort` narrows a reference to partijen. `geheel`: the row there must be true as long as the row here; otherwise
    one day in common is enough (a ceiling is yearly, a contract may begin in March).
    """

    kolommen: tuple[str, ...]
    naar: str
    soort: str = ""
    geheel: bool = True


class Tabel(msgspec.Struct, frozen=True):
    """One file. `per_jaar`: the row is true in its `jaar`, and the file has no columns for validity."""

    naam: str
    rij: type[Rij]
    sleutel: tuple[str, ...]
    verwijzingen: tuple[Verwijzing, ...] = ()
    per_jaar: bool = False

    @property
    def bestand(self) -> str:
        """The name of the file in the folder."""
        return f"{self.naam}.csv"

    @property
    def kolommen(self) -> dict[str, Kolom]:
        """Attribute -> column, in the order of the file."""
        kolommen = {naam: soort.__metadata__[0] for naam, soort in self.rij.__annotations__.items()}
        return kolommen if self.per_jaar else kolommen | GELDIGHEID

    def sleutel_van(self, rij: Rij) -> str:
        """The key of a row as one text."""
        return "|".join(str(getattr(rij, naam)) for naam in self.sleutel)


GELDIGHEID = {
    "geldig_van": Kolom(DATUM, "first day on which the row is true", "2026-01-01"),
    "geldig_tot": Kolom(DATUM, "last day on which the row is true; empty = until further notice", "2026-12-31"),
}
"""The columns that every file has, unless it is kept per year."""


def kolomnaam(attribuut: str) -> str:
    """The name of a column: that of its attribute, with the unit of the file (euros instead of cents)."""
    return attribuut.removesuffix("_cents") + "_euro" if attribuut.endswith("_cents") else attribuut


def is_verplicht(tabel: Tabel, attribuut: str) -> bool:
    """Whether a cell of this column must be filled."""
    return any(veld.name == attribuut and veld.required for veld in msgspec.structs.fields(tabel.rij))


class Inhoud(msgspec.Struct, frozen=True):
    """A whole register: the region it is for, and its rows by the name of their tabel."""

    regio: str
    rijen: Mapping[str, Sequence[Any]]
