# SPDX-License-Identifier: EUPL-1.2
"""A backup as an operator makes it: K is recorded first, so that a restore knows up to where figures are whole."""

import asyncio
from pathlib import Path

from berichtenverkeer.core.clock import Clock
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.core.shape import require_migration
from berichtenverkeer.gateway.regio_clock import clock_of
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.ledger.backup_restore import backup


async def make_backup(config: Settings, bestand: Path, clock: Clock | None = None) -> str:
    """Write the database to the new file `bestand`; returns a Dutch explanation to show.

    `clock` is by default that of each region. Raises CopyFailed, SettingMissing, DatabaseGone.
    """
    for one in config.per_regio():
        try:
            await _record_k(one, clock or await clock_of(one))
        except BerichtenverkeerError as fault:
            # A restore then goes by the last minute that was recorded. No time that cannot be trusted becomes one.
            logger.warning("watermerk_gemist", regio=one.regio, fout=type(fault).__name__)
    return await asyncio.to_thread(backup, config, bestand)


async def _record_k(config: Settings, clock: Clock) -> None:
    database = await Database.open(config)
    try:
        async with database.lees() as conn:
            await require_migration(conn)
        await record_watermark(database, config.regio, clock(), clock)
    finally:
        await database.close()
