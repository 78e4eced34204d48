# SPDX-License-Identifier: EUPL-1.2
"""`make beelden`: pictures for docs/beelden/ of key pages on a demo of five months, each reached by clicking."""

import asyncio
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from chromium import ARGUMENTS, ROOT, executable

INTO = ROOT / "docs/beelden"
REGION = ("--poort", "0", "--aanbieders", "12", "--jeugdigen", "60", "--dagen", "150")
REGIO, GEMEENTE, PRACTICE = "Contractmanager", "Backoffice Tilburg", "Psychologenpraktijk Vennebos"

PICTURES: Sequence[tuple[str, str, Sequence[str]]] = (
    ("overzicht", REGIO, ()),
    ("overzicht-gemeente", GEMEENTE, ()),
    ("mijn-ruimte", PRACTICE, ("/plafonds",)),
    # The ten questions of a Monday, each in at most two clicks.
    ("1-plafond-voor-oktober", REGIO, ("/plafonds",)),
    ("2-langst-wachten", REGIO, ("/rapporten", "/rapporten/wachtlijst")),
    ("3-waarom-instroom", REGIO, ("/rapporten", "/rapporten/stromen")),
    ("4-te-laat", REGIO, ("/termijnen",)),
    ("5-begroting", REGIO, ("/rapporten", "/rapporten/begroting")),
    ("6-crisis", REGIO, ("/rapporten", "/rapporten/crisis")),
    ("7-geweigerd", REGIO, ("/rapporten", "/rapporten/besluiten")),
    ("8-andere-norm", REGIO, ("/plafonds", "/wat-als")),
    ("9-een-aanbieder", REGIO, ("/plafonds", "/plafonds/")),
    ("10-cijfers-nog-waar", REGIO, ("/rapporten", "/rapporten/herziening")),
)
"""The file, who looks, and the links that he follows from Overzicht; after a slash, the first that begins so."""


async def take(links: dict[str, str], into: Path) -> None:
    """`links`: a one-time link by the name of somebody."""
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        for who in dict.fromkeys(who for _, who, _ in PICTURES):
            page = await _log_in(browser, links[who])
            for name, of, clicks in PICTURES:
                if of == who:
                    await _picture(page, clicks, into / f"{name}.png")
        await browser.close()


async def _log_in(browser: Browser, link: str) -> Page:
    page = await browser.new_page(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    await page.goto(link)
    await page.locator("main button").click()
    return page


async def _picture(page: Page, clicks: Sequence[str], file: Path) -> None:
    await page.locator("nav a[href='/']").first.click()
    for address in clicks:
        way = f"main a[href^='{address}']" if address.endswith("/") else f"a[href='{address}']"
        await page.locator(way).first.click()
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=file)


def links_in(told: str) -> dict[str, str]:
    """Of everybody, from what the demo prints."""
    return dict(re.findall(r"^ +(\S.*) \([^)]*\)\n +(http\S+/inloggen/link/\S+)$", told, re.MULTILINE))


def main() -> None:
    """A demo of its own, the pictures, and the end of the demo."""
    with tempfile.TemporaryDirectory(prefix="bv-beelden-") as map_:
        order = [str(Path(sys.executable).with_name("berichtenverkeer")), "demo", *REGION]
        demo = subprocess.Popen(order, cwd=map_, stdout=subprocess.PIPE, text=True)
        assert demo.stdout is not None
        told = ""
        try:
            for line in demo.stdout:
                told += line
                if line.startswith("De gateway blijft draaien"):
                    break
            INTO.mkdir(exist_ok=True)
            asyncio.run(take(links_in(told), INTO))
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=60)


if __name__ == "__main__":
    main()
