# SPDX-License-Identifier: EUPL-1.2
"""One youth, by pseudonym: what runs, what was asked, delivered and declared, and the berichten about it."""

from berichtenverkeer.pages.draad import may_open
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.visit import Page, Visit


async def one(visit: Visit) -> Page:
    """GET /clienten/{pseudoniem}. Of whom nothing is known here, and of whom others know, it says the same."""
    view = await visit.gateway.searching.client(visit.beller, visit.part("pseudoniem"))
    values = {"view": view, "name": names(visit), "opens": may_open(visit), "own": visit.beller.code}
    return Page("clienten/one.html", values, 200 if view is not None else 404)
