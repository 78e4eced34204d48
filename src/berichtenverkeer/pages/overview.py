# SPDX-License-Identifier: EUPL-1.2
"""The first page: what asks for who looks today, and what there is for him."""

from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.pages.work_list import work_list


async def overview(visit: Visit) -> Page:
    """GET /."""
    tasks = await work_list(visit) if visit.visitor is not None else []
    return Page("overview/overview.html", {"tasks": tasks})
