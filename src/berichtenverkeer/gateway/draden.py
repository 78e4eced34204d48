# SPDX-License-Identifier: EUPL-1.2
"""Which berichten hang together with one bericht, for a party or for who runs the gateway."""

from uuid import UUID

from berichtenverkeer.core.database import Database
from berichtenverkeer.draden import zoeken
from berichtenverkeer.draden.boom import Draad
from berichtenverkeer.draden.zoeken import LIMIET


async def draad(
    database: Database, regio: str, bericht_id: UUID, voor: str | None, limiet: int = LIMIET
) -> Draad | None:
    """The thread of a bericht, with what is in the mailbox of party `voor`; with everything when that is None.

    None when the bericht is not in that mailbox, or nowhere.
    """
    async with database.lees() as conn:
        return await zoeken.draad(conn, regio, bericht_id, voor, limiet)
