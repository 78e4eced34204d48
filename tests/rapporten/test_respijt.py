# SPDX-License-Identifier: EUPL-1.2
"""Staat respijt alleen?"""

from datetime import date

import pytest

from berichtenverkeer.rapporten.reports.respijt import RESPIJT
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.rows import Product
from rapporten.bouw import BEGIN, REGISTER, ask, region, rows
from rapporten.orakel import geld
from rapporten.zorgbouw import lives, made

LOGEREN = Product(categorie="44", code="44L", omschrijving="logeren", segment="3", respijt=True, geldig_van=BEGIN)
PRODUCTEN = {"producten": [*REGISTER["producten"], LOGEREN]}
_R = {"categorie": "44", "code": "44L"}


def test_respijt_by_hand() -> None:
    """By hand, in March 2025: youth 1 has respijt beside care; youth 2 respijt, and care that ended in February; youth
    3 respijt twice, without other care. So 4 leveringen, 3 alone: 75 %.
    """
    connection = region(
        PRODUCTEN,
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-01-01", **_R},
            {"client": 1, "toewijzing_nummer": 2, "begindatum": "2025-03-31", "code": "454"},
            {"client": 2, "toewijzing_nummer": 3, "begindatum": "2025-01-01", **_R},
            {"client": 2, "toewijzing_nummer": 4, "begindatum": "2025-01-01", "einde": "2025-02-28", "code": "454"},
            {"client": 3, "toewijzing_nummer": 5, "begindatum": "2025-03-01", "einde": "2025-03-03", **_R},
            {"client": 3, "toewijzing_nummer": 6, "begindatum": "2025-03-05", **_R},
        ],
    )
    total = rows(ask(connection, RESPIJT, "2025-03"), "respijt", Level.TOTAL)[None].values
    assert total == {"jeugdigen": 3, "leveringen": 4, "alleen": 3, "aandeel_alleen": 75.0}


@pytest.mark.parametrize("seed", range(2))
def test_respijt_stands_alone_without_another_day_of_care(seed: int) -> None:
    care = lives(seed, count=24)
    marked = [one for one in care if one.segment == "3"]
    products = [
        Product(categorie="45", code=f"45{one}", omschrijving=one, segment=one, respijt=one == "3", geldig_van=BEGIN)
        for one in "1234"
    ]
    result = ask(made(care, register={"producten": products}), RESPIJT, "2025-H2")
    begin, eind = date(2025, 7, 1), date(2025, 12, 31)
    there = [one for one in marked if one.within(begin, eind)]
    alone = [
        one
        for one in there
        if not any(
            other.client == one.client
            and other.segment != "3"
            and other.within(max(one.begin, begin), min(one.eind or eind, eind))
            for other in care
        )
    ]
    total = rows(result, "respijt", Level.TOTAL)[None].values
    assert total == {
        "jeugdigen": len({one.client for one in there}),
        "leveringen": len(there),
        "alleen": len(alone),
        "aandeel_alleen": geld.percent(len(alone), len(there)),
    }
