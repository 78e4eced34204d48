# SPDX-License-Identifier: EUPL-1.2
"""Amounts for a task, and costs shared by a key (definitions.md 6.6): counted by hand."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.plafonds.lumpsum import Delivered, standing
from berichtenverkeer.plafonds.solidarity import shared
from berichtenverkeer.register.money_rows import Lumpsum
from berichtenverkeer.register.rows import Contract
from plafonds.bouw import BEGIN, A, B, G, register

D = date


def line(
    soort: str, euro: int, van: date | None = None, tot: date | None = None, jaar: int = 2026, regel: int = 1
) -> Lumpsum:
    return Lumpsum(
        hoofdaannemer=A,
        segment="1",
        regel=regel,
        soort=soort,
        bedrag_cents=euro * 100,
        geldig_van=van or D(jaar, 1, 1),
        geldig_tot=tot or D(jaar, 12, 31),
    )


def care(client: int, van: date, tot: date, **otherwise: Any) -> Delivered:
    plain: dict[str, Any] = {"aanbieder": A, "gemeente": G, "categorie": "41", "code": "41A01", "begindatum": van}
    return Delivered(client=bytes([client]) * 16, van=van, tot=tot, **(plain | otherwise))


def test_it_burns_by_calendar_day_each_line_over_its_own_days() -> None:
    rows = [
        line("basis", 36_500),
        line("verhoging", 2_750, D(2026, 4, 1), regel=2),  # 275 days: ten euros a day from April
        line("verlaging", 365, regel=3),
        line("afbouw", 730, regel=4),
        line("herinvestering", 365, regel=5),
    ]
    stand = standing(rows, [], 2026, D(2026, 4, 10))
    assert stand.bedrag_cents == (36_500 + 2_750 - 365 - 730 + 365) * 100
    assert stand.verbruikt_cents == 100 * 100 * (100 - 1 - 2 + 1) + 10 * 10 * 100
    assert stand.rest_cents == stand.bedrag_cents - stand.verbruikt_cents
    assert [one.verbruikt_cents for one in stand.lijnen] == [10_000_00, 100_00, -100_00, -200_00, 100_00]
    assert standing(rows, [], 2026, D(2025, 12, 31)).verbruikt_cents == 0
    assert standing(rows, [], 2026, D(2026, 12, 31)).rest_cents == 0
    assert standing(rows, [], 2026, D(2027, 6, 1)).rest_cents == 0


def test_beside_it_stand_clients_leveringen_days_of_care_and_what_a_client_costs_a_month() -> None:
    rows = [line("basis", 36_500)]
    done = [
        care(1, D(2026, 1, 10), D(2026, 2, 5)),  # 27 days, two months
        care(1, D(2026, 2, 1), D(2026, 2, 10)),  # 10 days, no other month
        care(2, D(2025, 12, 1), D(2026, 12, 31)),  # 59 days until the end of February
        care(3, D(2026, 3, 1), D(2026, 3, 2)),  # after the day
    ]
    stand = standing(rows, done, 2026, D(2026, 2, 28))
    assert (stand.clienten, stand.leveringen, stand.zorgdagen, stand.clientmaanden) == (2, 3, 27 + 10 + 59, 4)
    assert stand.per_client_maand_cents == 59 * 100 * 100 // 4
    assert standing(rows, [], 2026, D(2026, 2, 28)).per_client_maand_cents is None


def test_the_reduction_is_held_against_the_first_year_whatever_came_from_without() -> None:
    rows = [
        line("basis", 1000, jaar=2025),
        line("basis", 1000),
        line("verhoging", 500, regel=2),
        line("afbouw", 30, regel=3),
        line("basis", 970, jaar=2027),
        line("afbouw", 45, jaar=2027, regel=2),
        line("herinvestering", 5, jaar=2027, regel=3),
    ]
    stand = standing(rows, [care(1, D(2025, 3, 1), D(2027, 1, 31))], 2027, D(2027, 12, 31))
    said = [
        (one.jaar, one.bedrag_cents // 100, one.van_buiten_cents // 100, one.afbouw_cents // 100) for one in stand.jaren
    ]
    assert said == [(2025, 1000, 0, 0), (2026, 1470, 500, 30), (2027, 930, 0, 45)]
    assert [(one.bereikt_cents // 100, one.bereikt_procent) for one in stand.jaren] == [(0, 0), (30, 3), (70, 7)]
    assert [one.zorgdagen for one in stand.jaren] == [306, 365, 31]
    assert [one.jaar for one in standing(rows, [], 2026, D(2026, 1, 1)).jaren] == [2025, 2026]


def test_care_of_an_onderaannemer_is_that_of_his_hoofdaannemer_of_that_day() -> None:
    def contract(hoofdaannemer: str = "", **otherwise: Any) -> Contract:
        plain: dict[str, Any] = {"aanbieder": B, "categorie": "45", "geldig_van": BEGIN}
        return Contract(uitvoeringsvariant="taakgericht", hoofdaannemer=hoofdaannemer, **(plain | otherwise))

    until = contract(A, geldig_tot=D(2026, 6, 30))
    now = register(contracten=[until, contract(code="45A05")])
    assert now.hoofdaannemer(B, G, "45", "45A04", D(2026, 6, 30)) == A
    assert now.hoofdaannemer(B, G, "45", "45A04", D(2026, 7, 1)) == B
    assert now.hoofdaannemer(B, G, "45", "45A05", D(2026, 1, 1)) == B
    assert now.hoofdaannemer(B, "9999", "45", "45A04", D(2026, 1, 1)) == B


def test_costs_are_shared_to_the_cent_and_what_is_paid_sums_to_zero() -> None:
    found = shared({"0001": 100, "0002": 0, "0003": 1}, {"0001": 1, "0002": 1, "0003": 1})
    assert [(one.gemeente, one.aandeel_cents, one.bijdrage_cents) for one in found] == [
        ("0001", 34, -66),
        ("0002", 34, 34),
        ("0003", 33, 32),
    ]
    own = shared({"0001": 100, "0002": 50}, {})
    assert [one.bijdrage_cents for one in own] == [0, 0]


@pytest.mark.parametrize("weights", [{"0001": 3, "0002": 1}, {"0003": 5}])
def test_who_has_costs_without_weight_or_weight_without_costs_takes_part(weights: dict[str, int]) -> None:
    found = shared({"0001": 101, "0002": 7}, weights)
    assert {one.gemeente for one in found} == {"0001", "0002", *weights}
    assert sum(one.bijdrage_cents for one in found) == 0


_PER_GEMEENTE = st.dictionaries(st.sampled_from(["0001", "0002", "0003", "0004"]), st.integers(0, 10**9))


@given(_PER_GEMEENTE, _PER_GEMEENTE)
def test_nothing_is_lost_in_sharing(costs: dict[str, int], weights: dict[str, int]) -> None:
    found = shared(costs, weights)
    assert sum(one.bijdrage_cents for one in found) == 0
    assert sum(one.aandeel_cents for one in found) == sum(costs.values())
    assert all(one.aandeel_cents >= 0 for one in found)
