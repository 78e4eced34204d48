# SPDX-License-Identifier: EUPL-1.2
"""Wat veranderde er aan eerdere cijfers?"""

from datetime import date, timedelta
from random import Random

import pytest

from berichtenverkeer.rapporten.reports.herziening import HERZIENING
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import ask, region, rows


def told(
    positie: int, dag: str | date, soort: str, client: int, begindatum: str | date | None = None
) -> dict[str, object]:
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


@pytest.mark.parametrize("seed", range(5))
def test_a_start_is_late_when_its_month_was_over(seed: int) -> None:
    random = Random(seed)
    starts = []
    for number in range(1, 30):
        begin = date(2025, 1, 1) + timedelta(days=random.randint(0, 89))
        starts.append((number, begin, begin + timedelta(days=random.randint(0, 60))))
    told_of = [told(30 + number, dag, "LeveringGestart", number, begin) for number, begin, dag in starts]
    found = rows(ask(region(gebeurtenis=told_of), HERZIENING, "2025"), "herziening", Level.TOTAL)
    late = [number for number, begin, dag in starts if begin < dag.replace(day=1)]
    assert found["start kwam later"].values["keren"] == len(late)
