# SPDX-License-Identifier: EUPL-1.2
"""Noting what was refused, without letting a party fill the ledger with it: beyond a bound per hour it is counted."""

import asyncio
import secrets
from collections import Counter
from datetime import datetime

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.ledger import boek
from berichtenverkeer.ledger.boek import WeigeringRij
from berichtenverkeer.ledger.veroorzaker import Veroorzaker
from berichtenverkeer.ledger.weigeringen import NIEMAND, is_vol, tel, uur_van

PER_UUR = 1_000
"""Weigeringen of one party that are kept in one hour, over all processes; a few more when several write at once."""

_VAKKEN = 1 << 15


class Weigeringen:
    """What this process notes.

    Those that are only counted go to the database together: while one transaction runs, the next ones gather. So a
    flood costs one connection, and still nothing is answered before it is counted.
    """

    def __init__(self, database: Database, regio: str, per_uur: int = PER_UUR) -> None:
        self._database = database
        self._regio = regio
        self._per_uur = per_uur
        self._vak = secrets.randbelow(_VAKKEN)
        self._vol: dict[str, datetime] = {}
        self._nieuw: Counter[tuple[str, datetime]] = Counter()
        self._laatst: datetime | None = None
        self._ronde: asyncio.Task[None] | None = None
        self._beurt = asyncio.Lock()

    async def noteer(self, rij: WeigeringRij, veroorzaker: Veroorzaker) -> None:
        """Keep it, or count it when its party has too many in this hour. Raises DatabaseWeg."""
        partij, uur = rij.partij or NIEMAND, uur_van(rij.ontvangen_op)
        if self._vol.get(partij) == uur or not await self._bewaar(rij, veroorzaker, uur):
            self._vol[partij] = uur
            self._nieuw[partij, uur] += 1
            self._laatst = rij.ontvangen_op
            if self._ronde is None:
                self._ronde = asyncio.create_task(self._tel())
            await asyncio.shield(self._ronde)

    async def _bewaar(self, rij: WeigeringRij, veroorzaker: Veroorzaker, uur: datetime) -> bool:
        async with self._database.transactie() as conn:
            if await is_vol(Grootboek(conn, self._regio), rij.partij, uur, self._per_uur):
                return False
            await boek.schrijf_weigering(conn, rij, veroorzaker)
            return True

    async def _tel(self) -> None:
        async with self._beurt:
            tellingen, self._nieuw, self._ronde = self._nieuw, Counter(), None
            assert self._laatst is not None, "there is something to count"
            async with self._database.transactie() as conn:
                await tel(Grootboek(conn, self._regio), self._vak, tellingen, self._laatst)
