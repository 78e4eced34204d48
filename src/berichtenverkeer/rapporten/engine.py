# SPDX-License-Identifier: EUPL-1.2
"""Any report, made: what its request needs is prepared, its tables are counted, in both layers where they differ."""

from typing import Any

import duckdb
import msgspec

from berichtenverkeer.rapporten import cells, request
from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.names import add_names
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.result import Cell, Part, Result
from berichtenverkeer.rapporten.small_cells import protect


def make(connection: duckdb.DuckDBPyConnection, report: Report, question: Question) -> Result:
    """The report, as known at the K of the question. `connection` has the peilbestand as the views `bron.*`."""
    asker, question = question.own, _of_all(report, question)
    ground = request.prepare(connection, report, question)
    parts = _parts(connection, report, question)
    if not question.confirmed and request.has_unconfirmed(connection):
        sure = msgspec.structs.replace(question, confirmed=True)
        request.prepare(connection, report, sure)
        for part, confirmed in zip(parts, _parts(connection, report, sure), strict=True):
            _mark_unconfirmed(report, part, confirmed)
    if report.is_compared and asker is not None:
        ground = msgspec.structs.replace(ground, own=asker.code)
        for part in parts:
            part.rows = [row for row in part.rows if row.cell.plek == asker.code]
    add_names(connection, report, question, parts)
    result = Result(code=report.code, ground=ground, parts=parts)
    return protect(report, result) if question.small_cells or report.small_cells_always else result


def _of_all(report: Report, question: Question) -> Question:
    """The question as it is asked of all of the region, when others stand beside the asker in it."""
    if not report.is_compared:
        return question
    return msgspec.structs.replace(question, own=None, dimension=report.dimension, second=None)


def _parts(connection: duckdb.DuckDBPyConnection, report: Report, question: Question) -> list[Part]:
    two, people = question.second is not None, question.small_cells or report.small_cells_always
    return [cells.count(connection, table, two=two, people=people) for table in report.tables]


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
