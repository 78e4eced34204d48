# SPDX-License-Identifier: EUPL-1.2
"""An attacker: from what is shown of a table, and what its numbers add up to, which hidden ones does he know?

Written apart from the product, in two ways: by linear algebra (a number that all solutions share), and by drawing in
what each can be. He knows that `< 5` is 0 to 4, and that what is hidden for company is 5 or more.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

Equation = list[tuple[str, int]]
"""Numbers by name, with how many times they count; together they are 0."""

ROUNDS = 50
"""How often what each can be is drawn in: more brings nothing new."""

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
