# SPDX-License-Identifier: EUPL-1.2
"""The first page: what asks for who looks today, and the figures that matter to him, with their course."""

from typing import Any

from markupsafe import Markup

from berichtenverkeer.gateway.key_figures import KeyFigures
from berichtenverkeer.pages.given import may
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.report_asked import address
from berichtenverkeer.pages.supervision import standing
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.pages.work_list import work_list
from berichtenverkeer.rapporten.key_figures import Course


async def overview(visit: Visit) -> Page:
    """GET /: the figures too when they were made before today; else the browser asks them behind the page."""
    if visit.visitor is None:
        return Page("overview/overview.html", {"tasks": [], "standing": None, "has_figures": False, "found": None})
    has_figures = may(visit, "key_figures.shown")
    found = await visit.gateway.key_figures.shown(visit.beller, only_kept=True) if has_figures else None
    stands = await standing(visit)
    tasks = [*await work_list(visit), *(one for one in stands.tasks() if one.number)]
    values = {"tasks": tasks, "standing": stands, "name": names(visit), "has_figures": has_figures, "found": found}
    return Page("overview/overview.html", values | (_shown(found) if found is not None else {}))


async def figures(visit: Visit) -> Page:
    """GET /kerncijfers; with `band`: how much they still move."""
    found = await visit.gateway.key_figures.shown(visit.beller, band=visit.form.value("band") == "ja")
    assert found is not None, "waited for"
    return Page("overview/figures.html", {"found": found, **_shown(found)})


def _shown(found: KeyFigures) -> dict[str, Any]:
    first, last = found.periods[0], found.periods[-1]
    asked = [
        ("periode", f"{first.naam}..{last.naam}"),
        ("k", str(found.peil.positie)),
        ("dagK", found.peil.dag.isoformat()),
    ]

    def report_of(one: Course) -> str:
        return f"{address(one.figure.report, '', asked)}#{one.figure.table}"

    return {"report_of": report_of, "svg": lambda one: Markup(one.drawing)}  # noqa: S704  # drawn here, of numbers
