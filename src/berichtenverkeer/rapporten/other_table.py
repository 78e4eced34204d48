# SPDX-License-Identifier: EUPL-1.2
"""Another table of whole numbers with the same sums, in which one number differs: the cheapest that is found."""

import heapq
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from berichtenverkeer.rapporten.sums import Sum, Variable

LOOKED_AT = 4
"""Of how many sums that are off the steps are counted, to set right the one with the fewest: the shortest."""
MOST_CELLS = 120
"""In how many cells another table may differ."""

Moves = Mapping[Variable, int]
"""By how much numbers of another table differ from this one."""


class Effort(NamedTuple):
    """How hard to look: what a sum that is off weighs against what it costs to hide, how many states are looked at at
    most, how many steps on from each, and how much of what is best is left to chance."""

    pull: float
    states: int
    width: int
    chance: float = 0


class State(NamedTuple):
    """What differs so far, by how much sums are off because of it, and what it costs."""

    moves: Moves
    off: Mapping[int, int]
    cost: float


class Search:
    """Best first. `members` has the sums that a cell is in, with its sign; `may` says whether a number may as well be
    so much more, and `cost` what it costs that a cell differs."""

    def __init__(
        self,
        sums: Sequence[Sum],
        members: Mapping[Variable, Sequence[tuple[int, int]]],
        may: Callable[[Variable, int], bool],
        cost: Callable[[Variable], float],
    ) -> None:
        self._sums = sums
        self._members = members
        self._may = may
        self._cost = cost
        self._less: dict[tuple[int, bool], list[tuple[Variable, int]]] = {}
        """What makes a sum that is off less so: one that is too high, or too low."""
        self._random = Random(0)
        self.looked_at = 0
        """How many steps the last search weighed."""

    def find(self, variable: Variable, delta: int, effort: Effort) -> Moves:
        """What differs in the other table; nothing when none is found."""
        first = self._after(State({}, {}, 0), variable, delta)
        waiting = [(0.0, 0, first, variable, 0)]
        seen: set[frozenset[tuple[Variable, int]]] = set()
        pushed = self.looked_at = 0
        while waiting and len(seen) < effort.states:
            _, _, before, step, by = heapq.heappop(waiting)
            state = self._after(before, step, by) if by else before
            if not state.off:
                return state.moves
            if (key := frozenset(state.moves.items())) in seen or len(state.moves) > MOST_CELLS:
                continue
            seen.add(key)
            for rank, one, more in heapq.nsmallest(effort.width, self._ranked(state, effort)):
                pushed += 1
                heapq.heappush(waiting, (rank, -pushed, state, one, more))
        return {}

    def _after(self, state: State, variable: Variable, delta: int) -> State:
        off = dict(state.off)
        for number, sign in self._members[variable]:
            if now := off.pop(number, 0) + sign * delta:
                off[number] = now
        return State({**state.moves, variable: delta}, off, state.cost + self._cost(variable))

    def _ranked(self, state: State, effort: Effort) -> list[tuple[float, Variable, int]]:
        """The steps on: best is what costs least, and leaves least to set right."""
        is_off = sum(map(abs, state.off.values()))
        found = []
        for variable, delta in self._steps(state):
            left = is_off
            for number, sign in self._members[variable]:
                was = state.off.get(number, 0)
                left += abs(was + sign * delta) - abs(was)
            self.looked_at += 1
            chance = effort.chance * self._random.random() if effort.chance else 0
            found.append((state.cost + self._cost(variable) + effort.pull * left + chance, variable, delta))
        return found

    def _steps(self, state: State) -> list[tuple[Variable, int]]:
        """What could move by one to set a sum right: the one for which there is least choice."""
        shortest = heapq.nsmallest(LOOKED_AT, state.off, key=lambda number: (len(self._sums[number]), number))
        return min((self._of_sum(number, state) for number in shortest), key=len)

    def _of_sum(self, number: int, state: State) -> list[tuple[Variable, int]]:
        which = number, state.off[number] > 0
        if which not in self._less:
            steps = ((variable, -1 if (sign > 0) == which[1] else 1) for variable, sign in self._sums[number])
            self._less[which] = [step for step in steps if self._may(*step)]
        return [step for step in self._less[which] if step[0] not in state.moves]
