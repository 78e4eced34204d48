# SPDX-License-Identifier: EUPL-1.2
"""Wat gebeurt er boven het plafond?"""

from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest

from berichtenverkeer.rapporten.reports.tenzij import TENZIJ
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows

_PRODUCT = {"categorie": "45", "code": "453"}


def step(positie: int, soort: str, tenzij: int, op: str | date, **more: object) -> dict[str, object]:
    """A step of a tenzij, which is of the youth with its number."""
    return {
        "positie": positie,
        "soort": soort,
        "tenzij_id": UUID(int=tenzij),
        "client": tenzij,
        "op": op,
        "dag": op,
        **more,
    }


def asked(positie: int, tenzij: int, op: str | date, **more: object) -> dict[str, object]:
    grounds = {"kan_niet_wachten": True, "alleen_hier": True, "alternatieven": [LINDE]}
    return step(positie, "TenzijGevraagd", tenzij, op, **{**grounds, **_PRODUCT, **more})


def granted(positie: int, tenzij: int, op: str | date, cents: int, **more: object) -> dict[str, object]:
    days = {"van": "2025-01-01", "tot": "2025-12-31"}
    return step(positie, "TenzijToegekend", tenzij, op, maximum_cents=cents, **{**days, **_PRODUCT, **more})


def booked(volgnr: int, tenzij: int, debet: str, credit: str, cents: int, dag: str) -> dict[str, object]:
    return {
        "volgnr": volgnr,
        "jaar": 2025,
        "debet": debet,
        "credit": credit,
        "bedrag_cents": cents,
        "tenzij": str(UUID(int=tenzij)),
        "dag": dag,
    }


def test_tenzij_by_hand() -> None:
    """By hand, in March 2025 at Wilgen. Tenzij 1 was asked on 1 March and granted on 6 March up to 1,000 euro: 600
    claimed on the 10th, 100 given back on the 20th: 500 used, 500 left. Tenzij 2, asked on 3 March on one ground,
    was granted on 10 March up to 200 euro, which a second user has to confirm: he did not, so nothing is in force.
    Tenzij 3 was refused on the 8th, 4 is open, 5 was withdrawn. Asked 5, decided 3 (days 5, 7 and 5: median 5),
    granted 1.
    """
    connection = region(
        tenzijstap=[
            asked(21, 1, "2025-03-01"),
            granted(22, 1, "2025-03-06", 100000),
            asked(23, 2, "2025-03-03", alleen_hier=False),
            granted(24, 2, "2025-03-10", 20000, te_bevestigen=True),
            asked(25, 3, "2025-03-03", alternatieven=[]),
            step(26, "TenzijAfgewezen", 3, "2025-03-08"),
            asked(27, 4, "2025-03-20"),
            asked(28, 5, "2025-03-21"),
            step(29, "TenzijIngetrokken", 5, "2025-03-22"),
            step(40, "TenzijVerrekend", 1, "2025-07-20", jaar=2025, helft=1, bedrag_cents=30000),
        ],
        verrekenregel=[{"positie": 40, "tenzij_id": UUID(int=1), "soort": "correctie", "bedrag_cents": -500}],
        boeking=[
            booked(1, 1, "TENZIJ_BESLAG", "TENZIJ_RUIMTE", 60000, "2025-03-10"),
            booked(2, 1, "TENZIJ_RUIMTE", "TENZIJ_BESLAG", 10000, "2025-03-20"),
            booked(3, 1, "TENZIJ_BESLAG", "TENZIJ_RUIMTE", 40000, "2025-04-01"),
        ],
    )
    result = ask(connection, TENZIJ, "2025-03", dimension=TENZIJ.dimension)
    assert rows(result, "tenzij")[WILGEN].values == {
        "gevraagd": 5,
        "besloten": 3,
        "toegekend": 1,
        "afgewezen": 1,
        "ingetrokken": 1,
        "toegekend_op_beide": 1,
        "toegekend_zonder": 0,
        "dagen_tot_besluit": 5.0,
        "open": 1,
        "lopend": 1,
        "maximum_cents": 100000,
        "gebruikt_cents": 50000,
        "over_cents": 50000,
    }
    (settled,) = result.part("verrekening").rows
    assert tuple(settled.values.values()) == ("2025-H1", WILGEN, 1, 30000, -500)


@pytest.mark.parametrize("seed", range(3))
def test_the_maximum_is_that_of_the_last_change(seed: int) -> None:
    random, begin = Random(seed), date(2025, 1, 1)
    steps, last = [], {}
    for tenzij in range(1, 8):
        day = begin + timedelta(days=random.randint(0, 60))
        steps += [asked(20 * tenzij, tenzij, day), granted(20 * tenzij + 1, tenzij, day, 1000 * tenzij)]
        last[tenzij] = 1000 * tenzij
        for change in range(random.randint(0, 3)):
            day += timedelta(days=random.randint(0, 40))
            amount = random.randint(1, 9999)
            more = {"maximum_cents": amount, "tot": "2025-12-31"}
            steps.append(step(20 * tenzij + 2 + change, "TenzijGewijzigd", tenzij, day, **more))
            if day <= date(2025, 3, 31):
                last[tenzij] = amount
    total = rows(ask(region(tenzijstap=steps), TENZIJ, "2025-Q1", k=1000), "tenzij", Level.TOTAL)[None].values
    assert total["maximum_cents"] == sum(last.values())
    assert total["gevraagd"] == total["toegekend"] == len(last)
