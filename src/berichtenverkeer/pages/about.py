# SPDX-License-Identifier: EUPL-1.2
"""Pages about the pages, for anyone: how accessible they are, and where to find what."""

from berichtenverkeer.pages.visit import Page, Visit


async def accessibility(_visit: Visit) -> Page:
    """GET /toegankelijkheid."""
    return Page("about/accessibility.html")


async def help_(_visit: Visit) -> Page:
    """GET /hulp."""
    return Page("about/help.html")
