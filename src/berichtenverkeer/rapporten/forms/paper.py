# SPDX-License-Identifier: EUPL-1.2
"""How a table goes on paper: which of its rows, in what size, and whether the sheet lies.

A screen can be scrolled and a workbook is searched; on paper what is too wide is cut off, and nobody reads sheet 80.
"""

from collections.abc import Sequence, Set
from typing import NamedTuple

from berichtenverkeer.rapporten.declaration import Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.reading import heads, rows
from berichtenverkeer.rapporten.result import Ground, Level, Part, Row

MOST = 60
"""Rows of a table on paper: some two sheets."""
STANDS = "narrow"
SIZES = ((STANDS, 100), ("broad", 158), ("broader", 180))
"""How wide, in letters, a table may be in each size (page.css): on a sheet that stands, and on one that lies."""
UPRIGHT, MOST_UPRIGHT = "upright", 185
"""The size in which heads of numbers stand upright, and how wide the numbers may be in it."""
SMALLEST = "broadest"
"""Upright too, and smaller."""
_LINE, _BETWEEN = 18, 1.2
"""Letters in a line of a text in a cell, and those that the space between two columns takes."""


class Line(NamedTuple):
    """A row as texts, whether a period ends with it, and whether it goes on paper."""

    texts: list[str]
    ends: bool
    is_kept: bool


class Laid(NamedTuple):
    """A table, its `size` on paper, how each column is set (a class of page.css), and what paper has not."""

    table: Table
    part: Part
    lines: list[Line]
    heads: list[tuple[str, str]]
    size: str
    told: str


def laid(table: Table, part: Part, ground: Ground) -> Laid:
    """Every row, and how it goes on paper."""
    kept = _kept(table, part)
    lines = [Line(*row, number in kept) for number, row in enumerate(rows(table, part, ground))]
    texts = [line.texts for line in lines if line.is_kept]
    named = [
        (name, kind or ("one" if all(len(row[number]) <= _LINE for row in texts) else ""))
        for number, ((name, _), kind) in enumerate(zip(heads(table, ground), _kinds(table, ground), strict=True))
    ]
    return Laid(table, part, lines, named, size_of(table, ground, texts), _told(kept, part, ground))


def size_of(table: Table, ground: Ground, texts: Sequence[Sequence[str]]) -> str:
    """In which size these rows fit."""
    named = [*zip(heads(table, ground), _kinds(table, ground), strict=True)]
    cells = [{row[number] for row in texts} for number in range(len(named))]
    inside = [_inside(kind, one) + _BETWEEN for (_, kind), one in zip(named, cells, strict=True)]
    wide = sum(max(_word({head}) + _BETWEEN, one) for ((head, _), _), one in zip(named, inside, strict=True))
    upright = UPRIGHT if sum(inside) <= MOST_UPRIGHT else SMALLEST
    return next((name for name, most in SIZES if wide <= most), upright)


def _kept(table: Table, part: Part) -> set[int]:
    """All where they are few; else what there was in the last period, after the totals of those before it."""
    if len(part.rows) <= MOST:
        return {*range(len(part.rows))}
    last = max(row.cell.periode or 0 for row in part.rows)
    rows = [(number, row) for number, row in enumerate(part.rows) if row.cell.periode in (None, last)]
    of_last = [number for number, row in rows if _is_something(table, row)] or [number for number, _ in rows]
    before = [
        number
        for number, row in enumerate(part.rows)
        if row.cell.periode not in (None, last) and row.cell.level is Level.TOTAL
    ]
    before = before if len(before) <= MOST // 2 else []
    return {*before, *of_last[: MOST - len(before)]}


def _is_something(table: Table, row: Row) -> bool:
    """A total, a line of a list, or what is not all 0."""
    is_all_there_is = table.is_list or (table.per_plek and row.cell.level is Level.TOTAL)
    return is_all_there_is or bool(row.hidden) or any(row.values[column.name] for column in table.counted)


def _told(kept: set[int], part: Part, ground: Ground) -> str:
    if len(kept) == len(part.rows):
        return ""
    periods = sorted({part.rows[number].cell.periode or 0 for number in kept})
    what = ""
    if any(row.cell.periode is not None for row in part.rows):
        what = f": wat er was in {wording.period(ground.periods[periods[-1]])}"
        what += ", en van eerder de totalen" if len(periods) > 1 else ""
    every = wording.shown(len(part.rows), Unit.COUNT)
    return f"Op papier staan {len(kept)} van de {every} regels{what}. Alle staan op het scherm en in de bestanden."


def _kinds(table: Table, ground: Ground) -> list[str]:
    """Of each column: numbers to the right, days and periods in one line."""
    units = [column.unit for column in table.columns]
    places = [""] * (len(heads(table, ground)) - len(units))
    if table.per_period:
        places[0] = "one"
    return [*places, *("n" if wording.is_number(unit) else "one" if unit in _ONE_LINE else "" for unit in units)]


_ONE_LINE = (Unit.DATE, Unit.MONTH, Unit.YES_NO)


def _inside(kind: str, cells: Set[str]) -> int:
    """How wide cells must be: numbers, days and short texts stay in one line, others break between words."""
    longest = max(map(len, cells), default=0)
    return longest if kind else max(_word(cells), min(longest, _LINE))


def _word(texts: Set[str]) -> int:
    """The longest word in them."""
    return max((len(word) for text in texts for word in text.split()), default=0)
