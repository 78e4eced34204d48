# SPDX-License-Identifier: EUPL-1.2
"""Company for hidden numbers: which others must be hidden with them, so that no sum gives one back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from berichtenverkeer.rapporten.sums import Sum, Variable

FEWEST = 5
"""A hidden count is known to be less than this, or to be this at least: what stands instead of it says which."""

LIMITS = (2, 4, 6, 8, 12, 16, 24, 40)
"""In how many cells another table may differ, one after the other."""
MAX_TRIES = 300
"""How many steps a search within a limit may take."""
MOST_SUMS = 6
"""In how many sums a cell is, at most."""

Moves = dict[Variable, int]
"""By how much numbers of another table differ from this one."""


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
        self._in: dict[Variable, list[tuple[int, int]]] = defaultdict(list)
        for number, one in enumerate(found):
            for variable, sign in one:
                self._in[variable].append((number, sign))

    def of(self, few: set[Variable], left: frozenset[Variable] = frozenset()) -> set[Variable]:
        """What is hidden, with company. Each hidden cell is one of those that differ in another table that fits.

        `left`: numbers that stand nowhere, whether they are few or not.
        """
        hidden, safe = few | left, set[Variable]()
        for variable in sorted(few, key=self.cost):
            if variable not in safe:
                moves = self._other_table(variable, hidden)
                hidden |= moves
                safe |= moves
        return hidden

    def is_none(self, variable: Variable) -> bool:
        """Whether it is a count of nobody."""
        return self._values[variable] == (0, True)

    def _other_table(self, variable: Variable, hidden: set[Variable]) -> set[Variable]:
        """The cells in which another table differs; when none is found, all that hang together with it."""
        for delta in (1, -1):
            if self._may(variable, delta):
                search = _Search(self, hidden)
                if search.settle({variable: delta}):
                    return set(search.found)
        if variable not in self._in:
            return {variable}
        self.blurred |= (connected := self._connected(variable))
        return connected

    def _may(self, variable: Variable, delta: int) -> bool:
        """Whether a hidden number may as well be so much more: what stands instead of it stays as true."""
        value, is_count = self._values.get(variable, (None, False))
        if value is None:
            return False  # what is absent is absent
        if not is_count or value < 0:
            return True
        if value + delta < self._least.get(variable, 0):
            return False
        return 0 <= value + delta < FEWEST if value < FEWEST else bool(value + delta >= FEWEST)

    def _connected(self, variable: Variable) -> set[Variable]:
        seen, left = {variable}, [variable]
        while left:
            for number, _ in self._in[left.pop()]:
                new = {one for one, _ in self._sums[number]} - seen
                seen |= new
                left += new
        return seen & self._values.keys()

    def steps(self, number: int, off: int, moves: Moves) -> Iterator[tuple[Variable, int]]:
        """What could move by one to bring a sum that is `off` nearer to what is known of it."""
        for variable, sign in self._sums[number]:
            delta = -1 if off * sign > 0 else 1
            if variable not in moves and self._may(variable, delta):
                yield variable, delta

    def effects(self, variable: Variable) -> list[tuple[int, int]]:
        """The sums that a cell is in, with its sign."""
        return self._in[variable]

    def length(self, number: int) -> int:
        """How many cells a sum has."""
        return len(self._sums[number])

    def cost(self, variable: Variable) -> tuple[bool, Any, Variable]:
        """What it costs to hide a cell: the smallest first, but last what is zero, which many could guess."""
        value = self._values[variable][0]
        return not value, value, variable


class _Search:
    """One search for another table, from the first cell that differs on: what is off must be set right by others.

    Small ones are looked for first: of at most `LIMITS` cells.
    """

    def __init__(self, company: Company, hidden: set[Variable]) -> None:
        self._company = company
        self._hidden = hidden
        self._tries = 0
        self.found: Moves = {}

    def settle(self, moves: Moves) -> bool:
        """Whether all sums can be as they are known; `found` has what differs."""
        off: dict[int, int] = {}
        for variable, delta in moves.items():
            self._shift(off, variable, delta)
        for limit in LIMITS:
            self._tries = MAX_TRIES
            if self._settled(moves, off, limit):
                return True
        return False

    def _settled(self, moves: Moves, off: dict[int, int], limit: int) -> bool:
        if not off:
            self.found = moves
            return True
        if len(moves) + (len(off) + MOST_SUMS - 1) // MOST_SUMS > limit:
            return False
        number = min(off, key=self._company.length)
        steps = self._company.steps(number, off[number], moves)
        for variable, delta in sorted(steps, key=lambda step: self._rank(off, step)):
            self._tries -= 1
            if self._tries < 0:
                return False
            after = dict(off)
            self._shift(after, variable, delta)
            if self._settled({**moves, variable: delta}, after, limit):
                return True
        return False

    def _rank(self, off: dict[int, int], step: tuple[Variable, int]) -> tuple[int, bool, tuple[bool, Any, Variable]]:
        """Best first: what sets most right, is hidden already, is smallest."""
        variable, delta = step
        worse = 0
        for number, sign in self._company.effects(variable):
            was = off.get(number, 0)
            worse += abs(was + sign * delta) - abs(was)
        return worse, variable not in self._hidden, self._company.cost(variable)

    def _shift(self, off: dict[int, int], variable: Variable, delta: int) -> None:
        for number, sign in self._company.effects(variable):
            now = off.pop(number, 0) + sign * delta
            if now:
                off[number] = now
