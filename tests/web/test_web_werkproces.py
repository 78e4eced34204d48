# SPDX-License-Identifier: EUPL-1.2
"""One of the processes of `serve`: what it does beside its clients."""

import asyncio

import structlog

from berichtenverkeer.web.werkproces import houd_gaande


async def test_a_background_task_that_fails_is_told_and_begun_again() -> None:
    begonnen = 0

    async def faalt() -> None:
        nonlocal begonnen
        begonnen += 1
        raise KeyError

    with structlog.testing.capture_logs() as regels:
        taak = asyncio.create_task(houd_gaande(faalt, 0.01))
        await asyncio.sleep(0.3)
        taak.cancel()
        await asyncio.gather(taak, return_exceptions=True)
    assert begonnen > 1
    assert {regel["event"] for regel in regels} == {"achtergrondtaak_gestopt"}
    assert taak.cancelled()
