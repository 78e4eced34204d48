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
from berichtenverkeer.core.errors import TeDruk
from berichtenverkeer.core.instellingen import Instellingen

T = TypeVar("T")

Taak = Callable[[Database], Awaitable[T]]
"""What is done in the lane, on its own connections."""


class Beurten:
    """Turns by party: of who waits, the party that was longest without one is next, whatever others have waiting."""

    def __init__(self, plaatsen: int) -> None:
        self._plaatsen = plaatsen
        self._rijen: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def beurt(self, partij: str) -> AsyncIterator[None]:
        """Lasts as long as the block."""
        if self._plaatsen:
            self._plaatsen -= 1
        else:
            await self._wacht(partij)
        try:
            yield
        finally:
            self._geef_door(partij)

    async def _wacht(self, partij: str) -> None:
        mijn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._rijen.setdefault(partij, deque()).append(mijn)
        try:
            await mijn
        except asyncio.CancelledError:
            if not mijn.cancelled():
                self._geef_door(partij)  # it was given just before its asker gave up
            raise

    def _geef_door(self, partij: str) -> None:
        self._achteraan(partij)
        while self._rijen:
            partij = next(iter(self._rijen))
            volgende = self._rijen[partij].popleft()
            self._achteraan(partij)
            if not volgende.done():  # otherwise its asker gave up
                volgende.set_result(None)
                return
        self._plaatsen += 1

    def _achteraan(self, partij: str) -> None:
        if rij := self._rijen.pop(partij, None):
            self._rijen[partij] = rij


class ZwareBaan:
    """Open it with `async with`; closing finishes what was begun. `doe` hands over a task and waits for it."""

    def __init__(self, instellingen: Instellingen, plaatsen: int = 1) -> None:
        # A long transaction is no reason to give up: it is one of ours.
        self._instellingen = msgspec.structs.replace(
            instellingen,
            pool_grootte=plaatsen,
            statement_timeout_ms=instellingen.statement_timeout_ms * 10,
            stille_transactie_ms=instellingen.stille_transactie_ms * 10,
        )
        self._lus = asyncio.new_event_loop()
        self._draad = threading.Thread(target=self._lus.run_forever, name="zware-baan", daemon=True)
        self._plaatsen = plaatsen
        self._beurten = Beurten(plaatsen)
        self._stopt = False
        self._openen = asyncio.Lock()
        self._database: Database | None = None

    async def __aenter__(self) -> "ZwareBaan":
        self._draad.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        async with AsyncExitStack() as alle:
            for _plaats in range(self._plaatsen):
                await alle.enter_async_context(self._beurten.beurt(""))
            if self._database is not None:
                await self._daar(self._database.sluit())
            self._lus.call_soon_threadsafe(self._lus.stop)
            await asyncio.to_thread(self._draad.join)
            self._lus.close()

    def stop(self) -> None:
        """From now on nothing is begun any more: who waits for his turn is refused (TeDruk)."""
        self._stopt = True

    async def doe(self, taak: Taak[T], partij: str = "") -> T:
        """The outcome of a task of a party (none: of the gateway itself); it waits for its turn.

        Raises DatabaseWeg, TeDruk, and whatever the task raises.
        """
        async with self._beurten.beurt(partij):
            if self._stopt:
                raise TeDruk
            return await self._daar(self._doe(taak))

    async def _doe(self, taak: Taak[T]) -> T:
        async with self._openen:
            if self._database is None:
                self._database = await Database.open(self._instellingen)
        return await taak(self._database)

    async def _daar(self, werk: "Awaitable[T]") -> T:
        async def doe() -> T:
            return await werk

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(doe(), self._lus))
