# SPDX-License-Identifier: EUPL-1.2
"""Wie wordt bijna 18?"""

from random import Random

import pytest

from berichtenverkeer.rapporten.reports.leeftijd import LEEFTIJD
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import ask, region, rows
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


@pytest.mark.parametrize("seed", range(4))
def test_an_age_is_in_whole_years_by_month(seed: int) -> None:
    random, care = Random(seed), lives(seed)
    months = {client: random.randint(2000 * 12, 2020 * 12) for client in range(1, 7)}
    rowed = [born(client, *divmod(month, 12)) for client, month in months.items()]
    rowed = [{**one, "geboortemaand": (one["geboortemaand"] or 0) + 1} for one in rowed]
    result = ask(made(care, jeugdige=rowed), LEEFTIJD, "2026-Q2")
    there = {one.client for one in care if one.on(LAST)}
    ages = [(LAST.year * 12 + LAST.month - 1 - months[client]) // 12 for client in there]
    total = rows(result, "bijna_18", Level.TOTAL)[None].values
    assert (total["jeugdigen"], total["vanaf_18"]) == (len(there), sum(age >= 18 for age in ages))
    assert total["van_16_tot_27"] == sum(16 <= age <= 27 for age in ages)
