# SPDX-License-Identifier: EUPL-1.2
"""The addresses of signalen of plafonds: an aanbieder sees its own, the region sees all and enters what is done."""

from typing import TypeVar

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.signals import SignaalBesluit, SignaalGesprek
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.json_body import read_json
from berichtenverkeer.web.limits import Limits

T = TypeVar("T", bound=msgspec.Struct)


class Signals:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget

    async def listing(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/plafondsignalen."""
        was_read = questions.read(verzoek.query, questions.PLAFONDSIGNALEN)
        return json_antwoord(forms.json(await self._gateway.signals.listing(beller, **was_read)))

    async def discuss(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/plafondsignalen/gesprek."""
        await self._gateway.signals.discuss(beller, await self._read(verzoek, beller, SignaalGesprek))
        return web.Response(status=204)

    async def decide(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/plafondsignalen/besluit."""
        await self._gateway.signals.decide(beller, await self._read(verzoek, beller, SignaalBesluit))
        return web.Response(status=204)

    async def _read(self, verzoek: web.Request, beller: Beller, form: type[T]) -> T:
        questions.read(verzoek.query, questions.NO)
        return await read_json(verzoek, self._limits, self._budget, beller, form)
