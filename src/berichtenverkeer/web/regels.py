# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the rules: public, for everyone who makes or judges berichten (decision 053)."""

from collections.abc import Sequence

from aiohttp import web

from berichtenverkeer.regels.catalogus import Catalogusregel, catalogus
from berichtenverkeer.web import vormen, vragen
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.probleem import Afwijzing

_GEEN_REGEL = "Deze regel bestaat niet in iJw 3.2. Een code heeft twee hoofdletters en drie cijfers; zie /v1/regels."


class Regellijst(vormen.Vorm, frozen=True, kw_only=True):
    """The rules that were asked for, by code; always all of them, for there are no more than 157."""

    regels: Sequence[Catalogusregel]


class Regels:
    """The handlers. The catalogue does not change while a process lives."""

    def __init__(self) -> None:
        self._per_code = {een.code: een for een in catalogus()}

    async def lijst(self, verzoek: web.Request) -> web.Response:
        """GET /v1/regels."""
        gevraagd = vragen.lees(verzoek.query, vragen.REGELS)
        berichtsoort = gevraagd.pop("berichtsoort", None)
        regels = [
            een
            for een in self._per_code.values()
            if berichtsoort in (None, *een.berichten)
            and all(getattr(een, naam) == waarde for naam, waarde in gevraagd.items())
        ]
        return json_antwoord(vormen.json(Regellijst(regels=regels)))

    async def een(self, verzoek: web.Request) -> web.Response:
        """GET /v1/regels/{code}."""
        vragen.lees(verzoek.query, vragen.GEEN)
        regel = self._per_code.get(verzoek.match_info["code"])
        if regel is None:
            raise Afwijzing(404, _GEEN_REGEL)
        return json_antwoord(vormen.json(regel))
