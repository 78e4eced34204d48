# SPDX-License-Identifier: EUPL-1.2
"""The prognose of a plafond (definitions.md 6.5): triangles worked out by hand, and a plain reading beside the code."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.plafonds.histories import month_ends
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.prognose import (
    LAST,
    NOTHING_KNOWN,
    TOO_EARLY,
    TOO_FEW_OTHERS,
    Histories,
    Prognose,
    Terugblik,
    age_on,
    month_end,
)

JUNE = date(2026, 6, 30)


def triangle(until: int = LAST, /, begin: int = 0, **steps: int) -> dict[int, int]:
    """What was known at each month end from `begin` until `until`: `m6=200` from month 6 on, until the next step."""
    at = {int(name[1:]): cents for name, cents in steps.items()}
    return {month: at[max((one for one in at if one <= month), default=min(at))] for month in range(begin, until + 1)}


def key(aanbieder: str, jaar: int, segment: str = "2", perceel: str = "") -> PlafondKey:
    return PlafondKey(aanbieder, jaar, perceel, segment)


A24 = triangle(m1=100, m6=200, m12=300, m24=330)
B24 = triangle(m1=100, m12=120)
A25 = triangle(18, m1=50, m6=100, m12=150)
"""Known in June 2026: of 2025 eighteen months."""


def prognose(
    known: Mapping[PlafondKey, Mapping[int, int]], claims: int, day: date = JUNE, **otherwise: Any
) -> Prognose:
    asked: dict[str, Any] = {"key": key("A", 2026), "bedrag": 10**6} | otherwise
    return Histories(known, {"2a": "2", "3a": "3"}).prognose(asked["key"], asked["bedrag"], claims, day)


def test_by_hand_at_a_month_end() -> None:
    """Of 2024: 200 + 100 at the end of June became 300 + 120 at the end of December: 420 / 300 = 1.4. Twelve months
    after December that was 330 + 120: 450 / 420. So 1,000 becomes 1,400 and then 1,500.

    A became 330 / 200 = 1.65 of what it was in June, B 120 / 100 = 1.2.
    """
    found = prognose({key("A", 2024): A24, key("B", 2024): B24}, 1000)
    assert found == Prognose(
        bekend_cents=1000,
        jaareinde_cents=1400,
        prognose_cents=1500,
        laag_cents=1200,
        hoog_cents=1650,
        ontwikkeld_tot=date(2027, 12, 31),
    )


def test_by_hand_in_the_middle_of_a_month() -> None:
    """On 15 June half of June is over: A was at 150 (between 100 and 200), B at 100. By the end of June that was
    300 / 250 = 1.2 of it, so 500 becomes 600, then x 1.4 = 840, then x 450 / 420 = 900.

    Alone, A became 330 / 150 = 2.2 of it: 1,100; B 120 / 100: 600.
    """
    found = prognose({key("A", 2024): A24, key("B", 2024): B24}, 500, date(2026, 6, 15))
    assert (found.jaareinde_cents, found.prognose_cents, found.laag_cents, found.hoog_cents) == (840, 900, 600, 1100)


def test_by_hand_with_a_year_that_is_still_developing() -> None:
    """June to December over both years: (300 + 120 + 150) / (200 + 100 + 100) = 570 / 400 = 1.425. After December
    nothing moves until month 24, of which 2024 alone is known: 450 / 420. 1,000 x 1.425 x 450 / 420 = 1,526.79.

    Single ones: A in 2024 1.65, B 1.2, A in 2025 150 / 100 and for the rest as all: x 450 / 420 = 1.607. The 10th
    percentile of three is the first, the 90th the third.

    The year before at the end of June: 2024 was known until June 2025, month 18. 1.4 and then 420 / 420: 100 would
    become 140. Now, in month 18, it is 150: 10 / 150 = 7 % too little.
    """
    found = prognose({key("A", 2024): A24, key("B", 2024): B24, key("A", 2025): A25}, 1000)
    assert (found.jaareinde_cents, found.prognose_cents) == (1425, 1527)
    assert (found.laag_cents, found.hoog_cents) == (1200, 1650)
    assert found.terugblik == Terugblik(maand=6, prognose_cents=140, geworden_cents=150, afwijking_procent=-7)


@pytest.mark.parametrize(
    ("bedrag", "day"),
    [
        (1000, None),  # it is there already: since when, the boekingen say
        (1001, date(2026, 12, 1)),  # flat until the end of November, then 400 in December: 1 is in its first day
        (1200, date(2026, 12, 16)),  # half of it: half of 31 days
        (1400, date(2026, 12, 31)),
        (1401, date(2027, 12, 1)),  # the rest comes in month 24
        (1500, date(2027, 12, 31)),
        (1501, None),  # never
    ],
)
def test_the_day_on_which_it_reaches_the_amount(bedrag: int, day: date | None) -> None:
    found = prognose({key("A", 2024): A24, key("B", 2024): B24}, 1000, bedrag=bedrag)
    assert found.bereikt_op == day


def test_less_than_a_full_past_year_is_onbekend_and_the_claims_stand_alone() -> None:
    alone = Prognose(bekend_cents=1000, onbekend=TOO_EARLY)
    assert prognose({}, 1000) == alone
    assert prognose({key("A", 2026): triangle(6, m1=1000)}, 1000) == alone
    assert prognose({key("A", 2025): triangle(18, 2, m2=100)}, 1000) == alone  # not known in January
    assert prognose({key("A", 2025): triangle(11, m1=100)}, 1000) == alone
    assert prognose({key("A", 2025): triangle(18, 1, m1=100)}, 1000).prognose_cents == 1000


def test_of_the_year_before_only_what_is_known_is_followed() -> None:
    """In June of the second year the first is known until month 18: the rest stays as it is, and the answer says so."""
    found = prognose({key("A", 2025): A25}, 1000)
    assert (found.prognose_cents, found.ontwikkeld_tot, found.terugblik) == (1500, date(2027, 6, 30), None)


def test_in_january_it_waits_for_the_month_when_nothing_was_known_before_the_year() -> None:
    known = {key("A", 2025): triangle(12, 1, m1=100, m12=200)}
    assert prognose(known, 1000, date(2026, 1, 30)).onbekend == TOO_EARLY
    assert prognose(known, 1000, date(2026, 1, 31)).prognose_cents == 2000
    assert prognose(known, 1000, date(2025, 12, 31)).onbekend == TOO_EARLY


def test_nothing_is_multiplied_by_nothing() -> None:
    """Where all were at zero no factor can be told: before December that is onbekend, after it nothing develops."""
    later = {key("A", 2024): triangle(m1=0, m9=50)}
    assert prognose(later, 1000).onbekend == TOO_EARLY
    gone = {key("A", 2024): triangle(m1=50, m12=0)}
    found = prognose(gone, 1000)
    assert (found.prognose_cents, found.laag_cents, found.hoog_cents) == (0, 0, 0)
    assert prognose({key("A", 2024): A24}, 0).onbekend == NOTHING_KNOWN


def test_who_began_in_the_year_counts_from_then_and_in_no_range_before_it() -> None:
    """B was known from the end of July: 100, then 300 in December.

    Until July A alone: 1. July to December (300 + 300) / (200 + 100) = 2. Of the end of June only A has a ratio: 1.65.
    """
    known = {key("A", 2024): A24, key("B", 2024): triangle(begin=7, m1=100, m12=300)}
    found = prognose(known, 1000)
    assert (found.jaareinde_cents, found.laag_cents, found.hoog_cents) == (2000, 1650, 1650)


def test_each_kind_of_plafond_in_each_segment_is_a_group_of_its_own() -> None:
    """Of a segment, of a perceel of that segment, and of whole aanbieders: 2, 3 and 4 times what was known in June."""
    times = {
        key("A", 2024): 2,
        key("A", 2024, "", "2a"): 3,
        key("A", 2024, ""): 4,
        key("A", 2024, "3"): 5,
        key("A", 2024, "", "3a"): 6,
        key("A", 2024, "", "elders"): 7,
    }
    known = {one: triangle(m1=100, m12=100 * factor) for one, factor in times.items()}
    for one, factor in times.items():
        own = PlafondKey("new", 2026, one.perceel, one.segment)
        assert prognose(known, 10, key=own).prognose_cents == 10 * factor
    assert prognose(known, 10, key=key("new", 2026, "4")).onbekend == TOO_EARLY


def test_after_the_year_what_is_known_at_its_end_stands_and_the_rest_is_followed() -> None:
    """At the end of March 2026 of the year 2025: month 15."""
    known = {key("A", 2024): A24, key("B", 2024): B24, key("A", 2025): triangle(14, m1=70)}
    found = prognose(known, 840, date(2026, 3, 31), key=key("A", 2025))
    assert (found.jaareinde_cents, found.prognose_cents) == (70, 900)
    over = prognose(known, 840, date(2026, 3, 31), key=key("A", 2024))
    assert over.onbekend == TOO_EARLY
    done = prognose(known, 77, date(2028, 3, 31), key=key("A", 2025))
    assert (done.prognose_cents, done.laag_cents, done.ontwikkeld_tot) == (77, 77, date(2028, 3, 31))


# --- by definition ------------------------------------------------------------------------------------------------

PATTERN = st.lists(st.integers(1, 1000), min_size=LAST + 1, max_size=LAST + 1)
WEIGHTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=5)
MONTHS = st.integers(1, 12)


@given(PATTERN, WEIGHTS, MONTHS, st.integers(1, 10**6))
def test_where_all_develop_alike_the_prognose_is_what_it_becomes(
    pattern: list[int], weights: list[int], month: int, own: int
) -> None:
    known = {
        key(f"A{number}", jaar): {at: weight * cents for at, cents in enumerate(pattern)}
        for jaar in (2023, 2024)
        for number, weight in enumerate(weights)
    }
    found = prognose(known, own * pattern[month], month_end(2026, month))
    outcome = own * pattern[LAST]
    assert (found.prognose_cents, found.laag_cents, found.hoog_cents) == (outcome, outcome, outcome)
    assert found.jaareinde_cents == own * pattern[12]


KNOWN = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from((2023, 2024, 2025))),
    st.tuples(st.integers(0, 8), st.lists(st.integers(0, 20), min_size=LAST + 1, max_size=LAST + 1)),
    min_size=1,
)


def _known(drawn: Mapping[tuple[str, int], tuple[int, list[int]]], month: int) -> dict[PlafondKey, dict[int, int]]:
    """As known at the end of a month of 2026: of each plafond from when it began until then."""
    return {
        key(who, jaar): {at: cents[at] for at in range(begin, min(LAST, month + 12 * (2026 - jaar)) + 1)}
        for (who, jaar), (begin, cents) in drawn.items()
    }


def by_definition(known: Mapping[PlafondKey, Mapping[int, int]], month: int, claims: int) -> Fraction | None:
    """Definitions 6.5, month by month: per step what all were after it over what they were before it."""
    if not any(set(range(1, 13)) <= one.keys() for one in known.values()) or not claims:
        return None
    cents = Fraction(claims)
    for at in range(month, LAST):
        both = [one for one in known.values() if at in one and at + 1 in one]
        before, after = sum(one[at] for one in both), sum(one[at + 1] for one in both)
        if before == 0:
            return cents if at >= 12 else None
        cents = cents * after / before
    return cents


@given(KNOWN, MONTHS, st.integers(0, 1000))
def test_it_is_the_definition_read_plainly(drawn: Any, month: int, claims: int) -> None:
    known = _known(drawn, month)
    expected = by_definition(known, month, claims)
    found = prognose(known, claims, month_end(2026, month))
    assert found.bekend_cents == claims
    if expected is None:
        assert found.prognose_cents is None
        assert found.onbekend
    else:
        assert found.prognose_cents is not None
        assert abs(found.prognose_cents - expected) <= Fraction(1, 2)


@given(KNOWN, st.integers(1, 365), st.integers(1, 1000), st.integers(2, 1000))
def test_all_cents_scaled_scale_all(drawn: Any, day: int, claims: int, times: int) -> None:
    today = date.fromordinal(date(2025, 12, 31).toordinal() + day)
    known = _known(drawn, today.month - 1)
    more = {one: {month: cents * times for month, cents in row.items()} for one, row in known.items()}
    plain, scaled = prognose(known, claims, today), prognose(more, claims * times, today)
    assert plain.ontwikkeld_tot == scaled.ontwikkeld_tot
    for name in ("bekend_cents", "jaareinde_cents", "prognose_cents", "laag_cents", "hoog_cents"):
        few, many = getattr(plain, name), getattr(scaled, name)
        assert (few is None) == (many is None)
        assert few is None or abs(many - few * times) <= Fraction(times, 2) + Fraction(1, 2)


@given(KNOWN, MONTHS, st.integers(1, 1000), st.integers(1, 5000))
def test_the_day_is_the_first_on_which_the_claims_are_there(drawn: Any, month: int, claims: int, bedrag: int) -> None:
    """On the day before, the method has it below the amount; at the end of the last month before it, too."""
    found = prognose(_known(drawn, month), claims, month_end(2026, month), bedrag=bedrag)
    if found.bereikt_op is None:
        assert found.prognose_cents is None or claims >= bedrag or found.prognose_cents <= bedrag
    else:
        assert claims < bedrag
        assert month_end(2026, month) < found.bereikt_op
        assert found.ontwikkeld_tot is not None
        assert found.bereikt_op <= found.ontwikkeld_tot


def test_months_are_counted_from_the_year() -> None:
    assert [month_end(2026, month) for month in (0, 1, 2, 12, 14)] == [
        *(date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 12, 31), date(2027, 2, 28))
    ]
    assert [age_on(one, 2026) for one in (date(2025, 12, 31), date(2026, 1, 31), date(2027, 6, 15))] == [
        *(0, 1, Fraction(35, 2))
    ]
    assert list(month_ends(2026, date(2026, 3, 31))) == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)]


@pytest.mark.parametrize(("others", "is_told"), [(0, True), (1, False), (4, False), (5, True)])
def test_an_aanbieder_sees_no_prognose_that_tells_how_it_went_with_few_others(others: int, is_told: bool) -> None:
    """Of his own past alone he knows all; with one other the factor less his own is that other's."""
    known = {key("A", 2024): A24} | {key(f"B{number}", 2024): B24 for number in range(others)}
    known |= {key("Z", 2024): triangle(m1=0), key("Y", 2024): triangle(9, m1=100)}
    his = known if others else {key("A", 2024): A24}
    seen, whole = (Histories(his, {}, who).prognose(key("A", 2026), 10**6, 1000, JUNE) for who in ("A", ""))
    assert whole.prognose_cents is not None
    assert seen == (whole if is_told else Prognose(bekend_cents=1000, onbekend=TOO_FEW_OTHERS))


def test_nor_how_far_off_it_was_a_year_ago_with_fewer_others_then() -> None:
    """Five others are known of 2024, one of 2023: the prognose of 2026 stands, the look back at 2025 does not."""
    known = {key("A", jaar): A24 for jaar in (2023, 2024)} | {key("A", 2025): A25, key("B0", 2023): B24}
    known |= {key(f"B{number}", 2024): B24 for number in range(5)}
    seen, whole = (Histories(known, {}, who).prognose(key("A", 2026), 10**6, 1000, JUNE) for who in ("A", ""))
    assert whole.terugblik is not None
    assert (seen.terugblik, seen.prognose_cents) == (None, whole.prognose_cents)
