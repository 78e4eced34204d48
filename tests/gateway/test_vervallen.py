# SPDX-License-Identifier: EUPL-1.2
"""The task that lets reservations lapse, when the database has no time for it."""

import asyncio
from datetime import date, timedelta

import msgspec
import structlog

from bellers import administration
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.plafonds import keep_letting_lapse
from bouwers import AANBIEDER
from gateway.test_plafonds_in_de_gateway import rows, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, received
from patience import until_told


async def test_a_lapse_that_fails_is_logged_and_tried_again(config: Settings) -> None:
    wacht = 1_000  # in which a busy machine can connect
    krap = msgspec.structs.replace(config, pool_grootte=1, verbinding_wacht_ms=wacht)
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(krap, clock, **rows()) as gateway:
        await received(gateway, verzoek(0), AANBIEDER)
        clock.zet(date(2026, 6, 10))
        with structlog.testing.capture_logs() as regels:
            async with gateway.database.lees():  # the only connection
                task = asyncio.create_task(
                    keep_letting_lapse(
                        gateway.database, gateway.regio, clock, gateway.heavy_lane, timedelta(milliseconds=20)
                    )
                )
                await until_told(regels, lambda one: one["event"] == "vervallen_mislukt")
            await until_told(regels, lambda one: one["event"] == "reserveringen_vervallen")
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        (plafond,) = (await gateway.plafonds.from_regio(administration(gateway), None)).plafonds
        assert plafond.vrij_cents == 100_000
        assert next((one["event"], one.get("fout")) for one in regels) == ("vervallen_mislukt", "TooBusy")
        assert [one["aantal"] for one in regels if one["event"] == "reserveringen_vervallen"] == [1]
