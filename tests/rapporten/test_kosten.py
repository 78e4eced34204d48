# SPDX-License-Identifier: EUPL-1.2
"""Wat kost het: counted by hand, held against a plain reading, and the printed figures of the seeds."""

from fractions import Fraction
from typing import Any

import pytest

from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.kosten import KOSTEN
from berichtenverkeer.rapporten.reports.markt import MARKT
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.rows import Product, Segment
from rapporten.bouw import BEGIN, HIER, LINDE, REGISTER, WILGEN, ask, region, rows
from rapporten.geldbouw import approve, chance, prestatie
from rapporten.orakel import geld


def values(result: Any, table: str = "kosten", periode: int | None = 0) -> dict[Any, Any]:
    """Of the total (None) and of each plek."""
    both = rows(result, table, Level.TOTAL, periode) | rows(result, table, Level.PLEK, periode)
    return {key: row.values for key, row in both.items()}


def test_counted_by_hand() -> None:
    """Client 1 has care in segment 3 from 1 January to 31 March 2025: 31 + 28 + 31 = 90 days. Approved are 100.00 of
    January and 50.00 of February; 70.00 of March waits. Client 2 has care in segment 4 from 10 to 28 February, 19
    days. Approved is 200.00, rejected 30.00; 40.00 was approved and credited: it is nowhere. Client 1 also has 10.00
    approved in segment 4. So segment 3 has 150.00 approved, of 220.00 that was asked, for one youth; segment 4 has
    210.00 of 240.00, for two; the region 360.00 of 460.00 for two, 180.00 each, over 109 days 3.30 a day."""
    connection = region(
        levering=[
            {"client": 1, "begindatum": "2025-01-01", "einde": "2025-03-31"},
            {"client": 2, "begindatum": "2025-02-10", "einde": "2025-02-28", "aanbieder": LINDE, "code": "454"},
        ],
        prestatie=[
            prestatie(1, "2025-01-01", 100_00),
            prestatie(1, "2025-02-01", 50_00),
            prestatie(1, "2025-03-01", 70_00, uitslag="ingediend"),
            prestatie(2, "2025-02-10", 200_00, aanbieder=LINDE, code="454"),
            prestatie(2, "2025-02-11", 30_00, aanbieder=LINDE, code="454", uitslag="afgewezen"),
            prestatie(2, "2025-02-12", 40_00, aanbieder=LINDE, code="454", is_gecrediteerd=True),
            prestatie(2, "2025-02-12", 40_00, aanbieder=LINDE, code="454", is_credit=True),
            prestatie(1, "2025-02-01", 10_00, code="454"),
        ],
    )
    found = values(ask(connection, KOSTEN, "2025-Q1"))
    assert found[None] == {
        "goedgekeurd_cents": 360_00,
        "ingediend_cents": 460_00,
        "afgewezen_cents": 30_00,
        "wacht_cents": 70_00,
        "beoordeelde_maanden": 2,
        "jeugdigen": 2,
        "per_jeugdige_cents": 180_00,
        "zorgdagen": 109,
        "per_zorgdag_cents": 330,
        "aandeel": 100,
        "aandeel_jeugdigen": 100,
        "groei": None,
        "groei_jaar": None,
        "groei_per_jeugdige": None,
    }
    three, four = (found[plek] for plek in "34")
    assert (three["goedgekeurd_cents"], three["ingediend_cents"], three["jeugdigen"]) == (150_00, 220_00, 1)
    assert (four["goedgekeurd_cents"], four["ingediend_cents"], four["jeugdigen"]) == (210_00, 240_00, 2)
    assert (three["aandeel"], four["aandeel"]) == (41.67, 58.33)
    assert (three["aandeel_jeugdigen"], four["aandeel_jeugdigen"]) == (50, 100)
    assert (four["zorgdagen"], four["per_zorgdag_cents"]) == (19, 11_05)


def claimed(cents: int, debet: str, credit: str, **otherwise: Any) -> dict[str, Any]:
    claim = {"claim_soort": "toewijzing", "claim_partij": HIER, "claim_nummer": 7, "claim_referentie": ""}
    return {"jaar": 2025, "client": 1, "debet": debet, "credit": credit, "bedrag_cents": cents} | claim | otherwise


def test_what_a_year_will_cost_counts_each_claim_once() -> None:
    """The claim on 2025 has 500.00 beslag under the plafond of the whole and under that of its perceel, and 25.00 more
    under a tenzij: 525.00. A quarter has no expectation: claims are of a year."""
    connection = region(
        boeking=[
            claimed(500_00, "BESLAG", "VRIJ", volgnr=1),
            claimed(500_00, "BESLAG", "VRIJ", volgnr=2, perceel="3a"),
            claimed(25_00, "TENZIJ_BESLAG", "TENZIJ_RUIMTE", volgnr=3),
        ],
    )
    found = values(ask(connection, KOSTEN, "2025"), "verwacht")["3"]
    assert (found["beslag_cents"], found["verwacht_cents"], found["jeugdigen"]) == (525_00, 525_00, 1)
    assert values(ask(connection, KOSTEN, "2025-Q1"), "verwacht")[None]["verwacht_cents"] is None


def test_what_was_not_declared_is_not_zero() -> None:
    """Care in February, nothing declared: no costs are known, of nobody, though 28 days of care are."""
    connection = region(levering=[{"client": 1, "begindatum": "2025-01-01"}], prestatie=[prestatie(1, "2025-01-01", 1)])
    found = values(ask(connection, KOSTEN, "2025-01..2025-02"), periode=1)
    assert (found["3"]["goedgekeurd_cents"], found["3"]["jeugdigen"], found["3"]["zorgdagen"]) == (None, 0, 28)
    assert found[None]["per_jeugdige_cents"] is None


def test_costs_of_a_youth_and_who_is_above_the_limit() -> None:
    """Youths 1 to 10 cost 10, 20 ... 100 euro in segment 3; youth 10 costs 1 more in segment 4. The fifth of ten is
    the median, the ninth the 90th percentile: 50 and 90. Above 80 euro are 9 and 10, together 191."""
    money = [prestatie(client, "2025-05-01", client * 10_00) for client in range(1, 11)]
    connection = region(prestatie=[*money, prestatie(10, "2025-05-01", 1_00, code="454")])
    found = values(ask(connection, KOSTEN, "2025", parameters={"grens_euro": 80}), "per_jeugdige")
    assert found[None] == {
        "jeugdigen": 10,
        "mediaan_cents": 50_00,
        "p90_cents": 90_00,
        "hoogste_cents": 101_00,
        "boven_grens": 2,
        "boven_grens_cents": 191_00,
    }
    assert (found["3"]["hoogste_cents"], found["4"]["jeugdigen"], found["4"]["boven_grens_cents"]) == (100_00, 1, None)


def test_who_goes_to_another_law_takes_what_his_last_year_cost() -> None:
    """The care of client 1 ended on 30 June 2025 with reden 39. Since 1 July 2024 20.00 and 30.00 of it was
    approved; 15.00 is of the day before. Client 2 stopped with reden 31."""
    connection = region(
        levering=[
            {"client": 1, "toewijzing_nummer": 7, "begindatum": "2024-01-01", "einde": "2025-06-30", "reden": "39"},
            {"client": 2, "toewijzing_nummer": 8, "begindatum": "2024-01-01", "einde": "2025-06-30", "reden": "31"},
        ],
        prestatie=[
            prestatie(1, "2024-06-30", 15_00, toewijzing_nummer=7),
            prestatie(1, "2024-07-01", 20_00, toewijzing_nummer=7),
            prestatie(1, "2025-06-30", 30_00, toewijzing_nummer=7),
            prestatie(2, "2025-06-30", 99_00, toewijzing_nummer=8),
        ],
    )
    found = values(ask(connection, KOSTEN, "2025"), "ander_domein")
    assert found[None] == found["3"] == {"jeugdigen": 1, "leveringen": 1, "kosten_cents": 50_00}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_plain_reading_says_the_same(seed: int) -> None:
    made = chance(seed)
    periods = read_periods("2024-Q1..2026-Q1")
    result = ask(region(None, **made), KOSTEN, "2024-Q1..2026-Q1", parameters={"grens_euro": 500})
    told = geld.costs(made, periods)
    for number, period in enumerate(periods):
        found = values(result, periode=number)
        for (of, plek), expected in told.items():
            if of == number:
                assert {name: found[plek][name] for name in expected} == expected, (number, plek)
                for name, grown in geld.growth(told, number, plek).items():
                    assert found[plek][name] == grown, (number, plek, name)
        youths = values(result, "per_jeugdige", number)
        for plek, cents in geld.per_youth(made, period).items():
            said = youths[plek]
            assert (said["jeugdigen"], said["hoogste_cents"]) == (len(cents), max(cents))
            assert said["mediaan_cents"] == geld.rank(cents, Fraction(1, 2))
            assert said["p90_cents"] == geld.rank(cents, Fraction(9, 10))
            above = [one for one in cents if one > 500_00]
            assert (said["boven_grens"], said["boven_grens_cents"]) == (len(above), sum(above) or None)
        gone = values(result, "ander_domein", number)[None]
        assert (gone["jeugdigen"], gone["leveringen"], gone["kosten_cents"]) == geld.other_law(made, period)


def test_two_dimensions_and_their_margins() -> None:
    made = chance(3)
    result = ask(region(None, **made), KOSTEN, "2025", dimension=Dimension.AANBIEDER, second=Dimension.SEGMENT)
    (period,) = read_periods("2025")
    places: tuple[tuple[Level, geld.Place], ...] = (
        (Level.PLEK, lambda one: one["aanbieder"]),
        (Level.PLEK2, geld.segment),
        (Level.CELL, lambda one: (one["aanbieder"], geld.segment(one))),
    )
    for level, place in places:
        found = rows(result, "kosten", level)
        told = {plek: row for (_, plek), row in geld.costs(made, [period], place).items() if plek is not None}
        assert found.keys() == told.keys()
        for plek, row in told.items():
            assert all(
                found[plek].values[name] == row[name] for name in ("goedgekeurd_cents", "jeugdigen", "zorgdagen")
            )
    assert {WILGEN, LINDE} == rows(result, "kosten", Level.PLEK).keys()


def test_p04_and_p06_growth_of_costs_and_of_what_a_youth_costs() -> None:
    """9,589 youths cost 8,204 euro each, a year later 10,619 of 8,519: 11.8 mln more, which is 15 % (S2:251-310)."""
    connection = region()
    approve(connection, range(1, 9_590), "2018-03-01", 8_204_00)
    approve(connection, range(1, 10_620), "2019-03-01", 8_519_00)
    result = ask(connection, KOSTEN, "2018..2019")
    before, after = values(result)[None], values(result, periode=1)[None]
    assert (before["per_jeugdige_cents"], after["per_jeugdige_cents"]) == (8_204_00, 8_519_00)
    assert round((after["goedgekeurd_cents"] - before["goedgekeurd_cents"]) / 1e7) == 118
    assert round(after["groei"]) == 15
    assert (after["groei_per_jeugdige"], after["groei_jaar"]) == (3.84, after["groei"])


def test_p05_growth_per_perceel_of_costs_and_of_clients() -> None:
    """Costs of AWBZ (here 1a) rose by 42 %, its clients by 31 %; costs of EED (3a) by 29 %, of vervoer (4a) by 32 %
    (S2:304-308)."""
    connection = region()
    approve(connection, range(1, 101), "2018-01-01", 131_00, code="451")
    approve(connection, range(1, 132), "2019-01-01", 142_00, code="451")
    for code, cents in (("453", 129_00), ("454", 132_00)):
        approve(connection, range(1, 2), "2018-01-01", 100_00, code=code)
        approve(connection, range(1, 2), "2019-01-01", cents, code=code)
    found = values(ask(connection, KOSTEN, "2018..2019", dimension=Dimension.PERCEEL), periode=1)
    assert [found[perceel]["groei"] for perceel in ("1a", "3a", "4a")] == [42, 29, 32]
    market = ask(connection, MARKT, "2018..2019", dimension=Dimension.PERCEEL)
    assert rows(market, "markt", Level.PLEK, 1)["1a"].values["groei_jeugdigen"] == 31


def test_months_are_held_against_the_same_month_a_year_before() -> None:
    connection = region(prestatie=[prestatie(1, "2024-03-01", 100), prestatie(1, "2025-03-01", 150)])
    found = values(ask(connection, KOSTEN, "2024-01..2025-12"), periode=14)[None]
    assert (found["groei"], found["groei_jaar"]) == (None, 50)


def test_s01_to_s05_shares_of_clients_and_of_costs_per_segment() -> None:
    """Of 11,667 youths and 100 mln: segment 1 1,400 youths, 12 %, and 50 %; segment 2 750 and 10 %; segment 3 275 and
    1 %; segment 4 10,000 and 39 %. Together 12,425 youths: 758 are in segment 4 and in another too. Of segment 5 the
    seeds print 150 to 200 youths a year at three aanbieders (S1:1396, 1423-1427): here 175, all in segment 4 too."""
    crisis = Product(
        categorie="45", code="455", omschrijving="spoed", segment="5", hulpvorm="02", crisis=True, geldig_van=BEGIN
    )
    segment = Segment(segment="5", naam="Crisis", financieringsvorm="pxq", gewicht=95, geldig_van=BEGIN)
    connection = region({"producten": [*REGISTER["producten"], crisis], "segmenten": [*REGISTER["segmenten"], segment]})
    approve(connection, range(10_001, 10_176), "2020-01-01", 2_000_00, "455", 99_100_000, of_each=59, at_most=3)
    for code, clients, euro in (
        ("451", range(1, 1_401), 50_000_000),
        ("452", range(1_401, 2_151), 10_000_000),
        ("453", range(2_151, 2_426), 1_000_000),
        ("454", range(1_668, 11_668), 39_000_000),
    ):
        approve(connection, clients, "2020-01-01", 100 * euro // len(clients), code=code)
    found = values(ask(connection, KOSTEN, "2020"))
    assert found[None]["jeugdigen"] == 11_667
    assert [found[one]["jeugdigen"] for one in "1234"] == [1_400, 750, 275, 10_000]
    assert [round(found[one]["aandeel"]) for one in "1234"] == [50, 10, 1, 39]
    shares = [found[one]["aandeel_jeugdigen"] for one in "12345"]
    assert shares == [12, 6.43, 2.36, 85.71, 1.5]
    assert sum(shares) > 107
    market = rows(ask(connection, MARKT, "2020"), "markt")["5"].values
    assert (market["jeugdigen"], market["aanbieders"]) == (175, 3)
