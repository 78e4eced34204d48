# SPDX-License-Identifier: EUPL-1.2
"""One loket per test, in a regio of its own, and the log as in production."""

import io
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
import structlog

from berichtenverkeer.core import logs
from berichtenverkeer.core.settings import Settings
from web.desk import Desk, open_loket


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """All that this process logs, as in production but from the lowest level."""
    root = logging.getLogger()
    handlers, niveau = root.handlers[:], root.level
    target = io.StringIO()
    logs.point_in("debug", target)
    yield target
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    root.handlers[:] = handlers
    root.setLevel(niveau)


@pytest_asyncio.fixture
async def desk(config: Settings) -> AsyncIterator[Desk]:
    """The API, open."""
    async with open_loket(config) as open_:
        yield open_
