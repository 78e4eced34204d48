# SPDX-License-Identifier: EUPL-1.2
"""The supervisor of the embedded PostgreSQL: what dies under a running `serve` is started again.

PostgreSQL mends the loss of one of its processes by itself; the loss of the first one, or a disk that was full, it does
not. Meanwhile the workers answer 503; they connect again by themselves.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from berichtenverkeer.cli.bewaker import Wacht
from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.logboek import logger

ELKE_S = 2.0
"""How often is asked, over a real connection, whether it is there."""

POGING_S = 10.0
"""How long one attempt waits; a recovery that takes longer goes on, and the next attempt finds it."""


@asynccontextmanager
async def bewaakte_database(instellingen: Instellingen) -> AsyncIterator[None]:
    """Keep the embedded database of these settings running within the block; with another database it does nothing."""
    taak = asyncio.create_task(houd_draaiend(instellingen.data)) if instellingen.is_embedded else None
    try:
        yield
    finally:
        if taak is not None:
            taak.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await taak


async def houd_draaiend(data: Path, *, wacht: Wacht | None = None) -> None:
    """For as long as the task runs: ask, and start what is not there. After a failed start it waits longer each time,
    at most `wacht.hoogste` seconds, for ever: a disk gets room again."""
    wacht = wacht or Wacht(0.5, 30.0)
    mislukt = 0
    while True:
        await asyncio.sleep(wacht.na(mislukt - 1) if mislukt else ELKE_S)
        try:
            if await asyncio.to_thread(embedded.draait, data):
                mislukt = 0
                continue
            logger.error("database_weg", pogingen=mislukt)
            await asyncio.to_thread(embedded.start, data, wacht_s=POGING_S)
        except (BerichtenverkeerError, OSError) as fout:
            mislukt += 1
            logger.error("database_start_niet", fout=type(fout).__name__, wacht_s=wacht.na(mislukt - 1))
        else:
            logger.warning("database_herstart", pogingen=mislukt + 1)
            mislukt = 0
