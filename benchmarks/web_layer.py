# SPDX-License-Identifier: EUPL-1.2
"""What the web layer costs of a bericht: the gateway without receiving, beside the smallest aiohttp application.

One process serves both, in turn; berichten come from another over 32 connections. Prints microseconds of processor of
each, the least of all rounds: what others do on the machine only adds. `python -m benchmarks.web_layer`, a minute.
"""

import argparse
import asyncio
import cProfile
import os
import pstats
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import uvloop
from aiohttp import web

from benchmarks import regios
from benchmarks.bench import VERBINDINGEN, requests_of
from benchmarks.servers import environment_of, load, prepare, server
from berichtenverkeer.core import logs
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.core.settings import read_settings
from berichtenverkeer.gateway.gateways import Gateways, open_gateways
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.validation.examining import Oordeel
from berichtenverkeer.web.app import STANDAARD
from berichtenverkeer.web.server import listen

COUNT = 4000
"""Berichten of a round."""


class Nothing:
    """Instead of receiving: a receipt, given together with those of who came in the same turn, as of a batch."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    @use("reception.receive")
    async def receive(self, _zicht: Zicht, /, _data: bytes, **_more: object) -> Receipt:
        """The same for every bericht, but for its id."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._answer)
        self._waiting.append(loop.create_future())
        await self._waiting[-1]
        return Receipt(
            id=new_id(),
            standaard="iJw",
            release="3.2",
            berichtsoort="JW305",
            identificatie="A1",
            oordeel=Oordeel.GOEDGEKEURD,
            sha256=bytes(32),
            ontvangen_op=datetime.now(UTC),
            bevindingen=[],
            retour_id=new_id(),
        )

    def stop(self) -> None:
        """Nothing is under way."""

    def _answer(self) -> None:
        for one in self._waiting:
            if not one.done():
                one.set_result(None)
        self._waiting = []


async def _bare() -> tuple[web.AppRunner, int]:
    async def receive(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"oordeel": "goedgekeurd"}, status=201)

    app = web.Application()
    app.router.add_post("/v1/berichten", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, runner.addresses[0][1]


async def _measure(poort: int, tokens: dict[str, str], map_: Path) -> float:
    requests = requests_of("JW305", tokens, 0, COUNT)
    before = time.thread_time()
    await asyncio.to_thread(load, poort, requests, map_, VERBINDINGEN, 30.0)
    return (time.thread_time() - before) / COUNT * 1e6


async def _main(environment: dict[str, str], map_: Path, rounds: int, profiled: bool) -> None:
    config = read_settings(environment)
    tokens = await regios.sow(config)
    async with open_gateways(config) as gateways:
        stub = Gateways([msgspec.structs.replace(one, reception=Nothing()) for one in gateways])
        limits = msgspec.structs.replace(STANDAARD, per_seconde=1e6, stoot=10**6)
        async with listen(stub, "127.0.0.1", 0, limits=limits) as poort:
            runner, bare = await _bare()
            found: dict[str, list[float]] = {"bare": [], "web": []}
            for _ in range(rounds):
                for name, one in (("bare", bare), ("web", poort)):
                    found[name].append(await _measure(one, tokens, map_))
            await runner.cleanup()
            for name, every in found.items():
                print(f"{name:>5} {min(every):6.1f} us  ({', '.join(f'{one:.0f}' for one in every)})")
            if profiled:
                profile = cProfile.Profile()
                profile.enable()
                await _measure(poort, tokens, map_)
                profile.disable()
                stats = pstats.Stats(profile)
                stats.sort_stats("tottime").print_stats(45)


def main() -> None:
    """Both, in rounds; with `--profiel` where the time of the gateway goes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web_layer")
    parser.add_argument("--ronden", type=int, default=5)
    parser.add_argument("--profiel", action="store_true")
    options = parser.parse_args()
    with server() as (own, map_), Path(os.devnull).open("w") as nowhere:
        logs.point_in("info", nowhere)

        async def run() -> None:
            await (await prepare(own)).close()
            await _main(environment_of(own, map_, "web"), map_, options.ronden, options.profiel)

        uvloop.run(run())


if __name__ == "__main__":
    main()
