# SPDX-License-Identifier: EUPL-1.2
"""Which ledger position belongs to an instant (definitions.md 1): recorded every minute, for figures "as known at"."""

import asyncio
from datetime import datetime, timedelta

from berichtenverkeer.core.clock import Clock, system_clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.gateway.time_guard import require_correct
from berichtenverkeer.ledger import watermark
from berichtenverkeer.ledger.epoch import EpochNeeded, require_epoch

INTERVAL = timedelta(minutes=1)


async def record_watermark(database: Database, regio: str, moment: datetime, clock: Clock | None = None) -> int:
    """Record the watermark of now under the instant `moment`, once; returns the position.

    With `clock`, which told that it is `moment`, it must be one to trust. Raises ClockUnreliable, DatabaseGone.
    """
    async with database.transaction() as conn:
        grootboek = Grootboek(conn, regio)
        if clock is not None:
            await require_correct(grootboek, clock)
        return await watermark.record(grootboek, moment)


async def keep_watermarks(database: Database, regio: str, clock: Clock = system_clock) -> None:
    """Record every whole minute, for as long as the task runs.

    Every process of every machine does this: all name the same instants, the first one counts. A minute in which the
    database is away is left out; the instant then maps to the one before. It also tells when the database is another
    than it was (a standby took over, somebody put a copy back): then positions may be given twice.
    """
    while True:
        now = clock()
        moment = following(now)
        await asyncio.sleep(
            (moment - now).total_seconds()
        )  # of one reading: set back in between, it would sleep for long
        try:
            await record_watermark(database, regio, moment, clock)
            async with database.lees() as conn:
                await require_epoch(conn)
        except EpochNeeded as fault:
            logger.error("epoch_nodig", regio=regio, tekst=str(fault), actie=fault.actie)
        except BerichtenverkeerError as fault:
            logger.warning("watermerk_gemist", regio=regio, op=moment.isoformat(), fout=type(fault).__name__)


def following(now: datetime) -> datetime:
    """The first whole minute after `now`."""
    return now.replace(second=0, microsecond=0) + INTERVAL
