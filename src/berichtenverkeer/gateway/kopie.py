# SPDX-License-Identifier: EUPL-1.2
"""A backup as an operator makes it: K is recorded first, so that a restore knows up to where figures are whole."""

import asyncio
from pathlib import Path

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import Klok
from berichtenverkeer.core.logboek import logger
from berichtenverkeer.core.migraties import vereist_migratie
from berichtenverkeer.gateway.regioklok import klok_van
from berichtenverkeer.gateway.watermerken import leg_watermerk_vast
from berichtenverkeer.ledger.reservekopie import backup


async def maak_kopie(instellingen: Instellingen, bestand: Path, klok: Klok | None = None) -> str:
    """Write the database to the new file `bestand`; answers a Dutch explanation to show.

    `klok` is by default that of each region. Raises KopieMislukt, InstellingOntbreekt, DatabaseWeg.
    """
    for een in instellingen.per_regio():
        try:
            await _leg_k_vast(een, klok or await klok_van(een))
        except BerichtenverkeerError as fout:
            # A restore then goes by the last minute that was recorded. No time that cannot be trusted becomes one.
            logger.warning("watermerk_gemist", regio=een.regio, fout=type(fout).__name__)
    return await asyncio.to_thread(backup, instellingen, bestand)


async def _leg_k_vast(instellingen: Instellingen, klok: Klok) -> None:
    database = await Database.open(instellingen)
    try:
        async with database.lees() as conn:
            await vereist_migratie(conn)
        await leg_watermerk_vast(database, instellingen.regio, klok(), klok)
    finally:
        await database.sluit()
