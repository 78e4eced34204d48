# SPDX-License-Identifier: EUPL-1.2
"""One loket per test, in a regio of its own, and the log as in production."""

import io
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
import structlog

from berichtenverkeer.core import logboek
from berichtenverkeer.core.instellingen import Instellingen
from web.loket import Loket, open_loket


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """All that this process logs, as in production but from the lowest level."""
    wortel = logging.getLogger()
    handlers, niveau = wortel.handlers[:], wortel.level
    doel = io.StringIO()
    logboek.richt_in("debug", doel)
    yield doel
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    wortel.handlers[:] = handlers
    wortel.setLevel(niveau)


@pytest_asyncio.fixture
async def loket(instellingen: Instellingen) -> AsyncIterator[Loket]:
    """The API, open."""
    async with open_loket(instellingen) as open_:
        yield open_
