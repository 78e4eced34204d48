# SPDX-License-Identifier: EUPL-1.2
"""A bericht by hand, through HTTP: filled in, judged, sent once however often, and never about another's client."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bellers import administration
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.register.rows import Product, Tarief
from bouwers import BSN, GEMEENTE, jw301
from gatewaybouw import BEGIN, received, register
from pagesbouw import USERS, Client, Seen, Site

START = "Client/StartProducten/StartProduct[1]/Begindatum"
STOP = "Client/StopProducten/StopProduct[1]/"
WISH = "Client/AangevraagdeProducten/AangevraagdProduct[1]/"
ON = {"gemeente": GEMEENTE, "nummer": "1"}
CHANGE = "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/"
BECAUSE = {"Client/Verzoek/RedenVerzoek": "1"}
TWO = {"gemeente": GEMEENTE, "nummer": "2"}
HOME = "Client/Contactgegevens/Contact[1]/Adres/"
ANSWER = "/verzoeken/antwoord"
_PRODUCT: dict[str, Any] = {"categorie": "45", "code": "45A04", "geldig_van": BEGIN}
PRICED: dict[str, list[Any]] = {
    "gebruikers": list(USERS.values()),
    "producten": [Product(omschrijving="Ambulant", **_PRODUCT)],
    "tarieven": [Tarief(eenheid="04", tarief_cents=10_000, **_PRODUCT)],
}
HOSTILE = "<script>alert(1)</script>"


def hidden(seen: Seen, address: str) -> dict[str, str]:
    """What the form to an address repeats unseen."""
    form = seen.html.split(f'method="post" action="{address}"', 1)[1].split("</form>", 1)[0]
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {unescape(name): unescape(value) for name, value in fields if name != "csrf"}


async def filled_in(
    client: Client, kind: str, filled: dict[str, str], on: dict[str, str] = ON, to: str = "/maken"
) -> Seen:
    """What is shown of the bericht when the form was filled in."""
    form = await client.get(f"{to}/{kind}", params=on)
    assert form.status == 200, form.text
    return await client.post(f"{to}/{kind}", {**hidden(form, f"{to}/{kind}"), **filled})


def values_of(form: Seen) -> dict[str, str]:
    """What a form offers: in its boxes, and what is chosen."""
    boxes = re.findall(r'<input class="[^"]+" id="([^"]+)"[^>]* value="([^"]+)"', form.html)
    lists = re.findall(r'<select class="[^"]+" id="([^"]+)"(.*?)</select>', form.html, re.DOTALL)
    chosen = [(name, re.findall(r'value="([^"]+)" selected', options)) for name, options in lists]
    return dict(boxes) | {name: one[0] for name, one in chosen if one}


async def sent(client: Client, kind: str, checked: Seen, to: str = "/maken") -> Seen:
    assert checked.status == 200, checked.text
    address = f"{to}/{kind}/versturen"
    answer = await client.post(address, hidden(checked, address))
    assert answer.status == 303, answer.text
    return answer


async def known(site: Site) -> Receipt:
    """The client of the builders, with toewijzing 1."""
    naam = "Client/Naam/Geslachtsnaam/Achternaam"
    return await received(site.gateway, jw301({naam: HOSTILE}), GEMEENTE)


async def inboxed(site: Site, kind: str) -> list[Any]:
    """What a gemeente got of a kind."""
    async with site.gateway.database.lees() as conn:
        return list(
            await conn.fetch(
                "select id as bericht_id from bericht where regio = $1 and berichtsoort = $2 and is_bezorgd",
                site.gateway.regio,
                kind,
            )
        )


async def test_who_works_by_hand_starts_and_stops_care_and_asks_for_more(site: Site) -> None:
    client = await site.client_of("backoffice.aanbieder")
    empty = await client.get("/maken")
    assert (empty.heading, "Er loopt nu geen hulp bij u" in empty.text) == ("Welk bericht wilt u maken?", True)
    receipt = await known(site)
    assert receipt.oordeel == "goedgekeurd"
    listed = await client.get("/maken")
    assert f"/maken/JW305?gemeente={GEMEENTE}&nummer=1" in listed.links
    assert HOSTILE in listed.text or "alert(1)" in listed.text
    assert HOSTILE not in listed.html
    assert BSN not in listed.html
    async with site.gateway.database.lees() as conn:
        seen = await conn.fetchval(
            "select count(*) from inzage where regio = $1 and bericht_id = $2 and persoon = 'backoffice.aanbieder'",
            site.gateway.regio,
            receipt.id,
        )
    assert seen == 1, "who saw this name is written down"

    # What is wrong stands at its field, and what was filled in stays.
    wrong = await filled_in(client, "JW305", {START: "gisteren"})
    assert wrong.status == 422
    assert 'value="gisteren"' in wrong.html
    assert f'id="{START}-fout"' in wrong.html
    checked = await filled_in(client, "JW305", {START: "2026-04-03"})
    assert checked.heading == "Klopt dit bericht?"
    assert "De gateway vindt geen fouten" in checked.text
    assert not await inboxed(site, "JW305"), "nothing was sent yet"
    back = await client.post("/maken/JW305", {**hidden(checked, "/maken/JW305"), "terug": "ja"})
    assert 'value="2026-04-03"' in back.html

    # Sent twice by the back button it is one bericht.
    first, second = [await sent(client, "JW305", checked) for _ in range(2)]
    address = first.headers["Location"].partition("?")[0]
    assert first.headers["Location"].endswith("gelukt=bericht-verstuurd")
    assert second.headers["Location"] == f"{address}?gelukt=bericht-herhaald"
    assert len(await inboxed(site, "JW305")) == 1
    assert "goedgekeurd en bezorgd" in (await client.get(first.headers["Location"])).text
    async with site.gateway.database.lees() as conn:
        by = await conn.fetchval(
            "select door_persoon from gebeurtenis where regio = $1 and soort = 'BerichtOntvangen'"
            " and door_persoon is not null limit 1",
            site.gateway.regio,
        )
    assert by == "backoffice.aanbieder"


async def test_what_runs_is_stopped_and_care_for_somebody_new_is_asked(site: Site) -> None:
    client = await site.client_of("backoffice.aanbieder")
    stop = {f"{STOP}RedenBeeindiging": "31", f"{STOP}Einddatum": "2026-05-29"}
    await sent(client, "JW307", await filled_in(client, "JW307", stop))
    assert len(await inboxed(site, "JW307")) == 1

    # For somebody new: all of it, and his BSN in no address.
    wish = {
        "Header/Ontvanger": GEMEENTE,
        "Client/Bsn": "999900018",
        "Client/Geboortedatum/Datum": "2013-01-02",
        "Client/Geslacht": "1",
        "Client/Naam/Geslachtsnaam/Achternaam": "Tak",
        f"{WISH}Product/Code": "45A04",
        f"{WISH}Product/Categorie": "45",
        f"{WISH}ToewijzingIngangsdatum": "2026-06-10",
        f"{WISH}ToewijzingEinddatum": "2026-12-31",
        f"{WISH}Omvang/Volume": "4",
        f"{WISH}Omvang/Eenheid": "04",
        f"{WISH}Omvang/Frequentie": "2",
        f"{WISH}Verwijzer/Type": "02",
        f"{WISH}Verwijzer/ZorgverlenerCode": "12345678",
    }
    asked = await filled_in(client, "JW315", wish, {})
    answer = await sent(client, "JW315", asked)
    assert "999900018" not in answer.headers["Location"]
    assert len(await inboxed(site, "JW315")) == 1


async def test_a_gemeente_answers_what_is_asked_with_a_form(site: Site) -> None:
    client, reader = await site.client_of("backoffice.gemeente"), await site.client_of("lezer.gemeente")
    listed = await client.get("/verzoeken")
    (address,) = [link for link in listed.links if link.startswith("/verzoeken/een?")]
    shown = await client.get(address)
    assert "Tak" in shown.text
    assert "999900018" not in shown.html
    for path in ("/verzoeken", address):
        assert (await reader.get(path)).status == 403
    on = dict(parse_qsl(address.partition("?")[2]))
    other = await site.client_of("backoffice.ander")
    assert (await other.get("/verzoeken/een", params=on)).status == 404
    assert "Er staat geen verzoek open" in (await other.get("/verzoeken")).text

    answer = "Antwoord/VerzoekAntwoord"
    wrong = await filled_in(client, "JW319", {answer: "1"}, on, ANSWER)
    assert wrong.status == 422, "who turns down says why"
    await sent(client, "JW319", await filled_in(client, "JW319", {answer: "2"}, on, ANSWER), ANSWER)
    assert "in onderzoek" in (await client.get("/verzoeken")).text
    home = {f"{HOME}Huis/Huisnummer": "12", f"{HOME}Postcode": "1012AB", f"{HOME}Plaatsnaam": "Amsterdam"}
    form = await client.get(f"{ANSWER}/JW301", params=on)
    assert 'value="2026-06-10"' in form.html, "filled in from what was asked"
    given = {**values_of(form), **home}
    await sent(client, "JW301", await filled_in(client, "JW301", given, on, ANSWER), ANSWER)
    assert "Er staat geen verzoek open" in (await client.get("/verzoeken")).text
    aanbieder = await site.client_of("backoffice.aanbieder")
    assert "Tak" in (await aanbieder.get("/maken")).text


async def wijziging_granted(site: Site, number: str, filled: dict[str, str]) -> tuple[dict[str, str], Seen]:
    """Asked by form, granted by form: what the form of the gemeente offered, and the bericht that it became."""
    aanbieder, gemeente = await site.client_of("backoffice.aanbieder"), await site.client_of("backoffice.gemeente")
    on = {"gemeente": GEMEENTE, "nummer": number}
    site.clock.moment += timedelta(minutes=1)  # a version has a moment of its own
    form = await aanbieder.get("/maken/JW317", params=on)
    wish = {**values_of(form), **BECAUSE, **filled}
    await sent(aanbieder, "JW317", await filled_in(aanbieder, "JW317", wish, on))
    listed = await gemeente.get("/verzoeken")
    (address,) = [link for link in listed.links if link.startswith("/verzoeken/een?")]
    assert "Tak" in (await gemeente.get(address)).text, "who it is about, though a JW317 has no name"
    key = dict(parse_qsl(address.partition("?")[2]))
    form = await gemeente.get(f"{ANSWER}/JW301", params=key)
    assert f"Nummer van de toewijzing {number} Product" in form.text, "what becomes of each is told"
    offered = values_of(form)
    checked = await filled_in(gemeente, "JW301", offered, key, ANSWER)
    await sent(gemeente, "JW301", checked, ANSWER)
    assert "Er staat geen verzoek open" in (await gemeente.get("/verzoeken")).text
    return offered, checked


async def test_a_wijziging_is_asked_and_granted_by_form(site: Site) -> None:
    """IV093: another omvang gets a number of its own, another end date keeps it; what stays is sent as it was."""
    aanbieder = await site.client_of("backoffice.aanbieder")
    wrong = await filled_in(aanbieder, "JW317", {**BECAUSE, f"{CHANGE}GewensteIngangsdatum": "2026-05-01"}, TWO)
    assert (wrong.status, f'id="{CHANGE}GewensteIngangsdatum-fout"' in wrong.html) == (422, True), "TR357 at its field"
    more = {f"{CHANGE}GewensteIngangsdatum": "2026-07-01", f"{CHANGE}Omvang/Volume": "6"}
    offered, checked = await wijziging_granted(site, "2", more)
    given = "Client/ToegewezenProducten/ToegewezenProduct"
    assert offered == {
        f"{given}[1]/Einddatum": "2026-06-30",
        f"{given}[2]/Ingangsdatum": "2026-07-01",
        f"{given}[2]/Einddatum": "2026-12-31",
    }
    assert "De gateway vindt geen fouten" in checked.text, checked.text
    offered, checked = await wijziging_granted(site, "3", {f"{CHANGE}Einddatum": "2027-03-31"})
    assert (list(offered.values()), "De gateway vindt geen fouten" in checked.text) == (["2027-03-31"], True)
    async with site.gateway.database.lees() as conn:
        rows = await conn.fetch(
            "select nummer, ingangsdatum::text, einddatum::text, volume, reden_wijziging from toewijzing"
            " where regio = $1 and pos_tot is null and nummer > 1 order by nummer",
            site.gateway.regio,
        )
    kept, new = [tuple(row) for row in rows]
    assert kept[:4] == (2, "2026-06-10", "2026-06-30", 4)
    assert new == (3, "2026-07-01", "2027-03-31", 6, "12")


async def test_a_month_is_declared_in_one_table(site: Site) -> None:
    await site.gateway.register.load(administration(site.gateway), register(site.gateway.regio, **PRICED))
    await site.gateway.register.refresh(now=True)
    client = await site.client_of("backoffice.aanbieder")
    month = {"gemeente": GEMEENTE, "maand": "2026-05"}
    shown = await client.get("/maken/declaratie", params=month)
    assert 'name="volume-1" inputmode="numeric" size="6" value="16"' in shown.html, "29 days of 4 hours a week"
    assert "€ 1.600" in shown.text.replace("\xa0", " ")
    assert "liep er geen hulp" in (await client.get("/maken/declaratie", params={**month, "maand": "2026-01"})).text
    along = {**hidden(shown, "/maken/declaratie")}
    assert (await client.post("/maken/declaratie", {**along, "volume-1": ""})).status == 422
    wrong = await client.post("/maken/declaratie", {**along, "volume-1": "veel"})
    assert (wrong.status, 'value="veel"' in wrong.html, 'id="volume-1-fout"' in wrong.html) == (422, True, True)
    checked = await client.post("/maken/declaratie", {**along, "volume-1": "16"})
    first, second = [await sent(client, "declaratie", checked) for _ in range(2)]
    assert first.headers["Location"].partition("?")[0] == second.headers["Location"].partition("?")[0]
    assert len(await inboxed(site, "JW323")) == 1
    again = await client.get("/maken/declaratie", params=month)
    assert 'name="volume-1" inputmode="numeric" size="6" value=""' in again.html, "what was declared is not offered"
    assert (await (await site.client_of("backoffice.gemeente")).get("/maken/declaratie")).status == 403

    # Half of it is taken back: the whole prestatie, and in the same bericht what there really was.
    (taken,) = re.findall(r'name="(credit-[^"]+)" value="ja"', again.html)
    along = {**hidden(again, "/maken/declaratie"), taken: "ja"}
    less = await client.post("/maken/declaratie", {**along, "volume-1": "6"})
    assert "€ 1.000" in less.text.replace("\xa0", " ")
    assert "(C)" in less.text
    back = await client.post("/maken/declaratie", {**hidden(less, "/maken/declaratie"), "terug": "ja"})
    assert f'name="{taken}" value="ja" checked' in back.html
    await sent(client, "declaratie", less)
    after = await client.get("/maken/declaratie", params=month)
    assert taken not in after.html, "once"
    assert re.findall(r'name="(credit-[^"]+)" value="ja"', after.html), "what came in its place"
    over = await client.post("/maken/declaratie", {**hidden(shown, "/maken/declaratie"), taken: "ja"})
    assert over.status == 422, "what is not offered is not taken"

    # After a later month an earlier one goes along with that (TR318).
    early = await client.get("/maken/declaratie", params={**month, "maand": "2026-04"})
    assert "U declareerde al over mei 2026" in early.text
    along = hidden(early, "/maken/declaratie")
    await sent(client, "declaratie", await client.post("/maken/declaratie", {**along, "volume-1": "4"}))


async def test_nobody_makes_a_bericht_of_anothers_care(site: Site) -> None:
    other = await site.client_of("backoffice.andere-aanbieder")
    for kind in ("JW305", "JW307", "JW315", "JW317"):
        assert (await other.get(f"/maken/{kind}", params=ON)).status == 404
        assert (await other.post(f"/maken/{kind}", ON)).status == 404
    for text in ("0", "-1", "een", "9" * 30, ""):
        assert (await other.get("/maken/JW305", params={**ON, "nummer": text})).status == 404
    assert (await other.get("/maken/JW999")).status == 404
    assert (await other.get("/maken/verstuurd/geen")).status == 404
    assert (await other.post("/maken/JW305/versturen", {"bericht": "%"})).status == 400
    assert (await other.post("/maken/JW305/versturen", {"bericht": "YQ=="})).status == 422
    gemeente = await site.client_of("backoffice.gemeente")
    assert (await gemeente.get("/maken")).status == 403
    for kind in ("JW305", "JW315"):
        assert (await gemeente.get(f"/maken/{kind}", params=ON)).status == 403


@pytest.mark.parametrize("who", ["lezer.aanbieder", "contractmanager.regio", "controleur.regio", "beheerder.regio"])
async def test_who_does_no_post_makes_no_bericht(site: Site, who: str) -> None:
    client = await site.client_of(who)
    assert (await client.get("/maken")).status == 403
    assert (await client.get("/maken/JW315")).status == 403
    assert (await client.post("/maken/JW315/versturen", {"bericht": "YQ=="})).status == 403
