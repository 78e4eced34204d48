# SPDX-License-Identifier: EUPL-1.2
"""The pages of ceilings: who is full, the room of one aanbieder, and what a number is the sum of."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_plafonds_in_de_gateway import rows, toewijzing, verzoek
from gatewaybouw import AANBIEDERS, received
from pagesbouw import Site, open_site


@pytest_asyncio.fixture
async def site(config: Settings) -> AsyncIterator[Site]:
    """One plafond of 1,000 euros, of which a toewijzing takes 400 and a verzoek 400."""
    world: dict[str, Any] = rows()
    async with open_site(config, **world) as open_:
        await received(open_.gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        await received(open_.gateway, verzoek(1), AANBIEDER)
        yield open_


async def test_a_ceiling_is_followed_from_the_list_to_the_bericht_that_took_the_room(site: Site) -> None:
    manager = await site.client_of("contractmanager.regio")
    seen = await manager.get("/plafonds?jaar=2026")
    assert seen.heading == "Wie bereikt zijn plafond, en wanneer?"
    assert "€ 1.000" in seen.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "80 %" in seen.text
    (room,) = [one for one in seen.links if one.startswith(f"/plafonds/{AANBIEDER}?")]
    one = await manager.get(room)
    assert one.heading.startswith("Hoeveel ruimte heeft ")
    (behind,) = [link for link in one.links if "rekening=BESLAG" in link and "TENZIJ" not in link]
    boekingen = await manager.get(behind)
    assert boekingen.status == 200
    assert "€ 400" in boekingen.text.replace("\N{NO-BREAK SPACE}", " ")
    assert [link for link in boekingen.links if link.startswith("/berichten/")]

    # What holds later does not change what was known at this K.
    await received(site.gateway, verzoek(2), AANBIEDER)
    assert "80 %" in (await manager.get(f"{seen_at(room)}")).text
    assert "Geen plafond past hierbij." in (await manager.get("/plafonds?zoek=bestaatniet")).text
    assert (await manager.get("/plafonds?jaar=twee")).status == 400


def seen_at(room: str) -> str:
    """The list at the K of an address."""
    return f"/plafonds?{room.partition('?')[2]}"


async def test_an_aanbieder_sees_his_own_room_and_no_other(site: Site) -> None:
    own = await site.client_of("backoffice.aanbieder")
    seen = await own.get("/plafonds?jaar=2026")
    assert seen.heading.startswith("Hoeveel ruimte heeft ")
    assert (await own.get(f"/plafonds/{AANBIEDERS[1]}")).status == 404
    assert (await own.get(f"/plafonds/{AANBIEDERS[1]}/boekingen?jaar=2026")).status == 404
    gemeente = await site.client_of("backoffice.gemeente")
    for address in ("/plafonds", f"/plafonds/{AANBIEDER}", f"/plafonds/{AANBIEDER}/boekingen"):
        assert (await gemeente.get(address)).status == 403
        assert (await site.get(address)).status == 303
