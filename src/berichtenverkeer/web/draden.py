# SPDX-License-Identifier: EUPL-1.2
"""The address of a thread: a party sees what is in its mailbox, the regional organisation sees all."""

from aiohttp import web

from berichtenverkeer.core.database import Database
from berichtenverkeer.draden.zoeken import LIMIET
from berichtenverkeer.gateway.draden import draad
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.web import vormen, vragen
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.probleem import Afwijzing

_NIET_TE_ZIEN = "Dit bericht staat niet in uw postvak."


class Draden:
    """The handler; it gets the request and the party that calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def van_bericht(self, verzoek: web.Request, partij: Partij) -> web.Response:
        """GET /v1/berichten/{id}/draad."""
        limiet = vragen.lees(verzoek.query, vragen.DRAAD).get("limit", LIMIET)
        bericht_id = vragen.bericht_id(verzoek.match_info["id"])
        voor = None if partij.soort == "regio" else partij.code
        gateway = self._gateway
        if bericht_id is None:
            raise Afwijzing(404, _NIET_TE_ZIEN)

        async def antwoord(daar: Database) -> bytes | None:
            gevonden = await draad(daar, gateway.regio, bericht_id, voor, limiet)
            return vormen.json(gevonden) if gevonden else None

        inhoud = await gateway.leesbaan.doe(antwoord, partij.code)
        if inhoud is None:
            raise Afwijzing(404, _NIET_TE_ZIEN)
        return json_antwoord(inhoud)
