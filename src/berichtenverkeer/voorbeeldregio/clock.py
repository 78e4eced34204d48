# SPDX-License-Identifier: EUPL-1.2
"""The simulated clock (definitions.md 1): a row in the database, moved by the traffic generator, read by every process.

It lives in a schema of its own that no migration makes: a production database does not have it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import asyncpg

from berichtenverkeer.core import embedded
from berichtenverkeer.core.clock import NETHERLANDS, day
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.outage import world_faults
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.plafonds import shift_peilmaand
from berichtenverkeer.gateway.regio_clock import READ
from berichtenverkeer.gateway.watermarks import record_watermark

_MAKE = """
CREATE SCHEMA IF NOT EXISTS simulatie;
CREATE TABLE IF NOT EXISTS simulatie.klok (regio text PRIMARY KEY, moment timestamptz NOT NULL);
GRANT USAGE ON SCHEMA simulatie TO {rol};
GRANT SELECT, INSERT, UPDATE ON simulatie.klok TO {rol};
"""
_PUT = """
INSERT INTO simulatie.klok (regio, moment) VALUES ($1, $2)
ON CONFLICT (regio) DO UPDATE SET moment = excluded.moment WHERE simulatie.klok.moment <= excluded.moment
"""


class ClockMissing(BerichtenverkeerError):
    """Deze regio is geen simulatie: er is geen gesimuleerde klok voor."""

    actie = "Start de gateway met `berichtenverkeer serve`, of begin een simulatie met `berichtenverkeer demo`."


def moment_at(day_: date, hour: time = time(12)) -> datetime:
    """A moment of that day in the Netherlands, as aware UTC; noon by default."""
    return datetime.combine(day_, hour, NETHERLANDS).astimezone(UTC)


class SimulationClock:
    """The clock of one process: what it read last. `adjust` reads it anew."""

    def __init__(self, url: str, regio: str) -> None:
        self._url = url
        self._regio = regio
        self._conn: Any = None
        self._moment: datetime | None = None
        self._turn = asyncio.Lock()
        self._begun = self._succeeded = 0

    def __call__(self) -> datetime:
        assert self._moment is not None, "read before use: see `open_clock`"
        return self._moment

    async def adjust(self) -> None:
        """Know the moment of now. Whoever asks while a reading is under way shares the next one with the others.

        Raises DatabaseGone, ClockMissing.
        """
        following = self._begun + 1
        async with self._turn:
            if self._succeeded >= following:
                return  # a reading that began after the question has ended
            self._begun += 1
            self._moment = await self._read()
            self._succeeded = self._begun

    async def _read(self) -> datetime:
        try:
            with world_faults():
                if self._conn is None or self._conn.is_closed():
                    self._conn = await asyncpg.connect(self._url)
                moment: datetime | None = await self._conn.fetchval(READ, self._regio)
        except asyncpg.UndefinedTableError:
            moment = None
        if moment is None:
            raise ClockMissing
        return moment

    async def close(self) -> None:
        """Close its connection."""
        if self._conn is not None:
            await self._conn.close()


@asynccontextmanager
async def open_clock(config: Settings) -> AsyncIterator[SimulationClock]:
    """The clock of this process, read once. Raises DatabaseGone, ClockMissing."""
    use = await asyncio.to_thread(embedded.use, config.data) if config.is_embedded else None
    url = use.server.application_url if use else config.database_url
    assert url is not None
    clock = SimulationClock(url, config.regio)
    try:
        await clock.adjust()
        yield clock
    finally:
        await clock.close()
        if use is not None:
            await asyncio.to_thread(use.close)


async def make_clock(config: Settings, begin: date) -> None:
    """Make the region of `config` a simulation that begins on that day. Raises DatabaseGone."""
    use = await asyncio.to_thread(embedded.use, config.data) if config.is_embedded else None
    url = use.server.eigenaar_url if use else config.eigenaar_url
    try:
        with world_faults():
            conn = await asyncpg.connect(url)
            try:
                await conn.execute(_MAKE.format(rol=f'"{config.toepassingsrol}"'))
                await conn.execute(_PUT, config.regio, moment_at(begin))
            finally:
                await conn.close()
    finally:
        if use is not None:
            await asyncio.to_thread(use.close)


class ClockAnnouncer:
    """Moves the clock of a region, records the watermark of every day that it leaves behind, and on the first day of a
    month that it comes to, lets what can no longer be declared claim nothing any more."""

    def __init__(self, database: Database, regio: str, begin: date) -> None:
        self._database = database
        self._regio = regio
        self.vandaag = begin

    async def zet(self, day_: date) -> None:
        """Go to noon of a later day, when nothing is under way. Raises DatabaseGone."""
        assert day_ >= self.vandaag, "a simulation does not go back"
        midnight = moment_at(self.vandaag + timedelta(days=1), time(0))
        if day_ > self.vandaag:
            await record_watermark(self._database, self._regio, midnight)
        async with self._database.transaction() as conn:
            await conn.execute(_PUT, self._regio, moment_at(day_))
        if day_.replace(day=1) > self.vandaag:
            await shift_peilmaand(self._database, self._regio, lambda: moment_at(day_))
        self.vandaag = day_


@asynccontextmanager
async def open_clock_announcer(config: Settings) -> AsyncIterator[ClockAnnouncer]:
    """For whoever drives the simulation. Raises DatabaseGone, ClockMissing."""
    async with open_clock(config) as clock:
        begin = day(clock())
    database = await Database.open(config)
    try:
        yield ClockAnnouncer(database, config.regio, begin)
    finally:
        await database.close()
