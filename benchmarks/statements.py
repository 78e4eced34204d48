# SPDX-License-Identifier: EUPL-1.2
"""How many statements a batch takes, BEGIN and COMMIT among them: in one process, with no others beside it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from itertools import cycle
from typing import Any

from benchmarks.zaaigoed import DAY, VERZENDERS, berichten
from berichtenverkeer.core.clock import day, system_clock
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.settings import read_settings
from berichtenverkeer.gateway.beller import Beller, from_partij
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.heavy_lane import HeavyLane
from berichtenverkeer.gateway.receiving import Reception
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.ledger.vault import Vault

SIZES = (1, 16, 32)
"""Berichten that come at once."""


async def per_batch(soort: str, environment: dict[str, str], van: int) -> None:
    """Print it for each of SIZES. The berichten begin behind number `van`."""
    config = read_settings(environment)
    found = []
    async with open_gateway(config) as gateway:

        def beller(code: str) -> Beller:
            partij = gateway.register.stand.partij(code, DAY)
            assert partij
            return from_partij(config.regio, partij, Kanaal.API)

        for size in SIZES:
            bodies = zip(cycle(map(beller, VERZENDERS[soort])), berichten(soort, van, size), strict=False)
            van += size
            trips, vault = RoundTrips(gateway.database), Vault(config.hoofdsleutel, config.zoeksleutel)
            reception = Reception(
                trips,  # type: ignore[arg-type]  # counts, and is otherwise the database
                vault,
                gateway.register,
                system_clock,
                HeavyLane(config),
                gateway.budget_watch,
                regio=config.regio,
            )
            await vault.month_key(gateway.database, config.regio, day(system_clock()))
            async with reception:
                await asyncio.gather(*(reception.receive(who, data) for who, data in bodies))
            found.append(f"{size} at once: {trips.count}")
    print("statements: " + ", ".join(found))


class _Counted:
    """A connection that counts what it is asked; BEGIN and COMMIT are counted by `RoundTrips`."""

    def __init__(self, conn: Any, trips: "RoundTrips") -> None:
        self._conn = conn
        self._trips = trips

    def __getattr__(self, name: str) -> Any:
        if name in ("execute", "fetch", "fetchrow", "fetchval", "copy_records_to_table"):
            self._trips.count += 1
        return getattr(self._conn, name)


class RoundTrips:
    """A database of which the statements are counted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.count = 0

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[_Counted]:
        self.count += 2
        async with self._database.transaction() as conn:
            yield _Counted(conn, self)

    @contextlib.asynccontextmanager
    async def lees(self, *, snapshot: bool = False) -> AsyncIterator[_Counted]:
        self.count += 2
        async with self._database.lees(snapshot=snapshot) as conn:
            yield _Counted(conn, self)
