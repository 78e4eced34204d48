# SPDX-License-Identifier: EUPL-1.2
"""The counted columns of a table at every level: of each plek, and of all of them together.

How many different clients there are is counted in two steps: first a row per cell and client, which says for each
column in which periods it counts him, then those rows. DuckDB would keep a list of clients apart for every column and
level; and who has care has it for many a month, so that a row for each of those would be most of the work.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from berichtenverkeer.rapporten.declaration import Column, Table
from berichtenverkeer.rapporten.result import Level

PEOPLE = "p_"
"""Before the name of a column: on how many youths it rests."""

_TOGETHER = 60
"""Of so many periods each is a bit of one number."""

_DISTINCT = re.compile(r"count\(distinct (\w+)\)")


class Grid(NamedTuple):
    """By which columns of the facts a table is counted."""

    period: Sequence[str]
    place: Sequence[str]
    keys: Sequence[str]


class _Counted(NamedTuple):
    """A column, and how it is counted: by `sql`, or as the different values of `of` where `where` holds."""

    name: str
    sql: str
    of: str
    where: str


class _Step(NamedTuple):
    """Of a level: the columns of its place, which facts are of it, and by which keys it is counted. Of keys that it is
    not counted by `together` says what they are."""

    level: Level
    place: Sequence[str]
    where: str
    keys: Sequence[str]
    together: Sequence[str] = ()


def levels(table: Table, grid: Grid, *, people: bool) -> tuple[list[str], str]:
    """The relations that are made of `feiten` first, and the query for the cells of each level that has any facts."""
    distinct: dict[str, list[_Counted]] = defaultdict(list)
    for one in _counted(table, people=people):
        distinct[one.of].append(one)
    before, parts = [], []
    for of, columns in distinct.items():
        if of:
            counts_rows = "" in distinct  # then each cell that has facts is there by those
            before.append(f"{_each(of)} as materialized ({_per_cell(of, columns, grid, only_counted=counts_rows)})")
        parts += [_level(step, of, columns, grid) for step in _steps(table, grid)]
    query = " union all by name ".join(parts)
    if len(distinct) > 1:
        cell = _comma(["niveau", *grid.period, *grid.place, *grid.keys])
        names = [f"any_value({one.name}) as {one.name}" for columns in distinct.values() for one in columns]
        query = f"select {cell}, {_comma(names)} from ({query}) group by {cell}"
    return before, query


def _counted(table: Table, *, people: bool) -> list[_Counted]:
    found = [_as_counted(column) for column in table.counted]
    if people:
        found += [_Counted(PEOPLE + column.name, "", "client", column.where) for column in table.counted]
    return found


def _as_counted(column: Column) -> _Counted:
    distinct = _DISTINCT.fullmatch(column.counts)
    return _Counted(column.name, f"{column.aggregate} as {column.name}", distinct[1] if distinct else "", column.where)


def _each(of: str) -> str:
    return f"elke_{of}"


def _per_cell(of: str, columns: Sequence[_Counted], grid: Grid, *, only_counted: bool) -> str:
    """A row per place, keys and value, with the periods (a bit each, `deel` says which) in which it is there, and for
    each column those in which it counts it; `only_counted`: without those that none does."""
    bit = f"1::bigint << ({_number(grid)} % {_TOGETHER})"
    tells = [f"bit_or(case when {one.where} then {bit} end) as {one.name}" for one in columns if one.where]
    chosen = [*grid.place, *grid.keys, f"{of} as waarde", f"{_number(grid)} // {_TOGETHER} as deel"]
    is_counted = " or ".join(f"({one.where or 'true'})" for one in columns)
    where = f" where {is_counted}" if only_counted and all(one.where for one in columns) else ""
    return f"select {_comma([*chosen, f'bit_or({bit}) as in_perioden', *tells])} from feiten{where} group by all"


def _number(grid: Grid) -> str:
    return "periode" if grid.period else "0"


def _steps(table: Table, grid: Grid) -> Iterator[_Step]:
    """Each level, and with an `all_key` once more with the first of the keys taken together."""
    for level, (place, where) in _which(table, grid).items():
        yield _Step(level, place, where, grid.keys)
        if table.all_key:
            yield _Step(level, place, where, grid.keys[1:], [f"'{table.all_key}' as {grid.keys[0]}"])


def _which(table: Table, grid: Grid) -> Mapping[Level, tuple[Sequence[str], str]]:
    """Of each level the columns of its place, and which facts are of it."""
    place = grid.place
    total: dict[Level, tuple[Sequence[str], str]] = {Level.TOTAL: ([], "plek is null" if table.own_total else "")}
    if table.own_total:
        return total | {Level.PLEK: (place, "plek is not null")}
    if len(place) == 2:
        return total | {Level.PLEK: (place[:1], ""), Level.PLEK2: (place[1:], ""), Level.CELL: (place, "")}
    return total | ({Level.PLEK: (place, "")} if place else {})


def _level(step: _Step, of: str, columns: Sequence[_Counted], grid: Grid) -> str:
    group = [*grid.period, *step.place, *step.keys]
    absent = [f"null as {name}" for name in grid.place if name not in step.place]
    source = "feiten" + (f" where {step.where}" if step.where else "")
    counted = [one.sql for one in columns]
    if of:
        source, counted = _distinct(step, of, columns, grid)
    grouped = f" group by {_comma(group)}" if group else ""
    chosen = _comma([*group, *step.together, *absent, *counted])
    return f"select '{step.level}' as niveau, {chosen} from {source}{grouped}"


def _distinct(step: _Step, of: str, columns: Sequence[_Counted], grid: Grid) -> tuple[str, list[str]]:
    """What the rows per value and period of a level are, and how they are counted."""
    source, chosen = _each(of) + (f" where {step.where}" if step.where else ""), [*step.place, *step.keys]
    told = [one.name for one in columns if one.where]
    if chosen != [*grid.place, *grid.keys]:  # the same value may be in several plekken, or with several keys
        together = [f"bit_or({name}) as {name}" for name in ("in_perioden", *told)]
        source = f"select {_comma([*chosen, 'waarde', 'deel', *together])} from {source} group by all"
    else:
        source = f"from {source}"
    periods = "perioden" if grid.period else "(select 0 as nummer)"
    in_period = f"on p.nummer // {_TOGETHER} = e.deel and {_has_bit('in_perioden')}"
    shown = _comma(["p.nummer as periode", *chosen, "waarde", *(f"{_has_bit(name)} as {name}" for name in told)])
    rows = f"(select {shown} from ({source}) e join {periods} p {in_period})"
    holds = {one.name: "waarde is not null" + (f" and {one.name}" if one.where else "") for one in columns}
    return rows, [f"count_if({holds[one.name]})::bigint as {one.name}" for one in columns]


def _has_bit(name: str) -> str:
    return f"(e.{name} >> (p.nummer % {_TOGETHER})) & 1 = 1"


def _comma(names: Sequence[str]) -> str:
    return ", ".join(names)
