# SPDX-License-Identifier: EUPL-1.2
"""Batches without waiting: what arrives while a transaction runs forms the next one (design.md 3)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Generic, TypeVar

from berichtenverkeer.core.errors import BerichtenverkeerError, Botsing, TooLarge
from berichtenverkeer.gateway.waiting_room import MOST_GEWICHT, Free, Item, Occupied, WaitingRoom

W = TypeVar("W")
B = TypeVar("B")

Process = Callable[[Sequence[W], bool], Awaitable[Sequence[B]]]
"""Handles a whole batch in one transaction: one result per item, in order; raises when nothing was committed.

The flag says whether it may wait, for a moment, for who holds an aanbieder. Raises Occupied when waiting would take
long.
"""

ProcessOne = Callable[[W], Awaitable[B]]
"""Handles one item that goes alone. Raises Occupied when waiting would take long."""


def never() -> bool:
    """Who asks stays until it is answered."""
    return False


class Batch(Generic[W, B]):
    """A queue with a few workers. A batch that fails is tried again one by one, so that one bericht that breaks a
    transaction takes no other with it. What would keep the others waiting waits in the waiting room; what came later
    and concerns the same aanbieder waits behind it."""

    def __init__(
        self,
        process: Process[W, B],
        process_one: ProcessOne[W, B],
        free: Free[W],
        *,
        workers: int = 2,
        size: int = 32,
    ) -> None:
        self._process = process
        self._process_one = process_one
        self._workers = workers
        self._size = size
        self._numbers = count()
        self._row: asyncio.Queue[Item[W, B]] = asyncio.Queue()
        self._room: WaitingRoom[W, B] = WaitingRoom(self._in_turn, free, size)
        self._turn_places = asyncio.Semaphore(workers)
        self._taken: list[asyncio.Task[None]] = []
        self._apart: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Batch[W, B]":
        self._taken = [asyncio.create_task(self._work_off()) for _ in range(self._workers)]
        self._taken.append(asyncio.create_task(self._room.guard()))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Finish what was accepted and refuse who waits for an aanbieder (TooBusy), then stop."""
        await self._row.join()
        await asyncio.gather(*self._apart)
        await self._room.round_off()
        for task in self._taken:
            task.cancel()
        for task in self._taken:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def stop(self) -> None:
        """From now on nobody waits for an aanbieder any more: who does, and who would, is refused (TooBusy)."""
        self._room.close()

    async def hand_in(
        self,
        work: W,
        aanbieder: str | None,
        *,
        apart: bool = False,
        is_gone: Callable[[], bool] = never,
        gewicht: int = 0,
    ) -> B:
        """The result for one item of an aanbieder (None: it shows when it is handled; only with `apart`).

        `gewicht` is how much work it is: a batch is at most MOST_GEWICHT.

        `apart` goes alone, beside the batches. Raises whatever handling it raised, TooBusy when it waited and was
        refused. Who is cancelled while he waits takes his item with him.
        """
        item: Item[W, B] = Item(next(self._numbers), work, aanbieder, apart, is_gone, gewicht)
        self._row.put_nowait(item)
        try:
            return await item.uitslag
        except asyncio.CancelledError:
            self._room.let_go(item)
            raise

    async def _work_off(self) -> None:
        while True:
            batch = [await self._row.get()]
            gewicht = batch[0].gewicht
            while len(batch) < self._size and gewicht < MOST_GEWICHT and not self._row.empty():
                batch.append(self._row.get_nowait())
                gewicht += batch[-1].gewicht
            try:
                await self._divide(batch)
            finally:
                for _ in batch:
                    self._row.task_done()

    async def _divide(self, batch: Sequence[Item[W, B]]) -> None:
        """Each where it belongs: behind who waits for the same aanbieder, alone, or with the others."""
        together = []
        for item in batch:
            if item.uitslag.done():
                continue  # its asker gave up
            if self._room.wacht_op(item.aanbieder):
                self._room.zet(item)
            elif item.apart:
                task = asyncio.create_task(self._begin_apart(item))
                self._apart.add(task)
                task.add_done_callback(self._apart.discard)
            else:
                together.append(item)
        if together:
            await self._attempt(together)

    async def _attempt(self, batch: Sequence[Item[W, B]]) -> None:
        try:
            await self._do(batch, wait=False)
        except Occupied as fault:
            occupied = [item for item in batch if len(batch) == 1 or item.aanbieder in fault.aanbieders]
            for item in occupied:
                self._room.zet(item)
            if occupied:
                await self._divide([item for item in batch if item not in occupied])
            else:
                await self._one_by_one(batch)
        except Exception as fault:
            if len(batch) == 1:
                batch[0].failed(fault)
            else:
                await self._one_by_one(batch)

    async def _one_by_one(self, batch: Sequence[Item[W, B]]) -> None:
        for item in batch:
            await self._divide([item])

    async def _begin_apart(self, item: Item[W, B]) -> None:
        if not await self._do_apart(item):
            self._room.zet(item)

    async def _in_turn(self, batch: Sequence[Item[W, B]]) -> bool:
        """What waited for one aanbieder, now that he seems free; False when he is not."""
        if batch[0].apart:
            return await self._do_apart(batch[0])
        try:
            async with self._turn_places:
                await self._do(batch, wait=True)
        except Exception as fault:
            if len(batch) > 1:  # what is in the way of another need not be in the way of the first
                return await self._in_turn(batch[:1])
            if isinstance(fault, Occupied):
                return False
            batch[0].failed(fault)
        return True

    async def _do_apart(self, item: Item[W, B]) -> bool:
        try:
            item.give(await self._process_one(item.work))
        except Occupied as fault:
            item.aanbieder = item.aanbieder or min(fault.aanbieders)
            return False
        except Exception as fault:
            item.failed(fault)
        self._room.come_free([item.aanbieder])
        return True

    async def _do(self, batch: Sequence[Item[W, B]], *, wait: bool) -> None:
        """Raises Occupied and what is wrong with one of the batch."""
        try:
            verdicts = await self._process([item.work for item in batch], wait)
        except (Botsing, TooLarge):
            raise  # of one of them, which the others need not share
        except BerichtenverkeerError as fault:
            # The world is wrong for all of them alike: trying one by one would only take longer.
            for item in batch:
                item.failed(fault)
        else:
            for item, uitslag in zip(batch, verdicts, strict=True):
                item.give(uitslag)
        self._room.come_free([item.aanbieder for item in batch])
