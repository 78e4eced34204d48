# SPDX-License-Identifier: EUPL-1.2
"""Which clock a region has: its own when it is a simulation (definitions.md 1), otherwise that of production.

A simulated clock is a row in a schema that no migration makes and that only voorbeeldregio/klok.py fills. Whoever asks
a region something about now, asks that row first: a region that lives in another year is never judged by today.
"""

from datetime import datetime

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import Klok, systeemklok

LEES = "SELECT moment FROM simulatie.klok WHERE regio = $1"
_IS_ER = "SELECT to_regclass('simulatie.klok') IS NOT NULL"


class RegioIsSimulatie(BerichtenverkeerError):
    """Deze regio is een simulatie: zij leeft op een gesimuleerde klok."""

    actie = "Bedien haar met `berichtenverkeer demo`, of kies met BV_REGIO een andere regio."


async def klok_van(instellingen: Instellingen) -> Klok:
    """The clock of the region, for one command: a simulated one stands still meanwhile. Raises DatabaseWeg."""
    moment = await _gesimuleerd_moment(instellingen)
    return systeemklok if moment is None else lambda: moment


async def vereis_echte_klok(instellingen: Instellingen) -> None:
    """What happens now must not be booked among what happened in a simulation. Raises DatabaseWeg, RegioIsSimulatie."""
    if await _gesimuleerd_moment(instellingen) is not None:
        raise RegioIsSimulatie


async def _gesimuleerd_moment(instellingen: Instellingen) -> datetime | None:
    database = await Database.open(instellingen)
    try:
        async with database.lees() as conn:
            return await _lees(Grootboek(conn, instellingen.regio))
    finally:
        await database.sluit()


async def _lees(grootboek: Grootboek) -> datetime | None:
    if not await grootboek.conn.fetchval(_IS_ER):
        return None
    moment: datetime | None = await grootboek.fetchval(LEES)
    return moment
