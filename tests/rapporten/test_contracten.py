# SPDX-License-Identifier: EUPL-1.2
"""Wat loopt af?"""

from datetime import date
from random import Random

import pytest

from berichtenverkeer.rapporten.reports.contracten import CONTRACTEN
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.rows import Contract
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.contractbouw import DERDE, chance_contracts, contract, holds, register
from rapporten.zorgbouw import Care, lives, made


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


@pytest.mark.parametrize("seed", range(2))
def test_what_ends_is_what_a_slow_reading_finds(seed: int) -> None:
    """On 30 September 2025, with nine months to look ahead."""
    day, far = date(2025, 9, 30), date(2026, 6, 30)
    contracts, care = chance_contracts(Random(seed), day), lives(seed, count=50)
    result = ask(made(care, register=register(*contracts)), CONTRACTEN, "2025-Q3", parameters={"maanden": 9})
    now = [one for one in contracts if holds(one, day)]
    ends = [one.geldig_tot for one in now if one.geldig_tot]
    assert rows(result, "contracten", Level.TOTAL)[None].values == {
        "aanbieders": len({one.aanbieder for one in now}),
        "loopt_af": len({one.aanbieder for one in now if one.geldig_tot and one.geldig_tot <= far}),
        "zonder_einde": len({one.aanbieder for one in now if one.geldig_tot is None}),
        "eerste_einde": min(ends, default=None),
    }
    listed = {
        (one.aanbieder, one.gemeente or "regio", "45", one.code, one.contractvorm, one.geldig_tot, *ahead(one, day))
        for one in now
        if (one.geldig_tot and one.geldig_tot <= far) or (after(one, day) and one.evaluatiedata[0] <= far)
    }
    assert {tuple(row.values.values()) for row in result.part("aflopend").rows} == listed
    beyond = [one for one in care if one.on(day) and one.eind != day and is_beyond(one, contracts, far)]
    assert rows(result, "zorg", Level.TOTAL)[None].values == {
        "jeugdigen": len({one.client for one in beyond}),
        "leveringen": len(beyond),
    }


def ahead(one: Contract, day: date) -> tuple[str | None, date | None]:
    """Its options and its evaluation, as they are listed."""
    return "12" if one.opties_maanden else None, after(one, day)


def after(one: Contract, day: date) -> date | None:
    """Its evaluation, when that is still to come."""
    return one.evaluatiedata[0] if one.evaluatiedata[0] > day else None


def is_beyond(one: Care, contracts: list[Contract], far: date) -> bool:
    """Whether it goes on after the last contract of its aanbieder for its gemeente and product, which ends by `far`."""
    ends = [
        contract.geldig_tot or date.max
        for contract in contracts
        if (contract.aanbieder, contract.code) == (one.aanbieder, f"45{one.segment}")
        and contract.gemeente in ("", one.gemeente)
    ]
    return bool(ends) and max(ends) <= far and (one.eind or date.max) > max(ends)
