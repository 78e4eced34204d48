# SPDX-License-Identifier: EUPL-1.2
"""Hoeveel hulp tegelijk?"""

from collections import Counter
from datetime import date
from itertools import permutations

import pytest

from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.stapeling import STAPELING
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, ask, region, rows
from rapporten.orakel import geld
from rapporten.zorgbouw import Care, lives, made


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


@pytest.mark.parametrize("seed", range(2))
def test_stapeling_is_what_a_client_has_on_the_last_day(seed: int) -> None:
    care = lives(seed, count=24)
    result = ask(made(care), STAPELING, "2025-06..2025-09", dimension=Dimension.SEGMENT, parameters={"combinaties": 3})
    together: dict[int, Counter[str]] = {}
    for number, day in enumerate((date(2025, 6, 30), date(2025, 7, 31), date(2025, 8, 31), date(2025, 9, 30))):
        there = [one for one in care if one.on(day)]
        of = {client: [one for one in there if one.client == client] for client in {one.client for one in there}}
        plekken = {client: {one.segment for one in some} for client, some in of.items()}
        for plek in (None, *{one.segment for one in there}):
            mine = [some for client, some in of.items() if plek is None or plek in plekken[client]]
            level = Level.PLEK if plek else Level.TOTAL
            assert rows(result, "stapeling", level, number)[plek].values == sizes(mine)
        overlap = {key: row.values["jeugdigen"] for key, row in rows(result, "overlap", periode=number).items()}
        for a, b in permutations("1234", 2):
            assert overlap.get((a, b), 0) == sum({a, b} <= one for one in plekken.values())
        together[number] = Counter(" + ".join(sorted(one)) for one in plekken.values() if len(one) > 1)
    often = Counter[str]()
    for one in together.values():
        often += one
    most = sorted(often, key=lambda one: (-often[one], one))[:3]
    for number, one in together.items():
        found = rows(result, "combinaties", Level.TOTAL, number)
        assert {key: row.values["jeugdigen"] for key, row in found.items()} == {name: one[name] for name in most}


def sizes(mine: list[list[Care]]) -> dict[str, object]:
    """The row of these clients, each with all care that he has that day."""
    leveringen = Counter(min(len(some), 3) for some in mine)
    aanbieders = Counter(min(len({one.aanbieder for one in some}), 3) for some in mine)
    return {
        "jeugdigen": len(mine),
        **{f"leveringen_{number}": leveringen[number] for number in (1, 2, 3)},
        **{f"aanbieders_{number}": aanbieders[number] for number in (1, 2, 3)},
        "aandeel_meer": geld.percent(len(mine) - leveringen[1], len(mine)),
    }
