# SPDX-License-Identifier: EUPL-1.2
"""The addresses under /v1/rapportages: every report, what is behind it and what moved in it; from the catalogue."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.report_parameters import WrongReportQuestion
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Audience, Report
from berichtenverkeer.rapporten.forms import MEDIA_TYPES, SUFFIX, Vorm
from berichtenverkeer.rapporten.forms.json_form import camel
from berichtenverkeer.rapporten.forms.page import POLICY
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.access import choose_form
from berichtenverkeer.web.berichten import JSON, json_antwoord
from berichtenverkeer.web.problem import Afwijzing

T = TypeVar("T")

_BY_MEDIA_TYPE = {media: vorm for vorm, media in MEDIA_TYPES.items()}
_FORMS = [JSON, *(media for media in MEDIA_TYPES.values() if media != JSON)]
"""JSON first: that is what who names no form gets."""

BASE = "/v1/rapportages"
PUBLIC = tuple(f"{BASE}/{code}" for code, report in REPORTS.items() if Audience.PUBLIC in report.audience)
"""Reports without a token."""


class Rapportages:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def listing(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages."""
        questions.read(verzoek.query, questions.NO)
        found = [as_object(report) for report in await self._gateway.rapportages.listing(beller)]
        return json_antwoord(forms.json({"rapportages": found}))

    async def report(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/{code}."""
        use, code = self._gateway.rapportages, verzoek.match_info["code"]
        use.require(beller, code)
        vorm = _BY_MEDIA_TYPE[choose_form(verzoek, _FORMS)]
        return in_form(code, *await _read(use.report(beller, code, verzoek.query.items(), vorm)))

    async def behind(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/{code}/achter."""
        code = verzoek.match_info["code"]
        return json_antwoord(await _read(self._gateway.rapportages.behind(beller, code, verzoek.query.items())))

    async def restatement(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/rapportages/{code}/herziening."""
        code = verzoek.match_info["code"]
        return json_antwoord(await _read(self._gateway.rapportages.restatement(beller, code, verzoek.query.items())))


def public(gateways: Gateways, pad: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    """GET of a report without a token; `regio` says of which region, where one process serves several."""

    code = pad.removeprefix(f"{BASE}/")

    async def answer(verzoek: web.Request) -> web.Response:
        given = [(name, text) for name, text in verzoek.query.items() if name != "regio"]
        by_regio = {gateway.regio: gateway for gateway in gateways}
        regio = verzoek.query.get("regio", next(iter(by_regio)) if len(by_regio) == 1 else "")
        if regio not in by_regio:
            raise Afwijzing(404, f"Zeg met regio= van welke regio: {', '.join(by_regio)}.")
        vorm = _BY_MEDIA_TYPE[choose_form(verzoek, _FORMS)]
        return in_form(code, *await _read(by_regio[regio].rapportages.public(code, given, vorm)))

    return answer


def as_object(report: Report) -> dict[str, Any]:
    """What a report says of itself."""
    return {
        "code": report.code,
        "vraag": report.question,
        "definitie": report.definition,
        "voor": sorted(report.audience),
        "vraagt": sorted(report.takes),
        "drempels": report.defaults,
        "tabellen": [
            {
                "naam": table.name,
                "titel": table.title,
                "kolommen": [
                    {"naam": camel(column.name), "eenheid": str(column.unit), "uitleg": column.sentence}
                    for column in table.columns
                ],
            }
            for table in report.tables
        ],
        "grafieken": [
            {"naam": chart.name, "titel": chart.title, "uitleg": chart.description} for chart in report.charts
        ],
        "href": f"{BASE}/{report.code}",
    }


async def _read(answer: Awaitable[T]) -> T:
    """Raises Afwijzing for a question that is wrong."""
    try:
        return await answer
    except WrongReportQuestion as fault:
        text = "De parameters achter het vraagteken kloppen niet; zie bevindingen."
        raise Afwijzing(400, text, fault.bevindingen) from None


def in_form(code: str, vorm: Vorm, data: bytes) -> web.Response:
    """The report, to look at or to keep as a file."""
    headers = {"Content-Type": MEDIA_TYPES[vorm]}
    if vorm in (Vorm.TEXT, Vorm.CSV, Vorm.HTML):
        headers["Content-Type"] += "; charset=utf-8"
    if vorm in (Vorm.CSV, Vorm.XLSX, Vorm.PARQUET):
        headers["Content-Disposition"] = f'attachment; filename="{code}.{SUFFIX.get(vorm, vorm)}"'
    if vorm in (Vorm.HTML, Vorm.SVG):
        headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    return web.Response(body=data, headers=headers)
