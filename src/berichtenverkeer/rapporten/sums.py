# SPDX-License-Identifier: EUPL-1.2
"""Which cells of a table add up to others: what anyone can compute who knows what the columns mean."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import assert_never

from berichtenverkeer.rapporten.declaration import Column, Table, Unit
from berichtenverkeer.rapporten.result import Cell, Level, Part

Variable = tuple[int, str]
"""A cell of a made table: the number of its row, and the name of its column."""

Sum = list[tuple[Variable, int]]
"""Cells, each with the sign (or how many times) that it counts; what they make together is known."""

_TERM = re.compile(r"\s*([+-]?)\s*(volgende\.)?([a-z][a-z0-9_]*)")
_LINEAR = re.compile(rf"({_TERM.pattern})(\s*[+-]\s*[a-z][a-z0-9_]*)*\s*")


def sums(table: Table, part: Part) -> Iterator[Sum]:
    """All of them: plekken make their total, keys make all, months make a year, columns make each other."""
    for column in table.columns:
        if adds_up(column):
            yield from _of_column(table, part, column)
    at = {row.cell: number for number, row in enumerate(part.rows)}
    for terms in _between_columns(table):
        for row in part.rows:
            if found := _in_row(terms, row.cell, at):
                yield found


def rests(table: Table, part: Part) -> Iterator[tuple[Variable, int, Sum]]:
    """What is left of a count when one that is a part of it is taken away: nobody shows it, and anyone can.

    Its name and value, and the sum that gives it: part and rest make the whole.
    """
    for piece, whole in parts_of_counts(table):
        for number, row in enumerate(part.rows):
            some, every = row.values[piece.name], row.values[whole.name]
            if some is not None and every is not None:
                rest = number, f"{whole.name} - {piece.name}"
                yield rest, every - some, [((number, piece.name), 1), (rest, 1), ((number, whole.name), -1)]


def parts_of_counts(table: Table) -> Iterator[tuple[Column, Column]]:
    """The pairs of counts of which one counts some of what the other does: it says so, or has all its conditions."""
    for text in table.tells:
        if "<" in text:
            piece_name, whole_name = text.split(" < ")
            yield table.column(piece_name), table.column(whole_name)
    counts = [(one, _conditions(one)) for one in table.counted if one.unit is Unit.COUNT and one.is_personal]
    together = _together(table)
    for piece, more in counts:
        for whole, less in counts:
            is_part = less < more and piece.counts == whole.counts
            if is_part and not any({piece.name, whole.name} <= names for names in together):
                yield piece, whole


def _together(table: Table) -> list[set[str]]:
    """Columns that hang together by sums: what is left of one without another is what the rest of the sum has."""
    found: list[set[str]] = []
    for terms in _between_columns(table):
        names = {name for _, _, name in terms}
        linked = [one for one in found if one & names]
        found = [one for one in found if not one & names] + [names.union(*linked)]
    return found


def _conditions(column: Column) -> frozenset[str]:
    return frozenset(re.split(r"\s+and\s+", column.where)) - {"", "true"}


def between_tables(table: Table, part: Part, other: Table, other_part: Part) -> Iterator[tuple[Sum, Sum]]:
    """The cells of a table that make cells of another one as it declares (`adds_to`), and those, minus."""
    for text in table.adds_to:
        name, key, target, column = ADDS.findall(text)[0]
        if target != other.name:
            continue
        shared = [one.name for one in other.keys if one in table.keys]
        places = _places(table, part, name, shared, key)
        for place, whole in _places(other, other_part, column, shared).items():
            if some := places.get(place):
                yield some, [(variable, -1) for variable, _ in whole]


ADDS = re.compile(r"(\w+)(?: by (\w+))? = (\w+)\.(\w+)")


def _places(table: Table, part: Part, name: str, shared: Sequence[str], key: str = "") -> dict[Cell, Sum]:
    """The cells of a column together by place and the keys that are shared; with a `key` that is a plek, by it."""
    at = [number for number, one in enumerate(table.keys) if one.name in shared]
    plek_at = [number for number, one in enumerate(table.keys) if one.name == key]
    found: dict[Cell, Sum] = defaultdict(list)
    for number, row in enumerate(part.rows):
        cell = row.cell
        if not table.all_key or cell.keys[0] == table.all_key:
            level, plek = (Level.PLEK, cell.keys[plek_at[0]]) if plek_at else (cell.level, cell.plek)
            keys = tuple(cell.keys[one] for one in at)
            found[Cell(level, cell.periode, plek, cell.plek2, keys)].append(((number, name), 1))
    return found


class Imbalance(AssertionError):
    """Figures that do not add up as their table says: a bug of ours, never a footnote (definitions.md 4)."""


def check(table: Table, part: Part) -> None:
    """Raises Imbalance, naming cell and sum, when columns do not add up as the table declares."""
    at = {row.cell: number for number, row in enumerate(part.rows)}
    for text in table.sums:
        terms = list(_terms(text))
        for row in part.rows:
            found = _in_row(terms, row.cell, at)
            if sum(sign * part.rows[number].values[name] for (number, name), sign in found):
                raise Imbalance(f"{table.name}: {text}: {row.cell}")


def adds_up(column: Column) -> bool:
    """Whether cells of a column make another one: counts of youths and sums of money that do so nearly are treated as
    if they did."""
    if not column.counts:
        return False
    return column.is_additive or column.unit is Unit.COUNT or column.counts.startswith("sum(")


def _of_column(table: Table, part: Part, column: Column) -> Iterator[Sum]:
    """Those between the cells of one column."""
    groups: dict[Hashable, Sum] = defaultdict(list)
    whole: dict[Hashable, Sum] = defaultdict(list)
    adds_elsewhere = not table.all_key and any(text.split()[0] == column.name for text in table.adds_to)
    for number, row in enumerate(part.rows):
        cell, variable = row.cell, (number, column.name)
        own = cell.periode, cell.keys
        for group in _parts_of(cell):
            groups[own, group].append((variable, 1))
        for group in _wholes_of(cell):
            groups[own, group].append((variable, -1))
        if table.keys and not adds_elsewhere:
            whole["keys", cell.level, cell.periode, cell.plek, cell.plek2].append((variable, _sign(table, cell)))
        if column.adds_in_time:
            whole["time", cell.level, cell.plek, cell.plek2, cell.keys].append((variable, 1))
    yield from (one for one in groups.values() if len({sign for _, sign in one}) > 1)
    yield from (one for one in whole.values() if len(one) > 1)


def _sign(table: Table, cell: Cell) -> int:
    """Minus for the row that is all others together."""
    return -1 if table.all_key and cell.keys[0] == table.all_key else 1


def _parts_of(cell: Cell) -> tuple[Hashable, ...]:
    """What a cell is a part of: the total by plekken, by plekken of the second dimension, a margin."""
    match cell.level:
        case Level.TOTAL:
            return ()
        case Level.PLEK:
            return ("total by plek",)
        case Level.PLEK2:
            return ("total by plek2",)
        case Level.CELL:
            return ("plek", cell.plek), ("plek2", cell.plek2)
        case _:
            assert_never(cell.level)


def _wholes_of(cell: Cell) -> tuple[Hashable, ...]:
    """Of what a cell is the whole."""
    match cell.level:
        case Level.TOTAL:
            return "total by plek", "total by plek2"
        case Level.PLEK:
            return (("plek", cell.plek),)
        case Level.PLEK2:
            return (("plek2", cell.plek2),)
        case Level.CELL:
            return ()
        case _:
            assert_never(cell.level)


def _between_columns(table: Table) -> Iterator[list[tuple[int, bool, str]]]:
    """Those that the table declares, and the columns that are a sum of others: sign, of the period after, name."""
    for text in (*table.sums, *(one for one in table.tells if "<" not in one)):
        yield list(_terms(text))
    for column in table.derived:
        if _LINEAR.fullmatch(column.out_of):
            yield [(-1, False, column.name), *_terms(column.out_of)]


def _terms(text: str) -> Iterator[tuple[int, bool, str]]:
    for sign, following, name in _TERM.findall(text):
        yield -1 if sign == "-" else 1, bool(following), name


def _in_row(terms: Iterable[tuple[int, bool, str]], cell: Cell, at: dict[Cell, int]) -> Sum:
    """The cells of one row (and the row of the period after); nothing where that is not there."""
    after = Cell(cell.level, None if cell.periode is None else cell.periode + 1, cell.plek, cell.plek2, cell.keys)
    found: Sum = []
    for sign, following, name in terms:
        number = at.get(after if following else cell)
        if number is None:
            return []
        found.append(((number, name), sign))
    return found
