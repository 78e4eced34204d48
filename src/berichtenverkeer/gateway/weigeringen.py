# SPDX-License-Identifier: EUPL-1.2
"""Noting what was refused, without letting a party fill the ledger with it: beyond a bound per hour it is counted."""

import asyncio
import secrets
from collections import Counter
from datetime import datetime

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.ledger import book
from berichtenverkeer.ledger.book import WeigeringRow
from berichtenverkeer.ledger.causer import Veroorzaker
from berichtenverkeer.ledger.weigeringen import NOBODY, count_up, hour_of, is_full

PER_HOUR = 1_000
"""Weigeringen of one party that are kept in one hour, over all processes; a few more when several write at once."""

_SHARDS = 1 << 15


class Weigeringen:
    """What this process notes.

    Those that are only counted go to the database together: while one transaction runs, the next ones gather. So a
    flood costs one connection, and still nothing is answered before it is counted.
    """

    def __init__(self, database: Database, regio: str, per_hour: int = PER_HOUR) -> None:
        self._database = database
        self._regio = regio
        self._per_hour = per_hour
        self._shard = secrets.randbelow(_SHARDS)
        self._full: dict[str, datetime] = {}
        self._new: Counter[tuple[str, datetime]] = Counter()
        self._latest: datetime | None = None
        self._flush: asyncio.Task[None] | None = None
        self._flushing = asyncio.Lock()

    async def note(self, row: WeigeringRow, causer: Veroorzaker) -> None:
        """Keep it, or count it when its party has too many in this hour. Raises DatabaseGone."""
        partij, hour = row.partij or NOBODY, hour_of(row.ontvangen_op)
        if self._full.get(partij) == hour or not await self._save(row, causer, hour):
            self._full[partij] = hour
            self._new[partij, hour] += 1
            self._latest = row.ontvangen_op
            if self._flush is None:
                self._flush = asyncio.create_task(self._flush_counts())
            await asyncio.shield(self._flush)

    async def _save(self, row: WeigeringRow, causer: Veroorzaker, hour: datetime) -> bool:
        async with self._database.transaction() as conn:
            if await is_full(Grootboek(conn, self._regio), row.partij, hour, self._per_hour):
                return False
            await book.write_weigering(conn, row, causer)
            return True

    async def _flush_counts(self) -> None:
        async with self._flushing:
            tallies, self._new, self._flush = self._new, Counter(), None
            assert self._latest is not None, "there is something to count"
            async with self._database.transaction() as conn:
                await count_up(Grootboek(conn, self._regio), self._shard, tallies, self._latest)
