# SPDX-License-Identifier: EUPL-1.2
"""Plafonds worked out anew (definitions.md 6.1): printed figures and counts by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.plafonds.production import Produced
from berichtenverkeer.plafonds.voorstel import (
    Change,
    Herkomst,
    Wijze,
    proposed,
    replaced,
    spread,
)
from berichtenverkeer.register.reading import read_sheet, write_sheet
from berichtenverkeer.register.rows import TABLES, Contract, Plafond
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import BEGIN, A, B, G, plafond, register

D = date
MARCH = D(2018, 3, 1)
SOME = ("99000001", "99000002", "99000003", "99000004")


def produced(euro: int, op: date = MARCH, aanbieder: str = A, code: str = "45A04", gemeente: str = G) -> Produced:
    return Produced(aanbieder, gemeente, code[:2], code, op, euro * 100)


def with_contracts(*aanbieders: str, plafonds: Any = (), van: date = BEGIN, **otherwise: Any) -> RegisterStand:
    contracten = [
        Contract(aanbieder=one, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=van)
        for one in aanbieders
    ]
    return register(*plafonds, contracten=contracten, **otherwise)


def euros(changes: list[Change]) -> dict[tuple[str, str, str], int]:
    return {(one.plafond.aanbieder, one.plafond.perceel, one.plafond.segment): one.new_cents // 100 for one in changes}


@pytest.mark.parametrize(("jaar", "norm", "euro"), [(2019, "0.9", 225_000), (2020, "0.8", 200_000)])
def test_b03_the_norm_of_a_year_times_what_was_produced_in_2018(jaar: int, norm: str, euro: int) -> None:
    """90 % in 2019 and 80 % in 2020, both of the production of 2018: norm and base year are apart."""
    production = [produced(100_000), produced(150_000, D(2018, 12, 31))]
    (change,) = proposed(with_contracts(A), production, jaar, Decimal(norm), 2018)
    assert (change.new_cents, change.herkomst) == (euro * 100, Herkomst.GROOTBOEK)
    row = change.row
    assert (row.norm, row.basisjaar, row.basis_cents) == (Decimal(norm), 2018, 25_000_000)


@pytest.mark.parametrize(("jaar", "norm", "euro"), [(2019, "0.9", 9_000), (2020, "0.8", 8_000)])
def test_b04_a_new_aanbieder_has_the_startbudget_times_the_norm(jaar: int, norm: str, euro: int) -> None:
    changes = proposed(with_contracts(A, B), [produced(250_000)], jaar, Decimal(norm), 2018)
    assert euros(changes) == {(B, "", ""): euro, (A, "", ""): int(250_000 * Decimal(norm))}
    new = next(one for one in changes if one.plafond.aanbieder == B)
    assert (new.herkomst, new.row.basisjaar, new.row.basis_cents) == (Herkomst.STARTBUDGET, None, None)


def test_a_base_that_the_register_gives_goes_before_what_was_produced() -> None:
    given_ = plafond(2026, aanbieder=A, norm=Decimal("0.9"), basisjaar=2025, basis_cents=1_000_000)
    (change,) = proposed(
        with_contracts(A, plafonds=[given_]), [produced(777, D(2025, 5, 1))], 2027, Decimal("0.5"), 2025
    )
    assert (change.new_cents, change.herkomst) == (500_000, Herkomst.REGISTER)


def test_what_was_produced_counts_under_the_plafonds_there_were() -> None:
    forms = [plafond(2026, 10), plafond(2026, 5, segment="2"), plafond(2025, 3, segment="9")]
    production = [produced(100, D(2025, 1, 1)), produced(40, D(2025, 1, 1), code="45A05")]
    changes = proposed(with_contracts(A, plafonds=forms), production, 2027, Decimal(1), 2025)
    assert euros(changes) == {(A, "", ""): 140, (A, "", "2"): 40}


def test_what_was_taakgericht_or_for_another_region_is_no_base() -> None:
    production = [produced(100), produced(50, code="41A01"), produced(25, gemeente="9999")]
    taakgericht = Contract(aanbieder=A, categorie="41", uitvoeringsvariant="taakgericht", geldig_van=BEGIN)
    normal = Contract(aanbieder=A, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN)
    (change,) = proposed(register(contracten=[taakgericht, normal]), production, 2020, Decimal(1), 2018)
    assert change.row.basis_cents == 10_000


def test_who_is_gone_or_works_without_ceiling_gets_no_plafond() -> None:
    ended = Contract(
        aanbieder=B,
        categorie="45",
        uitvoeringsvariant="inspanningsgericht",
        geldig_van=BEGIN,
        geldig_tot=D(2026, 12, 31),
    )
    free = with_contracts(A, plafonds=[plafond(2026, zonder_plafond=True)])
    assert proposed(free, [produced(1)], 2027, Decimal(1), 2018) == []
    assert proposed(register(contracten=[ended]), [], 2027, Decimal(1), 2018) == []
    assert [one.plafond for one in proposed(register(contracten=[ended]), [], 2026, Decimal(1), 2018)] == [
        PlafondKey(B, 2026)
    ]


def test_a_contract_that_starts_in_the_year_is_pro_rata() -> None:
    (change,) = proposed(with_contracts(A, van=D(2027, 7, 2)), [], 2027, Decimal(1), 2025)
    assert change.new_cents == 501_370  # 183 of 365 days of 10,000 euros


def year(*euro: int) -> RegisterStand:
    return register(*(plafond(2026, one, aanbieder=who) for who, one in zip(SOME, euro, strict=False)))


def test_b13_more_or_less_budget_is_spread_equally_over_all() -> None:
    """200,000 euros for large and small alike (B14): each gets, or gives, the same."""
    assert [one.new_cents for one in spread(year(200_000, 18_500), 2026, 10_000_00, Wijze.GELIJK)] == [
        205_000_00,
        23_500_00,
    ]
    assert [one.new_cents for one in spread(year(200_000, 18_500), 2026, -10_000_00, Wijze.GELIJK)] == [
        195_000_00,
        13_500_00,
    ]


@pytest.mark.parametrize(("cents", "shares"), [(100, [34, 33, 33]), (-100, [-34, -33, -33]), (2, [1, 1, 0])])
def test_the_rest_of_an_equal_division_goes_to_the_lowest_codes(cents: int, shares: list[int]) -> None:
    changes = spread(year(10, 10, 10), 2026, cents, Wijze.GELIJK)
    assert [one.new_cents - 1000 for one in changes] == shares


@pytest.mark.parametrize(
    ("cents", "shares"), [(100, [17, 33, 50]), (-100, [-17, -33, -50]), (1, [0, 0, 1]), (4, [1, 1, 2])]
)
def test_in_proportion_the_largest_remainder_gets_the_rest(cents: int, shares: list[int]) -> None:
    changes = spread(year(1, 2, 3), 2026, cents, Wijze.NAAR_RATO)
    assert [one.new_cents - (one.old_cents or 0) for one in changes] == shares


def test_no_plafond_goes_below_zero_and_what_it_could_not_give_is_named() -> None:
    changes = spread(year(1, 100), 2026, -30_00, Wijze.GELIJK)
    assert [(one.new_cents, one.rest_cents) for one in changes] == [(0, -14_00), (85_00, 0)]
    assert [one.new_cents for one in spread(year(0, 0), 2026, 500, Wijze.NAAR_RATO)] == [0, 0]
    assert spread(register(), 2026, 500, Wijze.GELIJK) == []


@given(st.lists(st.integers(0, 400), min_size=1, max_size=4), st.integers(-100_000, 100_000), st.sampled_from([*Wijze]))
def test_what_is_spread_adds_up(euro: list[int], cents: int, wijze: Wijze) -> None:
    changes = spread(year(*euro), 2026, cents, wijze)
    moved = sum(one.new_cents - (one.old_cents or 0) + one.rest_cents for one in changes)
    assert moved == (cents if wijze is Wijze.GELIJK or any(euro) else 0)
    assert min(one.new_cents for one in changes) >= 0
    assert all(one.rest_cents <= 0 for one in changes)


def test_the_rows_are_a_whole_file_that_loads_as_it_is() -> None:
    now = register(plafond(2025, 7), plafond(2026, 10), plafond(2026, zonder_plafond=True, aanbieder=B))
    rows = replaced(now, spread(now, 2026, 500, Wijze.GELIJK))
    sheet = read_sheet(TABLES["plafonds"], write_sheet(TABLES["plafonds"], rows).encode())
    assert (sheet.faults, [row for _, row in sheet.rows]) == ([], rows)
    then = MoneyRegister(RegisterStand({**now.content("x").rows, "plafonds": rows}, 2))
    assert then.bedragen == {PlafondKey(A, 2025): 700, PlafondKey(A, 2026): 1500}
    assert [row for row in rows if isinstance(row, Plafond) and row.zonder_plafond] == [
        msgspec.structs.replace(plafond(2026, zonder_plafond=True, aanbieder=B))
    ]
