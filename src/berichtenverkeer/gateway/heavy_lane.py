# SPDX-License-Identifier: EUPL-1.2
"""A lane for what is much work: a thread with an event loop and connections of its own, a few tasks at a time.

Reading, judging and booking a declaratie of 25 MB is seconds of Python, and so is a report of twenty years. In the
event loop that would hold up everybody; in a thread the others only share the interpreter with it.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeVar

import msgspec

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import TooBusy
from berichtenverkeer.core.settings import Settings

T = TypeVar("T")

Task = Callable[[Database], Awaitable[T]]
"""What is done in the lane, on its own connections."""


class Turns:
    """Turns by party: of who waits, the party that was longest without one is next, whatever others have waiting."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def turn(self, partij: str) -> AsyncIterator[None]:
        """Lasts as long as the block."""
        if self._places:
            self._places -= 1
        else:
            await self._wait(partij)
        try:
            yield
        finally:
            self._pass_on(partij)

    async def _wait(self, partij: str) -> None:
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(partij, deque()).append(ticket)
        try:
            await ticket
        except asyncio.CancelledError:
            if not ticket.cancelled():
                self._pass_on(partij)  # it was given just before its asker gave up
            raise

    def _pass_on(self, partij: str) -> None:
        self._at_the_back(partij)
        while self._queues:
            partij = next(iter(self._queues))
            following = self._queues[partij].popleft()
            self._at_the_back(partij)
            if not following.done():  # otherwise its asker gave up
                following.set_result(None)
                return
        self._places += 1

    def _at_the_back(self, partij: str) -> None:
        if queue := self._queues.pop(partij, None):
            self._queues[partij] = queue


class HeavyLane:
    """Open it with `async with`; closing finishes what was begun. `run` hands over a task and waits for it."""

    def __init__(self, config: Settings, places: int = 1) -> None:
        # A long transaction is no reason to give up: it is one of ours.
        self._settings = msgspec.structs.replace(
            config,
            pool_grootte=places,
            statement_timeout_ms=config.statement_timeout_ms * 10,
            stille_transactie_ms=config.stille_transactie_ms * 10,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="zware-baan", daemon=True)
        self._places = places
        self._turns = Turns(places)
        self._stops = False
        self._opening = asyncio.Lock()
        self._database: Database | None = None

    async def __aenter__(self) -> "HeavyLane":
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        async with AsyncExitStack() as stack:
            for _place in range(self._places):
                await stack.enter_async_context(self._turns.turn(""))
            if self._database is not None:
                await self._there(self._database.close())
            self._loop.call_soon_threadsafe(self._loop.stop)
            await asyncio.to_thread(self._thread.join)
            self._loop.close()

    def stop(self) -> None:
        """From now on nothing is begun any more: who waits for his turn is refused (TooBusy)."""
        self._stops = True

    async def run(self, task: Task[T], partij: str = "") -> T:
        """The outcome of a task of a party (none: of the gateway itself); it waits for its turn.

        Raises DatabaseGone, TooBusy, and whatever the task raises.
        """
        async with self._turns.turn(partij):
            if self._stops:
                raise TooBusy
            return await self._there(self._do(task))

    async def _do(self, task: Task[T]) -> T:
        async with self._opening:
            if self._database is None:
                self._database = await Database.open(self._settings)
        return await task(self._database)

    async def _there(self, work: "Awaitable[T]") -> T:
        async def do() -> T:
            return await work

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(do(), self._loop))
