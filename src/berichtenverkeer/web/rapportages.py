# SPDX-License-Identifier: EUPL-1.2
"""The addresses under /v1/rapportages, for the regional organisation: flows, the movements behind them, waiting."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.gateway.rapportages import Rapportages as Gebruik
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.ledger.peil import lees_moment
from berichtenverkeer.regels.meldingen.verzoek import PARAMETER
from berichtenverkeer.stromen.bewegingen import Keuze, Richting, Soort
from berichtenverkeer.stromen.opdracht import Dimensie
from berichtenverkeer.web import vormen, vragen
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.probleem import Afwijzing


class Rapportages:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def stromen(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/stromen."""
        vraag = self._vraag(verzoek, vragen.STROMEN)[0]
        return await self._antwoord(beller, lambda gebruik: gebruik.stromen(beller, vraag))

    async def bewegingen(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/stromen/bewegingen."""
        vraag, gelezen = self._vraag(verzoek, vragen.BEWEGINGEN)
        keuze = Keuze(
            plek=gelezen.get("plek"),
            richting=Richting(gelezen["richting"]) if "richting" in gelezen else None,
            soort=Soort(gelezen["soort"]) if "soort" in gelezen else None,
            andere_plek=gelezen.get("anderePlek"),
        )
        return await self._antwoord(beller, lambda gebruik: gebruik.bewegingen(beller, vraag, keuze))

    async def wachttijden(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/wachttijden."""
        vraag = self._vraag(verzoek, vragen.WACHTTIJDEN)[0]
        return await self._antwoord(beller, lambda gebruik: gebruik.wachttijden(beller, vraag))

    def _vraag(self, verzoek: web.Request, mag: Mapping[str, Any]) -> tuple[Vraagstelling, Mapping[str, Any]]:
        gelezen = vragen.lees(verzoek.query, mag)
        if "periode" not in gelezen:
            fout = PARAMETER.op(
                "?periode", tekst="De parameter periode ontbreekt.", actie="Zeg welke, bijvoorbeeld 2026-03."
            )
            raise Afwijzing(400, "De parameters achter het vraagteken kloppen niet; zie bevindingen.", [fout])
        vraag = Vraagstelling(
            perioden=gelezen["periode"],
            dimensie=Dimensie(gelezen.get("dimensie", Dimensie.SEGMENT)),
            termijn=gelezen.get("termijn"),
            k=gelezen.get("k"),
            dag_k=gelezen.get("dagK"),
            op=lees_moment(gelezen["op"], self._gateway.klok()) if "op" in gelezen else None,
            verondersteld="verondersteld" in gelezen,
        )
        return vraag, gelezen

    async def _antwoord(self, beller: Beller, maak: Callable[[Gebruik], Awaitable[object]]) -> web.Response:
        async def antwoord(daar: Queries) -> bytes:
            return vormen.json(await maak(daar.rapportages))

        return json_antwoord(await self._gateway.apart(beller, antwoord))
