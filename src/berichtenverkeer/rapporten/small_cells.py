# SPDX-License-Identifier: EUPL-1.2
"""Counts of 1 to 4 youths are not shown, nor what gives them back (figures.md 1).

What rests on 1 to 4 youths is hidden first. Then each hidden cell gets company: other cells are hidden until there is
another table, of whole numbers, that shows the same and has another number in that cell. So no sum of a row, a column,
a total, a year of months, or of columns that add up can tell what it is: the other table fits just as well.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from berichtenverkeer.rapporten.company import Company
from berichtenverkeer.rapporten.declaration import Column, Report, Table, Unit
from berichtenverkeer.rapporten.result import Cell, Part, Result, Row, Share
from berichtenverkeer.rapporten.sums import Sum, Variable, adds_up, sums

SMALL = range(1, 5)
FEW = "< 5"
"""What stands instead of a count of 1 to 4 youths, and of what rests on them; of none, where that is hidden too."""
COMPANY = "afgeschermd"
"""What stands instead of a number that is hidden to keep another one hidden."""

_OF_ONE = ("max(", "min(")
"""How columns begin that show what one of the youths has, however many there are."""

_WINDOW = re.compile(r"\bover\b")


def protect(report: Report, result: Result, own: Result | None = None) -> Result:
    """The same report with its small counts hidden, in values and in what is said of them; lists of youths are gone.

    `own`: what who asks has of it himself, and knows. Then what is left of others may not be small either.
    """
    of_own = [part.rows for part in own.parts] if own else [[] for _ in result.parts]
    parts = [_protected(report.table(part.name), part, rows) for part, rows in zip(result.parts, of_own, strict=True)]
    shares = tuple(_rounded(share) for share in result.ground.completeness if not _is_of_few(share, own))
    ground = msgspec.structs.replace(result.ground, completeness=shares, small_cells=True)
    return Result(code=result.code, ground=ground, parts=parts)


def _is_of_few(share: Share, own: Result | None) -> bool:
    known = [one for one in own.ground.completeness if one.name == share.name] if own else []
    return _is_small(share.there, share.of) or any(
        _is_small(share.there - one.there, share.of - one.of) for one in known
    )


def _is_small(there: int, of: int) -> bool:
    return there in SMALL or of in SMALL or of - there in SMALL


def _rounded(share: Share) -> Share:
    """To fives: the share of one less that of another gives no few away."""
    there, of = ((number + 2) // 5 * 5 for number in (share.there, share.of))
    return msgspec.structs.replace(share, there=there, of=of)


def _protected(table: Table, part: Part, own: list[Row]) -> Part:
    if not table.is_personal:
        return part
    if table.is_list:
        return Part(name=part.name, rows=[], is_complete=False)
    own_rows = {row.cell: row for row in own}
    hidden = {
        (number, column.name): mark
        for number, row in enumerate(part.rows)
        for column in table.columns
        if column.is_personal and (mark := _mark(column, row) or _mark_of_others(column, row, own_rows.get(row.cell)))
    }
    company = _company(table, part, own_rows)
    for number, name in company.of(set(hidden)):
        is_none = part.rows[number].values[name] == 0 and table.column(name).unit is Unit.COUNT
        hidden.setdefault((number, name), FEW if is_none else COMPANY)
    hidden |= dict.fromkeys(company.blurred, COMPANY)
    for variable, mark in _derived(table, part, hidden):
        hidden.setdefault(variable, mark)
    return Part(name=part.name, rows=[_shown(row, number, hidden) for number, row in enumerate(part.rows)])


def _mark(column: Column, row: Row) -> str:
    """What stands instead of this value for its own sake: nothing when it may be shown."""
    value = row.values[column.name]
    if column.unit is Unit.COUNT and not column.is_key and value in SMALL:
        return FEW
    if column.counts.startswith(_OF_ONE) and value:
        return FEW
    if column.counts and row.people.get(column.name, 0) in SMALL and value:
        return COMPANY if column.unit is Unit.COUNT else FEW
    return ""


def _mark_of_others(column: Column, row: Row, own: Row | None) -> str:
    """What stands instead of this value because it is his own and that of a few others."""
    if own is None or not column.counts:
        return ""
    value, his = row.values[column.name], own.values[column.name]
    others = row.people.get(column.name, 0) - own.people.get(column.name, 0)
    is_few = others in SMALL or (column.unit is Unit.COUNT and value is not None and value - (his or 0) in SMALL)
    return COMPANY if is_few and value else ""


def _company(table: Table, part: Part, own: Mapping[Cell, Row]) -> Company:
    """The sums that anyone can make of the table, its values, and what of them is known."""
    personal = {column.name: column for column in table.columns if column.is_personal}
    found: list[Sum] = [one for one in sums(table, part) if any(name in personal for (_, name), _ in one)]
    values = {
        (number, name): (row.values[name], column.unit is Unit.COUNT)
        for number, row in enumerate(part.rows)
        for name, column in personal.items()
    }
    least = {
        (number, name): own[row.cell].values[name] or 0
        for number, row in enumerate(part.rows)
        for name, column in personal.items()
        if row.cell in own and column.unit is Unit.COUNT
    }
    return Company(found, values, least)


def _derived(table: Table, part: Part, hidden: dict[Variable, str]) -> Iterator[tuple[Variable, str]]:
    """What follows from a hidden number is hidden too: of its own row, or where it looks at others, of any row."""
    for column in table.derived:
        reads = {one.name for one in table.counted if re.search(rf"\b{one.name}\b", column.out_of)}
        looks_around = bool(_WINDOW.search(_without_sums(table, column)))
        anywhere = [mark for (_, name), mark in hidden.items() if name in reads] if looks_around else []
        for number in range(len(part.rows)):
            marks = anywhere or [hidden[number, name] for name in reads if (number, name) in hidden]
            if marks:
                yield (number, column.name), FEW if FEW in marks else COMPANY


def _without_sums(table: Table, column: Column) -> str:
    """The SQL of a column without sums over all rows of a cell or a period: those are shown, and stay the same."""
    text = column.out_of
    for one in table.counted:
        if adds_up(one):
            text = re.sub(rf"\bsum\({one.name}\) over w_(cel|periode)\b", "", text)
    return text


def _shown(row: Row, number: int, hidden: dict[Variable, str]) -> Row:
    """Without what is hidden, and without how much of it is not confirmed: that would tell the rest."""
    marks = {name: hidden[number, name] for name in row.values if (number, name) in hidden}
    values = {name: None if name in marks else value for name, value in row.values.items()}
    return Row(cell=row.cell, values=values, names=row.names, hidden=marks)
