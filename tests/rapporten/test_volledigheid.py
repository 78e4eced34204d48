# SPDX-License-Identifier: EUPL-1.2
"""Waarop rusten de cijfers?"""

import pytest

from berichtenverkeer.rapporten.completeness import SENTENCES
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.reports.volledigheid import VOLLEDIGHEID
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import ask, region, rows
from rapporten.zorgbouw import lives, made


def test_volledigheid_by_hand() -> None:
    """By hand, in the first quarter of 2025, asked in June 2026. Toewijzing 1 has a start and ended with a stop; 2 has
    a start, ended, no stop; 3 never started. So starts 2 of 3, stops 1 of 2, with a reden 1 of 1; a known verwijzer
    1 of 3 (by request r1). Care months: youth 1 January and February, youth 2 January, February and March: 5, of
    which January of youth 1 was declared. Of two leveringen the month of birth of youth 1 is known.
    """
    connection = region(
        verzoek=[{"client": 1, "referentie": "r1", "ingangsdatum": "2025-01-01", "verwijzer": "02"}],
        toewijzing=[
            {
                "client": 1,
                "nummer": 1,
                "ingangsdatum": "2025-01-01",
                "einddatum": "2025-02-28",
                "eerste_referentie": "r1",
            },
            {"client": 2, "nummer": 2, "ingangsdatum": "2025-01-01", "einddatum": "2025-02-28"},
            {"client": 3, "nummer": 3, "ingangsdatum": "2025-01-01"},
        ],
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-01-02", "einde": "2025-02-28", "reden": "31"},
            {"client": 2, "toewijzing_nummer": 2, "begindatum": "2025-01-02"},
        ],
        prestatie=[
            {
                "client": 1,
                "toewijzing_nummer": 1,
                "referentie": "p",
                "begindatum": "2025-01-01",
                "einddatum": "2025-01-31",
                "bedrag_cents": 1,
            }
        ],
        jeugdige=[{"client": 1, "geboortejaar": 2010, "geboortemaand": 1}],
    )
    total = rows(ask(connection, VOLLEDIGHEID, "2025-Q1"), "volledigheid", Level.TOTAL)[None].values
    counted = {name: (total[name], total[f"{name}_van"]) for name in SENTENCES}
    assert counted == {
        "met_levering": (2, 3),
        "met_stop": (1, 2),
        "met_reden": (1, 1),
        "met_verwijzer": (1, 3),
        "met_claim": (0, 3),
        "met_declaratie": (1, 5),
        "met_geboortemaand": (1, 2),
    }
    beside = {one.name: (one.there, one.of) for one in ask(connection, JEUGDIGEN, "2025-Q1").ground.completeness}
    assert beside == {"met_levering": (2, 3), "met_stop": (1, 2)}, "the same beside every report"


@pytest.mark.parametrize("seed", range(5))
def test_all_toewijzingen_with_care_have_a_start(seed: int) -> None:
    care = lives(seed)
    total = rows(ask(made(care), VOLLEDIGHEID, "2025"), "volledigheid", Level.TOTAL)[None].values
    there = [one for one in care if one.begin.year == 2025]
    assert total["met_levering"] == total["met_levering_van"] == len(there)
    ended = [one for one in there if one.eind is not None and one.eind.year == 2025]
    assert total["met_stop"] == total["met_stop_van"] == len(ended)
