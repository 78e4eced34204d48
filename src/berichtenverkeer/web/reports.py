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
        question, was_read = self._question(verzoek, questions.MOVEMENTS)
        choice = Choice(
            plek=was_read.get("plek"),
            richting=Richting(was_read["richting"]) if "richting" in was_read else None,
            soort=Kind(was_read["soort"]) if "soort" in was_read else None,
            andere_plek=was_read.get("anderePlek"),
        )
        return await self._antwoord(beller, lambda use: use.bewegingen(beller, question, choice))

    async def waiting_times(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/wachttijden."""
        question = self._question(verzoek, questions.WAITING_TIMES)[0]
        return await self._antwoord(beller, lambda use: use.waiting_times(beller, question))

    def _question(self, verzoek: web.Request, may: Mapping[str, Any]) -> tuple[Inquiry, Mapping[str, Any]]:
        was_read = questions.read(verzoek.query, may)
        if "periode" not in was_read:
            fault = PARAMETER.op(
                "?periode", text="De parameter periode ontbreekt.", action="Zeg welke, bijvoorbeeld 2026-03."
            )
            raise Afwijzing(400, "De parameters achter het vraagteken kloppen niet; zie bevindingen.", [fault])
        question = Inquiry(
            perioden=was_read["periode"],
            dimensie=Dimensie(was_read.get("dimensie", Dimensie.SEGMENT)),
            termijn=was_read.get("termijn"),
            k=was_read.get("k"),
            dag_k=was_read.get("dagK"),
            op=read_moment(was_read["op"], self._gateway.clock()) if "op" in was_read else None,
            verondersteld="verondersteld" in was_read,
        )
        return question, was_read

    async def _antwoord(self, beller: Beller, make: Callable[[Use], Awaitable[object]]) -> web.Response:
        async def antwoord(there: Queries) -> bytes:
            return forms.json(await make(there.reports))

        return json_antwoord(await self._gateway.ask(beller, antwoord))
