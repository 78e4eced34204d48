# SPDX-License-Identifier: EUPL-1.2
"""The handleidingen: what each rol does here, in plain Dutch (docs/handleiding/)."""

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from berichtenverkeer.core.files import bestand
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.web.problem import Afwijzing

GUIDES = ("contractmanager", "backoffice", "aanbieder", "zonder-software", "controller", "beheerder")
"""In the order in which they are listed."""


async def listing(_visit: Visit) -> Page:
    """GET /handleiding."""
    return Page("guides/listing.html", {"guides": [(name, _read(name)[0]) for name in GUIDES]})


async def one(visit: Visit) -> Page:
    """GET /handleiding/{rol}."""
    name = visit.part("rol")
    if name not in GUIDES:
        raise Afwijzing(404, "Deze handleiding is er niet. Kies er een uit de lijst.")
    title, html = _read(name)
    return Page("guides/one.html", {"html": html}, title=title)


@cache
def _read(name: str) -> tuple[str, Markup]:
    """Its title, and the rest as HTML: text of ours, in which no HTML can stand."""
    title, _, rest = bestand(f"docs/handleiding/{name}.md").read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# "), Markup(MarkdownIt("commonmark", {"html": False}).render(rest))  # noqa: S704  # ours
