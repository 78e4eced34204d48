# SPDX-License-Identifier: EUPL-1.2
"""Wie betaalt mee aan wie: by hand, and as plafonds/solidarity.py says it."""

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from berichtenverkeer.plafonds.solidarity import shared
from berichtenverkeer.rapporten.periode import Periode, read_periods
from berichtenverkeer.rapporten.reports.solidariteit import SOLIDARITEIT
from berichtenverkeer.register.figure_rows import Bevolking
from rapporten.bouw import ELDERS, ERNAAST, HIER, ask, region
from rapporten.geldbouw import chance, prestatie
from rapporten.orakel import geld


def found(result: Any, periode: int = 0) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {row.cell.keys: row.values for row in result.part("solidariteit").rows if row.cell.periode == periode}


def test_counted_by_hand() -> None:
    """HIER cost 100.00 in 2025, ERNAAST 0.01. Of youths with help in 2024 HIER had one and ERNAAST two. A third of
    100.01 is 33.33 and two thirds of a cent, two thirds are 66.67 and a third: the cent that is left goes to HIER. It
    bears 33.34 and gets 66.66, which ERNAAST pays. In three years HIER had 1 + 1 youths and ERNAAST 2: half each,
    the odd cent to the lower code, 0785 of ERNAAST. Inhabitants are 900 each: the same."""
    connection = region(
        levering=[
            {"client": 1, "begindatum": "2023-05-01", "einde": "2024-02-01"},
            {"client": 2, "begindatum": "2024-12-31", "gemeente": ERNAAST},
            {"client": 3, "begindatum": "2024-03-01", "einde": "2024-03-01", "gemeente": ERNAAST},
            {"client": 3, "begindatum": "2024-05-01", "einde": "2024-06-01", "gemeente": ERNAAST},
        ],
        prestatie=[
            prestatie(1, "2025-01-01", 100_00),
            prestatie(2, "2025-12-31", 1, gemeente=ERNAAST),
            prestatie(2, "2026-01-01", 5, gemeente=ERNAAST),
            prestatie(9, "2025-01-01", 77, gemeente=ELDERS),
        ],
    )
    said = found(ask(connection, SOLIDARITEIT, "2025"))
    assert {key: (row["gewicht"], row["aandeel_cents"], row["bijdrage_cents"]) for key, row in said.items()} == {
        ("jeugdigen", HIER): (1, 33_34, -66_66),
        ("jeugdigen", ERNAAST): (2, 66_67, 66_66),
        ("drie-jaar", HIER): (2, 50_00, -50_00),
        ("drie-jaar", ERNAAST): (2, 50_01, 50_00),
        ("inwoners", HIER): (900, 50_00, -50_00),
        ("inwoners", ERNAAST): (900, 50_01, 50_00),
    }
    assert said["jeugdigen", HIER]["aandeel"] == 33.33


def test_own_amounts_are_a_key_where_they_are_told() -> None:
    """100 is shared by 3 and 1: HIER bears 75 and gets 25. Who is not of the region counts for nothing."""
    connection = region(prestatie=[prestatie(1, "2025-01-01", 100)])
    own = {ERNAAST: 1_00, ELDERS: 7_00, HIER: 3_00}
    said = found(ask(connection, SOLIDARITEIT, "2025", own_amounts=own))
    assert {key[1]: row["aandeel_cents"] for key, row in said.items() if key[0] == "eigen"} == {HIER: 75, ERNAAST: 25}
    assert "eigen" not in {key[0] for key in found(ask(connection, SOLIDARITEIT, "2025"))}


def test_without_any_weight_each_bears_its_own() -> None:
    connection = region({"bevolking": []}, prestatie=[prestatie(1, "2025-01-01", 100)])
    said = found(ask(connection, SOLIDARITEIT, "2025"))
    assert {(row["bijdrage_cents"], row["aandeel"]) for row in said.values()} == {(0, None)}


@pytest.mark.parametrize("seed", [1, 2])
def test_it_is_what_solidarity_says(seed: int) -> None:
    """plafonds/solidarity.py, of the same prestaties, care and inhabitants; and read plainly."""
    made = chance(seed)
    people = {HIER: 41_234 + seed, ERNAAST: 9_871}
    bevolking = [
        Bevolking(
            gemeente=one,
            jaar=jaar,
            inwoners_0_17=number,
            inwoners_0_19=0,
            inwoners_0_22=0,
            geldig_van=date(jaar, 1, 1),
            geldig_tot=date(jaar, 12, 31),
        )
        for one, number in people.items()
        for jaar in (2024, 2025)
    ]
    result = ask(region({"bevolking": bevolking}, **made), SOLIDARITEIT, "2024..2025")
    for number, period in enumerate(read_periods("2024..2025")):
        said = found(result, number)
        costs = Counter(dict.fromkeys(people, 0))
        for one in made["prestatie"]:
            if geld.approved(one) and geld.within(one, period):
                costs[one["gemeente"]] += one["bedrag_cents"]
        jaar = period.eind.year
        for sleutel, weights in (
            ("inwoners", people),
            ("jeugdigen", _youths(made, [jaar - 1])),
            ("drie-jaar", _youths(made, range(jaar - 3, jaar))),
        ):
            told = shared(costs, {one: weights.get(one, 0) for one in people})
            assert {
                one.gemeente: (one.kosten_cents, one.gewicht, one.aandeel_cents, one.bijdrage_cents) for one in told
            } == {
                gemeente: (row["kosten_cents"], row["gewicht"], row["aandeel_cents"], row["bijdrage_cents"])
                for (of, gemeente), row in said.items()
                if of == sleutel
            }
            check_plainly({of: said[sleutel, of] for of in people}, costs, weights)


def check_plainly(said: dict[str, dict[str, Any]], costs: dict[str, int], weights: dict[str, int]) -> None:
    """Each bears its part of all costs, to the cent, by its weight; what is paid beyond own costs adds up to 0."""
    whole, weight = sum(costs.values()), sum(weights.get(one, 0) for one in said)
    for gemeente, row in said.items():
        own = weights.get(gemeente, 0)
        part = Fraction(whole * own, weight) if weight else costs[gemeente]
        assert abs(row["aandeel_cents"] - part) < 1
        assert row["aandeel"] == geld.percent(own, weight)
        assert row["bijdrage_cents"] == row["aandeel_cents"] - costs[gemeente]
    assert sum(row["aandeel_cents"] for row in said.values()) == whole
    assert sum(row["bijdrage_cents"] for row in said.values()) == 0


def _youths(made: geld.Region, years: Any) -> Counter[str]:
    weights: Counter[str] = Counter()
    for jaar in years:
        period = Periode(date(jaar, 1, 1), date(jaar, 12, 31))
        weights.update(
            of for of, _ in {(one["gemeente"], one["client"]) for one in made["levering"] if geld.days(one, period)}
        )
    return weights
