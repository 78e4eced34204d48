# SPDX-License-Identifier: EUPL-1.2
"""How much figures of a kind still move: between the age that a figure has now and today, over the past year."""

from datetime import date, timedelta
from statistics import median, quantiles
from typing import Any

import duckdb
import msgspec

from berichtenverkeer.rapporten import request
from berichtenverkeer.rapporten.cells import count
from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.periode import Periode, earlier
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.result import Level

MONTHS = 12
"""Over how long the movement of earlier periods is looked at."""


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """Of a column of the totals: by what share of their value today (in percent) figures of that kind moved after they
    had the age of this one: the median, and what nine of ten stayed within; over `of` periods."""

    table: str
    column: str
    median: float
    most: float
    of: int


def bands(connection: duckdb.DuckDBPyConnection, report: Report, question: Question) -> list[Band]:
    """The bands of the last period of the question; none when the ledger was not there yet in the year before.

    A figure of last month that is ten days old is compared with those of the months before it, as each was known ten
    days after it ended. Periods longer than a year have none.
    """
    last = question.periods[-1]
    age = question.dag_k - last.eind
    moves: dict[tuple[str, str], list[float]] = {}
    for period in earlier(last, MONTHS):
        then = _k_at(connection, period.eind + age)
        if then is None or then >= question.k:
            continue
        was = _totals(connection, report, _at(question, period, then, period.eind + age))
        now = _totals(connection, report, _at(question, period, question.k, question.dag_k))
        for key, value in now.items():
            if value and was.get(key) is not None:
                moves.setdefault(key, []).append(100.0 * abs(float(value) - float(was[key])) / abs(float(value)))
    return [
        Band(table=table, column=column, median=round(median(of), 1), most=_most(of), of=len(of))
        for (table, column), of in moves.items()
    ]


def _at(question: Question, period: Periode, k: int, dag_k: date) -> Question:
    return msgspec.structs.replace(question, periods=(period,), k=k, dag_k=dag_k, second=None)


def _k_at(connection: duckdb.DuckDBPyConnection, day: date) -> int | None:
    """What was known at the end of a day; None when nothing was."""
    found = connection.execute("select max(positie) from bron.watermerk where op < ?", [day + timedelta(days=1)])
    (position,) = found.fetchone() or (None,)
    return None if position is None else int(position)


def _totals(connection: duckdb.DuckDBPyConnection, report: Report, question: Question) -> dict[tuple[str, str], Any]:
    """The counted columns of the rows that are totals, by table and column."""
    request.prepare(connection, report, question)
    return {
        (table.name, column.name): row.values[column.name]
        for table in report.tables
        if not table.is_list and not table.keys
        for row in count(connection, table, two=False).rows
        if row.cell.level is Level.TOTAL
        for column in table.counted
        if isinstance(row.values[column.name], int | float)
    }


def _most(of: list[float]) -> float:
    """What nine of ten are within; of few, the largest."""
    return round(quantiles(of, n=10, method="inclusive")[-1] if len(of) > 1 else of[0], 1)
