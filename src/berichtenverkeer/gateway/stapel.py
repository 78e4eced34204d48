# SPDX-License-Identifier: EUPL-1.2
"""Batches without waiting: what arrives while a transaction runs forms the next one (design.md 3)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Generic, TypeVar

from berichtenverkeer.core.errors import BerichtenverkeerError, Botsing, TeGroot
from berichtenverkeer.gateway.wachtkamer import MEESTE_GEWICHT, Bezet, Item, Vrij, Wachtkamer

W = TypeVar("W")
B = TypeVar("B")

Verwerk = Callable[[Sequence[W], bool], Awaitable[Sequence[B]]]
"""Handles a whole batch in one transaction: one result per item, in order; raises when nothing was committed.

The flag says whether it may wait, for a moment, for who holds an aanbieder. Raises Bezet when waiting would take long.
"""

VerwerkEen = Callable[[W], Awaitable[B]]
"""Handles one item that goes alone. Raises Bezet when waiting would take long."""


def nooit() -> bool:
    """Who asks stays until it is answered."""
    return False


class Stapel(Generic[W, B]):
    """A queue with a few workers. A batch that fails is tried again one by one, so that one bericht that breaks a
    transaction takes no other with it. What would keep the others waiting waits in the waiting room; what came later
    and concerns the same aanbieder waits behind it."""

    def __init__(
        self,
        verwerk: Verwerk[W, B],
        verwerk_een: VerwerkEen[W, B],
        vrij: Vrij[W],
        *,
        werkers: int = 2,
        grootte: int = 32,
    ) -> None:
        self._verwerk = verwerk
        self._verwerk_een = verwerk_een
        self._werkers = werkers
        self._grootte = grootte
        self._nummers = count()
        self._rij: asyncio.Queue[Item[W, B]] = asyncio.Queue()
        self._kamer: Wachtkamer[W, B] = Wachtkamer(self._in_beurt, vrij, grootte)
        self._beurtplekken = asyncio.Semaphore(werkers)
        self._taken: list[asyncio.Task[None]] = []
        self._apart: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Stapel[W, B]":
        self._taken = [asyncio.create_task(self._werk_af()) for _ in range(self._werkers)]
        self._taken.append(asyncio.create_task(self._kamer.bewaak()))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Finish what was accepted and refuse who waits for an aanbieder (TeDruk), then stop."""
        await self._rij.join()
        await asyncio.gather(*self._apart)
        await self._kamer.rond_af()
        for taak in self._taken:
            taak.cancel()
        for taak in self._taken:
            with contextlib.suppress(asyncio.CancelledError):
                await taak

    def stop(self) -> None:
        """From now on nobody waits for an aanbieder any more: who does, and who would, is refused (TeDruk)."""
        self._kamer.sluit()

    async def dien_in(
        self,
        werk: W,
        aanbieder: str | None,
        *,
        apart: bool = False,
        is_weg: Callable[[], bool] = nooit,
        gewicht: int = 0,
    ) -> B:
        """The result for one item of an aanbieder (None: it shows when it is handled; only with `apart`).

        `gewicht` is how much work it is: a batch is at most MEESTE_GEWICHT.

        `apart` goes alone, beside the batches. Raises whatever handling it raised, TeDruk when it waited and was
        refused. Who is cancelled while he waits takes his item with him.
        """
        item: Item[W, B] = Item(next(self._nummers), werk, aanbieder, apart, is_weg, gewicht)
        self._rij.put_nowait(item)
        try:
            return await item.uitslag
        except asyncio.CancelledError:
            self._kamer.laat_gaan(item)
            raise

    async def _werk_af(self) -> None:
        while True:
            batch = [await self._rij.get()]
            gewicht = batch[0].gewicht
            while len(batch) < self._grootte and gewicht < MEESTE_GEWICHT and not self._rij.empty():
                batch.append(self._rij.get_nowait())
                gewicht += batch[-1].gewicht
            try:
                await self._verdeel(batch)
            finally:
                for _ in batch:
                    self._rij.task_done()

    async def _verdeel(self, batch: Sequence[Item[W, B]]) -> None:
        """Each where it belongs: behind who waits for the same aanbieder, alone, or with the others."""
        samen = []
        for item in batch:
            if item.uitslag.done():
                continue  # its asker gave up
            if self._kamer.wacht_op(item.aanbieder):
                self._kamer.zet(item)
            elif item.apart:
                taak = asyncio.create_task(self._begin_apart(item))
                self._apart.add(taak)
                taak.add_done_callback(self._apart.discard)
            else:
                samen.append(item)
        if samen:
            await self._probeer(samen)

    async def _probeer(self, batch: Sequence[Item[W, B]]) -> None:
        try:
            await self._doe(batch, wacht=False)
        except Bezet as fout:
            bezet = [item for item in batch if len(batch) == 1 or item.aanbieder in fout.aanbieders]
            for item in bezet:
                self._kamer.zet(item)
            if bezet:
                await self._verdeel([item for item in batch if item not in bezet])
            else:
                await self._een_voor_een(batch)
        except Exception as fout:
            if len(batch) == 1:
                batch[0].mislukt(fout)
            else:
                await self._een_voor_een(batch)

    async def _een_voor_een(self, batch: Sequence[Item[W, B]]) -> None:
        for item in batch:
            await self._verdeel([item])

    async def _begin_apart(self, item: Item[W, B]) -> None:
        if not await self._doe_apart(item):
            self._kamer.zet(item)

    async def _in_beurt(self, batch: Sequence[Item[W, B]]) -> bool:
        """What waited for one aanbieder, now that he seems free; False when he is not."""
        if batch[0].apart:
            return await self._doe_apart(batch[0])
        try:
            async with self._beurtplekken:
                await self._doe(batch, wacht=True)
        except Exception as fout:
            if len(batch) > 1:  # what is in the way of another need not be in the way of the first
                return await self._in_beurt(batch[:1])
            if isinstance(fout, Bezet):
                return False
            batch[0].mislukt(fout)
        return True

    async def _doe_apart(self, item: Item[W, B]) -> bool:
        try:
            item.geef(await self._verwerk_een(item.werk))
        except Bezet as fout:
            item.aanbieder = item.aanbieder or min(fout.aanbieders)
            return False
        except Exception as fout:
            item.mislukt(fout)
        self._kamer.kom_vrij([item.aanbieder])
        return True

    async def _doe(self, batch: Sequence[Item[W, B]], *, wacht: bool) -> None:
        """Raises Bezet and what is wrong with one of the batch."""
        try:
            uitslagen = await self._verwerk([item.werk for item in batch], wacht)
        except (Botsing, TeGroot):
            raise  # of one of them, which the others need not share
        except BerichtenverkeerError as fout:
            # The world is wrong for all of them alike: trying one by one would only take longer.
            for item in batch:
                item.mislukt(fout)
        else:
            for item, uitslag in zip(batch, uitslagen, strict=True):
                item.geef(uitslag)
        self._kamer.kom_vrij([item.aanbieder for item in batch])
