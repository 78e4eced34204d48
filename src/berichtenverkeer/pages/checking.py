# SPDX-License-Identifier: EUPL-1.2
"""Berichten looked at without being sent: files or a zip dropped on a page, each fault with its rule one click away."""

import asyncio

from berichtenverkeer.pages.given import may
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.validation.bundle import ABOUT_HTTP, unpack
from berichtenverkeer.web.problem import Afwijzing

HISTORY = "checking.with_history"
AT_ONCE = 2
"""How many are looked at at once; who comes then hears so, and what was being looked at goes on."""

_PLACES = asyncio.Semaphore(AT_ONCE)


async def form(visit: Visit) -> Page:
    """GET /nakijken."""
    return Page("checking/checked.html", {"verslag": None, "may_ask_history": may(visit, HISTORY)})


async def checked(visit: Visit) -> Page:
    """POST /nakijken: nothing of it is kept."""
    if not visit.uploads:
        raise Afwijzing(400, "Er is geen bestand gekozen. Kies een of meer XML-bestanden, of een zip.")
    if _PLACES.locked():
        raise Afwijzing(503, "Er worden nu te veel berichten tegelijk nagekeken. Probeer het over een minuut opnieuw.")
    is_historic = visit.form.value("historie") == "ja"
    async with _PLACES:
        pieces = unpack(((one.name, one.data) for one in visit.uploads), ABOUT_HTTP)
        verslag = await visit.gateway.checking.every(visit.beller, pieces, is_historic=is_historic)
    return Page("checking/checked.html", {"verslag": verslag, "may_ask_history": may(visit, HISTORY)})
