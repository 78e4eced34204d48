# SPDX-License-Identifier: EUPL-1.2
"""What a gemeente sees of the region as a whole, and what it cannot work out of it, who knows its own rows."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb
import pytest

from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Audience, Column, Report, Table, Unit
from berichtenverkeer.rapporten.question import Dimension, Own
from berichtenverkeer.rapporten.region_totals import NOT_YOURS, region_totals
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.reports.kosten import KOSTEN
from berichtenverkeer.rapporten.reports.markt import MARKT
from berichtenverkeer.rapporten.reports.wachttijden import WACHTTIJDEN
from berichtenverkeer.rapporten.result import Level, Result, Row
from rapporten.bouw import ERNAAST, HIER, question, region
from rapporten.rijk import HALF_K, LAST_K, all_kinds

OWN = Own("gemeente", HIER)
TOTALS = [one for one in REPORTS.values() if Audience.GEMEENTE in one.audience and not one.small_cells_always]


@cache
def rich() -> duckdb.DuckDBPyConnection:
    return all_kinds()


def totals(connection: duckdb.DuckDBPyConnection, report: Report, periods: str = "2025", k: int = LAST_K) -> Result:
    return region_totals(connection, report, question(periods, k=k), OWN)


@cache
def rich_totals(code: str, periods: str = "2025", k: int = LAST_K) -> Result:
    return totals(rich(), REPORTS[code], periods, k)


def shown(report: Report, result: Result) -> Iterator[tuple[Table, Column, Row]]:
    """The counts of youths that it shows."""
    for part in result.parts:
        table = report.table(part.name)
        for row in part.rows:
            for column in table.counted:
                is_personal = table.is_personal and column.is_personal
                if is_personal and column.unit is Unit.COUNT and row.values[column.name] is not None:
                    yield table, column, row


def test_the_market_of_the_region_is_told_without_what_is_made_from_money() -> None:
    """Not an amount, not a share of amounts, and not the concentration, which gives the shares of two away."""
    (row,) = rich_totals(MARKT.code).part("markt").rows
    assert row.cell.level is Level.TOTAL
    money = {"kosten_cents", "aandeel_top", "hhi"}
    assert {name: row.hidden[name] for name in money} == dict.fromkeys(money, NOT_YOURS)
    assert not any(row.values[name] for name in money)
    assert row.values["aanbieders"] == 2


def test_how_many_cost_more_than_an_amount_is_made_from_money() -> None:
    (row,) = rich_totals(KOSTEN.code).part("per_jeugdige").rows
    assert row.hidden["boven_grens"] == NOT_YOURS


@pytest.mark.parametrize(
    ("others", "is_told"), [(0, 40), (1, None), (4, None), (5, 45), (7, 45), (8, 50)], ids=lambda one: str(one)
)
def test_what_is_left_of_others_is_never_a_few(others: int, is_told: int | None) -> None:
    """HIER has 40 youths itself."""
    care = [
        {
            "client": one,
            "toewijzing_nummer": one,
            "begindatum": "2025-01-01",
            "gemeente": HIER if one <= 40 else ERNAAST,
        }
        for one in range(1, 41 + others)
    ]
    result = totals(region(levering=care), JEUGDIGEN, k=100)
    (row,) = result.part("jeugdigen").rows
    assert row.values["jeugdigen"] == row.values["leveringen"] == is_told
    assert (row.values["aandeel"] is None) == (is_told is None), "a share would tell the count"
    assert not [share for share in result.ground.completeness if share.of % 5]


def test_a_median_of_own_waits_and_that_of_one_other_is_not_told() -> None:
    """HIER waited 10 days seven times; what the median and the longest are with one more tells what that one waited."""
    care = {"ingangsdatum": "2025-01-01", "eerste_datum": "2025-01-01"}
    toewijzing = [{"client": one, "nummer": one, "gemeente": HIER} | care for one in range(1, 8)]
    toewijzing.append({"client": 8, "nummer": 8, "gemeente": ERNAAST} | care)
    levering = [
        {
            "client": one["client"],
            "toewijzing_nummer": one["nummer"],
            "begindatum": "2025-01-11",
            "gemeente": one["gemeente"],
        }
        for one in toewijzing
    ]
    (row,) = totals(region(toewijzing=toewijzing, levering=levering), WACHTTIJDEN, k=100).part("starts").rows
    assert {name for name, value in row.values.items() if value} == set(), row.values


@pytest.mark.parametrize("report", TOTALS, ids=lambda report: report.code)
def test_no_total_less_what_is_own_is_a_few(report: Report) -> None:
    """An attacker knows his own exactly: of every count that is shown the rest is nobody or five at least, and it is
    rounded, so that the answer of a year less those of its months, or of two K's, is no count of youths either."""
    counts = list(shown(report, rich_totals(report.code)))
    if not counts:
        return
    asked = question("2025", k=LAST_K, dimension=Dimension.REGIO)
    exact = engine.make(rich(), report, asked)
    mine = engine.make(rich(), report, question("2025", k=LAST_K, dimension=Dimension.REGIO, own=OWN))
    for table, column, row in counts:
        value, his = (values(one, table, row).get(column.name) or 0 for one in (exact, mine))
        assert row.values[column.name] % 5 == 0, (table.name, column.name)
        assert abs(row.values[column.name] - value) <= 2, (table.name, column.name)
        assert value - his not in range(1, 5), (table.name, column.name)


def values(result: Result, table: Table, row: Row) -> dict[str, Any]:
    return next((one.values for one in result.part(table.name).rows if one.cell == row.cell), {})


def test_something_is_shown_and_something_hidden() -> None:
    told = [row for report in (JEUGDIGEN, KOSTEN) for _, _, row in shown(report, rich_totals(report.code))]
    assert told
    assert any(
        "afgeschermd" in row.hidden.values()
        for report in TOTALS
        for _, _, row in shown(report, rich_totals(report.code))
    )


def test_the_difference_of_two_answers_is_no_count_of_youths() -> None:
    """A year less its months, and what was known later less what was known before."""
    answers = [rich_totals(JEUGDIGEN.code, *of) for of in (("2025",), ("2025-01..2025-12",), ("2025", HALF_K))]
    counts = [row.values[column.name] for one in answers for _, column, row in shown(JEUGDIGEN, one)]
    assert len(counts) > 4
    assert not [count for count in counts if count % 5]
