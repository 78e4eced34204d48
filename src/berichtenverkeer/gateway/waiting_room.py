# SPDX-License-Identifier: EUPL-1.2
"""Who must wait for an aanbieder waits here: a queue for each, in order, outside the database (design.md 0)."""

import asyncio
import contextlib
from bisect import insort
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Generic, TypeVar

from berichtenverkeer.core.errors import TooBusy

W = TypeVar("W")
R = TypeVar("R")

PROBE_S = 0.05
"""How often is looked whether another process has let go. What this one lets go of is noticed at once."""


class Occupied(Exception):
    """What berichten of `aanbieders` share is held alone by somebody, or the other way round: it takes waiting.

    Nothing was done. Empty when it is one of a batch and not known which. With `turns` nobody else has to let go: it
    is this process that is busy with their money, and it takes a turn at all of them (turns.py).
    """

    def __init__(self, aanbieders: frozenset[str], turns: frozenset[str] = frozenset()) -> None:
        super().__init__("bezet")
        self.aanbieders = aanbieders
        self.turns = turns


MOST_WAITING = 500
"""How many may wait for one aanbieder: the rest of what a process accepts is for the others."""

MAX_WEIGHT = 2000
"""A batch that is this much work, in elements of berichten, gets no more of it: all in it wait for all of it."""


class Item(Generic[W, R]):
    """A piece of work and its outcome. `number` is its place in the order of arrival.

    `aanbieder` is whose it is, None when that shows only later. `alone`: not together with others in one transaction.
    `weight` is how much work it is. `is_gone` says whether the one who asked is gone. `turns` are the aanbieders at
    whom it needs a turn, as far as known, `tag` its place among who waits for that (turns.py).
    """

    __slots__ = ("aanbieder", "alone", "is_gone", "number", "result", "tag", "turns", "weight", "work")

    def __init__(
        self,
        number: int,
        work: W,
        aanbieder: str | None,
        alone: bool,
        is_gone: Callable[[], bool],
        weight: int = 0,
        turns: frozenset[str] = frozenset(),
    ) -> None:
        self.number = number
        self.work = work
        self.aanbieder = aanbieder
        self.alone = alone
        self.is_gone = is_gone
        self.weight = weight
        self.turns = turns
        self.tag = 0
        self.result: asyncio.Future[R] = asyncio.get_running_loop().create_future()

    def give(self, result: R) -> None:
        """Tell the outcome to who still waits for it."""
        if not self.result.done():
            self.result.set_result(result)

    def failed(self, fault: Exception) -> None:
        """Tell what went wrong to who still waits for it."""
        if not self.result.done():
            self.result.set_exception(fault)


def within_weight(items: Iterable[Item[W, R]]) -> Iterator[Item[W, R]]:
    """Those from the front, until they are as much work as a batch may be."""
    weight = 0
    for item in items:
        yield item
        weight += item.weight
        if weight >= MAX_WEIGHT:
            return


Turn = Callable[[Sequence[Item[W, R]]], Awaitable[bool]]
"""Does the first items of one aanbieder; False when he turns out not to be free. It raises nothing."""

Free = Callable[[Mapping[str, W]], Awaitable[Collection[str]]]
"""Of which aanbieders the work that is first can go on, as far as nobody holds for long what it needs."""


class WaitingRoom(Generic[W, R]):
    """Queues of items by aanbieder. Nobody in them holds a connection, a lock or a place among the workers.

    `guard` runs as long as it is open: it looks who is free and gives that one a turn of his own, so that no aanbieder
    waits for another.
    """

    def __init__(self, turn: Turn[W, R], free: Free[W], size: int, most: int) -> None:
        self._turn = turn
        self._free = free
        self._size = size
        self._most = most
        self._queues: dict[str, list[Item[W, R]]] = {}
        self._turns: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._is_closed = False

    def __len__(self) -> int:
        return sum(map(len, self._queues.values()))

    def has_queue(self, aanbieder: str | None) -> bool:
        """Whether somebody waits for this aanbieder: then who comes later waits behind him."""
        return aanbieder in self._queues

    def add(self, item: Item[W, R]) -> None:
        """Let it wait for its aanbieder, at its place in the order of arrival. Refused (TooBusy) when it cannot."""
        assert item.aanbieder is not None, "who waits, waits for somebody"
        if item.result.done():
            return  # its asker gave up meanwhile
        if self._is_closed or len(self._queues.get(item.aanbieder, ())) >= self._most:
            item.failed(TooBusy())
            return
        if item.aanbieder not in self._queues:
            self._queues[item.aanbieder] = []
            self._wake.set()
        insort(self._queues[item.aanbieder], item, key=lambda one: one.number)

    def withdraw(self, item: Item[W, R]) -> None:
        """Its asker gave up: nothing of it stays."""
        queue = self._queues.get(item.aanbieder or "", [])
        if item in queue:
            queue.remove(item)
            self._tidy(item.aanbieder or "")

    def freed(self, aanbieders: Collection[str | None]) -> None:
        """This process let go of these; None: of somebody."""
        if None in aanbieders or any(map(self.has_queue, aanbieders)):
            self._wake.set()

    def close(self) -> None:
        """Refuse who waits (TooBusy: sending again does no harm), now and later; whose turn it is comes to its end."""
        self._is_closed = True
        self._refuse([one for one in self._queues if one not in self._turns], TooBusy())

    async def drain(self) -> None:
        """Closed; returns when no turn is under way."""
        self.close()
        await asyncio.gather(*self._turns.values())

    async def guard(self) -> None:
        """Give turns, until cancelled."""
        while True:
            self._wake.clear()
            self._drop_gone()
            if waiting := [one for one in self._queues if one not in self._turns]:
                await self._give_turns(waiting)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PROBE_S if self._queues else None):
                    await self._wake.wait()

    def _drop_gone(self) -> None:
        for item in [item for queue in self._queues.values() for item in queue if item.is_gone()]:
            item.failed(TooBusy())
            self.withdraw(item)

    async def _give_turns(self, waiting: Sequence[str]) -> None:
        try:
            free = await self._free({one: self._queues[one][0].work for one in waiting})
        except Exception as fault:
            self._refuse(waiting, fault)
            return
        for aanbieder in free:
            if self._queues.get(aanbieder):
                self._turns[aanbieder] = asyncio.create_task(self._give_turn(aanbieder))

    async def _give_turn(self, aanbieder: str) -> None:
        """As many as there are, until he turns out to be held again."""
        queue = self._queues[aanbieder]
        while queue and await self._turn(self._first(queue)):
            queue[:] = [item for item in queue if not item.result.done()]
        del self._turns[aanbieder]
        if self._is_closed:
            self._refuse([aanbieder], TooBusy())
        self._tidy(aanbieder)

    def _first(self, queue: Sequence[Item[W, R]]) -> Sequence[Item[W, R]]:
        """What can be done together from the front of a queue."""
        together = takewhile(lambda item: not item.alone, queue[: self._size])
        return list(within_weight(together)) or queue[:1]

    def _tidy(self, aanbieder: str) -> None:
        if aanbieder not in self._turns and not self._queues.get(aanbieder):
            self._queues.pop(aanbieder, None)

    def _refuse(self, aanbieders: Sequence[str], fault: Exception) -> None:
        for aanbieder in aanbieders:
            for item in self._queues.pop(aanbieder, []):
                item.failed(fault)
