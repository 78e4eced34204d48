# SPDX-License-Identifier: EUPL-1.2
"""Wie heeft een cliëntenstop?"""

from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest

from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.stops import STOPS
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows


def stop(number: int, aanbieder: str, **more: object) -> dict[str, object]:
    """A stop of its own number."""
    return {"stop_id": str(UUID(int=number)), "aanbieder": aanbieder, **more}


def test_stops_by_hand() -> None:
    """By hand, in March 2025: Wilgen asked a stop on 20 February, granted on 3 March from 10 March: 22 days in March,
    still in force. Linde asked one on 5 March, refused on the 12th; an older one of Linde ran until 7 March (lifted
    from the 8th): 7 days. One verzoek at Wilgen got nee by the stop. So 1 asked, 2 decided, of which 1 granted, 1
    ended, 1 running.
    """
    connection = region(
        clientenstop=[
            stop(1, WILGEN, gevraagd_op="2025-02-20", besloten_op="2025-03-03", van="2025-03-10"),
            stop(2, LINDE, gevraagd_op="2025-03-05", besloten_op="2025-03-12", is_toegekend=False),
            stop(
                3,
                LINDE,
                gevraagd_op="2025-01-05",
                besloten_op="2025-01-12",
                van="2025-01-12",
                opgeheven_op="2025-03-01",
                opgeheven_vanaf="2025-03-08",
            ),
        ],
        besluit=[
            {
                "dag": "2025-03-20",
                "client": 1,
                "uitkomst": "nee (cliëntenstop)",
                "claim_soort": "verzoek",
                "claim_partij": WILGEN,
                "gevraagd_cents": 1,
            }
        ],
    )
    result = ask(connection, STOPS, "2025-03", dimension=STOPS.dimension)
    assert rows(result, "stops", Level.TOTAL)[None].values == {
        "gevraagd": 1,
        "besloten": 2,
        "toegekend": 1,
        "afgewezen": 1,
        "opgeheven": 1,
        "lopend": 1,
        "dagen": 29,
        "geweigerd": 1,
    }
    assert [(row.values["aanbieder"], row.values["dagen"]) for row in result.part("lijst").rows] == [(WILGEN, 22)]
    own = ask(connection, STOPS, "2025-03", dimension=STOPS.dimension, own=Own("aanbieder", WILGEN))
    assert rows(own, "stops", Level.TOTAL)[None].values["afgewezen"] == 0, (
        "what another asked and did not get is not his"
    )


@pytest.mark.parametrize("seed", range(3))
def test_days_in_force_are_days_of_the_period(seed: int) -> None:
    random, begin = Random(seed), date(2025, 1, 1)
    made = []
    for number in range(6):
        van = begin + timedelta(days=random.randint(0, 200))
        tot = random.choice((None, van + timedelta(days=random.randint(1, 150))))
        made.append((number, van, tot))
    connection = region(
        clientenstop=[
            stop(
                number,
                WILGEN,
                gevraagd_op=van,
                besloten_op=van,
                van=van,
                opgeheven_op=tot and van,
                opgeheven_vanaf=tot,
            )
            for number, van, tot in made
        ]
    )
    result = ask(connection, STOPS, "2025-01..2025-12")
    months = [rows(result, "stops", Level.TOTAL, number)[None].values for number in range(12)]
    year = [begin + timedelta(days=number) for number in range(365)]
    in_force = [sum(van <= day and (tot is None or day < tot) for _, van, tot in made) for day in year]
    assert sum(month["dagen"] for month in months) == sum(in_force)
    assert months[11]["lopend"] == in_force[-1]
