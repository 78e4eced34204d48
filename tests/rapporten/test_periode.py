# SPDX-License-Identifier: EUPL-1.2
"""Periods as they are written and read."""

from datetime import date

import pytest

from berichtenverkeer.rapporten.periode import Periode, UnreadablePeriode, are_adjoining, earlier, read_periods


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026", [("2026", "2026-01-01", "2026-12-31")]),
        ("2026-Q2", [("2026-Q2", "2026-04-01", "2026-06-30")]),
        ("2026-H2", [("2026-H2", "2026-07-01", "2026-12-31")]),
        ("2025-H2..2026-H1", [("2025-H2", "2025-07-01", "2025-12-31"), ("2026-H1", "2026-01-01", "2026-06-30")]),
        ("2026-01-31", [("2026-01-31", "2026-01-31", "2026-01-31")]),
        ("2024-02", [("2024-02", "2024-02-01", "2024-02-29")]),
        (
            "2025-11..2026-01",
            [
                ("2025-11", "2025-11-01", "2025-11-30"),
                ("2025-12", "2025-12-01", "2025-12-31"),
                ("2026-01", "2026-01-01", "2026-01-31"),
            ],
        ),
        ("2025-Q4..2026-Q1", [("2025-Q4", "2025-10-01", "2025-12-31"), ("2026-Q1", "2026-01-01", "2026-03-31")]),
    ],
)
def test_a_period_is_read_with_its_name_and_days(text: str, expected: list[tuple[str, str, str]]) -> None:
    perioden = read_periods(text)
    assert [(one.naam, str(one.begin), str(one.eind)) for one in perioden] == expected
    assert are_adjoining(perioden)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-Q5",
        "26",
        "2026-1",
        "2026..2026-02",
        "2026-02..2026-01",
        "2026-H3",
        "2026-02-30",
        "2000-01..2099-12",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePeriode):
        read_periods(text)


def test_periods_with_a_gap_are_not_consecutive() -> None:
    assert not are_adjoining(
        [Periode(date(2026, 1, 1), date(2026, 1, 31)), Periode(date(2026, 2, 2), date(2026, 2, 28))]
    )
    assert not are_adjoining([])


def test_twenty_years_of_months_is_the_most() -> None:
    assert len(read_periods("2000-01..2019-12")) == 240
    with pytest.raises(UnreadablePeriode, match="240"):
        read_periods("2000-01..2020-01")


def test_a_period_may_be_one_day_and_not_less() -> None:
    assert are_adjoining([Periode(date(2026, 1, 1), date(2026, 1, 1)), Periode(date(2026, 1, 2), date(2026, 1, 3))])
    assert not are_adjoining([Periode(date(2026, 1, 2), date(2026, 1, 1))])


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-03", ["2026-02", "2026-01", "2025-12", "2025-11"]),
        ("2026-Q1", ["2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1"]),
        ("2026-H1", ["2025-H2", "2025-H1"]),
        ("2026", ["2025"]),
        ("2026-03-31", []),
    ],
)
def test_the_periods_of_its_kind_in_the_year_before(text: str, before: list[str]) -> None:
    (one,) = read_periods(text)
    assert [period.naam for period in earlier(one, 12)][:4] == before
