# SPDX-License-Identifier: EUPL-1.2
"""How a table goes on paper: which of its rows, in what size, and how each column is set.

A screen can be scrolled and a workbook is searched; on paper what is too wide is cut off, and nobody reads sheet 80.
"""

from collections.abc import Sequence
from typing import NamedTuple

from berichtenverkeer.rapporten.declaration import Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.fit import LINE, fit_of, kinds
from berichtenverkeer.rapporten.forms.reading import rows
from berichtenverkeer.rapporten.result import Ground, Level, Part, Row

MOST = 60
"""Rows of a table on paper: some two sheets."""
SHORT = 8
"""So many rows are not divided over two sheets."""


class Line(NamedTuple):
    """A row as texts, whether a period ends with it, and whether it goes on paper."""

    texts: list[str]
    ends: bool
    is_kept: bool


class Laid(NamedTuple):
    """A table, its `size` on paper, how each column is set (classes of page.css), and what paper has not."""

    table: Table
    part: Part
    lines: list[Line]
    heads: list[tuple[str, str]]
    size: str
    told: str

    @property
    def is_short(self) -> bool:
        """Whether it goes on one sheet as a whole."""
        return sum(line.is_kept for line in self.lines) <= SHORT


def laid(table: Table, part: Part, ground: Ground) -> Laid:
    """Every row, and how it goes on paper."""
    kept = _kept(table, part)
    lines = [Line(*row, number in kept) for number, row in enumerate(rows(table, part, ground))]
    texts = [line.texts for line in lines if line.is_kept]
    fit = fit_of(table, ground, texts)
    named = [
        (head, _classes(kind, texts, number, number in fit.upright))
        for number, (head, kind) in enumerate(zip(fit.heads, kinds(table, ground), strict=True))
    ]
    return Laid(table, part, lines, named, fit.size, _told(kept, part, ground))


def _classes(kind: str, texts: Sequence[Sequence[str]], number: int, is_upright: bool) -> str:
    """Of a column; a short text breaks no line either."""
    if is_upright:
        return f"{kind} up"
    return kind or ("one" if all(len(row[number]) <= LINE for row in texts) else "")


def _kept(table: Table, part: Part) -> set[int]:
    """All where they are few, but for rows of keys of which nothing was counted; else what there was in the last
    period, after the totals of those before it."""
    last = max((row.cell.periode or 0 for row in part.rows), default=0)
    numbered = [*enumerate(part.rows)]
    if len(part.rows) <= MOST:
        something = {number for number, row in numbered if not table.keys or _is_something(table, row)}
        return something or {number for number, _ in numbered}
    rows = [(number, row) for number, row in numbered if row.cell.periode in (None, last)]
    of_last = [number for number, row in rows if _is_something(table, row)] or [number for number, _ in rows]
    before = [
        number
        for number, row in numbered
        if row.cell.periode not in (None, last) and row.cell.level is Level.TOTAL and _is_something(table, row)
    ]
    before = before if len(before) <= MOST // 2 else []
    return {*before, *of_last[: MOST - len(before)]}


def _is_something(table: Table, row: Row) -> bool:
    """A total, a line of a list, or what is not all 0; of a total by keys each is one of many."""
    is_all_there_is = table.is_list or (table.per_plek and not table.keys and row.cell.level is Level.TOTAL)
    return is_all_there_is or bool(row.hidden) or any(row.values[column.name] for column in table.counted)


def _told(kept: set[int], part: Part, ground: Ground) -> str:
    if len(kept) == len(part.rows):
        return ""
    every = wording.shown(len(part.rows), Unit.COUNT)
    which = _which(kept, part, ground)
    return f"Op papier staan {len(kept)} van de {every} regels{which}. Alle staan op het scherm en in de bestanden."


def _which(kept: set[int], part: Part, ground: Ground) -> str:
    """Which of the rows these are."""
    if len(part.rows) <= MOST:
        return ": van de andere is niets geteld"
    periods = sorted({part.rows[number].cell.periode or 0 for number in kept})
    if all(row.cell.periode is None for row in part.rows):
        return ""
    before = ", en van eerder de totalen" if len(periods) > 1 else ""
    return f": wat er was in {wording.period(ground.periods[periods[-1]])}{before}"
