# SPDX-License-Identifier: EUPL-1.2
"""The addresses of plafonds: an aanbieder sees its own and no other, the regional organisation sees all."""

from aiohttp import web

from berichtenverkeer.core.database import Database
from berichtenverkeer.gateway import plafonds
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.web import plafondvormen, vormen, vragen
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.probleem import Afwijzing
from berichtenverkeer.web.toegang import vereis_soort

_NIET_VAN_U = (
    "Dit zijn niet uw plafonds. Een aanbieder ziet alleen zijn eigen plafonds, op het adres met zijn AGB-code."
)
_GEEN_JAAR = "Dit is geen jaar; een jaar heeft vier cijfers, bijvoorbeeld 2026."


class Plafonds:
    """The handlers; a handler gets the request and the party that calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def van_aanbieder(self, verzoek: web.Request, partij: Partij) -> web.Response:
        """GET /v1/aanbieders/{agb}/plafonds/{jaar}."""
        agb = _aanbieder(verzoek, partij)
        return await self._overzicht(verzoek, partij, agb)

    async def van_regio(self, verzoek: web.Request, partij: Partij) -> web.Response:
        """GET /v1/plafonds/{jaar}, for the regional organisation."""
        vereis_soort(partij, "regio")
        return await self._overzicht(verzoek, partij, None)

    async def boekingen(self, verzoek: web.Request, partij: Partij) -> web.Response:
        """GET /v1/aanbieders/{agb}/plafonds/{jaar}/boekingen."""
        agb, jaar = _aanbieder(verzoek, partij), _jaar(verzoek)
        gelezen = vragen.lees(verzoek.query, vragen.BOEKINGEN)
        vraag = vragen.boekingenvraag(agb, jaar, gelezen)

        async def antwoord(daar: Database) -> bytes:
            lijst = await plafonds.boekingen(daar, self._gateway.regio, vraag, gelezen.get("k"))
            return vormen.json(plafondvormen.boekingenlijst(vraag, lijst, gelezen))

        return json_antwoord(await self._gateway.leesbaan.doe(antwoord, partij.code))

    async def _overzicht(self, verzoek: web.Request, partij: Partij, agb: str | None) -> web.Response:
        jaar = _jaar(verzoek)
        k = vragen.lees(verzoek.query, vragen.PEIL).get("k")

        async def antwoord(daar: Database) -> bytes:
            stand = await plafonds.plafondstand(daar, self._gateway.regio, agb, jaar, k)
            return vormen.json(plafondvormen.plafondoverzicht(stand, jaar))

        return json_antwoord(await self._gateway.leesbaan.doe(antwoord, partij.code))


def _aanbieder(verzoek: web.Request, partij: Partij) -> str:
    """The aanbieder in the address, if the party may see it.

    A gemeente gets 403, whatever it asks; an aanbieder that asks for another gets 404, whether that exists or not.
    """
    agb = verzoek.match_info["agb"]
    if partij.soort != "regio":
        vereis_soort(partij, "aanbieder")
        if agb != partij.code:
            raise Afwijzing(404, _NIET_VAN_U)
    return agb


def _jaar(verzoek: web.Request) -> int:
    tekst = verzoek.match_info["jaar"]
    if not (len(tekst) == 4 and tekst.isascii() and tekst.isdigit()):
        raise Afwijzing(404, _GEEN_JAAR)
    return int(tekst)
