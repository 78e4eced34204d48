# SPDX-License-Identifier: EUPL-1.2
"""Hoeveel hulp tegelijk?"""

from collections import Counter
from datetime import date

import pytest

from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.stapeling import STAPELING
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, ask, region, rows
from rapporten.zorgbouw import lives, made


def test_stapeling_by_hand() -> None:
    """By hand: on 31 March 2025 youth 1 has three leveringen at two aanbieders (segments 3, 3 and 4), youth 2 one in
    segment 4, youth 3 none any more. One of two has more than one: 50 %. Together in 3 and 4: youth 1."""
    connection = region(
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-01-01", "code": "453"},
            {"client": 1, "toewijzing_nummer": 2, "begindatum": "2025-02-01", "code": "453", "aanbieder": LINDE},
            {"client": 1, "toewijzing_nummer": 3, "begindatum": "2025-03-31", "code": "454"},
            {"client": 2, "toewijzing_nummer": 4, "begindatum": "2025-01-01", "code": "454"},
            {"client": 3, "toewijzing_nummer": 5, "begindatum": "2025-01-01", "einde": "2025-03-30", "code": "454"},
        ]
    )
    result = ask(connection, STAPELING, "2025-Q1")
    total = rows(result, "stapeling", Level.TOTAL)[None].values
    assert total == {
        "jeugdigen": 2,
        "leveringen_1": 1,
        "leveringen_2": 0,
        "leveringen_3": 1,
        "aanbieders_1": 1,
        "aanbieders_2": 1,
        "aanbieders_3": 0,
        "aandeel_meer": 50.0,
    }
    assert rows(result, "stapeling")["4"].values["leveringen_3"] == 1, "all his care counts, also in other plekken"
    assert {key: row.values["jeugdigen"] for key, row in rows(result, "overlap").items()} == {
        ("3", "4"): 1,
        ("4", "3"): 1,
    }
    combinations = rows(result, "combinaties", Level.TOTAL)
    assert {key: row.values["jeugdigen"] for key, row in combinations.items()} == {"3 + 4": 1}


@pytest.mark.parametrize("seed", range(5))
def test_stapeling_is_what_a_client_has_on_the_last_day(seed: int) -> None:
    care = lives(seed)
    result = ask(made(care), STAPELING, "2025-06..2025-09", dimension=Dimension.SEGMENT)
    for number, day in enumerate((date(2025, 6, 30), date(2025, 7, 31), date(2025, 8, 31), date(2025, 9, 30))):
        there = [one for one in care if one.on(day)]
        how_many = Counter(Counter(one.client for one in there).values())
        total = rows(result, "stapeling", Level.TOTAL, number)[None].values
        assert (total["leveringen_1"], total["leveringen_2"]) == (how_many[1], how_many[2])
        assert total["leveringen_3"] == sum(of for size, of in how_many.items() if size > 2)
        plekken = {client: {one.segment for one in there if one.client == client} for client in range(1, 7)}
        overlap = {key: row.values["jeugdigen"] for key, row in rows(result, "overlap", periode=number).items()}
        for a, b in (("1", "2"), ("3", "4"), ("4", "1")):
            assert overlap.get((a, b), 0) == sum({a, b} <= one for one in plekken.values())
