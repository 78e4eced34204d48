# SPDX-License-Identifier: EUPL-1.2
"""What the known claims of a plafond will become: chain ladder on what the ledger knew at each month end (6.5). Pure.

An age is in months since the year of a plafond began: 12 is the end of its December, 24 twelve months later, 6 1/2 the
middle of its July. Cents are whole, what is between is a fraction; docs/plafonds.md says what is chosen and why.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise

import msgspec

from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.money_register import rounded

DECEMBER, LAST = 12, 24
"""The end of the year, and the month end after which a claim is taken to develop no further."""

TOO_EARLY = "Er is nog geen vol jaar van vergelijkbare plafonds bekend."
NOTHING_KNOWN = "Er is nog niets bekend om door te rekenen."
TOO_FEW_OTHERS = (
    "Minder dan vijf andere aanbieders hebben een vergelijkbaar plafond: het zou zeggen hoe het bij hen ging."
)

FEWEST_OTHERS = 5
"""On how many others at least a prognose rests that an aanbieder sees: of fewer it would tell what each has."""

Known = Mapping[int, int]
"""Month end (0: that of December before the year) -> cents of GERESERVEERD + BESLAG + REALISATIE as known then.

Only month ends at which the plafond itself was known."""

Cents = Fraction | int
"""Whole at a month end."""

Ratio = tuple[Cents, Cents]
"""What was at the end, and at the begin."""

Curve = Sequence[tuple[Fraction, Fraction]]
"""(age, cents), from now on by month ends."""

Group = tuple[str, str]
"""Of what kind of plafond (geheel, segment, perceel), and of which segment: these develop alike."""


class Terugblik(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the same method said of the year before at the end of `maand`, and what is known now of the same moment.

    `afwijking_procent` is how far it was off: above zero it said too much; None when it became nothing.
    """

    maand: int
    prognose_cents: int
    geworden_cents: int
    afwijking_procent: int | None


class Prognose(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is known, and what it will become: at the end of December, and when it was followed up to `ontwikkeld_tot`.

    `laag_cents` and `hoog_cents`: what it would be if it went as with the aanbieder at the 10th and at the 90th
    percentile. `bereikt_op`: the day on which it reaches the amount, None if it does not. When there is no prognose,
    `onbekend` says why, and `bekend_cents` stands alone.
    """

    bekend_cents: int
    jaareinde_cents: int | None = None
    prognose_cents: int | None = None
    laag_cents: int | None = None
    hoog_cents: int | None = None
    ontwikkeld_tot: date | None = None
    bereikt_op: date | None = None
    terugblik: Terugblik | None = None
    onbekend: str | None = None


class Histories:
    """What was known of all plafonds at each month end: what a prognose is made from.

    `segment_of` says of which segment a perceel is, `seen_by` for which aanbieder it is made, "" for the region: an
    aanbieder has no prognose that rests on fewer than FEWEST_OTHERS others. `looks_back`: with a terugblik, which takes
    as long again.
    """

    def __init__(
        self,
        known: Mapping[PlafondKey, Known],
        segment_of: Mapping[str, str],
        seen_by: str = "",
        *,
        looks_back: bool = True,
    ) -> None:
        self._known = known
        self._looks_back = looks_back
        self._segment_of = segment_of
        self._seen_by = seen_by
        self._groups: dict[Group, list[PlafondKey]] = defaultdict(list)
        for key in known:
            self._groups[group_of(key, segment_of)].append(key)
        self._development = cache(self._develop)

    def prognose(self, key: PlafondKey, bedrag: int, claims: int, day: date, reached: date | None = None) -> Prognose:
        """Of one plafond of `bedrag` cents, with these claims at the end of `day`; they are there since `reached`."""
        age = age_on(day, key.jaar)
        development = self._development(group_of(key, self._segment_of), key.jaar, age)
        if development is None:
            return Prognose(bekend_cents=claims, bereikt_op=reached, onbekend=TOO_EARLY)
        if development.is_of_few:
            return Prognose(bekend_cents=claims, bereikt_op=reached, onbekend=TOO_FEW_OTHERS)
        if not claims:
            return Prognose(bekend_cents=claims, onbekend=NOTHING_KNOWN)
        curve = [(then, claims * times) for then, times in development.factors.items()]
        end, outcome = curve[-1]
        low, high = (None if times is None else rounded(claims * times) for times in development.bounds)
        return Prognose(
            bekend_cents=claims,
            jaareinde_cents=self._at_year_end(key, curve),
            prognose_cents=rounded(outcome),
            laag_cents=low,
            hoog_cents=high,
            ontwikkeld_tot=day if end == age else month_end(key.jaar, int(end)),
            bereikt_op=reached or reached_on(curve, bedrag, key.jaar),
            terugblik=self._terugblik(key, int(age)) if self._looks_back and age < LAST else None,
        )

    def _develop(
        self, group: Group, jaar: int, age: Fraction, known_until: Fraction | None = None
    ) -> "Development | None":
        """How plafonds of a group in the years before `jaar` went on from an age, by what was known when those of
        `jaar` were of the age `known_until`; None when that is too little."""
        triangles: list[Known] = []
        others: list[tuple[str, Known]] = []
        for one in self._groups[group]:
            if one.jaar < jaar:
                limit = LAST if known_until is None else int(known_until // 1) + 12 * (jaar - one.jaar)
                triangles.append(until(self._known[one], limit))
                if self._seen_by not in ("", one.aanbieder):
                    others.append((one.aanbieder, triangles[-1]))
        if not any(_is_full_year(one) for one in triangles):
            return None
        development = Development(triangles, age, others)
        return development if development.end >= DECEMBER else None

    def _at_year_end(self, key: PlafondKey, curve: Curve) -> int | None:
        expected = (rounded(cents) for age, cents in curve if age == DECEMBER)
        return next(expected, self._known.get(key, {}).get(DECEMBER))

    def _terugblik(self, key: PlafondKey, month: int) -> Terugblik | None:
        """The prognose of the year before at the same month end, from what was known then."""
        previous = msgspec.structs.replace(key, jaar=key.jaar - 1)
        became, age = self._known.get(previous, {}), Fraction(month)
        development = self._development(group_of(key, self._segment_of), previous.jaar, age, age)
        if development is None or development.is_of_few or not became.get(month):
            return None
        common = max(then for then in development.factors if int(then) in became)
        if common == month or common < DECEMBER:
            return None
        said, outcome = rounded(became[month] * development.factors[common]), became[int(common)]
        off = rounded(abs(said - outcome) * Fraction(100, outcome)) if outcome else None
        return Terugblik(
            maand=month,
            prognose_cents=said,
            geworden_cents=outcome,
            afwijking_procent=-off if off and said < outcome else off,
        )


class Development:
    """How a group of plafonds went on from an age.

    `factors`: what a cent at that age was at each later month end, as far as any is known; at the age itself 1.
    `bounds`: the 10th and 90th percentile of what it was at the last of them with single plafonds; None without any.
    `is_of_few`: it rests on `others`, and fewer than FEWEST_OTHERS of them are known all the way.
    """

    def __init__(self, triangles: Sequence[Known], age: Fraction, others: Sequence[tuple[str, Known]] = ()) -> None:
        self.factors = {age: Fraction(1)}
        here = age
        while here < LAST and (step := factor(triangles, here, there := Fraction(here // 1 + 1))) is not None:
            self.factors[there] = self.factors[here] * step
            here = there
        self.end = here
        whole = {who for who, one in others if at(one, age) is not None and at(one, self.end)}
        self.is_of_few = bool(others) and len(whole) < FEWEST_OTHERS
        known = (self._ratio(one, age) for one in triangles)
        ratios = [(1, 1)] if self.end == age else [one for one in known if one is not None]
        ratios.sort(key=_about)
        self.bounds = tuple(_rank(ratios, Fraction(tenths, 10)) if ratios else None for tenths in (1, 9))

    def _ratio(self, known: Known, age: Fraction) -> Ratio | None:
        """What became of what with one plafond; beyond what is known of it, by the factors of all.

        None when nothing was claimed yet, or its year is not over, or nothing is known of it after that age.
        """
        last = next((then for then in reversed(self.factors) if at(known, then) is not None), age)
        before, after = at(known, age), at(known, last)
        if not before or after is None:
            return None
        if last == self.end:
            return after, before
        is_over = last > age and last >= DECEMBER and self.factors[last]
        return (after * self.factors[self.end] / self.factors[last], before) if is_over else None


def group_of(key: PlafondKey, segment_of: Mapping[str, str]) -> Group:
    """Plafonds of one kind in one segment: they are of different care, so nothing counts twice in a group.

    One of a perceel is placed in the segment of the perceel; those of whole aanbieders are a group of their own.
    """
    if key.perceel:
        return "perceel", segment_of.get(key.perceel, "")
    return ("segment", key.segment) if key.segment else ("geheel", "")


def age_on(day: date, jaar: int) -> Fraction:
    """How many months of a plafond of `jaar` are over at the end of `day`."""
    return (day.year - jaar) * 12 + day.month - 1 + Fraction(day.day, monthrange(day.year, day.month)[1])


@cache
def month_end(jaar: int, month: int) -> date:
    """The last day of a month that is counted from January of `jaar`: 13 is January of the next."""
    years, rest = divmod(month - 1, 12)
    return date(jaar + years, rest + 1, monthrange(jaar + years, rest + 1)[1])


def factor(triangles: Iterable[Known], van: Fraction, tot: Fraction) -> Fraction | None:
    """What all together were at one age for each cent at an earlier one, of those known at both.

    None when none is, or nothing was claimed at the first.
    """
    if van.denominator == tot.denominator == 1:  # month ends, as most are: whole cents are ten times as fast
        first, last = van.numerator, tot.numerator
        pairs: list[tuple[Cents, Cents]] = [
            (one[first], one[last]) for one in triangles if first in one and last in one
        ]
    else:
        pairs = [(a, b) for one in triangles if (a := at(one, van)) is not None and (b := at(one, tot)) is not None]
    before = sum(a for a, _ in pairs)
    return Fraction(sum(b for _, b in pairs)) / before if before else None


def at(known: Known, age: Fraction) -> Cents | None:
    """What was known at an age; within a month as if it came evenly."""
    if age.denominator == 1:
        return known.get(age.numerator)
    month, part = divmod(age, 1)
    before, after = known.get(month), known.get(month + 1)
    return None if before is None or after is None else before + part * (after - before)


def reached_on(curve: Curve, bedrag: int, jaar: int) -> date | None:
    """The first day at the end of which the curve is at `bedrag` or more; None when it stays below, or is there now."""
    for (van, low), (tot, high) in pairwise(curve):
        if low < bedrag <= high:
            return _day_of(van + (bedrag - low) / (high - low) * (tot - van), jaar)
        if low >= bedrag:
            return None
    return None


def _day_of(age: Fraction, jaar: int) -> date:
    """The day in which an age lies; exactly at the end of a day: that day."""
    month = -int(-age // 1)
    last = month_end(jaar, month)
    return last.replace(day=max(1, -int(-(age - month + 1) * last.day // 1)))


def until(known: Known, month: int) -> Known:
    """What was known up to this month end."""
    return known if month >= LAST else {one: cents for one, cents in known.items() if one <= month}


def _about(ratio: Ratio) -> float:
    """As near as a float is: of two that differ it is never the other way round."""
    last, first = ratio
    return float(last / first)


def _rank(in_order: Sequence[Ratio], share: Fraction) -> Fraction:
    """The smallest within which this share lies: always what somebody did. They are in order as floats; of those that
    are the same float it is found exactly."""
    at = -int(-share * len(in_order) // 1) - 1
    first = bisect_left(in_order, _about(in_order[at]), key=_about)
    last = bisect_right(in_order, _about(in_order[at]), key=_about)
    return sorted(Fraction(end) / begin for end, begin in in_order[first:last])[at - first]


def _is_full_year(known: Known) -> bool:
    return all(month in known for month in range(1, DECEMBER + 1))
