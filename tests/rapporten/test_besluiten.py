# SPDX-License-Identifier: EUPL-1.2
"""Wie kreeg nee, en waar bleef het kind?"""

from datetime import date, timedelta
from random import Random

import pytest

from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.besluiten import BESLUITEN
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import DAG_K, LINDE, WILGEN, ask, region, rows


def besluit(
    positie: int, dag: str | date, client: int, uitkomst: str, aanbieder: str = WILGEN, cents: int = 100
) -> dict[str, object]:
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


@pytest.mark.parametrize("seed", range(4))
def test_after_a_nee_the_first_care_counts(seed: int) -> None:
    random = Random(seed)
    decided = {client: date(2026, 1, 1) + timedelta(days=random.randint(0, 89)) for client in range(1, 20)}
    care = {
        client: [(dag + timedelta(days=random.randint(-20, 150)), random.choice((WILGEN, LINDE))) for _ in range(2)]
        for client, dag in decided.items()
        if random.random() < 0.8
    }
    connection = region(
        besluit=[besluit(30 + client, dag, client, "nee (plafond)") for client, dag in decided.items()],
        levering=[
            {"client": client, "toewijzing_nummer": 100 * client + number, "begindatum": begin, "aanbieder": who}
            for client, begun in care.items()
            for number, (begin, who) in enumerate(begun)
        ],
    )
    total = rows(ask(connection, BESLUITEN, "2026-Q1"), "na_nee", Level.TOTAL)[None].values
    first = {
        client: min(((begin, who) for begin, who in care.get(client, []) if begin >= dag), default=None)
        for client, dag in decided.items()
    }
    days = {client: (one[0] - decided[client]).days if one else 999 for client, one in first.items()}
    there = {client: one[1] if one else "" for client, one in first.items()}
    assert total["elders_30"] == sum(days[client] <= 30 and there[client] == LINDE for client in decided)
    assert total["elders_90"] == sum(days[client] <= 90 and there[client] == LINDE for client in decided)
    assert total["hier_90"] == sum(days[client] <= 90 and there[client] == WILGEN for client in decided)
    without = [client for client in decided if days[client] > 90]
    assert total["geen_90"] == sum((DAG_K - decided[client]).days >= 90 for client in without)
