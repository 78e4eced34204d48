# SPDX-License-Identifier: EUPL-1.2
"""Any report, made: what its request needs is prepared, its tables are counted, in both layers where they differ."""

from collections import defaultdict
from typing import Any

import duckdb
import msgspec

from berichtenverkeer.rapporten import cells, request
from berichtenverkeer.rapporten.band import bands
from berichtenverkeer.rapporten.compared import is_for, of_all
from berichtenverkeer.rapporten.declaration import Report, Table
from berichtenverkeer.rapporten.names import add_names
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.result import Cell, Part, Result
from berichtenverkeer.rapporten.small_cells import protect

_ALWAYS = ("periode", "plek", "plek2", "client")
"""Columns of facts that a table may count by without naming them."""


def make(connection: duckdb.DuckDBPyConnection, report: Report, question: Question) -> Result:
    """The report, as known at the K of the question. `connection` has the peilbestand as the views `bron.*`.

    Of a report in which others stand beside the asker small counts are hidden first: his rows are those of the whole.
    """
    result = made(connection, report, question)
    if question.small_cells or report.small_cells_always:
        result = protect(report, result)
    if report.is_compared and question.own:
        result = of_asker(connection, report, question, result)
    if question.band:
        asked = msgspec.structs.replace(question, termijn=result.ground.termijn)
        result = msgspec.structs.replace(result, bands=bands(connection, report, asked))
    return result


def made(connection: duckdb.DuckDBPyConnection, report: Report, question: Question, *, rounded: bool = False) -> Result:
    """The same with small counts in it, and with whoever the asker is compared with; counts of youths `rounded`."""
    question = of_all(report, question)
    ground = request.prepare(connection, report, question)
    parts = _parts(connection, report, question, rounded=rounded)
    if not question.confirmed and request.has_unconfirmed(connection):
        sure = msgspec.structs.replace(question, confirmed=True)
        request.prepare(connection, report, sure)
        for part, confirmed in zip(parts, _parts(connection, report, sure, rounded=rounded), strict=True):
            _mark_unconfirmed(report, part, confirmed)
    add_names(connection, report, question, parts)
    return Result(code=report.code, ground=ground, parts=parts)


def of_asker(connection: duckdb.DuckDBPyConnection, report: Report, question: Question, result: Result) -> Result:
    """Of a report that others stand in too, as `make` made it of all, what is for who asks the question: his own rows,
    and how complete his own care is."""
    ground = request.ground_of(connection, report, question)
    his = Result(code=report.code, ground=ground, parts=[])
    parts = [
        msgspec.structs.replace(part, rows=[row for row in part.rows if is_for(report, question, row.cell)])
        for part in result.parts
    ]
    ground = (protect(report, his) if result.ground.small_cells else his).ground
    return msgspec.structs.replace(result, ground=ground, parts=parts)


def _parts(connection: duckdb.DuckDBPyConnection, report: Report, question: Question, *, rounded: bool) -> list[Part]:
    two, people = question.second is not None, question.small_cells or report.small_cells_always
    shared = _shared_facts(connection, report)
    parts = [
        cells.count(connection, table, two=two, people=people, rounded=rounded, facts=shared.get(table.facts, ""))
        for table in report.tables
    ]
    for facts in shared.values():
        connection.execute(f"drop table {facts.removeprefix('from ')}")
    return parts


def _shared_facts(connection: duckdb.DuckDBPyConnection, report: Report) -> dict[str, str]:
    """Facts that several tables count are made once, with the columns that these name; the query for each."""
    tables: dict[str, list[Table]] = defaultdict(list)
    for table in report.tables:
        tables[table.facts].append(table)
    made = {}
    for name, every in tables.items():
        if len(every) > 1:
            words = {word for table in every for word in (*_ALWAYS, *table.words)}
            chosen = ", ".join(f"'{word}'" for word in sorted(words))
            connection.execute(
                f"create or replace temp table feiten_{name} as select columns(lambda naam: naam in ({chosen}))"
                f" from ({every[0].sql})"
            )
            made[name] = f"from feiten_{name}"
    return made


def _mark_unconfirmed(report: Report, part: Part, confirmed: Part) -> None:
    """Of each counted number how much of it is gone when only what is confirmed counts."""
    table = report.table(part.name)
    sure: dict[Cell, dict[str, Any]] = {row.cell: row.values for row in confirmed.rows}
    for row in part.rows:
        there = sure.get(row.cell, {})
        for column in table.counted:
            value, kept = row.values[column.name], there.get(column.name)
            if isinstance(value, int) and value != (kept or 0):
                row.unconfirmed[column.name] = value - (kept or 0)
