# SPDX-License-Identifier: EUPL-1.2
"""What a gemeente may see of the region as a whole: totals, without money, and without what tells others apart."""

import re

import msgspec

from berichtenverkeer.rapporten.declaration import Column, Report, Table, Unit
from berichtenverkeer.rapporten.result import Level, Part, Result, Row

NOT_YOURS = "niet voor u"
"""What stands instead of others' money."""

_AMOUNT = r"\w+_cents"
"""How every amount of a fact is called."""


def region_totals(report: Report, result: Result) -> Result:
    """The totals of tables that have nothing but periods and plekken; of lists and of what has other keys, nothing."""
    parts = [_totals(report.table(part.name), part) for part in result.parts]
    return msgspec.structs.replace(result, parts=parts)


def _totals(table: Table, part: Part) -> Part:
    if table.is_list or table.keys:
        return Part(name=part.name, rows=[], is_complete=False)
    money = {column.name for column in table.columns if _is_of_money(table, column)}
    rows = [_without(row, money) for row in part.rows if row.cell.level is Level.TOTAL]
    return Part(name=part.name, rows=rows, is_complete=part.is_complete)


def _without(row: Row, money: set[str]) -> Row:
    values = {name: None if name in money else value for name, value in row.values.items()}
    return Row(cell=row.cell, values=values, names=row.names, hidden=row.hidden | dict.fromkeys(money, NOT_YOURS))


def _is_of_money(table: Table, column: Column) -> bool:
    """Whether it is an amount, or made from one: another column, or an amount of its facts."""
    amounts = [one.name for one in table.columns if one.unit is Unit.CENTS]
    made_from = f"{column.counts} {column.out_of}"
    return column.unit is Unit.CENTS or any(re.search(rf"\b{name}\b", made_from) for name in [*amounts, _AMOUNT])
