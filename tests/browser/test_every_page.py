# SPDX-License-Identifier: EUPL-1.2
"""Every page that a link leads to, opened in a real browser by each rol: axe, console, policy, 320 pixels, keyboard."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest_asyncio
from playwright.async_api import Browser

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.beller import UserRole
from berichtenverkeer.gateway.rights import RIGHTS
from berichtenverkeer.pages.entry import ANYONE, LOGGED_IN, Entry
from berichtenverkeer.pages.map import PAGES
from bouwers import AANBIEDER, GEMEENTE
from browserbouw import NEEDED, Window, entry_of, open_window
from gateway.test_plafonds_in_de_gateway import rows, toewijzing, verzoek
from gatewaybouw import partijen, received
from pagesbouw import USERS, Site, a_night_passes, open_site
from sent import Sent

HOSTILE = """"'><img src=x onerror=alert(1)>{{7777*7777}}</textarea></title>"""
WHO = ("", *(who for who in USERS if who.rpartition(".")[2] in ("gemeente", "aanbieder", "regio")))
pytestmark = NEEDED


@pytest_asyncio.fixture
async def site(config: Settings) -> AsyncIterator[Site]:
    """A region in which everybody and everything has a name that attacks."""
    world: dict[str, Any] = rows()
    world["gebruikers"] = [msgspec.structs.replace(one, naam=HOSTILE) for one in USERS.values()]
    world["partijen"] = [msgspec.structs.replace(one, naam=one.code + HOSTILE) for one in partijen()]
    world["producten"] = [msgspec.structs.replace(one, omschrijving=HOSTILE) for one in world["producten"]]
    async with open_site(config, day=date(2026, 5, 31), **world) as open_:
        await received(open_.gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        await received(open_.gateway, verzoek(1), AANBIEDER)
        await a_night_passes(open_)
        yield open_


async def test_no_page_is_wrong_for_anybody(site: Site, browser: Browser) -> None:
    seen: set[str] = set()
    opened: dict[str, set[str]] = {}
    async with open_window(site, browser) as window:
        for who in WHO:
            await window.become(who)
            opened[who] = await _walk(window, who, seen)
    assert not window.faults, "\n".join(window.faults)
    for who in WHO:
        wanted = {one.address for one in PAGES if one.section and _may(who, one)}
        assert wanted <= opened[who], (who, wanted - opened[who])


def _may(who: str, entry: Entry) -> bool:
    role, _, soort = who.partition(".")
    if entry.right in (ANYONE, LOGGED_IN):
        return entry.right == ANYONE or bool(soort)
    return bool(soort) and (UserRole(role), soort) in RIGHTS[entry.right]


async def _walk(window: Window, who: str, seen: set[str]) -> set[str]:
    """From the first page along the links: each kind of page once, rather one not seen before. Which were opened."""
    kinds: set[str] = set()
    ahead = ["/"]
    while ahead:
        path = next((one for one in ahead if urlsplit(one).path not in seen), ahead[0])
        entry = entry_of(path)
        if entry is None:
            window.note(f"a link to nothing: {path}")
            ahead.remove(path)
            continue
        if not _may(who, entry):
            kinds.add(entry.address)
        elif not entry.label and entry.address.count("/") > 1:  # a picture or a file
            await window.fetch(path)
        else:
            ahead += await _look(window, path, seen, is_first=entry.address not in seen)
        kinds.add(entry.address)
        seen |= {urlsplit(path).path, entry.address}
        ahead = [one for one in ahead if (kind := entry_of(one)) is None or kind.address not in kinds]
    return kinds


async def _look(window: Window, path: str, seen: set[str], is_first: bool) -> list[str]:
    """At a page, in the browser unless all that it has was seen there, whoever it was shown to; where it leads."""
    sent = Sent(await (window.open(path) if is_first else window.fetch(path)))
    if sent.has("//img[@src='x']"):
        window.note(f"a name became an element on {path}")
    if "60481729" in sent.title:
        window.note(f"a name became a template on {path}")
    if is_first or not {sent.main, sent.around} <= seen:
        if not is_first:
            await window.open(path)
        await window.look(without="main" if sent.main in seen else "")
        seen |= {sent.main, sent.around}
    if is_first:
        await window.tab_through()
    return sent.links()
