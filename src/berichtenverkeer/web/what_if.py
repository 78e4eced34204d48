# SPDX-License-Identifier: EUPL-1.2
"""The address of wat-als: other plafonds for a year, and when they would have been full."""

from aiohttp import web

from berichtenverkeer.gateway.amount_forms import WatAlsVraag
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.web import forms, plafonds
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.json_body import read_json
from berichtenverkeer.web.limits import Limits


class WhatIf:
    """The handler; it gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget

    async def asked(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/plafonds/{jaar}/_wat-als."""
        jaar, k = plafonds.year(verzoek), plafonds.position(verzoek)
        vraag = await read_json(verzoek, self._limits, self._budget, beller, WatAlsVraag, jaar=jaar)

        async def antwoord(there: Queries) -> bytes:
            return forms.json(await there.what_if.asked(beller, jaar, vraag, k))

        return json_antwoord(await self._gateway.ask(beller, antwoord))
