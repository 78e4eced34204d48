# SPDX-License-Identifier: EUPL-1.2
"""The addresses of plafonds: an aanbieder sees its own and no other, the regional organisation sees all."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.gateway.plafonds import Plafondstand
from berichtenverkeer.web import plafondvormen, vormen, vragen
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.probleem import Afwijzing

_GEEN_JAAR = "Dit is geen jaar; een jaar heeft vier cijfers, bijvoorbeeld 2026."


class Plafonds:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def van_aanbieder(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/aanbieders/{agb}/plafonds/{jaar}."""
        agb, jaar, k = verzoek.match_info["agb"], _jaar(verzoek), _k(verzoek)
        return await self._overzicht(beller, jaar, lambda daar: daar.plafonds.van_aanbieder(beller, agb, jaar, k))

    async def van_regio(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/plafonds/{jaar}, for the regional organisation."""
        jaar, k = _jaar(verzoek), _k(verzoek)
        return await self._overzicht(beller, jaar, lambda daar: daar.plafonds.van_regio(beller, jaar, k))

    async def boekingen(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/aanbieders/{agb}/plafonds/{jaar}/boekingen."""
        agb, jaar = verzoek.match_info["agb"], _jaar(verzoek)
        gelezen = vragen.lees(verzoek.query, vragen.BOEKINGEN)
        vraag = vragen.boekingenvraag(agb, jaar, gelezen)

        async def antwoord(daar: Queries) -> bytes:
            lijst = await daar.plafonds.boekingen(beller, vraag, gelezen.get("k"))
            return vormen.json(plafondvormen.boekingenlijst(vraag, lijst, gelezen))

        return json_antwoord(await self._gateway.apart(beller, antwoord))

    async def _overzicht(
        self, beller: Beller, jaar: int, vraag: Callable[[Queries], Awaitable[Plafondstand]]
    ) -> web.Response:
        async def antwoord(daar: Queries) -> bytes:
            return vormen.json(plafondvormen.plafondoverzicht(await vraag(daar), jaar))

        return json_antwoord(await self._gateway.apart(beller, antwoord))


def _jaar(verzoek: web.Request) -> int:
    tekst = verzoek.match_info["jaar"]
    if not (len(tekst) == 4 and tekst.isascii() and tekst.isdigit()):
        raise Afwijzing(404, _GEEN_JAAR)
    return int(tekst)


def _k(verzoek: web.Request) -> int | None:
    return vragen.lees(verzoek.query, vragen.PEIL).get("k")
