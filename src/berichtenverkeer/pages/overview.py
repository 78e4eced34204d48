# SPDX-License-Identifier: EUPL-1.2
"""The first page: what there is for whom."""

from berichtenverkeer.pages.visit import Page, Visit


async def overview(_visit: Visit) -> Page:
    """GET /."""
    return Page("overview/overview.html")
