# SPDX-License-Identifier: EUPL-1.2
"""The watermark is recorded at whole minutes, once for all processes, and a missed minute harms nothing."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec
from structlog.testing import capture_logs

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.embedded import EIGENAAR, TOEPASSING, Server
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.watermerken import houd_watermerken_bij, leg_watermerk_vast, volgende
from berichtenverkeer.ledger import boek, watermerk

MINUUT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


async def _positie(database: Database) -> int:
    async with database.transactie() as conn:
        await watermerk.begin(Grootboek(conn, "r"))
        (positie,) = await boek.reserveer(conn, 1)
    return positie


async def test_an_instant_keeps_its_first_watermark(database: Database, regio: str) -> None:
    eerste = await _positie(database)
    assert await leg_watermerk_vast(database, regio, MINUUT) >= eerste
    vast = await leg_watermerk_vast(database, regio, MINUUT)
    await _positie(database)
    assert await leg_watermerk_vast(database, regio, MINUUT) == vast
    assert await leg_watermerk_vast(database, regio, MINUUT + timedelta(minutes=1)) > vast


async def test_two_processes_record_the_same_whole_minute_once(database: Database, regio: str) -> None:
    start, begin = MINUUT - timedelta(seconds=0.3), asyncio.get_running_loop().time()

    def klok() -> datetime:
        return start + timedelta(seconds=asyncio.get_running_loop().time() - begin)

    async with asyncio.timeout(10):
        taken = [asyncio.create_task(houd_watermerken_bij(database, regio, klok)) for _ in range(2)]
        momenten: list[datetime] = []
        for _ in range(100):
            if momenten := await _momenten(database, regio):
                break
            await asyncio.sleep(0.05)
        for taak in taken:
            taak.cancel()
            with suppress(asyncio.CancelledError):
                await taak
    assert momenten == [MINUUT]


async def test_a_database_that_was_put_back_under_a_running_process_is_told_every_minute(
    instellingen: Instellingen, server: Server, eigen_database: str, regio: str
) -> None:
    eigenaar = await asyncpg.connect(server.url(EIGENAAR, eigen_database))
    await eigenaar.execute("INSERT INTO epoch VALUES (1, 0, 0, now(), 'elders')")
    await eigenaar.close()
    hier = msgspec.structs.replace(instellingen, database_url=server.url(TOEPASSING, eigen_database))
    eigen = await Database.open(hier)
    with capture_logs() as regels:
        taak = asyncio.create_task(houd_watermerken_bij(eigen, regio, lambda: MINUUT - timedelta(milliseconds=1)))
        for _ in range(500):
            if regels:
                break
            await asyncio.sleep(0.02)
        taak.cancel()
        with suppress(asyncio.CancelledError):
            await taak
    assert {(regel["log_level"], regel["event"]) for regel in regels} == {("error", "epoch_nodig")}
    assert await _momenten(eigen, regio) == [MINUUT], "the watermark is kept all the same"
    await eigen.sluit()


async def _momenten(database: Database, regio: str) -> list[datetime]:
    async with database.lees() as conn:
        return [rij["op"] for rij in await conn.fetch("SELECT op FROM watermerk WHERE regio = $1 ORDER BY op", regio)]


def test_the_next_whole_minute_lies_after_now() -> None:
    assert volgende(MINUUT) == MINUUT + timedelta(minutes=1)
    assert volgende(MINUUT - timedelta(microseconds=1)) == MINUUT
