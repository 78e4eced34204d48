# SPDX-License-Identifier: EUPL-1.2
"""Wat kost hetzelfde product waar: counted by hand, and held against a plain reading."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.reports.prijzen import PRIJZEN
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.rows import Tarief
from rapporten.bouw import BEGIN, LINDE, WILGEN, ask, region, rows
from rapporten.geldbouw import chance, prestatie
from rapporten.orakel import geld


def at(volume: int, tarief: int, begin: str = "2025-03-01", **otherwise: Any) -> dict[str, Any]:
    return prestatie(1, begin, volume * tarief, **{"volume": volume, "tarief_cents": tarief} | otherwise)


def test_prices_of_one_product_side_by_side_by_hand() -> None:
    """45/453 in dagdelen (16): WILGEN has 10 of 50.00, LINDE 2 of 60.00: 620.00 for 12, 51.67 each; from 50.00 to
    60.00, a fifth more. In etmalen (14) LINDE has one of 200.00. What was rejected counts nowhere."""
    connection = region(
        prestatie=[
            at(4, 50_00),
            at(6, 50_00),
            at(2, 60_00, aanbieder=LINDE),
            at(1, 200_00, aanbieder=LINDE, eenheid="14"),
            at(9, 90_00, uitslag="afgewezen"),
        ]
    )
    found = {key: row.values for key, row in rows(ask(connection, PRIJZEN, "2025"), "prijzen", Level.TOTAL).items()}
    assert found.keys() == {("453", "16"), ("453", "14")}
    assert found["453", "14"]["prijs_cents"] == 200_00
    assert found["453", "16"] == {
        "product": "453",
        "eenheid": "16",
        "aanbieders": 2,
        "jeugdigen": 1,
        "volume": 12,
        "bedrag_cents": 620_00,
        "prijs_cents": 51_67,
        "laagste_cents": 50_00,
        "mediaan_cents": 50_00,
        "hoogste_cents": 60_00,
        "spreiding": 20,
        "tarieven": 2,
    }


def test_why_costs_changed() -> None:
    """45/453 in 2024: WILGEN 10 of 50.00, LINDE 10 of 60.00: 1,100.00 for 20, at a mean of 55.00. In 2025 WILGEN has
    24 of 52.00, LINDE none: 1,248.00. Volume: 4 more at 55.00, 220.00. Price: WILGEN 2.00 more for 24, 48.00. The
    rest, from the dearer to the cheaper, is 148.00 - 268.00 = -120.00. 45/454 is new, 300.00: all of that is mix."""
    connection = region(
        prestatie=[
            at(10, 50_00, "2024-03-01"),
            at(10, 60_00, "2024-03-01", aanbieder=LINDE),
            at(24, 52_00),
            at(3, 100_00, code="454"),
        ]
    )
    result = ask(connection, PRIJZEN, "2024..2025")
    (first,) = rows(result, "effect", Level.TOTAL).values()
    assert (first.values["verschil_cents"], first.values["prijs_cents"]) == (None, None)
    (total,) = rows(result, "effect", Level.TOTAL, 1).values()
    assert total.values == {
        "bedrag_cents": 1_548_00,
        "eerder_cents": 1_100_00,
        "prijs_cents": 48_00,
        "volume_cents": 220_00,
        "mix_cents": 180_00,
        "verschil_cents": 448_00,
    }
    assert rows(result, "effect", Level.PLEK, 1)["3"].values["mix_cents"] == -120_00


def test_a_tarief_that_changed_in_the_period() -> None:
    """60.00 became 63.00 on 1 April 2025: 5 % more. One that goes on, or begins without another before it, is no
    change."""

    def tarief(cents: int, van: date, tot: date | None = None, code: str = "453", aanbieder: str = WILGEN) -> Tarief:
        plain: dict[str, Any] = {"categorie": "45", "code": code, "eenheid": "16", "tarief_cents": cents}
        return Tarief(aanbieder=aanbieder, geldig_van=van, geldig_tot=tot, **plain)

    tarieven = [
        tarief(60_00, BEGIN, date(2025, 3, 31)),
        tarief(63_00, date(2025, 4, 1)),
        tarief(63_00, date(2025, 4, 1), aanbieder=""),
        tarief(70_00, BEGIN, date(2025, 3, 31), code="454"),
        tarief(70_00, date(2025, 4, 1), code="454"),
    ]
    listed = ask(region({"tarieven": tarieven}), PRIJZEN, "2025-01..2025-06").part("wijzigingen").rows
    assert [
        (one.cell.periode, one.values["aanbieder"], one.values["eerder_cents"], one.values["groei"]) for one in listed
    ] == [(3, WILGEN, 60_00, 5)]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_plain_reading_says_the_same(seed: int) -> None:
    made = chance(seed)
    periods = read_periods("2024..2025")
    result = ask(region(None, **made), PRIJZEN, "2024..2025")
    within = [[one for one in made["prestatie"] if geld.within(one, period)] for period in periods]
    for number, some in enumerate(within):
        told = geld.prices(some)
        found = {key: row.values for key, row in rows(result, "prijzen", Level.TOTAL, number).items()}
        for (code, eenheid), these in told.items():
            row = found[code, eenheid]
            means = [geld.rounded(geld.price(his)) for his in geld.cells(these, lambda one: one["aanbieder"]).values()][
                1:
            ]
            assert row["prijs_cents"] == geld.rounded(geld.price(these))
            assert (row["aanbieders"], row["jeugdigen"], row["bedrag_cents"]) == (
                len({one["aanbieder"] for one in these}),
                len({one["client"] for one in these}),
                sum(one["bedrag_cents"] for one in these),
            )
            assert row["spreiding"] == geld.percent(max(means) - min(means), min(means))
            assert (row["laagste_cents"], row["hoogste_cents"]) == (min(means), max(means))
            assert row["mediaan_cents"] == geld.rank(sorted(means), Fraction(1, 2))
            assert row["volume"] == sum(one["volume"] for one in these)
            assert row["tarieven"] == len({one["tarief_cents"] for one in these})
    for plek in (None, "1", "3", "4", "onbekend"):
        before, now = ([one for one in some if plek in (None, geld.segment(one))] for some in within)
        level = Level.PLEK if plek else Level.TOTAL
        row = rows(result, "effect", level, 1)[plek].values
        assert (row["prijs_cents"], row["volume_cents"], row["mix_cents"]) == geld.effect(now, before)
        assert row["verschil_cents"] == row["prijs_cents"] + row["volume_cents"] + row["mix_cents"]
