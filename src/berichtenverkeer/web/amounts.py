# SPDX-License-Identifier: EUPL-1.2
"""The addresses of a voorstel and a verdeling of plafonds, and of the money beside the ceilings."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from berichtenverkeer.core.money import MAX_CENTS
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.plafonds.voorstel import Wijze
from berichtenverkeer.web import forms, plafonds
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.json_body import read_json
from berichtenverkeer.web.limits import Limits

NORM = r"^[0-9]{1,3}(\.[0-9]{1,4})?$"


class VoorstelVraag(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """From which year, and by which norm: None for that of the register."""

    basisjaar: Annotated[int, msgspec.Meta(ge=2015, le=2100, description="van 2015 tot en met 2100")]
    norm: Annotated[str, msgspec.Meta(pattern=NORM, description="een getal met een punt, zoals 0.8")] | None = None


class VerdelingVraag(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """How much, and how it is spread."""

    bedrag_cents: Annotated[int, msgspec.Meta(ge=-MAX_CENTS, le=MAX_CENTS, description="in centen")]
    wijze: Literal["gelijk", "naar rato"] = "gelijk"


class Amounts:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget

    async def from_norm(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/plafonds/{jaar}/_voorstel."""
        jaar, k = plafonds.year(verzoek), plafonds.position(verzoek)
        asked = await read_json(verzoek, self._limits, self._budget, beller, VoorstelVraag)
        norm = None if asked.norm is None else Decimal(asked.norm)
        return await self._said(beller, lambda there: there.amounts.from_norm(beller, jaar, norm, asked.basisjaar, k))

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
