# SPDX-License-Identifier: EUPL-1.2
"""Wat klopt er niet?"""

from datetime import timedelta
from typing import Any

import pytest

from berichtenverkeer.rapporten.reports.signalen import SIGNALEN
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, ask, region, rows
from rapporten.zorgbouw import lives, made


def prestatie(client: int, begin: str, eind: str, volume: int = 1, **more: object) -> dict[str, object]:
    """An approved prestatie of 100 euro, on the toewijzing with the number of the client."""
    return {
        "client": client,
        "toewijzing_nummer": client,
        "referentie": f"{client}-{begin}-{more.get('aanbieder', '')}",
        "begindatum": begin,
        "einddatum": eind,
        "volume": volume,
        "bedrag_cents": 10000,
        **more,
    }


def test_signalen_by_hand() -> None:
    """By hand, in March 2025, eenheid 14 (etmaal), 16 (dagdeel), 04 (uur). Youth 1 has no care: without a start. Youth
    2's care ended in February: after the stop. Youth 3 has care from 30 March: 3 etmalen on 2 days is too many; 6
    dagdelen are not. Youth 4: 37 hours in three days is more than 12 a day. Youth 5 has the product at two
    aanbieders in one week, each a signal. Youth 6: 36 hours in three days fits. A credited one and one that was
    rejected do not count.
    """
    etmaal: dict[str, Any] = {"eenheid": "14"}
    dagdeel: dict[str, Any] = {"eenheid": "16"}
    uur: dict[str, Any] = {"eenheid": "04"}
    whole = [1, 2, 3, 4, 5, 6]
    begin = {2: "2025-01-01", 3: "2025-03-30"}
    levering = [
        {
            "client": one,
            "toewijzing_nummer": one,
            "begindatum": begin.get(one, "2025-01-01"),
            "einde": "2025-02-28" if one == 2 else None,
        }
        for one in whole[1:]
    ]
    levering.append({"client": 5, "toewijzing_nummer": 5, "begindatum": "2025-01-01", "aanbieder": LINDE})
    connection = region(
        levering=levering,
        prestatie=[
            prestatie(1, "2025-03-01", "2025-03-31", **dagdeel),
            prestatie(1, "2025-03-02", "2025-03-31", uitslag="afgewezen", **dagdeel),
            prestatie(1, "2025-03-03", "2025-03-31", is_gecrediteerd=True, **dagdeel),
            prestatie(2, "2025-03-01", "2025-03-31", **dagdeel),
            prestatie(3, "2025-03-30", "2025-03-31", 3, code="454", **etmaal),
            prestatie(3, "2025-03-29", "2025-03-31", 6, code="453", **dagdeel),
            prestatie(4, "2025-03-01", "2025-03-03", 37, **uur),
            prestatie(5, "2025-03-01", "2025-03-07", **dagdeel),
            prestatie(5, "2025-03-07", "2025-03-08", aanbieder=LINDE, **dagdeel),
            prestatie(6, "2025-03-01", "2025-03-03", 36, **uur),
        ],
    )
    result = ask(connection, SIGNALEN, "2025-03")
    figures = {key: tuple(row.values.values())[1:] for key, row in rows(result, "signalen", Level.TOTAL).items()}
    assert figures == {
        "zonder start": (1, 1, 10000),
        "na de stop": (1, 1, 10000),
        "meer dagen dan hulp": (1, 1, 10000),
        "meer uren dan aannemelijk": (1, 1, 10000),
        "zelfde product bij twee aanbieders": (2, 1, 20000),
    }
    assert len(result.part("lijst").rows) == 6


@pytest.mark.parametrize("seed", range(4))
def test_two_verblijf_at_once_are_found(seed: int) -> None:
    care = lives(seed, count=20)
    result = ask(made(care), SIGNALEN, "2025")
    stays = [one for one in care if one.segment in "12" and one.begin.year == 2025]
    ever = [one for one in care if one.segment in "12"]
    far = timedelta(days=9999)
    doubled = [
        one
        for one in stays
        if any(
            other is not one
            and other.client == one.client
            and other.begin.year == 2025
            and other.begin < (one.eind or one.begin + far)
            and (other.eind or other.begin + far) > one.begin
            for other in ever
        )
    ]
    found = rows(result, "signalen", Level.TOTAL)
    there = found["twee keer verblijf"].values["signalen"] if found else 0
    assert there == len(doubled)
