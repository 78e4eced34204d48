# SPDX-License-Identifier: EUPL-1.2
"""Wat loopt af?"""

from datetime import date

import pytest

from berichtenverkeer.rapporten.reports.contracten import CONTRACTEN
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.contractbouw import DERDE, contract, register
from rapporten.zorgbouw import lives, made


def test_contracten_by_hand() -> None:
    """By hand, on 31 March 2025, looking twelve months ahead. Wilgen's contract ends on 31 December 2025, with options
    of 24 and 24 months; Linde's on 30 June 2026: too far, but it is evaluated on 1 May 2025; Derde's has no end. So
    one of three ends. Youth 1 has care at Wilgen without end and youth 2 by a toewijzing until 1 March 2026: both
    beyond the contract; youth 3 until 1 December 2025 not; youth 4 at Derde not.
    """
    connection = region(
        register(
            contract(WILGEN, tot="2025-12-31", opties_maanden=(24, 24)),
            contract(LINDE, tot="2026-06-30", evaluatiedata=(date(2024, 5, 1), date(2025, 5, 1))),
            contract(DERDE),
        ),
        toewijzing=[
            {"client": 2, "nummer": 2, "ingangsdatum": "2025-01-01", "einddatum": "2026-03-01"},
            {"client": 3, "nummer": 3, "ingangsdatum": "2025-01-01", "einddatum": "2025-12-01"},
        ],
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-01-01"},
            {"client": 2, "toewijzing_nummer": 2, "begindatum": "2025-01-01"},
            {"client": 3, "toewijzing_nummer": 3, "begindatum": "2025-01-01"},
            {"client": 4, "toewijzing_nummer": 4, "begindatum": "2025-01-01", "aanbieder": DERDE},
        ],
    )
    result = ask(connection, CONTRACTEN, "2025-Q1")
    total = rows(result, "contracten", Level.TOTAL)[None].values
    assert total == {"aanbieders": 3, "loopt_af": 1, "zonder_einde": 1, "eerste_einde": date(2025, 12, 31)}
    listed = [row.values for row in result.part("aflopend").rows]
    assert [(one["aanbieder"], one["tot"], one["opties"], one["evaluatie"]) for one in listed] == [
        (LINDE, date(2026, 6, 30), None, date(2025, 5, 1)),
        (WILGEN, date(2025, 12, 31), "24 + 24", None),
    ]
    assert rows(result, "zorg", Level.TOTAL)[None].values == {"jeugdigen": 2, "leveringen": 2}


@pytest.mark.parametrize("seed", range(3))
def test_care_beyond_a_contract_ends_after_it(seed: int) -> None:
    care, last, day = lives(seed), date(2026, 1, 31), date(2025, 9, 30)
    contracts = [contract(one, f"45{segment}", tot="2026-01-31") for one in (WILGEN, LINDE) for segment in "1234"]
    result = ask(made(care, register=register(*contracts)), CONTRACTEN, "2025-Q3")
    beyond = [one for one in care if one.on(day) and one.eind != day and (one.eind is None or one.eind > last)]
    total = rows(result, "zorg", Level.TOTAL)[None].values
    assert total == {"jeugdigen": len({one.client for one in beyond}), "leveringen": len(beyond)}
