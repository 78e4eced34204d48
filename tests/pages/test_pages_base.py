# SPDX-License-Identifier: EUPL-1.2
"""What every page has, whoever looks: its headers, its way back, its language, and a page for what goes wrong."""

from collections.abc import AsyncIterator

import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.pages.map import PAGES
from berichtenverkeer.regels.catalogue import catalogue, own_codes
from pagesbouw import Site, open_site


@pytest_asyncio.fixture
async def site(config: Settings) -> AsyncIterator[Site]:
    async with open_site(config) as open_:
        yield open_


async def test_a_page_for_anyone_is_shown_with_all_that_keeps_it_safe(site: Site) -> None:
    for entry in PAGES:
        if entry.right != "anyone" or entry.method != "GET" or entry.parts:
            continue
        if entry.address in (
            "/inloggen/provider",
            "/inloggen/terug",
            "/inloggen/afmelden",
        ):  # steps on the way, no pages
            continue
        seen = await site.get(entry.address)
        assert seen.status == 200, entry.address
        assert seen.heading == entry.question
        assert seen.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert "unsafe" not in seen.headers["Content-Security-Policy"]
        assert seen.headers["X-Content-Type-Options"] == "nosniff"
        assert seen.headers["Cache-Control"] == "no-store"
        assert "<script>" not in seen.html
        assert " style=" not in seen.html
        assert " on" not in "".join(seen.links)
        assert '<html lang="nl"' in seen.html
        assert {"#inhoud", "/hulp", "/toegankelijkheid"} <= seen.links
        assert (await site.ask("HEAD", entry.address)).headers["Content-Length"] == seen.headers["Content-Length"]
    english = await site.get("/regels?zoek=TR074", headers={"Accept-Language": "en-GB, nl;q=0.5"})
    assert english.heading == "Which rules does a bericht have to follow?"
    assert english.headers["Content-Language"] == "en"
    assert "/regels?zoek=TR074&taal=nl" in english.links
    assert (await site.get("/regels?taal=nl", headers={"Accept-Language": "en"})).headers["Content-Language"] == "nl"
    assert (await site.get("/regels?taal=xx", headers={"Accept-Language": "tlh"})).headers["Content-Language"] == "nl"

    # What goes wrong is told as a page to a browser, and as problem+json to who asks the API.
    gone = await site.get("/bestaat-niet")
    assert (gone.status, gone.heading) == (404, "Niet gevonden")
    assert "/" in gone.links
    assert (await site.post("/regels", {})).status == 405
    for address in ("/v1/regels/XX999", "/bestaat-niet"):
        seen = await site.get(address, headers={"Accept": "*/*"})
        assert (seen.status, seen.headers["Content-Type"]) == (404, "application/problem+json")


async def test_each_rule_and_own_code_has_its_page_and_is_found_by_code_and_word(site: Site) -> None:
    every = await site.get("/regels")
    assert {f"/regels/{one.code}" for one in catalogue()} <= every.links
    assert {f"/regels/{one.code}" for one in own_codes()} <= every.links
    regel = await site.get("/regels/TR074")
    assert regel.heading == "Wat vraagt TR074?"
    assert {one.code: one for one in catalogue()}["TR074"].tekst in regel.text
    assert "/regels" in regel.links
    found = await site.get("/regels?zoek=sleutel%20TR074&bericht=JW305")
    assert {one for one in found.links if one.startswith("/regels/")} == {"/regels/TR074"}
    none = await site.get('/regels?zoek="><script>alert(1)</script>')
    assert "Geen regel past" in none.text
    assert "<script>alert" not in none.html
    own = await site.get(f"/regels/{own_codes()[0].code}")
    assert "Gevolg" in own.text
    assert (await site.get("/regels/XX999")).status == 404
