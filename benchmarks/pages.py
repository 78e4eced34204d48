# SPDX-License-Identifier: EUPL-1.2
"""What pages cost: first byte and size of each page of a demo, and twenty people beside 200 berichten a second.

`python -m benchmarks.pages`; `--klein` on a demo of 12 aanbieders. A page: at most 150 ms and 300 kB (the bound of
pages). Each is asked by the first visitor who may open it: the first time, and the median of three times after.
"""

import argparse
import asyncio
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from html import unescape
from itertools import cycle
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohttp

from benchmarks import regios
from benchmarks.belasting import Request
from benchmarks.servers import environment_of, prepare, running, server
from benchmarks.zaaigoed import AANBIEDER, AANBIEDERS, DAY, GEMEENTE, berichten, in_turn, register
from berichtenverkeer.core import embedded
from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.settings import read_settings
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.pages.map import PAGES
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.user_rows import Gebruiker

MOST_MS, MOST_BYTES = 150, 300_000
PEOPLE, PER_SECONDE, SECONDEN = 20, 200, 15.0
KLEIN = ("--aanbieders", "12", "--jeugdigen", "60", "--dagen", "150")
AGAIN = 3
STAYS = "De gateway blijft draaien"


class Asked(NamedTuple):
    """What came back: milliseconds to the first byte, and the page."""

    ms: float
    html: str


class Visitor:
    """Somebody with a session of his own."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address

    async def log_in(self, link: str) -> None:
        """By a one-time link: its page has one button."""
        path = urlsplit(link).path
        form = (await self.get(path)).html
        csrf = re.search(r'name="csrf" value="([^"]*)"', form)
        assert csrf is not None, form
        async with self._session.post(self._address + path, data={"csrf": csrf[1]}) as answer:
            assert answer.status == 200, answer.status

    async def get(self, path: str) -> Asked:
        """Raises AssertionError for whatever is no page."""
        begin = time.perf_counter()
        async with self._session.get(self._address + path) as answer:
            ms = (time.perf_counter() - begin) * 1000
            assert answer.status == 200, (path, answer.status)
            return Asked(ms, await answer.text())


@asynccontextmanager
async def open_visitor(address: str, link: str) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        visitor = Visitor(session, address)
        await visitor.log_in(link)
        yield visitor


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--klein", action="store_true", help="a demo of 12 aanbieders")
    with tempfile.TemporaryDirectory(prefix="bv-pages-") as map_:
        _demo(map_, KLEIN if parser.parse_args().klein else ())
    with server() as (own, folder):
        asyncio.run(_beside(own, folder))


def _demo(map_: str, size: Sequence[str]) -> None:
    order = [str(Path(sys.executable).with_name("berichtenverkeer")), "demo", "--poort", "0", *size]
    demo = subprocess.Popen(order, cwd=map_, stdout=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    told = ""
    try:
        for line in demo.stdout:
            told += line
            if line.startswith(STAYS):
                break
        asyncio.run(_first_bytes(re.findall(r"(http://\S+)(/inloggen/link/\S+)", told)))
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=60)


async def _first_bytes(links: list[tuple[str, str]]) -> None:
    """Along all links, each kind of page once."""
    print(f"{'page':<46} {'first ms':>9} {'again ms':>9} {'kB':>7}")
    seen: set[str] = set()
    for address, link in links:
        async with open_visitor(address, link) as visitor:
            ahead = ["/"]
            while ahead:
                path = ahead.pop(0)
                kind = kind_of(path)
                if kind is None or kind in seen:
                    continue
                seen.add(kind)
                first = await visitor.get(path)
                again = statistics.median([(await visitor.get(path)).ms for _ in range(AGAIN)])
                size = len(first.html.encode())
                over = " over" if again > MOST_MS or size > MOST_BYTES else ""
                print(f"{kind:<46} {first.ms:>9.0f} {again:>9.0f} {size / 1000:>7.0f}{over}", flush=True)
                ahead += links_of(first.html)


def links_of(html: str) -> list[str]:
    """To pages of ours."""
    return [unescape(one) for one in re.findall(r'<a [^>]*href="(/[^"#]*)"', html)]


def kind_of(path: str) -> str | None:
    """The address in the table of pages that a path is of; a report counts as a kind of its own. None for a file."""
    bare = urlsplit(path).path
    for address, pattern in _kinds():
        if pattern.fullmatch(bare):
            return bare if address == "/rapporten/{code}" else address
    return None


@cache
def _kinds() -> list[tuple[str, re.Pattern[str]]]:
    shown = sorted((one for one in PAGES if one.method == "GET" and one.label), key=lambda one: len(one.parts))
    return [(one.address, re.compile(re.sub(r"{\w+[^}]*}", "[^/]+", one.address))) for one in shown]


async def _beside(own: embedded.Server, folder: Path) -> None:
    conn = await prepare(own)
    environment = environment_of(own, folder, "pages") | {"BV_PER_ADRES": "10000"}
    count = int(PER_SECONDE * SECONDEN)
    config = read_settings(environment)
    tokens = await regios.sow(config, 10_000)
    who = [(GEMEENTE, "backoffice"), (AANBIEDER, "backoffice"), (GEMEENTE, "lezer"), (AANBIEDERS[0], "lezer")]
    rows = [
        Gebruiker(
            gebruiker=f"p{number}", partij=partij, rollen=(rol,), naam="P", geldig_van=DAY.replace(day=1, month=1)
        )
        for number, (partij, rol) in zip(range(PEOPLE), cycle(who), strict=False)
    ]
    async with open_gateway(config, system_clock) as gateway:
        beller = administrator(config.regio)
        await gateway.register.load(beller, Content(config.regio, {**register(), "gebruikers": rows}))
        links = [await gateway.gebruikers.link(beller, one.gebruiker) for one in rows]
    await conn.execute("vacuum (analyze)")
    await conn.close()
    senders = [tokens[who] for who in in_turn(AANBIEDERS, 2 * count)]
    requests = list(zip(senders, berichten("JW315", 0, 2 * count), strict=True))
    with running("gateway", "JW315", environment) as one:
        address = f"http://127.0.0.1:{one.poort}"
        async with AsyncExitStack() as stack:
            people = [
                await stack.enter_async_context(open_visitor(address, f"/inloggen/link/{link}")) for link in links
            ]
            ways = [await _pages_of(one) for one in people]
            print(f"\n{'':<28} {'pages p50':>10} {'p99 ms':>8} {'ber p50':>10} {'p99 ms':>8}")
            _tell(f"{PEOPLE} people alone", await _click(people, ways), [])
            _tell(f"{PER_SECONDE} berichten/s alone", [], await _send(address, requests[:count]))
            both = await asyncio.gather(_click(people, ways), _send(address, requests[count:]))
            _tell("both", *both)


async def _pages_of(visitor: Visitor) -> list[str]:
    """Each kind of page that the first one and the list of reports lead to."""
    found: dict[str, str] = {}
    for path in ("/", "/rapporten"):
        for link in links_of((await visitor.get(path)).html):
            if kind := kind_of(link):
                found.setdefault(kind, link)
    return list(found.values())


async def _click(people: Sequence[Visitor], ways: Sequence[Sequence[str]]) -> list[float]:
    """Each once a second, at random through his pages; milliseconds of each."""

    async def one(number: int) -> list[float]:
        lot, times = Random(number), list[float]()
        end = time.perf_counter() + SECONDEN
        while (begin := time.perf_counter()) < end:
            times.append((await people[number].get(lot.choice(ways[number]))).ms)
            await asyncio.sleep(max(0.0, begin + 1 - time.perf_counter()))
        return times

    return [ms for times in await asyncio.gather(*map(one, range(len(people)))) for ms in times]


async def _send(address: str, requests: Sequence[Request]) -> list[float]:
    """At a steady pace, whatever the answers take; milliseconds of each."""

    async def one(number: int, token: str, body: bytes) -> float:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/xml"}
        await asyncio.sleep(max(0.0, begin + number / PER_SECONDE - time.perf_counter()))
        sent = time.perf_counter()
        async with session.post(f"{address}/v1/berichten", data=body, headers=headers) as answer:
            assert answer.status == 201, answer.status
            await answer.read()
        return (time.perf_counter() - sent) * 1000

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True)) as session:
        begin = time.perf_counter()
        return list(await asyncio.gather(*(one(number, *request) for number, request in enumerate(requests))))


def _tell(name: str, pages: list[float], sent: list[float]) -> None:
    figures = [
        f"{f'{statistics.median(one):.0f}' if one else '-':>10} {f'{_p99(one):.0f}' if one else '-':>8}"
        for one in (pages, sent)
    ]
    print(f"{name:<28} {' '.join(figures)}", flush=True)


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


if __name__ == "__main__":
    main()
