# SPDX-License-Identifier: EUPL-1.2
"""Hoe vaak, hoe lang, waarheen?"""

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from berichtenverkeer.rapporten.reports.crisis import CRISIS
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import ask, region, rows
from rapporten.orakel import geld

CRISIS_CARE = {"categorie": "54", "code": "54X"}


def crisis(client: int, begin: str | date, einde: str | date | None = None) -> dict[str, object]:
    return {
        "client": client,
        "toewijzing_nummer": client,
        "begindatum": begin,
        "einde": einde,
        "reden": None if einde is None else "31",
        **CRISIS_CARE,
    }


def other(client: int, begin: str | date, einde: str | date | None = None) -> dict[str, object]:
    return {"client": client, "toewijzing_nummer": 100 + client, "begindatum": begin, "einde": einde}


def test_crisis_by_hand() -> None:
    """By hand, in March 2025 (crisis here is with verblijf). Youth 1: 1 to 10 March, other care from 21 March: 10 days
    between. Youth 2: 1 February to 5 March, 33 days: too long; other care ran all along: 0 days. Youth 3: 20 March,
    still running on the 31st (12 days). Youth 4: 3 to 8 March, and nothing since. So begun 3, running 1, ended 3,
    too long 1; half of (0, 10) is at most 0; without care within 30 days 1 of 3: 33.33 %. One toewijzing of segment 2
    waits on the last day since 1 March: 30 days.
    """
    connection = region(
        levering=[
            crisis(1, "2025-03-01", "2025-03-10"),
            other(1, "2025-03-21"),
            crisis(2, "2025-02-01", "2025-03-05"),
            other(2, "2025-01-01"),
            crisis(3, "2025-03-20"),
            crisis(4, "2025-03-03", "2025-03-08"),
        ],
        toewijzing=[{"client": 5, "nummer": 900, "ingangsdatum": "2025-03-01", "code": "452"}],
    )
    result = ask(connection, CRISIS, "2025-03")
    assert rows(result, "crisis", Level.TOTAL)[None].values == {
        "begonnen": 3,
        "lopend": 1,
        "beeindigd": 3,
        "te_lang": 1,
        "verblijf": 3,
        "aandeel_verblijf": 100.0,
        "dagen_tot_vervolg": 0,
        "zonder_vervolg": 1,
        "vervolg_bekend": 3,
        "aandeel_zonder_vervolg": 33.33,
    }
    assert [(row.values["eerste_dag"], row.values["dagen"]) for row in result.part("lang").rows] == [
        (date(2025, 2, 1), 33)
    ]
    waiting = {key: row.values for key, row in rows(result, "wachten", Level.TOTAL).items()}
    assert waiting == {"2": {"segment": "2", "wachtenden": 1, "dagen_mediaan": 30}}


@pytest.mark.parametrize("seed", range(2))
def test_what_comes_after_a_crisis_is_the_first_other_care(seed: int) -> None:
    random = Random(seed)
    made, first = [], date(2025, 1, 1)
    for client in range(1, 15):
        begin = first + timedelta(days=random.randint(0, 80))
        eind = random.choice((None, *(begin + timedelta(days=random.randint(5, 50)) for _ in range(2))))
        after = random.choice((None, begin + timedelta(days=random.randint(-40, 120))))
        made.append((client, begin, eind, after))
    rowed = [crisis(client, begin, eind) for client, begin, eind, _ in made]
    rowed += [other(client, after) for client, _, _, after in made if after]
    k = {"dag_k": date(2025, 5, 15)}
    result = ask(region(levering=rowed), CRISIS, "2025-Q1", **k)
    last = date(2025, 3, 31)
    lasted = {client: (min(eind or last, last) - begin).days + 1 for client, begin, eind, _ in made}
    ended = [(eind, after) for _, _, eind, after in made if eind and eind <= last]
    days = [max(0, (after - eind).days - 1) if after else 999 for eind, after in ended]
    is_over = [(k["dag_k"] - eind).days > 30 for eind, _ in ended]
    without = sum(day > 30 and over for day, over in zip(days, is_over, strict=True))
    known = sum(day <= 30 or over for day, over in zip(days, is_over, strict=True))
    assert rows(result, "crisis", Level.TOTAL)[None].values == {
        "begonnen": 14,
        "lopend": 14 - len(ended),
        "beeindigd": len(ended),
        "te_lang": sum(one > 28 for one in lasted.values()),
        "verblijf": 14,
        "aandeel_verblijf": 100,
        "dagen_tot_vervolg": geld.rank(sorted(day for day in days if day < 999), Fraction(1, 2)),
        "zonder_vervolg": without,
        "vervolg_bekend": known,
        "aandeel_zonder_vervolg": geld.percent(without, known),
    }
    listed = [row.values["dagen"] for row in result.part("lang").rows]
    assert listed == sorted((one for one in lasted.values() if one > 28), reverse=True)


@pytest.mark.parametrize("seed", range(2))
def test_beside_crisis_stands_who_waits_for_segments_1_and_2(seed: int) -> None:
    """As the list of waiting has them: of those with a day to wait the median."""
    random = Random(seed)
    waits: list[dict[str, Any]] = [
        {
            "client": number,
            "nummer": number,
            "code": f"45{random.randint(1, 4)}",
            "ingangsdatum": date(2025, 1, 1) + timedelta(days=random.randint(0, 120)),
        }
        for number in range(1, 25)
    ]
    found = rows(ask(region(toewijzing=waits), CRISIS, "2025-Q1"), "wachten", Level.TOTAL)
    for segment in "12":
        days = sorted(
            (date(2025, 3, 31) - one["ingangsdatum"]).days
            for one in waits
            if one["code"] == f"45{segment}" and one["ingangsdatum"] <= date(2025, 3, 31)
        )
        said = found[segment].values
        assert (said["wachtenden"], said["dagen_mediaan"]) == (len(days), geld.rank(days, Fraction(1, 2)))
    assert set(found) == {"1", "2"}
