# SPDX-License-Identifier: EUPL-1.2
"""What somebody must know who looks at a chart: of which period it is, what is too small for it, what is not known."""

from collections.abc import Mapping, Sequence
from typing import Any

from berichtenverkeer.rapporten.declaration import Chart, ChartKind

GAP = "?"
"""What stands where a bar would be of what is not known."""
_WHY = {False: "niet bekend", True: "afgeschermd"}

Values = Sequence[Mapping[str, Any]]
"""Points of a chart (points.py)."""


def notes(chart: Chart, every: Values, drawn: Values, *, only: str, left_out: int) -> tuple[str, ...]:
    """Of `every` value that there is these are `drawn`; `only`: of one period; `left_out`: how many names were too
    many."""
    told = (
        f"Periode: {only}." if only else "",
        f"De grootste staan erin; {left_out} kleinere niet, die staan in de tabel." if left_out else "",
        _nameless(every, drawn) if chart.kind is not ChartKind.SANKEY else "",
        _of_gaps(chart, every if chart.kind is ChartKind.SANKEY else drawn),
    )
    return tuple(filter(None, told))


def _nameless(every: Values, drawn: Values) -> str:
    """How many names have no figure at all."""
    known = [*drawn, *(value for value in every if value["y"] is not None)]
    names, there = ({(key, one[key]) for key in ("x", "series") for one in values} for values in (every, known))
    count = len(names - there)
    if not count:
        return ""
    if count == 1:
        return "Van een naam is er geen cijfer; die staat er niet in."
    return f"Van {count} namen is er geen cijfer; die staan er niet in."


def _of_gaps(chart: Chart, values: Values) -> str:
    """How a gap is seen, and what it means."""
    kinds = {value["is_hidden"] for value in values if value["y"] is None}
    why = " of ".join(_WHY[one] for one in sorted(kinds))
    if not why:
        return ""
    if chart.kind in (ChartKind.LINE, ChartKind.RANGE, ChartKind.CURVE):
        return f"Waar de lijn onderbroken is, is het cijfer {why}."
    if chart.kind is ChartKind.SANKEY:
        return f"Wat {why} is, staat er niet in."
    return f"Waar een {GAP} staat, is het cijfer {why}."
