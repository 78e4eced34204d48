# SPDX-License-Identifier: EUPL-1.2
"""Wat veranderde er aan eerdere cijfers?"""

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from berichtenverkeer.rapporten.reports.herziening import HERZIENING
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import ask, region, rows
from rapporten.orakel import geld

Rows = list[dict[str, Any]]


def told(
    positie: int, dag: str | date, soort: str, client: int, begindatum: str | date | None = None
) -> dict[str, Any]:
    """A gebeurtenis about the levering of a client, on the toewijzing with its number."""
    return {
        "positie": positie,
        "dag": dag,
        "soort": soort,
        "client": client,
        "toewijzing_nummer": client,
        "begindatum": begindatum,
    }


def test_herziening_by_hand() -> None:
    """By hand, booked in March 2025: a start of 28 February on the 10th (10 days late), one of 1 March (of the month
    itself: nothing earlier moves), a stop on 20 February told on the 2nd (10 days), a start of January withdrawn.
    The start that was booked in April counts there.
    """
    connection = region(
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-02-28"},
            {"client": 2, "toewijzing_nummer": 2, "begindatum": "2025-03-01"},
            {"client": 3, "toewijzing_nummer": 3, "begindatum": "2025-01-01", "einde": "2025-02-20", "reden": "31"},
        ],
        gebeurtenis=[
            told(31, "2025-03-10", "LeveringGestart", 1, "2025-02-28"),
            told(32, "2025-03-11", "LeveringGestart", 2, "2025-03-01"),
            told(33, "2025-03-02", "LeveringGestopt", 3, "2025-01-01"),
            told(34, "2025-03-31", "StartVerwijderd", 4, "2025-01-10"),
            told(35, "2025-04-01", "LeveringGestart", 5, "2025-02-28"),
        ],
    )
    found = rows(ask(connection, HERZIENING, "2025-03"), "herziening", Level.TOTAL)
    figures = {key: tuple(row.values.values())[1:] for key, row in found.items()}
    assert figures == {
        "start kwam later": (1, 1, 10.0, 10),
        "stop kwam later": (1, 1, 10.0, 10),
        "start ingetrokken": (1, 1, 80.0, 80),
    }


@pytest.mark.parametrize("seed", range(2))
def test_what_became_known_is_about_an_earlier_month(seed: int) -> None:
    """Of starts and stops what was told in a later month; of declaraties what came a whole month later; of what was
    withdrawn or removed, and of a register, all."""
    tables, late = chance(Random(seed))
    connection = region(**tables)
    found = rows(ask(connection, HERZIENING, "2025", k=300), "herziening", Level.TOTAL)
    assert {key: tuple(row.values.values())[1:] for key, row in found.items()} == {
        name: (
            len(days),
            0 if name == "register geladen" else len(days),
            geld.rank(sorted(day for day in days if day is not None), Fraction(1, 2)),
            max((day for day in days if day is not None), default=None),
        )
        for name, days in late.items()
        if days
    }


def chance(random: Random) -> tuple[dict[str, Any], dict[str, list[int | None]]]:
    """What was told of eighty youths, and by kind of what counts how many days late it was, where that can be said."""
    first = date(2025, 1, 1)
    told_of: Rows = []
    late: dict[str, list[int | None]] = {}
    levering: Rows = []
    prestatie: Rows = []
    toewijzing: Rows = []
    for number in range(1, 80):
        on = first + timedelta(days=random.randint(0, 200))
        told_on = on + timedelta(days=random.randint(0, 70))
        days, month = (told_on - on).days, told_on.replace(day=1)
        kind = ("start", "stop", "start weg", "stop weg", "toewijzing", "declaratie")[number % 6]
        line = told(30 + number, told_on, "", number, on)
        if kind == "start":
            told_of.append(line | {"soort": "LeveringGestart"})
            late.setdefault("start kwam later", []).extend([days] if on < month else [])
        elif kind == "stop":
            levering.append({"client": number, "toewijzing_nummer": number, "begindatum": "2024-01-01", "einde": on})
            told_of.append(line | {"soort": "LeveringGestopt", "begindatum": "2024-01-01"})
            late.setdefault("stop kwam later", []).extend([days] if on < month else [])
        elif kind == "start weg":
            told_of.append(line | {"soort": "StartVerwijderd"})
            late.setdefault("start ingetrokken", []).append(days)
        elif kind == "stop weg":
            told_of.append(line | {"soort": "StopVerwijderd"})
            late.setdefault("stop ingetrokken", []).append(None)
        elif kind == "toewijzing":
            removed = number % 4 == 0
            row = {"client": number, "nummer": number, "ingangsdatum": on, "einddatum": on}
            toewijzing.append(row | {"reden_wijziging": "13" if removed else None})
            told_of.append(line | {"soort": "ToewijzingVastgesteld", "nummer": number})
            late.setdefault("toewijzing verwijderd", []).extend([days] if removed else [])
        else:
            row = {"client": number, "referentie": f"p{number}", "begindatum": on, "einddatum": on, "bedrag_cents": 1}
            prestatie.append(row)
            told_of.append(line | {"soort": "PrestatieIngediend", "referentie": f"p{number}"})
            before = (month - timedelta(days=1)).replace(day=1)
            late.setdefault("declaratie kwam later", []).extend([days] if on < before else [])
    told_of.append(
        {"positie": 200, "dag": "2025-05-05", "soort": "RegisterGeladen", "aanbieder": None, "gemeente": None}
    )
    late["register geladen"] = [None]
    tables = {"gebeurtenis": told_of, "levering": levering, "prestatie": prestatie, "toewijzing": toewijzing}
    return tables, late
