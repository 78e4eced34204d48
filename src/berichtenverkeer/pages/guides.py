# SPDX-License-Identifier: EUPL-1.2
"""The handleidingen as pages: what each rol does here, in plain Dutch."""

from berichtenverkeer.pages.guide_texts import GUIDES, guide
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.web.problem import Afwijzing


async def listing(_visit: Visit) -> Page:
    """GET /handleiding."""
    return Page("guides/listing.html", {"guides": [(name, guide(name)) for name in GUIDES]})


async def one(visit: Visit) -> Page:
    """GET /handleiding/{rol}."""
    name = visit.part("rol")
    if name not in GUIDES:
        raise Afwijzing(404, "Deze handleiding is er niet. Kies er een uit de lijst.")
    found = guide(name)
    return Page("guides/one.html", {"html": found.html}, title=found.title)
