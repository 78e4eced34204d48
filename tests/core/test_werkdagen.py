# SPDX-License-Identifier: EUPL-1.2
"""Working days (decision 040)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from holidays import country_holidays
from holidays.constants import OPTIONAL, PUBLIC

from berichtenverkeer.core.werkdagen import (
    FIRST_YEAR,
    HOLIDAYS,
    LAST_YEAR,
    is_werkdag,
    werkdag_after,
    werkdagen_between,
)

VRIJ = """
2026-01-01 nieuwjaarsdag
2026-04-03 Goede Vrijdag
2026-04-06 tweede paasdag
2026-04-27 Koningsdag
2026-05-05 Bevrijdingsdag, geen lustrum
2025-05-05 Bevrijdingsdag, lustrum
2026-05-14 Hemelvaartsdag
2026-05-25 tweede pinksterdag
2026-12-25 eerste kerstdag
2028-12-26 tweede kerstdag
2026-01-03 zaterdag
2026-01-04 zondag
"""


@pytest.mark.parametrize("regel", VRIJ.strip().splitlines())
def test_weekends_and_public_holidays_are_no_working_days(regel: str) -> None:
    assert not is_werkdag(date.fromisoformat(regel.split()[0]))


def test_days_that_many_take_off_are_working_days() -> None:
    assert all(map(is_werkdag, (date(2026, 1, 2), date(2026, 5, 15), date(2026, 12, 24), date(2026, 12, 31))))


@pytest.mark.parametrize(
    ("van", "tot", "expected"),
    [
        (date(2026, 1, 9), date(2026, 1, 9), 0),
        (date(2026, 1, 9), date(2026, 1, 12), 1),  # Friday to Monday
        (date(2026, 1, 10), date(2026, 1, 11), 0),  # within a weekend
        (date(2026, 4, 2), date(2026, 4, 7), 1),  # over Easter
        (date(2026, 1, 5), date(2026, 1, 12), 5),
        (date(2026, 1, 12), date(2026, 1, 9), -1),
    ],
)
def test_the_day_of_receipt_does_not_count_and_that_of_the_answer_does(van: date, tot: date, expected: int) -> None:
    assert werkdagen_between(van, tot) == expected


def test_the_holidays_are_those_that_others_know() -> None:
    """The library calls 5 May optional in four years out of five; the law does not."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    known = country_holidays("NL", years=years, categories=(PUBLIC, OPTIONAL))
    assert [day for day in sorted(known) if day.weekday() < 5] == list(HOLIDAYS)


def test_counting_is_what_walking_from_day_to_day_comes_to() -> None:
    begin = date(FIRST_YEAR - 1, 11, 1)
    dagen = [begin + timedelta(days=n) for n in range(102 * 366)]
    assert all(werkdagen_between(one, other) == is_werkdag(other) for one, other in pairwise(dagen))


@pytest.mark.parametrize(("van", "tot"), [(date.min, date.max), (date.max, date.min), (date.min, date.min)])
def test_the_ends_of_the_calendar_are_days_like_any_other(van: date, tot: date) -> None:
    weekdagen = 5 * ((date.max - date.min).days // 7) + 4  # the last day of the calendar is a Friday
    expected = 0 if van == tot else weekdagen - len(HOLIDAYS)
    assert werkdagen_between(van, tot) == (expected if van <= tot else -expected)


@pytest.mark.parametrize("count", [1, 5, 10, 250])
def test_a_term_ends_on_the_first_day_that_is_so_many_working_days_further(count: int) -> None:
    for van in (date(2025, 12, 20) + timedelta(days=number) for number in range(200)):
        last = werkdag_after(van, count)
        assert is_werkdag(last)
        assert werkdagen_between(van, last) == count
