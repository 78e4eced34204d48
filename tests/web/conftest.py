# SPDX-License-Identifier: EUPL-1.2
"""One loket per test, in a regio of its own."""

from collections.abc import AsyncIterator

import pytest_asyncio

from berichtenverkeer.core.instellingen import Instellingen
from web.loket import Loket, open_loket


@pytest_asyncio.fixture
async def loket(instellingen: Instellingen) -> AsyncIterator[Loket]:
    """The API, open."""
    async with open_loket(instellingen) as open_:
        yield open_
