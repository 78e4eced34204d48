# SPDX-License-Identifier: EUPL-1.2
"""Who went from where to where, as bands between two columns: a Vega specification with the bands laid out already."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from berichtenverkeer.rapporten.declaration import Chart, Unit
from berichtenverkeer.rapporten.forms.marks import fills
from berichtenverkeer.rapporten.forms.points import Points
from berichtenverkeer.rapporten.forms.vega import CONFIG, Spec, title
from berichtenverkeer.rapporten.forms.wording import shown

WIDTH, HEIGHT, BLOCK, GAP = 340, 360, 14, 8
LABELS = 230
"""Room for the names, left and right."""
MAX_BLOCKS = 8
"""More on a side nobody can follow: the largest stand alone, the others are one block."""
REST = "overig"


class Block(NamedTuple):
    """A plek on one side, from `top` down."""

    name: str
    top: float
    height: float
    much: float


def specification(chart: Chart, found: Points) -> Spec:
    """`x` is from where, `split` to where, `y` how many. A band is as thick as it is many."""
    together: dict[tuple[str, str], float] = {}
    for value in found.values:
        way = str(value["x"]), value["series"]
        together[way] = together.get(way, 0) + value["y"]
    flows = _largest([(*way, much) for way, much in together.items() if much > 0])
    left, right = list(dict.fromkeys(flow[0] for flow in flows)), list(dict.fromkeys(flow[1] for flow in flows))
    total = sum(flow[2] for flow in flows) or 1
    scale = (HEIGHT - GAP * (max(len(left), len(right), 1) - 1)) / total
    sides = _blocks(left, flows, 0, scale), _blocks(right, flows, 1, scale)
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "title": {**title(chart, found), "anchor": "start"},
        "width": WIDTH + 2 * LABELS,
        "height": HEIGHT,
        "padding": 8,
        "config": {"title": CONFIG["title"], "background": "white", "style": {"guide-title": {"font": CONFIG["font"]}}},
        "marks": [*_bands(flows, sides, scale, fills(chart.name)), *_sides(sides)],
    }


def _largest(flows: Sequence[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """Of both sides the largest, the rest as one; the rest stands last."""
    sides = [_by_size(flows, side) for side in (0, 1)]
    kept = [side if len(side) <= MAX_BLOCKS else side[: MAX_BLOCKS - 1] for side in sides]
    together: dict[tuple[str, str], float] = {}
    for source, target, much in flows:
        way = source if source in kept[0] else REST, target if target in kept[1] else REST
        together[way] = together.get(way, 0) + much
    in_order = sorted(together, key=lambda way: (way[0] == REST, way[1] == REST))
    return [(*way, together[way]) for way in in_order]


def _by_size(flows: Sequence[tuple[str, str, float]], side: int) -> list[str]:
    sizes: dict[str, float] = {}
    for flow in flows:
        sizes[str(flow[side])] = sizes.get(str(flow[side]), 0) + flow[2]
    return sorted(sizes, key=lambda name: -sizes[name])


def _blocks(names: Sequence[str], flows: Sequence[tuple[str, str, float]], side: int, scale: float) -> dict[str, Block]:
    blocks, top = {}, 0.0
    for name in names:
        much = sum(flow[2] for flow in flows if flow[side] == name)
        blocks[name] = Block(name, top, much * scale, much)
        top += much * scale + GAP
    return blocks


def _bands(
    flows: Sequence[tuple[str, str, float]], sides: tuple[dict[str, Block], ...], scale: float, fill: list[str]
) -> list[Spec]:
    left, right = sides
    used = [dict.fromkeys(side, 0.0) for side in sides]
    order, bands = list(left), []
    begin, end = LABELS + BLOCK, LABELS + WIDTH - BLOCK
    for source, target, much in sorted(flows, key=lambda flow: (order.index(flow[0]), list(right).index(flow[1]))):
        y0, y1 = left[source].top + used[0][source], right[target].top + used[1][target]
        used[0][source] += much * scale
        used[1][target] += much * scale
        middle, h = (begin + end) / 2, much * scale
        path = (
            f"M{begin},{y0:.2f}C{middle},{y0:.2f} {middle},{y1:.2f} {end},{y1:.2f}V{y1 + h:.2f}"
            f"C{middle},{y1 + h:.2f} {middle},{y0 + h:.2f} {begin},{y0 + h:.2f}Z"
        )
        shape = {
            "path": {"value": path},
            "fill": {"value": fill[order.index(source) % len(fill)]},
            "fillOpacity": {"value": 0.6},
            "stroke": {"value": "#444"},
            "strokeWidth": {"value": 0.5},
        }
        bands.append({"type": "path", "encode": {"enter": shape}})
    return bands


def _sides(sides: tuple[dict[str, Block], ...]) -> list[Spec]:
    marks: list[Spec] = []
    for blocks, x, text_x, align in (
        (sides[0], LABELS, LABELS - 6, "right"),
        (sides[1], LABELS + WIDTH - BLOCK, LABELS + WIDTH + 6, "left"),
    ):
        for block in blocks.values():
            marks.append(_mark("rect", x=x, y=block.top, width=BLOCK, height=block.height, fill="#333"))
            text = f"{block.name} ({shown(block.much, Unit.COUNT)})"
            style = {"font": CONFIG["font"], "fontSize": 12, "baseline": "middle", "align": align, "limit": LABELS - 12}
            marks.append(_mark("text", x=text_x, y=block.top + block.height / 2, text=text, fill="#000", **style))
    return marks


def _mark(kind: str, **values: Any) -> Spec:
    return {"type": kind, "encode": {"enter": {name: {"value": value} for name, value in values.items()}}}
