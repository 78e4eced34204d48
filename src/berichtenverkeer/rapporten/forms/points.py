# SPDX-License-Identifier: EUPL-1.2
"""Which rows of a table a chart draws, as points: where it stands (x), in which series, how much (y)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from berichtenverkeer.rapporten.declaration import Chart, ChartKind, Column, Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.reading import plek_text
from berichtenverkeer.rapporten.result import Ground, Level, Part, Row

MAX_SERIES = 8
"""More lines than this nobody tells apart: the largest are drawn."""
MAX_BARS = 25


class Points(msgspec.Struct, frozen=True):
    """Values for a drawing. `left_out`: how many series or bars were too many."""

    values: list[dict[str, Any]]
    series: list[str]
    left_out: int


def points(chart: Chart, table: Table, part: Part, ground: Ground) -> Points:
    """What there is to draw; what is absent or hidden is no point."""
    rows = [row for row in part.rows if table.is_list or row.cell.level is _level(chart)]
    values = [point for row in rows for point in _of_row(chart, table, row, ground)]
    key = "x" if chart.kind is ChartKind.BAR and chart.x.startswith("plek") else "series"
    most = MAX_BARS if key == "x" else MAX_SERIES
    if chart.kind in (ChartKind.HEAT, ChartKind.SANKEY):
        return Points(values, list(dict.fromkeys(value["series"] for value in values)), 0)
    largest = _by_size(values, key)
    kept = set(largest[:most])
    values = [value for value in values if value[key] in kept]
    if key == "x":
        values.sort(key=lambda value: largest.index(value["x"]))
    series = list(dict.fromkeys(value["series"] for value in values))
    return Points(values, series, max(0, len(largest) - most))


def unit_of(chart: Chart, table: Table) -> Unit:
    """What its numbers count."""
    return _column(table, chart.y[0]).unit


def number(value: Any, unit: Unit) -> float | int | None:
    """As it is drawn: amounts in euro."""
    if value is None or isinstance(value, str):
        return None
    number = value / 100 if unit is Unit.CENTS else value
    return float(number) if isinstance(number, Decimal) else number


def _level(chart: Chart) -> Level:
    asked = set() if chart.totals_only else {chart.x, chart.split} & {"plek", "plek2"}
    match sorted(asked):
        case ["plek", "plek2"]:
            return Level.CELL
        case ["plek"]:
            return Level.PLEK
        case ["plek2"]:
            return Level.PLEK2
        case _:
            return Level.TOTAL


def _of_row(chart: Chart, table: Table, row: Row, ground: Ground) -> Iterator[dict[str, Any]]:
    x = _where(chart.x, table, row, ground)
    split = _where(chart.split, table, row, ground) if chart.split else ""
    low, high = (_value(name, table, row) for name in (chart.low, chart.high))
    for name in chart.y:
        series = " ".join(part for part in (split, wording.label(name) if len(chart.y) > 1 else "") if part)
        if (y := _value(name, table, row)) is not None and x is not None:
            yield {"x": x, "series": series, "y": y, "low": low, "high": high}


def _where(name: str, table: Table, row: Row, ground: Ground) -> Any:
    if name == "periode":
        return "" if row.cell.periode is None else ground.periods[row.cell.periode].naam
    if name in ("plek", "plek2"):
        return plek_text(row, name)
    column = _column(table, name)
    value = row.values[name]
    if wording.is_number(column.unit):
        return number(value, column.unit)
    return row.names.get(name) or wording.shown(value, column.unit)


def _value(name: str, table: Table, row: Row) -> float | int | None:
    return number(row.values[name], _column(table, name).unit) if name else None


def _column(table: Table, name: str) -> Column:
    return {column.name: column for column in table.columns}[name]


def _by_size(values: list[dict[str, Any]], key: str) -> list[Any]:
    sizes: dict[Any, float] = {}
    for value in values:
        sizes[value[key]] = sizes.get(value[key], 0) + abs(value["y"])
    return sorted(sizes, key=lambda one: -sizes[one])
