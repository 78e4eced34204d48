# SPDX-License-Identifier: EUPL-1.2
"""Who keeps the gateway sees how it is doing, and gives, renews and ends tokens; a controleur sees the first alone."""

import os
import re
from datetime import timedelta
from socket import gethostname

from bellers import administration
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.revisions import line
from berichtenverkeer.ledger import report_sets
from berichtenverkeer.ledger.report_sets import Rapportset
from berichtenverkeer.pages.condition import LONG
from bouwers import jw315
from gatewaybouw import AANBIEDERS, GEMEENTEN, received
from pagesbouw import Site

UNKNOWN = "01976f0e-8d5c-7cc3-98c6-2f0bba1d9d6f"


async def test_a_token_is_made_renewed_and_withdrawn_and_its_secret_is_shown_once(site: Site) -> None:
    beheerder, register = await site.client_of("beheerder"), site.gateway.register
    made = await beheerder.post("/beheer/tokens", {"partij": AANBIEDERS[0], "label": "<i>ECD</i>"})
    (first,) = re.findall(r"bv_[\w-]{43}", made.html)
    assert made.heading == "Wat is het geheim van dit token?"
    await register.refresh(now=True)
    assert (await register.who(first)) is not None

    listed = await beheerder.get("/beheer/tokens")
    assert first not in listed.html
    assert "&lt;i&gt;ECD" in listed.html
    (renew,) = re.findall(r'action="(/beheer/tokens/[\w-]+/vernieuwen)"', listed.html)
    renewed = await beheerder.post(renew, {})
    (second,) = re.findall(r"bv_[\w-]{43}", renewed.html)
    assert second != first
    assert "verloopt op" in (await beheerder.get("/beheer/tokens")).text
    ended = await beheerder.post(renew.replace("vernieuwen", "intrekken"), {})
    assert ended.headers["Location"] == "/beheer/tokens?gelukt=token-ingetrokken"
    assert "ingetrokken op" in (await beheerder.get("/beheer/tokens")).text
    await register.refresh(now=True)
    assert (await register.who(first)) is None
    assert (await register.who(second)) is not None

    # What is wrong is told at its field and kept; what is not there is not found.
    wrong = await beheerder.post("/beheer/tokens", {"partij": "99999999", "label": "a"})
    assert (wrong.status, "staat vandaag niet in het register" in wrong.text) == (400, True)
    assert 'value="a"' in wrong.html
    long = await beheerder.post("/beheer/tokens", {"partij": AANBIEDERS[0], "label": "a" * 101})
    assert (long.status, "langer dan 100 tekens" in long.text) == (400, True)
    for address in (renew, renew.replace("vernieuwen", "intrekken"), "/beheer/tokens/x/intrekken"):
        assert (await beheerder.post(address, {})).status == 404


async def test_the_state_is_told_in_counts_with_what_to_do(site: Site) -> None:
    seen = await (await site.client_of("beheerder")).get("/beheer")
    assert (seen.status, seen.heading) == (200, "Werkt alles zoals het hoort?")
    assert "Klok juist" in seen.text
    assert "Tokens en register zonder verklaring 0" in seen.text
    assert "GB vrij" in seen.text
    assert "iJw 3.2" in seen.text
    assert f"{gethostname()[:12]} {os.getpid()} 0.1.0 {line().head}" in seen.text, "this process"
    assert "Certificaten niet bekend" in seen.text
    assert "Laatste kopie die is geprobeerd geen" in seen.text
    await received(site.gateway, jw315(), AANBIEDERS[0])
    site.clock.moment += LONG + timedelta(minutes=1)
    lying = await (await site.client_of("beheerder")).get("/beheer")
    assert f"Gemeente {GEMEENTEN[0]} ({GEMEENTEN[0]}) 1 " in lying.text, "who does not take its post"
    async with site.gateway.database.transaction() as conn:
        await conn.execute(
            "insert into credential (regio, id, partij, hash, label, aangemaakt_op) values ($1, $2, $3, $4, '', now())",
            *(site.gateway.regio, UNKNOWN, AANBIEDERS[0], b"x" * 32),
        )
    await site.gateway.register.refresh(now=True)
    controleur = await (await site.client_of("controleur.regio")).get("/beheer")
    assert "Tokens en register zonder verklaring 1" in controleur.text
    assert "zoek uit wie in de database schreef" in controleur.text
    assert "/beheer/tokens" not in controleur.links


async def test_users_are_listed_let_in_and_logged_out(site: Site) -> None:
    beheerder, reader = await site.client_of("beheerder"), await site.client_of("contractmanager.regio")
    listed = await beheerder.get("/beheer/gebruikers", params={"zoek": "CONTRACTMANAGER reg"})
    assert ("contractmanager.regio" in listed.text, "lezer.aanbieder" in listed.text) == (True, False)
    assert "met een link" in listed.text
    own = {"gebruiker": "contractmanager.regio"}
    made = await beheerder.post("/beheer/gebruikers/link", own)
    (link,) = re.findall(r"/inloggen/link/[\w-]{75}", made.html)
    assert made.heading == "Wat is de link voor deze gebruiker?"
    assert link.rpartition("/")[2] not in (await beheerder.get("/beheer/gebruikers")).html
    second = await site.gateway.sessions.by_link(link.rpartition("/")[2])
    assert second is not None

    # One session ends, the other goes on; then all of them, and then he may come in no more.
    listed = await beheerder.get("/beheer/gebruikers", params={"zoek": "contractmanager.regio"})
    assert "Overal uitloggen" in listed.text
    ended = await beheerder.post("/beheer/gebruikers/sessies", {**own, "sessie": str(second.id)})
    assert ended.headers["Location"].endswith("gelukt=sessie-beeindigd")
    assert await site.gateway.sessions.person(str(second)) is None
    assert (await reader.get("/mijn")).status == 200
    for wrong in ("x", UNKNOWN, str(second.id)):
        assert (await beheerder.post("/beheer/gebruikers/sessies", {**own, "sessie": wrong})).status == 404
    await beheerder.post("/beheer/gebruikers/sessies", own)
    assert (await reader.get("/mijn")).status == 303
    done = await beheerder.post("/beheer/gebruikers/einde", own)
    assert done.headers["Location"].endswith("gelukt=gebruiker-beeindigd")
    again = await beheerder.post("/beheer/gebruikers/link", own)
    assert (again.status, "staat vandaag niet in het register" in again.text) == (400, True)

    # A controleur looks, and can do nothing of it.
    controleur = await site.client_of("controleur.regio")
    seen = await controleur.get("/beheer/gebruikers")
    assert (seen.status, "beheerder.regio" in seen.text) == (200, True)
    assert "<button" not in seen.html.split("<tbody", 1)[1], "only the filter has one"
    made_by = seen.text.split("Links die zijn gemaakt", 1)[1]
    assert "contractmanager.regio beheerder.regio" in made_by, "who made himself a way in as another"
    for part in ("link", "sessies", "einde"):
        assert (await controleur.post(f"/beheer/gebruikers/{part}", own)).status == 403
    assert (await (await site.client_of("backoffice.gemeente")).get("/beheer/gebruikers")).status == 403


async def test_the_first_page_tells_who_keeps_the_gateway_or_looks_on_what_asks_for_them(site: Site) -> None:
    gateway, beheerder = site.gateway, await site.client_of("beheerder")
    id_, _ = await gateway.access.create(administration(gateway), AANBIEDERS[1])
    assert "Tokens die binnen" not in (await beheerder.get("/")).text
    await gateway.access.rotate(administration(gateway), id_)
    first = await beheerder.get("/")
    assert "Tokens die binnen drie weken verlopen 1 0" in first.text
    assert re.search(r"Punten van de gateway die aandacht vragen [1-9]", first.text), "there is no backup"
    assert {"/beheer", "/beheer/tokens", "/register", "/beheer/zegels?maand=2026-05"} <= first.links
    assert "Laatste reservekopie geen" in first.text
    assert "Laatste set rapporten geen" in first.text
    assert re.search(r"Register geladen \d+ \w+ \d{4} om \d\d:\d\d, door ", first.text)
    assert "Wie keek naar" not in first.text

    async with gateway.database.transaction() as conn:
        made = Rapportset(maand="2026-04", k=1, dag_k=site.clock().date(), gemaakt_op=site.clock())
        await report_sets.write(Grootboek(conn, gateway.regio), made)
    assert "Laatste set rapporten over april 2026, gemaakt op" in (await beheerder.get("/")).text
    assert "geen rapportdag: de gateway maakt geen set" in (await beheerder.get("/beheer")).text

    # Somebody looked at a youth; another at the same bericht, which is not his, and at one that is not there.
    asked = await received(gateway, jw315({"Header/BerichtIdentificatie/Identificatie": "FIRST"}), AANBIEDERS[0])
    controleur, office = await site.client_of("controleur.regio"), await site.client_of("backoffice.aanbieder")
    assert "Niemand opende iets over een jeugdige." in (await controleur.get("/")).text
    await office.get(f"/berichten/{asked.id}")
    stranger = await site.client_of("backoffice.ander")
    for one in (asked.id, UNKNOWN):
        assert (await stranger.get(f"/berichten/{one}")).status == 404
    looked = await controleur.get("/")
    assert f"backoffice.aanbieder Aanbieder {AANBIEDERS[0]} ({AANBIEDERS[0]}) 1 1 0" in looked.text
    assert "backoffice.ander Gemeente" not in looked.text, "he was shown nobody"
    assert "Keren dat iemand iets niet te zien kreeg, in de laatste zeven dagen 2 0" in looked.text
    (failed,) = [one for one in looked.links if one.startswith("/inzagelog?")]
    told = (await controleur.get(failed)).html.split("<tbody", 1)[1]
    assert (UNKNOWN in told, "backoffice.ander" in told, "backoffice.aanbieder" in told) == (True, True, False)
    assert "Register geladen" not in looked.text
    other = await (await site.client_of("controleur.ander")).get("/")
    assert ("laatste zeven dagen 2 0" in other.text, "Niemand opende iets" in other.text) == (True, True)
    assert "reservekopie" not in other.text
    assert "reservekopie" not in (await office.get("/")).text


async def test_only_who_keeps_the_gateway_comes_here(site: Site) -> None:
    for who, may_look in (("lezer.gemeente", 403), ("backoffice.aanbieder", 403), ("controleur.regio", 200)):
        client = await site.client_of(who)
        assert (await client.get("/beheer")).status == may_look, who
        assert (await client.get("/beheer/tokens")).status == 403
        for address in ("", f"/{UNKNOWN}/vernieuwen", f"/{UNKNOWN}/intrekken"):
            assert (await client.post(f"/beheer/tokens{address}", {"partij": AANBIEDERS[0]})).status == 403
    assert (await site.get("/beheer")).status == 303
