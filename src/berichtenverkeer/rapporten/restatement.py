# SPDX-License-Identifier: EUPL-1.2
"""What moved between two K's: the cells, by how much, and by which gebeurtenissen (definitions.md 1)."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import duckdb
import msgspec

from berichtenverkeer.rapporten import request
from berichtenverkeer.rapporten.behind import condition, told
from berichtenverkeer.rapporten.cells import count
from berichtenverkeer.rapporten.declaration import Column, Report, Table
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.result import Cell, Ground

REGISTER = "RegisterGeladen"
"""The cause of what no bericht moved: another register was known."""


class Cause(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A gebeurtenis booked between the two K's: its position, day and kind, and the bericht that brought it."""

    positie: int
    dag: date
    soort: str
    bericht_id: UUID | None


class Moved(msgspec.Struct, kw_only=True):
    """One cell of which a column moved: what it was at the first K and is at the second, and by what.

    Without causes the days did it: what is counted depends on the day of K, and that went on.
    """

    table: str
    cell: Cell
    column: str
    was: Any
    now: Any
    causes: tuple[Cause, ...]


class Restatement(msgspec.Struct, kw_only=True):
    """Both grounds, and all cells that moved."""

    code: str
    before: Ground
    after: Ground
    moved: list[Moved]


def restate(connection: duckdb.DuckDBPyConnection, report: Report, before: Question, after: Question) -> Restatement:
    """What moved between two questions that differ in K alone, the first being the earlier. Lists are not compared."""
    tables = [table for table in report.tables if not table.is_list]
    two = before.second is not None
    grounds, cells = [], []
    for number, question in enumerate((before, after)):
        grounds.append(request.prepare(connection, report, question))
        cells.append([_values(count(connection, table, two=two).rows) for table in tables])
        for table in tables:
            connection.execute(f"create or replace temp table {_kept(table, number)} as {table.sql}")
    moved = [
        one
        for table, was, now in zip(tables, *cells, strict=True)
        for one in _moved(connection, table, was, now, after=before.k)
    ]
    return Restatement(code=report.code, before=grounds[0], after=grounds[1], moved=moved)


def _values(rows: Iterable[Any]) -> dict[Cell, dict[str, Any]]:
    return {row.cell: row.values for row in rows}


def _kept(table: Table, number: int) -> str:
    return f"feiten_{number}_{table.name}"


def _moved(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    was: dict[Cell, dict[str, Any]],
    now: dict[Cell, dict[str, Any]],
    *,
    after: int,
) -> Iterable[Moved]:
    first, last = _kept(table, 0), _kept(table, 1)
    connection.execute(
        "create or replace temp table pagina as select row_number() over () as volgnr, * from ("
        f"(from {first} except all from {last}) union all (from {last} except all from {first}))"
    )
    connection.execute(
        "create or replace temp table oorzaak as "
        f"select * from ({told(table)}) where positie > {after}"
        f" union all select p.volgnr, v.positie, v.dag, '{REGISTER}', null from pagina p"
        f" join registerversie_bekend v on v.positie > {after}"
    )
    for cell in dict.fromkeys([*was, *now]):
        for column in (*table.counted, *table.derived):
            values = [_value(rows.get(cell), column) for rows in (was, now)]
            if values[0] != values[1]:
                causes = _causes(connection, table, cell, column)
                yield Moved(
                    table=table.name, cell=cell, column=column.name, was=values[0], now=values[1], causes=causes
                )


def _value(row: dict[str, Any] | None, column: Column) -> Any:
    """What a cell has in a column; one without facts in any period has no row, and counts nothing."""
    if row is not None:
        return row[column.name]
    return 0 if column.counts and column.of_nothing == "0" else None


def _causes(connection: duckdb.DuckDBPyConnection, table: Table, cell: Cell, column: Column) -> tuple[Cause, ...]:
    """What is told of the facts of this cell that came, went or changed; of the register what no bericht explains."""
    conditions, values = condition(table, cell)
    where = " and ".join([*conditions, *([f"({column.where})"] if column.where else [])]) or "true"
    found = connection.execute(
        "select distinct o.positie, o.dag, o.soort, o.bericht_id from oorzaak o"
        f" join (select volgnr from pagina where {where}) f using (volgnr)"
        f" where o.soort <> '{REGISTER}' or not exists (select 1 from oorzaak b"
        f" where b.volgnr = o.volgnr and b.soort <> '{REGISTER}')",
        values,
    )
    return tuple(sorted(Cause(positie=row[0], dag=row[1], soort=row[2], bericht_id=row[3]) for row in found.fetchall()))
