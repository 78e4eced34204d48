# SPDX-License-Identifier: EUPL-1.2
"""A gateway on an event loop in a thread of its own, with a watch on that loop: how long was the longest it was held?

What is measured is the processor time of the loop's thread between two turns of a task that is always ready soon. Other
processes and other threads do not count, so a machine that is busy says nothing.
"""

import asyncio
import gc
import io
import threading
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import uvloop

from bellers import administration
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.web.server import listen
from gatewaybouw import StaandeKlok, gateway_met_register

STAP_S = 0.0005


class Luswacht:
    """Watches the loop that it is started on."""

    def __init__(self) -> None:
        self._langste = 0.0

    def take(self) -> float:
        """The longest hold since the last time, in seconds of processor time."""
        longest, self._langste = self._langste, 0.0
        return longest

    async def kijk(self) -> None:
        previous = time.thread_time()
        while True:
            await asyncio.sleep(STAP_S)
            now = time.thread_time()
            self._langste = max(self._langste, now - previous)
            previous = now


class Lusloket:
    """A client of the gateway; `vraag` answers the status, the body and the longest hold while it was handled."""

    def __init__(self, poort: int, tokens: dict[str, str], session: aiohttp.ClientSession, wait: Luswacht) -> None:
        self._poort = poort
        self._tokens = tokens
        self._session = session
        self._wait = wait

    async def vraag(
        self, method: str, pad: str, who: str, *, data: bytes | None = None, form: str = "application/xml"
    ) -> tuple[int, bytes, float]:
        headers = {"Authorization": f"Bearer {self._tokens[who]}", "Content-Type": form}
        body = None if data is None else io.BytesIO(data)
        self._wait.take()
        url = f"http://127.0.0.1:{self._poort}{pad}"
        async with self._session.request(method, url, headers=headers, data=body) as antwoord:
            data = await antwoord.read()
        await asyncio.sleep(10 * STAP_S)
        return antwoord.status, data, self._wait.take()


@asynccontextmanager
async def open_lusloket(
    config: Settings, who: Sequence[str], clock: StaandeKlok, **rows: Sequence[Any]
) -> AsyncIterator[Lusloket]:
    """Open while the block lasts, with a token for each of `who`."""
    ready, stop = asyncio.Event(), asyncio.Event()
    here = asyncio.get_running_loop()
    wait, tokens, place = Luswacht(), dict[str, str](), dict[str, Any]()

    async def there() -> None:
        place["lus"] = asyncio.get_running_loop()
        async with (
            gateway_met_register(config, clock, **rows) as gateway,
            listen(Gateways([gateway]), "127.0.0.1", 0) as place["poort"],
        ):
            for code in who:
                tokens[code] = (await gateway.access.create(administration(gateway), code))[1]
            await gateway.register.refresh(now=True)
            task = asyncio.create_task(wait.kijk())
            here.call_soon_threadsafe(ready.set)
            await stop.wait()
            task.cancel()

    draad = threading.Thread(target=lambda: uvloop.run(there()), daemon=True)
    draad.start()
    await ready.wait()
    gc.collect()
    gc.freeze()
    try:
        async with aiohttp.ClientSession() as session:
            yield Lusloket(place["poort"], tokens, session, wait)
    finally:
        gc.unfreeze()
        place["lus"].call_soon_threadsafe(stop.set)
        await asyncio.to_thread(draad.join)
