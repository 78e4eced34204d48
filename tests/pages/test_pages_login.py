# SPDX-License-Identifier: EUPL-1.2
"""Logging in by a one-time link, and all that somebody else could try with it; through HTTP, as a browser does."""

import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta

import asyncpg
import msgspec
import pytest

from bellers import administration
from berichtenverkeer.core.clock import day
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gebruikers import UnknownUser
from berichtenverkeer.pages.attempts import AT_ONCE
from berichtenverkeer.pages.cookies import csrf_of
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.user_rows import Gebruiker
from pagesbouw import COOKIE, USERS, Client, Seen, Site, open_site


def cookie_in(seen: Seen) -> str:
    """What the browser is told to keep."""
    found = re.match(rf"{COOKIE}=([^;]*)", seen.headers.get("Set-Cookie", ""))
    assert found is not None, seen.headers
    return found[1]


async def link_for(site: Site, key: str) -> str:
    return f"/inloggen/link/{await site.gateway.gebruikers.link(administration(site.gateway), key)}"


async def opened(site: Site, link: str, cookie: str | None = None) -> tuple[str, str]:
    """The page of a link: the cookie that it gives, and what its form repeats."""
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    seen = await site.get(link, headers=headers)
    assert (seen.status, seen.heading) == (200, "Wilt u inloggen?")
    found = re.search(r'name="csrf" value="([^"]+)"', seen.html.split("<main", 1)[1])
    assert found is not None
    return cookie_in(seen), found[1]


async def pressed(site: Site, link: str, cookie: str, csrf: str, **headers: str) -> Seen:
    return await site.post(link, {"csrf": csrf}, headers={"Cookie": f"{COOKIE}={cookie}", **headers})


async def test_a_link_lets_in_once_and_only_by_its_button(site: Site) -> None:
    link = await link_for(site, "contractmanager.regio")
    for _ in range(3):  # what fetches links in mail uses nothing up
        cookie, csrf = await opened(site, link)
    seen = await pressed(site, link, cookie, csrf)
    assert (seen.status, seen.headers["Location"]) == (303, "/")
    attributes = seen.headers["Set-Cookie"].lower()
    assert "httponly" in attributes
    assert "samesite=lax" in attributes
    assert "path=/" in attributes
    assert "secure" not in attributes, "by http it would never come back"
    me = await Client(site, cookie_in(seen)).get("/mijn")
    assert "contractmanager regio" in me.text
    assert "De regio" in me.text
    # A second time, in this browser or another: no way in, and the same words for what never was a link.
    again = [await pressed(site, link, cookie, csrf), await pressed(site, "/inloggen/link/" + "a" * 75, cookie, csrf)]
    assert [one.status for one in again] == [401, 401]
    assert again[0].text == again[1].text
    assert "Set-Cookie" not in again[0].headers or cookie_in(again[0]) == cookie


async def test_a_link_of_more_than_a_quarter_ago_or_of_who_left_lets_nobody_in(site: Site, eigenaar_url: str) -> None:
    old, gone = await link_for(site, "lezer.regio"), await link_for(site, "lezer.ander")
    await aged(eigenaar_url, "login_link", old[-75:][:32], aangemaakt_op="15 minutes 1 second")
    await site.gateway.gebruikers.end(administration(site.gateway), "lezer.ander")
    for link in (old, gone):
        assert (await pressed(site, link, *await opened(site, link))).status == 401
    with pytest.raises(UnknownUser):
        await link_for(site, "lezer.ander")
    young = await link_for(site, "lezer.regio")
    await aged(eigenaar_url, "login_link", young[-75:][:32], aangemaakt_op="14 minutes 30 seconds")
    assert (await pressed(site, young, *await opened(site, young))).status == 303


async def test_a_form_from_elsewhere_logs_nobody_in(site: Site) -> None:
    """Else a stranger makes somebody work under the stranger's name."""
    link = await link_for(site, "lezer.regio")
    cookie, csrf = await opened(site, link)
    stranger, his = await opened(site, link)
    assert stranger != cookie
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elders.example"}, {"Origin": "null"}):
        assert (await pressed(site, link, cookie, csrf, **headers)).status == 403
    assert (await pressed(site, link, cookie, his)).status == 401, "a token of another browser"
    assert (await site.post(link, {"csrf": csrf})).status == 401, "without the cookie"
    assert (await pressed(site, link, cookie, "")).status == 401
    assert (await pressed(site, link, cookie, csrf, Origin=site.address)).status == 303, "nothing used the link up"


async def test_whoever_logs_in_gets_another_cookie_than_anybody_gave_him(site: Site) -> None:
    link = await link_for(site, "lezer.gemeente")
    planted = (await opened(site, link))[0]
    cookie, csrf = await opened(site, link, planted)
    assert cookie == planted, "one who opens a second page keeps his form"
    mine = cookie_in(await pressed(site, link, cookie, csrf))
    assert mine != planted
    assert (await Client(site, planted).get("/mijn")).status == 303, "what was planted opens nothing"
    # A session that was there ends when somebody logs in over it, in the same browser.
    other = await link_for(site, "backoffice.gemeente")
    seen = await pressed(site, other, mine, (await opened(site, other, mine))[1])
    assert "backoffice gemeente" in (await Client(site, cookie_in(seen)).get("/mijn")).text
    assert (await Client(site, mine).get("/mijn")).status == 303


async def test_no_link_of_ours_leads_elsewhere(site: Site) -> None:
    client = await site.client_of("lezer.regio")
    for elsewhere in ("https://elders.example", "//elders.example", "/\\elders.example", "javascript:1", "/a b", ""):
        seen = await client.get("/inloggen", params={"naar": elsewhere})
        assert (seen.status, seen.headers["Location"]) == (303, "/"), elsewhere
    assert (await client.get("/inloggen", params={"naar": "/mijn?k=1"})).headers["Location"] == "/mijn?k=1"
    seen = await site.get("/mijn")
    assert (seen.status, seen.headers["Location"]) == (303, "/inloggen?naar=/mijn")


async def test_a_session_ends_by_itself_by_its_person_and_with_his_row(site: Site, eigenaar_url: str) -> None:
    idle, long, ended, other, kept = [await site.client_of("backoffice.aanbieder") for _ in range(5)]
    for client, moments in (
        (idle, {"gebruikt_op": "30 minutes 1 second"}),
        (long, {"begonnen_op": "8 hours 1 second"}),
        (kept, {"begonnen_op": "7 hours 59 minutes", "gebruikt_op": "29 minutes"}),
    ):
        await aged(eigenaar_url, "session", key_of(client), **moments)
    assert [(await one.get("/mijn")).status for one in (idle, long, kept)] == [303, 303, 200]
    async with site.gateway.database.lees() as conn:
        used = await conn.fetchval("select now() - gebruikt_op < '1 minute' from session where id = $1", key_of(kept))
    assert used, "use is noted"
    assert (await ended.post("/uitloggen", {})).headers["Location"] == "/inloggen?gelukt=uitgelogd"
    assert (await ended.get("/mijn")).status == 303
    assert (await other.post("/mijn/sessie", {"sessie": key_of(kept)})).status == 303
    assert [(await one.get("/mijn")).status for one in (kept, other)] == [303, 200]
    foreign = await site.client_of("lezer.aanbieder")
    for nothing in (key_of(foreign), key_of(kept), "geen"):
        assert (await other.post("/mijn/sessie", {"sessie": nothing})).status == 404
    assert (await foreign.get("/mijn")).status == 200, "nobody ends the session of another"
    await site.gateway.gebruikers.end(administration(site.gateway), "backoffice.aanbieder")
    assert (await other.get("/mijn")).status == 303
    # His row is back: his sessions are not.
    await reload(site)
    assert (await other.get("/mijn")).status == 303


async def test_a_row_that_ended_in_a_load_lets_nobody_in_though_his_session_runs(site: Site) -> None:
    client = await site.client_of("lezer.andere-aanbieder")
    yesterday = day(site.clock()) - timedelta(days=1)
    rows = {
        **USERS,
        "lezer.andere-aanbieder": msgspec.structs.replace(USERS["lezer.andere-aanbieder"], geldig_tot=yesterday),
    }
    await reload(site, rows)
    assert (await client.get("/mijn")).status == 303
    await reload(site)
    assert (await client.get("/mijn")).status == 200


async def test_what_is_no_session_opens_nothing(site: Site) -> None:
    client = await site.client_of("lezer.regio")
    regio, _, key = client.cookie.partition(".")
    other = (await site.client_of("lezer.gemeente")).cookie.partition(".")[2]
    for cookie in (
        f"elders.{key}",
        f"{regio}.{key[:-1]}",
        f"{regio}.{key[:-1]}{'A' if key[-1] != 'A' else 'B'}",
        f"{regio}.{other[:32]}{key[32:]}",
        f"{regio}.",
        "." + "a" * 43,
        "",
    ):
        assert (await Client(site, cookie).get("/mijn")).status == 303, cookie


async def test_a_row_that_somebody_wrote_himself_opens_nothing(site: Site, eigenaar_url: str) -> None:
    """Who can write in the database but has no key of the gateway makes nobody another."""
    client = await site.client_of("lezer.regio")
    connection = await asyncpg.connect(eigenaar_url)
    await connection.execute("update session set gebruiker = 'contractmanager.regio' where id = $1", key_of(client))
    await connection.close()
    assert (await client.get("/mijn")).status == 303


async def test_every_form_repeats_what_only_this_session_knows(site: Site) -> None:
    client, other = await site.client_of("lezer.regio"), await site.client_of("controleur.regio")
    for csrf in ("", other.csrf, csrf_of("")):
        assert (await client.post("/uitloggen", {"csrf": csrf})).status == 403
    assert (await client.post("/uitloggen", {}, headers={"Sec-Fetch-Site": "same-site"})).status == 403
    assert (await client.get("/mijn")).status == 200
    by_header = {"csrf": "", "sessie": key_of(client)}
    assert (await client.post("/mijn/sessie", by_header, headers={"X-CSRF-Token": client.csrf})).status == 303


async def test_who_keeps_trying_has_to_wait(site: Site) -> None:
    statuses = {(await site.post("/inloggen/link/" + "a" * 75, {})).status for _ in range(AT_ONCE + 1)}
    assert 429 in statuses


async def reload(site: Site, users: Mapping[str, Gebruiker] = USERS) -> None:
    gateway = site.gateway
    content = await gateway.register.export(administration(gateway))
    rows = list(users.values())
    await gateway.register.load(administration(gateway), Content(content.regio, {**content.rows, "gebruikers": rows}))
    await gateway.register.refresh(now=True)


def key_of(client: Client) -> str:
    return client.cookie.partition(".")[2][:32]


async def aged(url: str, table: str, row: str, **moments: str) -> None:
    """As if these moments were longer ago."""
    connection = await asyncpg.connect(url)
    for column, ago in moments.items():
        done = await connection.execute(
            f"update {table} set {column} = now() - $2::text::interval where id = $1", row, ago
        )
        assert done == "UPDATE 1"
    await connection.close()


async def test_by_https_the_cookie_goes_by_https_alone(config_of_file: Settings) -> None:
    """Whether it came so: our own address says it, or a proxy that is trusted."""
    link = "/inloggen/link/" + "a" * 75
    proxies = (ipaddress.ip_network("127.0.0.0/8"),)
    for otherwise, headers, is_safe in (
        ({"adres": "https://regio.example"}, {}, True),
        ({"adres": "http://regio.example"}, {"X-Forwarded-Proto": "https"}, False),
        ({"proxies": proxies}, {"X-Forwarded-Proto": "https"}, True),
        ({"proxies": proxies}, {}, False),
        ({}, {"X-Forwarded-Proto": "https"}, False),
    ):
        config = msgspec.structs.replace(config_of_file, **otherwise)
        async with open_site(config) as one:
            cookie = (await one.get(link, headers=headers)).headers["Set-Cookie"]
            assert ("; Secure" in cookie, cookie.startswith("__Host-")) == (is_safe, is_safe), otherwise
