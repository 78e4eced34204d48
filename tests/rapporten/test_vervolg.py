# SPDX-License-Identifier: EUPL-1.2
"""Wordt er verlengd, en langer?"""

from datetime import date

import pytest

from berichtenverkeer.rapporten.reports.vervolg import VERVOLG
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, ask, region, rows
from rapporten.zorgbouw import lives, made


def test_vervolg_by_hand() -> None:
    """By hand, D = 30: in 2025 the toewijzingen 1, 3 and 5 end. 1 (90 days) has vervolg 2, thirty days later, asked by
    the aanbieder, of 181 days and more volume; 3 has one after 31 days, which is none; 5 has one at another
    aanbieder, which is none; 6 was removed. One of three: 33.33 %.
    """
    volume = {"eenheid": "04", "frequentie": "2"}
    connection = region(
        toewijzing=[
            {"client": 1, "nummer": 1, "ingangsdatum": "2025-01-01", "einddatum": "2025-03-31", "volume": 1, **volume},
            {"client": 1, "nummer": 2, "ingangsdatum": "2025-04-30", "einddatum": "2025-10-27", "volume": 2, **volume,
             "referentie_aanbieder": "r"},
            {"client": 2, "nummer": 3, "ingangsdatum": "2025-01-01", "einddatum": "2025-03-31"},
            {"client": 2, "nummer": 4, "ingangsdatum": "2025-05-01"},
            {"client": 3, "nummer": 5, "ingangsdatum": "2025-01-01", "einddatum": "2025-03-31"},
            {"client": 3, "nummer": 7, "ingangsdatum": "2025-04-01", "aanbieder": LINDE},
            {"client": 4, "nummer": 6, "ingangsdatum": "2025-02-01", "einddatum": "2025-02-01",
             "reden_wijziging": "13"},
        ]
    )  # fmt: skip
    result = ask(connection, VERVOLG, "2025-H1")
    assert rows(result, "vervolg", Level.TOTAL)[None].values == {
        "beeindigd": 3,
        "vervolgd": 1,
        "aandeel_vervolgd": 33.33,
        "gevraagd": 1,
        "uit_zichzelf": 0,
        "langer": 1,
        "korter": 0,
        "open_einde": 0,
        "dagen_ervoor": 90.0,
        "dagen_vervolg": 181.0,
        "meer_volume": 1,
        "minder_volume": 0,
    }


@pytest.mark.parametrize("seed", range(5))
def test_a_vervolg_begins_within_d_days(seed: int) -> None:
    care = lives(seed, count=25)
    result = ask(made(care), VERVOLG, "2025")
    ended = [one for one in care if one.eind is not None and one.eind.year == date(2025, 1, 1).year]
    with_more = [
        one
        for one in ended
        if any(
            (other.client, other.aanbieder, other.segment) == (one.client, one.aanbieder, one.segment)
            and other.begin > one.begin
            and one.eind is not None
            and (other.begin - one.eind).days <= 30
            for other in care
        )
    ]
    total = rows(result, "vervolg", Level.TOTAL)[None].values
    assert (total["beeindigd"], total["vervolgd"]) == (len(ended), len(with_more))
