# SPDX-License-Identifier: EUPL-1.2
"""The address of a thread: a party sees what is in its mailbox, the regional organisation sees all."""

from aiohttp import web

from berichtenverkeer.draden.searching import LIMIT
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.problem import Afwijzing

_NOT_VISIBLE = "Dit bericht staat niet in uw postvak."


class Draden:
    """The handler; it gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def from_bericht(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten/{id}/draad."""
        limiet = questions.read(verzoek.query, questions.DRAAD).get("limit", LIMIT)
        bericht_id = questions.bericht_id(verzoek.match_info["id"])
        if bericht_id is None:
            raise Afwijzing(404, _NOT_VISIBLE)

        async def antwoord(there: Queries) -> bytes | None:
            found = await there.draden.draad(beller, bericht_id, limiet)
            return forms.json(found) if found else None

        content = await self._gateway.ask(beller, antwoord)
        if content is None:
            raise Afwijzing(404, _NOT_VISIBLE)
        return json_antwoord(content)
