# SPDX-License-Identifier: EUPL-1.2
"""The addresses of a voorstel and a verdeling of plafonds, and of the money beside the ceilings."""

from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.amount_forms import VerdelingVraag, VoorstelVraag
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.plafonds.voorstel import Wijze
from berichtenverkeer.web import forms, plafonds
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.json_body import read_json
from berichtenverkeer.web.limits import Limits


class Amounts:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget

    async def from_norm(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/plafonds/{jaar}/_voorstel."""
        jaar, k = plafonds.year(verzoek), plafonds.position(verzoek)
        asked = await read_json(verzoek, self._limits, self._budget, beller, VoorstelVraag, jaar=jaar)
        return await self._said(
            beller, lambda there: there.amounts.from_norm(beller, jaar, asked.factor, asked.basisjaar, k)
        )

    async def spread(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/plafonds/{jaar}/_verdeling."""
        jaar, k = plafonds.year(verzoek), plafonds.position(verzoek)
        asked = await read_json(verzoek, self._limits, self._budget, beller, VerdelingVraag)
        wijze = Wijze(asked.wijze)
        return await self._said(beller, lambda there: there.amounts.spread(beller, jaar, asked.bedrag_cents, wijze, k))

    async def begrotingen(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/gemeentebegrotingen/{jaar}."""
        jaar, k = plafonds.year(verzoek), plafonds.position(verzoek)
        return await self._said(beller, lambda there: there.budgets.of_year(beller, jaar, k))

    async def lumpsums(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/lumpsums/{jaar}."""
        jaar, k = plafonds.year(verzoek), plafonds.position(verzoek)
        return await self._said(beller, lambda there: there.lumpsums.of_year(beller, jaar, k))

    async def _said(self, beller: Beller, question: Callable[[Queries], Awaitable[msgspec.Struct]]) -> web.Response:
        async def antwoord(there: Queries) -> bytes:
            return forms.json(await question(there))

        return json_antwoord(await self._gateway.ask(beller, antwoord))
