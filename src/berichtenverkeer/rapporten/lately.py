# SPDX-License-Identifier: EUPL-1.2
"""What was made last, to be told once more: a page of a report and each of its charts are of one making.

At its K a question has one answer, as long as a connection reads peilbestanden of one history: what is kept is what
would be made again.
"""

from collections.abc import Callable
from weakref import WeakKeyDictionary

import duckdb

from berichtenverkeer.rapporten.result import Result

MOST_ROWS = 20_000
"""Of all that is kept on a connection together: some tens of megabytes."""

_kept: WeakKeyDictionary[duckdb.DuckDBPyConnection, dict[bytes, Result]] = WeakKeyDictionary()


def made_once(connection: duckdb.DuckDBPyConnection, asked: bytes, make: Callable[[], Result]) -> Result:
    """What `make` gives, or gave when this was asked lately. Nobody changes it."""
    kept = _kept.setdefault(connection, {})
    result = kept.pop(asked, None) or make()
    kept[asked] = result  # the last asked is the last to go
    while sum(len(part.rows) for one in kept.values() for part in one.parts) > MOST_ROWS:
        del kept[next(iter(kept))]
    return result
