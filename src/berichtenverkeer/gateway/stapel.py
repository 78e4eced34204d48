# SPDX-License-Identifier: EUPL-1.2
"""Batches without waiting: what arrives while a transaction runs forms the next one (design.md 3)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from berichtenverkeer.core.errors import BerichtenverkeerError, TeDruk

W = TypeVar("W")
B = TypeVar("B")

Verwerk = Callable[[Sequence[W]], Awaitable[Sequence[B | None]]]
"""Handles a whole batch in one transaction: one result per item, in order; raises when nothing was committed.

None instead of a result: this one would have kept the others waiting, and nothing was done with it.
"""

VerwerkEen = Callable[[W], Awaitable[B]]
"""Handles one item, however long it has to wait."""


class Stapel(Generic[W, B]):
    """A bounded queue with a few workers. A batch that fails is tried again one by one, so that one bericht that
    breaks a transaction takes no other with it. What would keep the others waiting waits beside them, in order."""

    def __init__(
        self,
        verwerk: Verwerk[W, B],
        verwerk_een: VerwerkEen[W, B],
        *,
        werkers: int = 2,
        grootte: int = 32,
        wachtrij: int = 1000,
    ) -> None:
        self._verwerk = verwerk
        self._verwerk_een = verwerk_een
        self._werkers = werkers
        self._grootte = grootte
        self._rij: asyncio.Queue[tuple[W, asyncio.Future[B]]] = asyncio.Queue(wachtrij)
        self._wachtkamer: asyncio.Queue[tuple[W, asyncio.Future[B]]] = asyncio.Queue()
        self._taken: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Stapel[W, B]":
        self._taken = [asyncio.create_task(self._werk_af()) for _ in range(self._werkers)]
        self._taken.append(asyncio.create_task(self._werk_wachtkamer_af()))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Finish what was accepted, then stop."""
        await self._rij.join()
        await self._wachtkamer.join()
        for taak in self._taken:
            taak.cancel()
        for taak in self._taken:
            with contextlib.suppress(asyncio.CancelledError):
                await taak

    async def dien_in(self, werk: W) -> B:
        """The result for one item. Raises TeDruk when the queue is full, and whatever `verwerk` raised for it."""
        toekomst: asyncio.Future[B] = asyncio.get_running_loop().create_future()
        try:
            self._rij.put_nowait((werk, toekomst))
        except asyncio.QueueFull:
            raise TeDruk from None
        return await toekomst

    async def _werk_af(self) -> None:
        while True:
            stapel = [await self._rij.get()]
            while len(stapel) < self._grootte and not self._rij.empty():
                stapel.append(self._rij.get_nowait())
            try:
                await self._probeer(stapel)
            finally:
                for _ in stapel:
                    self._rij.task_done()

    async def _probeer(self, stapel: Sequence[tuple[W, "asyncio.Future[B]"]]) -> None:
        try:
            uitslagen = await self._verwerk([werk for werk, _ in stapel])
        except BerichtenverkeerError as fout:
            # The world is wrong for all of them alike: trying one by one would only take longer.
            for _, toekomst in stapel:
                _zet_fout(toekomst, fout)
        except Exception as fout:
            if len(stapel) == 1:
                _zet_fout(stapel[0][1], fout)
                return
            for een in stapel:
                await self._probeer([een])
        else:
            for een, uitslag in zip(stapel, uitslagen, strict=True):
                if uitslag is None:
                    self._wachtkamer.put_nowait(een)
                elif not een[1].done():
                    een[1].set_result(uitslag)

    async def _werk_wachtkamer_af(self) -> None:
        while True:
            werk, toekomst = await self._wachtkamer.get()
            try:
                uitslag = await self._verwerk_een(werk)
                if not toekomst.done():
                    toekomst.set_result(uitslag)
            except Exception as fout:
                _zet_fout(toekomst, fout)
            finally:
                self._wachtkamer.task_done()


def _zet_fout(toekomst: "asyncio.Future[B]", fout: Exception) -> None:
    if not toekomst.done():
        toekomst.set_exception(fout)
