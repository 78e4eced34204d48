# SPDX-License-Identifier: EUPL-1.2
"""Hoe vaak wisselt een jeugdige?"""

from datetime import date

import pytest

from berichtenverkeer.rapporten.reports.overdrachten import OVERDRACHTEN
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.zorgbouw import Care, lives, made


def test_overdrachten_by_hand() -> None:
    """By hand, in 2025, D = 30: youth 1 goes from Wilgen (until 31 March, reason 38) to Linde (from 15 April) and back
    (Linde until 30 June, Wilgen from 1 July): two. Youth 2 leaves Wilgen on 31 March and comes to Linde on 10 May,
    39 days later: none. Youth 3 stays. So 3 youths, 2 changes by one of them, 0.667 a youth; one stop by reason 38.
    """
    connection = region(
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-01-01", "einde": "2025-03-31", "reden": "38"},
            {
                "client": 1,
                "toewijzing_nummer": 2,
                "begindatum": "2025-04-15",
                "einde": "2025-06-30",
                "reden": "31",
                "aanbieder": LINDE,
            },
            {"client": 1, "toewijzing_nummer": 3, "begindatum": "2025-07-01"},
            {"client": 2, "toewijzing_nummer": 4, "begindatum": "2025-01-01", "einde": "2025-03-31", "reden": "31"},
            {"client": 2, "toewijzing_nummer": 5, "begindatum": "2025-05-10", "aanbieder": LINDE},
            {"client": 3, "toewijzing_nummer": 6, "begindatum": "2025-01-01"},
        ]
    )
    result = ask(connection, OVERDRACHTEN, "2025", dimension=OVERDRACHTEN.dimension)
    assert rows(result, "overdrachten", Level.TOTAL)[None].values == {
        "jeugdigen": 3,
        "overdrachten": 2,
        "gewisseld": 1,
        "per_jeugdige": 0.667,
        "overstappen": 1,
    }
    pairs = {key: row.values["keren"] for key, row in rows(result, "wie", Level.TOTAL).items()}
    assert pairs == {(WILGEN, LINDE): 1, (LINDE, WILGEN): 1}


@pytest.mark.parametrize("seed", range(2))
def test_who_changed_is_in_the_matrix(seed: int) -> None:
    """A change is an aanwezigheid at one aanbieder that began within D days of the end of one at the other, which
    began before it: of two aanbieders there is one pair at most for each begin.
    """
    care = lives(seed, count=18)
    result = ask(made(care), OVERDRACHTEN, "2025-Q1..2026-Q2", dimension=OVERDRACHTEN.dimension)
    changes = [(client, *one) for client in sorted({one.client for one in care}) for one in changes_of(care, client)]
    seen = 0
    for number, period in enumerate(result.ground.periods):
        here = [one for one in changes if period.begin <= date.fromordinal(one[3]) <= period.eind]
        there = [one for one in care if one.within(period.begin, period.eind)]
        gone = [one for one in care if one.reden == "38" and one.eind and period.begin <= one.eind <= period.eind]
        for plek in (None, WILGEN, LINDE):
            level = Level.PLEK if plek else Level.TOTAL
            found = rows(result, "overdrachten", level, number).get(plek)
            youths = len({one.client for one in there if plek in (None, one.aanbieder)})
            mine = [one for one in here if plek in (None, one[2])]
            assert (found.values if found else None) == {
                "jeugdigen": youths,
                "overdrachten": len(mine),
                "gewisseld": len({one[0] for one in mine}),
                "per_jeugdige": round(len(mine) / youths, 3) if youths else None,
                "overstappen": sum(plek in (None, one.aanbieder) for one in gone),
            }
        listed = {key: row.values for key, row in rows(result, "wie", Level.TOTAL, number).items()}
        for van, naar in ((WILGEN, LINDE), (LINDE, WILGEN)):
            mine = [one for one in here if one[1:3] == (van, naar)]
            said = listed.get((van, naar), {"keren": 0, "jeugdigen": 0})
            assert (said["keren"], said["jeugdigen"]) == (len(mine), len({one[0] for one in mine}))
        seen += len(here)
    assert seen


FAR = 10**6


def presence(care: list[Care], client: int, who: str) -> list[tuple[int, int]]:
    """First and last day, as numbers, of each aanwezigheid of a client at an aanbieder, gaps of 30 days closed."""
    mine = sorted(
        (one.begin.toordinal(), one.eind.toordinal() if one.eind else FAR)
        for one in care
        if one.client == client and one.aanbieder == who
    )
    found: list[tuple[int, int]] = []
    for begin, eind in mine:
        if found and begin <= found[-1][1] + 1 + 30:
            found[-1] = (found[-1][0], max(found[-1][1], eind))
        else:
            found.append((begin, eind))
    return found


def changes_of(care: list[Care], client: int) -> list[tuple[str, str, int]]:
    """From whom, to whom and when: the pairs of an uit and an in that are each other's nearest (definitions 4)."""
    there = {who: presence(care, client, who) for who in (WILGEN, LINDE)}
    possible = [
        (abs(n[0] - x[1] - 1), n[0], x[0], (van, x), (naar, n))
        for van, naar in ((WILGEN, LINDE), (LINDE, WILGEN))
        for x in there[van]
        for n in there[naar]
        if x[1] < FAR and n[0] > x[0] and n[1] > x[1] and abs(n[0] - x[1] - 1) <= 30
    ]
    outs = {one: min(pair for pair in possible if pair[3] == one) for one in {pair[3] for pair in possible}}
    ins = {one: min(pair for pair in possible if pair[4] == one) for one in {pair[4] for pair in possible}}
    return [(best[3][0], best[4][0], best[4][1][0]) for best in outs.values() if ins[best[4]] == best]
