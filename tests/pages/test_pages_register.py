# SPDX-License-Identifier: EUPL-1.2
"""Who keeps the register sees what is in force, what a load would change, and loads what he saw; nobody else does."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from html import unescape

import aiohttp
import pytest_asyncio
from msgspec.structs import replace

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.register_files import as_zip
from berichtenverkeer.register.folders import make_content
from berichtenverkeer.register.rows import Gebied, Partij
from gatewaybouw import BEGIN, partijen
from pagesbouw import BROWSER, COOKIE, USERS, Client, Seen, Site, open_site

REGIO = "proef"
"""Of what is loaded the region must have a code as the files want it."""

ADDRESSES = ("/register/verschil", "/register/laden")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(config_of_file: Settings) -> AsyncIterator[Site]:
    parties = [replace(one, code=REGIO) if one.code == "REGIO" else one for one in partijen()]
    users = [replace(one, partij=REGIO) if one.partij == "REGIO" else one for one in USERS.values()]
    june, july = date(2026, 6, 30), date(2026, 7, 1)
    gebieden = [
        Gebied(gebied="oost", naam="<i>Oost", geldig_van=BEGIN, geldig_tot=june),
        Gebied(gebied="west", naam="West", geldig_van=BEGIN, geldig_tot=june),
        Gebied(gebied="west", naam="West", geldig_van=july),
    ]
    async with open_site(config_of_file, partijen=parties, gebruikers=users, gebieden=gebieden) as open_:
        yield open_


def sent(client: Client, *files: tuple[str, bytes], **fields: str) -> aiohttp.FormData:
    form = aiohttp.FormData({"csrf": client.csrf, **fields}, default_to_multipart=True)
    for name, data in files:
        form.add_field("bestanden", data, filename=name)
    return form


def hidden(seen: Seen) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="(versie|register)" value="([^"]*)"', seen.html)
    return {name: unescape(value) for name, value in found}


async def upload(client: Client, *files: tuple[str, bytes]) -> Seen:
    return await client.ask("POST", "/register/verschil", data=sent(client, *files))


async def load(client: Client, fields: dict[str, str]) -> Seen:
    return await client.ask("POST", "/register/laden", data=sent(client, **fields))


async def fetched(site: Site, client: Client) -> bytes:
    headers = {**BROWSER, "Cookie": f"{COOKIE}={client.cookie}"}
    async with aiohttp.request("GET", f"{site.address}/register/bestand", headers=headers) as answer:
        assert answer.headers["Content-Type"] == "application/zip"
        return await answer.read()


async def test_what_is_in_force_is_told_and_fetched_and_the_same_again_changes_nothing(site: Site) -> None:
    beheerder = await site.client_of("beheerder")
    seen = await beheerder.get("/register")
    assert (seen.status, seen.heading) == (200, "Welk register geldt er?")
    assert "partijen.csv 6 6 0 0" in seen.text
    assert "gebieden.csv 3 2 1 1" in seen.text
    assert "Laatste dag gebieden.csv oost 30 juni 2026 Wat er is geladen" in seen.text, "what goes on does not end"
    assert "binnen een maand aflopen zonder vervolg 1 0" in (await beheerder.get("/")).text
    assert "opdracht op de machine" in seen.text
    packed = await fetched(site, beheerder)
    assert "Laden zou niets veranderen" in (await upload(beheerder, ("nu.zip", packed))).text
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        loose = [(name, archive.read(name)) for name in archive.namelist()]
    assert {"regio.toml", "partijen.csv", "gebruikers.csv"} <= {name for name, _ in loose}
    assert "Laden zou niets veranderen" in (await upload(beheerder, *loose)).text


async def test_a_beheerder_sees_what_a_load_changes_and_loads_exactly_that(site: Site) -> None:
    beheerder = await site.client_of("beheerder")
    packed = await fetched(site, beheerder)
    holder = site.gateway.register
    before = holder.stand.content("r")
    own = Partij(soort="aanbieder", code="99000202", naam="<script>alert(1)</script>", geldig_van=BEGIN)
    new = make_content(REGIO, {**before.rows, "partijen": [*before.rows["partijen"], own]})
    shown = await upload(beheerder, ("straks.zip", as_zip(new)))
    assert (shown.status, shown.heading) == (200, "Wat verandert er als u dit laadt?")
    assert "0 vervallen, 1 nieuw" in shown.text
    assert "+ aanbieder;99000202" in shown.text
    assert "Geen plafond en geen claim verandert" in shown.text
    assert "<script>alert" not in shown.html
    assert holder.stand.content("r") == before

    done = await load(beheerder, hidden(shown))
    assert (done.status, done.headers["Location"]) == (303, "/register?gelukt=register-geladen")
    assert own in holder.stand.rows(Partij)
    told = await beheerder.get(done.headers["Location"])
    assert "Het register is geladen." in told.text
    assert "beheerder.regio" in told.text

    # What was held against a register that is no longer in force is not loaded; neither is what cannot be read.
    late = await load(beheerder, hidden(shown))
    assert late.status == 409
    assert "Intussen is er een ander register geladen" in late.text
    again = hidden(await upload(beheerder, ("terug.zip", packed)))
    for wrong in ({**again, "register": "%%"}, {**again, "register": "UEs="}, {**again, "versie": "x"}):
        assert (await load(beheerder, wrong)).status == 400
    assert own in holder.stand.rows(Partij)
    assert (await load(beheerder, again)).status == 303
    assert own not in holder.stand.rows(Partij)


async def test_every_fault_is_told_with_its_place_and_nothing_is_loaded(site: Site) -> None:
    beheerder, versie = await site.client_of("beheerder"), site.gateway.register.stand.versie
    none = await beheerder.ask("POST", "/register/verschil", data=sent(beheerder))
    assert (none.status, "Er is geen bestand gekozen" in none.text) == (400, True)
    strange = await upload(beheerder, ("<b>raar.exe", b"x"))
    assert strange.status == 400
    assert "Dit bestand hoort niet bij een register" in strange.text
    assert "<b>raar" not in strange.html
    twice = await upload(beheerder, ("regio.toml", b""), ("regio.toml", b"x"))
    assert "Dit bestand zit er twee keer bij" in twice.text
    broken = await upload(beheerder, ("register.zip", b"PK\x03\x04 geen zip"))
    assert (broken.status, "Er is niets geladen" in broken.text) == (400, True)
    missing = await upload(beheerder, ("regio.toml", b'regio = "proef"\nindeling = 3\n'))
    assert "Dit bestand ontbreekt" in missing.text
    assert "partijen.csv" in missing.text
    assert site.gateway.register.stand.versie == versie


async def test_only_a_beheerder_opens_the_register(site: Site) -> None:
    for who in ("lezer.gemeente", "backoffice.aanbieder", "contractmanager", "controleur.regio"):
        client = await site.client_of(who)
        for address in ("/register", "/register/bestand"):
            assert (await client.get(address)).status == 403, (who, address)
        for address in ADDRESSES:
            assert (await client.ask("POST", address, data=sent(client, versie="1", register=""))).status == 403
        assert "/register" not in (await client.get("/")).links
    assert (await site.get("/register")).status == 303
