# SPDX-License-Identifier: EUPL-1.2
"""Wie wordt bijna 18?"""

from collections import Counter
from random import Random

import pytest

from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.leeftijd import LEEFTIJD
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.zorgbouw import LAST, lives, made


def born(client: int, year: int | None, month: int | None) -> dict[str, int | None]:
    return {"client": client, "geboortejaar": year, "geboortemaand": month, "pos_van": 20}


def test_leeftijd_by_hand() -> None:
    """By hand, on 30 June 2025: youth 1 (December 2007) is 17 and turns 18 in 6 months, 2 (January 2008) in 7, 3 (June
    2007) is 18, 4 (2009, month unknown) cannot be said, 5 (July 2015) is 9. 16 to 27: youths 1, 2 and 3.
    """
    connection = region(
        levering=[{"client": one, "toewijzing_nummer": one, "begindatum": "2025-01-01"} for one in range(1, 6)],
        jeugdige=[born(1, 2007, 12), born(2, 2008, 1), born(3, 2007, 6), born(4, 2009, None), born(5, 2015, 7)],
    )
    result = ask(connection, LEEFTIJD, "2025-Q2")
    assert rows(result, "bijna_18", Level.TOTAL)[None].values == {
        "jeugdigen": 5,
        "binnen_6_maanden": 1,
        "binnen_24_maanden": 2,
        "van_16_tot_27": 3,
        "vanaf_18": 1,
        "leeftijd_onbekend": 1,
    }
    ages = {key: row.values["jeugdigen"] for key, row in rows(result, "leeftijden", Level.TOTAL).items()}
    assert ages == {"17": 2, "18": 1, "9": 1, "onbekend": 1}


@pytest.mark.parametrize("seed", range(2))
def test_an_age_is_in_whole_years_by_month(seed: int) -> None:
    """Of client 6 the month of birth is not known."""
    random, care = Random(seed), lives(seed, count=40)
    months = {client: random.randint(2004 * 12, 2012 * 12) for client in range(1, 7)}
    rowed = [born(client, month // 12, month % 12 + 1 if client < 6 else None) for client, month in months.items()]
    result = ask(made(care, jeugdige=rowed), LEEFTIJD, "2026-Q2", dimension=Dimension.AANBIEDER)
    for plek in (None, WILGEN, LINDE):
        there = {one.client for one in care if one.on(LAST) and plek in (None, one.aanbieder)}
        old = {client: LAST.year * 12 + LAST.month - 1 - months[client] for client in there if client < 6}
        found = rows(result, "bijna_18", Level.PLEK if plek else Level.TOTAL)[plek].values
        assert found == {
            "jeugdigen": len(there),
            "binnen_6_maanden": sum(0 < 18 * 12 - age <= 6 for age in old.values()),
            "binnen_24_maanden": sum(0 < 18 * 12 - age <= 24 for age in old.values()),
            "van_16_tot_27": sum(16 * 12 <= age < 28 * 12 for age in old.values()),
            "vanaf_18": sum(age >= 18 * 12 for age in old.values()),
            "leeftijd_onbekend": len(there) - len(old),
        }
    there = {one.client for one in care if one.on(LAST)}
    ages = Counter(
        str((LAST.year * 12 + LAST.month - 1 - months[client]) // 12) if client < 6 else "onbekend" for client in there
    )
    assert {key: row.values["jeugdigen"] for key, row in rows(result, "leeftijden", Level.TOTAL).items()} == ages
