# SPDX-License-Identifier: EUPL-1.2
"""Which clock a region has: its own when it is a simulation (definitions.md 1), otherwise that of production.

A simulated clock is a row in a schema that no migration makes and that only voorbeeldregio/clock.py fills. Whoever asks
a region something about now, asks that row first: a region that lives in another year is never judged by today.
"""

from datetime import datetime

from berichtenverkeer.core.clock import Clock, system_clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.settings import Settings

READ = "SELECT moment FROM simulatie.klok WHERE regio = $1"
_EXISTS = "SELECT to_regclass('simulatie.klok') IS NOT NULL"


class RegioIsSimulation(BerichtenverkeerError):
    """Deze regio is een simulatie: zij leeft op een gesimuleerde klok."""

    actie = "Bedien haar met `berichtenverkeer demo`, of kies met BV_REGIO een andere regio."


async def clock_of(config: Settings) -> Clock:
    """The clock of the region, for one command: a simulated one stands still meanwhile. Raises DatabaseGone."""
    moment = await _simulated_moment(config)
    return system_clock if moment is None else lambda: moment


async def require_real_clock(config: Settings) -> None:
    """What happens now must not be booked among what happened in a simulation. Raises DatabaseGone,
    RegioIsSimulation."""
    if await _simulated_moment(config) is not None:
        raise RegioIsSimulation


async def _simulated_moment(config: Settings) -> datetime | None:
    database = await Database.open(config)
    try:
        async with database.lees() as conn:
            return await _read(Grootboek(conn, config.regio))
    finally:
        await database.close()


async def _read(grootboek: Grootboek) -> datetime | None:
    if not await grootboek.conn.fetchval(_EXISTS):
        return None
    moment: datetime | None = await grootboek.fetchval(READ)
    return moment
