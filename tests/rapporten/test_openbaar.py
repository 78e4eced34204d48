# SPDX-License-Identifier: EUPL-1.2
"""Waar is plek?"""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from berichtenverkeer.rapporten.reports.openbaar import OPENBAAR
from rapporten.bouw import ERNAAST, HIER, LINDE, WILGEN, ask, region
from rapporten.contractbouw import contract, register
from rapporten.orakel import geld
from rapporten.zorgbouw import goes_on, lives, made, ran_until


def test_openbaar_by_hand() -> None:
    """By hand, on 31 March 2025: Wilgen and Linde have a contract for 453 in both gebieden (one gemeente each). Linde
    has a stop for HIER (hart). Five youths started at Wilgen in the months before after 1, 2, 3, 4 and 90 days:
    median 3; at Linde one: too few to tell.
    """
    waits = {1: 1, 2: 2, 3: 3, 4: 4, 5: 90}
    connection = region(
        register(contract(WILGEN), contract(LINDE)),
        toewijzing=[
            *({"client": one, "nummer": one, "ingangsdatum": "2024-12-01"} for one in waits),
            {"client": 6, "nummer": 6, "ingangsdatum": "2024-12-01", "aanbieder": LINDE},
        ],
        levering=[
            *(
                {"client": one, "toewijzing_nummer": one, "begindatum": f"2024-12-{1 + days:02d}"}
                for one, days in waits.items()
                if days < 30
            ),
            {"client": 5, "toewijzing_nummer": 5, "begindatum": "2025-03-01"},
            {"client": 6, "toewijzing_nummer": 6, "begindatum": "2024-12-05", "aanbieder": LINDE},
        ],
        clientenstop=[{"aanbieder": LINDE, "gemeente": HIER, "van": "2025-01-01"}],
    )
    listed = [tuple(row.values.values()) for row in ask(connection, OPENBAAR, "2025-Q1").part("plek").rows]
    assert listed == [("hart", "453", WILGEN, 1, 3), ("zuid", "453", WILGEN, 1, 3), ("zuid", "453", LINDE, 1, None)]


@pytest.mark.parametrize("seed", range(3))
def test_who_is_listed_has_a_contract_and_no_stop_and_a_wait_of_five_or_more(seed: int) -> None:
    """Half of the contracts are with one gemeente; of each aanbieder one segment is stopped, in one or in both."""
    random = Random(seed)
    care = lives(seed, count=60)
    waited = {one.number: random.randint(-5, 40) for one in care}
    granted = [{**one.toewijzing, "ingangsdatum": one.begin - timedelta(days=waited[one.number])} for one in care]
    offers = [
        (who, code, random.choice(("", HIER))) for who in (WILGEN, LINDE) for code in ("451", "452", "453", "454")
    ]
    stopped = [(who, random.choice("1234"), random.choice(("", HIER))) for who in (WILGEN, LINDE)]
    connection = made(
        care,
        register=register(*(contract(who, code, gemeente=here) for who, code, here in offers)),
        toewijzing=granted,
        clientenstop=[
            {"aanbieder": who, "segment": segment, "gemeente": here, "van": "2025-06-30"}
            for who, segment, here in stopped
        ],
    )
    listed = [tuple(row.values.values()) for row in ask(connection, OPENBAAR, "2025-H1").part("plek").rows]
    first, last = date(2025, 6, 30) - timedelta(days=181), date(2025, 6, 30)
    expected = []
    for gebied, gemeente in (("hart", HIER), ("zuid", ERNAAST)):
        for who, code, here in offers:
            is_stopped = any((who, code[-1]) == stop[:2] and stop[2] in ("", gemeente) for stop in stopped)
            if here in ("", gemeente) and not is_stopped:
                days = sorted(
                    waited[one.number]
                    for one in care
                    if (one.aanbieder, f"45{one.segment}") == (who, code) and first <= one.begin <= last
                    if waited[one.number] >= 0
                    if not goes_on(ran_until(care, one, one.begin - timedelta(days=waited[one.number])), one.begin)
                )
                expected.append((gebied, code, who, 1, geld.rank(days, Fraction(1, 2)) if len(days) >= 5 else None))
    assert sorted(listed, key=str) == sorted(expected, key=str)
