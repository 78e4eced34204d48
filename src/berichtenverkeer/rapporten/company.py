# SPDX-License-Identifier: EUPL-1.2
"""Company for hidden numbers: which others must be hidden with them, so that no sum gives one back."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from berichtenverkeer.rapporten.other_table import Effort, Search
from berichtenverkeer.rapporten.sums import Sum, Variable

FEWEST = 5
"""A hidden count is known to be less than this, or to be this at least: what stands instead of it says which."""

SHORT, LONG = (Effort(1, 150, 16),), (Effort(3, 600, 24), Effort(6, 3_000, 30), Effort(10, 8_000, 40))
"""How hard another table is looked for: first for each number, then for those that found none."""
MOST_FAILED = 30
"""How many that found none wait for what others hide, before they are looked at again."""
FIRST, AGAIN, OF_NONE = 0.02, 0.05, 1.5
"""What it costs that a hidden cell differs that has no company yet, or has, and to hide one that is zero."""
MOST_STEPS = 160_000
"""How many steps those that found none are worth, together: some seconds."""


class Company:
    """The sums of one table, and the values in it: of each cell its value, and whether it is a count.

    `least`: what is known of a count by who asks, because so much of it is his own.
    """

    def __init__(
        self,
        found: Sequence[Sum],
        values: Mapping[Variable, tuple[Any, bool]],
        least: Mapping[Variable, int] | None = None,
    ) -> None:
        self._sums = found
        self._values = values
        self._least = least or {}
        self.blurred: set[Variable] = set()
        """Where no other table was found: all that hangs together is hidden, and nothing said of how much it is."""
        self._left: frozenset[Variable] = frozenset()
        self._looked_at = 0
        self._allowed = cache(self._may)
        self._in: dict[Variable, list[tuple[int, int]]] = defaultdict(list)
        for number, one in enumerate(found):
            for variable, sign in one:
                self._in[variable].append((number, sign))

    def of(self, few: set[Variable], left: frozenset[Variable] = frozenset()) -> set[Variable]:
        """What is hidden, with company. Each hidden cell is one of those that differ in another table that fits.

        `left`: numbers that stand nowhere, whether they are few or not.
        """
        self._left = left
        hidden, safe = few | left, {one for one in few if one not in self._in}
        failed: list[Variable] = []
        for variable in sorted(few - safe, key=self.cost):
            if not self._has_company(variable, SHORT, hidden, safe):
                failed.append(variable)
            if len(failed) == MOST_FAILED:
                self._try_again(failed, hidden, safe)
                failed.clear()
        self._try_again(failed, hidden, safe)
        return hidden | self.blurred

    def _try_again(self, failed: Sequence[Variable], hidden: set[Variable], safe: set[Variable]) -> None:
        """What hangs together with one that finds no other table, is hidden all: there nothing is looked for."""
        for variable in failed:
            if not self._has_company(variable, LONG, hidden, safe):
                self.blurred |= self._connected(variable)

    def _has_company(
        self, variable: Variable, efforts: Sequence[Effort], hidden: set[Variable], safe: set[Variable]
    ) -> bool:
        if variable in safe or variable in self.blurred:
            return True
        moves = self._other_table(variable, efforts, hidden, safe)
        hidden |= moves
        safe |= moves
        return bool(moves)

    def is_none(self, variable: Variable) -> bool:
        """Whether it is a count of nobody."""
        return self._values[variable] == (0, True)

    def _other_table(
        self, variable: Variable, efforts: Sequence[Effort], hidden: set[Variable], safe: set[Variable]
    ) -> set[Variable]:
        """The cells in which another table differs; none when it is not found."""

        def price(one: Variable) -> float:
            if one not in hidden:
                return self._price(one)
            return AGAIN if one in safe else FIRST

        search = Search(self._sums, self._in, self._allowed, price)
        for effort in efforts:
            for delta in (1, -1):
                if self._allowed(variable, delta) and self._looked_at < MOST_STEPS:
                    moves = search.find(variable, delta, effort)
                    self._looked_at += search.looked_at if efforts is LONG else 0
                    if moves:
                        return set(moves)
        return set()

    def _may(self, variable: Variable, delta: int) -> bool:
        """Whether a hidden number may as well be so much more: what stands instead of it stays as true. Of what stands
        nowhere nothing is said."""
        value, is_count = self._values.get(variable, (None, False))
        if value is None:
            return False  # what is absent is absent
        if not is_count or value < 0:
            return True
        if value + delta < self._least.get(variable, 0):
            return False
        return variable in self._left or (value < FEWEST) == (value + delta < FEWEST)

    def _price(self, variable: Variable) -> float:
        """What it costs to hide a cell more: small ones least, but most what is zero, which many could guess."""
        value = self._values[variable][0]
        return 1 + math.log10(abs(value) + 1) / 5 if value else OF_NONE

    def _connected(self, variable: Variable) -> set[Variable]:
        seen, left = {variable}, [variable]
        while left:
            for number, _ in self._in[left.pop()]:
                new = {one for one, _ in self._sums[number]} - seen
                seen |= new
                left += new
        return seen & self._values.keys()

    def cost(self, variable: Variable) -> tuple[bool, Any, Variable]:
        """In which order company is looked for: the smallest first, last what is zero."""
        value = self._values[variable][0]
        return not value, value, variable
