# SPDX-License-Identifier: EUPL-1.2
"""Hoe is de markt verdeeld: by hand, held against a plain reading, and the printed figures of the seeds."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.markt import MARKT
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.rows import Contract
from rapporten.bouw import BEGIN, LINDE, REGISTER, WILGEN, ask, region, rows
from rapporten.geldbouw import approve, chance, prestatie
from rapporten.orakel import geld


def total(result: Any, table: str = "markt", periode: int = 0) -> dict[Any, Any]:
    return {key: row.values for key, row in rows(result, table, Level.TOTAL, periode).items()}


def test_counted_by_hand() -> None:
    """WILGEN has 900.00 in 2025, 600.00 of client 1 in January and 300.00 of client 2 in March; LINDE 100.00 of client
    1 in March. Together 1,000.00 of two youths in two months: 6,000.00 a year. The largest has 90 %; HHI is 8,100 +
    100. Up to 500 euro is little and up to one youth is few: that is LINDE alone, in both; one youth would have to go
    elsewhere, with 100.00. A quarter has a quarter of the threshold, 125.00."""
    connection = region(
        prestatie=[
            prestatie(1, "2025-01-01", 600_00),
            prestatie(2, "2025-03-01", 300_00),
            prestatie(1, "2025-03-01", 100_00, aanbieder=LINDE),
            prestatie(1, "2025-03-01", 999_00, aanbieder=LINDE, uitslag="afgewezen"),
        ]
    )
    parameters = {"omzet_euro": 500, "jeugdigen": 1, "grootste": 1}
    result = ask(connection, MARKT, "2025", parameters=parameters)
    assert total(result)[None] == {
        "kosten_cents": 1_000_00,
        "jeugdigen": 2,
        "aanbieders": 2,
        "maanden": 2,
        "jaarbedrag_cents": 6_000_00,
        "per_aanbieder_cents": 500_00,
        "top_cents": 900_00,
        "aandeel_top": 90,
        "hhi": 8_200,
        "weinig_omzet": 1,
        "aandeel_weinig_omzet": 50,
        "weinig_jeugdigen": 1,
        "aandeel_weinig_jeugdigen": 50,
        "beide": 1,
        "aandeel_beide": 50,
        "jeugdigen_bij_beide": 1,
        "kosten_bij_beide_cents": 100_00,
        "groei_kosten": None,
        "groei_jeugdigen": None,
        "groei_aanbieders": None,
    }
    assert total(ask(connection, MARKT, "2025-Q1", parameters=parameters))[None]["weinig_omzet"] == 1
    curve = {key: (row["rang"], row["aandeel"], row["opgeteld"]) for key, row in total(result, "rangorde").items()}
    assert curve == {WILGEN: (1, 90, 90), LINDE: (2, 10, 100)}


def test_what_rests_on_one_aanbieder() -> None:
    """45/453 has two aanbieders, 45/451 one."""
    connection = region(
        levering=[
            {"client": 1, "begindatum": "2025-01-01"},
            {"client": 2, "begindatum": "2025-01-01", "aanbieder": LINDE},
            {"client": 3, "begindatum": "2025-01-01", "code": "451"},
        ]
    )
    found = total(ask(connection, MARKT, "2025"), "producten")
    assert {key: (row["aanbieders"], row["rust_op_een"]) for key, row in found.items()} == {
        "453": (2, False),
        "451": (1, True),
    }


JEUGD = {2018: (9_400_000, 1_004, 106, 64, 62, 54), 2019: (9_900_000, 1_085, 129, 74, 76, 64)}
"""S4:213-256: cost, youths, aanbieders, those with limited turnover, with few youths, with both."""
WMO = {2018: (3_900_000, 637, 71, 40, 44, 37), 2019: (4_000_000, 672, 78, 43, 42, 36)}
"""The same of the Wmo, whose clients a region would keep in a ledger of its own."""
SHARES = {2018: [60, 58, 51], 2019: [57, 59, 50]}, {2018: [56, 62, 52], 2019: [55, 54, 46]}


@pytest.mark.parametrize(("of", "shares"), [*zip((JEUGD, WMO), SHARES, strict=True)], ids=("jeugd", "wmo"))
def test_m01_to_m04_the_market_of_the_achterhoek(of: dict[int, Any], shares: dict[int, list[int]]) -> None:
    """Who has limited turnover alone has six youths of 1,000 euro, who has few youths alone one of 30,000, who has both
    one of 1,000; the others share what is left."""
    connection = region()
    for jaar, (euro, youths, aanbieders, little, few, both) in of.items():
        left, client, aanbieder = 100 * euro, 1, 99_100_000
        for number, each, cents in ((both, 1, 1_000_00), (little - both, 6, 1_000_00), (few - both, 1, 30_000_00)):
            clients = range(client, client + number * each)
            approve(connection, clients, f"{jaar}-05-01", cents, aanbieder=aanbieder, of_each=each)
            left, client, aanbieder = left - len(clients) * cents, clients.stop, aanbieder + number
        others, number = range(client, youths + 1), 99_100_000 + aanbieders - aanbieder
        approve(
            connection,
            others,
            f"{jaar}-05-01",
            left // len(others),
            aanbieder=aanbieder,
            of_each=len(others) // number,
            at_most=number,
        )
        approve(connection, others[:1], f"{jaar}-06-01", left % len(others), aanbieder=aanbieder)
    result = ask(connection, MARKT, "2018..2019", dimension=Dimension.DOMEIN)
    for periode, (jaar, printed) in enumerate(of.items()):
        found = rows(result, "markt", Level.PLEK, periode)["jeugdhulp"].values
        names = ("kosten_cents", "jeugdigen", "aanbieders", "weinig_omzet", "weinig_jeugdigen", "beide")
        assert tuple(found[name] for name in names) == (100 * printed[0], *printed[1:])
        told = [round(found[f"aandeel_{name}"]) for name in ("weinig_omzet", "weinig_jeugdigen", "beide")]
        assert told == shares[jaar]
    growth = 100 * (of[2019][2] / of[2018][2] - 1)
    assert round(total(result, periode=1)[None]["groei_aanbieders"]) == round(growth)


def test_m05_and_m07_the_ten_largest_on_part_of_a_year() -> None:
    """In eight months ten aanbieders have 700,000 euro each and a hundred others 30,000: 70 % of 10 mln. Over a year
    that is 15 mln, of which 1,050,000 for each of the ten (S0:167-170)."""
    connection = region()
    for month in range(1, 9):
        approve(connection, range(1, 11), f"2017-{month:02}-01", 87_500_00, aanbieder=99_100_000, of_each=1)
        approve(connection, range(11, 111), f"2017-{month:02}-01", 3_750_00, aanbieder=99_100_010, of_each=1)
    found = total(ask(connection, MARKT, "2017"))[None]
    assert (found["kosten_cents"], found["aandeel_top"]) == (10_000_000_00, 70)
    assert (found["maanden"], found["jaarbedrag_cents"]) == (8, 15_000_000_00)


def test_m05_the_ten_largest_have_half_of_a_hundred_million() -> None:
    """S2:334-336: ten of 5 mln each, and 125 others of 400,000."""
    connection = region()
    approve(connection, range(1, 11), "2018-03-01", 5_000_000_00, aanbieder=99_100_000, of_each=1)
    approve(connection, range(11, 136), "2018-03-01", 400_000_00, aanbieder=99_100_010, of_each=1)
    found = total(ask(connection, MARKT, "2018"))[None]
    assert (found["kosten_cents"], found["aandeel_top"]) == (100_000_000_00, 50)


def test_m06_top_five_of_a_segment() -> None:
    """Segment 2: five aanbieders have 180,000 euro each, ten others 10,000: almost 90 % of a million (S1:903). Segment
    1, a year later: 170,000 and 15,000: 85 % (S1:584)."""
    connection = region()
    approve(connection, range(1, 6), "2021-01-01", 170_000_00, code="451", aanbieder=99_100_000, of_each=1)
    approve(connection, range(6, 16), "2021-01-01", 15_000_00, code="451", aanbieder=99_100_005, of_each=1)
    approve(connection, range(1, 6), "2020-01-01", 180_000_00, code="452", aanbieder=99_100_000, of_each=1)
    approve(connection, range(6, 16), "2020-01-01", 10_000_00, code="452", aanbieder=99_100_005, of_each=1)
    result = ask(connection, MARKT, "2020..2021", parameters={"grootste": 5})
    assert rows(result, "markt", Level.PLEK)["2"].values["aandeel_top"] == 90
    assert rows(result, "markt", Level.PLEK, 1)["1"].values["aandeel_top"] == 85
    classes = total(result, "omzetklassen")
    assert {key: (row["aanbieders"], row["aandeel_kosten"]) for key, row in classes.items()} == {
        "2: 10.000 tot 50.000": (10, 10),
        "3: 50.000 tot 200.000": (5, 90),
    }


def test_b14_the_distribution_of_ceilings() -> None:
    """S2:334-338: the ten largest apart, 42 at 200,000 euro, 91 with less; who has nothing but maatwerk is left out.
    One of the ten has his ceiling in two parts, and another has one per perceel under it, which counts once."""
    amounts = [5_000_000_00] * 10 + [200_000_00] * 42 + [50_000_00] * 91 + [1_000_000_00]
    booked = [
        ceiling(f"{99_100_000 + number}", cents, number)
        for number, cents in enumerate(amounts)
        if number not in (0, 143)
    ]
    booked += [ceiling("99100000", 2_500_000_00, number, perceel=f"{number}a") for number in (1, 2)]
    booked += [ceiling("99100001", 1_000_000_00, 200, perceel="1a"), ceiling("99100143", 1_000_000_00, 201)]
    only = Contract(
        aanbieder="99100143",
        categorie="45",
        uitvoeringsvariant="inspanningsgericht",
        contractvorm="maatwerk",
        geldig_van=BEGIN,
    )
    connection = region({"contracten": [*REGISTER["contracten"], only]}, boeking=booked)
    found = total(ask(connection, MARKT, "2019"), "plafondklassen")
    assert {key: (row["aanbieders"], row["plafond_cents"]) for key, row in found.items()} == {
        "1: de grootste": (10, 50_000_000_00),
        "3: op de grens": (42, 8_400_000_00),
        "4: onder de grens": (91, 4_550_000_00),
    }


def ceiling(aanbieder: str, cents: int, number: int, perceel: str = "") -> dict[str, Any]:
    about = {"aanbieder": aanbieder, "jaar": 2019, "perceel": perceel, "volgnr": number}
    return about | {"debet": "VRIJ", "credit": "PLAFOND", "bedrag_cents": cents, "gemeente": None, "code": None}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_plain_reading_says_the_same(seed: int) -> None:
    made = chance(seed)
    parameters = {"omzet_euro": 2_000, "jeugdigen": 3, "grootste": 1}
    result = ask(region(None, **made), MARKT, "2024-Q3..2025-Q4", parameters=parameters)
    for number, period in enumerate(read_periods("2024-Q3..2025-Q4")):
        some = geld.cells((one for one in made["prestatie"] if geld.within(one, period)), geld.segment)
        found = rows(result, "markt", Level.PLEK, number) | rows(result, "markt", Level.TOTAL, number)
        for plek, these in some.items():
            if any(geld.approved(one) for one in these):
                told = geld.market(these, top=1, euro=2_000, youths=3, months=3)
                assert {name: found[plek].values[name] for name in told} == told, (number, plek)
                check_order_and_classes(result, number, plek, [one for one in these if geld.approved(one)])
    assert date(2024, 7, 1) <= max(one["begindatum"] for one in made["prestatie"])


def check_order_and_classes(result: Any, number: int, plek: str | None, some: list[geld.Row]) -> None:
    """The aanbieders from large to small, and how many there are of each class of what they have a year."""
    level = Level.PLEK if plek else Level.TOTAL
    money = Counter[str]()
    for one in some:
        money[one["aanbieder"]] += one["bedrag_cents"]
    whole, so_far = sum(money.values()), 0
    for place, who in enumerate(sorted(money, key=lambda one: (-money[one], one)), start=1):
        so_far += money[who]
        row = rows(result, "rangorde", level, number)[(plek, who) if plek else who].values
        youths = len({one["client"] for one in some if one["aanbieder"] == who})
        told = (place, money[who], youths, geld.percent(money[who], whole), geld.percent(so_far, whole))
        assert tuple(row.values())[1:] == told, (number, plek, who)
    limits = {"1": 0, "2": 10_000, "3": 50_000, "4": 200_000, "5": 1_000_000}
    class_of = {
        who: max(one for one, euro in limits.items() if 4 * cents >= 100 * euro) for who, cents in money.items()
    }
    every = rows(result, "omzetklassen", level, number)
    found = {key[1] if plek else key: row.values for key, row in every.items() if not plek or key[0] == plek}
    for name in set(class_of.values()):
        of = {who for who, one in class_of.items() if one == name}
        (row,) = [row for key, row in found.items() if key.startswith(name)]
        mine = [one for one in some if one["aanbieder"] in of]
        cents = sum(one["bedrag_cents"] for one in mine)
        youths = len({one["client"] for one in mine})
        shares = geld.percent(len(of), len(money)), geld.percent(cents, whole)
        assert tuple(row.values())[1:] == (len(of), shares[0], youths, cents, shares[1]), (number, plek, name)
