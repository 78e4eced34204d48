# SPDX-License-Identifier: EUPL-1.2
"""The watermark is recorded at whole minutes, once for all processes, and a missed minute harms nothing."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec
from structlog.testing import capture_logs

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.embedded import APPLICATION, OWNER, Server
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.watermarks import following, keep_watermarks, record_watermark
from berichtenverkeer.ledger import book, watermark

MINUUT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


async def _position(database: Database) -> int:
    async with database.transaction() as conn:
        await watermark.begin(Grootboek(conn, "r"))
        (position,) = await book.reserve(conn, 1)
    return position


async def test_an_instant_keeps_its_first_watermark(database: Database, regio: str) -> None:
    first = await _position(database)
    assert await record_watermark(database, regio, MINUUT) >= first
    fixed = await record_watermark(database, regio, MINUUT)
    await _position(database)
    assert await record_watermark(database, regio, MINUUT) == fixed
    assert await record_watermark(database, regio, MINUUT + timedelta(minutes=1)) > fixed


async def test_two_processes_record_the_same_whole_minute_once(database: Database, regio: str) -> None:
    start, begin = MINUUT - timedelta(seconds=0.3), asyncio.get_running_loop().time()

    def clock() -> datetime:
        return start + timedelta(seconds=asyncio.get_running_loop().time() - begin)

    async with asyncio.timeout(10):
        taken = [asyncio.create_task(keep_watermarks(database, regio, clock)) for _ in range(2)]
        momenten: list[datetime] = []
        for _ in range(100):
            if momenten := await _momenten(database, regio):
                break
            await asyncio.sleep(0.05)
        for task in taken:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    assert momenten == [MINUUT]


async def test_a_database_that_was_put_back_under_a_running_process_is_told_every_minute(
    config: Settings, server: Server, eigen_database: str, regio: str
) -> None:
    eigenaar = await asyncpg.connect(server.url(OWNER, eigen_database))
    await eigenaar.execute("INSERT INTO epoch VALUES (1, 0, 0, now(), 'elders')")
    await eigenaar.close()
    here = msgspec.structs.replace(config, database_url=server.url(APPLICATION, eigen_database))
    own = await Database.open(here)
    with capture_logs() as regels:
        task = asyncio.create_task(keep_watermarks(own, regio, lambda: MINUUT - timedelta(milliseconds=1)))
        for _ in range(500):
            if regels:
                break
            await asyncio.sleep(0.02)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert {(regel["log_level"], regel["event"]) for regel in regels} == {("error", "epoch_nodig")}
    assert await _momenten(own, regio) == [MINUUT], "the watermark is kept all the same"
    await own.close()


async def _momenten(database: Database, regio: str) -> list[datetime]:
    async with database.lees() as conn:
        return [row["op"] for row in await conn.fetch("SELECT op FROM watermerk WHERE regio = $1 ORDER BY op", regio)]


def test_the_next_whole_minute_lies_after_now() -> None:
    assert following(MINUUT) == MINUUT + timedelta(minutes=1)
    assert following(MINUUT - timedelta(microseconds=1)) == MINUUT
