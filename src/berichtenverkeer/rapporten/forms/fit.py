# SPDX-License-Identifier: EUPL-1.2
"""In which size a table fits on paper, and which of its heads stand upright in it (page.css)."""

from collections.abc import Sequence, Set
from textwrap import wrap
from typing import NamedTuple

from berichtenverkeer.rapporten.declaration import Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.reading import heads
from berichtenverkeer.rapporten.result import Ground

STANDS = "narrow"
SIZES = ((STANDS, 100), ("broad", 158), ("broader", 180))
"""How wide, in letters, a table may be in each size (page.css): on a sheet that stands, and on one that lies."""
UPRIGHT, MOST_UPRIGHT = "upright", 185
"""The size in which heads of numbers stand upright where they are what is wide, and how wide a table may be in it."""
SMALLEST, MOST_SMALLEST = "broadest", 215
"""Upright too, and smaller."""
LINE, _BETWEEN = 18, 1.2
"""Letters in a line of a text in a cell, and those that the space between two columns takes."""
_LEAST = (99, 24, 16, 12, 0)
"""Letters in a line of a head, from what needs most room to what needs least."""
_UP, _UP_LINE = 16, 2.0
"""Letters in a line of a head that stands upright, and those that such a line takes of the width."""


class Fit(NamedTuple):
    """The size in which a table fits; its heads, in lines where they must be narrow; the numbers of the columns of
    which the head stands upright."""

    size: str
    heads: Sequence[str]
    upright: Set[int]


class _Column(NamedTuple):
    """Its head, its kind, how wide its cells must be, and how wide they are when nothing breaks."""

    head: str
    kind: str
    inside: int
    whole: int

    def folded(self, least: int) -> str:
        """Its head in lines of at most so many letters, or as many as it has room for in any case."""
        return _folded(self.head, max(_word({self.head}), self.inside, least)) if self.kind == "n" else self.head

    def wide(self, head: str) -> float:
        """How wide it is with its head in these lines."""
        return max(*map(len, head.splitlines()), self.whole) + _BETWEEN

    @property
    def lying(self) -> float:
        """How wide it is with a head that breaks between words."""
        return max(_word({self.head}), self.inside) + _BETWEEN

    @property
    def upright(self) -> float:
        """The same with a head of numbers upright."""
        lines = len(_folded(self.head, _UP).splitlines())
        return max(_UP_LINE * lines, self.inside) + _BETWEEN if self.kind == "n" else self.lying


def fit_of(table: Table, ground: Ground, texts: Sequence[Sequence[str]]) -> Fit:
    """How these rows fit."""
    columns = []
    for number, ((head, _), kind) in enumerate(zip(heads(table, ground), kinds(table, ground), strict=True)):
        cells = {row[number] for row in texts}
        columns.append(_Column(head, kind, _inside(kind, cells), max(map(len, cells), default=0)))
    size, most, upright = _size(columns)
    for least in _LEAST:
        shown = [
            _folded(one.head, _UP) if number in upright else one.folded(least) for number, one in enumerate(columns)
        ]
        if not upright and sum(one.wide(head) for one, head in zip(columns, shown, strict=True)) <= most:
            break
    return Fit(size, shown, upright)


def _size(columns: Sequence[_Column]) -> tuple[str, float, Set[int]]:
    """The largest in which they fit, how wide it may be, and which heads stand upright in it."""
    wide = sum(one.lying for one in columns)
    for size, most in SIZES:
        if wide <= most:
            return size, most, frozenset()
    upright = _standing(columns, MOST_UPRIGHT)
    if _wide(columns, upright) <= MOST_UPRIGHT:
        return UPRIGHT, MOST_UPRIGHT, upright
    return SMALLEST, MOST_SMALLEST, _standing(columns, MOST_SMALLEST)


def _wide(columns: Sequence[_Column], upright: Set[int]) -> float:
    return sum(one.upright if number in upright else one.lying for number, one in enumerate(columns))


def _standing(columns: Sequence[_Column], most: float) -> Set[int]:
    """Which heads stand up until the table fits: those that take most room for nothing first."""
    chosen: set[int] = set()
    for number in sorted(range(len(columns)), key=lambda one: columns[one].upright - columns[one].lying):
        if _wide(columns, chosen) <= most or columns[number].upright >= columns[number].lying:
            break
        chosen.add(number)
    return chosen


def _folded(head: str, most: int) -> str:
    """A head in lines of at most so many letters: one of five words would be as high as ten rows."""
    return "\n".join(wrap(head, most, break_long_words=False, break_on_hyphens=False))


def kinds(table: Table, ground: Ground) -> list[str]:
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
    return longest if kind else max(_word(cells), min(longest, LINE))


def _word(texts: Set[str]) -> int:
    """The longest word in them."""
    return max((len(word) for text in texts for word in text.split()), default=0)
