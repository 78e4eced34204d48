# SPDX-License-Identifier: EUPL-1.2
"""Charts as Vega-Lite: from a declaration and its points to the specification of a drawing."""

import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from textwrap import wrap
from typing import Any

from berichtenverkeer.rapporten.declaration import Chart, ChartKind, Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.chart_names import PLEKKEN
from berichtenverkeer.rapporten.forms.chart_notes import GAP
from berichtenverkeer.rapporten.forms.font import FAMILY
from berichtenverkeer.rapporten.forms.marks import COLOURS, DASHES, SHAPES, fills
from berichtenverkeer.rapporten.forms.points import Points, unit_of

Spec = dict[str, Any]

WIDTH, HEIGHT = 640, 300
NARROWEST = 360
"""Of what is drawn beside long names: a drawing that is wider as a whole is seen smaller."""
BAR_HEIGHT, THIN, TWO_LINES = 22, 13, 32
"""Of a bar, of one of several beside each other, and of one of which the name has two lines."""
LETTER, LABEL = 7, 260
"""How wide a letter of a label is, and a label at most."""
LINE = 34
"""Letters in a line of a name; what is longer has two."""
FAR_APART = 200
"""How many times the largest of a spread may be the smallest on one scale."""
LINE_HEIGHT = 13
"""From one line of a name to the next: of two the middle stands beside its bar."""
CONFIG: Spec = {
    "aria": False,
    "font": FAMILY,
    "background": "white",
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": "#ddd",
        "labelLimit": LABEL,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelFontSize": 12,
        "title": None,
        "orient": "bottom",
        "columns": 3,
        "labelLimit": LABEL,
        "symbolSize": 120,
    },
    "title": {
        "anchor": "start",
        "fontSize": 16,
        "fontWeight": "normal",
        "offset": 12,
        "subtitleFontSize": 12,
        "subtitlePadding": 6,
        "subtitleColor": "#333",
    },
    "view": {"stroke": None},
}


def specification(chart: Chart, table: Table, found: Points) -> Spec:
    """Vega-Lite of all kinds but the Sankey (sankey.py)."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": title(chart, found),
        "width": _width(chart, found),
        "height": _height(chart, found),
        "config": CONFIG,
        "data": {"values": found.values},
        **_DRAWN[chart.kind](chart, table, found),
    }


def title(chart: Chart, found: Points) -> Spec:
    """With what somebody must know who looks at it."""
    return {"text": chart.title, **({"subtitle": [*found.notes]} if found.notes else {})}


def _width(chart: Chart, found: Points) -> int:
    """So much less than WIDTH as the names beside it take more than numbers would."""
    if chart.kind is not ChartKind.HEAT and not _lies(chart, found):
        return WIDTH
    longest = max((len(name) for name in _beside(chart, found)), default=0)
    return min(WIDTH, max(NARROWEST, WIDTH - min(LABEL, LETTER * min(longest, LINE)) + 60))


def _height(chart: Chart, found: Points) -> int | Spec:
    names, lies = _beside(chart, found), _lies(chart, found)
    if not lies and chart.kind is not ChartKind.HEAT:
        return HEIGHT
    beside = 1 if chart.kind in (ChartKind.STACKED, ChartKind.HEAT) else len(found.series)
    line = BAR_HEIGHT if beside < 2 else THIN * beside + 4
    return max(60, max(line, TWO_LINES if any(len(name) > LINE for name in names) else 0) * len(names))


def _beside(chart: Chart, found: Points) -> list[str]:
    """The names to the left of what is drawn."""
    return found.series if chart.kind is ChartKind.HEAT else _labels(found)


def _labels(found: Points) -> list[str]:
    return list(dict.fromkeys(str(value["x"]) for value in found.values))


def _lies(chart: Chart, found: Points) -> bool:
    """Bars of plekken lie, and those of which the names would not fit beside each other, so that they can be read."""
    if chart.kind is ChartKind.SPREAD:
        return True
    is_of_bars = chart.kind in (ChartKind.BAR, ChartKind.STACKED)
    return is_of_bars and chart.x != "periode" and (chart.x in PLEKKEN or not _fit(found))


def _fit(found: Points) -> bool:
    labels = _labels(found)
    return LETTER * max(len(label) + 1 for label in labels) * len(labels) <= WIDTH


def _amount(chart: Chart, table: Table, found: Points) -> Spec:
    unit = unit_of(chart, table)
    column = next(column for column in table.columns if column.name == chart.y[0])
    one = len(chart.y) == 1
    units = {Unit.CENTS: "euro", Unit.PERCENT: "%"}
    title = wording.head(column) if one else units.get(unit, str(unit)).capitalize()
    axis: Spec = {"format": ",~r", "tickCount": 6}
    highest = _highest(chart, found)
    if unit is Unit.COUNT and highest < axis["tickCount"]:  # a number of things is whole
        axis["values"] = list(range(round(highest) + 1))
    return {"field": "y", "type": "quantitative", "title": title, "axis": axis}


def _highest(chart: Chart, found: Points) -> float:
    """The end of the longest bar, or the highest point."""
    is_stacked = chart.kind is ChartKind.STACKED or (chart.kind is ChartKind.BAR and len(found.series) < 2)
    sums: Counter[Any] = Counter()
    for value in found.values:
        sums[value["x"] if is_stacked else len(sums)] += value["y"] or 0
    return max(sums.values(), default=0)


def _place(chart: Chart, found: Points, beside: Sequence[str] = ()) -> Spec:
    """Where bars and points stand, also where there are none; of names `beside` their bars no title says more, and it
    has no room."""
    title = None if beside or chart.x in ("periode", *PLEKKEN) else wording.label(chart.x)
    return {
        "field": "x",
        "type": "nominal",
        "sort": None,
        "title": title,
        "axis": {"labelAngle": 0, "labelOverlap": True, **(_lines(beside) if beside else _MONTHS)},
        "scale": {"domain": [*dict.fromkeys(value["x"] for value in found.values)]},
    }


_MONTHS: Spec = {"labelExpr": "test(/^[a-z]{3} [0-9]{4}$/, datum.label) ? split(datum.label, ' ') : datum.label"}
"""Twelve months have room beside each other when each has its year under it."""


def _lines(names: Sequence[str]) -> Spec:
    """What of an axis writes long names in two lines."""
    long = {name: wrap(name, LINE, max_lines=2, placeholder="…") for name in names if len(name) > LINE}
    if not long:
        return {}
    test = f"length(datum.label) > {LINE}"
    return {
        "labelExpr": f"{json.dumps(long)}[datum.label] || datum.label",
        "labelLineHeight": LINE_HEIGHT,
        "labelOffset": {"condition": {"test": test, "value": -LINE_HEIGHT / 2}, "value": 0},
    }


def _told_apart(found: Points, channel: str, values: list[Any] | tuple[Any, ...]) -> Spec:
    if len(found.series) < 2:  # one series needs no legend
        return {channel: {"value": values[0]}}
    scale = {"domain": found.series, "range": [*values[: len(found.series)]]}
    return {channel: {"field": "series", "type": "nominal", "scale": scale}}


def _line(chart: Chart, table: Table, found: Points) -> Spec:
    marked = {"x": _place(chart, found), "y": _amount(chart, table, found), **_told_apart(found, "color", COLOURS)}
    lines = {"mark": {"type": "line", "strokeWidth": 2}, "encoding": marked | _told_apart(found, "strokeDash", DASHES)}
    dots = {
        "mark": {"type": "point", "filled": True, "size": 60},
        "encoding": marked | _told_apart(found, "shape", SHAPES),
    }
    return {"layer": [lines, dots]}


def _bar(chart: Chart, table: Table, found: Points) -> Spec:
    lies = _lies(chart, found)
    across, along, offset = ("y", "x", "yOffset") if lies else ("x", "y", "xOffset")
    encoding = {
        across: _place(chart, found, _labels(found) if lies else ()),
        along: _amount(chart, table, found),
        **_told_apart(found, "fill", fills(chart.name)),
    }
    if chart.kind is ChartKind.STACKED:
        encoding["order"] = {"field": "order", "type": "quantitative"}
    elif len(found.series) > 1:
        encoding[offset] = {"field": "series", "sort": found.series}
    # an outline around nothing would be seen
    encoding["stroke"] = {"condition": {"test": "datum.y === 0", "value": None}, "value": "#000"}
    bars = {"mark": {"type": "bar", "strokeWidth": 0.5}, "encoding": encoding}
    if all(value["y"] is not None for value in found.values):
        return bars
    return {"layer": [bars, _gaps(chart, found, encoding, across, along)]}


def _gaps(chart: Chart, found: Points, encoding: Spec, across: str, along: str) -> Spec:
    """A mark where a bar would be, or goes on, of what is not known: nothing would be read as 0."""
    ends: Counter[Any] = Counter()
    if chart.kind is ChartKind.STACKED:
        for value in found.values:
            ends[value["x"]] += max(value["y"] or 0, 0)
    gaps = [value | {"y": ends[value["x"]]} for value in found.values if value["y"] is None]
    where = {name: encoding[name] for name in (across, f"{across}Offset") if name in encoding}
    beside = {"align": "left", "dx": 4} if along == "x" else {"baseline": "bottom", "dy": -2}
    return {
        "data": {"values": gaps},
        "mark": {"type": "text", "text": GAP, "fontSize": 13, **beside},
        "encoding": where | {along: {"field": "y", "type": "quantitative"}},
    }


def _range(chart: Chart, table: Table, found: Points) -> Spec:
    """The band opens at the last point that has none."""
    values = [dict(value) for value in found.values]
    for before, after in pairwise(values):
        if before["low"] is None and after["low"] is not None:
            before["low"] = before["high"] = before["y"]
    band = {
        "mark": {"type": "area", "opacity": 0.25, "color": COLOURS[0]},
        "encoding": {"x": _place(chart, found), "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
    }
    return {"data": {"values": values}, "layer": [band, *_line(chart, table, found)["layer"]]}


def _spread(chart: Chart, table: Table, found: Points) -> Spec:
    """A point for each name, on a line from low to high: names are no course, so nothing joins them."""
    where: Spec = {"y": _place(chart, found, _labels(found))}
    if len(found.series) > 1:
        where["yOffset"] = {"field": "series", "sort": found.series}
    bounds = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
    amount = {
        "x": _amount(chart, table, found),
        **_told_apart(found, "color", COLOURS),
        **_told_apart(found, "shape", SHAPES),
    }
    if _is_far_apart(found):
        amount["x"] |= {"scale": {"type": "log"}, "title": f"{amount['x']['title']}, elke macht van tien even breed"}
    return {
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 5, "color": "#999"}, "encoding": where | bounds},
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1}, "encoding": where | amount},
        ]
    }


def _is_far_apart(found: Points) -> bool:
    """Prices of a minute beside those of a month: on one scale the small ones would all be nothing."""
    ends = [value[name] for value in found.values for name in ("y", "low", "high") if value[name] is not None]
    return bool(ends) and min(ends) > 0 and max(ends) / min(ends) > FAR_APART


def _curve(chart: Chart, table: Table, found: Points) -> Spec:
    drawn = _line(chart, table, found)
    axis = {"format": ",~r", "tickMinStep": 1}  # it runs along what is counted one by one
    x = {"field": "x", "type": "quantitative", "title": wording.label(chart.x), "axis": axis}
    for layer in drawn["layer"]:
        layer["encoding"]["x"] = x
    return {"layer": drawn["layer"][:1]}


def _heat(chart: Chart, _table: Table, found: Points) -> Spec:
    """Light to dark, each with its number: nobody has to read a shade."""
    dark_from = max((value["y"] or 0 for value in found.values), default=0) * 0.6
    place = _place(chart, found)
    if not _fit(found):
        place["axis"] = {"labelAngle": -35, "labelOverlap": False}
    where = {
        "x": place,
        "y": {
            "field": "series",
            "type": "nominal",
            "sort": found.series,
            "title": None,
            "axis": _lines(found.series),
        },
    }
    shade = {"field": "y", "type": "quantitative", "scale": {"scheme": "blues", "domainMin": 0}, "legend": None}
    dark = {"condition": {"test": f"datum.y > {dark_from}", "value": "white"}, "value": "black"}
    text = {"field": "y", "type": "quantitative", "format": ",~r"}
    gaps = [value for value in found.values if value["y"] is None]
    return {
        "layer": [
            {"mark": "rect", "encoding": where | {"color": shade}},
            {
                "data": {"values": [value for value in found.values if value["y"] is not None]},
                "mark": {"type": "text", "fontSize": 11},
                "encoding": where | {"text": text, "color": dark},
            },
            {"data": {"values": gaps}, "mark": {"type": "text", "text": GAP, "fontSize": 11}, "encoding": where},
        ]
    }


_DRAWN = {
    ChartKind.LINE: _line,
    ChartKind.BAR: _bar,
    ChartKind.STACKED: _bar,
    ChartKind.RANGE: _range,
    ChartKind.SPREAD: _spread,
    ChartKind.CURVE: _curve,
    ChartKind.HEAT: _heat,
}
