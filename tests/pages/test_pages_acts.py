# SPDX-License-Identifier: EUPL-1.2
"""What people ask and decide on pages: tenzij's, cliëntenstops, signalen. Each step is by the person who logged in."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.register.parameters import Parameters
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_plafonds_in_de_gateway import BSN, rows, toewijzing, verzoek
from gatewaybouw import AANBIEDERS, BEGIN, received
from pagesbouw import Site, open_site

HOSTILE = "<script>alert(1)</script> \" onmouseover='x"
ASKED = {
    "bsn": BSN[0],
    "gemeente": GEMEENTE,
    "categorie": "45",
    "code": "45A04",
    "van": "2026-04-01",
    "tot": "2026-12-31",
    "maximumCents": "1.600,50",
    "kanNietWachten": HOSTILE,
    "ander1": AANBIEDERS[1],
    "waarom1": "Geen plek.",
    "referentie": "T-1",
}


@pytest_asyncio.fixture
async def site(config: Settings) -> AsyncIterator[Site]:
    """A plafond of 1,000 euros of which 800 is taken: its signaal runs. Above 1,000 euros four eyes decide."""
    world: dict[str, Any] = rows() | {"parameters": [Parameters(vier_ogen_vanaf_cents=100_000, geldig_van=BEGIN)]}
    async with open_site(config, **world) as open_:
        for number in (0, 1):
            await received(open_.gateway, toewijzing(number, met_referentie=False), GEMEENTE)
        yield open_


async def test_a_tenzij_is_asked_decided_and_followed_without_a_line_of_json(site: Site) -> None:
    psycholoog = await site.client_of("backoffice.aanbieder")
    assert "/tenzij/vragen" in (await psycholoog.get("/tenzij")).links
    wrong = await psycholoog.post("/tenzij/vragen", ASKED | {"maximumCents": "veel", "tot": "2026-02-30", "bsn": "12"})
    assert wrong.status == 400
    assert wrong.text.count("Het veld") >= 3
    assert 'value="T-1"' in wrong.html
    assert HOSTILE not in wrong.html

    sent = await psycholoog.post("/tenzij/vragen", ASKED)
    assert sent.status == 303
    place = sent.headers["Location"].partition("?")[0]
    again = await psycholoog.post("/tenzij/vragen", ASKED)
    assert again.headers["Location"].partition("?")[0] == place

    manager = await site.client_of("contractmanager.regio")
    assert place in (await manager.get("/tenzij?status=gevraagd")).links
    seen = await manager.get(place)
    assert "€ 1.600,50" in seen.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "<script>alert" not in seen.html
    assert HOSTILE.split()[0] in seen.text
    assert BSN[0] not in seen.html
    silent = await manager.post(f"{place}/besluit", {"besluit": "toegekend", "motivering": " "})
    assert silent.status == 400
    decided = {"besluit": "toegekend", "motivering": "Beide gronden zijn er.", "maximumCents": "600"}
    assert (await manager.post(f"{place}/besluit", decided)).status == 303
    seen = await manager.get(place)
    assert "toegekend" in seen.text
    assert "(contractmanager.regio)" in seen.text
    ended = {"vanaf": "2026-10-01", "motivering": "Er is elders plek."}
    assert (await manager.post(f"{place}/einde", ended)).status == 303

    # Nobody else sees it, and who may only read cannot decide.
    assert (await (await site.client_of("backoffice.andere-aanbieder")).get(place)).status == 404
    assert (await psycholoog.post(f"{place}/besluit", decided)).status == 403
    assert (await (await site.client_of("lezer.regio")).post(f"{place}/besluit", decided)).status == 403
    assert (await manager.post(f"{place}/besluit", decided | {"csrf": "x"})).status == 403


async def test_more_money_than_one_person_grants_waits_for_another_person(site: Site) -> None:
    psycholoog = await site.client_of("backoffice.aanbieder")
    sent = await psycholoog.post("/tenzij/vragen", ASKED)
    place = sent.headers["Location"].partition("?")[0]
    first = await site.client_of("contractmanager.regio")
    decided = {"besluit": "toegekend", "motivering": "Beide gronden zijn er."}
    assert (await first.post(f"{place}/besluit", decided)).status == 303
    assert "te bevestigen" in (await first.get(place)).text
    himself = await first.post(f"{place}/bevestiging", {})
    assert himself.status == 400
    assert "te bevestigen" in himself.text
    second = await site.client_of("contractmanager.tweede")
    assert (await second.post(f"{place}/bevestiging", {})).status == 303
    assert "toegekend" in (await second.get(place)).text


async def test_who_asked_and_who_answers_read_that_a_tenzij_had_a_verzoek_decided_anew(site: Site) -> None:
    receipt = await received(site.gateway, verzoek(0), AANBIEDER)
    aanbieder, gemeente = [await site.client_of(who) for who in ("backoffice.aanbieder", "backoffice.gemeente")]
    assert "opnieuw besloten" not in (await gemeente.get("/verzoeken")).text
    sent = await aanbieder.post("/tenzij/vragen", ASKED)
    place = sent.headers["Location"].partition("?")[0]
    decided = {"besluit": "toegekend", "motivering": "Beide gronden zijn er.", "maximumCents": "800"}
    assert (await (await site.client_of("contractmanager.regio")).post(f"{place}/besluit", decided)).status == 303
    listed = await gemeente.get("/verzoeken")
    assert "opnieuw besloten: tenzij" in listed.text
    (address,) = [link for link in listed.links if link.startswith("/verzoeken/een?")]
    bericht = f"/berichten/{receipt.id}"
    for client, page in ((gemeente, address), (gemeente, bericht), (aanbieder, bericht)):
        text = " ".join((await client.get(page)).text.split())
        assert "opnieuw besloten op verzoek R0: tenzij." in text, page


async def test_a_stop_is_asked_decided_and_lifted(site: Site) -> None:
    own = await site.client_of("backoffice.aanbieder")
    asked = {"van": "2026-06-01", "grond": "personeel", "toelichting": HOSTILE}
    assert (await own.post("/clientenstops", asked | {"grond": "zin"})).status == 400
    sent = await own.post("/clientenstops", asked)
    assert sent.status == 303, sent.text
    place = sent.headers["Location"].partition("?")[0]
    other = await site.client_of("lezer.ander")
    assert place not in (await other.get("/clientenstops")).links
    manager = await site.client_of("contractmanager.regio")
    assert (await manager.post(f"{place}/besluit", {"besluit": "toegekend"})).status == 303
    seen = await other.get(place)
    assert seen.status == 200
    assert HOSTILE.split()[0] not in seen.text
    assert HOSTILE.split()[0] in (await manager.get(place)).text
    assert (await manager.post(f"{place}/opheffing", {"vanaf": "2026-07-01"})).status == 303
    assert (await own.post(f"{place}/opheffing", {"vanaf": "2026-07-01"})).status == 403


async def test_a_signaal_is_spoken_of_and_decided_on(site: Site) -> None:
    manager = await site.client_of("contractmanager.regio")
    seen = await manager.get("/signalen?jaar=2026")
    assert "Het gesprek is gevoerd" in seen.text
    about = {"aanbieder": AANBIEDER, "jaar": "2026"}
    assert (await manager.post("/signalen/besluit", about | {"uitkomst": "ophogen"})).status == 400
    assert (await manager.post("/signalen/gesprek", about | {"toelichting": HOSTILE})).status == 303
    assert (await manager.post("/signalen/besluit", about | {"uitkomst": "ophogen"})).status == 303
    assert "ophogen" in (await manager.get("/signalen?jaar=2026")).text
    own = await site.client_of("lezer.aanbieder")
    seen = await own.get("/signalen?jaar=2026")
    assert "ophogen" in seen.text
    assert HOSTILE.split()[0] not in seen.text
    assert (await own.post("/signalen/gesprek", about)).status == 403
    assert (await (await site.client_of("lezer.gemeente")).get("/signalen")).status == 403
