# SPDX-License-Identifier: EUPL-1.2
"""Waar wonen jeugdigen die niet thuis wonen?"""

from datetime import date

import pytest

from berichtenverkeer.rapporten.reports.verblijf import VERBLIJF
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.rows import Product
from rapporten.bouw import BEGIN, REGISTER, ask, region, rows
from rapporten.zorgbouw import lives, made

PLEEGZORG = Product(
    categorie="44",
    code="44P",
    omschrijving="pleegzorg",
    segment="2",
    hulpvorm="11",
    gedwongen_kader=True,
    geldig_van=BEGIN,
)
PRODUCTEN = {"producten": [*REGISTER["producten"], PLEEGZORG]}


def test_verblijf_by_hand() -> None:
    """By hand: in March 2025 youths 1, 2 and 3 are in pleegzorg (3 of them until the 10th), 4 in other verblijf, 5 has
    ambulant care. At the end 1, 2 and 4: 2 of 3 in pleegzorg is 66.67 %. Youth 1 has five etmalen a week, 2 seven,
    of 4 the toewijzing says nothing. Youth 2 began in March.
    """
    pleeg = {"categorie": "44", "code": "44P"}
    connection = region(
        PRODUCTEN,
        toewijzing=[
            {
                "client": 1,
                "nummer": 1,
                "ingangsdatum": "2025-01-01",
                "volume": 5,
                "eenheid": "14",
                "frequentie": "2",
                **pleeg,
            },
            {
                "client": 2,
                "nummer": 2,
                "ingangsdatum": "2025-03-01",
                "volume": 7,
                "eenheid": "14",
                "frequentie": "2",
                **pleeg,
            },
        ],
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-01-01", **pleeg},
            {"client": 2, "toewijzing_nummer": 2, "begindatum": "2025-03-05", **pleeg},
            {"client": 3, "toewijzing_nummer": 3, "begindatum": "2025-01-01", "einde": "2025-03-10", **pleeg},
            {"client": 4, "toewijzing_nummer": 4, "begindatum": "2025-01-01", "code": "452"},
            {"client": 5, "toewijzing_nummer": 5, "begindatum": "2025-01-01", "code": "453"},
        ],
    )
    result = ask(connection, VERBLIJF, "2025-03", dimension=VERBLIJF.dimension)
    assert rows(result, "verblijf", Level.TOTAL)[None].values == {
        "jeugdigen": 4,
        "stand": 3,
        "begonnen": 1,
        "pleegzorg": 2,
        "aandeel_pleegzorg": 66.67,
        "doel_pleegzorg": 75,
        "deeltijd": 1,
        "voltijd": 1,
        "omvang_onbekend": 1,
        "gedwongen_kader": 2,
    }
    assert {plek: row.values["stand"] for plek, row in rows(result, "verblijf").items()} == {"11": 2, "14": 1}


@pytest.mark.parametrize("seed", range(4))
def test_verblijf_is_care_of_segments_1_and_2_here(seed: int) -> None:
    care = [one for one in lives(seed) if one.segment in "12"]
    result = ask(made(lives(seed)), VERBLIJF, "2025-01..2025-12")
    for number in range(12):
        begin = date(2025, number + 1, 1)
        eind = date(2025 + (number == 11), (number + 1) % 12 + 1, 1).toordinal() - 1
        day = date.fromordinal(eind)
        total = rows(result, "verblijf", Level.TOTAL, number)[None].values
        assert total["jeugdigen"] == len({one.client for one in care if one.within(begin, day)})
        assert total["begonnen"] == sum(begin <= one.begin <= day for one in care)
        assert total["stand"] == len({one.client for one in care if one.on(day) and one.eind != day})
