# SPDX-License-Identifier: EUPL-1.2
"""From facts to cells: one statement per table, whatever the number of periods and plekken."""

from collections.abc import Sequence
from typing import Any

import duckdb

from berichtenverkeer.rapporten.declaration import Column, Table, Unit
from berichtenverkeer.rapporten.levels import PEOPLE, Grid, levels
from berichtenverkeer.rapporten.result import Cell, Level, Part, Row
from berichtenverkeer.rapporten.sums import check

MAX_LISTED, MAX_OFFERED = 1000, 5000
"""How many rows a list shows per answer: of youths, whose facts can be asked page by page (behind.py), and of what is
on offer, which must be there whole."""


def count(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    *,
    two: bool,
    people: bool = False,
    rounded: bool = False,
    facts: str = "",
) -> Part:
    """The cells of a table; `two`: of two dimensions; `people`: with on how many youths each number rests; `rounded`:
    counts of youths to fives, and what follows from them. The views of the request are there (request.py); `facts` is
    the query of its facts, when they were made before."""
    if table.is_list:
        return _list(connection, table, facts or table.sql)
    people = people and table.is_personal
    result = connection.execute(statement(table, facts or table.sql, two=two, people=people, rounded=rounded))
    names = [column[0] for column in result.description or ()]
    part = Part(name=table.name, rows=_rows(table, names, result.fetchall()))
    if not rounded:  # what is rounded does not add up
        check(table, part)
    return part


def statement(table: Table, facts: str, *, two: bool, people: bool = False, rounded: bool = False) -> str:
    """The SQL that counts a table.

    A row stands for every period and every plek that has facts in any of them: what a plek did not have in a period is
    zero, or nothing, and said. Windows: `w_periode` over the rows of the same kind in a period, `w_cel` over those of
    the same plek in it, `w_plek` over the periods of a plek.
    """
    keys = [column.name for column in table.keys]
    place = (["plek", "plek2"] if two else ["plek"]) if table.per_plek else []
    period = ["periode"] if table.per_period else []
    before, counted = levels(table, Grid(period, place, keys), people=people)
    filled = [f"{_filled(table, column, rounded=rounded)} as {column.name}" for column in table.counted]
    if people:
        filled += [f"coalesce(g.{PEOPLE}{column.name}, 0) as {PEOPLE}{column.name}" for column in table.counted]
    derived = [f"({column.out_of}) as {column.name}" for column in table.derived]
    grid = ["niveau", *place, *keys]
    periods = "perioden p cross join" if period else ""
    unknown_last = [f"{name} = 'onbekend', {name}" for name in place]
    join = " and ".join(f"g.{name} is not distinct from r.{name}" for name in grid)
    join += " and g.periode = p.nummer" if period else ""
    spread = _comma([*(["p.nummer as periode"] if period else []), *(f"r.{name}" for name in grid), *filled])
    return f"""
with {_comma([f"feiten as materialized ({facts})", *before, f"geteld as ({counted})"])},
rijen as (select distinct {_comma(grid)} from geteld{_bare_total(place, keys)}),
cellen as (select {spread} from {periods} rijen r left join geteld g on {join})
select {_comma(["*", *derived])} from cellen
window w_periode as (partition by {_comma(["niveau", *period])}),
  w_cel as (partition by {_comma(["niveau", *period, *place])}),
  w_plek as (partition by {_comma(grid)} order by {_comma(period) or "1"})
order by {_comma([*period, "niveau = 'totaal' desc", "niveau", *unknown_last, *_in_order(table)])}
"""


def _filled(table: Table, column: Column, *, rounded: bool) -> str:
    """What a cell has in a column: of nothing, where it has no facts."""
    value = f"coalesce(g.{column.name}, {column.of_nothing})"
    if not rounded or column.unit is not Unit.COUNT or not (table.is_personal and column.is_personal):
        return value
    return f"case when {value} < 5 then {value} else ({value} + 2) // 5 * 5 end"


def totals(connection: duckdb.DuckDBPyConnection, table: Table) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The counted columns of all plekken together, by period and keys and in their order, where there are any facts."""
    keys = ["periode", *(column.name for column in table.keys)]
    counted = [f"{column.aggregate} as {column.name}" for column in table.counted]
    where = " where plek is null" if table.own_total else ""
    ways = [(keys, "all")]
    if table.all_key:
        ways.append((["periode", f"'{table.all_key}'", *keys[2:]], _comma(["periode", *keys[2:]])))
    parts = [f"select {_comma([*chosen, *counted])} from feiten{where} group by {by}" for chosen, by in ways]
    order = _comma([str(number) for number, _ in enumerate(keys, 1)])
    found = connection.execute(f"with feiten as ({table.sql}) {' union all '.join(parts)} order by {order}").fetchall()
    names = [column.name for column in table.counted]
    return {row[: len(keys)]: dict(zip(names, row[len(keys) :], strict=True)) for row in found}


def _in_order(table: Table) -> list[str]:
    """As the table says; then codes that are numbers by their number: 9 before 10."""
    numbers = {column.name: f"try_cast({column.name} as bigint)" for column in table.keys if column.unit is Unit.CODE}
    order = [table.order] if table.order else []
    return order + [one for column in table.keys for one in (numbers.get(column.name), column.name) if one]


def _bare_total(place: Sequence[str], keys: Sequence[str]) -> str:
    """A total is there also when nothing is, unless keys tell its rows apart."""
    if keys:
        return ""
    return f" union select 'totaal'{''.join(', null' for _ in place)}"


def _rows(table: Table, names: Sequence[str], found: Sequence[tuple[Any, ...]]) -> list[Row]:
    """The rows of a table, of which these are the columns by name."""
    at = {name: number for number, name in enumerate(names)}
    period, plek, plek2 = (at.get(name) for name in ("periode", "plek", "plek2"))
    keys = [at[column.name] for column in table.keys]
    values = [(column.name, at[column.name]) for column in table.columns]
    people = [(one.name, at[PEOPLE + one.name]) for one in table.counted if PEOPLE + one.name in at]
    return [
        Row(
            cell=Cell(
                Level(row[at["niveau"]]),
                None if period is None else row[period],
                None if plek is None else row[plek],
                None if plek2 is None else row[plek2],
                tuple([row[one] for one in keys]),
            ),
            values={name: row[one] for name, one in values},
            people={name: row[one] for name, one in people},
        )
        for row in found
    ]


def _list(connection: duckdb.DuckDBPyConnection, table: Table, facts: str) -> Part:
    """So many facts at most, in the order of the table; of more those of the last periods."""
    most = MAX_LISTED if table.is_personal else MAX_OFFERED
    names = [column.name for column in table.columns]
    head = [*(["periode"] if table.per_period else []), *(["plek"] if table.per_plek else [])]
    chosen = _comma([*head, *(name for name in names if name not in head)])
    order = _comma([*([table.order] if table.order else []), chosen])  # of equals the same ones first, every time
    if table.per_period:
        order = f"periode desc, {order}"
    found = connection.execute(f"select {chosen} from ({facts}) order by {order} limit {most + 1}")
    columns = [column[0] for column in found.description or ()]
    rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    kept = sorted(rows[:most], key=lambda row: row.get("periode") or 0)
    listed = [
        Row(cell=Cell(Level.CELL, row.get("periode"), row.get("plek")), values={name: row[name] for name in names})
        for row in kept
    ]
    return Part(name=table.name, rows=listed, is_complete=len(rows) <= most)


def _comma(names: Sequence[str]) -> str:
    return ", ".join(names)
