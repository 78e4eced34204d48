# SPDX-License-Identifier: EUPL-1.2
"""The calendar of working days as a table, for reports that count terms in them."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import duckdb

from berichtenverkeer.core.werkdagen import werkdagen_between
from berichtenverkeer.rapporten.question import Question

FIRST, LAST = date(2014, 12, 31), date(2040, 12, 31)
"""Care under the Jeugdwet begins with 2015."""


def provide(connection: duckdb.DuckDBPyConnection, _question: Question) -> None:
    """Make the table `kalender`: a row per day with `nummer`, the working days up to and including it."""
    connection.execute("create or replace table kalender (dag date, nummer integer)")
    days, numbers = _calendar()
    connection.execute("insert into kalender select unnest($1::date[]), unnest($2::integer[])", [days, numbers])


@cache
def _calendar() -> tuple[Sequence[date], Sequence[int]]:
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    return days, [werkdagen_between(FIRST, day) for day in days]
