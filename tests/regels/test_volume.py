# SPDX-License-Identifier: EUPL-1.2
"""How many days, weeks, Sundays and months count: the worked examples of IV076 to IV078, and counting day by day.

Some examples of the standard do not follow its own text: they give 7.5 and 9 hours where four weeks of 3 hours are 12,
four Sundays where November 2025 has five, week 48 in December, 9 hours for four weeks in 2026, and a toewijzing from 1
October that is counted from 7 October. What stands here is counted again, by the text and the calendar.
"""

from datetime import date, timedelta
from typing import NamedTuple, cast

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from berichtenverkeer.regels.history import Toewijzing
from berichtenverkeer.regels.volume import (
    days,
    maximum_in_periode,
    maximum_in_total,
    months,
    sundays,
    weeks,
    weeks_with_sunday,
)

DAGEN = st.dates(date(2024, 1, 1), date(2027, 12, 31))
DUUR = st.integers(0, 400).map(timedelta)


class Toegewezen(NamedTuple):
    """As much of a Toewijzing as its size needs."""

    ingangsdatum: date
    einddatum: date | None
    volume: int | None
    frequentie: str | None


def toegewezen(ingangsdatum: date, einddatum: date | None, volume: int | None, frequentie: str | None) -> Toewijzing:
    return cast("Toewijzing", Toegewezen(ingangsdatum, einddatum, volume, frequentie))


def dag_voor_dag(begin: date, end: date) -> list[date]:
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


def maandstukken(begin: date, end: date) -> list[tuple[date, date]]:
    """The ProductPerioden of a toewijzing: what it has of each calendar month."""
    per_maand: dict[tuple[int, int], list[date]] = {}
    for day in dag_voor_dag(begin, end):
        per_maand.setdefault((day.year, day.month), []).append(day)
    return [(piece[0], piece[-1]) for piece in per_maand.values()]


@pytest.mark.parametrize(
    ("toewijzing", "periode", "uren"),
    [
        # IV076: 3 uur per week, 7 July to 7 September 2025
        (("2025-07-07", "2025-09-07"), ("2025-07-07", "2025-07-31"), 12),
        (("2025-07-07", "2025-09-07"), ("2025-08-01", "2025-08-31"), 15),
        (("2025-07-07", "2025-09-07"), ("2025-09-01", "2025-09-07"), 3),
        # IV077: 7 October to 30 December 2025
        (("2025-10-07", "2025-12-30"), ("2025-10-07", "2025-10-31"), 12),
        (("2025-10-07", "2025-12-30"), ("2025-11-01", "2025-11-30"), 15),
        (("2025-10-07", "2025-12-30"), ("2025-12-01", "2025-12-30"), 15),
        # IV078: 12 November to 13 December 2026, weeks 46 to 49
        (("2026-11-12", "2026-12-13"), ("2026-11-12", "2026-11-30"), 12),
        # a period that sticks out is cut off (IV077: within the toewijzing)
        (("2025-10-07", "2025-12-30"), ("2025-10-01", "2025-10-31"), 12),
        (("2025-07-07", "2025-09-07"), ("2025-09-01", "2025-09-30"), 3),
    ],
)
def test_three_hours_a_week_as_in_the_examples(
    toewijzing: tuple[str, str], periode: tuple[str, str], uren: int
) -> None:
    entry, end = map(date.fromisoformat, toewijzing)
    per_week = toegewezen(entry, end, 3, "2")
    begin, ending = map(date.fromisoformat, periode)
    assert maximum_in_periode(per_week, begin, ending, outputgericht=False) == uren


@pytest.mark.parametrize(
    ("toewijzing", "per_maand"),
    [
        (("2025-07-07", "2025-09-07"), [900, 1500, 300]),  # IV076 example 1: ends on a Sunday
        (("2025-07-07", "2025-09-06"), [900, 1800, 0]),  # IV076 example 2: its last week goes with 31 August
        (("2025-10-07", "2025-12-31"), [900, 1500, 1500]),  # IV077 example 1, as it is counted there
        (("2025-10-01", "2025-12-31"), [1200, 1500, 1500]),  # and as its text says: four Sundays in October
        (("2025-07-07", "2025-09-05"), [900, 1800, 0]),  # IV077 example 2
        (("2026-03-01", "2026-03-04"), [600]),  # a Sunday, and the broken week after it
        (("2026-03-02", "2026-03-04"), [300]),  # no Sunday: one broken week
    ],
)
def test_three_hundred_euros_a_week_as_in_the_examples(toewijzing: tuple[str, str], per_maand: list[int]) -> None:
    entry, end = map(date.fromisoformat, toewijzing)
    per_week = toegewezen(entry, end, 300, "2")
    found = [maximum_in_periode(per_week, *piece, outputgericht=True) for piece in maandstukken(entry, end)]
    assert found == per_maand


def test_the_whole_toewijzing_of_the_examples() -> None:
    negen_weken = toegewezen(date(2025, 7, 7), date(2025, 9, 7), 3, "2")
    dertien_weken = toegewezen(date(2025, 10, 7), date(2025, 12, 30), 3, "2")
    assert maximum_in_total(negen_weken) == 27
    assert maximum_in_total(dertien_weken) == 39


def test_fifteen_hours_a_month_are_fifteen_in_a_broken_month() -> None:
    per_maand = toegewezen(date(2026, 10, 14), date(2026, 12, 13), 15, "4")
    oktober = maximum_in_periode(per_maand, date(2026, 10, 14), date(2026, 10, 31), outputgericht=False)
    assert oktober == 15
    assert maximum_in_periode(per_maand, date(2026, 11, 1), date(2026, 11, 30), outputgericht=True) == 15
    assert maximum_in_total(per_maand) == 45


@pytest.mark.parametrize(
    ("volume", "frequentie", "einddatum", "total"),
    [
        (80, "6", None, 80),
        (80, "6", date(2026, 12, 31), 80),
        (2, "1", date(2026, 1, 31), 62),
        (2, "1", date(2026, 1, 1), 2),
        (2, "4", None, None),
        (None, None, date(2026, 12, 31), None),
    ],
)
def test_a_total_needs_an_end_unless_it_is_given(
    volume: int | None, frequentie: str | None, einddatum: date | None, total: int | None
) -> None:
    omvang = toegewezen(date(2026, 1, 1), einddatum, volume, frequentie)
    assert maximum_in_total(omvang) == total


@given(DAGEN, DUUR)
def test_counting_is_counting_day_by_day(begin: date, duration: timedelta) -> None:
    end = begin + duration
    every = dag_voor_dag(begin, end)
    assert days(begin, end) == len(every)
    assert weeks(begin, end) == len({day.isocalendar()[:2] for day in every})
    assert months(begin, end) == len({(day.year, day.month) for day in every})
    assert sundays(begin, end) == sum(day.isoweekday() == 7 for day in every)


@given(DAGEN, DUUR)
@example(date(2026, 3, 29), timedelta(4))
def test_months_of_sundays_add_up_to_the_weeks_of_a_toewijzing_that_has_one(entry: date, duration: timedelta) -> None:
    end = entry + duration
    assume(sundays(entry, end))
    pieces = maandstukken(entry, end)
    assert sum(weeks_with_sunday(*piece, entry, end) for piece in pieces) == weeks(entry, end)


def test_a_toewijzing_without_a_sunday_is_one_week_in_each_month_it_touches() -> None:
    monday, donderdag = date(2026, 3, 30), date(2026, 4, 2)
    assert weeks_with_sunday(monday, date(2026, 3, 31), monday, donderdag) == 1
    assert weeks_with_sunday(date(2026, 4, 1), donderdag, monday, donderdag) == 1
    assert weeks(monday, donderdag) == 1


def test_a_toewijzing_without_end_has_its_sundays_only() -> None:
    assert weeks_with_sunday(date(2026, 3, 1), date(2026, 3, 31), date(2026, 1, 1), None) == 5
