# SPDX-License-Identifier: EUPL-1.2
"""The address of why a bericht was judged so: a party asks it of what is in its mailbox, the region of all."""

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.problem import Afwijzing

_NOT_VISIBLE = "Dit bericht staat niet in uw postvak."


class Why:
    """The handler; it gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def of_bericht(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten/{id}/waarom."""
        questions.read(verzoek.query, questions.NO)
        bericht_id = questions.bericht_id(verzoek.match_info["id"])
        found = None if bericht_id is None else await self._gateway.reasons.why(beller, bericht_id)
        if found is None:
            raise Afwijzing(404, _NOT_VISIBLE)
        return json_antwoord(forms.json(found))
