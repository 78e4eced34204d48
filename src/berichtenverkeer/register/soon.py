# SPDX-License-Identifier: EUPL-1.2
"""Rows of the register that come or end soon: who keeps it has something to load before that day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from berichtenverkeer.register.declaratie import Row, Table

YEAR = "jaar"
"""Column of a key in which one year follows another."""

_DAY = timedelta(days=1)


def ending(table: Table, rows: Sequence[Row], today: date, last: date) -> list[Row]:
    """Those that hold today and end on or before `last`, after which no row goes on with the same key."""
    same: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        same[_key(table, row)].append(row)
    over = [row for row in rows if _ends(row, today, last)]
    return [row for row in over if not any(_goes_on(row, one) for one in same[_key(table, row)])]


def coming(rows: Sequence[Row], today: date, last: date) -> list[Row]:
    """Those that do not hold yet, and will on `last`."""
    return [row for row in rows if today < row.geldig_van <= last]


def _key(table: Table, row: Row) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in table.key if name != YEAR)


def _ends(row: Row, today: date, last: date) -> bool:
    return row.is_valid(today) and row.geldig_tot is not None and row.geldig_tot <= last


def _goes_on(row: Row, other: Row) -> bool:
    """Whether the other holds on the day after."""
    return row.geldig_tot is not None and other.is_valid(row.geldig_tot + _DAY)
