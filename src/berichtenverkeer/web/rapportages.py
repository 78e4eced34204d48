# SPDX-License-Identifier: EUPL-1.2
"""The addresses under /v1/rapportages, for the regional organisation: flows, the movements behind them, waiting."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from berichtenverkeer.core.database import Database
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rapportages import Rapportages as Gebruik
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.ledger.peil import lees_moment
from berichtenverkeer.regels.meldingen.verzoek import PARAMETER
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.stromen.bewegingen import Keuze, Richting, Soort
from berichtenverkeer.stromen.opdracht import Dimensie
from berichtenverkeer.web import vormen, vragen
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.probleem import Afwijzing
from berichtenverkeer.web.toegang import vereis_soort


class Rapportages:
    """The handlers; a handler gets the request and the party that calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def stromen(self, verzoek: web.Request, partij: Partij) -> web.Response:
        """GET /v1/rapportages/stromen."""
        vraag = self._vraag(verzoek, partij, vragen.STROMEN)[0]
        return await self._antwoord(partij, lambda gebruik: gebruik.stromen(vraag))

    async def bewegingen(self, verzoek: web.Request, partij: Partij) -> web.Response:
        """GET /v1/rapportages/stromen/bewegingen."""
        vraag, gelezen = self._vraag(verzoek, partij, vragen.BEWEGINGEN)
        keuze = Keuze(
            plek=gelezen.get("plek"),
            richting=Richting(gelezen["richting"]) if "richting" in gelezen else None,
            soort=Soort(gelezen["soort"]) if "soort" in gelezen else None,
            andere_plek=gelezen.get("anderePlek"),
        )
        return await self._antwoord(partij, lambda gebruik: gebruik.bewegingen(vraag, keuze))

    async def wachttijden(self, verzoek: web.Request, partij: Partij) -> web.Response:
        """GET /v1/rapportages/wachttijden."""
        vraag = self._vraag(verzoek, partij, vragen.WACHTTIJDEN)[0]
        return await self._antwoord(partij, lambda gebruik: gebruik.wachttijden(vraag))

    def _vraag(
        self, verzoek: web.Request, partij: Partij, mag: Mapping[str, Any]
    ) -> tuple[Vraagstelling, Mapping[str, Any]]:
        vereis_soort(partij, "regio")
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

    async def _antwoord(self, partij: Partij, maak: Callable[[Gebruik], Awaitable[object]]) -> web.Response:
        regio, klok = self._gateway.regio, self._gateway.klok

        async def antwoord(daar: Database) -> bytes:
            return vormen.json(await maak(Gebruik(daar, regio, klok)))

        return json_antwoord(await self._gateway.leesbaan.doe(antwoord, partij.code))
