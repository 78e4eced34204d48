# SPDX-License-Identifier: EUPL-1.2
"""Counts of 1 to 4 youths are not shown, nor what gives them back (figures.md 1).

What rests on 1 to 4 youths is hidden first. Then each hidden cell gets company: other cells are hidden until there is
another table, of whole numbers, that shows the same and has another number in that cell. So no sum of a row, a column,
a total, a year of months, or of columns that add up can tell what it is: the other table fits just as well.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from berichtenverkeer.rapporten.company import FEWEST, Company
from berichtenverkeer.rapporten.declaration import Column, Report, Table, Unit
from berichtenverkeer.rapporten.result import Cell, Part, Result, Row, Share
from berichtenverkeer.rapporten.sums import Sum, Variable, adds_up, between_tables, rests, sums

SMALL = range(1, 5)
FEW = "< 5"
"""What stands instead of a count of 1 to 4 youths; of none, where that is hidden too."""
OF_FEW = "< 5 jeugdigen"
"""What stands instead of an amount, of days or of a share that rests on so few: fewer than five days it is not."""
COMPANY = "afgeschermd"
"""What stands instead of a number that is hidden to keep another one hidden, of a few too where `< 5` would tell what
another is: it says nothing of how much."""

_OF_ONE = ("max(", "min(")
"""How columns begin that show what one of the youths has, however many there are."""

_WINDOW = re.compile(r"\bover\b")


def protect(report: Report, result: Result, own: Result | None = None) -> Result:
    """The same report with its small counts hidden, in values and in what is said of them; lists of youths are gone.

    `own`: what who asks has of it himself, and knows. Then what is left of others may not be small either.
    """
    sheets = _sheets(report, result, own)
    hidden, gone = _hidden(sheets)
    parts = [_gone(sheet) if sheet.part.name in gone else _protected(sheet, hidden) for sheet in sheets]
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


class Sheet(msgspec.Struct, frozen=True):
    """A table of the report, made, with what who asks has of it himself. Its rows are numbered on from `first`: a cell
    of any table of the report has a name of its own."""

    table: Table
    part: Part
    own: Mapping[Cell, Row]
    first: int

    @property
    def is_counted(self) -> bool:
        """Whether it has numbers of youths."""
        return self.table.is_personal and not self.table.is_list

    def named(self, one: Sum) -> Sum:
        """The same sum in the names of the report."""
        return [((number + self.first, name), sign) for (number, name), sign in one]


def _sheets(report: Report, result: Result, own: Result | None) -> list[Sheet]:
    first, found = 0, []
    for at, part in enumerate(result.parts):
        rows = own.parts[at].rows if own else []
        found.append(Sheet(report.table(part.name), part, {row.cell: row for row in rows}, first))
        first += len(part.rows)
    return found


def _hidden(sheets: Sequence[Sheet]) -> tuple[dict[Variable, str], set[str]]:
    """What stands instead of each number that is hidden, and which tables go: where no company is found for all tables
    together and is for the first alone, which is what the report is about, the others are as if they were not asked."""
    counted = [sheet for sheet in sheets if sheet.is_counted]
    hidden, is_found = _with_company(counted)
    if not is_found and len(counted) > 1:
        alone, is_found = _with_company(counted[:1])
        if is_found:
            return alone, {sheet.part.name for sheet in counted[1:]}
    return hidden, set()


def _with_company(counted: Sequence[Sheet]) -> tuple[dict[Variable, str], bool]:
    """The same of these tables together, and whether all found company."""
    hidden = {variable: mark for sheet in counted for variable, mark in _few(sheet)}
    company, left = _company(counted)
    few = {one for one, is_few in left.items() if is_few}
    rows = {sheet.first + number: row for sheet in counted for number, row in enumerate(sheet.part.rows)}
    for number, name in sorted(company.of(set(hidden) | few, frozenset(left)) - left.keys()):
        hidden.setdefault((number, name), FEW if company.is_none((number, name)) else COMPANY)
    hidden |= dict.fromkeys(company.blurred - left.keys(), COMPANY)
    return {variable: mark for variable, mark in hidden.items() if variable[0] in rows}, company.is_found


def _few(sheet: Sheet) -> Iterator[tuple[Variable, str]]:
    for number, row in enumerate(sheet.part.rows):
        for column in sheet.table.columns:
            if column.is_personal and (
                mark := _mark(column, row) or _mark_of_others(column, row, sheet.own.get(row.cell))
            ):
                yield (sheet.first + number, column.name), mark


def _gone(sheet: Sheet) -> Part:
    """As if it has more than is shown: who asks less at once may see it."""
    return Part(name=sheet.part.name, rows=[], is_complete=False)


def _protected(sheet: Sheet, hidden: dict[Variable, str]) -> Part:
    if not sheet.table.is_personal:
        return sheet.part
    if sheet.table.is_list:
        return _gone(sheet)
    own = {
        (number - sheet.first, name): mark
        for (number, name), mark in hidden.items()
        if 0 <= number - sheet.first < len(sheet.part.rows)
    }
    for variable, mark in _derived(sheet.table, sheet.part, own):
        own.setdefault(variable, mark)
    return Part(name=sheet.part.name, rows=[_shown(row, number, own) for number, row in enumerate(sheet.part.rows)])


def _mark(column: Column, row: Row) -> str:
    """What stands instead of this value for its own sake: nothing when it may be shown."""
    value = row.values[column.name]
    if column.unit is Unit.COUNT and not column.is_key and value in SMALL:
        return FEW
    if column.counts.startswith(_OF_ONE) and column.unit is not Unit.COUNT and value:
        return OF_FEW
    if column.counts and row.people.get(column.name, 0) in SMALL and value:
        return COMPANY if column.unit is Unit.COUNT else OF_FEW
    return ""


def _mark_of_others(column: Column, row: Row, own: Row | None) -> str:
    """What stands instead of this value because it is his own and that of a few others."""
    if own is None or not column.counts:
        return ""
    value, his = row.values[column.name], own.values[column.name]
    others = row.people.get(column.name, 0) - own.people.get(column.name, 0)
    is_few = others in SMALL or (column.unit is Unit.COUNT and value is not None and value - (his or 0) in SMALL)
    return COMPANY if is_few and value else ""


def _company(sheets: Sequence[Sheet]) -> tuple[Company, dict[Variable, bool]]:
    """The sums that anyone can make of the tables together, their values, and what of them is known; and what is left
    of a count without a part of it, which stands nowhere: whether that is few."""
    found: list[Sum] = []
    values: dict[Variable, tuple[Any, bool]] = {}
    least: dict[Variable, int] = {}
    left: dict[Variable, bool] = {}
    for sheet in sheets:
        personal = {column.name: column for column in sheet.table.columns if column.is_personal}
        some = (one for one in sums(sheet.table, sheet.part) if any(name in personal for (_, name), _ in one))
        found += map(sheet.named, some)
        for number, row in enumerate(sheet.part.rows):
            his = sheet.own.get(row.cell)
            for name, column in personal.items():
                variable, is_count = (sheet.first + number, name), column.unit is Unit.COUNT
                values[variable] = row.values[name], is_count
                if his is not None and is_count:
                    least[variable] = his.values[name] or 0
        for (number, name), value, one in rests(sheet.table, sheet.part):
            variable = sheet.first + number, name
            known = _rest_of(sheet.own.get(sheet.part.rows[number].cell), name)
            if value - known < FEWEST:  # a larger one takes up whatever differs
                values[variable], least[variable] = (value, True), known
                left[variable] = value in SMALL or value - known in SMALL
                found.append(sheet.named(one))
        for other in sheets:
            for some_cells, whole in between_tables(sheet.table, sheet.part, other.table, other.part):
                found.append(sheet.named(some_cells) + other.named(whole))
    together = _together(found, values)
    values |= {name: (total, True) for name, total in together.items()}
    return Company(found, values, least, frozenset(together)), left | dict.fromkeys(together, False)


def _together(found: list[Sum], values: Mapping[Variable, tuple[Any, bool]]) -> dict[Variable, int]:
    """What cells together are of which no row here is the whole (the months of a year), where that is few: wherever it
    stands it is hidden too, so nobody knows what they make. From now on it is part of their sum."""
    few: dict[Variable, int] = {}
    for number, one in enumerate(found):
        if all(sign > 0 and values[variable][1] for variable, sign in one):
            total = sum(values[variable][0] or 0 for variable, _ in one)
            if total in SMALL:
                name = -1 - number, "samen"
                few[name] = total
                one.append((name, -1))
    return few


def _rest_of(row: Row | None, name: str) -> int:
    """The rest of that name in a row: whole less part."""
    if row is None:
        return 0
    whole, part = (row.values[one] or 0 for one in name.split(" - "))
    return int(whole - part)


def _derived(table: Table, part: Part, hidden: dict[Variable, str]) -> Iterator[tuple[Variable, str]]:
    """What follows from a hidden number is hidden too: of its own row, or where it looks at others, of any row."""
    for column in table.derived:
        reads = {one.name for one in table.counted if re.search(rf"\b{one.name}\b", column.out_of)}
        looks_around = bool(_WINDOW.search(_without_sums(table, column)))
        anywhere = [mark for (_, name), mark in hidden.items() if name in reads] if looks_around else []
        for number in range(len(part.rows)):
            marks = anywhere or [hidden[number, name] for name in reads if (number, name) in hidden]
            if marks:
                few = FEW if column.unit is Unit.COUNT else OF_FEW
                yield (number, column.name), few if {FEW, OF_FEW} & {*marks} else COMPANY


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
