# SPDX-License-Identifier: EUPL-1.2
"""Which cells of a table add up to others: what anyone can compute who knows what the columns mean."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
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
    """Whether cells of a column make another one: a count of youths nearly does, and is treated so."""
    return bool(column.counts) and (column.unit is Unit.COUNT or column.is_additive)


def _of_column(table: Table, part: Part, column: Column) -> Iterator[Sum]:
    """Those between the cells of one column."""
    groups: dict[Hashable, Sum] = defaultdict(list)
    whole: dict[Hashable, Sum] = defaultdict(list)
    for number, row in enumerate(part.rows):
        cell, variable = row.cell, (number, column.name)
        own = cell.periode, cell.keys
        for group in _parts_of(cell):
            groups[own, group].append((variable, 1))
        for group in _wholes_of(cell):
            groups[own, group].append((variable, -1))
        if table.keys:
            whole["keys", cell.level, cell.periode, cell.plek, cell.plek2].append((variable, 1))
        if column.adds_in_time:
            whole["time", cell.level, cell.plek, cell.plek2, cell.keys].append((variable, 1))
    yield from (one for one in groups.values() if len({sign for _, sign in one}) > 1)
    yield from (one for one in whole.values() if len(one) > 1)


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
    for text in table.sums:
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
