# SPDX-License-Identifier: EUPL-1.2
"""Waarop rusten de cijfers?"""

from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from berichtenverkeer.rapporten.completeness import SENTENCES
from berichtenverkeer.rapporten.periode import Periode
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.reports.volledigheid import VOLLEDIGHEID
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import ask, region, rows
from rapporten.orakel import geld
from rapporten.zorgbouw import Care, lives, made


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


@pytest.mark.parametrize("seed", range(2))
def test_each_part_is_what_a_slow_reading_finds(seed: int) -> None:
    """Of every fourth toewijzing care never began; of every third levering nobody told the end; of each stop of an even
    number the reden; of every fifth levering there is a request, of odd clients the month of birth."""
    every = lives(seed, count=40)
    care = [one for one in every if one.number % 4]
    result = ask(region_of(every, care), VOLLEDIGHEID, "2025-Q1..2025-Q4")
    for number, period in enumerate(result.ground.periods):
        granted = [one for one in every if one.within(period.begin, period.eind)]
        ended = [one for one in granted if one.eind and one.eind <= period.eind and one.number % 4]
        there = [
            one
            for one in care
            if one.within(period.begin, period.eind) or (one.number % 3 == 0 and one.begin <= period.eind)
        ]
        stopped = [one for one in there if one.eind and one.number % 3 and one.eind <= period.eind]
        months = [(one, month) for one in there for month in months_of(one, period)]
        parts: dict[str, list[Any]] = {
            "met_levering": [one.number % 4 for one in granted],
            "met_stop": [one.number % 3 for one in ended],
            "met_reden": [one.number % 2 for one in stopped],
            "met_verwijzer": [one.number % 5 == 0 for one in granted],
            "met_claim": [one.number % 7 == 0 for one in granted],
            "met_declaratie": [
                one.number % 2 and (one.begin.year, one.begin.month) == (month.year, month.month)
                for one, month in months
            ],
            "met_geboortemaand": [one.client % 2 for one in there],
        }
        total = rows(result, "volledigheid", Level.TOTAL, number)[None].values
        for name, found in parts.items():
            said = (total[name], total[f"{name}_van"], total[f"{name}_aandeel"])
            many = sum(map(bool, found))
            assert said == (many, len(found), geld.percent(many, len(found))), (number, name)


def region_of(every: list[Care], care: list[Care]) -> duckdb.DuckDBPyConnection:
    """With toewijzingen of `every`, leveringen of `care`, and what is there of some of them."""
    toewijzing = [
        {**one.toewijzing, "eerste_referentie": f"r{one.number}" if one.number % 5 == 0 else None} for one in every
    ]
    levering = [
        {
            **one.row,
            "einde": one.eind if one.number % 3 else None,
            "reden": one.reden if one.eind and one.number % 3 and one.number % 2 else None,
        }
        for one in care
    ]
    asked = [
        {"client": one.client, "aanbieder": one.aanbieder, "gemeente": one.gemeente, "referentie": f"r{one.number}"}
        | {"ingangsdatum": one.begin, "verwijzer": "02"}
        for one in every
        if one.number % 5 == 0
    ]
    paid = [
        {"client": one.client, "aanbieder": one.aanbieder, "gemeente": one.gemeente, "toewijzing_nummer": one.number}
        | {"referentie": f"p{one.number}", "begindatum": one.begin, "einddatum": one.begin, "bedrag_cents": 1}
        for one in care
        if one.number % 2
    ]
    claimed = [
        {"volgnr": one.number, "jaar": 2025, "client": one.client, "debet": "BESLAG", "credit": "VRIJ"}
        | {"bedrag_cents": 1, "claim_soort": "toewijzing", "claim_partij": one.gemeente, "claim_nummer": one.number}
        | {"claim_referentie": "", "gemeente": one.gemeente, "aanbieder": one.aanbieder}
        for one in every
        if one.number % 7 == 0
    ]
    born = [{"client": one, "geboortejaar": 2010, "geboortemaand": 1} for one in (1, 3, 5)]
    tables = {"levering": levering, "verzoek": asked, "prestatie": paid, "boeking": claimed, "jeugdige": born}
    return made(every, toewijzing=toewijzing, **tables)


def months_of(one: Care, period: Periode) -> list[date]:
    """The first days of its months in the period; by June 2026 the term of each of them is over."""
    last = period.eind if one.eind is None or one.number % 3 == 0 else min(one.eind, period.eind)
    days = (last - max(one.begin, period.begin)).days
    every = [max(one.begin, period.begin) + timedelta(days=number) for number in range(days + 1)]
    return sorted({day.replace(day=1) for day in every})
