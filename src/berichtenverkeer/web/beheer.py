# SPDX-License-Identifier: EUPL-1.2
"""The addresses for operators and for anyone: does it live, is it ready, what does it measure, what can it do."""

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.web import vragen
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.metingen import Metingen

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_GOED = b'{"status":"goed"}'


class Beheer:
    """What a regional organisation asks of its regio."""

    def __init__(self, gateway: Gateway, metingen: Metingen) -> None:
        self._gateway = gateway
        self._metingen = metingen

    async def metingen(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /metrics, for the regional organisation."""
        vragen.lees(verzoek.query, vragen.GEEN)
        tekst = await self._metingen.tekst(await self._gateway.meet(beller))
        return web.Response(body=tekst.encode(), headers={"Content-Type": PROMETHEUS})


class Algemeen:
    """What anyone may ask of a process, whatever its regios."""

    def __init__(self, gateways: Gateways, beschrijving: bytes) -> None:
        """`beschrijving` is the OpenAPI document."""
        self._gateways = gateways
        self._beschrijving = beschrijving

    async def leeft(self, verzoek: web.Request) -> web.Response:
        """GET /healthz: this process answers."""
        vragen.lees(verzoek.query, vragen.GEEN)
        return json_antwoord(_GOED)

    async def is_gereed(self, verzoek: web.Request) -> web.Response:
        """GET /readyz: the database answers and has the form that this version expects (503 otherwise)."""
        vragen.lees(verzoek.query, vragen.GEEN)
        await self._gateways.vereis_gereed()
        return json_antwoord(_GOED)

    async def beschrijving(self, verzoek: web.Request) -> web.Response:
        """GET /v1/openapi.json."""
        vragen.lees(verzoek.query, vragen.GEEN)
        return json_antwoord(self._beschrijving)
