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

from bellers import beheer
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.web.server import luister
from gatewaybouw import StaandeKlok, gateway_met_register

STAP_S = 0.0005


class Luswacht:
    """Watches the loop that it is started on."""

    def __init__(self) -> None:
        self._langste = 0.0

    def neem(self) -> float:
        """The longest hold since the last time, in seconds of processor time."""
        langste, self._langste = self._langste, 0.0
        return langste

    async def kijk(self) -> None:
        vorige = time.thread_time()
        while True:
            await asyncio.sleep(STAP_S)
            nu = time.thread_time()
            self._langste = max(self._langste, nu - vorige)
            vorige = nu


class Lusloket:
    """A client of the gateway; `vraag` answers the status, the body and the longest hold while it was handled."""

    def __init__(self, poort: int, tokens: dict[str, str], sessie: aiohttp.ClientSession, wacht: Luswacht) -> None:
        self._poort = poort
        self._tokens = tokens
        self._sessie = sessie
        self._wacht = wacht

    async def vraag(
        self, methode: str, pad: str, wie: str, *, data: bytes | None = None, vorm: str = "application/xml"
    ) -> tuple[int, bytes, float]:
        headers = {"Authorization": f"Bearer {self._tokens[wie]}", "Content-Type": vorm}
        lichaam = None if data is None else io.BytesIO(data)
        self._wacht.neem()
        url = f"http://127.0.0.1:{self._poort}{pad}"
        async with self._sessie.request(methode, url, headers=headers, data=lichaam) as antwoord:
            data = await antwoord.read()
        await asyncio.sleep(10 * STAP_S)
        return antwoord.status, data, self._wacht.neem()


@asynccontextmanager
async def open_lusloket(
    instellingen: Instellingen, wie: Sequence[str], klok: StaandeKlok, **rijen: Sequence[Any]
) -> AsyncIterator[Lusloket]:
    """Open while the block lasts, with a token for each of `wie`."""
    klaar, stop = asyncio.Event(), asyncio.Event()
    hier = asyncio.get_running_loop()
    wacht, tokens, plaats = Luswacht(), dict[str, str](), dict[str, Any]()

    async def daar() -> None:
        plaats["lus"] = asyncio.get_running_loop()
        async with (
            gateway_met_register(instellingen, klok, **rijen) as gateway,
            luister(Gateways([gateway]), "127.0.0.1", 0) as plaats["poort"],
        ):
            for code in wie:
                tokens[code] = (await gateway.toegang.nieuw(beheer(gateway), code))[1]
            await gateway.register.ververs(nu=True)
            taak = asyncio.create_task(wacht.kijk())
            hier.call_soon_threadsafe(klaar.set)
            await stop.wait()
            taak.cancel()

    draad = threading.Thread(target=lambda: uvloop.run(daar()), daemon=True)
    draad.start()
    await klaar.wait()
    gc.collect()
    gc.freeze()
    try:
        async with aiohttp.ClientSession() as sessie:
            yield Lusloket(plaats["poort"], tokens, sessie, wacht)
    finally:
        gc.unfreeze()
        plaats["lus"].call_soon_threadsafe(stop.set)
        await asyncio.to_thread(draad.join)
