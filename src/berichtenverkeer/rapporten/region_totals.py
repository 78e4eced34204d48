# SPDX-License-Identifier: EUPL-1.2
"""What a gemeente may see of the region as a whole: totals, without money, and without what tells others apart.

It knows its own rows. So a number is hidden too when few others are in it, beside its own; and because it may ask
again (of another period, at another K) counts of youths are rounded to fives: a difference of two answers is no count.
"""

import re

import duckdb
import msgspec

from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.declaration import Column, Report, Table, Unit
from berichtenverkeer.rapporten.question import Dimension, Own, Question
from berichtenverkeer.rapporten.result import Level, Part, Result, Row
from berichtenverkeer.rapporten.small_cells import protect

NOT_YOURS = "niet voor u"
"""What stands instead of others' money."""

_AMOUNT = r"\w+_cents"
"""How every amount of a fact is called."""


def region_totals(connection: duckdb.DuckDBPyConnection, report: Report, question: Question, own: Own) -> Result:
    """The totals of tables that have nothing but periods and plekken; of lists and of what has other keys, nothing."""
    whole = msgspec.structs.replace(question, dimension=Dimension.REGIO, second=None, small_cells=True)
    exact = _only_totals(report, engine.made(connection, report, whole))
    rounded = engine.made(connection, report, whole, rounded=True)
    shown = protect(report, exact, engine.made(connection, report, msgspec.structs.replace(whole, own=own)))
    parts = [
        _told(report.table(part.name), part, other) for part, other in zip(shown.parts, rounded.parts, strict=True)
    ]
    ground = msgspec.structs.replace(shown.ground, rounded=True)
    return msgspec.structs.replace(shown, ground=ground, parts=parts)


def _only_totals(report: Report, result: Result) -> Result:
    """What else there is does not need to be kept hidden: it is not shown."""
    parts = [_totals(report.table(part.name), part) for part in result.parts]
    return msgspec.structs.replace(result, parts=parts)


def _totals(table: Table, part: Part) -> Part:
    if table.is_list or table.keys:
        return Part(name=part.name, rows=[], is_complete=False)
    rows = [row for row in part.rows if row.cell.level is Level.TOTAL]
    return Part(name=part.name, rows=rows, is_complete=part.is_complete)


def _told(table: Table, part: Part, rounded: Part) -> Part:
    money = {column.name for column in table.columns if _is_of_money(table, column)}
    of = {row.cell: row.values for row in rounded.rows}
    rows = [_shown(row, of[row.cell], money) for row in part.rows]
    return Part(name=part.name, rows=rows, is_complete=part.is_complete)


def _shown(row: Row, rounded: dict[str, object], money: set[str]) -> Row:
    hidden = row.hidden | dict.fromkeys(money, NOT_YOURS)
    values = {name: None if name in hidden else value for name, value in rounded.items()}
    return Row(cell=row.cell, values=values, names=row.names, hidden=hidden)


def _is_of_money(table: Table, column: Column) -> bool:
    """Whether it is an amount, or made from one: another column, or an amount of its facts."""
    amounts = [one.name for one in table.columns if one.unit is Unit.CENTS]
    made_from = f"{column.counts} {column.where} {column.out_of}"
    return column.unit is Unit.CENTS or any(re.search(rf"\b{name}\b", made_from) for name in [*amounts, _AMOUNT])
