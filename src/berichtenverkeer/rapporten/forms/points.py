# SPDX-License-Identifier: EUPL-1.2
"""Which rows of a table a chart draws, as points: where it stands (x), in which series, how much (y)."""

from collections.abc import Iterator
from typing import Any

import msgspec

from berichtenverkeer.rapporten.declaration import Chart, ChartKind, Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.chart_names import PLEKKEN, Names, number
from berichtenverkeer.rapporten.forms.chart_notes import notes
from berichtenverkeer.rapporten.question import UNKNOWN
from berichtenverkeer.rapporten.result import Ground, Level, Part, Row

MAX_SERIES = 8
"""More lines than this nobody tells apart: the largest are drawn."""
MAX_BARS = 25
MAX_SPREAD = 3
"""Names that a spread has beside each other: more take a sheet."""


TOGETHER = "samen"
"""The key of a row that is no part beside the others but all of them."""
IN_TIME = (ChartKind.LINE, ChartKind.RANGE)


class Points(msgspec.Struct, frozen=True):
    """Values for a drawing, and what somebody must know who looks at it. A value of which `y` is None is not known, or
    may not be shown: a gap, never a line over it or a 0. `is_hidden`: something may not be shown."""

    values: list[dict[str, Any]]
    series: list[str]
    notes: tuple[str, ...] = ()
    is_hidden: bool = False


def points(chart: Chart, table: Table, part: Part, ground: Ground) -> tuple[Chart, Points]:
    """What there is to draw, and as which chart. A drawing in which periods have no place is of the last one; bands of
    who went where are of all together. A line needs two periods: one is bars."""
    level = _level(chart, part)
    rows = [row for row in part.rows if table.is_list or row.cell.level is level]
    rows = [row for row in rows if TOGETHER not in (row.values.get(chart.x), row.values.get(chart.split))]
    only = ""
    if table.per_period and "periode" not in (chart.x, chart.split) and chart.kind is not ChartKind.SANKEY:
        only = wording.period(ground.periods[-1])
        rows = [row for row in rows if row.cell.periode == len(ground.periods) - 1]
    names = Names(table, rows, ground)
    every = _together(chart, [point for row in rows for point in _of_row(chart, names, row)])
    if chart.kind in IN_TIME and chart.x == "periode" and len(ground.periods) == 1:
        only, every = wording.period(ground.periods[0]), [_as_bar(chart, value) for value in every]
        chart = msgspec.structs.replace(chart, kind=ChartKind.BAR, x="plek", split="")
    values, series, left_out = _chosen(chart, every)
    told = notes(chart, every, values, only=only, left_out=left_out)
    return chart, Points(values, series, told, any(value["is_hidden"] for value in every))


def _as_bar(chart: Chart, value: dict[str, Any]) -> dict[str, Any]:
    return value | {"x": value["series"] or wording.label(chart.y[0]), "series": ""}


def _together(chart: Chart, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of bars that have one place several rows are one bar; what is not known of one is not known of all."""
    if chart.kind not in (ChartKind.BAR, ChartKind.STACKED):
        return every
    bars: dict[tuple[Any, str], dict[str, Any]] = {}
    for value in every:
        there = bars.setdefault((value["x"], value["series"]), value)
        if there is not value:
            known = None not in (there["y"], value["y"])
            there["y"] = there["y"] + value["y"] if known else None
            there["size"] += value["size"]
            there["is_hidden"] |= value["is_hidden"]
    return [*bars.values()]


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
    is_many = chart.x != "periode" and len({one["x"] for one in values}) > MAX_BARS
    is_of_names = chart.kind is ChartKind.SPREAD or (is_of_bars and (chart.x in PLEKKEN or is_many))
    if chart.kind is ChartKind.SPREAD or not is_of_names:
        most = MAX_SPREAD if chart.kind is ChartKind.SPREAD else MAX_SERIES
        largest = _by_size(values, "series")
        values, left_out = [one for one in values if one["series"] in largest[:most]], len(largest[most:])
        series = [one for one in series if one in largest[:most]]
    if is_of_names:
        largest = _by_size(values, "x")
        drawn = _with_something(chart, values, largest)[:MAX_BARS]
        values = sorted((one for one in values if one["x"] in drawn), key=lambda one: drawn.index(one["x"]))
        left_out += len(largest) - len(drawn)
    return [value | {"order": series.index(value["series"])} for value in values], series, left_out


def _with_something(chart: Chart, values: list[dict[str, Any]], names: list[Any]) -> list[Any]:
    """Those of which a bar is seen, or a gap; all where none is."""
    seen = {one["x"] for one in values if one["y"] != 0}
    return names if chart.by or chart.kind is ChartKind.SPREAD else [one for one in names if one in seen] or names


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


def _level(chart: Chart, part: Part) -> Level:
    """Who sees one plek alone has no total: that plek is all there is."""
    if chart.totals_only and {row.cell.level for row in part.rows} == {Level.PLEK}:
        return Level.PLEK
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


def _of_row(chart: Chart, names: Names, row: Row) -> Iterator[dict[str, Any]]:
    table = names.table
    x = _place(chart, names, row)
    split = names.of(chart.split, row) if chart.split else ""
    low, high = (_value(name, table, row) for name in (chart.low, chart.high))
    key = "" if chart.split in ("", "periode", *PLEKKEN) else str(row.values[chart.split])
    for name in chart.y:
        called = wording.called(table.column(name)) if len(chart.y) > 1 else ""
        series = " ".join(part for part in (split, called) if part)
        y = _value(name, table, row)
        size = (_value(chart.by, table, row) if chart.by else y) or 0
        told = {"x": x, "series": series, "key": key, "is_hidden": name in row.hidden, "size": abs(size)}
        yield told | {"y": y, "low": low, "high": high}


def _place(chart: Chart, names: Names, row: Row) -> Any:
    """Where it stands; of a spread that splits nothing all keys tell rows apart."""
    keys = [column.name for column in names.table.keys]
    if chart.kind is ChartKind.SPREAD and not chart.split and chart.x in keys:
        return ", ".join(str(names.of(name, row)) for name in keys)
    return names.of(chart.x, row)


def _value(name: str, table: Table, row: Row) -> float | int | None:
    return number(row.values[name], table.column(name).unit) if name else None


def _by_size(values: list[dict[str, Any]], key: str) -> list[Any]:
    sizes: dict[Any, float] = {}
    for value in values:
        sizes[value[key]] = sizes.get(value[key], 0) + value["size"]
    return sorted(sizes, key=lambda one: -sizes[one])


def _by_split(value: dict[str, Any]) -> tuple[bool, str]:
    """Rows of shades in the order of their keys, the unknown one last."""
    return value["key"] == UNKNOWN, value["key"]
