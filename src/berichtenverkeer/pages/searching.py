# SPDX-License-Identifier: EUPL-1.2
"""Finding berichten by a number (GET: the address can be kept), and a youth by BSN (POST: it is in no address)."""

from berichtenverkeer.core.clock import read_day
from berichtenverkeer.core.errors import StepImpossible
from berichtenverkeer.gateway.searching import MOST, SearchAsked
from berichtenverkeer.pages.draad import may_open
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.saved_searches import kept
from berichtenverkeer.pages.visit import Page, Redirect, Visit

NUMBERS = ("identificatie", "toewijzing", "referentie", "declaratie")
FIELDS = (*NUMBERS, "partij", "van", "tot")


async def search(visit: Visit) -> Page:
    """GET /zoeken."""
    if not any(visit.form.value(name) for name in FIELDS):
        return await _page(visit)
    numbers = {name: visit.form.value(name) for name in (*NUMBERS, "partij")}
    van, tot = (read_day(visit.form.value(name)) for name in ("van", "tot"))
    try:
        asked = SearchAsked(**numbers, van=van, tot=tot)
        found = await visit.gateway.searching.berichten(visit.beller, asked)
    except StepImpossible as fault:
        return await _page(visit, fault)
    return Page("searching/search.html", {**await _values(visit), "found": found})


async def by_bsn(visit: Visit) -> Page | Redirect:
    """POST /zoeken: on to what stands for the BSN. What was filled in is not shown again."""
    try:
        pseudonym = visit.gateway.searching.pseudonym(visit.beller, visit.form.value("bsn"))
    except StepImpossible as fault:
        return await _page(visit, fault)
    return Redirect(f"/clienten/{pseudonym}")


async def _page(visit: Visit, fault: StepImpossible | None = None) -> Page:
    """Nothing found yet."""
    form = visit.form.with_fault(fault) if fault else None
    return Page("searching/search.html", await _values(visit), 400 if fault else 200, form)


async def _values(visit: Visit) -> dict[str, object]:
    values = {"found": None, "most": MOST, "name": names(visit), "opens": may_open(visit), "own": visit.beller.code}
    return {**values, "kept": await kept(visit)}
