# SPDX-License-Identifier: EUPL-1.2
"""What somebody without software can make a bericht of: also what ended with care on it that was not stopped."""

from datetime import date

from bellers import as_
from berichtenverkeer.core.settings import Settings
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
        clock.zet(date(ends.year + 1, 3, 1))
        assert await listed() == []
        await received(gateway, jw305(), AANBIEDER)
        assert await listed() == [1]
        await received(gateway, jw307(), AANBIEDER)
        assert await listed() == []
