# SPDX-License-Identifier: EUPL-1.2
"""While a declaratie of an aanbieder is being booked, his own berichten wait; nobody else does."""

import asyncio
from datetime import date

from berichtenverkeer.berichten import write
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.projections.behoefte import van_aanbieder
from bouwers import AANBIEDER, jw305, jw315, jw323
from gatewaybouw import AANBIEDERS, StaandeKlok, gateway_met_register, ontvangen

KLOK = StaandeKlok(date(2026, 6, 1))
ANDER = next(code for code in AANBIEDERS if code != AANBIEDER)


async def test_only_who_shares_the_aanbieder_waits_for_its_declaratie(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        async with gateway.database.transactie() as declaratie:
            await watermerk.begin(declaratie, alleen=sloten(gateway.regio, [van_aanbieder(AANBIEDER)]))
            eigen = []
            for bericht in (jw305(), jw315(), jw323()):  # apart, so that each is a batch: more than there are workers
                eigen.append(asyncio.create_task(ontvangen(gateway, write(bericht), AANBIEDER)))
                await asyncio.sleep(0.1)
            ander = jw315({"Header/Afzender": ANDER})
            bon = await asyncio.wait_for(ontvangen(gateway, write(ander), ANDER), 10)
            assert bon.berichtsoort == "JW315"
            assert not any(taak.done() for taak in eigen)
        bonnen = await asyncio.wait_for(asyncio.gather(*eigen), 20)
        assert [bon.berichtsoort for bon in bonnen] == ["JW305", "JW315", "JW323"]
        assert all(bon.retour_id is not None for bon in bonnen)
