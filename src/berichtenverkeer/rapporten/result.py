# SPDX-License-Identifier: EUPL-1.2
"""What a report answers: tables of cells, and what they rest on."""

from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.rapporten.periode import Periode


class Level(StrEnum):
    """What a row is of."""

    TOTAL = "totaal"
    PLEK = "plek"
    PLEK2 = "plek2"
    CELL = "cel"


class Cell(msgspec.Struct, frozen=True):
    """Which row: the key of it within its table. `keys` are the values of the key columns of the table, in order."""

    level: Level
    periode: int | None = None
    plek: str | None = None
    plek2: str | None = None
    keys: tuple[Any, ...] = ()


class Row(msgspec.Struct, kw_only=True):
    """One row. `values` has all columns by name, None where there is nothing to say.

    `unconfirmed`: of each counted column how much of it rests on what waits for the answer of its receiver. `hidden`:
    the columns that may not be shown, with what is shown instead. `people`: on how many youths each counted column
    rests, where small counts are to be hidden.
    """

    cell: Cell
    values: dict[str, Any]
    names: dict[str, str] = {}
    unconfirmed: dict[str, Any] = {}
    hidden: dict[str, str] = {}
    people: dict[str, int] = {}


class Part(msgspec.Struct, kw_only=True):
    """One table of a report, made."""

    name: str
    rows: list[Row]
    is_complete: bool = True


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what a figure needs was there: `there` of `of`."""

    name: str
    sentence: str
    there: int
    of: int


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What every figure of a report rests on. `k` and `dag_k` give the same report again, for ever."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    dag_k: date
    register_versie: int
    register_dag: date | None
    periods: tuple[Periode, ...]
    dimension: str
    second: str | None
    filters: dict[str, tuple[str, ...]]
    termijn: int
    outside_assignment: bool
    presumed_end: bool
    small_cells: bool
    rounded: bool = False
    own: str | None
    own_name: str = ""
    historie_vanaf: date | None
    parameters: dict[str, int]
    own_amounts: dict[str, int] = {}
    completeness: tuple[Share, ...] = ()


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """Of a column of a table: by what share of their value today (in percent) figures of that kind moved after they
    had the age of this one: the median, and what nine of ten stayed within; `of` figures."""

    table: str
    column: str
    median: float
    most: float
    of: int


class Result(msgspec.Struct, kw_only=True):
    """A report, made. `bands` is None when they were not asked for."""

    code: str
    ground: Ground
    parts: list[Part]
    bands: tuple[Band, ...] | None = None

    def part(self, name: str) -> Part:
        """The table of that name. Raises KeyError."""
        return {part.name: part for part in self.parts}[name]

    def bands_of(self, table: str) -> list[Band]:
        """Those of a table."""
        return [band for band in self.bands or () if band.table == table]
