# SPDX-License-Identifier: EUPL-1.2
"""Story 5: the controleur sees who saw this client; nobody else does, and no address or log has a BSN."""

import io
import re
from datetime import date, datetime

import asyncpg

from bellers import as_, as_person
from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.inzage import OPENS, InzageAsked
from berichtenverkeer.gateway.rights import RIGHTS
from berichtenverkeer.ledger import watermark
from berichtenverkeer.ledger.inzage import Inzage
from berichtenverkeer.pages.entry import Entry
from berichtenverkeer.pages.map import PAGES
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw315
from gatewaybouw import received
from pages.test_pages_attack import may
from pagesbouw import USERS, Seen, Site


async def test_the_controleur_sees_who_saw_a_client(site: Site) -> None:
    gateway = site.gateway
    asked = await received(gateway, jw315(), AANBIEDER)
    await received(gateway, jw301(), GEMEENTE)
    await gateway.postvak.payload(as_(gateway, GEMEENTE), asked.id)
    controleur = await site.client_of("controleur.regio")
    page = await controleur.get("/inzagelog")
    assert (page.status, page.heading) == (200, "Wie heeft wat ingezien?")
    assert str(asked.id) in page.text
    found = await controleur.post("/inzagelog", {"bsn": BSN})
    assert str(asked.id) in found.text
    assert "postvak.payload" in found.text
    assert "getoond" in found.text
    assert BSN not in "".join(found.links)
    other = await controleur.post("/inzagelog", {"bsn": "999900018"})
    assert str(asked.id) not in other.text
    # He who asked is in it, and the file holds the same.
    again = await controleur.post("/inzagelog", {"persoon": "controleur.regio"})
    assert "inzagelog" in again.text
    file = await controleur.post("/inzagelog/export", {"bsn": BSN})
    assert "inzagelog.csv" in file.headers["Content-Disposition"]
    assert str(asked.id) in file.html
    assert BSN not in file.html

    wrong = await controleur.post("/inzagelog", {"bsn": "123", "van": "gisteren"})
    assert wrong.status == 400
    assert "gisteren" in wrong.html
    assert (await controleur.post("/inzagelog", {"bsn": "123"})).status == 400
    assert (await controleur.post("/inzagelog/export", {"pseudonym": "x"})).status == 400
    # The address decides nothing: what stands in it is not read.
    assert str(asked.id) in (await controleur.get("/inzagelog?bsn=999900018&persoon=iemand&na=x")).text

    for who in ("contractmanager", "beheerder", "lezer.regio", "backoffice.gemeente"):
        client = await site.client_of(who)
        assert (await client.get("/inzagelog")).status == 403, who
        assert (await client.post("/inzagelog", {"bsn": BSN})).status == 403, who
        assert (await client.post("/inzagelog/export", {"bsn": BSN})).status == 403, who
    toezicht = await site.client_of("controleur.ander")
    assert str(asked.id) not in (await toezicht.post("/inzagelog", {"bsn": BSN})).text, "another partij opened it"
    assert str(asked.id) in (await (await site.client_of("controleur.gemeente")).post("/inzagelog", {"bsn": BSN})).text


async def _rows(site: Site, seen: Seen) -> list[Inzage]:
    """What was written down of the looking at this page."""
    controleur = as_person(site.gateway, "controleur.regio")
    found = (await site.gateway.inzage.listing(controleur, InzageAsked(limit=200))).rows
    return [one for one in found if one.aanvraag == seen.headers["X-Request-Id"]]


async def test_one_look_at_a_page_is_one_row_of_what_it_shows_and_of_the_others_none(
    site: Site, log: io.StringIO
) -> None:
    gateway = site.gateway
    asked = await received(gateway, jw315({"Header/BerichtIdentificatie/Identificatie": "LOOK"}), AANBIEDER)
    client = gateway.postvak._vault.pseudonym(gateway.regio, BSN).hex()
    parts = {"id": str(asked.id), "pseudoniem": client, "gemeente": GEMEENTE, "nummer": "1", "aanbieder": AANBIEDER}
    parts |= {"agb": AANBIEDER, "soort": "JW305", "code": "stromen", "jaar": "2026"}
    looked: set[str] = set()
    for entry in PAGES:
        if entry.method != "GET" or entry.right not in RIGHTS or entry.right.startswith("rapportages."):
            continue
        who = next(one for one in ("backoffice.aanbieder", "backoffice.gemeente", *USERS) if may(one, entry))
        begin = log.tell()
        seen = await (await site.client_of(who)).ask("HEAD", _address(entry, parts))  # a file comes without its bytes
        assert '"kanaal":"pages"' in log.getvalue()[begin:], entry.address
        rows = await _rows(site, seen)
        is_opened = entry.right in OPENS and (seen.status == 200 or entry.right == "postvak.read")
        if is_opened and not entry.right.startswith("own_care."):  # those write of each bericht that they use
            looked.add(entry.right)
            assert [(one.waarom, one.kanaal, one.page) for one in rows] == [(entry.right, "pages", entry.address)]
        else:
            assert {one.waarom for one in rows} <= {entry.right} & OPENS.keys(), entry.address
            assert len({one.bericht_id for one in rows}) == len(rows), entry.address
    assert looked >= {"postvak.read", "postvak.payload", "reasons.why", "draden.draad", "searching.client"}
    begin = log.tell()
    await site.get("/v1/regels/TR074")
    assert '"kanaal":"api"' in log.getvalue()[begin:]


def _address(entry: Entry, parts: dict[str, str]) -> str:
    """Its address, with what this region has for whatever varies."""
    address = entry.address
    for name in entry.parts:
        address = re.sub(rf"{{{name}[^}}]*}}", parts.get(name, "x"), address)
    return address


async def test_a_seal_of_the_ledger_and_of_the_log_is_another_after_any_change(
    site: Site, config_of_file: Settings
) -> None:
    gateway, controleur = site.gateway, await site.client_of("controleur.regio")
    asked = await received(gateway, jw315(), AANBIEDER)
    await gateway.postvak.payload(as_(gateway, GEMEENTE), asked.id)
    site.clock.zet(date(2026, 7, 3))
    async with gateway.database.transaction() as conn:
        moment = datetime(2026, 7, 1, tzinfo=NETHERLANDS)
        await watermark.record(Grootboek(conn, gateway.regio), moment)
    june = {"maand": "2026-06"}

    async def sealed(**more: str) -> tuple[Seen, list[str]]:
        seen = await controleur.get("/beheer/zegels", params={**june, **more})
        return seen, re.findall(r"\b[0-9a-f]{64}\b", seen.html.split("<tbody", 1)[1])

    site.clock.moment = datetime(2026, 7, 1, 0, 1, tzinfo=NETHERLANDS)
    assert "Deze maand loopt nog" in (await sealed())[0].text, "a clock that is behind still writes in it"
    site.clock.zet(date(2026, 7, 3))
    seen, first = await sealed()
    assert (seen.status, seen.heading, len(first)) == (200, "Is er later iets veranderd?", 3)
    assert "Deze maand is voorbij" in seen.text
    assert '<option value="2021-07">' in seen.html, "what was written down years ago can be compared"
    assert BSN not in seen.html
    assert (await sealed())[1] == first, "the same for ever"
    later_one = jw301({"Header/BerichtIdentificatie/Identificatie": "LATER"})
    assert not (await received(gateway, later_one, GEMEENTE)).is_herhaald
    assert (await sealed())[1] == first, "what is of a later month is in no seal of before"
    assert "Dit zegel klopt: er is niets veranderd." in (await sealed(zegel=first[0].upper()))[0].text
    owner = await asyncpg.connect(config_of_file.eigenaar_url)

    async def spoil(table: str, change: str) -> None:
        async with owner.transaction():
            await owner.execute(f"alter table {table} disable trigger {table}_alleen_toevoegen")
            await owner.execute(f"update {table} set {change} where regio = $1", gateway.regio)
            await owner.execute(f"alter table {table} enable always trigger {table}_alleen_toevoegen")

    await spoil("gebeurtenis", "door_persoon = 'x'")
    seen, later = await sealed(zegel=first[0])
    assert "Dit zegel klopt niet" in seen.text
    assert (later[0] != first[0], later[1]) == (True, first[1])
    await spoil("bericht", "is_boekbaar = not is_boekbaar")
    assert (await sealed())[1][1] != later[1], "also what became of a bericht"
    await owner.close()
    now = await controleur.get("/beheer/zegels", params={"maand": f"{datetime.now(NETHERLANDS):%Y-%m}"})
    assert ("Inzagelog 0 " in now.text, "Deze maand loopt nog" in now.text) == (False, True), "in real time"
    for who in ("contractmanager", "lezer.regio", "backoffice.gemeente", "controleur.gemeente"):
        assert (await (await site.client_of(who)).get("/beheer/zegels")).status == 403, who
