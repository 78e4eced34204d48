# SPDX-License-Identifier: EUPL-1.2
"""Listening: several processes may share a port; whoever stops finishes what is under way."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from aiohttp import web

from berichtenverkeer.core import logboek
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.web import openapi
from berichtenverkeer.web.app import STANDAARD, maak_app
from berichtenverkeer.web.budget import BUDGET
from berichtenverkeer.web.door import DOOR
from berichtenverkeer.web.gang import GANG
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.openapi import Uitgever
from berichtenverkeer.web.verbinding import Verbinding

AFRONDEN_S = 30.0
"""How long requests under way may take after the order to stop."""

_SLUITEN_S = 5.0
"""How long writing the last answers may take after that."""

WACHTRIJ = 1024
"""Connections that may wait to be accepted."""


@asynccontextmanager
async def luister(
    gateways: Gateways,
    host: str,
    port: int,
    *,
    hergebruik_poort: bool = False,
    grenzen: Grenzen = STANDAARD,
    uitgever: Uitgever = openapi.VOORBEELD,
    metingen_in: Path | None = None,
) -> AsyncIterator[int]:
    """Listen as long as the block lasts; gives the port (that of the system's choice when `port` is 0).

    On leaving: no new connections, idle ones closed, what is under way finished within AFRONDEN_S.
    """
    app = maak_app(gateways, grenzen=grenzen, uitgever=uitgever, metingen_in=metingen_in)
    runner = web.AppRunner(app, shutdown_timeout=_SLUITEN_S)
    await runner.setup()
    assert runner.server is not None
    verbinding = partial(Verbinding, runner.server, grenzen, app[DOOR], app[BUDGET])
    lus = asyncio.get_running_loop()
    server = await lus.create_server(verbinding, host, port, reuse_port=hergebruik_poort or None, backlog=WACHTRIJ)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await app[GANG].rond_af(AFRONDEN_S)
        await runner.cleanup()
        await server.wait_closed()


async def serveer(
    gateways: Gateways,
    host: str,
    port: int,
    *,
    hergebruik_poort: bool = False,
    klaar: asyncio.Event | None = None,
    grenzen: Grenzen = STANDAARD,
    uitgever: Uitgever = openapi.VOORBEELD,
    metingen_in: Path | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT or cancellation. `klaar` is set as soon as connections are accepted.

    With `hergebruik_poort` other processes may listen on the same port. Raises OSError when the port is taken.
    """
    stop = asyncio.Event()
    lus = asyncio.get_running_loop()
    for teken in (signal.SIGTERM, signal.SIGINT):
        lus.add_signal_handler(teken, stop.set)
    try:
        plek = luister(
            gateways,
            host,
            port,
            hergebruik_poort=hergebruik_poort,
            grenzen=grenzen,
            uitgever=uitgever,
            metingen_in=metingen_in,
        )
        async with plek as poort:
            logboek.logger.info("luistert", host=host, port=poort)
            if klaar is not None:
                klaar.set()
            await stop.wait()
            logboek.logger.info("stopt", port=poort)
            gateways.stop()
    finally:
        for teken in (signal.SIGTERM, signal.SIGINT):
            lus.remove_signal_handler(teken)
