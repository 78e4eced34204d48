# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the rules: public, for everyone who makes or judges berichten (decision 053)."""

from collections.abc import Sequence

from aiohttp import web

from berichtenverkeer.regels.catalogue import CatalogueRegel, catalogue
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.problem import Afwijzing

_NO_REGEL = "Deze regel bestaat niet in iJw 3.2. Een code heeft twee hoofdletters en drie cijfers; zie /v1/regels."


class Regellijst(forms.Form, frozen=True, kw_only=True):
    """The rules that were asked for, by code; always all of them, for there are no more than 157."""

    regels: Sequence[CatalogueRegel]


class Regels:
    """The handlers. The catalogue does not change while a process lives."""

    def __init__(self) -> None:
        self._per_code = {one.code: one for one in catalogue()}

    async def listing(self, verzoek: web.Request) -> web.Response:
        """GET /v1/regels."""
        asked = questions.read(verzoek.query, questions.REGELS)
        berichtsoort = asked.pop("berichtsoort", None)
        regels = [
            one
            for one in self._per_code.values()
            if berichtsoort in (None, *one.berichten)
            and all(getattr(one, name) == value for name, value in asked.items())
        ]
        return json_antwoord(forms.json(Regellijst(regels=regels)))

    async def one(self, verzoek: web.Request) -> web.Response:
        """GET /v1/regels/{code}."""
        questions.read(verzoek.query, questions.NO)
        regel = self._per_code.get(verzoek.match_info["code"])
        if regel is None:
            raise Afwijzing(404, _NO_REGEL)
        return json_antwoord(forms.json(regel))
