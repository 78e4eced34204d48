# SPDX-License-Identifier: EUPL-1.2
"""The addresses of plafonds: an aanbieder sees its own and no other, the regional organisation sees all."""

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.web import forms, plafond_forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.problem import Afwijzing

_NO_YEAR = "Dit is geen jaar; een jaar heeft vier cijfers, bijvoorbeeld 2026."


class Plafonds:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def from_aanbieder(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/aanbieders/{agb}/plafonds/{jaar}."""
        agb, jaar, k = _aanbieder(verzoek), year(verzoek), position(verzoek)

        async def antwoord(there: Queries) -> bytes:
            return forms.json(
                plafond_forms.ruimteoverzicht(await there.plafonds.from_aanbieder(beller, agb, jaar, k), jaar)
            )

        return json_antwoord(await self._gateway.ask(beller, antwoord))

    async def from_regio(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/plafonds/{jaar}, for the regional organisation."""
        jaar, k = year(verzoek), position(verzoek)

        async def antwoord(there: Queries) -> bytes:
            return forms.json(plafond_forms.plafondoverzicht(await there.plafonds.from_regio(beller, jaar, k), jaar))

        return json_antwoord(await self._gateway.ask(beller, antwoord))

    async def boekingen(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/aanbieders/{agb}/plafonds/{jaar}/boekingen."""
        agb, jaar = _aanbieder(verzoek), year(verzoek)
        given = questions.read(verzoek.query, questions.BOEKINGEN)
        question = questions.boekingen_query(agb, jaar, given)

        async def antwoord(there: Queries) -> bytes:
            listing = await there.plafonds.boekingen(beller, question, given.get("k"))
            return forms.json(plafond_forms.boeking_listing(question, listing, given))

        return json_antwoord(await self._gateway.ask(beller, antwoord))


def _aanbieder(verzoek: web.Request) -> str:
    """The code in the address, without the one character that no text in the database can have."""
    return verzoek.match_info["agb"].replace("\0", "")


def year(verzoek: web.Request) -> int:
    """The year in the address. Raises Afwijzing (404)."""
    text = verzoek.match_info["jaar"]
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise Afwijzing(404, _NO_YEAR)
    return int(text)


def position(verzoek: web.Request) -> int | None:
    """The K that is asked for. Raises Afwijzing (400) when anything else is asked."""
    return questions.read(verzoek.query, questions.PEIL).get("k")
