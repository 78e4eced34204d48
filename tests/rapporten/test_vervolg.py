# SPDX-License-Identifier: EUPL-1.2
"""Wordt er verlengd, en langer?"""

from fractions import Fraction

import pytest

from berichtenverkeer.rapporten.reports.vervolg import VERVOLG
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.orakel import geld
from rapporten.zorgbouw import Care, lives, made


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


@pytest.mark.parametrize("seed", range(2))
def test_a_vervolg_begins_within_d_days(seed: int) -> None:
    """Every second toewijzing was asked for; volumes of uren a week, of each third of etmalen, go up and down."""
    care = lives(seed, count=40)
    granted = [
        {
            **one.toewijzing,
            "volume": one.number % 5,
            "eenheid": "14" if one.number % 3 == 0 else "04",
            "frequentie": "2",
            "referentie_aanbieder": f"r{one.number}" if one.number % 2 else None,
        }
        for one in care
    ]
    result = ask(made(care, toewijzing=granted), VERVOLG, "2025", dimension=VERVOLG.dimension)
    for plek in (None, WILGEN, LINDE):
        ended = [one for one in care if one.eind and one.eind.year == 2025 and plek in (None, one.aanbieder)]
        after = [(one, more) for one in ended for more in [first_after(care, one)] if more]
        with_end = [(days(one), days(more)) for one, more in after if more.eind]
        same = [(one.number % 5, more.number % 5) for one, more in after if (one.number - more.number) % 3 == 0
                or (one.number % 3 and more.number % 3)]  # fmt: skip
        found = rows(result, "vervolg", Level.PLEK if plek else Level.TOTAL)[plek].values
        assert found == {
            "beeindigd": len(ended),
            "vervolgd": len(after),
            "aandeel_vervolgd": geld.percent(len(after), len(ended)),
            "gevraagd": sum(more.number % 2 for _, more in after),
            "uit_zichzelf": sum(not more.number % 2 for _, more in after),
            "langer": sum(then > before for before, then in with_end),
            "korter": sum(then < before for before, then in with_end),
            "open_einde": len(after) - len(with_end),
            "dagen_ervoor": geld.rank(sorted(before for before, _ in with_end), Fraction(1, 2)),
            "dagen_vervolg": geld.rank(sorted(then for _, then in with_end), Fraction(1, 2)),
            "meer_volume": sum(then > before for before, then in same),
            "minder_volume": sum(then < before for before, then in same),
        }


def first_after(care: list[Care], one: Care) -> Care | None:
    """The vervolgtoewijzing that begins first."""
    assert one.eind is not None
    possible = [
        other
        for other in care
        if (other.client, other.aanbieder, other.segment) == (one.client, one.aanbieder, one.segment)
        and other.begin > one.begin
        and (other.begin - one.eind).days <= 30
    ]
    return min(possible, key=lambda other: (other.begin, other.gemeente, other.number), default=None)


def days(one: Care) -> int:
    assert one.eind is not None
    return (one.eind - one.begin).days + 1
