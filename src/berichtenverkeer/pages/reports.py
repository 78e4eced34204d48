# SPDX-License-Identifier: EUPL-1.2
"""Every report as a page, from its declaration alone: what it can be asked, charts, tables, files."""

from typing import Any

from multidict import MultiDict

from berichtenverkeer.pages.report_asked import NOT_BEHIND, Asked, address, at_peil, filled, without
from berichtenverkeer.pages.report_fields import fields_of
from berichtenverkeer.pages.visit import FORM_FAULTS, Download, Form, Page, Visit
from berichtenverkeer.rapporten.catalogue import THEMES
from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.forms import MEDIA_TYPES, SUFFIX, Vorm
from berichtenverkeer.rapporten.forms.shown import Shown

ROWS, MORE_ROWS = 20, 200
"""Rows of each table of a report, and of one table by itself."""


async def listing(visit: Visit) -> Page:
    """GET /rapporten: those that he may ask, by theme."""
    mine = {report.code for report in await visit.gateway.rapportages.listing(visit.beller)}
    themes = [(theme, [one for one in reports if one.code in mine]) for theme, reports in THEMES.items()]
    return Page("reports/listing.html", {"themes": [(theme, reports) for theme, reports in themes if reports]})


async def report(visit: Visit) -> Page:
    """GET /rapporten/{code}; one table of it from a row on (`tabel`, `vanaf`)."""
    use = visit.gateway.rapportages
    declared = use.require(visit.beller, visit.part("code"))
    asked, fault, shown = filled(visit), None, None
    only, first = visit.form.value("tabel") or None, visit.form.value("vanaf")
    row = (int(first) if first.isascii() and first.isdigit() else 0) if only else None
    try:
        asked = await at_peil(visit, asked)
        shown = await use.shown(visit.beller, declared.code, asked, only, row, MORE_ROWS if only else ROWS)
    except FORM_FAULTS as told:
        fault = told
    form = Form(MultiDict(asked))
    values = _values(declared, asked, shown, only)
    title = declared.question
    return Page("reports/report.html", values, 200 if shown else 400, form.with_fault(fault) if fault else form, title)


async def chart(visit: Visit) -> Download:
    """GET /rapporten/{code}/grafiek/{naam}: one picture."""
    given = [*filled(visit), ("deel", visit.part("naam"))]
    _, data = await visit.gateway.rapportages.report(visit.beller, visit.part("code"), given, Vorm.SVG)
    return Download(data, MEDIA_TYPES[Vorm.SVG])


async def download(visit: Visit) -> Download:
    """GET /rapporten/{code}/bestand: the report in the form that is asked."""
    code = visit.part("code")
    vorm, data = await visit.gateway.rapportages.report(visit.beller, code, filled(visit), Vorm.XLSX)
    return Download(data, MEDIA_TYPES[vorm], f"{code}.{SUFFIX.get(vorm, vorm)}")


def _values(declared: Report, asked: Asked, shown: Shown | None, only: str | None) -> dict[str, Any]:
    code, (main, more) = declared.code, fields_of(declared)
    peil = [pair for pair in asked if pair[0] in ("k", "dagK")]
    others = without(asked, "k", "dagK", "op")

    def address_of(page: str = "", **besides: object) -> str:
        kept = without(asked, "band") if page else asked  # pictures and files of one table have no room for it
        return address(code, page, [*kept, *((name, str(one)) for name, one in besides.items())])

    return {
        "report": declared,
        "shown": shown,
        "main": main,
        "more": more,
        "is_more_filled": any(name == one.name for one in more for name, _ in asked),
        "only": only,
        "peil": peil,
        "others": others,
        "address_of": address_of,
        "address_now": address(code, "", others),
        "behind": lambda cell: address(code, "/achter", [*without(asked, *NOT_BEHIND), *cell]),
        "restated": address(code, "/herziening", without(asked, *NOT_BEHIND)),
    }
