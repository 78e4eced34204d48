# SPDX-License-Identifier: EUPL-1.2
"""What a day of care costs (definitions.md 6.2): tarieven that change, and totals without an end; counted by hand."""

from collections import Counter
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, Product, ToewijzingVastgesteld
from berichtenverkeer.plafonds.claim import Claim
from berichtenverkeer.plafonds.claims import claim
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.register.rows import Tarief
from berichtenverkeer.register.stand import RegisterStand
from examples import examples
from plafonds.bouw import (
    JAREN,
    PRODUCTEN,
    A,
    als_toewijzing,
    expected,
    plafond,
    register,
    tarief,
    tarieven,
    toewijzing,
)
from plafonds.tally import counted

D = date
TOTAAL = Omvang(365, "14", "6")


def van(gebeurtenis: ToewijzingVastgesteld, now: RegisterStand) -> Claim:
    return claim(als_toewijzing(gebeurtenis), (), MoneyRegister(now))


def per_year(gebeurtenis: ToewijzingVastgesteld, now: RegisterStand) -> dict[int, int]:
    return {key.jaar: cents for key, cents in expected(van(gebeurtenis, now)).items()}


def priced(*rows: tuple[date, date | None, int], aanbieder: str = "", eenheid: str = "14") -> list[Tarief]:
    return [
        msgspec.structs.replace(tarief("45A04", 2026, eenheid, cents, aanbieder), geldig_van=first, geldig_tot=last)
        for first, last, cents in rows
    ]


def with_(*rows: Tarief, **otherwise: Any) -> RegisterStand:
    return register(*(plafond(jaar, 1000) for jaar in JAREN), tarieven=rows, **otherwise)


def test_without_a_price_the_claim_is_unknown_and_zero() -> None:
    now = register(*(plafond(jaar, 1000) for jaar in JAREN), tarieven=tarieven([2026]))
    no = toewijzing(1, tot=D(2026, 3, 31), product=Product("45", "45A07"))
    assert (per_year(no, now), van(no, now).is_price_unknown) == ({2026: 0}, True)
    two_years = toewijzing(1, D(2026, 12, 1), D(2027, 1, 31))
    assert (per_year(two_years, now), van(two_years, now).is_price_unknown) == ({2026: 3100, 2027: 0}, True)


def test_the_tarief_of_the_aanbieder_goes_before_that_of_all() -> None:
    now = with_(*tarieven(), tarief("45A04", 2026, "14", 250, A))
    assert per_year(toewijzing(1, tot=D(2026, 3, 2)), now) == {2026: 500}


def test_each_day_has_the_tarief_of_that_day() -> None:
    now = with_(*priced((D(2025, 1, 1), D(2026, 3, 10), 100), (D(2026, 3, 11), None, 110)))
    assert per_year(toewijzing(1, D(2026, 3, 1), D(2026, 3, 31)), now) == {2026: 10 * 100 + 21 * 110}
    assert per_year(toewijzing(1, D(2026, 12, 1), D(2027, 1, 31)), now) == {2026: 31 * 110, 2027: 31 * 110}


def test_an_own_tarief_goes_before_that_of_all_on_its_own_days() -> None:
    for_all = priced((D(2026, 1, 1), None, 100))
    now = with_(*for_all, *priced((D(2026, 3, 5), D(2026, 3, 14), 300), aanbieder=A))
    assert per_year(toewijzing(1, D(2026, 3, 1), D(2026, 3, 31)), now) == {2026: 21 * 100 + 10 * 300}


def test_a_day_without_a_tarief_costs_nothing_and_the_claim_is_unknown() -> None:
    now = with_(*priced((D(2026, 1, 1), D(2026, 3, 10), 100), (D(2026, 3, 21), None, 200)))
    gap = toewijzing(1, D(2026, 3, 1), D(2026, 3, 31))
    assert (per_year(gap, now), van(gap, now).is_price_unknown) == ({2026: 10 * 100 + 11 * 200}, True)
    after = toewijzing(1, D(2026, 3, 21), D(2026, 3, 31))
    assert (per_year(after, now), van(after, now).is_price_unknown) == ({2026: 11 * 200}, False)


@pytest.mark.parametrize("eenheid", ["01", "04"])
def test_a_tarief_that_is_converted_changes_on_its_day_too(eenheid: str) -> None:
    now = with_(*priced((D(2026, 1, 1), D(2026, 3, 10), 6000), (D(2026, 3, 11), None, 9000), eenheid="04"))
    gebeurtenis = toewijzing(1, D(2026, 3, 10), D(2026, 3, 11), omvang=Omvang(60, eenheid, "1"))
    hours = 60 if eenheid == "04" else 1
    assert per_year(gebeurtenis, now) == {2026: hours * (6000 + 9000)}


def test_where_the_product_says_so_all_days_have_the_tarief_of_the_ingangsdatum() -> None:
    keeps = [msgspec.structs.replace(one, tarief_op="ingangsdatum") for one in PRODUCTEN if one.code == "45A04"]
    prices = priced((D(2026, 1, 1), D(2026, 3, 10), 100), (D(2026, 3, 11), None, 110))
    now = with_(*prices, producten=keeps)
    assert per_year(toewijzing(1, D(2026, 3, 1), D(2026, 3, 31)), now) == {2026: 31 * 100}
    assert per_year(toewijzing(1, D(2026, 3, 10), D(2027, 1, 31)), now) == {2026: 297 * 100, 2027: 31 * 100}
    assert per_year(toewijzing(1, D(2026, 3, 11), D(2026, 3, 31)), now) == {2026: 21 * 110}


@pytest.mark.parametrize(
    ("spread", "whole"),
    [({"omvang": TOTAAL}, 36500), ({"omvang": None, "budget_cents": 36500}, 36500)],
    ids=["a total", "a budget"],
)
def test_without_an_end_it_is_spread_over_one_year_and_loading_a_year_moves_nothing(
    spread: dict[str, Any], whole: int
) -> None:
    gebeurtenis = toewijzing(1, D(2026, 3, 1), **spread)
    prices = priced((D(2025, 1, 1), None, 100))
    this_year = register(plafond(2026, 1000), tarieven=prices)
    longer = register(*(plafond(jaar, 1000) for jaar in (2026, 2027, 2028)), tarieven=prices)
    assert per_year(gebeurtenis, this_year) == {2026: 306 * 100}
    assert per_year(gebeurtenis, longer) == {2026: 306 * 100, 2027: 59 * 100}
    assert sum(per_year(gebeurtenis, longer).values()) == whole
    assert not van(gebeurtenis, this_year).has_unknown_plafond


@pytest.mark.parametrize(
    ("first", "days"),
    [(D(2026, 1, 1), 365), (D(2027, 3, 1), 366), (D(2028, 2, 29), 366), (D(2028, 3, 1), 365), (D(2027, 2, 28), 365)],
)
def test_a_year_from_any_day_ends_on_the_day_before_it(first: date, days: int) -> None:
    years = range(2026, 2031)
    now = register(*(plafond(jaar, 1000) for jaar in years), tarieven=priced((D(2025, 1, 1), None, 100)))
    parts = per_year(toewijzing(1, first, omvang=None, budget_cents=100 * days), now)
    assert parts[first.year] == 100 * ((D(first.year, 12, 31) - first).days + 1)
    assert sum(parts.values()) == 100 * days


def test_a_budget_that_begins_at_the_end_of_time_costs_what_it_is() -> None:
    now = register(plafond(2026, 1000))
    assert van(toewijzing(1, D(9999, 12, 31), omvang=None, budget_cents=5), now).has_unknown_plafond


DAYS = st.dates(D(2025, 1, 1), D(2027, 12, 31))


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(DAYS, min_size=1, max_size=4, unique=True).map(sorted),
    st.lists(st.sampled_from(["", A]), min_size=5, max_size=5),
    DAYS,
    st.none() | st.integers(0, 800),
    st.sampled_from([Omvang(3, "14", "2"), Omvang(7, "14", "4"), TOTAAL, Omvang(90, "01", "1"), None]),
)
def test_it_equals_a_count_day_by_day(
    changes: list[date], owners: list[str], first: date, length: int | None, omvang: Omvang | None
) -> None:
    """`changes` are the days on which another tarief begins, of this aanbieder or of all."""
    rows = []
    for begin, next_, owner, cents in zip(changes, [*changes[1:], None], owners, range(101, 901, 37), strict=False):
        last = None if next_ is None else date.fromordinal(next_.toordinal() - 1)
        rows += priced((begin, last, cents), aanbieder=owner)
        rows += priced((begin, last, cents * 60), aanbieder=owner, eenheid="04")
    last_day = None if length is None else date.fromordinal(first.toordinal() + length)
    budget = 12345 if omvang is None else None
    care = als_toewijzing(toewijzing(1, first, last_day, omvang=omvang, budget_cents=budget))
    now = with_(*rows)
    found = expected(claim(care, (), MoneyRegister(now)))
    assert +Counter(found) == counted(care, (), now)
