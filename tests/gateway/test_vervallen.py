# SPDX-License-Identifier: EUPL-1.2
"""The task that lets reservations lapse, when the database has no time for it."""

import asyncio
from datetime import date, timedelta

import msgspec
import structlog

from bellers import beheer
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.plafonds import laat_steeds_vervallen
from bouwers import AANBIEDER
from gateway.test_plafonds_in_de_gateway import rijen, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen


async def test_a_lapse_that_fails_is_logged_and_tried_again(instellingen: Instellingen) -> None:
    krap = msgspec.structs.replace(instellingen, pool_grootte=1, verbinding_wacht_ms=50)
    klok = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(krap, klok, **rijen()) as gateway:
        await ontvangen(gateway, verzoek(0), AANBIEDER)
        klok.zet(date(2026, 6, 10))
        with structlog.testing.capture_logs() as regels:
            async with gateway.database.lees():  # the only connection
                taak = asyncio.create_task(
                    laat_steeds_vervallen(
                        gateway.database, gateway.regio, klok, gateway.zware_baan, timedelta(milliseconds=20)
                    )
                )
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.3)
            taak.cancel()
        await asyncio.gather(taak, return_exceptions=True)
        (plafond,) = (await gateway.plafonds.van_regio(beheer(gateway), None)).plafonds
        assert plafond.vrij_cents == 100_000
        assert next((een["event"], een.get("fout")) for een in regels) == ("vervallen_mislukt", "TeDruk")
        assert [een["aantal"] for een in regels if een["event"] == "reserveringen_vervallen"] == [1]
