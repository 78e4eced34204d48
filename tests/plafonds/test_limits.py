# SPDX-License-Identifier: EUPL-1.2
"""Days and cents on the edge: a month that ends on its first day, a claim that just fits, care of the last century."""

from collections.abc import Mapping
from datetime import date

import pytest

from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, Product, ToewijzingVastgesteld
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds import claims
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.booking import Saldo, Side, boekingen
from berichtenverkeer.plafonds.claim import Claim
from berichtenverkeer.plafonds.claims import claim
from berichtenverkeer.plafonds.claimstand import summed
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, RekeningKey, from_toewijzing, from_verzoek
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.plafonds.needs import touched
from berichtenverkeer.projections.declaraties import after_prestatie
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.rows import Gemeente
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import (
    BEGIN,
    JAREN,
    A,
    G,
    als_toewijzing,
    expected,
    op,
    plafond,
    prestatie,
    register,
    toewijzing,
    uitkomst,
)

D = date
DRIE_JAAR = register(*(plafond(jaar, 1000) for jaar in JAREN))
PER_MAAND = Omvang(31, "14", "4")
"""31 euro a month."""


def van(gebeurtenis: ToewijzingVastgesteld, now: RegisterStand = DRIE_JAAR, *declaraties: tuple[date, date]) -> Claim:
    prestaties = [
        after_prestatie(prestatie(f"P{number}", 1, begin, ending, 100))
        for number, (begin, ending) in enumerate(declaraties)
    ]
    return claim(als_toewijzing(gebeurtenis), [], MoneyRegister(now), prestaties)


def per_year(uitkomst: Claim) -> dict[int, int]:
    return {key.jaar: cents for key, cents in expected(uitkomst).items()}


@pytest.mark.parametrize(
    ("first", "last", "cents"),
    [
        (D(2026, 1, 1), D(2026, 1, 1), 100),  # one of 31 days
        (D(2026, 1, 1), D(2026, 2, 1), 3100 + 111),  # 1/28 of February: 110.71
        (D(2026, 1, 31), D(2026, 2, 1), 100 + 111),
        (D(2026, 3, 1), D(2026, 4, 1), 3100 + 103),  # 1/30 of April: 103.33
        (D(2026, 2, 1), D(2026, 3, 1), 3100 + 100),
        (D(2026, 11, 30), D(2026, 12, 1), 103 + 100),
        (D(2026, 1, 1), D(2026, 12, 1), 11 * 3100 + 100),
    ],
)
def test_a_price_per_month_of_a_validity_that_ends_on_a_first(first: date, last: date, cents: int) -> None:
    assert per_year(van(toewijzing(1, first, last, omvang=PER_MAAND))) == {2026: cents}


def test_a_price_per_month_over_new_year() -> None:
    assert per_year(van(toewijzing(1, D(2026, 12, 1), D(2027, 1, 1), omvang=PER_MAAND))) == {2026: 3100, 2027: 100}


@pytest.mark.parametrize(
    ("gedeclareerd", "cents"),
    [
        ((D(2026, 3, 31), D(2026, 3, 31)), 3000),  # the last day alone
        ((D(2026, 3, 1), D(2026, 3, 1)), 3000),  # the first
        ((D(2026, 3, 1), D(2026, 3, 31)), 0),
        ((D(2026, 3, 31), D(2026, 4, 30)), 3000),
        ((D(2026, 4, 1), D(2026, 4, 30)), 3100),  # the day after
        ((D(2026, 2, 1), D(2026, 2, 28)), 3100),  # the day before
    ],
)
def test_what_was_declared_on_the_first_or_the_last_day(gedeclareerd: tuple[date, date], cents: int) -> None:
    gebeurtenis = toewijzing(1, D(2026, 3, 1), D(2026, 3, 31), omvang=PER_MAAND)
    assert per_year(van(gebeurtenis, DRIE_JAAR, gedeclareerd)) == {2026: cents}


def costs(gebeurtenis: ToewijzingVastgesteld, tot: date) -> dict[int, int]:
    years = claims.per_year(als_toewijzing(gebeurtenis), MoneyRegister(DRIE_JAAR), tot)
    return {jaar: one.cents for jaar, one in years.items()}


def test_years_before_2000_count_as_one() -> None:
    """A budget of a cent a day from 1 December 1998: 396 days until the end of 1999."""
    tot = D(2001, 1, 31)
    dagen = (tot - D(1998, 12, 1)).days + 1
    gebeurtenis = toewijzing(1, D(1998, 12, 1), tot, omvang=None, budget_cents=dagen)
    assert costs(gebeurtenis, tot) == {1998: 396, 2000: 366, 2001: 31}


@pytest.mark.parametrize("jaar", [1999, 2000, 2001])
def test_no_year_around_2000_is_lost_or_counted_twice(jaar: int) -> None:
    tot = D(jaar + 1, 1, 2)
    gebeurtenis = toewijzing(1, D(jaar, 12, 31), tot, omvang=None, budget_cents=100)
    assert costs(gebeurtenis, tot) == {jaar: 33, jaar + 1: 67}


def test_months_before_2000_count_over_the_years() -> None:
    gebeurtenis = toewijzing(1, D(1997, 12, 1), D(1999, 1, 1), omvang=Omvang(3100, "83", "4"))
    assert costs(gebeurtenis, D(1999, 1, 1)) == {1997: 13 * 3100 + 100}


def test_a_gemeente_that_takes_part_on_the_first_of_january_alone() -> None:
    """The first day of the care in a year decides, for what is expected and for what was declared."""
    row = Gemeente(gemeente=G, gebied="a", geldig_van=BEGIN, geldig_tot=D(2027, 1, 1))
    now = register(*(plafond(jaar, 1000) for jaar in JAREN), gemeenten=[row])
    gebeurtenis = toewijzing(1, D(2026, 12, 1), D(2027, 1, 31))
    assert per_year(van(gebeurtenis, now)) == {2026: 3100, 2027: 3100}
    done = van(gebeurtenis, now, (D(2027, 1, 5), D(2027, 1, 5)))
    assert {one.jaar for one in op(done, Rekening.REALISATIE)} == {2027}


def test_a_product_without_volume_and_without_budget_has_no_price() -> None:
    found = van(toewijzing(1, D(2026, 3, 1), D(2026, 3, 31), omvang=None, product=Product("44", "44A01")))
    assert (found.is_price_unknown, found.is_vrij) == (True, False)


def test_no_price_in_a_year_without_a_ceiling_is_no_question() -> None:
    now = register(plafond(2026, 1000), plafond(2027, zonder_plafond=True))
    gebeurtenis = toewijzing(
        1, D(2026, 12, 31), D(2027, 1, 1), product=Product("45", "45A04"), omvang=Omvang(1, "04", "1")
    )
    assert van(gebeurtenis, now).is_price_unknown is False


BIJNA, VOL = {PlafondKey(A, 2026): 499}, {PlafondKey(A, 2026): 0}
PRECIES, RUIM = {PlafondKey(A, 2026): 500}, {PlafondKey(A, 2026): 501}
OVER = {PlafondKey(A, 2026): -1}


@pytest.mark.parametrize(
    ("cents", "space", "fits"),
    [(500, PRECIES, True), (500, RUIM, True), (500, BIJNA, False), (1, VOL, False), (0, VOL, True), (0, OVER, True)],
)
def test_a_claim_of_exactly_what_is_free_fits_and_a_cent_more_does_not(
    cents: int, space: Mapping[PlafondKey, int], fits: bool
) -> None:
    asked = Claim({RekeningKey(PlafondKey(A, 2026), Rekening.BESLAG): cents})
    assert uitkomst(asked, space) is (Uitkomst.JA if fits else Uitkomst.NEE_PLAFOND)
    assert uitkomst(asked, space, is_refusable=False) is (Uitkomst.JA if fits else Uitkomst.OVERSCHRIJDING)


def test_it_must_fit_in_every_plafond() -> None:
    asked = Claim({RekeningKey(PlafondKey(A, jaar), Rekening.BESLAG): 500 for jaar in (2026, 2027)})
    assert uitkomst(asked, {**PRECIES, PlafondKey(A, 2027): 499}).is_refused
    assert not uitkomst(asked, {**PRECIES, PlafondKey(A, 2027): 500}).is_refused


def test_a_debet_names_no_previous_one_not_even_one_whose_reference_is_empty() -> None:
    """A ReferentieNummer of spaces alone fits the schema: it is the empty key."""
    empty = prestatie("", 1, D(2026, 1, 1), D(2026, 1, 31), 100)
    stand = Stand()
    stand.fold(1, empty)
    assert set(touched(stand, empty)) == {(G, 1)}
    assert set(touched(stand, prestatie("P2", 2, D(2026, 1, 1), D(2026, 1, 31), 100))) == {(G, 2)}


def test_a_sum_over_plafonds_begins_at_nothing() -> None:
    one, other = PlafondKey(A, 2026), PlafondKey(A, 2027)
    assert summed({one: 5}, {one: 1, other: 2}, {other: 4}) == {one: 6, other: 6}
    assert summed({one: 5}, {one: 1, other: 2}, sign=-1) == {one: 4, other: -2}


SLEUTEL, ANDER = from_toewijzing(G, 1), from_verzoek(Verzoeksleutel(A, "V1"))
PLAFOND_2026 = PlafondKey(A, 2026)


def booked(saldo: Saldo, *differences: Side) -> list[tuple[Rekening, Rekening, int]]:
    return [(one.debet, one.credit, one.bedrag_cents) for one in boekingen(saldo, differences)]


@pytest.mark.parametrize("about", [0, -5])
def test_a_single_cent_is_booked_and_given_back_like_any_amount(about: int) -> None:
    cents = {Rekening.VRIJ: 5 + about, Rekening.BESLAG: 3, Rekening.OVERSCHRIJDING: about}
    saldo = Saldo(PLAFOND_2026, cents)
    other = Rekening.OVERSCHRIJDING if about else Rekening.VRIJ
    assert booked(saldo, Side(SLEUTEL, Rekening.BESLAG, 1)) == [(Rekening.BESLAG, other, 1)]
    assert booked(saldo, Side(SLEUTEL, Rekening.BESLAG, -1)) == [(other, Rekening.BESLAG, 1)]
    assert booked(saldo, Side(SLEUTEL, Rekening.BESLAG, 0)) == []


def test_a_single_cent_goes_from_beslag_to_realisatie_and_back() -> None:
    saldo = Saldo(PLAFOND_2026, {Rekening.BESLAG: 3, Rekening.REALISATIE: 3})
    for beslag, debet, credit in (
        (-1, Rekening.REALISATIE, Rekening.BESLAG),
        (1, Rekening.BESLAG, Rekening.REALISATIE),
    ):
        differences = Side(SLEUTEL, Rekening.BESLAG, beslag), Side(SLEUTEL, Rekening.REALISATIE, -beslag)
        assert booked(saldo, *differences) == [(debet, credit, 1)]


def test_what_several_give_up_goes_to_who_takes_before_the_room_is_asked() -> None:
    saldo = Saldo(
        PLAFOND_2026, {Rekening.VRIJ: 1, Rekening.BESLAG: 9, Rekening.GERESERVEERD: 9, Rekening.REALISATIE: 9}
    )
    neemt = Side(SLEUTEL, Rekening.REALISATIE, 7)
    giving = Side(SLEUTEL, Rekening.BESLAG, -2), Side(ANDER, Rekening.GERESERVEERD, -3)
    every = list(boekingen(saldo, [neemt, *giving]))
    assert [(one.debet, one.credit, one.bedrag_cents, one.claim, one.van_claim) for one in every] == [
        (Rekening.REALISATIE, Rekening.BESLAG, 2, SLEUTEL, None),
        (Rekening.REALISATIE, Rekening.GERESERVEERD, 3, SLEUTEL, ANDER),
        (Rekening.REALISATIE, Rekening.VRIJ, 1, SLEUTEL, None),
        (Rekening.REALISATIE, Rekening.OVERSCHRIJDING, 1, SLEUTEL, None),
    ]
