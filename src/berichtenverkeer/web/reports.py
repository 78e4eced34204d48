# SPDX-License-Identifier: EUPL-1.2
"""The addresses under /v1/rapportages, for the regional organisation: flows, the movements behind them, waiting."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.gateway.reports import Inquiry
from berichtenverkeer.gateway.reports import Reports as Use
from berichtenverkeer.ledger.peil import read_moment
from berichtenverkeer.regels.meldingen.verzoek import PARAMETER
from berichtenverkeer.stromen.bewegingen import Choice, Kind, Richting
from berichtenverkeer.stromen.order import Dimensie
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.problem import Afwijzing


class Reports:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def stromen(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/stromen."""
        question = self._question(verzoek, questions.STROMEN)[0]
        return await self._antwoord(beller, lambda use: use.stromen(beller, question))

    async def bewegingen(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/stromen/bewegingen."""
        question, given = self._question(verzoek, questions.MOVEMENTS)
        choice = Choice(
            plek=given.get("plek"),
            richting=Richting(given["richting"]) if "richting" in given else None,
            soort=Kind(given["soort"]) if "soort" in given else None,
            andere_plek=given.get("anderePlek"),
        )
        return await self._antwoord(beller, lambda use: use.bewegingen(beller, question, choice))

    async def waiting_times(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/wachttijden."""
        question = self._question(verzoek, questions.WAITING_TIMES)[0]
        return await self._antwoord(beller, lambda use: use.waiting_times(beller, question))

    def _question(self, verzoek: web.Request, may: Mapping[str, Any]) -> tuple[Inquiry, Mapping[str, Any]]:
        given = questions.read(verzoek.query, may)
        if "periode" not in given:
            fault = PARAMETER.at(
                "?periode", text="De parameter periode ontbreekt.", action="Zeg welke, bijvoorbeeld 2026-03."
            )
            raise Afwijzing(400, "De parameters achter het vraagteken kloppen niet; zie bevindingen.", [fault])
        question = Inquiry(
            perioden=given["periode"],
            dimensie=Dimensie(given.get("dimensie", Dimensie.SEGMENT)),
            termijn=given.get("termijn"),
            k=given.get("k"),
            dag_k=given.get("dagK"),
            op=read_moment(given["op"], self._gateway.clock()) if "op" in given else None,
            verondersteld="verondersteld" in given,
        )
        return question, given

    async def _antwoord(self, beller: Beller, make: Callable[[Use], Awaitable[object]]) -> web.Response:
        async def antwoord(there: Queries) -> bytes:
            return forms.json(await make(there.reports))

        return json_antwoord(await self._gateway.ask(beller, antwoord))
