# SPDX-License-Identifier: EUPL-1.2
"""What one request needs before its tables are counted: what is known at K, placed, filtered (basis/)."""

import duckdb

from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.result import Ground


def prepare(connection: duckdb.DuckDBPyConnection, report: Report, question: Question) -> Ground:
    """Make the views that reports select from, for this question; what it rests on."""
    raise NotImplementedError


def has_unconfirmed(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether anything that is known waits for the answer of its receiver, who answers himself."""
    raise NotImplementedError
