# SPDX-License-Identifier: EUPL-1.2
"""A batch gathers company: who was just answered is about to send again (decision 161)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from berichtenverkeer.gateway.together import Together
from berichtenverkeer.gateway.waiting_room import Item

SHARE = 0.25
"""Of what a batch took: the longest that the next one waits for company."""

MOST_S = 0.003
"""It never waits longer than this."""


def patience_s(batch_s: float) -> float:
    """How long to wait for company, after a batch that took `batch_s`."""
    return min(batch_s * SHARE, MOST_S)


class Gathering:
    """Between two batches of one queue.

    Who came during a batch would go at once when it ends, just before those whom it answered send again. They come
    during the next one, and so on: two half batches in turn, and what is fixed for a batch is paid twice. So the next
    one waits until as many are there as were answered and waited together. Who was answered alone, and behind whom
    nobody waits, is waited for by nobody: one sender, or a calm stream, notices nothing.
    """

    def __init__(self, size: int, waiting: Callable[[], int], before: Together[Any, Any]) -> None:
        """`size`: of a batch, at most; `waiting`: how many could be in the next one; `before`: who are to wait."""
        self._before = before
        before.listeners.append(self.came)
        self._size = size
        self._waiting = waiting
        self._wanted = 0
        self._goes_alone = False
        self._enough = asyncio.Event()
        self._enough.set()

    @asynccontextmanager
    async def behind(self, batch: Sequence[Item[Any, Any]]) -> AsyncIterator[None]:
        """The block handles this batch; leaving it waits for the company of the next one."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._before.hold()
        try:
            yield
            waiting, answered = self._count(), sum(item.result.done() for item in batch)
            wanted = min(self._size, waiting + answered) if waiting or answered > 1 else 0
            if waiting < wanted and not self._goes_alone:
                await self._gather(wanted, patience_s(loop.time() - began))
        finally:
            self._goes_alone = False
            await self._before.let_go()

    def _count(self) -> int:
        return self._waiting() + len(self._before)

    async def _gather(self, wanted: int, most_s: float) -> None:
        self._wanted = wanted
        self._enough.clear()
        timer = asyncio.get_running_loop().call_later(most_s, self._enough.set)
        try:
            await self._enough.wait()
        finally:
            timer.cancel()

    def came(self, *, alone: bool = False) -> None:
        """Somebody came, and waits for the next batch to begin; `alone`: he needs no company."""
        self._goes_alone |= alone
        if alone or (not self._enough.is_set() and self._count() >= self._wanted):
            self._enough.set()

    def close(self) -> None:
        """From now on nobody sends again, so no batch waits."""
        self._size = 0
        self._enough.set()
