# SPDX-License-Identifier: EUPL-1.2
"""Company for hidden numbers: which others must be hidden with them, so that no sum gives one back."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from berichtenverkeer.rapporten.other_table import Effort, Moves, Search
from berichtenverkeer.rapporten.sums import Sum, Variable

FEWEST = 5
"""What stands instead of a hidden count says that it is less than this, or nothing of how much it is."""

STAGES = (Effort(1, 150, 16),), (Effort(3, 600, 24),), (Effort(1, 600, 16),)
BY_CHANCE = (Effort(3, 300, 24, 3), Effort(1, 300, 24, 2), Effort(10, 300, 24, 10)) * 10
"""How hard another table is looked for: a little for each number, then harder for those that found none, of which most
can do then with what others hide; at last in other ways, by chance (the same each time)."""
FIRST, AGAIN, OF_NONE = 0.02, 0.05, 1.5
"""What it costs that a hidden cell differs that has no company yet, or has, and to hide one that is zero."""
MOST_STEPS = 800_000
"""How many steps all of it is worth: some seconds."""


class Company:
    """The sums of one table, and the values in it: of each cell its value, and whether it is a count.

    `least`: what is known of a count by who asks, because so much of it is his own. `together`: what stands elsewhere
    as less than FEWEST.
    """

    def __init__(
        self,
        found: Sequence[Sum],
        values: Mapping[Variable, tuple[Any, bool]],
        least: Mapping[Variable, int] | None = None,
        together: frozenset[Variable] = frozenset(),
    ) -> None:
        self._sums = found
        self._values = values
        self._least = least or {}
        self._together = together
        self.blurred: set[Variable] = set()
        """Of which nothing may be said of how much it is: a few that are not so few in another table, and where no
        other table was found all that hangs together."""
        self.is_found = True
        """Whether all found another table; what did not is hidden with all that hangs together with it."""
        self._looked_at = 0
        self._allowed = cache(self._may)
        self._in: dict[Variable, list[tuple[int, int]]] = defaultdict(list)
        for number, one in enumerate(found):
            for variable, sign in one:
                self._in[variable].append((number, sign))
        self._hidden: set[Variable] = set()
        self._safe: set[Variable] = set()
        self._search = Search(found, self._in, self._allowed, self._price)

    def of(self, few: set[Variable], left: frozenset[Variable] = frozenset()) -> set[Variable]:
        """What is hidden, with company. Each hidden cell is one of those that differ in another table that fits.

        `left`: numbers that stand nowhere, whether they are few or not.
        """
        self._hidden, self._safe = few | left, {one for one in few if one not in self._in}
        for together in sorted(self._kept_together(few - self._safe), key=len):
            if not self._all_have_company(sorted(together, key=self.cost)):
                self.is_found = False
                self.blurred |= self._connected(min(together))
        return self._hidden | self.blurred

    def _kept_together(self, few: set[Variable]) -> Iterator[set[Variable]]:
        while few:
            together = few & self._connected(min(few))
            few = few - together
            yield together

    def _all_have_company(self, waiting: Sequence[Variable]) -> bool:
        """Whether all of these do. Where many find none at first, some never will."""
        most = len(waiting) // 8 + 10
        for efforts in STAGES:
            failed: list[Variable] = []
            for variable in waiting:
                if not self._has_company(variable, efforts):
                    failed.append(variable)
                if len(failed) > most:
                    return False
            waiting = failed
        return all(self._has_company(variable, BY_CHANCE) for variable in waiting)

    def _has_company(self, variable: Variable, efforts: Sequence[Effort]) -> bool:
        if variable in self._safe:
            return True
        moves = self._other_table(variable, efforts)
        self.blurred |= {one for one, delta in moves.items() if self._is_no_longer_few(one, delta)}
        self._hidden.update(moves)
        self._safe.update(moves)
        return bool(moves)

    def is_none(self, variable: Variable) -> bool:
        """Whether it is a count of nobody."""
        return self._values[variable] == (0, True)

    def _other_table(self, variable: Variable, efforts: Sequence[Effort]) -> Moves:
        """The cells in which another table differs, and by how much; none when it is not found."""
        for effort in efforts:
            for delta in (1, -1):
                if self._allowed(variable, delta) and self._looked_at < MOST_STEPS:
                    moves = self._search.find(variable, delta, effort)
                    self._looked_at += self._search.looked_at
                    if moves:
                        return moves
        return {}

    def _may(self, variable: Variable, delta: int) -> bool:
        """Whether a hidden number may as well be so much more: what stands instead of it stays as true, or says no more
        how much it is."""
        value, is_count = self._values.get(variable, (None, False))
        if value is None:
            return False  # what is absent is absent
        if not is_count or value < 0:
            return True
        is_few = value + delta < FEWEST or variable not in self._together
        return is_few and value + delta >= self._least.get(variable, 0)

    def _is_no_longer_few(self, variable: Variable, delta: int) -> bool:
        value, is_count = self._values[variable]
        return is_count and value < FEWEST <= value + delta

    def _price(self, variable: Variable) -> float:
        """What it costs that it differs: little when it is hidden; else small ones least, but most what is zero, which
        many could guess."""
        if variable in self._hidden:
            return AGAIN if variable in self._safe else FIRST
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
