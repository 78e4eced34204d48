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

from berichtenverkeer.cli.supervisor import Wait
from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.core.settings import Settings

INTERVAL_S = 2.0
"""How often is asked, over a real connection, whether it is there."""

ATTEMPT_S = 10.0
"""How long one attempt waits; a recovery that takes longer goes on, and the next attempt finds it."""


@asynccontextmanager
async def guarded_database(config: Settings) -> AsyncIterator[None]:
    """Keep the embedded database of these settings running within the block; with another database it does nothing."""
    task = asyncio.create_task(keep_running(config.data)) if config.is_embedded else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def keep_running(data: Path, *, wait: Wait | None = None) -> None:
    """For as long as the task runs: ask, and start what is not there. After a failed start it waits longer each time,
    at most `wait.hoogste` seconds, for ever: a disk gets room again."""
    wait = wait or Wait(0.5, 30.0)
    failed = 0
    while True:
        await asyncio.sleep(wait.after(failed - 1) if failed else INTERVAL_S)
        try:
            if await asyncio.to_thread(embedded.runs, data):
                failed = 0
                continue
            logger.error("database_weg", pogingen=failed)
            await asyncio.to_thread(embedded.start, data, wait_s=ATTEMPT_S)
        except (BerichtenverkeerError, OSError) as fault:
            failed += 1
            logger.error("database_start_niet", fout=type(fault).__name__, wacht_s=wait.after(failed - 1))
        else:
            logger.warning("database_herstart", pogingen=failed + 1)
            failed = 0
