# SPDX-License-Identifier: EUPL-1.2
"""Batches: what arrives while a transaction runs forms the next one, with who is about to come (design.md 3)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from itertools import count
from typing import Any, Generic, TypeVar

from berichtenverkeer.core.errors import BerichtenverkeerError, Botsing, TooBusy, TooLarge
from berichtenverkeer.gateway.gathering import Gathering
from berichtenverkeer.gateway.together import Together
from berichtenverkeer.gateway.turns import Line, Turn
from berichtenverkeer.gateway.waiting_room import MAX_WEIGHT, MOST_WAITING, Free, Item, Occupied, WaitingRoom

W = TypeVar("W")
R = TypeVar("R")

Process = Callable[[Sequence[W], bool, Turn], Awaitable[Sequence[R]]]
"""Handles a whole batch in one transaction: one result per item, in order; raises when nothing was committed.

The flag says whether it may wait, for a moment, for who holds an aanbieder; the turn is extended to all whose money it
touches. Raises Occupied when waiting would take long.
"""

ProcessOne = Callable[[W, Turn], Awaitable[R]]
"""Handles one item that goes alone. Raises Occupied when waiting would take long."""


def never() -> bool:
    """Who asks stays until it is answered."""
    return False


class BatchQueue(Generic[W, R]):
    """A queue with a worker, and another for the line of who needs a turn at the money of an aanbieder: who needs none
    waits for nobody's. A batch that fails is tried again one by one, so that one bericht that breaks a transaction
    takes no other with it. What would keep the others waiting waits in the waiting room; what came later and concerns
    the same aanbieder waits behind it."""

    def __init__(
        self,
        process: Process[W, R],
        process_one: ProcessOne[W, R],
        free: Free[W],
        before: Together[Any, Any],
        *,
        size: int = 32,
        most: int = MOST_WAITING,
    ) -> None:
        """`before`: what is read and comes here; a batch holds it, so that it is read together."""
        self._before = before
        self._process = process
        self._process_one = process_one
        self._size = size
        self._numbers = count()
        self._queue: asyncio.Queue[Item[W, R]] = asyncio.Queue()
        self._line: Line[W, R] = Line(most)
        self._gathering = Gathering(size, self._queue.qsize, before)
        self._gathering_in_turn = Gathering(size, partial(self._line.count_ready, size), before)
        self._room: WaitingRoom[W, R] = WaitingRoom(self._in_turn, free, size, most)
        self._one_in_turn = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._alone: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "BatchQueue[W, R]":
        ever = (self._work, self._work_in_turn, self._room.guard)
        self._tasks = [asyncio.create_task(one()) for one in ever]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Finish what was accepted and refuse who waits for an aanbieder (TooBusy), then stop."""
        for one in (self._gathering, self._gathering_in_turn):
            one.close()
        await self._before.close()
        await self._queue.join()
        await self._line.join()
        await asyncio.gather(*self._alone)
        await self._room.drain()
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def stop(self) -> None:
        """From now on nobody waits for an aanbieder any more: who does, and who would, is refused (TooBusy)."""
        self._room.close()

    async def submit(
        self,
        work: W,
        aanbieder: str | None,
        *,
        alone: bool = False,
        is_gone: Callable[[], bool] = never,
        weight: int = 0,
        turns: frozenset[str] = frozenset(),
    ) -> R:
        """The result for one item of an aanbieder (None: it shows when it is handled; only with `alone`).

        `weight` is how much work it is: a batch is at most MAX_WEIGHT. `turns`: at whom it needs a turn, as far as is
        known before it is handled.

        With `alone` it goes alone, beside the batches. Raises whatever handling it raised, TooBusy when too many wait
        for the aanbieder, or it waited and was refused. Who is cancelled while he waits takes his item with him.
        """
        item: Item[W, R] = Item(next(self._numbers), work, aanbieder, alone, is_gone, weight, turns)
        if turns and not alone:
            self._line.add(item)
            self._gathering_in_turn.came()
        else:
            self._queue.put_nowait(item)
            self._gathering.came(alone=alone)
        try:
            return await item.result
        except asyncio.CancelledError:
            self._line.withdraw(item)
            self._room.withdraw(item)
            raise

    async def _work(self) -> None:
        while True:
            batch = [await self._queue.get()]
            weight = batch[0].weight
            while len(batch) < self._size and weight < MAX_WEIGHT and not self._queue.empty():
                batch.append(self._queue.get_nowait())
                weight += batch[-1].weight
            async with self._gathering.behind(batch):
                try:
                    with self._line.nobody() as turn:
                        await self._dispatch(batch, turn)
                finally:
                    for _ in batch:
                        self._queue.task_done()

    async def _work_in_turn(self) -> None:
        while True:
            batch, turn = await self._line.take(self._size)
            async with self._gathering_in_turn.behind(batch):
                with turn:
                    await self._dispatch(batch, turn)

    async def _dispatch(self, batch: Sequence[Item[W, R]], turn: Turn) -> None:
        """Each where it belongs: behind who waits for the same aanbieder, alone, or with the others."""
        together = []
        for item in batch:
            if item.result.done():
                continue  # its asker gave up
            if self._room.has_queue(item.aanbieder):
                self._room.add(item)
            elif item.alone:
                task = asyncio.create_task(self._start_alone(item))
                self._alone.add(task)
                task.add_done_callback(self._alone.discard)
            else:
                together.append(item)
        if together:
            await self._attempt(together, turn)

    async def _attempt(self, batch: Sequence[Item[W, R]], turn: Turn) -> None:
        try:
            await self._do(batch, turn, wait=False)
        except Occupied as fault:
            if fault.turns and len(batch) == 1:
                self._again(batch[0], fault.turns)
                return
            occupied = [item for item in batch if len(batch) == 1 or item.aanbieder in fault.aanbieders]
            for item in occupied:
                self._room.add(item)
            if occupied:
                await self._dispatch([item for item in batch if item not in occupied], turn)
            else:
                await self._one_by_one(batch, turn)
        except Exception as fault:
            if len(batch) == 1:
                batch[0].failed(fault)
            else:
                await self._one_by_one(batch, turn)

    def _again(self, item: Item[W, R], turns: frozenset[str]) -> None:
        """It turned out to need these turns: in the line with it."""
        item.turns |= turns
        try:
            self._line.add(item)
        except TooBusy as fault:
            item.failed(fault)

    async def _one_by_one(self, batch: Sequence[Item[W, R]], turn: Turn) -> None:
        for item in batch:
            await self._dispatch([item], turn)

    async def _start_alone(self, item: Item[W, R]) -> None:
        if not await self._do_alone(item):
            self._room.add(item)

    async def _in_turn(self, batch: Sequence[Item[W, R]]) -> bool:
        """What waited for one aanbieder, now that he seems free; False when he is not."""
        if batch[0].alone:
            return await self._do_alone(batch[0])
        try:
            async with self._line.turn(frozenset().union(*(item.turns for item in batch))) as turn, self._one_in_turn:
                await self._do(batch, turn, wait=True)
        except Exception as fault:
            if len(batch) > 1:  # what is in the way of another need not be in the way of the first
                return await self._in_turn(batch[:1])
            if isinstance(fault, Occupied):
                batch[0].turns |= fault.turns
                return await self._in_turn(batch) if fault.turns else False
            batch[0].failed(fault)
        return True

    async def _do_alone(self, item: Item[W, R]) -> bool:
        try:
            async with self._line.turn(item.turns, item.aanbieder) as turn:
                item.give(await self._process_one(item.work, turn))
        except Occupied as fault:
            item.turns |= fault.turns
            if fault.turns:
                return await self._do_alone(item)
            item.aanbieder = item.aanbieder or min(fault.aanbieders)
            return False
        except Exception as fault:
            item.failed(fault)
        self._room.freed([item.aanbieder])
        return True

    async def _do(self, batch: Sequence[Item[W, R]], turn: Turn, *, wait: bool) -> None:
        """Raises Occupied and what is wrong with one of the batch."""
        try:
            results = await self._process([item.work for item in batch], wait, turn)
        except (Botsing, TooLarge):
            raise  # of one of them, which the others need not share
        except BerichtenverkeerError as fault:
            # The world is wrong for all of them alike: trying one by one would only take longer.
            for item in batch:
                item.failed(fault)
        else:
            for item, result in zip(batch, results, strict=True):
                item.give(result)
        finally:
            turn.shrink()
        self._room.freed([item.aanbieder for item in batch])

    def turn(self, aanbieders: frozenset[str], of: str | None = None) -> AbstractAsyncContextManager[Turn]:
        """A turn at the money of these, for what goes another way, from whatever thread. See `Line.turn`."""
        return self._line.turn(aanbieders, of)
