# SPDX-License-Identifier: EUPL-1.2
"""A half year asked, answered and fixed on pages; what gemeenten and a hoofdaannemer have in a year; who sees it."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_budgets import register
from gateway.test_geld_van_declaraties import declaratie
from gateway.test_plafonds_in_de_gateway import toewijzing
from gatewaybouw import AANBIEDERS, received
from pages.test_pages_acts import ASKED as TENZIJ
from pages.test_pages_acts import HOSTILE
from pagesbouw import Client, Seen, Site, open_site

HALF = {"aanbieder": AANBIEDER, "jaar": "2026", "helft": "1"}


@pytest_asyncio.fixture
async def site(config: Settings) -> AsyncIterator[Site]:
    """A tenzij of 600 euro over a ceiling that is full, of which 200 euro was approved of April."""
    world: dict[str, Any] = register()
    async with open_site(config, **world) as open_:
        await received(open_.gateway, toewijzing(1, met_referentie=False, volume=10), GEMEENTE)
        asked = await (await open_.client_of("backoffice.aanbieder")).post("/tenzij/vragen", TENZIJ)
        granted = {"besluit": "toegekend", "motivering": "Beide gronden.", "maximumCents": "600"}
        manager = await open_.client_of("contractmanager.regio")
        place = asked.headers["Location"].partition("?")[0]
        assert (await manager.post(f"{place}/besluit", granted)).status == 303
        await received(open_.gateway, toewijzing(0, met_referentie=False, volume=10), GEMEENTE)
        open_.clock.zet(date(2026, 6, 20))
        await received(open_.gateway, declaratie("D1", 2), AANBIEDER)
        yield open_


def money(seen: Seen) -> str:
    return seen.text.replace("\N{NO-BREAK SPACE}", " ")


async def test_a_half_year_is_asked_answered_and_fixed_and_stays_so(site: Site) -> None:
    own, manager = await site.client_of("backoffice.aanbieder"), await site.client_of("contractmanager.regio")
    assert "Er is geen verrekening" in (await manager.get("/verrekeningen")).text
    assert (await manager.post("/verrekeningen", HALF)).status == 400, "it is not over"
    site.clock.zet(date(2026, 7, 1))
    assert "Het veld" in (await manager.post("/verrekeningen", HALF | {"jaar": "twee"})).text
    sent = await manager.post("/verrekeningen", HALF)
    assert sent.status == 303
    place = sent.headers["Location"].partition("?")[0]
    early = await manager.post(f"{place}/verrekening", {})
    assert (early.status, "kan nog opgave doen, tot en met 29 juli 2026" in early.text) == (400, True)

    seen = await own.get(place)
    assert "2 uur (04)" in seen.text
    assert f"Gemeente {GEMEENTE} ({GEMEENTE})" in seen.text
    assert "€ 200" in money(seen)
    as_asked = {"volume1-1": "2", "eenheid1-1": "04"}
    assert (await own.post(f"{place}/opgave", as_asked | {"volume1-1": "3"})).status == 400, "without why"
    wrong = await own.post(f"{place}/opgave", as_asked | {"volume1-1": "veel", "reden1": HOSTILE})
    assert (wrong.status, HOSTILE in wrong.html) == (400, False)
    assert (await own.post(f"{place}/opgave", as_asked | {"volume1-1": "3", "reden1": HOSTILE})).status == 303
    seen = await manager.get(place)
    assert "3 uur (04)" in seen.text
    assert HOSTILE.split()[0] in seen.text
    assert "<script>alert" not in seen.html
    assert (await manager.post(f"{place}/verrekening", {"bedrag1": "veel", "waarom1": "Zo."})).status == 400
    assert (await manager.post(f"{place}/verrekening", {"bedrag1": "150"})).status == 400, "without why"
    assert (await manager.post(f"{place}/verrekening", {})).status == 303

    # What comes later changes nothing of what was fixed, and stands beside it.
    await received(site.gateway, declaratie("D2", 2, teken="C", vorige="RD1"), AANBIEDER)
    await received(site.gateway, declaratie("D3", 5), AANBIEDER)
    seen = await own.get(place)
    assert "Na het vaststellen is er nog iets gewijzigd." in seen.text
    assert "Na verrekening gewijzigd € 300" in money(seen)
    assert place in {one.partition("?")[0] for one in (await own.get("/verrekeningen?status=verrekend")).links}
    assert (await own.get("/verrekeningen?status=onzin")).status == 400
    await _is_for_no_one_else(site, place, own)


async def _is_for_no_one_else(site: Site, place: str, own: Client) -> None:
    reader = await site.client_of("lezer.gemeente")
    seen = await reader.get(place)
    assert "€ 200" in money(seen)
    assert not [one for one in seen.links if one.startswith(("/tenzij/", "/plafonds/"))]
    for who in ("backoffice.andere-aanbieder", "lezer.ander"):
        other = await site.client_of(who)
        assert "Er is geen verrekening" in (await other.get("/verrekeningen")).text
        assert (await other.get(place)).status == 404
    assert (await own.post("/verrekeningen", HALF)).status == 403
    assert (await own.post(f"{place}/verrekening", {})).status == 403
    assert (await reader.post(f"{place}/opgave", {})).status == 403


async def test_money_of_a_year_leads_to_its_months_and_to_what_is_behind_it(site: Site) -> None:
    reader = await site.client_of("lezer.gemeente")
    seen = await reader.get("/begroting?jaar=2026")
    assert seen.heading == "Blijft iedere gemeente binnen haar begroting?"
    assert all(text in money(seen) for text in ("Ambulant", "€ 1.000", "Taakstelling € -50", "Samen € 950"))
    assert "Alle gemeenten samen" not in seen.text
    behind = {one for one in seen.links if "/achter?" in one and "kolom=realisatie_cents" in one}
    assert len(behind) == 2  # of the group and of all together
    for address in behind:
        facts = await reader.get(address)
        assert (facts.status, "RD1" in facts.text or "/berichten/" in facts.html) == (200, True), address
    (picture,) = [one for one in seen.links if "/grafiek/maanden" in one]
    assert (await reader.get(picture)).status == 200
    assert "voor dit jaar is er geen begroting" in (await reader.get("/begroting?jaar=2031")).text.lower()
    assert "geen begroting" in (await (await site.client_of("lezer.ander")).get("/begroting?jaar=2026")).text
    assert "Alle gemeenten samen" in (await (await site.client_of("lezer.regio")).get("/begroting?jaar=2026")).text

    hoofd = await site.client_of("lezer.aanbieder")
    seen = await hoofd.get("/lumpsum?jaar=2026")
    assert "€ 36.500" in money(seen)
    assert not [one for one in seen.links if one.startswith("/rapporten/lumpsum")], "that report is not his"
    assert "geen lumpsum" in (await (await site.client_of("lezer.andere-aanbieder")).get("/lumpsum?jaar=2026")).text
    seen = await (await site.client_of("lezer.regio")).get("/lumpsum?jaar=2026")
    assert [one for one in seen.links if one.startswith("/rapporten/lumpsum/grafiek/verbruik")]
    for who, address in (("lezer.aanbieder", "/begroting"), ("lezer.gemeente", "/lumpsum")):
        assert (await (await site.client_of(who)).get(address)).status == 403
    assert AANBIEDERS[1] not in seen.html
