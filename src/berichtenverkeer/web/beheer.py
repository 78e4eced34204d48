# SPDX-License-Identifier: EUPL-1.2
"""The addresses for operators and for anyone: does it live, is it ready, what does it measure, what can it do."""

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.web import vragen
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.metingen import Metingen

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_GOED = b'{"status":"goed"}'


class Beheer:
    """The handlers that belong to no party's mailbox."""

    def __init__(self, gateway: Gateway, metingen: Metingen, beschrijving: bytes) -> None:
        """`beschrijving` is the OpenAPI document."""
        self._gateway = gateway
        self._metingen = metingen
        self._beschrijving = beschrijving

    async def leeft(self, verzoek: web.Request) -> web.Response:
        """GET /healthz: this process answers."""
        vragen.lees(verzoek.query, vragen.GEEN)
        return json_antwoord(_GOED)

    async def is_gereed(self, verzoek: web.Request) -> web.Response:
        """GET /readyz: the database answers and has the form that this version expects (503 otherwise)."""
        vragen.lees(verzoek.query, vragen.GEEN)
        await self._gateway.vereis_gereed()
        return json_antwoord(_GOED)

    async def metingen(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /metrics, for the regional organisation."""
        vragen.lees(verzoek.query, vragen.GEEN)
        tekst = await self._metingen.tekst(await self._gateway.meet(beller))
        return web.Response(body=tekst.encode(), headers={"Content-Type": PROMETHEUS})

    async def beschrijving(self, verzoek: web.Request) -> web.Response:
        """GET /v1/openapi.json."""
        vragen.lees(verzoek.query, vragen.GEEN)
        return json_antwoord(self._beschrijving)
