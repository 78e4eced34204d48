# SPDX-License-Identifier: EUPL-1.2
"""One loket per test, in a regio of its own, and the log as in production."""

import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from web.desk import Desk, open_loket


@pytest.fixture(autouse=True)
def is_logged(log: io.StringIO) -> None:
    """In every test here."""


@pytest_asyncio.fixture
async def desk(config: Settings) -> AsyncIterator[Desk]:
    """The API, open."""
    async with open_loket(config) as open_:
        yield open_
