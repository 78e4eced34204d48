# SPDX-License-Identifier: EUPL-1.2
"""Which berichten hang together with one bericht: for a party, or for who sees all of the region."""

from uuid import UUID

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.draden import searching
from berichtenverkeer.draden.searching import LIMIT
from berichtenverkeer.draden.tree import Draad
from berichtenverkeer.gateway.inzage import opening
from berichtenverkeer.gateway.rights import Zicht, use


class Draden:
    """The use case, on one region."""

    def __init__(self, database: Database, regio: str) -> None:
        self._database = database
        self._regio = regio

    @use("draden.draad")
    async def draad(self, zicht: Zicht, bericht_id: UUID, limiet: int = LIMIT) -> Draad | None:
        """The thread of a bericht, with what is in the mailbox of who calls, or with all of it.

        None when the bericht is not in that mailbox, or nowhere.
        """
        async with opening(self._database, zicht, "draden.draad", bericht_id) as one:
            async with self._database.lees() as conn:
                grootboek = Grootboek(conn, self._regio)
                found = await searching.draad(grootboek, bericht_id, zicht.partij, zicht.beller.code, limiet)
            one.is_found = found is not None
        return found
