# SPDX-License-Identifier: EUPL-1.2
"""The address of wat-als: other amounts for a year, and when they would have been full."""

from datetime import date
from typing import Annotated

import msgspec
from aiohttp import web

from berichtenverkeer.core.money import MAX_CENTS
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.regels.meldingen.verzoek import CONTENT
from berichtenverkeer.register.rows import Plafond
from berichtenverkeer.web import forms, plafonds
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.json_body import read_json
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import Afwijzing
from berichtenverkeer.web.questions import PART

_Part = Annotated[str, msgspec.Meta(pattern=PART)]


class WatAlsBedrag(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Another amount for one plafond."""

    aanbieder: Annotated[str, msgspec.Meta(pattern="^[0-9]{8}$")]
    perceel: _Part | None = None
    segment: _Part | None = None
    bedrag_cents: Annotated[int, msgspec.Meta(ge=0, le=MAX_CENTS)]

    def row(self, jaar: int) -> Plafond:
        """As a register row of that year."""
        return Plafond(
            aanbieder=self.aanbieder,
            jaar=jaar,
            perceel=self.perceel or "",
            segment=self.segment or "",
            bedrag_cents=self.bedrag_cents,
            geldig_van=date(jaar, 1, 1),
            geldig_tot=date(jaar, 12, 31),
        )


class WatAlsVraag(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The amounts that are other than they are."""

    plafonds: list[WatAlsBedrag]

    def rows(self, jaar: int) -> list[Plafond]:
        """As register rows. Raises Afwijzing (400) when a plafond stands in it twice."""
        rows = [one.row(jaar) for one in self.plafonds]
        seen: set[tuple[str, str, str]] = set()
        for number, row in enumerate(rows):
            if (key := (row.aanbieder, row.perceel, row.segment)) in seen:
                double = CONTENT.at(f"plafonds[{number}]", text="Dit plafond staat er twee keer in.")
                raise Afwijzing(400, f"{double.tekst} {double.actie}", [double])
            seen.add(key)
        return rows


class WhatIf:
    """The handler; it gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget

    async def with_rows(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/plafonds/{jaar}/_wat-als."""
        jaar, k = plafonds.year(verzoek), plafonds.position(verzoek)
        question = await read_json(verzoek, self._limits, self._budget, beller, WatAlsVraag)
        rows = question.rows(jaar)

        async def antwoord(there: Queries) -> bytes:
            return forms.json(await there.what_if.with_rows(beller, jaar, rows, k))

        return json_antwoord(await self._gateway.ask(beller, antwoord))
