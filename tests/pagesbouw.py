# SPDX-License-Identifier: EUPL-1.2
"""The pages on a real port, and a visitor without a browser: what he asks, follows, fills in and reads."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from html import unescape
from typing import Any

import aiohttp
import msgspec

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.pages.opening import open_pages
from berichtenverkeer.web.server import listen
from gatewaybouw import StaandeKlok, gateway_met_register

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

    async def get(self, path: str, **options: Any) -> Seen:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, filled: dict[str, Any], **options: Any) -> Seen:
        return await self.ask("POST", path, data=filled, **options)

    async def ask(self, method: str, path: str, **options: Any) -> Seen:
        headers = {**BROWSER, **options.pop("headers", {})}
        url = self.address + path
        async with self._session.request(method, url, headers=headers, allow_redirects=False, **options) as answer:
            return Seen(answer.status, answer.headers, await answer.text())


@asynccontextmanager
async def open_site(config: Settings, **rows: Sequence[Any]) -> AsyncIterator[Site]:
    """A gateway with its register and the pages on it."""
    clock = StaandeKlok()
    async with gateway_met_register(config, clock, **rows) as gateway:
        gateways = Gateways([gateway])
        async with (
            listen(gateways, "127.0.0.1", 0, beside=open_pages(gateways, config)) as poort,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        ):
            yield Site(gateway, clock, poort, session)
