# SPDX-License-Identifier: EUPL-1.2
"""The address of a thread: a party sees what is in its mailbox, the regional organisation sees all."""

from aiohttp import web

from berichtenverkeer.draden.zoeken import LIMIET
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.web import vormen, vragen
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.probleem import Afwijzing

_NIET_TE_ZIEN = "Dit bericht staat niet in uw postvak."


class Draden:
    """The handler; it gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def van_bericht(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten/{id}/draad."""
        limiet = vragen.lees(verzoek.query, vragen.DRAAD).get("limit", LIMIET)
        bericht_id = vragen.bericht_id(verzoek.match_info["id"])
        if bericht_id is None:
            raise Afwijzing(404, _NIET_TE_ZIEN)

        async def antwoord(daar: Queries) -> bytes | None:
            gevonden = await daar.draden.draad(beller, bericht_id, limiet)
            return vormen.json(gevonden) if gevonden else None

        inhoud = await self._gateway.apart(beller, antwoord)
        if inhoud is None:
            raise Afwijzing(404, _NIET_TE_ZIEN)
        return json_antwoord(inhoud)
