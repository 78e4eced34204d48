# SPDX-License-Identifier: EUPL-1.2
"""Waar wonen jeugdigen die niet thuis wonen?"""

import pytest

from berichtenverkeer.rapporten.reports.verblijf import VERBLIJF
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.rows import Product
from rapporten.bouw import BEGIN, REGISTER, ask, region, rows
from rapporten.orakel import geld
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


ETMALEN = (None, ("14", "2", 7), ("14", "2", 3), ("14", "4", 28), ("14", "4", 20), ("14", "1", 1), ("16", "2", 5))
"""Eenheid, frequentie and volume of toewijzingen, one after the other."""
IS_VOLTIJD = {0: None, 1: True, 2: False, 3: True, 4: False, 5: True, 6: None}
"""Seven etmalen a week, twenty-eight in four weeks, one a day; who has something else says nothing of etmalen."""


@pytest.mark.parametrize("seed", range(2))
def test_verblijf_is_care_of_segments_1_and_2_here(seed: int) -> None:
    """Segment 1 is other verblijf, under gedwongen kader; segment 2 pleegzorg."""
    care = [one for one in lives(seed, count=30) if one.segment in "12"]
    producten = [
        Product(
            categorie="45",
            code=f"45{one}",
            omschrijving=one,
            segment=one,
            hulpvorm={"1": "14", "2": "11"}.get(one, "02"),
            gedwongen_kader=one == "1",
            geldig_van=BEGIN,
        )
        for one in "1234"
    ]
    granted = [
        {**one.toewijzing, **dict(zip(("eenheid", "frequentie", "volume"), size, strict=True))}
        for one in lives(seed, count=30)
        for size in [ETMALEN[one.number % 7] or (None, None, None)]
    ]
    connection = made(lives(seed, count=30), register={"producten": producten}, toewijzing=granted)
    result = ask(connection, VERBLIJF, "2025-Q1..2026-Q2", dimension=VERBLIJF.dimension)
    for number, period in enumerate(result.ground.periods):
        for plek in (None, "11", "14"):
            mine = [one for one in care if plek in (None, "11" if one.segment == "2" else "14")]
            stays = [one for one in mine if one.on(period.eind) and one.eind != period.eind]
            foster = len({one.client for one in stays if one.segment == "2"})
            stand = len({one.client for one in stays})
            found = rows(result, "verblijf", Level.PLEK if plek else Level.TOTAL, number)[plek].values
            assert found == {
                "jeugdigen": len({one.client for one in mine if one.within(period.begin, period.eind)}),
                "stand": stand,
                "begonnen": sum(period.begin <= one.begin <= period.eind for one in mine),
                "pleegzorg": foster,
                "aandeel_pleegzorg": geld.percent(foster, stand),
                "doel_pleegzorg": 75,
                **{
                    name: len({one.client for one in stays if IS_VOLTIJD[one.number % 7] is told})
                    for name, told in (("deeltijd", False), ("voltijd", True), ("omvang_onbekend", None))
                },
                "gedwongen_kader": len({one.client for one in stays if one.segment == "1"}),
            }, (number, plek)
