# SPDX-License-Identifier: EUPL-1.2
"""Berichten that are looked at on a page, and plafonds as they might have been."""

import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest_asyncio

from berichtenverkeer.berichten import write
from berichtenverkeer.core.settings import Settings
from bouwers import GEMEENTE, jw305
from gateway.test_plafonds_in_de_gateway import rows, toewijzing
from gatewaybouw import received
from pagesbouw import Client, Seen, Site, open_site


@pytest_asyncio.fixture
async def site(config: Settings) -> AsyncIterator[Site]:
    world: dict[str, Any] = rows()
    async with open_site(config, **world) as open_:
        await received(open_.gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        yield open_


async def sent(client: Client, files: dict[str, bytes], **fields: str) -> Seen:
    data = aiohttp.FormData()
    for name, text in {"csrf": client.csrf, **fields}.items():
        data.add_field(name, text)
    for name, content in files.items():
        data.add_field("bestanden", content, filename=name, content_type="application/octet-stream")
    return await client.ask("POST", "/nakijken", data=data)


async def test_files_and_a_zip_are_judged_and_each_fault_leads_to_its_rule(site: Site) -> None:
    own = await site.client_of("backoffice.aanbieder")
    good = write(jw305())
    bad = good.replace(b"2026-04-03", b"2026-13-40")
    assert bad != good
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in-de-zip.xml", good)
    hostile = "<script>x</script>.xml"
    seen = await sent(own, {"goed.xml": good, hostile: bad, "map.zip": packed.getvalue(), "leeg.xml": b"geen xml"})
    assert seen.status == 200
    assert "2 van 4 bestanden kloppen" in seen.text
    assert "map.zip/in-de-zip.xml" in seen.text
    assert "<script>x" not in seen.html
    rules = [link for link in seen.links if link.startswith("/regels/")]
    assert rules
    for link in rules:
        assert (await own.get(link)).status == 200, link

    known = await sent(own, {"goed.xml": good}, historie="ja")
    assert "BERICHTOVERSTIJGEND: " in known.text
    assert "overgeslagen" not in known.text.partition("BERICHTOVERSTIJGEND")[2].split("EXTERN")[0]
    assert (await sent(own, {})).status == 400
    assert (await sent(await site.client_of("lezer.regio"), {"goed.xml": good}, historie="ja")).status == 403


async def test_with_less_room_it_is_told_who_would_not_have_fitted_and_nothing_is_booked(site: Site) -> None:
    manager = await site.client_of("contractmanager.regio")
    assert "U hebt nog niets gevraagd." in (await manager.get("/wat-als?jaar=2026")).text
    seen = await manager.get("/wat-als?jaar=2026&bedrag=300&wijze=gelijk")
    text = seen.text.replace("\N{NO-BREAK SPACE}", " ")
    assert seen.status == 200, text
    assert "€ 1.000" in text
    assert "alles past" in text
    less = await manager.get("/wat-als?jaar=2026&bedrag=-800&wijze=gelijk")
    assert less.status == 400
    assert (await manager.get("/wat-als?jaar=2026&norm=nul")).status == 400
    both = await manager.get("/wat-als?jaar=2026&bedrag=300&norm=0,9")
    assert both.status == 400
    assert "meer dan een" in both.text
    assert (await (await site.client_of("lezer.aanbieder")).get("/wat-als")).status == 403
