# SPDX-License-Identifier: EUPL-1.2
"""Waar is plek?"""

from statistics import median

import pytest

from berichtenverkeer.rapporten.reports.openbaar import OPENBAAR
from rapporten.bouw import HIER, LINDE, WILGEN, ask, region
from rapporten.contractbouw import contract, register
from rapporten.zorgbouw import lives, made


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


@pytest.mark.parametrize("seed", range(5))
def test_a_wait_is_told_of_five_or_more(seed: int) -> None:
    care = lives(seed, count=40)
    listed = [row.values for row in ask(made(care), OPENBAAR, "2025-H1").part("plek").rows]
    assert listed
    for row in listed:
        starts = [
            one
            for one in care
            if one.aanbieder == row["aanbieder"] and f"45{one.segment}" == row["product"] and one.begin.year == 2025
            and one.begin.month <= 6 and one.begin.toordinal() >= 739252 - 181
        ]  # fmt: skip
        assert row["wachttijd_dagen"] == (round(median(0 for _ in starts)) if len(starts) >= 5 else None)
