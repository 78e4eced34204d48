# SPDX-License-Identifier: EUPL-1.2
"""The figures of a gateway as its report process makes them, without that process: a peilbestand, and DuckDB on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import msgspec

from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.ledger.epoch import History
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.peilbestand.writing import make
from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.opening import open_connection
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.result import Result


class Cijfers(msgspec.Struct):
    """All that is known of a region at a peil."""

    connection: duckdb.DuckDBPyConnection
    regio: str
    peil: Peil

    def ask(self, report: Report, periods: str, **otherwise: Any) -> Result:
        """The report over these periods. Raises PeriodeAfterPeil."""
        asked: dict[str, Any] = {"regio": self.regio, "k": self.peil.positie, "dag_k": self.peil.dag}
        return engine.make(self.connection, report, Question(periods=read_periods(periods), **asked | otherwise))


@asynccontextmanager
async def cijfers(gateway: Gateway, **asked: Any) -> AsyncIterator[Cijfers]:
    """At the peil that is asked for, as `at_peil` reads it."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "peilbestand"
        async with at_peil(gateway.database, gateway.regio, gateway.clock, **asked) as (grootboek, peil):
            await make(grootboek, peil, folder, history=History(0, ""), made_at=gateway.clock())
        with open_connection(folder) as connection:
            yield Cijfers(connection, gateway.regio, peil)
