# SPDX-License-Identifier: EUPL-1.2
"""Reports in which others stand beside the asker: made of all of the region, of which he gets what is his own row."""

import duckdb
import msgspec

from berichtenverkeer.rapporten import request
from berichtenverkeer.rapporten.behind import Behind, behind
from berichtenverkeer.rapporten.declaration import Report, Table
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.restatement import Restatement
from berichtenverkeer.rapporten.result import Cell


def of_all(report: Report, question: Question) -> Question:
    """The question as it is asked of all of the region, when others stand beside the asker in it."""
    if not report.is_compared:
        return question
    return msgspec.structs.replace(question, own=None, dimension=report.dimension, second=None)


def is_for(report: Report, question: Question, cell: Cell) -> bool:
    """Whether a row of such a report is for who asks: that of his own plek."""
    return not report.is_compared or question.own is None or cell.plek == question.own.code


def behind_own(
    connection: duckdb.DuckDBPyConnection,
    report: Report,
    question: Question,
    table: Table,
    cell: Cell,
    column: str | None,
    after: int,
    limit: int,
) -> Behind:
    """The facts behind a row that is for him, and none of another's (behind.py)."""
    if not is_for(report, question, cell):
        return Behind(facts=[])
    request.prepare(connection, report, of_all(report, question))
    return behind(connection, table, cell, column, after=after, limit=limit)


def only_own(report: Report, question: Question, found: Restatement) -> Restatement:
    """Of what moved his own rows, without how complete all of the region was."""
    if not report.is_compared or question.own is None:
        return found
    before, after = (
        msgspec.structs.replace(one, own=question.own.code, completeness=()) for one in (found.before, found.after)
    )
    moved = [one for one in found.moved if is_for(report, question, one.cell)]
    return Restatement(code=found.code, before=before, after=after, moved=moved)
