# SPDX-License-Identifier: EUPL-1.2
"""The mailbox as pages: what is in it, one bericht in words with what was found, its thread, and that it was taken."""

import re
from collections.abc import AsyncIterator
from html import unescape

import msgspec
import pytest_asyncio

from bellers import as_
from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.ledger import inzage
from berichtenverkeer.ledger.inzage import InzageQuery
from berichtenverkeer.postvak.tray import PostvakQuery
from bouwers import AANBIEDER, GEMEENTE, grote_jw323, jw301, jw305, jw307, with_
from gatewaybouw import received
from pagesbouw import Site, open_site

HOSTILE = "<script>alert(1)</script>"


class Mailed(msgspec.Struct, frozen=True):
    """A region in which a youth got care; his name is hostile, and the stop was sent twice: the second is rejected."""

    site: Site
    toewijzing: Receipt
    start: Receipt
    stop: Receipt
    rejected: Receipt
    declaratie: Receipt


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mailed(config_of_file: Settings) -> AsyncIterator[Mailed]:
    async with open_site(config_of_file) as site:
        gateway = site.gateway
        toewijzing = await received(gateway, jw301(), GEMEENTE)
        start = await received(gateway, with_(jw305(), "Client/Naam/Geslachtsnaam/Achternaam", HOSTILE), AANBIEDER)
        stop = await received(gateway, jw307(), AANBIEDER)
        again = with_(jw307(), "Header/BerichtIdentificatie/Identificatie", "nogmaals")
        rejected = await received(gateway, again, AANBIEDER)
        assert rejected.oordeel == "afgekeurd"
        declaratie = await received(gateway, grote_jw323(120), AANBIEDER)
        yield Mailed(site, toewijzing, start, stop, rejected, declaratie)


async def test_the_mailbox_shows_what_its_partij_sent_and_got_and_no_one_elses(mailed: Mailed) -> None:
    site = mailed.site
    client = await site.client_of("backoffice.aanbieder")
    seen = await client.get("/postvak")
    assert (seen.status, seen.heading) == (200, "Wat kwam er binnen, en wat ging eruit?")
    shown = re.findall(r'href="/berichten/([0-9a-f-]{36})"', seen.html)
    held = (await site.gateway.postvak.listing(as_(site.gateway, AANBIEDER), PostvakQuery())).pieces
    assert shown == [str(one.bericht_id) for one in reversed(held)]
    since = next(one.positie for one in held if one.bericht_id == mailed.start.id)
    assert f"van Gemeente {GEMEENTE} ({GEMEENTE})" in seen.text

    for query, of in (
        ("richting=uit&oordeel=afgekeurd", [mailed.rejected.id]),
        ("berichtsoort=JW305", [mailed.start.id]),
        ("identificatie=nogmaals&richting=uit&oordeel=", [mailed.rejected.id]),
        (f"na={since}", [one.bericht_id for one in reversed(held) if one.positie < since]),
    ):
        found = re.findall(r'href="/berichten/([0-9a-f-]{36})"', (await client.get(f"/postvak?{query}")).html)
        assert found == [str(one) for one in of], query
    none = await client.get("/postvak?identificatie=%22%3E%3Cscript%3E%00&na=x&richting=x&oordeel=x&opgehaald=x")
    assert (none.status, "Geen bericht past bij wat u zoekt." in none.text) == (200, True)
    assert "<script>" not in none.html
    other = await site.client_of("backoffice.ander")
    assert "Uw postvak is leeg." in (await other.get("/postvak")).text
    page = f"/berichten/{mailed.start.id}"
    for address in (page, f"{page}/xml", f"{page}/draad", "/berichten/geen", "/berichten/geen/draad"):
        assert (await other.get(address)).status == 404, address
    assert (await other.post(f"{page}/opgehaald", {})).status == 404
    for who in ("lezer.gemeente", "controleur.regio", "beheerder.regio", "contractmanager.regio"):
        client = await site.client_of(who)
        for address in ("/postvak", page, f"{page}/xml"):
            assert (await client.get(address)).status == 403, (who, address)
        assert (await client.post(f"{page}/opgehaald", {})).status == 403, who
    assert (await site.get("/postvak")).status == 303


async def test_a_bericht_is_read_in_words_with_its_receipt_and_fetched_and_taken(mailed: Mailed) -> None:
    client = await mailed.site.client_of("backoffice.gemeente")
    page = f"/berichten/{mailed.start.id}"
    seen = await client.get(page)
    assert (seen.status, seen.heading) == (200, "Wat staat er in bericht JW305?")
    assert "<script>alert" not in seen.html
    assert unescape(seen.html).count(HOSTILE) == 1
    for words in ("BSN", "Status van de aanlevering", "1 eerste aanlevering", f"van Aanbieder {AANBIEDER}"):
        assert words in seen.text, words
    assert {f"{page}/draad", f"{page}/xml", f"/berichten/{mailed.start.retour_id}", "/postvak"} <= seen.links
    got = await client.get(f"{page}/xml")
    assert got.html == write(with_(jw305(), "Client/Naam/Geslachtsnaam/Achternaam", HOSTILE)).decode()
    assert got.headers["Content-Disposition"].startswith("attachment")

    assert "Zet op opgehaald" in seen.text
    assert page in (await client.get("/postvak?opgehaald=nee")).links
    done = await client.post(f"{page}/opgehaald", {})
    assert (done.status, done.headers["Location"]) == (303, f"{page}?gelukt=opgehaald")
    after = await client.get(done.headers["Location"])
    assert "Dit bericht staat nu op opgehaald." in after.text
    assert "Zet op opgehaald" not in after.text
    assert page not in (await client.get("/postvak?opgehaald=nee")).links
    asked = InzageQuery(bericht_id=mailed.start.id, persoon="backoffice.gemeente")
    async with mailed.site.gateway.database.lees() as conn:
        rows = await inzage.listing(Grootboek(conn, mailed.site.gateway.regio), asked)
    assert {one.page for one in rows} == {"/berichten/{id}", "/berichten/{id}/xml"}


async def test_what_was_found_stands_at_the_line_that_it_is_about(mailed: Mailed) -> None:
    client = await mailed.site.client_of("backoffice.aanbieder")
    seen = await client.get(f"/berichten/{mailed.rejected.id}")
    found = mailed.rejected.bevindingen[0]
    assert f"/regels/{found.code}" in seen.links
    (number,) = {int(one) for one in re.findall(rf'href="#e(\d+)">{found.code}<', seen.html)}
    line = re.search(rf'<div id="e{number}".*?</div>', seen.html, re.DOTALL)
    assert line is not None
    assert found.tekst in unescape(line[0])
    long = await client.get(f"/berichten/{mailed.declaratie.id}")
    assert long.html.count('<div id="e') == 400
    assert "?vanaf=401" in long.links
    further = await client.get(f"/berichten/{mailed.declaratie.id}?vanaf=401")
    assert 'id="e401"' in further.html
    assert 'id="e400"' not in further.html
    assert len(long.html) < 300_000
    assert "€ " in long.text


async def test_a_thread_is_a_timeline_for_who_may_see_it(mailed: Mailed) -> None:
    of_all = (mailed.toewijzing, mailed.start, mailed.stop, mailed.rejected)
    address = f"/berichten/{mailed.start.id}/draad"
    aanbieder = await (await mailed.site.client_of("backoffice.aanbieder")).get(address)
    assert (aanbieder.status, aanbieder.heading) == (200, "Wat hoort bij dit bericht?")
    shown = re.findall(r'href="/berichten/([0-9a-f-]{36})">JW30[157]', aanbieder.html)
    assert shown == [str(one.id) for one in of_all]
    assert f"/berichten/{mailed.start.id}" in aanbieder.links

    # Who keeps the contracts sees all of it and opens nothing: no link leads him to what he may not see.
    manager = await (await mailed.site.client_of("contractmanager.regio")).get(address)
    assert manager.status == 200
    assert manager.text.count("verstuurd door") == aanbieder.text.count("verstuurd door")
    to = {one for one in manager.links if one.startswith("/berichten/") and "taal=" not in one}
    assert to
    assert all(one.endswith("/waarom") for one in to)
    assert "/postvak" not in manager.links
    assert (await (await mailed.site.client_of("lezer.regio")).get(address)).status == 403
