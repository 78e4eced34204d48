# SPDX-License-Identifier: EUPL-1.2
"""One of the processes of `serve`: what it does beside its clients."""

import asyncio

import structlog

from berichtenverkeer.cli.worker import keep_going
from patience import until


async def test_a_background_task_that_fails_is_told_and_begun_again() -> None:
    begun = 0

    async def faalt() -> None:
        nonlocal begun
        begun += 1
        raise KeyError

    async def begun_again() -> bool:
        return begun > 1

    with structlog.testing.capture_logs() as regels:
        task = asyncio.create_task(keep_going(faalt, 0.01))
        await until(begun_again)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert {regel["event"] for regel in regels} == {"achtergrondtaak_gestopt"}
    assert task.cancelled()
