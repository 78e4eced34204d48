# SPDX-License-Identifier: EUPL-1.2
"""How a register file is declared: its columns, its key and what it refers to."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.register.fields import DATUM, Field


class Column(msgspec.Struct, frozen=True):
    """How a cell is read, what it means (for docs/register.md) and an example (for docs and findings)."""

    field: Field
    meaning: str
    example: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row: true from `geldig_van` to `geldig_tot`, both inclusive; no `geldig_tot` means until further notice."""

    geldig_van: date
    geldig_tot: date | None = None

    def is_valid(self, op: date) -> bool:
        """Whether the row is true on that day."""
        return self.geldig_van <= op and (self.geldig_tot is None or op <= self.geldig_tot)


class Reference(msgspec.Struct, frozen=True):
    """That the values of `columns` are the key of a row in `target`; empty optional columns refer to nothing.

    `soort` narrows a reference to partijen. `whole`: the row there must be true as long as the row here; otherwise
    one day in common is enough (a ceiling is yearly, a contract may begin in March).
    """

    columns: tuple[str, ...]
    target: str
    soort: str = ""
    whole: bool = True


class Table(msgspec.Struct, frozen=True):
    """One file. `is_per_year`: the row is true in its `jaar`, and the file has no columns for validity."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    is_per_year: bool = False

    @property
    def file(self) -> str:
        """The name of the file in the folder."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> dict[str, Column]:
        """Attribute -> column, in the order of the file."""
        columns = {name: soort.__metadata__[0] for name, soort in self.row.__annotations__.items()}
        return columns if self.is_per_year else columns | VALIDITY

    def key_of(self, row: Row) -> str:
        """The key of a row as one text."""
        return "|".join(str(getattr(row, name)) for name in self.key)


VALIDITY = {
    "geldig_van": Column(DATUM, "first day on which the row is true", "2026-01-01"),
    "geldig_tot": Column(DATUM, "last day on which the row is true; empty = until further notice", "2026-12-31"),
}
"""The columns that every file has, unless it is kept per year."""


def column_name(attribute: str) -> str:
    """The name of a column: that of its attribute, with the unit of the file (euros instead of cents)."""
    return attribute.removesuffix("_cents") + "_euro" if attribute.endswith("_cents") else attribute


def is_mandatory(table: Table, attribute: str) -> bool:
    """Whether a cell of this column must be filled."""
    return any(field.name == attribute and field.required for field in msgspec.structs.fields(table.row))


class Content(msgspec.Struct, frozen=True):
    """A whole register: the region it is for, and its rows by the name of their tabel."""

    regio: str
    rows: Mapping[str, Sequence[Any]]
