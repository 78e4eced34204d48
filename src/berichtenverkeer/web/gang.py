# SPDX-License-Identifier: EUPL-1.2
"""What is under way in this process, so that stopping can wait for it."""

import asyncio
import contextlib

from aiohttp import web


class Gang:
    """Counts requests. aiohttp's own shutdown stops reading at once and so loses a body that is still arriving; this
    one lets every request that has begun come to its end, and ends its connection with it."""

    def __init__(self) -> None:
        self.stopt = False
        self._onderweg = 0
        self._leeg = asyncio.Event()

    def begin(self) -> None:
        """A request came in."""
        self._onderweg += 1

    def einde(self) -> None:
        """It was answered."""
        self._onderweg -= 1
        if self.stopt and not self._onderweg:
            self._leeg.set()

    async def rond_af(self, seconden: float) -> None:
        """From now on every answer ends its connection; returns when nothing is under way, or after `seconden`."""
        self.stopt = True
        await asyncio.sleep(0)  # what was just received begins
        if self._onderweg:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leeg.wait(), seconden)


GANG = web.AppKey("gang", Gang)
