# SPDX-License-Identifier: EUPL-1.2
"""An attacker: from what is shown of a table, and what its numbers add up to, which hidden ones does he know?

Written apart from the product, in three ways: by linear algebra (a number that all solutions share), by drawing in
what each can be, and by looking for another table that fits: as long as there is none, he may know. He knows that `< 5`
is 0 to 4; `afgeschermd` says nothing of how much.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from heapq import heappop, heappush

Equation = list[tuple[str, int]]
"""Numbers by name, with how many times they count; together they are 0."""

ROUNDS = 50
"""How often what each can be is drawn in: more brings nothing new."""

TRIED = 5_000
"""How many tables are begun before it is said that there is no other."""

Bounds = dict[str, tuple[int, int]]


def known(equations: Iterable[Equation], truth: Mapping[str, int], bounds: Mapping[str, tuple[int, int]]) -> set[str]:
    """The hidden numbers (those with bounds) that can only be what they are."""
    rest = [
        (
            [(name, times) for name, times in equation if name in bounds],
            sum(times * truth[name] for name, times in equation if name not in bounds),
        )
        for equation in equations
    ]
    rest = [(names, constant) for names, constant in rest if names]
    drawn = dict(bounds)
    assert _narrow(rest, drawn), "what is true fits"
    return _solved([dict(names) for names, _ in rest]) | {name for name, (low, high) in drawn.items() if low == high}


def without_another(
    equations: Iterable[Equation],
    truth: Mapping[str, int],
    bounds: Mapping[str, tuple[int, int]],
    secret: Iterable[str],
) -> set[str]:
    """Those of the secret numbers for which no other table is found: one in which it is one more or one less, and
    every other hidden number as it is, one more or one less, within what is known of it."""
    rest = [[(name, times) for name, times in equation if name in bounds] for equation in equations]
    near = {name: (max(low - truth[name], -1), min(high - truth[name], 1)) for name, (low, high) in bounds.items()}
    members: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, equation in enumerate(rest):
        for name, times in equation:
            members[name].append((number, times))
    missing: set[str] = set()
    differs: set[str] = set()
    for name in sorted(secret):
        if name not in differs:
            found = (_another(rest, members, near, name, by) for by in (1, -1) if near[name][0] <= by <= near[name][1])
            moves = next(filter(None, found), {name: 0})
            (differs if moves[name] else missing).update(one for one, by in moves.items() if by or one == name)
    return missing


def _another(
    equations: list[Equation], members: Mapping[str, list[tuple[int, int]]], near: Bounds, name: str, by: int
) -> dict[str, int]:
    """By how much numbers differ in a table in which this one is so much more; nothing when none is found. The one that
    is off least is looked at first."""
    waiting = [(0, 0, {name: by}, _off({}, members[name], by))]
    seen: set[frozenset[str]] = set()
    begun = 0
    while waiting and begun < TRIED:
        _, _, moves, off = heappop(waiting)
        if not off:
            return moves
        if (which := frozenset(moves)) in seen:
            continue
        seen.add(which)
        number, wrong = min(off.items(), key=lambda one: len(equations[one[0]]))
        for one, times in equations[number]:
            value = -1 if wrong * times > 0 else 1
            if one not in moves and near[one][0] <= value <= near[one][1]:
                begun += 1
                then = _off(off, members[one], value)
                heappush(waiting, (sum(map(abs, then.values())), -begun, moves | {one: value}, then))
    return {}


def _off(off: Mapping[int, int], terms: list[tuple[int, int]], value: int) -> dict[int, int]:
    """By how much equations are off when a number in these moves too."""
    then = dict(off)
    for number, times in terms:
        if now := then.pop(number, 0) + times * value:
            then[number] = now
    return then


def _solved(rows: list[dict[str, int]]) -> set[str]:
    """The numbers that stand alone in a row when all is reduced (Gauss and Jordan): every solution has the same."""
    reduced: dict[str, dict[str, Fraction]] = {}
    for given in rows:
        row = {name: Fraction(times) for name, times in given.items()}
        for name in [one for one in row if one in reduced]:
            row = _less(row, reduced[name], row.get(name, Fraction()))
        if row:
            pivot = next(iter(row))
            row = {name: times / row[pivot] for name, times in row.items()}
            reduced = {one: _less(other, row, other.get(pivot, Fraction())) for one, other in reduced.items()}
            reduced[pivot] = row
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _less(row: dict[str, Fraction], other: dict[str, Fraction], times: Fraction) -> dict[str, Fraction]:
    names = [*row, *(name for name in other if name not in row)]
    found = {name: row.get(name, Fraction()) - times * other.get(name, Fraction()) for name in names}
    return {name: value for name, value in found.items() if value}


def _narrow(equations: list[tuple[Equation, int]], bounds: Bounds) -> bool:
    """Draw bounds in by what the others in each equation can be; False when nothing is left for one."""
    for _ in range(ROUNDS):
        changed = False
        for names, constant in equations:
            least = constant + sum(min(times * bound for bound in bounds[name]) for name, times in names)
            most = constant + sum(max(times * bound for bound in bounds[name]) for name, times in names)
            for name, times in names:
                low, high = bounds[name]
                ends = sorted((times * low, times * high))
                room = sorted((-(most - ends[1]) * times, -(least - ends[0]) * times))
                drawn = max(low, room[0]), min(high, room[1])
                if drawn[0] > drawn[1]:
                    return False
                if drawn != (low, high):
                    bounds[name], changed = drawn, True
                    least = constant + sum(min(t * bound for bound in bounds[n]) for n, t in names)
                    most = constant + sum(max(t * bound for bound in bounds[n]) for n, t in names)
        if not changed:
            break
    return True
