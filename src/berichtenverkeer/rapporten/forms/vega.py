# SPDX-License-Identifier: EUPL-1.2
"""Charts as Vega-Lite: from a declaration and its points to the specification of a drawing."""

from typing import Any

from berichtenverkeer.rapporten.declaration import Chart, ChartKind, Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.marks import COLOURS, DASHES, SHAPES, fills
from berichtenverkeer.rapporten.forms.points import PLEKKEN, Points, unit_of

Spec = dict[str, Any]

WIDTH, HEIGHT = 640, 300
BAR_HEIGHT = 22
CONFIG: Spec = {
    "aria": False,
    "font": "Arial, Helvetica, sans-serif",
    "background": "white",
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": "#ddd",
        "labelLimit": 260,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelFontSize": 12,
        "title": None,
        "orient": "bottom",
        "columns": 3,
        "labelLimit": 260,
        "symbolSize": 120,
    },
    "title": {"anchor": "start", "fontSize": 15, "offset": 12},
    "view": {"stroke": None},
}


def specification(chart: Chart, table: Table, found: Points) -> Spec:
    """Vega-Lite of all kinds but the Sankey (sankey.py)."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": chart.title,
        "width": WIDTH,
        "height": _height(chart, found),
        "config": CONFIG,
        "data": {"values": found.values},
        **_DRAWN[chart.kind](chart, table, found),
    }


def _height(chart: Chart, found: Points) -> int | Spec:
    if _lies(chart):
        bars = len({value["x"] for value in found.values})
        per_bar = len(found.series) if chart.kind is ChartKind.BAR else 1
        return max(60, BAR_HEIGHT * bars * per_bar)
    return max(60, BAR_HEIGHT * len(found.series)) if chart.kind is ChartKind.HEAT else HEIGHT


def _lies(chart: Chart) -> bool:
    """Bars of plekken lie, so that their names can be read."""
    return chart.kind in (ChartKind.BAR, ChartKind.STACKED) and chart.x in PLEKKEN


def _amount(chart: Chart, table: Table) -> Spec:
    unit = unit_of(chart, table)
    column = next(column for column in table.columns if column.name == chart.y[0])
    one = len(chart.y) == 1
    units = {Unit.CENTS: "euro", Unit.PERCENT: "%"}
    title = wording.head(column) if one else units.get(unit, str(unit)).capitalize()
    return {"field": "y", "type": "quantitative", "title": title, "axis": {"format": ",~r", "tickCount": 6}}


def _place(chart: Chart) -> Spec:
    title = {"periode": None, "plek": None, "plek2": None}.get(chart.x, wording.label(chart.x))
    return {
        "field": "x",
        "type": "nominal",
        "sort": None,
        "title": title,
        "axis": {"labelAngle": 0, "labelOverlap": True},
    }


def _told_apart(found: Points, channel: str, values: list[Any] | tuple[Any, ...]) -> Spec:
    if len(found.series) < 2:  # one series needs no legend
        return {channel: {"value": values[0]}}
    scale = {"domain": found.series, "range": [*values[: len(found.series)]]}
    return {channel: {"field": "series", "type": "nominal", "scale": scale}}


def _line(chart: Chart, table: Table, found: Points) -> Spec:
    marked = {"x": _place(chart), "y": _amount(chart, table), **_told_apart(found, "color", COLOURS)}
    lines = {"mark": {"type": "line", "strokeWidth": 2}, "encoding": marked | _told_apart(found, "strokeDash", DASHES)}
    dots = {
        "mark": {"type": "point", "filled": True, "size": 60},
        "encoding": marked | _told_apart(found, "shape", SHAPES),
    }
    return {"layer": [lines, dots]}


def _bar(chart: Chart, table: Table, found: Points) -> Spec:
    across, along, offset = ("y", "x", "yOffset") if _lies(chart) else ("x", "y", "xOffset")
    encoding = {across: _place(chart), along: _amount(chart, table), **_told_apart(found, "fill", fills(chart.name))}
    if chart.kind is ChartKind.STACKED:
        encoding["order"] = {"field": "series", "sort": None}
    elif len(found.series) > 1:
        encoding[offset] = {"field": "series", "sort": found.series}
    return {"mark": {"type": "bar", "stroke": "#000", "strokeWidth": 0.5}, "encoding": encoding}


def _range(chart: Chart, table: Table, found: Points) -> Spec:
    band = {
        "mark": {"type": "area", "opacity": 0.25, "color": COLOURS[0]},
        "encoding": {"x": _place(chart), "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
    }
    return {"layer": [band, *_line(chart, table, found)["layer"]]}


def _curve(chart: Chart, table: Table, found: Points) -> Spec:
    drawn = _line(chart, table, found)
    x = {"field": "x", "type": "quantitative", "title": wording.label(chart.x), "axis": {"format": ",~r"}}
    for layer in drawn["layer"]:
        layer["encoding"]["x"] = x
    return {"layer": drawn["layer"][:1]}


def _heat(chart: Chart, _table: Table, found: Points) -> Spec:
    """Light to dark, each with its number: nobody has to read a shade."""
    dark_from = max((value["y"] for value in found.values), default=0) * 0.6
    where = {
        "x": _place(chart),
        "y": {"field": "series", "type": "nominal", "sort": found.series, "title": None},
    }
    shade = {"field": "y", "type": "quantitative", "scale": {"scheme": "blues"}, "legend": None}
    dark = {"condition": {"test": f"datum.y > {dark_from}", "value": "white"}, "value": "black"}
    text = {"field": "y", "type": "quantitative", "format": ",~r"}
    return {
        "layer": [
            {"mark": "rect", "encoding": where | {"color": shade}},
            {"mark": {"type": "text", "fontSize": 11}, "encoding": where | {"text": text, "color": dark}},
        ]
    }


_DRAWN = {
    ChartKind.LINE: _line,
    ChartKind.BAR: _bar,
    ChartKind.STACKED: _bar,
    ChartKind.RANGE: _range,
    ChartKind.CURVE: _curve,
    ChartKind.HEAT: _heat,
}
