# SPDX-License-Identifier: EUPL-1.2
"""What is under way in this process, so that stopping can wait for it."""

import asyncio
import contextlib

from aiohttp import web


class InFlight:
    """Counts requests. aiohttp's own shutdown stops reading at once and so loses a body that is still arriving; this
    one lets every request that has begun come to its end, and ends its connection with it."""

    def __init__(self) -> None:
        self.stops = False
        self._under_way = 0
        self._empty = asyncio.Event()

    def begin(self) -> None:
        """A request came in."""
        self._under_way += 1

    def end(self) -> None:
        """It was answered."""
        self._under_way -= 1
        if self.stops and not self._under_way:
            self._empty.set()

    async def round_off(self, seconds: float) -> None:
        """From now on every answer ends its connection; returns when nothing is under way, or after `seconds`."""
        self.stops = True
        await asyncio.sleep(0)  # what was just received begins
        if self._under_way:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), seconds)


IN_FLIGHT = web.AppKey("gang", InFlight)
