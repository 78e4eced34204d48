# SPDX-License-Identifier: EUPL-1.2
"""A real browser on the pages of tests/pagesbouw.py: who looks, what axe says of it, and what went wrong on the way."""

import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, async_playwright

from axe import AXE, faults
from berichtenverkeer.pages.entry import Entry
from berichtenverkeer.pages.map import PAGES
from chromium import ARGUMENTS, executable
from pagesbouw import COOKIE, Site

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
WAIT_MS = 30_000

NEEDED = pytest.mark.skipif(
    not os.environ.get("CI") and (executable() is None or not AXE.exists()),
    reason="no Chromium or axe: `make test` fetches them",
)
"""Where there is no browser, one visible skip; never in CI."""

_OVERFLOW = """() => {
    const wide = document.documentElement.scrollWidth;
    return wide <= window.innerWidth ? "" : `${wide} pixels wide on ${window.innerWidth}`;
}"""
_FOLLOW = """() => {
    window.reached = new Set();
    window.unseen = [];
    document.addEventListener("focusin", ({target: one}) => {
        const style = getComputedStyle(one);
        const shown = style.outlineStyle !== "none" || style.boxShadow !== "none" || one.type === "date";
        if (!shown) unseen.push(`${one.tagName} ${one.getAttribute("href") ?? one.name ?? ""}`);
        reached.add(one);
    });
}"""
"""Of a date the browser shows which part of it has the focus."""

STEPS_OF_A_DATE = 4
_REACHABLE = """(() => { const all = Array.from(document.querySelectorAll(
    "a[href], button, summary, textarea, select, input:not([type=hidden])")).filter(
    one => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled);
    return [all.length, all.filter(one => one.type === "date").length]; })()"""


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


class Window:
    """A page in the browser as somebody sees it; `faults` is all that went wrong on it, each with its address."""

    who = "nobody"

    def __init__(self, site: Site, page: Page) -> None:
        self.site, self.page = site, page
        self.faults: list[str] = []
        self._passed: set[str] = set()
        page.on("console", lambda told: self.note(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: self.note(str(fault)))
        page.on("dialog", lambda dialog: self.note(f"dialog {dialog.message}"))

    def note(self, fault: str) -> None:
        self.faults.append(f"{self.who} {urlsplit(self.page.url).path}: {fault}")

    async def open(self, path: str) -> str:
        """A page in the browser: the text that was sent."""
        answer = await self.page.goto(self.site.address + path)
        assert answer is not None, "another page"
        if answer.status != 200:
            self.note(f"status {answer.status} on {path}")
        return await answer.text()

    async def fetch(self, path: str) -> str:
        """A page, a picture or a file without the browser: the text of a page."""
        answer = await self.page.context.request.get(self.site.address + path)
        if answer.status != 200:
            self.note(f"status {answer.status} on {path}")
        return await answer.text() if "html" in answer.headers.get("content-type", "") else ""

    async def become(self, who: str) -> None:
        """From now on somebody of USERS, logged in; without a name nobody."""
        await self.page.context.clear_cookies()
        if who:
            client = await self.site.client_of(who)
            cookie = {"name": COOKIE, "value": client.cookie, "url": self.site.address}
            await self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        self.who = who or "nobody"

    async def look(self, without: str = "") -> None:
        """What axe finds, but in this part, and what sticks out of a small screen."""
        for fault in await faults(self.page, without, self._passed):
            self.note(fault)
        await self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        if overflow := await self.page.evaluate(_OVERFLOW):
            self.note(overflow)
        await self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    async def tab_through(self) -> None:
        """By keyboard from the top: everything is reached, nothing holds the focus, and one sees where one is."""
        wanted, dates = await self.page.evaluate(_REACHABLE)
        await self.page.evaluate(_FOLLOW)
        for _ in range(wanted + dates * (STEPS_OF_A_DATE - 1)):
            await self.page.keyboard.press("Tab")
        reached, unseen = await self.page.evaluate("[reached.size, unseen]")
        for where in unseen:
            self.note(f"no focus seen on {where}")
        if reached < wanted:
            self.note(f"{reached} of {wanted} reached by keyboard")


class Person:
    """Somebody at a screen: follows links, fills in fields by what stands beside them, presses buttons, reads."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.page = window.page

    async def opens(self, *names: str) -> None:
        """From the first page along links, each by its text."""
        await self.page.goto(f"{self._window.site.address}/")
        await self.follows(*names)

    async def follows(self, *names: str) -> None:
        for name in names:
            async with self._another_page():
                await self.page.get_by_role("link", name=name, exact=True).first.click()

    async def fills(self, fields: Mapping[str, str]) -> None:
        """By the begin of each label: text, or what to choose."""
        for label, value in fields.items():
            field = self.page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first
            if await field.evaluate("one => one.tagName") == "SELECT":
                await field.select_option(label=value)
            elif await field.get_attribute("type") in ("radio", "checkbox"):
                await field.check()
            else:
                await field.fill(value)

    async def presses(self, button: str) -> None:
        async with self._another_page():
            await self.page.get_by_role("button", name=button, exact=True).first.click()

    @asynccontextmanager
    async def _another_page(self) -> AsyncIterator[None]:
        """What is shown is marked, and gone when the next one stands there, by navigation or by htmx."""
        await self.page.evaluate("document.getElementById('inhoud').dataset.old = 'ja'")
        yield
        await self.page.locator("#inhoud:not([data-old])").wait_for()

    async def reads(self, *texts: str) -> None:
        """Each stands on the page."""
        shown = (await self.page.locator("main").inner_text()).replace("\N{NO-BREAK SPACE}", " ")
        for text in texts:
            assert text in shown, f"{text!r} does not stand on {self.page.url}:\n{shown}"


@asynccontextmanager
async def open_person(site: Site, browser: Browser, who: str) -> AsyncIterator[Person]:
    """Logged in; in the end nothing may have gone wrong but what he filled in wrong (422)."""
    async with open_window(site, browser, who) as window:
        yield Person(window)
        wrong = [one for one in window.faults if "status of 422" not in one]
        assert not wrong, wrong


@asynccontextmanager
async def open_window(site: Site, browser: Browser, who: str = "") -> AsyncIterator[Window]:
    """As somebody of USERS, logged in; without a name as nobody."""
    context = await browser.new_context(viewport=WIDE, locale="nl-NL")  # type: ignore[arg-type]
    try:
        context.set_default_timeout(WAIT_MS)
        window = Window(site, await context.new_page())
        await window.become(who)
        yield window
    finally:
        await context.close()


def entry_of(path: str) -> Entry | None:
    """The page in the table that an address is of, if any."""
    bare = urlsplit(path).path
    return next((one for one, pattern in _patterns() if pattern.fullmatch(bare)), None)


@cache
def _patterns() -> list[tuple[Entry, Any]]:
    """Of the pages that are got, those without parts first."""
    got = sorted((one for one in PAGES if one.method == "GET"), key=lambda one: len(one.parts))
    return [(one, re.compile(re.sub(r"{\w+[^}]*}", "[^/]+", one.address))) for one in got]
