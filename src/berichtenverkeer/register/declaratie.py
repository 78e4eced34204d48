# SPDX-License-Identifier: EUPL-1.2
"""How a register file is declared: its columns, its key and what it refers to."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.register.fields import DATUM, YEAR, Field

LAYOUT_VERSION = 3
"""Version of the layout of the files: of those that are written, and the last that is read."""


class Column(msgspec.Struct, frozen=True):
    """How a cell is read, what it means (for docs/register.md) and an example (for docs and findings).

    `since`: the layout that the column came with. Files of an older one need not have it.
    """

    field: Field
    meaning: str
    example: str
    since: int = 1


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
    """One file. `is_per_year`: the row is true in its `jaar`, and the file has no columns for validity.

    `since`: the layout that the file came with. `was_per_year`: until which layout a file that has dates now was
    kept per year.
    """

    name: str
    row: type[Row]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    is_per_year: bool = False
    since: int = 1
    was_per_year: int = 0

    @property
    def file(self) -> str:
        """The name of the file in the folder."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> dict[str, Column]:
        """Attribute -> column, in the order of the file."""
        columns = {name: soort.__metadata__[0] for name, soort in self.row.__annotations__.items()}
        return columns if self.is_per_year else columns | VALIDITY

    def has_years(self, layout: int) -> bool:
        """Whether files of this layout have a `jaar` in place of dates."""
        return self.is_per_year or layout <= self.was_per_year

    def columns_in(self, layout: int) -> dict[str, Column]:
        """Attribute -> column of files of this layout; those that came later may be there too."""
        if self.is_per_year or not self.has_years(layout):
            return self.columns
        return {name: column for name, column in self.columns.items() if name not in VALIDITY} | _PER_YEAR

    @property
    def later(self) -> dict[str, Any]:
        """The columns that came after the first layout, each with what it is when it says nothing."""
        defaults = {field.name: field.default for field in msgspec.structs.fields(self.row)}
        return {name: defaults[name] for name, column in self.columns.items() if column.since > 1}

    def key_of(self, row: Row) -> str:
        """The key of a row as one text."""
        return "|".join(str(getattr(row, name)) for name in self.key)


VALIDITY = {
    "geldig_van": Column(DATUM, "first day on which the row is true", "2026-01-01"),
    "geldig_tot": Column(DATUM, "last day on which the row is true; empty = until further notice", "2026-12-31"),
}
"""The columns that every file has, unless it is kept per year."""

_PER_YEAR = {"jaar": Column(YEAR, "calendar year", "2026")}


def column_name(attribute: str) -> str:
    """The name of a column: that of its attribute, with the unit of the file (euros instead of cents)."""
    return attribute.removesuffix("_cents") + "_euro" if attribute.endswith("_cents") else attribute


def is_mandatory(table: Table, attribute: str) -> bool:
    """Whether a cell of this column must be filled; a `jaar` that became dates must, as they must."""
    return not any(field.name == attribute and not field.required for field in msgspec.structs.fields(table.row))


class Content(msgspec.Struct, frozen=True):
    """A whole register: the region it is for, and its rows by the name of their tabel."""

    regio: str
    rows: Mapping[str, Sequence[Any]]
