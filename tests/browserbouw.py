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

from berichtenverkeer.pages.assets import ADDRESS
from berichtenverkeer.pages.entry import Entry
from berichtenverkeer.pages.map import PAGES
from chromium import ARGUMENTS, ROOT, executable
from pagesbouw import COOKIE, Site

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
WAIT_MS = 30_000
AXE = ROOT / "node_modules/axe-core/axe.min.js"

NEEDED = pytest.mark.skipif(
    not os.environ.get("CI") and (executable() is None or not AXE.exists()),
    reason="no Chromium or axe: `make test` fetches them",
)
"""Where there is no browser, one visible skip; never in CI."""

_FAULTS = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(" ")).slice(0, 3)}`);
}"""
_SHAPES = """() => {
    const own = ["href", "value", "title", "datetime", "aria-current"];
    const said = text => text ? Math.max(20, ...text.split(/\\s+/).map(word => word.length)) : "";
    const shape = node => {
        if (node.nodeType === Node.TEXT_NODE) return said(node.textContent.trim());
        if (node.nodeType !== Node.ELEMENT_NODE) return "";
        const with_ = [...node.attributes].map(one => own.includes(one.name) ? one.name : `${one.name}=${one.value}`);
        return `<${node.tagName} ${with_.join(" ")}>${[...node.childNodes].map(shape).join(" ")}</>`;
    };
    const main = document.querySelector("main"), inside = shape(main);
    return [inside, shape(document.body).replace(inside, "")];
}"""
"""What axe and a small screen have to do with, of a page and of what is around it: all but where links lead and words,
unless one is long."""

_LINKS = "Array.from(document.querySelectorAll('a[href], img[src]'), one => one.getAttribute('href') ?? one.src)"
_OVERFLOW = """() => {
    const wide = document.documentElement.scrollWidth;
    return wide <= window.innerWidth ? "" : `${wide} pixels wide on ${window.innerWidth}`;
}"""
_FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one), reached = window.reached ??= new Set();
    const shown = style.outlineStyle !== "none" || style.boxShadow !== "none" || one.type === "date";
    if (one !== document.body) reached.add(one);
    return [one === document.body, shown, reached.size, `${one.tagName} ${one.getAttribute("href") ?? one.name ?? ""}`];
}"""
"""Of a date the browser shows which part of it has the focus."""

STEPS_OF_A_DATE = 4
_REACHABLE = """Array.from(document.querySelectorAll(
    "a[href], button, summary, textarea, select, input:not([type=hidden])")).filter(
    one => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled).length"""


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

    def __init__(self, site: Site, page: Page, who: str) -> None:
        self.site, self.page, self.who = site, page, who
        self.faults: list[str] = []
        page.on("console", lambda told: self.note(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: self.note(str(fault)))
        page.on("dialog", lambda dialog: self.note(f"dialog {dialog.message}"))

    def note(self, fault: str) -> None:
        self.faults.append(f"{self.who} {urlsplit(self.page.url).path}: {fault}")

    async def open(self, path: str) -> None:
        answer = await self.page.goto(self.site.address + path)
        if answer is None or answer.status != 200:
            self.note(f"status {answer and answer.status} on {path}")

    async def fetch(self, path: str) -> None:
        """A picture or a file."""
        answer = await self.page.context.request.get(self.site.address + path)
        if answer.status != 200:
            self.note(f"status {answer.status} on {path}")

    async def links(self) -> list[str]:
        """Pages of this site, each from its top: from a part of it the keyboard reaches only what comes after."""
        found: list[str] = await self.page.evaluate(_LINKS)
        paths = [one.removeprefix(self.site.address).partition("#")[0] for one in found]
        return [one for one in dict.fromkeys(paths) if one.startswith("/") and not one.startswith(ADDRESS)]

    async def look(self, seen: set[str]) -> None:
        """What axe finds, and what sticks out of a small screen; of each shape once, whoever it is shown to."""
        shapes = set(await self.page.evaluate(_SHAPES))
        if shapes <= seen:
            return
        seen |= shapes
        await self.page.evaluate(_axe())
        for fault in await self.page.evaluate(_FAULTS):
            self.note(fault)
        await self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        if overflow := await self.page.evaluate(_OVERFLOW):
            self.note(overflow)
        await self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    async def tab_through(self) -> None:
        """By keyboard from the top: everything is reached, nothing holds the focus, and one sees where one is."""
        wanted: int = await self.page.evaluate(_REACHABLE)
        reached = 0
        for _ in range(STEPS_OF_A_DATE * wanted):
            await self.page.keyboard.press("Tab")
            is_over, shown, reached, where = await self.page.evaluate(_FOCUS)
            if is_over:
                break
            if not shown:
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
        if who:
            client = await site.client_of(who)
            await context.add_cookies([{"name": COOKIE, "value": client.cookie, "url": site.address}])
        context.set_default_timeout(WAIT_MS)
        yield Window(site, await context.new_page(), who or "nobody")
    finally:
        await context.close()


def entry_of(path: str) -> Entry | None:
    """The page in the table that an address is of, if any."""
    bare = urlsplit(path).path
    return next((one for one, pattern in _patterns() if pattern.fullmatch(bare)), None)


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


@cache
def _patterns() -> list[tuple[Entry, Any]]:
    """Of the pages that are got, those without parts first."""
    got = sorted((one for one in PAGES if one.method == "GET"), key=lambda one: len(one.parts))
    return [(one, re.compile(re.sub(r"{\w+[^}]*}", "[^/]+", one.address))) for one in got]
