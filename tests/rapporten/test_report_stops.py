# SPDX-License-Identifier: EUPL-1.2
"""Wie heeft een cliëntenstop?"""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.stops import STOPS
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows


def stop(number: int, aanbieder: str, **more: object) -> dict[str, Any]:
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


@pytest.mark.parametrize("seed", range(2))
def test_stops_are_what_a_slow_reading_finds(seed: int) -> None:
    """Asked, decided some days later or not yet, granted or not, in force later still, and lifted or not."""
    made, refused = chance(Random(seed))
    result = ask(region(clientenstop=made, besluit=refused), STOPS, "2025-Q1..2025-Q4", dimension=STOPS.dimension)
    for number, period in enumerate(result.ground.periods):
        year = [period.begin + timedelta(days=one) for one in range((period.eind - period.begin).days + 1)]
        for plek in (None, WILGEN, LINDE):
            mine = [one for one in made if plek in (None, one["aanbieder"])]
            decided_now = [one for one in mine if one["besloten_op"] in year]
            nee = [one for one in refused if one["dag"] in year and plek in (None, one["aanbieder"])]
            found = rows(result, "stops", Level.PLEK if plek else Level.TOTAL, number)[plek].values
            assert found == {
                "gevraagd": sum(one["gevraagd_op"] in year for one in mine),
                "besloten": len(decided_now),
                "toegekend": sum(one["is_toegekend"] for one in decided_now),
                "afgewezen": sum(not one["is_toegekend"] for one in decided_now),
                "opgeheven": sum(
                    one["opgeheven_vanaf"] - timedelta(days=1) in year for one in mine if one["opgeheven_vanaf"]
                ),
                "lopend": sum(is_in_force(one, period.eind) for one in mine),
                "dagen": sum(is_in_force(one, day) for one in mine for day in year),
                "geweigerd": sum(one["uitkomst"] == "nee (cliëntenstop)" for one in nee),
            }, (number, plek)
        listed = {
            (row.values["aanbieder"], row.values["waarvoor"], row.values["van"], row.values["dagen"])
            for row in result.part("lijst").rows
            if row.cell.periode == number
        }
        assert listed == {
            (one["aanbieder"], one["segment"] or "alles", one["van"], (period.eind - one["van"]).days + 1)
            for one in made
            if is_in_force(one, period.eind)
        }


def chance(random: Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Stops, and verzoeken that got nee, by one of them or by a plafond."""
    begin = date(2025, 1, 1)
    made: list[dict[str, Any]] = []
    for number in range(14):
        asked = begin + timedelta(days=random.randint(0, 250))
        decided = random.choice((None, asked + timedelta(days=random.randint(0, 30))))
        granted = decided is not None and random.random() < 0.7
        van = decided + timedelta(days=random.randint(0, 20)) if decided and granted else None
        lifted = random.choice((None, van + timedelta(days=random.randint(1, 90)))) if van else None
        who = random.choice((WILGEN, LINDE))
        course: dict[str, Any] = {"gevraagd_op": asked, "besloten_op": decided, "is_toegekend": granted, "van": van}
        course |= {"opgeheven_op": lifted and van, "opgeheven_vanaf": lifted, "segment": random.choice(("", "3"))}
        made.append(stop(number, who, **course))
    refused = [
        {"dag": begin + timedelta(days=random.randint(0, 364)), "client": number, "positie": 20 + number}
        | {
            "uitkomst": random.choice(("nee (cliëntenstop)", "nee (plafond)")),
            "aanbieder": random.choice((WILGEN, LINDE)),
        }
        | {"claim_soort": "verzoek", "claim_partij": WILGEN, "gevraagd_cents": 1}
        for number in range(20)
    ]
    return made, refused


def is_in_force(one: dict[str, Any], day: date) -> bool:
    lifted = one["opgeheven_vanaf"]
    return bool(one["is_toegekend"] and one["van"] <= day and (lifted is None or day < lifted))
