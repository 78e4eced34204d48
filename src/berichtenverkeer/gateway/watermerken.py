# SPDX-License-Identifier: EUPL-1.2
"""Which ledger position belongs to an instant (definitions.md 1): recorded every minute, for figures "as known at"."""

import asyncio
from datetime import datetime, timedelta

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.klok import Klok, systeemklok
from berichtenverkeer.core.logboek import logger
from berichtenverkeer.gateway.tijdwacht import vereis_juist
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.ledger.epoch import EpochNodig, vereist_epoch

ELKE = timedelta(minutes=1)


async def leg_watermerk_vast(database: Database, regio: str, op: datetime, klok: Klok | None = None) -> int:
    """Record the watermark of now under the instant `op`, once; answers the position.

    With `klok`, which told that it is `op`, it must be one to trust. Raises KlokOnbetrouwbaar, DatabaseWeg.
    """
    async with database.transactie() as conn:
        grootboek = Grootboek(conn, regio)
        if klok is not None:
            await vereis_juist(grootboek, klok)
        return await watermerk.leg_vast(grootboek, op)


async def houd_watermerken_bij(database: Database, regio: str, klok: Klok = systeemklok) -> None:
    """Record every whole minute, for as long as the task runs.

    Every process of every machine does this: all name the same instants, the first one counts. A minute in which the
    database is away is left out; the instant then maps to the one before. It also tells when the database is another
    than it was (a standby took over, somebody put a copy back): then positions may be given twice.
    """
    while True:
        nu = klok()
        op = volgende(nu)
        await asyncio.sleep((op - nu).total_seconds())  # of one reading: set back in between, it would sleep for long
        try:
            await leg_watermerk_vast(database, regio, op, klok)
            async with database.lees() as conn:
                await vereist_epoch(conn)
        except EpochNodig as fout:
            logger.error("epoch_nodig", regio=regio, tekst=str(fout), actie=fout.actie)
        except BerichtenverkeerError as fout:
            logger.warning("watermerk_gemist", regio=regio, op=op.isoformat(), fout=type(fout).__name__)


def volgende(nu: datetime) -> datetime:
    """The first whole minute after `nu`."""
    return nu.replace(second=0, microsecond=0) + ELKE
