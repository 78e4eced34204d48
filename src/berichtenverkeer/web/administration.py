# SPDX-License-Identifier: EUPL-1.2
"""The addresses for operators and for anyone: does it live, is it ready, what does it measure, what can it do."""

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.web import questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.measurements import Measurements

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_GOOD = b'{"status":"goed"}'


class Administration:
    """What a regional organisation asks of its regio."""

    def __init__(self, gateway: Gateway, measurements: Measurements) -> None:
        self._gateway = gateway
        self._measurements = measurements

    async def measurements(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /metrics, for the regional organisation."""
        questions.read(verzoek.query, questions.NO)
        text = await self._measurements.text(await self._gateway.measure(beller))
        return web.Response(body=text.encode(), headers={"Content-Type": PROMETHEUS})


class General:
    """What anyone may ask of a process, whatever its regios."""

    def __init__(self, gateways: Gateways, description: bytes) -> None:
        """`description` is the OpenAPI document."""
        self._gateways = gateways
        self._description = description

    async def is_alive(self, verzoek: web.Request) -> web.Response:
        """GET /healthz: this process answers."""
        questions.read(verzoek.query, questions.NO)
        return json_antwoord(_GOOD)

    async def is_ready(self, verzoek: web.Request) -> web.Response:
        """GET /readyz: the database answers and has the form that this version expects (503 otherwise)."""
        questions.read(verzoek.query, questions.NO)
        await self._gateways.require_ready()
        return json_antwoord(_GOOD)

    async def description(self, verzoek: web.Request) -> web.Response:
        """GET /v1/openapi.json."""
        questions.read(verzoek.query, questions.NO)
        return json_antwoord(self._description)
