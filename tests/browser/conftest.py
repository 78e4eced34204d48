# SPDX-License-Identifier: EUPL-1.2
"""One browser for all who look; each looks through a window of his own."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from browserbouw import open_browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Started once."""
    async with open_browser() as one:
        yield one
