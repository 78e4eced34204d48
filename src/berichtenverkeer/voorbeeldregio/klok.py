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
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import NEDERLAND, dag
from berichtenverkeer.core.storing import wereldfouten
from berichtenverkeer.gateway.plafonds import verschuif_peilmaand
from berichtenverkeer.gateway.regioklok import LEES
from berichtenverkeer.gateway.watermerken import leg_watermerk_vast

_MAAK = """
CREATE SCHEMA IF NOT EXISTS simulatie;
CREATE TABLE IF NOT EXISTS simulatie.klok (regio text PRIMARY KEY, moment timestamptz NOT NULL);
GRANT USAGE ON SCHEMA simulatie TO {rol};
GRANT SELECT, INSERT, UPDATE ON simulatie.klok TO {rol};
"""
_ZET = """
INSERT INTO simulatie.klok (regio, moment) VALUES ($1, $2)
ON CONFLICT (regio) DO UPDATE SET moment = excluded.moment WHERE simulatie.klok.moment <= excluded.moment
"""


class KlokOntbreekt(BerichtenverkeerError):
    """Deze regio is geen simulatie: er is geen gesimuleerde klok voor."""

    actie = "Start de gateway met `berichtenverkeer serve`, of begin een simulatie met `berichtenverkeer demo`."


def moment_op(dag_: date, uur: time = time(12)) -> datetime:
    """A moment of that day in the Netherlands, as aware UTC; noon by default."""
    return datetime.combine(dag_, uur, NEDERLAND).astimezone(UTC)


class Simulatieklok:
    """The clock of one process: what it read last. `stel_bij` reads it anew."""

    def __init__(self, url: str, regio: str) -> None:
        self._url = url
        self._regio = regio
        self._conn: Any = None
        self._moment: datetime | None = None
        self._beurt = asyncio.Lock()
        self._begonnen = self._gelukt = 0

    def __call__(self) -> datetime:
        assert self._moment is not None, "read before use: see `open_klok`"
        return self._moment

    async def stel_bij(self) -> None:
        """Know the moment of now. Whoever asks while a reading is under way shares the next one with the others.

        Raises DatabaseWeg, KlokOntbreekt.
        """
        volgende = self._begonnen + 1
        async with self._beurt:
            if self._gelukt >= volgende:
                return  # a reading that began after the question has ended
            self._begonnen += 1
            self._moment = await self._lees()
            self._gelukt = self._begonnen

    async def _lees(self) -> datetime:
        try:
            with wereldfouten():
                if self._conn is None or self._conn.is_closed():
                    self._conn = await asyncpg.connect(self._url)
                moment: datetime | None = await self._conn.fetchval(LEES, self._regio)
        except asyncpg.UndefinedTableError:
            moment = None
        if moment is None:
            raise KlokOntbreekt
        return moment

    async def sluit(self) -> None:
        """Close its connection."""
        if self._conn is not None:
            await self._conn.close()


@asynccontextmanager
async def open_klok(instellingen: Instellingen) -> AsyncIterator[Simulatieklok]:
    """The clock of this process, read once. Raises DatabaseWeg, KlokOntbreekt."""
    gebruik = await asyncio.to_thread(embedded.gebruik, instellingen.data) if instellingen.is_embedded else None
    url = gebruik.server.toepassing_url if gebruik else instellingen.database_url
    assert url is not None
    klok = Simulatieklok(url, instellingen.regio)
    try:
        await klok.stel_bij()
        yield klok
    finally:
        await klok.sluit()
        if gebruik is not None:
            await asyncio.to_thread(gebruik.sluit)


async def maak_klok(instellingen: Instellingen, begin: date) -> None:
    """Make the region of `instellingen` a simulation that begins on that day. Raises DatabaseWeg."""
    gebruik = await asyncio.to_thread(embedded.gebruik, instellingen.data) if instellingen.is_embedded else None
    url = gebruik.server.eigenaar_url if gebruik else instellingen.eigenaar_url
    try:
        with wereldfouten():
            conn = await asyncpg.connect(url)
            try:
                await conn.execute(_MAAK.format(rol=f'"{instellingen.toepassingsrol}"'))
                await conn.execute(_ZET, instellingen.regio, moment_op(begin))
            finally:
                await conn.close()
    finally:
        if gebruik is not None:
            await asyncio.to_thread(gebruik.sluit)


class Klokkenluider:
    """Moves the clock of a region, records the watermark of every day that it leaves behind, and on the first day of a
    month that it comes to, lets what can no longer be declared claim nothing any more."""

    def __init__(self, database: Database, regio: str, begin: date) -> None:
        self._database = database
        self._regio = regio
        self.vandaag = begin

    async def zet(self, dag_: date) -> None:
        """Go to noon of a later day, when nothing is under way. Raises DatabaseWeg."""
        assert dag_ >= self.vandaag, "a simulation does not go back"
        middernacht = moment_op(self.vandaag + timedelta(days=1), time(0))
        if dag_ > self.vandaag:
            await leg_watermerk_vast(self._database, self._regio, middernacht)
        async with self._database.transactie() as conn:
            await conn.execute(_ZET, self._regio, moment_op(dag_))
        if dag_.replace(day=1) > self.vandaag:
            await verschuif_peilmaand(self._database, self._regio, lambda: moment_op(dag_))
        self.vandaag = dag_


@asynccontextmanager
async def open_klokkenluider(instellingen: Instellingen) -> AsyncIterator[Klokkenluider]:
    """For whoever drives the simulation. Raises DatabaseWeg, KlokOntbreekt."""
    async with open_klok(instellingen) as klok:
        begin = dag(klok())
    database = await Database.open(instellingen)
    try:
        yield Klokkenluider(database, instellingen.regio, begin)
    finally:
        await database.sluit()
