# SPDX-License-Identifier: EUPL-1.2
"""Hoe staat het met de plafonds?"""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.prognose import Histories, month_end
from berichtenverkeer.rapporten.question import Dimension, Own
from berichtenverkeer.rapporten.reports.plafonds import PLAFONDS
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.orakel import geld


def booked(
    dag: str | date, debet: str, credit: str, cents: int, aanbieder: str = WILGEN, **more: Any
) -> dict[str, Any]:
    """A boeking on the plafond of 2025."""
    return {
        "dag": dag,
        "debet": debet,
        "credit": credit,
        "bedrag_cents": cents,
        "aanbieder": aanbieder,
        "jaar": 2025,
        **more,
    }


def test_plafonds_by_hand() -> None:
    """By hand, on 31 March 2025. Wilgen has 1,000 euro: 600 claimed in January, of which 200 was approved in March,
    100 reserved: used 700 of 1,000, 70 %, 300 free. Linde has 500 for segment 3: 500 claimed in February and 40
    beyond the room: full since 10 February, 540 used is 108 %. Together 1,240 of 1,500: 82.67 %. What was booked in
    April is not there yet. There is no earlier year, so no prognose.
    """
    segment = {"segment": "3"}
    rowed = [
        booked("2025-01-01", "VRIJ", "PLAFOND", 100000),
        booked("2025-01-10", "BESLAG", "VRIJ", 60000),
        booked("2025-03-05", "REALISATIE", "BESLAG", 20000),
        booked("2025-03-06", "GERESERVEERD", "VRIJ", 10000),
        booked("2025-04-06", "GERESERVEERD", "VRIJ", 5000),
        booked("2025-01-01", "VRIJ", "PLAFOND", 50000, LINDE, **segment),
        booked("2025-02-10", "BESLAG", "VRIJ", 50000, LINDE, **segment),
        booked("2025-03-01", "BESLAG", "OVERSCHRIJDING", 4000, LINDE, **segment),
    ]
    connection = region(boeking=[one | {"volgnr": number} for number, one in enumerate(rowed)])
    result = ask(connection, PLAFONDS, "2025-Q1", dimension=PLAFONDS.dimension)
    total = rows(result, "plafonds", Level.TOTAL)[None].values
    assert total["gebruik"] == 82.67
    assert (total["bedrag_cents"], total["vrij_cents"], total["overschrijding_cents"]) == (150000, 30000, 4000)
    wilgen = rows(result, "plafonds")[WILGEN].values
    used = tuple(wilgen[name] for name in ("realisatie_cents", "beslag_cents", "gereserveerd_cents", "gebruik"))
    assert used == (20000, 40000, 10000, 70.0)
    assert (total["vol"], total["boven_signaal"], total["eerste_vol_op"]) == (1, 2, date(2025, 2, 10))
    assert (total["prognose_cents"], total["met_prognose"]) == (None, 0)
    assert [row.values["aanbieder"] for row in result.part("lijst").rows] == [LINDE, WILGEN]
    months = {key: row.values["bekend_cents"] for key, row in rows(result, "verloop", Level.TOTAL, None).items()}
    assert months == {"2025-01": 60000, "2025-02": 110000, "2025-03": 124000}
    per_segment = rows(ask(connection, PLAFONDS, "2025-Q1", dimension=Dimension.SEGMENT), "plafonds")
    assert per_segment["3"].values["bedrag_cents"] == 50000
    own = ask(connection, PLAFONDS, "2025-Q1", dimension=Dimension.AANBIEDER, own=Own("aanbieder", LINDE))
    assert set(rows(own, "plafonds")) == {LINDE}
    assert rows(ask(connection, PLAFONDS, "2025-Q1", own=Own("gemeente", "0855")), "plafonds") == {}


@pytest.mark.parametrize("seed", range(2))
def test_the_prognose_is_that_of_the_plafond_itself(seed: int) -> None:
    """What plafonds/prognose.py says of the month ends, read one by one."""
    random, rowed = Random(seed), []
    known: dict[PlafondKey, dict[int, int]] = {}
    for aanbieder in (WILGEN, LINDE):
        for jaar in (2024, 2025):
            rowed.append(booked(f"{jaar}-01-01", "VRIJ", "PLAFOND", 100000, aanbieder, jaar=jaar))
            months: dict[int, int] = {}
            claimed = 0
            for month in range(1, 18 if jaar == 2024 else 6):
                day = date(jaar + (month - 1) // 12, (month - 1) % 12 + 1, 10)
                cents = random.randint(1000, 9000)
                claimed += cents
                rowed.append(booked(day, "BESLAG", "VRIJ", cents, aanbieder, jaar=jaar))
                if month_end(jaar, month) < date(2025, 5, 31):
                    months[month] = claimed
            known[PlafondKey(aanbieder, jaar, "", "")] = months
    connection = region(boeking=[one | {"volgnr": number} for number, one in enumerate(rowed)])
    result = ask(connection, PLAFONDS, "2025-05", dimension=PLAFONDS.dimension)
    found = {row.values["aanbieder"]: row.values for row in result.part("lijst").rows}
    for aanbieder in (WILGEN, LINDE):
        key = PlafondKey(aanbieder, 2025, "", "")
        claims = found[aanbieder]["bekend_cents"]
        expected = Histories(known, {}).prognose(key, 100000, claims, date(2025, 5, 31))
        told = tuple(found[aanbieder][name] for name in ("prognose_cents", "laag_cents", "hoog_cents"))
        assert told == (expected.prognose_cents, expected.laag_cents, expected.hoog_cents)
        assert expected.prognose_cents is not None
        own = ask(connection, PLAFONDS, "2025-05", dimension=PLAFONDS.dimension, own=Own("aanbieder", aanbieder))
        (seen,) = own.part("lijst").rows
        assert (seen.values["prognose_cents"], seen.values["bekend_cents"]) == (None, claims), "of one other"


@pytest.mark.parametrize("seed", range(2))
def test_what_is_known_is_what_a_slow_reading_finds(seed: int) -> None:
    """Boekingen of chance on the plafonds of two aanbieders, each of one segment and one of all; of each month end."""
    random, first = Random(seed), date(2025, 1, 1)
    rowed = []
    for who in (WILGEN, LINDE):
        for segment in ("", "3"):
            rowed.append(booked(first, "VRIJ", "PLAFOND", random.randint(4000, 9000), who, segment=segment))
            for _ in range(30):
                day = first + timedelta(days=random.randint(0, 180))
                debet, credit = random.choice(
                    (("BESLAG", "VRIJ"), ("GERESERVEERD", "VRIJ"), ("REALISATIE", "BESLAG"), ("VRIJ", "GERESERVEERD"),
                     ("BESLAG", "OVERSCHRIJDING"), ("TENZIJ_BESLAG", "TENZIJ_RUIMTE"))
                )  # fmt: skip
                rowed.append(booked(day, debet, credit, random.randint(0, 400), who, segment=segment))
    connection = region(boeking=[one | {"volgnr": number} for number, one in enumerate(rowed)])
    result = ask(connection, PLAFONDS, "2025-01..2025-06", dimension=Dimension.AANBIEDER)
    for number, period in enumerate(result.ground.periods):
        so_far = [one for one in rowed if one["dag"] <= period.eind]
        for plek in (None, WILGEN, LINDE):
            mine = [one for one in so_far if plek in (None, one["aanbieder"])]
            amount, used = -on(mine, "PLAFOND"), sum(on(mine, name) for name in USED)
            shares = [used_of([one for one in mine if key_of(one) == key]) for key in {key_of(one) for one in mine}]
            found = rows(result, "plafonds", Level.PLEK if plek else Level.TOTAL, number)[plek].values
            assert {name: found[name] for name in found if name not in ("eerste_vol_op", "prognose_cents")} == {
                "plafonds": len(shares),
                "bedrag_cents": amount,
                "realisatie_cents": on(mine, "REALISATIE"),
                "beslag_cents": on(mine, "BESLAG"),
                "gereserveerd_cents": on(mine, "GERESERVEERD"),
                "vrij_cents": on(mine, "VRIJ"),
                "overschrijding_cents": -on(mine, "OVERSCHRIJDING"),
                "tenzij_cents": on(mine, "TENZIJ_BESLAG"),
                "gebruik": geld.percent(used, amount),
                "vol": sum(share >= 100 for share in shares),
                "boven_signaal": sum(share >= 70 for share in shares),
                "met_prognose": 0,
            }
    months = {key: row.values for key, row in rows(result, "verloop", Level.TOTAL, None).items()}
    for number, period in enumerate(result.ground.periods, start=1):
        so_far = [one for one in rowed if one["dag"] <= period.eind]
        said = months[f"2025-{number:02d}"]
        told = sum(on(so_far, name) for name in USED), -on(so_far, "PLAFOND")
        assert (said["bekend_cents"], said["bedrag_cents"]) == told


USED = ("GERESERVEERD", "BESLAG", "REALISATIE")


def on(some: list[dict[str, Any]], rekening: str) -> int:
    """What stands on a rekening: what was debited less what was credited."""
    debet: int = sum(one["bedrag_cents"] for one in some if one["debet"] == rekening)
    credit: int = sum(one["bedrag_cents"] for one in some if one["credit"] == rekening)
    return debet - credit


def key_of(one: dict[str, Any]) -> tuple[str, str]:
    return one["aanbieder"], one["segment"]


def used_of(some: list[dict[str, Any]]) -> Any:
    return geld.percent(sum(on(some, name) for name in USED), -on(some, "PLAFOND"))
