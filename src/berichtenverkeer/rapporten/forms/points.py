# SPDX-License-Identifier: EUPL-1.2
"""Which rows of a table a chart draws, as points: where it stands (x), in which series, how much (y)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from berichtenverkeer.rapporten.declaration import Chart, ChartKind, Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.chart_notes import notes
from berichtenverkeer.rapporten.forms.plain import cut
from berichtenverkeer.rapporten.forms.reading import plek_text
from berichtenverkeer.rapporten.question import UNKNOWN
from berichtenverkeer.rapporten.result import Ground, Level, Part, Row

MAX_SERIES = 8
"""More lines than this nobody tells apart: the largest are drawn."""
MAX_BARS = 25
PLEKKEN = ("plek", "plek2")


TOGETHER = "samen"
"""The key of a row that is no part beside the others but all of them."""
IN_TIME = (ChartKind.LINE, ChartKind.RANGE)


class Points(msgspec.Struct, frozen=True):
    """Values for a drawing, and what somebody must know who looks at it. A value of which `y` is None is not known, or
    may not be shown: a gap, never a line over it or a 0."""

    values: list[dict[str, Any]]
    series: list[str]
    notes: tuple[str, ...] = ()


def points(chart: Chart, table: Table, part: Part, ground: Ground) -> tuple[Chart, Points]:
    """What there is to draw, and as which chart. A drawing in which periods have no place is of the last one; bands of
    who went where are of all together. A line needs two periods: one is bars."""
    rows = [row for row in part.rows if table.is_list or row.cell.level is _level(chart)]
    rows = [row for row in rows if TOGETHER not in (row.values.get(chart.x), row.values.get(chart.split))]
    only = ""
    if table.per_period and "periode" not in (chart.x, chart.split) and chart.kind is not ChartKind.SANKEY:
        only = ground.periods[-1].naam
        rows = [row for row in rows if row.cell.periode == len(ground.periods) - 1]
    every = [point for row in rows for point in _of_row(chart, table, row, ground)]
    if chart.kind in IN_TIME and chart.x == "periode" and len(ground.periods) == 1:
        only, every = ground.periods[0].naam, [_as_bar(chart, value) for value in every]
        chart = msgspec.structs.replace(chart, kind=ChartKind.BAR, x="plek", split="")
    values, series, left_out = _chosen(chart, every)
    return chart, Points(values, series, notes(chart, every, values, only=only, left_out=left_out))


def _as_bar(chart: Chart, value: dict[str, Any]) -> dict[str, Any]:
    return value | {"x": value["series"] or wording.label(chart.y[0]), "series": ""}


def _chosen(chart: Chart, every: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str], int]:
    """The points that there is room for, the names of their series in order, and how many were too many."""
    series = list(dict.fromkeys(value["series"] for value in every))
    if chart.kind is ChartKind.SANKEY:
        return _known(every), series, 0
    values = _with_figures(chart, every)
    if chart.kind is ChartKind.HEAT:
        return values, [*dict.fromkeys(value["series"] for value in sorted(every, key=_by_split))], 0
    left_out = 0
    is_of_bars = chart.kind in (ChartKind.BAR, ChartKind.STACKED)
    is_of_names = chart.kind is ChartKind.SPREAD or (is_of_bars and chart.x in PLEKKEN)
    if chart.kind is ChartKind.SPREAD or not is_of_names:
        largest = _by_size(values, "series")
        values, left_out = [one for one in values if one["series"] in largest[:MAX_SERIES]], len(largest[MAX_SERIES:])
        series = [one for one in series if one in largest[:MAX_SERIES]]
    if is_of_names:
        largest = _by_size(values, "x")
        values = sorted(
            (one for one in values if one["x"] in largest[:MAX_BARS]), key=lambda one: largest.index(one["x"])
        )
        left_out += len(largest[MAX_BARS:])
    return [value | {"order": series.index(value["series"])} for value in values], series, left_out


def _with_figures(chart: Chart, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of a name or a series that has a figure somewhere; a period has its place also when nothing is known of
    it. Of names on a spread only what is known has a point."""
    known = _known(every)
    if chart.kind is ChartKind.SPREAD:
        return known
    series = {value["series"] for value in (every if chart.split == "periode" else known)}
    places = {value["x"] for value in (every if chart.x == "periode" or chart.kind in IN_TIME else known)}
    return [value for value in every if value["series"] in series and value["x"] in places - {None}]


def _known(every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [value for value in every if value["y"] is not None and value["x"] is not None]


def unit_of(chart: Chart, table: Table) -> Unit:
    """What its numbers count."""
    return table.column(chart.y[0]).unit


def number(value: Any, unit: Unit) -> float | int | None:
    """As it is drawn: amounts in euro."""
    if value is None or isinstance(value, str):
        return None
    number = value / 100 if unit is Unit.CENTS else value
    return float(number) if isinstance(number, Decimal) else number


def _level(chart: Chart) -> Level:
    asked = set() if chart.totals_only else {chart.x, chart.split} & {*PLEKKEN}
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
    x = _place(chart, table, row, ground)
    split = _where(chart.split, table, row, ground) if chart.split else ""
    low, high = (_value(name, table, row) for name in (chart.low, chart.high))
    key = "" if chart.split in ("", "periode", *PLEKKEN) else str(row.values[chart.split])
    for name in chart.y:
        series = " ".join(part for part in (split, wording.label(name) if len(chart.y) > 1 else "") if part)
        told = {"x": x, "series": series, "key": key, "is_hidden": name in row.hidden}
        yield told | {"y": _value(name, table, row), "low": low, "high": high}


def _place(chart: Chart, table: Table, row: Row, ground: Ground) -> Any:
    """Where it stands; of a spread that splits nothing all keys tell rows apart."""
    keys = [column.name for column in table.keys]
    if chart.kind is ChartKind.SPREAD and not chart.split and chart.x in keys:
        return ", ".join(str(_where(name, table, row, ground)) for name in keys)
    return _where(chart.x, table, row, ground)


def _where(name: str, table: Table, row: Row, ground: Ground) -> Any:
    if name == "periode":
        return "" if row.cell.periode is None else ground.periods[row.cell.periode].naam
    if name in PLEKKEN:
        return plek_text(row, name)
    column = table.column(name)
    value = row.values[name]
    if wording.is_number(column.unit):
        return number(value, column.unit)
    return cut(row.names.get(name, "")) or wording.shown(value, column.unit)


def _value(name: str, table: Table, row: Row) -> float | int | None:
    return number(row.values[name], table.column(name).unit) if name else None


def _by_size(values: list[dict[str, Any]], key: str) -> list[Any]:
    sizes: dict[Any, float] = {}
    for value in values:
        sizes[value[key]] = sizes.get(value[key], 0) + abs(value["y"] or 0)
    return sorted(sizes, key=lambda one: -sizes[one])


def _by_split(value: dict[str, Any]) -> tuple[bool, str]:
    """Rows of shades in the order of their keys, the unknown one last."""
    return value["key"] == UNKNOWN, value["key"]
