# SPDX-License-Identifier: EUPL-1.2
"""A made table as lines of typed values under fixed names: what CSV, Parquet and XLSX are written from."""

from collections.abc import Iterator
from typing import Any

import msgspec

from berichtenverkeer.rapporten.declaration import Column, Table, Unit
from berichtenverkeer.rapporten.forms.plain import plain
from berichtenverkeer.rapporten.result import Ground, Part, Row

ORIGIN = {"definitieversie": Unit.COUNT, "regio": Unit.CODE, "k": Unit.COUNT, "dag_k": Unit.DATE}
"""What each line rests on, so that it can be told when it is far from its report."""


class Grid(msgspec.Struct, frozen=True):
    """Names with their units, always the same for a table; lines of values in that order, and what is hidden of each.

    `hidden`: of each line the columns that may not be shown, with what is shown instead.
    """

    units: dict[str, Unit]
    lines: list[list[Any]]
    hidden: list[dict[str, str]]


def grid(table: Table, part: Part, ground: Ground) -> Grid:
    """Every row of a table, with all that tells it apart."""
    units = _places(table) | {field_name(column): column.unit for column in table.columns}
    units |= {f"{field_name(column)}_onbevestigd": column.unit for column in unconfirmed(table)} | ORIGIN
    origin = [ground.definitieversie, ground.regio, ground.k, ground.dag_k]
    lines = [
        [_plain(value) for value in (*_place(table, row, ground), *_values(table, row), *origin)] for row in part.rows
    ]
    names = {column.name: field_name(column) for column in table.columns}
    hidden = [{names[name]: text for name, text in row.hidden.items()} for row in part.rows]
    return Grid(units, lines, hidden)


def field_name(column: Column) -> str:
    """The name of a column in files and JSON: money says that it is in cents."""
    is_plain = column.unit is not Unit.CENTS or column.name.endswith("_cents")
    return column.name if is_plain else f"{column.name}_cents"


def unconfirmed(table: Table) -> Iterator[Column]:
    """The columns that may rest on what waits for the answer of its receiver."""
    return (column for column in table.counted if column.unit in (Unit.COUNT, Unit.CENTS))


def _places(table: Table) -> dict[str, Unit]:
    period = {"periode": Unit.CODE, "begin": Unit.DATE, "eind": Unit.DATE} if table.per_period else {}
    plek = ("plek", "plek_naam", "plek2", "plek2_naam") if table.per_plek else ()
    level = {} if table.is_list else {"niveau": Unit.CODE}
    return period | level | dict.fromkeys(plek, Unit.TEXT)


def _place(table: Table, row: Row, ground: Ground) -> Iterator[Any]:
    cell = row.cell
    if table.per_period:
        periode = None if cell.periode is None else ground.periods[cell.periode]
        yield from (periode.naam, periode.begin, periode.eind) if periode else (None, None, None)
    if not table.is_list:
        yield str(cell.level)
    if table.per_plek:
        yield from (cell.plek, row.names.get("plek"), cell.plek2, row.names.get("plek2"))


def _plain(value: Any) -> Any:
    match value:
        case str():
            return plain(value)
        case list() | tuple():
            return [plain(str(one)) for one in value]
        case _:
            return value


def _values(table: Table, row: Row) -> Iterator[Any]:
    yield from (row.values[column.name] for column in table.columns)
    yield from (row.unconfirmed.get(column.name) for column in unconfirmed(table))
