# SPDX-License-Identifier: EUPL-1.2
"""Working days (decision 040)."""

from datetime import date

import pytest

from berichtenverkeer.core.werkdagen import is_werkdag, werkdagen_tussen

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
    ("van", "tot", "verwacht"),
    [
        (date(2026, 1, 9), date(2026, 1, 9), 0),
        (date(2026, 1, 9), date(2026, 1, 12), 1),  # Friday to Monday
        (date(2026, 1, 10), date(2026, 1, 11), 0),  # within a weekend
        (date(2026, 4, 2), date(2026, 4, 7), 1),  # over Easter
        (date(2026, 1, 5), date(2026, 1, 12), 5),
        (date(2026, 1, 12), date(2026, 1, 9), -1),
    ],
)
def test_the_day_of_receipt_does_not_count_and_that_of_the_answer_does(van: date, tot: date, verwacht: int) -> None:
    assert werkdagen_tussen(van, tot) == verwacht
