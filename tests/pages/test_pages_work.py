# SPDX-License-Identifier: EUPL-1.2
"""What is open stands on the first page, and each line leads to where it is told."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from bouwers import AANBIEDER
from gateway.test_plafonds_in_de_gateway import rows, verzoek
from gatewaybouw import received
from pagesbouw import Site, open_site


@pytest_asyncio.fixture
async def site(config: Settings) -> AsyncIterator[Site]:
    """A verzoek that nobody answered."""
    world: dict[str, Any] = rows()
    async with open_site(config, **world) as open_:
        await received(open_.gateway, verzoek(0), AANBIEDER)
        yield open_


async def test_an_open_verzoek_is_work_of_its_gemeente_until_it_is_late(site: Site) -> None:
    gemeente = await site.client_of("backoffice.gemeente")
    seen = await gemeente.get("/")
    assert "Verzoeken die op antwoord wachten" in seen.text
    listed = await gemeente.get("/termijnen?groep=verzoeken")
    assert "Antwoord op een verzoek om toewijzing" in listed.text
    assert "loopt" in listed.text
    assert any(link.endswith("/draad") for link in listed.links)
    site.clock.zet(date(2026, 12, 1))
    late = await gemeente.get("/termijnen?laat=ja")
    assert "werkdagen te laat" in late.text
    assert "Er loopt geen termijn" in (await gemeente.get("/termijnen?laat=nee")).text
    assert (await gemeente.get("/termijnen?soort=onzin")).status == 400

    # Another gemeente sees nothing of it; an administrator without figures has no such line at all.
    other = await site.client_of("backoffice.ander")
    assert "Verzoeken die op antwoord wachten" not in (await other.get("/")).text
    assert "Er loopt geen termijn" in (await other.get("/termijnen")).text
    assert (await (await site.client_of("controleur.regio")).get("/termijnen")).status == 403
    assert "Log in om te zien" in (await site.get("/")).text
