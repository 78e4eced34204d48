# SPDX-License-Identifier: EUPL-1.2
"""The pages on a real port, and a visitor without a browser: what he asks, follows, fills in and reads."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from html import unescape
from typing import Any

import aiohttp
import msgspec

from bellers import administration
from berichtenverkeer.core.clock import day
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.rights import PERSONS
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.pages.cookies import csrf_of
from berichtenverkeer.pages.opening import open_pages
from berichtenverkeer.register.user_rows import Gebruiker
from berichtenverkeer.web.server import listen
from gatewaybouw import AANBIEDERS, BEGIN, GEMEENTEN, StaandeKlok, gateway_met_register

COOKIE = "bv_sessie"
"""By http; by https it has a prefix."""

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Seen(msgspec.Struct, frozen=True):
    """What came back."""

    status: int
    headers: Any
    html: str

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.html, re.DOTALL)
        assert found is not None, self.html[:500]
        return unescape(found[1].strip())

    @property
    def text(self) -> str:
        """What is read, without markup."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    @property
    def links(self) -> set[str]:
        return {unescape(address) for address in re.findall(r'(?:href|src)="([^"]+)"', self.html)}


class Site:
    """`get` and `post` as a browser does them; a redirect is not followed."""

    def __init__(self, gateway: Gateway, clock: StaandeKlok, poort: int, session: aiohttp.ClientSession) -> None:
        self.gateway = gateway
        self.clock = clock
        self.address = f"http://127.0.0.1:{poort}"
        self._session = session

    async def client_of(self, gebruiker: str) -> "Client":
        """Somebody of USERS who has just logged in: `lezer.gemeente`, or `contractmanager` where one rol is of one."""
        key = gebruiker if gebruiker in USERS else next(one for one in USERS if one.startswith(f"{gebruiker}."))
        link = await self.gateway.gebruikers.link(administration(self.gateway), key)
        session = await self.gateway.sessions.by_link(link)
        assert session is not None, gebruiker
        return Client(self, f"{self.gateway.regio}.{session}")

    async def get(self, path: str, **options: Any) -> Seen:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, filled: dict[str, Any], **options: Any) -> Seen:
        return await self.ask("POST", path, data=filled, **options)

    async def ask(self, method: str, path: str, **options: Any) -> Seen:
        headers = {**BROWSER, **options.pop("headers", {})}
        url = self.address + path
        async with self._session.request(method, url, headers=headers, allow_redirects=False, **options) as answer:
            return Seen(answer.status, answer.headers, await answer.text())


class Client:
    """A browser with a session: its cookie goes along, and what a form repeats."""

    def __init__(self, site: Site, cookie: str) -> None:
        self._site = site
        self.cookie = cookie
        self.csrf = csrf_of(cookie)

    async def get(self, path: str, **options: Any) -> Seen:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, filled: dict[str, Any], **options: Any) -> Seen:
        return await self.ask("POST", path, data={"csrf": self.csrf, **filled}, **options)

    async def ask(self, method: str, path: str, **options: Any) -> Seen:
        headers = {"Cookie": f"{COOKIE}={self.cookie}", **options.pop("headers", {})}
        return await self._site.ask(method, path, headers=headers, **options)


PARTIJ_OF = {"gemeente": GEMEENTEN[0], "aanbieder": AANBIEDERS[0], "regio": "REGIO"}
USERS: dict[str, Gebruiker] = {
    f"{role}.{who}": Gebruiker(
        gebruiker=f"{role}.{who}", partij=partij, rollen=(str(role),), naam=f"{role} {who}", geldig_van=BEGIN
    )
    for who, partij, soort in (
        *((soort, partij, soort) for soort, partij in PARTIJ_OF.items()),
        ("ander", GEMEENTEN[1], "gemeente"),
        ("andere-aanbieder", AANBIEDERS[1], "aanbieder"),
        ("tweede", "REGIO", "regio"),
    )
    for role, of in PERSONS
    if of == soort
}
"""Every rol at every kind of partij, by its key: `lezer.gemeente`. Of a second gemeente `ander`, of a second aanbieder
`andere-aanbieder`, and a second person of the region `tweede`."""


@asynccontextmanager
async def open_site(
    config: Settings, poort: int = 0, day: date = date(2026, 6, 1), **rows: Sequence[Any]
) -> AsyncIterator[Site]:
    """A gateway with its register and the pages on it, on a port of the system's choice when `poort` is 0."""
    clock = StaandeKlok(day)
    async with gateway_met_register(config, clock, **{"gebruikers": list(USERS.values()), **rows}) as gateway:
        gateways = Gateways([gateway])
        async with (
            listen(gateways, "127.0.0.1", poort, beside=open_pages(gateways, config)) as listens_at,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        ):
            yield Site(gateway, clock, listens_at, session)


async def a_night_passes(site: Site) -> None:
    """It is the next day, and what was known of this one is on record: first pages show that, whatever comes today."""
    gateway = site.gateway
    await record_watermark(gateway.database, gateway.regio, gateway.clock(), gateway.clock)
    site.clock.zet(day(site.clock()) + timedelta(days=1))
