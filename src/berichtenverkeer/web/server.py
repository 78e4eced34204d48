# SPDX-License-Identifier: EUPL-1.2
"""Listening: several processes may share a port; whoever stops finishes what is under way."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.web_request import BaseRequest

from berichtenverkeer.core import logboek
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.web import openapi, probleem
from berichtenverkeer.web.app import STANDAARD, maak_app
from berichtenverkeer.web.gang import GANG
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.koppen import aanvraag_id, kleed_aan
from berichtenverkeer.web.openapi import Contact
from berichtenverkeer.web.probleem import Afwijzing

AFRONDEN_S = 30.0
"""How long requests under way may take after the order to stop."""

_SLUITEN_S = 5.0
"""How long writing the last answers may take after that."""

WACHTRIJ = 1024
"""Connections that may wait to be accepted."""

_NAZIEN_S = 2.0
"""How long the rest of a refused body is read and thrown away, so that the client gets to see the answer."""


_GEEN_TOEGANGSLOG: Any = None  # the log line of omhulsel.py is the one


class Verbinding(web.RequestHandler):
    """One connection. Differs from aiohttp's own in what it answers, and logs, about a request it cannot read: the
    same problem+json as elsewhere, and never the words of the parser, which quote what the client sent."""

    __slots__ = ()

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  # the parser's words
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is already on its way")
        detail = "Dit is geen leesbaar HTTP-verzoek." if status == 400 else probleem.intern().detail
        return _problem(request, Afwijzing(status if status == 400 else 500, detail, sluit=True), exc)

    async def finish_response(
        self, request: BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if isinstance(resp, web.HTTPException):  # raised before the application's middleware, such as 417
            resp = _problem(request, probleem.van_http(resp), resp)
        return await super().finish_response(request, resp, start_time)

    def log_exception(self, *args: Any, **kw: Any) -> None:  # noqa: ARG002  # may quote what the client sent
        logboek.logger.error("verbinding_mislukt", fout=type(kw.get("exc_info")).__name__)


def _problem(verzoek: BaseRequest, afwijzing: Afwijzing, fout: BaseException | None) -> web.StreamResponse:
    aanvraag = aanvraag_id(verzoek.headers.get("X-Request-Id"))
    kenmerken = {"verzoek_id": aanvraag, "status": afwijzing.status, "fout": type(fout).__name__}
    logboek.logger.warning("onleesbaar_verzoek", **kenmerken)
    antwoord = probleem.antwoord(afwijzing, aanvraag)
    kleed_aan(antwoord, aanvraag)
    return antwoord


@asynccontextmanager
async def luister(
    gateway: Gateway,
    host: str,
    port: int,
    *,
    hergebruik_poort: bool = False,
    grenzen: Grenzen = STANDAARD,
    contact: Contact = openapi.VOORBEELDCONTACT,
) -> AsyncIterator[int]:
    """Listen as long as the block lasts; gives the port (that of the system's choice when `port` is 0).

    On leaving: no new connections, idle ones closed, what is under way finished within AFRONDEN_S.
    """
    app = maak_app(gateway, grenzen=grenzen, contact=contact)
    runner = web.AppRunner(app, shutdown_timeout=_SLUITEN_S)
    await runner.setup()
    lus = asyncio.get_running_loop()
    aansluiting = runner.server
    assert aansluiting is not None

    def verbinding() -> Verbinding:
        return Verbinding(
            aansluiting, loop=lus, access_log=_GEEN_TOEGANGSLOG, auto_decompress=False, lingering_time=_NAZIEN_S
        )

    server = await lus.create_server(verbinding, host, port, reuse_port=hergebruik_poort or None, backlog=WACHTRIJ)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await app[GANG].rond_af(AFRONDEN_S)
        await runner.cleanup()
        await server.wait_closed()


async def serveer(
    gateway: Gateway,
    host: str,
    port: int,
    *,
    hergebruik_poort: bool = False,
    klaar: asyncio.Event | None = None,
    grenzen: Grenzen = STANDAARD,
    contact: Contact = openapi.VOORBEELDCONTACT,
) -> None:
    """Serve until SIGTERM, SIGINT or cancellation. `klaar` is set as soon as connections are accepted.

    With `hergebruik_poort` other processes may listen on the same port. Raises OSError when the port is taken.
    """
    stop = asyncio.Event()
    lus = asyncio.get_running_loop()
    for teken in (signal.SIGTERM, signal.SIGINT):
        lus.add_signal_handler(teken, stop.set)
    try:
        plek = luister(gateway, host, port, hergebruik_poort=hergebruik_poort, grenzen=grenzen, contact=contact)
        async with plek as poort:
            logboek.logger.info("luistert", host=host, port=poort)
            if klaar is not None:
                klaar.set()
            await stop.wait()
            logboek.logger.info("stopt", port=poort)
            gateway.ontvangst.stop()
    finally:
        for teken in (signal.SIGTERM, signal.SIGINT):
            lus.remove_signal_handler(teken)
