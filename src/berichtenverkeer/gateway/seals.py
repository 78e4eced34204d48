# SPDX-License-Identifier: EUPL-1.2
"""The seals of a month, for the controleur: whether ledger and inzagelog are still what they were."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import msgspec

from berichtenverkeer.core.clock import MAX_CLOCK_DIFFERENCE, NETHERLANDS, Clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import seals, watermark
from berichtenverkeer.ledger.seals import Seal, Span


class MonthSeals(msgspec.Struct, frozen=True):
    """`is_over`: nothing can be added to it any more."""

    seals: Sequence[Seal]
    is_over: bool


class Seals:
    """The use case, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("seals.of_month")
    async def of_month(self, _zicht: Zicht, begin: date) -> MonthSeals:
        """Of the month that begins on that day: every row is read. Raises DatabaseGone."""
        following = (begin + timedelta(days=32)).replace(day=1)
        first, end = (datetime.combine(day, time(), NETHERLANDS) for day in (begin, following))
        # what is of its last moment may be written just after it, by a machine whose clock is behind
        is_over = end + MAX_CLOCK_DIFFERENCE <= self._clock()
        async with self._database.lees() as conn:
            k = await watermark.watermark(Grootboek(conn, self._regio))
        async with self._database.lees(snapshot=True) as conn:
            grootboek = Grootboek(conn, self._regio)
            through = await watermark.at_moment(grootboek, end) if is_over else k
            span = Span(await watermark.at_moment(grootboek, first), through, first, end)
            return MonthSeals(await seals.seals(grootboek, span), is_over)
