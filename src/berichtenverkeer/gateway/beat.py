# SPDX-License-Identifier: EUPL-1.2
"""What pages show as now: the peil of the last beat, for which was made beforehand what was asked lately.

Each INTERVAL in which somebody looked and something was booked, what pages asked at the last peil is made at the next
one, what was asked last first. Only then is that one shown: who comes first finds his page made.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.rapporten.orders import Order

INTERVAL = timedelta(seconds=60)
OLDEST = 3 * INTERVAL
"""How old may be what is shown as now. When no beat brought another, who asks gets that of now, and waits for it."""

LATELY = timedelta(minutes=10)
"""Of what was asked longer ago nothing is made beforehand."""

MOST_ASKED = 128
"""Questions that are made beforehand at most."""

WORK_S, REST = 60.0, 2
"""On the clock, with a rest after each of so many times what it took: most of the machine is for berichten. In a large
region what remains is made when it is asked; what that selects from is there then."""


class Asked(msgspec.Struct, frozen=True):
    """What a page asked, and when last."""

    at: datetime
    function: Callable[..., Any]
    order: Order


class Beat:
    """Of one region. `now` is the peil of now; `make` makes an order at a peil, and keeps it for who asks it."""

    def __init__(
        self,
        clock: Clock,
        now: Callable[[], Awaitable[Peil]],
        make: Callable[[Peil, Callable[..., Any], Order], Awaitable[object]],
    ) -> None:
        self._clock = clock
        self._now = now
        self._make = make
        self._shown: tuple[datetime, Peil] | None = None
        self._looked_at: datetime | None = None
        self._asked: dict[bytes, Asked] = {}

    async def recent(self) -> Peil:
        """That of the last beat, of today and at most OLDEST old, or of now. Raises what `now` does."""
        self._looked_at = now = self._clock()
        if self._shown is None or now - self._shown[0] >= OLDEST or self._shown[1].dag != day(now):
            self._shown = now, await self._now()
        return self._shown[1]

    def note(self, peil: Peil, function: Callable[..., Any], order: Order) -> None:
        """That this was asked; what is about another peil than the one shown is not made again."""
        if self._shown is None or peil != self._shown[1]:
            return
        key = type(order).__name__.encode() + msgspec.json.encode(_at(order, Peil(0, peil.dag)))
        self._asked.pop(key, None)
        self._asked[key] = Asked(self._clock(), function, order)
        if len(self._asked) > MOST_ASKED:
            del self._asked[next(iter(self._asked))]

    async def keep(self, interval: timedelta = INTERVAL) -> None:
        """For as long as a process serves."""
        while True:
            await asyncio.sleep(interval.total_seconds())
            try:
                await self.beat()
            except BerichtenverkeerError as fault:
                logger.warning("peil_niet_ververst", fout=type(fault).__name__)

    async def beat(self) -> None:
        """Go on to the peil of now, if somebody looked lately. Raises what `now` does."""
        now = self._clock()
        if self._shown is None or self._looked_at is None or now - self._looked_at >= LATELY:
            return
        peil = await self._now()
        if peil != self._shown[1]:
            await self._make_beforehand(now, peil)
        self._shown = now, peil

    async def _make_beforehand(self, now: datetime, peil: Peil) -> None:
        begun = time.monotonic()
        for key, asked in reversed(list(self._asked.items())):
            if now - asked.at >= LATELY:
                self._asked.pop(key, None)
            elif time.monotonic() - begun < WORK_S:
                began = time.monotonic()
                try:
                    await self._make(peil, asked.function, _at(asked.order, peil))
                except BerichtenverkeerError as fault:  # who asks it again is told
                    self._asked.pop(key, None)
                    logger.warning("niet_vooraf_gemaakt", rapport=asked.order.report, fout=type(fault).__name__)
                await asyncio.sleep(REST * (time.monotonic() - began))


def _at(order: Order, peil: Peil) -> Order:
    """The same, asked at another peil."""
    question = msgspec.structs.replace(order.question, k=peil.positie, dag_k=peil.dag)
    return msgspec.structs.replace(order, question=question)
