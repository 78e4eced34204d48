# SPDX-License-Identifier: EUPL-1.2
"""Listening: several processes may share a port; whoever stops finishes what is under way."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from aiohttp import web

from berichtenverkeer.core import logs
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.web import openapi
from berichtenverkeer.web.app import STANDAARD, make_app
from berichtenverkeer.web.beside import Beside
from berichtenverkeer.web.budget import BUDGET
from berichtenverkeer.web.connection import Connection
from berichtenverkeer.web.door import DOOR
from berichtenverkeer.web.in_flight import IN_FLIGHT
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.openapi import Publisher
from berichtenverkeer.web.short_way import SHORT_WAY

FINISHING_S = 30.0
"""How long requests under way may take after the order to stop."""

_CLOSING_S = 5.0
"""How long writing the last answers may take after that."""

QUEUE = 1024
"""Connections that may wait to be accepted."""


@asynccontextmanager
async def listen(
    gateways: Gateways,
    host: str,
    port: int,
    *,
    reuse_port: bool = False,
    limits: Limits = STANDAARD,
    publisher: Publisher = openapi.EXAMPLE,
    measurements_in: Path | None = None,
    beside: Beside | None = None,
) -> AsyncIterator[int]:
    """Listen as long as the block lasts; gives the port (that of the system's choice when `port` is 0).

    On leaving: no new connections, idle ones closed, what is under way finished within FINISHING_S.
    """
    app = make_app(gateways, limits=limits, publisher=publisher, measurements_in=measurements_in, beside=beside)
    runner = web.AppRunner(app, shutdown_timeout=_CLOSING_S)
    await runner.setup()
    assert runner.server is not None
    connection = partial(Connection, runner.server, limits, app[DOOR], app[BUDGET], app[SHORT_WAY])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, host, port, reuse_port=reuse_port or None, backlog=QUEUE)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await app[IN_FLIGHT].round_off(FINISHING_S)
        await runner.cleanup()
        await server.wait_closed()


async def serve(
    gateways: Gateways,
    host: str,
    port: int,
    *,
    reuse_port: bool = False,
    ready: asyncio.Event | None = None,
    limits: Limits = STANDAARD,
    publisher: Publisher = openapi.EXAMPLE,
    measurements_in: Path | None = None,
    beside: Beside | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT or cancellation. `ready` is set as soon as connections are accepted.

    With `reuse_port` other processes may listen on the same port. Raises OSError when the port is taken.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    try:
        plek = listen(
            gateways,
            host,
            port,
            reuse_port=reuse_port,
            limits=limits,
            publisher=publisher,
            measurements_in=measurements_in,
            beside=beside,
        )
        async with plek as poort:
            logs.logger.info("luistert", host=host, port=poort)
            if ready is not None:
                ready.set()
            await stop.wait()
            logs.logger.info("stopt", port=poort)
            gateways.stop()
    finally:
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(sign)
