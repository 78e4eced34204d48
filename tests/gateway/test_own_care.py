# SPDX-License-Identifier: EUPL-1.2
"""What somebody without software can make a bericht of: also what ended, and was not stopped or not started."""

from datetime import timedelta

from bellers import as_
from berichtenverkeer.core.clock import day
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.composing import start
from berichtenverkeer.gateway.own_care import LATE
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307
from gatewaybouw import StaandeKlok, gateway_met_register, received


async def test_care_that_was_not_stopped_is_listed_after_its_toewijzing_ended(config: Settings) -> None:
    clock = StaandeKlok()
    async with gateway_met_register(config, clock) as gateway:

        async def listed() -> list[int]:
            page = await gateway.own_care.listing(as_(gateway, AANBIEDER))
            return [one.toewijzing.nummer for one in page.care]

        receipt = await received(gateway, jw301(), GEMEENTE)
        assert receipt.oordeel == "goedgekeurd", receipt.bevindingen
        async with gateway.database.lees() as conn:
            ends = await conn.fetchval("select einddatum from toewijzing where regio = $1", gateway.regio)
        assert await listed() == [1]
        clock.zet(ends + LATE + timedelta(days=1))
        assert await listed() == [], "so long after its end nobody tells a start by hand"
        clock.moment -= timedelta(days=1)
        (care,) = (await gateway.own_care.listing(as_(gateway, AANBIEDER))).care
        begin = start(care, "S1", day(clock())).offered["Client/StartProducten/StartProduct[1]/Begindatum"]
        assert begin == care.toewijzing.ingangsdatum.isoformat(), "ended, and never started: within its days"
        clock.moment += timedelta(days=1)
        await received(gateway, jw305(), AANBIEDER)
        assert await listed() == [1], "never stopped, however long ago it ended"
        await received(gateway, jw307(), AANBIEDER)
        assert await listed() == []
