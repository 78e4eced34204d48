# SPDX-License-Identifier: EUPL-1.2
"""The course of a figure as a small drawing, without axes: beside it stands what it says."""

from collections.abc import Sequence
from typing import Any

import vl_convert

from berichtenverkeer.rapporten.forms.marks import COLOURS, DASHES
from berichtenverkeer.rapporten.forms.vega import Spec

WIDTH, HEIGHT = 180, 40
FEWEST = 2
"""Fewer points are no course."""
_GREY = "#666"


def drawn(amounts: Sequence[float | None], beside: Sequence[float | None]) -> str:
    """SVG; empty when there is too little to draw. What stands beside is a dashed line, the last amount a dot."""
    if sum(one is not None for one in amounts) < FEWEST:
        return ""
    spec: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 4,
        "background": None,
        "config": {"aria": False, "view": {"stroke": None}},
        "layer": [
            *([_line(beside, _GREY, DASHES[2], 1.5)] if beside else []),
            _line(amounts, COLOURS[0], DASHES[0], 2.5),
            _dot(amounts),
        ],
    }
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def _points(amounts: Sequence[float | None]) -> list[dict[str, Any]]:
    """Also where there is none: no line goes over what is not known."""
    return [{"x": number, "y": one} for number, one in enumerate(amounts)]


def _line(amounts: Sequence[float | None], colour: str, dash: Sequence[int], width: float) -> Spec:
    mark = {"type": "line", "color": colour, "strokeDash": [*dash], "strokeWidth": width}
    return {"data": {"values": _points(amounts)}, "mark": mark, "encoding": _PLACE}


def _dot(amounts: Sequence[float | None]) -> Spec:
    mark = {"type": "point", "filled": True, "size": 60, "color": COLOURS[0], "opacity": 1}
    return {
        "data": {"values": [one for one in _points(amounts) if one["y"] is not None][-1:]},
        "mark": mark,
        "encoding": _PLACE,
    }


_PLACE = {
    "x": {"field": "x", "type": "quantitative", "axis": None, "scale": {"zero": False, "nice": False}},
    "y": {"field": "y", "type": "quantitative", "axis": None, "scale": {"zero": True, "nice": False}},
}
