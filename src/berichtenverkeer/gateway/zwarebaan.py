# SPDX-License-Identifier: EUPL-1.2
"""The lane for large berichten: a thread with an event loop and a connection of its own, one bericht at a time.

Reading, judging and booking a declaratie of 25 MB is seconds of Python. In the event loop that would hold up everybody;
in a thread the others only share the interpreter with it.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import TeDruk
from berichtenverkeer.core.instellingen import Instellingen

T = TypeVar("T")

Taak = Callable[[Database], Awaitable[T]]
"""What is done in the lane, on its own connection."""


class ZwareBaan:
    """Open it with `async with`; closing finishes what was begun. `binnen` hands over a task and waits for it."""

    def __init__(self, instellingen: Instellingen) -> None:
        # A long transaction is no reason to give up: it is one of ours.
        self._instellingen = msgspec.structs.replace(
            instellingen,
            pool_grootte=1,
            statement_timeout_ms=instellingen.statement_timeout_ms * 10,
            stille_transactie_ms=instellingen.stille_transactie_ms * 10,
        )
        self._lus = asyncio.new_event_loop()
        self._draad = threading.Thread(target=self._lus.run_forever, name="zware-baan", daemon=True)
        self._beurt = asyncio.Lock()
        self._stopt = False
        self._database: Database | None = None

    async def __aenter__(self) -> "ZwareBaan":
        self._draad.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        async with self._beurt:
            if self._database is not None:
                await self._daar(self._database.sluit())
            self._lus.call_soon_threadsafe(self._lus.stop)
            await asyncio.to_thread(self._draad.join)
            self._lus.close()

    def stop(self) -> None:
        """From now on nothing is begun any more: who waits for his turn is refused (TeDruk)."""
        self._stopt = True

    async def doe(self, taak: Taak[T]) -> T:
        """The outcome of a task; it waits for its turn. Raises DatabaseWeg, TeDruk, and whatever the task raises."""
        async with self._beurt:
            if self._stopt:
                raise TeDruk
            return await self._daar(self._doe(taak))

    async def _doe(self, taak: Taak[T]) -> T:
        if self._database is None:
            self._database = await Database.open(self._instellingen)
        return await taak(self._database)

    async def _daar(self, werk: "Awaitable[T]") -> T:
        async def doe() -> T:
            return await werk

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(doe(), self._lus))
