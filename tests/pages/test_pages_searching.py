# SPDX-License-Identifier: EUPL-1.2
"""Searching by number and by BSN: what is one's own is found, what is another's is not, and no address has a BSN."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.ledger import inzage
from berichtenverkeer.ledger.inzage import InzageOutcome, InzageQuery
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw305, jw315, jw323
from gatewaybouw import received
from pagesbouw import Client, Site, open_site

HOSTILE = '"><script>alert(1)</script>'


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def region(config_of_file: Settings) -> AsyncIterator[tuple[Site, dict[str, Receipt]]]:
    """A youth with a verzoek, a toewijzing, a start and a declaratie."""
    async with open_site(config_of_file) as site:
        sent = ((jw315(), AANBIEDER), (jw301(), GEMEENTE), (jw305(), AANBIEDER), (jw323(), AANBIEDER))
        receipts = [await received(site.gateway, bericht, who) for bericht, who in sent]
        yield site, {one.berichtsoort: one for one in receipts}


async def _found(client: Client, query: str) -> set[str]:
    seen = await client.get(f"/zoeken?{query}")
    assert seen.status == 200, seen.text
    return {one.split("/")[2] for one in seen.links if one.startswith("/berichten/") and one.endswith("/draad")}


async def test_a_bericht_is_found_by_each_number_and_only_by_who_may_see_it(
    region: tuple[Site, dict[str, Receipt]],
) -> None:
    site, sent = region
    toewijzing = jw301().client.toegewezen_producten.toegewezen_product[0].toewijzing_nummer
    referentie = jw315().client.aangevraagde_producten.aangevraagd_product[0].referentie_aanbieder
    declaratie = jw323().declaratie.declaratie_nummer
    ids = {soort: str(one.id) for soort, one in sent.items()}
    asked = {
        f"toewijzing={toewijzing}": {ids["JW301"], ids["JW305"], ids["JW323"]},
        f"referentie={referentie}": {ids["JW315"]},
        f"declaratie={declaratie}": {ids["JW323"]},
        f"identificatie={sent['JW305'].identificatie}": {ids["JW305"]},
        f"toewijzing={toewijzing}&identificatie={sent['JW301'].identificatie}": {ids["JW301"]},
        f"toewijzing={toewijzing}&van=2026-06-02": set(),
    }
    for who in ("backoffice.gemeente", "backoffice.aanbieder", "contractmanager.regio"):
        client = await site.client_of(who)
        for query, expected in asked.items():
            assert expected <= await _found(client, query), (who, query)
            if not expected:
                assert await _found(client, query) == set()
    for who in ("backoffice.ander", "backoffice.andere-aanbieder"):
        client = await site.client_of(who)
        assert [await _found(client, query) for query in asked] == [set()] * len(asked)
    for who in ("lezer.gemeente", "controleur.regio", "beheerder.regio"):
        client = await site.client_of(who)
        assert (await client.get("/zoeken")).status == (await client.get("/clienten/0123456789")).status == 403
        assert (await client.post("/zoeken", {"bsn": BSN})).status == 403

    client = await site.client_of("backoffice.gemeente")
    for wrong in (f"toewijzing={HOSTILE}", "partij=0363"):
        seen = await client.get(f"/zoeken?{wrong}")
        assert (seen.status, "-fout" in seen.html, "<script>alert" in seen.html) == (400, True, False), wrong


async def test_a_youth_is_found_by_bsn_and_no_address_and_no_page_repeats_it(
    region: tuple[Site, dict[str, Receipt]],
) -> None:
    site, sent = region
    client = await site.client_of("backoffice.gemeente")
    wrong = await client.post("/zoeken", {"bsn": "999900007"})
    assert (wrong.status, "Dit is geen BSN." in wrong.text, "999900007" in wrong.html) == (400, True, False)
    found = await client.post("/zoeken", {"bsn": BSN})
    address = found.headers["Location"]
    assert (found.status, BSN in address) == (303, False)
    seen = await client.get(address)
    assert (seen.status, seen.heading) == (200, "Wat is er bekend van deze jeugdige?")
    assert BSN not in seen.html
    assert {f"/berichten/{sent[soort].id}" for soort in ("JW315", "JW301", "JW305")} <= seen.links
    assert jw323().declaratie.declaratie_nummer in seen.text
    pseudonym = address.rpartition("/")[2]
    assert (await client.get(f"/clienten/{pseudonym[:10]}")).status == 200

    # Who knows nothing of him reads what is read of whom nobody knows anything.
    other = await site.client_of("backoffice.ander")
    unknown = [await other.get(f"/clienten/{one}") for one in (pseudonym, pseudonym[:10], "0" * 32, "geen")]
    assert {(one.status, "bij u niets bekend" in one.text) for one in unknown} == {(404, True)}
    manager = await (await site.client_of("contractmanager.regio")).get(address)
    assert manager.status == 200
    assert f"/berichten/{sent['JW305'].id}" not in manager.links
    async with site.gateway.database.lees() as conn:
        grootboek = Grootboek(conn, site.gateway.regio)
        shown = await inzage.listing(
            grootboek, InzageQuery(client=bytes.fromhex(pseudonym), persoon="backoffice.gemeente")
        )
        missed = await inzage.listing(grootboek, InzageQuery(persoon="backoffice.ander"))
    assert {(one.waarom, one.outcome) for one in shown} == {("searching.client", InzageOutcome.SHOWN)}
    assert {one.outcome for one in missed} == {InzageOutcome.NOT_FOUND}


async def test_a_search_is_kept_by_its_choices_alone_and_is_ones_own(region: tuple[Site, dict[str, Receipt]]) -> None:
    site, sent = region
    client, other = await site.client_of("backoffice.aanbieder"), await site.client_of("backoffice.andere-aanbieder")
    choices = {"berichtsoort": "JW301", "partij": GEMEENTE, "dagen": "30", "opgehaald": "nee"}
    shown = await client.get("/postvak", params=choices)
    assert f"/berichten/{sent['JW301'].id}" in shown.links
    assert f"/berichten/{sent['JW305'].id}" not in shown.links
    site.clock.moment += timedelta(days=30)
    assert "Geen bericht past" in (await client.get("/postvak", params=choices)).text, "of the last thirty days"
    assert "Geen bericht past" in (await client.get("/postvak", params={"partij": "1916"})).text
    site.clock.moment -= timedelta(days=30)

    # A number, a BSN and what is in no list go nowhere, wherever they are filled in.
    filled = {**choices, "identificatie": BSN, "bsn": BSN, "toewijzing": "1", "naam": BSN, "richting": BSN}
    for _ in range(2):
        kept = await client.post("/zoeken/bewaard", filled)
        assert kept.headers["Location"] == "/zoeken?gelukt=zoekvraag-bewaard"
    async with site.gateway.database.lees() as conn:
        rows = await conn.fetch("select * from saved_search where regio = $1", site.gateway.regio)
    (row,) = rows
    assert BSN not in repr(row)
    listed = await client.get("/zoeken")
    assert f"ontvangen, nog niet opgehaald, JW301, Gemeente {GEMEENTE} ({GEMEENTE}), laatste 30 dagen" in listed.text
    (address,) = [one for one in listed.links if one.startswith("/postvak?")]
    assert f"/berichten/{sent['JW301'].id}" in (await client.get(address)).links

    nothing = await client.post("/zoeken/bewaard", {"partij": "99999999", "dagen": "8"})
    assert nothing.status == 409, "no choice that there is"
    assert "bewaarde zoekvragen" not in (await other.get("/zoeken")).text
    forgotten = {"zoekvraag": str(row["id"])}
    assert (await other.post("/zoeken/bewaard/vergeten", forgotten)).status == 404
    assert (await client.post("/zoeken/bewaard/vergeten", {"zoekvraag": "x"})).status == 404
    assert (await client.post("/zoeken/bewaard/vergeten", forgotten)).status == 303
    assert "bewaarde zoekvragen" not in (await client.get("/zoeken")).text
    manager = await site.client_of("contractmanager.regio")
    assert (await manager.post("/zoeken/bewaard", choices)).status == 403, "who has no mailbox"
    assert (await manager.get("/zoeken")).status == 200
