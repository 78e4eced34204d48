# SPDX-License-Identifier: EUPL-1.2
"""What gemeenten have and spend (definitions.md 6.6): the printed table, and counts by hand."""

from datetime import date
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from berichtenverkeer.plafonds.begroting import (
    Booked,
    Groups,
    Kind,
    Spending,
    all_spending,
    counted_once,
    lines,
)
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.register.money_rows import Begroting, Productgroep
from berichtenverkeer.register.rows import Perceel
from plafonds.bouw import BEGIN, A, B, G, register

AMBULANT, VERBLIJF, HOOG = "2201", "2202", "2203"
GROUPS = [
    Productgroep(categorie="45", productgroep=AMBULANT, naam="Ambulant", geldig_van=BEGIN),
    Productgroep(categorie="44", productgroep=VERBLIJF, naam="Verblijf", geldig_van=BEGIN),
    Productgroep(categorie="45", code="45A05", productgroep=HOOG, naam="Hoogspecialistisch", geldig_van=BEGIN),
]
TABLE = {
    2021: (22_836, 10_619, 2_695, -3_025, 33_125),
    2022: (22_795, 10_379, 2_683, -4_069, 31_788),
    2023: (22_716, 10_379, 2_683, -4_069, 31_709),
    2024: (22_688, 10_379, 2_683, -4_069, 31_681),
    2025: (22_688, 10_379, 2_683, -4_069, 31_681),
}
"""B19, in thousands of euros: three productgroepen, the taakstelling, and the sum as it is printed."""


def budget(jaar: int, group: str, thousands: int) -> Begroting:
    return Begroting(
        gemeente=G,
        jaar=jaar,
        productgroep=group,
        bedrag_cents=thousands * 100_000,
        geldig_van=date(jaar, 1, 1),
        geldig_tot=date(jaar, 12, 31),
    )


def groups(jaar: int = 2021) -> Groups:
    return Groups(register(productgroepen=GROUPS), jaar)


@pytest.mark.parametrize("jaar", TABLE)
def test_b19_the_printed_table_comes_out_with_its_sums(jaar: int) -> None:
    *amounts, printed = TABLE[jaar]
    rows = [budget(jaar, group, cents) for group, cents in zip((AMBULANT, VERBLIJF, HOOG, ""), amounts, strict=True)]
    found = lines(rows, [], groups(jaar))
    assert [one.soort for one in found] == [Kind.PRODUCTGROEP] * 3 + [Kind.TAAKSTELLING, Kind.TOTAAL]
    assert [(one.begroot_cents or 0) // 100_000 for one in found] == [*amounts, printed]
    assert [one.naam for one in found[:3]] == ["Ambulant", "Verblijf", "Hoogspecialistisch"]
    assert found[-1].rest_cents == printed * 100_000
    assert found[-2].rest_cents is None


def test_a_line_says_what_is_spent_and_what_is_left_of_it() -> None:
    spent = [
        Spending(
            G, "45", "45A04", realisatie=300, beslag=200, gereserveerd=100, booked=300, prognose=Fraction(1201, 2)
        ),
        Spending(G, "45", "45A05", realisatie=7, booked=7, prognose=Fraction(7)),
        Spending(G, "54", "54A01", beslag=11, prognose=Fraction(22)),
    ]
    ambulant, hoog, other, taakstelling, whole = lines(
        [budget(2021, AMBULANT, 1), budget(2021, "", -1)], spent, groups()
    )
    assert (ambulant.begroot_cents, ambulant.used_cents, ambulant.rest_cents) == (100_000, 600, 99_400)
    assert ambulant.prognose_cents == 601
    assert (hoog.productgroep, hoog.begroot_cents, hoog.rest_cents, hoog.realisatie_cents) == (HOOG, None, None, 7)
    assert (other.soort, other.beslag_cents, other.rest_cents) == (Kind.OTHER, 11, None)
    assert (taakstelling.begroot_cents, taakstelling.used_cents) == (-100_000, 0)
    assert (whole.begroot_cents, whole.used_cents, whole.rest_cents) == (0, 618, -618)
    assert whole.prognose_cents == 630  # 600.5 + 7 + 22, rounded once


@pytest.mark.parametrize(
    "spent",
    [Spending(G, "45", "", beslag=1, prognose=None), Spending(G, "45", "", realisatie=5, booked=4)],
    ids=["a plafond without one", "what is under no plafond"],
)
def test_there_is_no_prognose_when_part_of_it_has_none(spent: Spending) -> None:
    known = Spending(G, "44", "", beslag=2, prognose=Fraction(3))
    ambulant, verblijf, whole = lines([], [spent, known], groups())
    assert (ambulant.prognose_cents, verblijf.prognose_cents, whole.prognose_cents) == (None, 3, None)


def test_the_group_of_a_product_goes_before_that_of_its_categorie_and_the_last_row_of_the_year_holds() -> None:
    moved = msgspec.structs.replace(GROUPS[0], productgroep=VERBLIJF, naam="Verblijf", geldig_van=date(2022, 7, 1))
    before = msgspec.structs.replace(GROUPS[0], geldig_tot=date(2022, 6, 30))
    rows: list[Any] = [before, moved, GROUPS[2]]
    for jaar, expected in ((2021, AMBULANT), (2022, VERBLIJF), (2023, VERBLIJF)):
        found = Groups(register(productgroepen=rows), jaar)
        assert (found.group("45", "45A04"), found.group("45", "45A05"), found.group("99", "")) == (expected, HOOG, None)


def booked(key: PlafondKey, cents: int, rekening: str = "BESLAG", code: str = "45A04") -> Booked:
    return Booked(key, G, "45", code, rekening, cents)


def test_what_stands_under_several_plafonds_counts_once() -> None:
    percelen = [Perceel(perceel=one, naam="x", segment=one[0], geldig_van=BEGIN) for one in ("2a", "3a")]
    now = register(percelen=percelen)
    whole, segment, perceel = PlafondKey(A, 2026), PlafondKey(A, 2026, segment="2"), PlafondKey(A, 2026, perceel="2a")
    other, of_b = PlafondKey(A, 2026, perceel="3a"), PlafondKey(B, 2026, perceel="2a")
    every = [booked(key, 1) for key in (whole, segment, perceel, other, of_b)]
    assert [one.plafond for one in counted_once(now, every)] == [whole, of_b]
    assert [one.plafond for one in counted_once(now, every[1:])] == [segment, other, of_b]


def test_what_is_expected_follows_the_prognose_of_each_plafond() -> None:
    one, two = PlafondKey(A, 2026), PlafondKey(B, 2026)
    rows = [booked(one, 100), booked(one, 50, "REALISATIE"), booked(two, 10, "GERESERVEERD")]
    (found,) = all_spending(rows, {(G, "45", "45A04"): 50}, {one: Fraction(3, 2), two: Fraction(2)})
    assert (found.realisatie, found.beslag, found.gereserveerd, found.booked) == (50, 100, 10, 50)
    assert found.prognose == 245
    (unknown,) = all_spending(rows, {}, {one: Fraction(1), two: None})
    assert unknown.prognose is None
