# SPDX-License-Identifier: EUPL-1.2
"""Wie kreeg nee, en waar bleef het kind?"""

from collections import Counter
from datetime import date, timedelta
from random import Random
from statistics import mean
from typing import Any

import pytest

from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.besluiten import BESLUITEN
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows


def besluit(
    positie: int, dag: str | date, client: int, uitkomst: str, aanbieder: str = WILGEN, cents: int = 100
) -> dict[str, Any]:
    """A decision on a verzoek of the client, of its own number."""
    return {
        "positie": positie,
        "dag": dag,
        "client": client,
        "uitkomst": uitkomst,
        "aanbieder": aanbieder,
        "claim_soort": "verzoek",
        "claim_partij": aanbieder,
        "claim_referentie": f"r{positie}",
        "gevraagd_cents": cents,
    }


def test_besluiten_by_hand() -> None:
    """By hand, in March 2025, at Wilgen: youths 1 to 4 got nee (100 cents each), youth 5 a ja of 250. Youth 1 found
    care at Linde after 10 days, youth 2 after 60, youth 3 at Wilgen itself after 90, youth 4 none in fifteen
    months. Youth 1 had been asked for at Linde in January too, so its number of aanbieders is 2, of the others 1:
    of the four 1.25.
    """
    connection = region(
        besluit=[
            besluit(30, "2025-01-20", 1, "ja", LINDE),
            *(besluit(30 + one, "2025-03-01", one, "nee (plafond)") for one in (1, 2, 3, 4)),
            besluit(35, "2025-03-01", 5, "ja", cents=250),
        ],
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-03-11", "aanbieder": LINDE},
            {"client": 2, "toewijzing_nummer": 2, "begindatum": "2025-04-30", "aanbieder": LINDE},
            {"client": 3, "toewijzing_nummer": 3, "begindatum": "2025-05-30"},
        ],
    )
    result = ask(connection, BESLUITEN, "2025-03", dimension=BESLUITEN.dimension)
    figures = {key: tuple(row.values.values())[1:] for key, row in rows(result, "besluiten").items()}
    assert figures == {
        (WILGEN, "ja"): (1, 1, 1, 250, 0, 1.0),
        (WILGEN, "nee (plafond)"): (4, 4, 4, 400, 0, 1.25),
    }
    assert tuple(rows(result, "na_nee")[WILGEN].values.values()) == (4, 1, 2, 1, 1, 0)
    where = {key: row.values["nee"] for key, row in rows(result, "waar", Level.TOTAL).items()}
    assert where == {(WILGEN, LINDE): 2, (WILGEN, WILGEN): 1, (WILGEN, "geen"): 1}
    own = ask(connection, BESLUITEN, "2025-03", own=Own("aanbieder", WILGEN))
    assert rows(own, "na_nee") == {}, "an aanbieder does not see where care elsewhere began"


@pytest.mark.parametrize("seed", range(2))
def test_after_a_nee_the_first_care_counts(seed: int) -> None:
    """Each client was decided on twice, at some aanbieder; a nee is on a verzoek, a ja on a toewijzing too."""
    decided, care = chance(Random(seed))
    connection = region(
        besluit=decided,
        levering=[
            {"client": client, "toewijzing_nummer": number, "begindatum": begin, "aanbieder": who}
            for number, (client, begin, who) in enumerate(care)
        ],
    )
    result = ask(connection, BESLUITEN, "2026-Q1", dimension=BESLUITEN.dimension)
    outcomes: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    refused: dict[Any, list[tuple[str, int]]] = {}
    for one in decided:
        for plek in (None, one["aanbieder"]):
            outcomes.setdefault((plek, one["uitkomst"]), []).append(one)
            if one["uitkomst"].startswith("nee"):
                refused.setdefault(plek, []).append(first_care(care, one))
    for plek in (None, WILGEN, LINDE):
        level = Level.PLEK if plek else Level.TOTAL
        found = rows(result, "besluiten", level)
        for (of, outcome), some in outcomes.items():
            if of == plek:
                told = tuple(found[(plek, outcome) if plek else outcome].values.values())[1:]
                assert told == in_numbers(decided, some), (plek, outcome)
        assert tuple(rows(result, "na_nee", level)[plek].values.values()) == (
            len(refused[plek]),
            sum(days <= 30 and where == "elders" for where, days in refused[plek]),
            sum(days <= 90 and where == "elders" for where, days in refused[plek]),
            sum(days <= 90 and where == "hier" for where, days in refused[plek]),
            sum(days > 90 for _, days in refused[plek]),
            0,
        )
    where = Counter({key: row.values["nee"] for key, row in rows(result, "waar", Level.TOTAL).items()})
    assert where == Counter(
        (one["aanbieder"], bij_wie(care, one)) for one in decided if one["uitkomst"].startswith("nee")
    )


def chance(random: Random) -> tuple[list[dict[str, Any]], list[tuple[int, date, str]]]:
    """Decisions, two for each of 19 clients, and care of theirs that began then or later: client, day, at whom."""
    decided = [
        besluit(
            30 + number,
            date(2026, 1, 1) + timedelta(days=random.randint(0, 89)),
            1 + number % 19,
            random.choice(("nee (plafond)", "nee (cliëntenstop)", "ja")),
            random.choice((WILGEN, LINDE)),
            cents=random.randint(0, 900),
        )
        | {"overschrijding_cents": random.choice((0, 50))}
        for number in range(38)
    ]
    for one in decided[::5]:
        one.update(claim_soort="toewijzing", uitkomst="overschrijding")
    care = [
        (client, date(2026, 1, 1) + timedelta(days=random.randint(0, 200)), random.choice((WILGEN, LINDE)))
        for client in range(1, 20)
        for _ in range(random.randint(0, 2))
    ]
    return decided, care


def bij_wie(care: list[tuple[int, date, str]], one: dict[str, Any]) -> str:
    """At whom the first care since the decision began."""
    later = [(begin, who) for client, begin, who in care if client == one["client"] and begin >= one["dag"]]
    return min(later)[1] if later else "geen"


def first_care(care: list[tuple[int, date, str]], one: dict[str, Any]) -> tuple[str, int]:
    """Whether it was there or elsewhere, and after how many days; 999 when there was none."""
    later = [begin for client, begin, _ in care if client == one["client"] and begin >= one["dag"]]
    where = "hier" if bij_wie(care, one) == one["aanbieder"] else "elders"
    return where, (min(later) - one["dag"]).days if later else 999


def in_numbers(decided: list[dict[str, Any]], some: list[dict[str, Any]]) -> tuple[Any, ...]:
    """Decisions, those on a verzoek, youths, what was asked and did not fit, and at how many aanbieders before."""
    of_verzoek = [one for one in some if one["claim_soort"] == "verzoek"]
    tried = [
        len(
            {
                other["aanbieder"]
                for other in decided
                if other["client"] == one["client"] and other["claim_soort"] == "verzoek"
                if timedelta(0) <= one["dag"] - other["dag"] <= timedelta(days=182)
            }
        )
        for one in of_verzoek
    ]
    return (
        len(some),
        len(of_verzoek),
        len({one["client"] for one in some}),
        sum(one["gevraagd_cents"] for one in some),
        sum(one["overschrijding_cents"] for one in some),
        pytest.approx(mean(tried)) if tried else None,
    )


@pytest.mark.parametrize(("day", "geen", "open_"), [(date(2025, 5, 29), 0, 1), (date(2025, 5, 30), 1, 0)])
def test_whether_a_child_got_nothing_can_be_said_after_90_days(day: date, geen: int, open_: int) -> None:
    connection = region(besluit=[besluit(30, "2025-03-01", 1, "nee (plafond)")])
    found = rows(ask(connection, BESLUITEN, "2025-03", dag_k=day), "na_nee", Level.TOTAL)[None].values
    assert (found["geen_90"], found["nog_open"]) == (geen, open_)
