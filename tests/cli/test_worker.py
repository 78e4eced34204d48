# SPDX-License-Identifier: EUPL-1.2
"""One of the processes of `serve`: what it does beside its clients."""

import asyncio

import structlog

from berichtenverkeer.cli.worker import keep_going


async def test_a_background_task_that_fails_is_told_and_begun_again() -> None:
    begun = 0

    async def faalt() -> None:
        nonlocal begun
        begun += 1
        raise KeyError

    with structlog.testing.capture_logs() as regels:
        task = asyncio.create_task(keep_going(faalt, 0.01))
        await asyncio.sleep(0.3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert begun > 1
    assert {regel["event"] for regel in regels} == {"achtergrondtaak_gestopt"}
    assert task.cancelled()
