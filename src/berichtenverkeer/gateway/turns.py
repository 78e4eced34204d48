# SPDX-License-Identifier: EUPL-1.2
"""Turns at the money of an aanbieder: of all transactions of this process one at a time, in a fair order.

In the database they would wait for the lock of that aanbieder, each with a connection and a snapshot in hand. Here they
hold nothing. Whose turn it is may still meet another process there: of each process one at most. Nobody waits here
while he has a turn, so nobody waits in a circle.
"""

import asyncio
from bisect import insort
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Generic, Self, TypeVar

from berichtenverkeer.core.errors import TooBusy
from berichtenverkeer.core.outside import in_loop
from berichtenverkeer.gateway.waiting_room import Item, Occupied, within_weight

W = TypeVar("W")
R = TypeVar("R")


TurnAt = Callable[[str], AbstractAsyncContextManager[object]]
"""A turn at the money of this aanbieder, for a block. Raises TooBusy when too many wait for it."""


class Turn:
    """As long as it lasts, nobody else of this process touches the money of its aanbieders. Leaving it ends it."""

    def __init__(self, line: "Line[Any, Any]", aanbieders: frozenset[str]) -> None:
        self._line = line
        self._aanbieders = aanbieders
        self._also: frozenset[str] = frozenset()

    async def extend(self, aanbieders: frozenset[str]) -> None:
        """To all that a transaction turns out to touch, until `shrink`; it does not wait.

        Raises Occupied when another has a turn at one of them. The transaction must be given up then: it holds what
        that other may wait for.
        """
        if not aanbieders <= self._aanbieders:
            await in_loop(self._line.loop, self._extend(aanbieders))

    async def _extend(self, aanbieders: frozenset[str]) -> None:
        more = aanbieders - self._aanbieders - self._also
        if more & self._line.taken:
            raise Occupied(frozenset(), turns=aanbieders)
        self._line.taken |= more
        self._also |= more

    def shrink(self) -> None:
        """Give back what it was extended to."""
        if self._also:
            self._line.give_back(self._also)
            self._also = frozenset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.end(self._aanbieders | self._also)


class _Ticket:
    """Of who waits for a turn of his own, beside the batches."""

    __slots__ = ("aanbieder", "granted", "tag", "turns")

    def __init__(self, turns: frozenset[str], aanbieder: str | None) -> None:
        self.turns = turns
        self.aanbieder = aanbieder
        self.tag = 0
        self.granted: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()


class _Flow:
    """Of who waits for one aanbieder: how many there are, and the tag of the last."""

    __slots__ = ("count", "tag")

    def __init__(self) -> None:
        self.count = self.tag = 0


class Line(Generic[W, R]):
    """All who wait for a turn, so ordered that the aanbieders go round: each is as far back as how many wait for the
    same aanbieder before it. Who needs a turn at more than one keeps later ones from all of them, so its time comes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.loop = asyncio.get_running_loop()
        self.taken: set[str] = set()
        """The aanbieders at whom somebody has a turn."""
        self._places: list[Item[W, R] | _Ticket] = []
        self._flows: dict[str | None, _Flow] = {}
        self._front = 0
        self._tickets = 0
        self._turns = 0
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._places)

    def add(self, item: Item[W, R]) -> None:
        """Let it wait for a batch. Raises TooBusy when too many wait for its aanbieder."""
        if not item.result.done():
            self._enter(item)

    def withdraw(self, item: Item[W, R]) -> None:
        """Its asker gave up: nothing of it stays."""
        if item in self._places:
            self._leave(item)
            self._pass_on()

    async def take(self, size: int) -> tuple[Sequence[Item[W, R]], Turn]:
        """The next batch, in the order of the line, and the turn that is all of theirs."""
        while not (batch := self._batch(size)):
            self._changed.clear()
            await self._changed.wait()
        for item in batch:
            self._leave(item)
            self._front = max(self._front, item.tag)
        return batch, self._begin(frozenset().union(*(item.turns for item in batch)))

    def count_ready(self, size: int) -> int:
        """How many a batch could take now; nobody whose aanbieder is taken."""
        return len(self._batch(size))

    def nobody(self) -> Turn:
        """A turn at no aanbieder, for what need not wait; it can be extended."""
        return self._begin(frozenset())

    @asynccontextmanager
    async def turn(self, turns: frozenset[str], aanbieder: str | None = None) -> AsyncIterator[Turn]:
        """A turn of one's own, for the block; `aanbieder`: behind who waits for him, None: before everybody.

        From whatever thread. Raises TooBusy when too many wait for the aanbieder.
        """
        turn = await in_loop(self.loop, self._wait(turns, aanbieder))
        try:
            yield turn
        finally:
            if asyncio.get_running_loop() is self.loop:
                turn.__exit__()
            else:
                self.loop.call_soon_threadsafe(turn.__exit__)

    async def join(self) -> None:
        """Until nobody waits and no turn lasts."""
        while self._places or self._turns:
            self._changed.clear()
            await self._changed.wait()

    def give_back(self, aanbieders: Collection[str]) -> None:
        """Others may have a turn at these."""
        self.taken -= set(aanbieders)
        self._pass_on()

    def end(self, aanbieders: Collection[str]) -> None:
        """A turn is over."""
        self._turns -= 1
        self.give_back(aanbieders)

    async def _wait(self, turns: frozenset[str], aanbieder: str | None) -> Turn:
        ticket = _Ticket(turns, aanbieder)
        self._enter(ticket)
        try:
            return await ticket.granted
        except asyncio.CancelledError:
            if ticket in self._places:
                self._leave(ticket)
                self._pass_on()
            elif not ticket.granted.cancelled():
                ticket.granted.result().__exit__()  # it was given just before its asker gave up
            raise

    def _enter(self, one: Item[W, R] | _Ticket) -> None:
        flow = self._flows.setdefault(one.aanbieder, _Flow())
        if one.aanbieder is not None and one.tag == 0:
            if flow.count >= self._most:
                raise TooBusy
            one.tag = max(self._front, flow.tag) + 1
        flow.count, flow.tag = flow.count + 1, max(flow.tag, one.tag)
        insort(self._places, one, key=lambda other: other.tag)
        self._tickets += isinstance(one, _Ticket)
        self._pass_on()

    def _leave(self, one: Item[W, R] | _Ticket) -> None:
        self._places.remove(one)
        self._tickets -= isinstance(one, _Ticket)
        flow = self._flows[one.aanbieder]
        flow.count -= 1
        if not flow.count:
            del self._flows[one.aanbieder]

    def _begin(self, turns: frozenset[str]) -> Turn:
        self.taken |= turns
        self._turns += 1
        return Turn(self, turns)

    def _pass_on(self) -> None:
        """Something changed: give their turn to who waits for one of his own, and let the batches look."""
        self._changed.set()
        if self._tickets:
            busy = set(self.taken)
            for one in list(self._places):
                if isinstance(one, _Ticket) and busy.isdisjoint(one.turns):
                    self._leave(one)
                    self._front = max(self._front, one.tag)
                    one.granted.set_result(self._begin(one.turns))
                busy |= one.turns

    def _batch(self, size: int) -> Sequence[Item[W, R]]:
        busy, found = set(self.taken), []
        for one in self._places:
            if isinstance(one, Item) and busy.isdisjoint(one.turns):
                found.append(one)
                if len(found) == size:
                    break
            else:
                busy |= one.turns
        return list(within_weight(found))
