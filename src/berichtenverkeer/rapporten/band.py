# SPDX-License-Identifier: EUPL-1.2
"""How much figures of a kind still move: between the age that a figure has now and today, over the past year."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import median, quantiles
from typing import Any

import duckdb
import msgspec

from berichtenverkeer.rapporten import request
from berichtenverkeer.rapporten.cells import totals
from berichtenverkeer.rapporten.declaration import Report, Table
from berichtenverkeer.rapporten.periode import Periode, earlier
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.result import Band

MONTHS = 12
"""Over how long the movement of earlier periods is looked at."""

Figures = dict[tuple[str, str, tuple[Any, ...]], float]
"""By table, column, and the keys of its row: what all plekken together were in one period."""


def with_band(report: Report) -> list[Table]:
    """The tables whose figures are of a period, so that earlier ones of the same kind exist. Where others stand beside
    the asker, totals are not his."""
    if report.is_compared:
        return []
    return [table for table in report.tables if table.per_period and not table.is_list and table.counted]


def bands(connection: duckdb.DuckDBPyConnection, report: Report, question: Question) -> tuple[Band, ...]:
    """The bands of the last period of the question, whose D is known; none when the ledger was not there yet in the
    year before, and none of a day.

    A figure of last month that is ten days old is compared with those of the months before it, as each was known ten
    days after it ended. What is nothing today has no share by which it moved.
    """
    last = question.periods[-1]
    age = question.dag_k - last.eind
    then = {period: _k_at(connection, period.eind + age) for period in reversed(earlier(last, MONTHS))}
    asked = [period for period, k in then.items() if k is not None and k < question.k]
    tables = with_band(report)
    if not asked or not tables:
        return ()
    now = _figures(connection, report, _at(question, asked, question.k, question.dag_k), tables)
    moves: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number, period in enumerate(asked):
        at = _at(question, [period], then[period] or 0, period.eind + age)
        was = _figures(connection, report, at, tables)[0]
        for (table, column, keys), value in now[number].items():
            if value and (before := was.get((table, column, keys), 0)) is not None:
                moves[table, column].append(100.0 * abs(value - before) / abs(value))
    return tuple(
        Band(table=table, column=column, median=round(median(of), 1), most=_most(of), of=len(of))
        for (table, column), of in moves.items()
    )


def _at(question: Question, periods: Sequence[Periode], k: int, dag_k: date) -> Question:
    return msgspec.structs.replace(question, periods=tuple(periods), k=k, dag_k=dag_k, second=None)


def _k_at(connection: duckdb.DuckDBPyConnection, day: date) -> int | None:
    """What was known at the end of a day; None when nothing was."""
    found = connection.execute("select max(positie) from bron.watermerk where op < ?", [day + timedelta(days=1)])
    (position,) = found.fetchone() or (None,)
    return None if position is None else int(position)


def _figures(
    connection: duckdb.DuckDBPyConnection, report: Report, question: Question, tables: Sequence[Table]
) -> list[Figures]:
    """Of each period of the question; what has no facts is not in it."""
    request.prepare_facts(connection, report, question, tables)
    found: list[Figures] = [{} for _ in question.periods]
    for table in tables:
        for (period, *keys), values in totals(connection, table).items():
            found[period].update({(table.name, name, tuple(keys)): value for name, value in _numbers(values)})
    return found


def _numbers(values: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for name, value in values.items():
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            yield name, float(value)


def _most(of: list[float]) -> float:
    """What nine of ten are within; of few, the largest."""
    return round(quantiles(of, n=10, method="inclusive")[-1] if len(of) > 1 else of[0], 1)
