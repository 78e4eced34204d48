# SPDX-License-Identifier: EUPL-1.2
"""The addresses of sets of reports: which months there are, and each of their files."""

from datetime import date, datetime

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.report_sets import MadeSet
from berichtenverkeer.rapporten.forms import MEDIA_TYPES, Vorm
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.access import require_form
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.forms import Form
from berichtenverkeer.web.rapportages import BASE, in_form

FILE_FORMS = (Vorm.HTML, Vorm.XLSX, Vorm.CSV, Vorm.JSON)
"""What the files of a set are; their names end in it."""


class Setbestand(Form, frozen=True, kw_only=True):
    """A file, with its address."""

    naam: str
    href: str


class Rapportset(Form, frozen=True, kw_only=True):
    """The set of a month."""

    maand: str
    k: int
    dag_k: date
    gemaakt_op: datetime
    bestanden: list[Setbestand]


class Setlijst(Form, frozen=True, kw_only=True):
    """All there are."""

    sets: list[Rapportset]


class ReportSets:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def listing(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/sets."""
        questions.read(verzoek.query, questions.NO)
        found = await self._gateway.report_sets.listing(beller)
        return json_antwoord(forms.json(Setlijst(sets=[_shown(one) for one in found])))

    async def file(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/sets/{maand}/{bestand}."""
        questions.read(verzoek.query, questions.NO)
        name = verzoek.match_info["bestand"]
        data = await self._gateway.report_sets.file(beller, verzoek.match_info["maand"], name)
        code, _, suffix = name.rpartition(".")
        vorm = Vorm(suffix)
        require_form(verzoek, MEDIA_TYPES[vorm])
        return in_form(code, vorm, data)


def _shown(one: MadeSet) -> Rapportset:
    files = [Setbestand(naam=name, href=f"{BASE}/sets/{one.maand}/{name}") for name in one.bestanden]
    return Rapportset(maand=one.maand, k=one.k, dag_k=one.dag_k, gemaakt_op=one.gemaakt_op, bestanden=files)
