# SPDX-License-Identifier: EUPL-1.2
"""May a process start to serve? Asked once, before anything listens."""

from berichtenverkeer.core.database import Database, Verbinding
from berichtenverkeer.core.errors import SleutelOnbekend
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.migraties import vereist_migratie
from berichtenverkeer.ledger.kluis import Kluis

_VREEMD = "SELECT count(*) FROM datasleutel WHERE regio = $1 AND hoofdsleutel <> $2"


async def keur_opstart(instellingen: Instellingen) -> None:
    """Raises DatabaseWeg, MigratieNodig, or SleutelOnbekend when other master keys made data keys of this region."""
    database = await Database.open(instellingen)
    try:
        async with database.lees() as conn:
            await vereist_migratie(conn)
            await _vereist_sleutel(conn, instellingen)
    finally:
        await database.sluit()


async def _vereist_sleutel(conn: Verbinding, instellingen: Instellingen) -> None:
    kenmerk = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel).kenmerk
    if vreemd := await conn.fetchval(_VREEMD, instellingen.regio, kenmerk):
        raise SleutelOnbekend(
            f"BV_HOOFDSLEUTEL past niet bij deze database: {vreemd} datasleutel(s) zijn met een andere gemaakt."
        )
