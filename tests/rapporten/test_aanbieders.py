# SPDX-License-Identifier: EUPL-1.2
"""Wie is gecontracteerd, wie doet mee?"""

from datetime import date

import pytest

from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.aanbieders import AANBIEDERS
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.contractbouw import DERDE, contract, register
from rapporten.zorgbouw import lives, made


def test_aanbieders_by_hand() -> None:
    """By hand, in the first quarter of 2025. Wilgen has a regular contract for 453 and 454, Linde a light one for 453
    that ended on 31 January, Derde is onderaannemer of Wilgen for 453 since 1 February. At the end two have a
    contract (Wilgen, Derde), none of them light; Derde is new, Linde left. Linde gave care in January, Wilgen long
    ago: so Wilgen has a contract without care for six months, and one aanbieder is active. Wilgen offers 2 products
    and Derde 1: 3 pairs.
    """
    connection = region(
        register(
            contract(WILGEN),
            contract(WILGEN, "454"),
            contract(LINDE, tot="2025-01-31", contractvorm="licht"),
            contract(DERDE, van="2025-02-01", hoofdaannemer=WILGEN),
        ),
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2024-03-01", "einde": "2024-08-01"},
            {
                "client": 2,
                "toewijzing_nummer": 2,
                "begindatum": "2025-01-10",
                "einde": "2025-01-20",
                "aanbieder": LINDE,
            },
        ],
    )
    result = ask(connection, AANBIEDERS, "2025-Q1")
    assert rows(result, "aanbieders", Level.TOTAL)[None].values == {
        "gecontracteerd": 2,
        "regulier": 2,
        "licht": 0,
        "maatwerk": 0,
        "landelijk": 0,
        "aandeel_licht": 0.0,
        "actief": 1,
        "zonder_zorg": 1,
        "nieuw": 1,
        "vertrokken": 1,
        "onderaannemers": 1,
        "producten": 2,
        "aanbod": 3,
        "producten_per_aanbieder": 1.5,
    }
    pairs = {key: row.values for key, row in rows(result, "onderaannemers", Level.TOTAL).items()}
    assert pairs == {(WILGEN, DERDE): {"hoofdaannemer": WILGEN, "onderaannemer": DERDE, "producten": 1, "jeugdigen": 0}}


@pytest.mark.parametrize("seed", range(3))
def test_who_is_active_gave_care_in_the_period(seed: int) -> None:
    care = lives(seed)
    result = ask(made(care), AANBIEDERS, "2025-Q1..2026-Q1", dimension=Dimension.SEGMENT)
    quarters = [(date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 6, 30))]
    for number, (begin, eind) in enumerate(quarters):
        total = rows(result, "aanbieders", Level.TOTAL, number)[None].values
        assert total["actief"] == len({one.aanbieder for one in care if one.within(begin, eind)})
        assert total["gecontracteerd"] == 2
        per_segment = rows(result, "aanbieders", periode=number)
        for segment in "1234":
            there = {one.aanbieder for one in care if one.segment == segment and one.within(begin, eind)}
            assert per_segment[segment].values["actief"] == len(there)
