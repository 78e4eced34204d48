# SPDX-License-Identifier: EUPL-1.2
"""A table as a person reads it: heads, rows of text, and why something is not there."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from berichtenverkeer.rapporten.declaration import Column, Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.plain import cut
from berichtenverkeer.rapporten.result import Ground, Part, Row


def heads(table: Table, ground: Ground) -> list[tuple[str, bool]]:
    """What stands over each column, and whether numbers stand under it."""
    places = ["Periode"] if table.per_period else []
    places += [str(table.plekken or ground.dimension).capitalize()] if _has_plek(table, ground) else []
    if table.per_plek and ground.second and not table.is_list:
        places.append(ground.second.capitalize())
    columns = [(wording.head(column), wording.is_number(column.unit)) for column in table.columns]
    return [*((name, False) for name in places), *columns]


def rows(table: Table, part: Part, ground: Ground) -> Iterator[tuple[list[str], bool]]:
    """The texts of each row, and whether a period of several rows ends with it."""
    columns = [(column.name, column.unit, decimals) for column, decimals in _decimals(table, part)]
    before = None
    for row, after in zip_longest(part.rows, part.rows[1:]):
        is_last = after is None or after.cell.periode != row.cell.periode
        is_first = before is None or before.cell.periode != row.cell.periode
        before = row
        yield (
            [*_place(table, row, ground), *(cell_text(row, *column) for column in columns)],
            is_last and not is_first,
        )


_MEASURED = (Unit.PERCENT, Unit.NUMBER, Unit.DAYS, Unit.WORKING_DAYS)


def _decimals(table: Table, part: Part) -> Iterator[tuple[Column, int | None]]:
    """Each column with how many decimals its shares and numbers have: in one column all have as many."""
    for column in table.columns:
        if column.unit not in _MEASURED or column.is_mixed:
            yield column, None
            continue
        values = (row.values[column.name] for row in part.rows)
        yield column, wording.decimals_of(one for one in values if isinstance(one, int | float | Decimal))


def cell_text(row: Row, name: str, unit: Unit, decimals: int | None = None) -> str:
    """A value; how much of it is not confirmed yet stands behind it."""
    if name in row.hidden:
        return row.hidden[name]
    text = cut(row.names.get(name, "")) or wording.shown(row.values[name], unit, decimals)
    unconfirmed = row.unconfirmed.get(name)
    return f"{text} (onbevestigd: {wording.shown(unconfirmed, unit)})" if unconfirmed else text


def plek_text(row: Row, which: str = "plek") -> str:
    """Code and name of a plek; that of a total says so."""
    code = getattr(row.cell, which)
    if code is None:
        return wording.TOTAL
    name = row.names.get(which, "")
    return cut(code) if name in ("", code) else cut(f"{code} {name}")


def reasons(table: Table, part: Part) -> list[str]:
    """Why what is absent in any row is so, each reason once."""
    found: dict[str, list[str]] = {}
    for column in table.columns:
        absent = (row.values[column.name] is None and column.name not in row.hidden for row in part.rows)
        if column.absent and any(absent):
            found.setdefault(column.absent, []).append(wording.head(column))
    return [f"{', '.join(columns)}: {reason}" for reason, columns in found.items()]


def _has_plek(table: Table, ground: Ground) -> bool:
    """A list that has a column for it has no other."""
    return table.per_plek and not (table.is_list and ground.dimension in {column.name for column in table.columns})


def _place(table: Table, row: Row, ground: Ground) -> Iterator[str]:
    if table.per_period:
        yield wording.EMPTY if row.cell.periode is None else wording.period(ground.periods[row.cell.periode])
    if _has_plek(table, ground):
        yield plek_text(row)
        if ground.second and not table.is_list:
            yield plek_text(row, "plek2")
