# SPDX-License-Identifier: EUPL-1.2
"""A JW323 of 1, 5 and 25 MB all the way through a server: time, memory of the process, and what others notice.

The others are starts of another aanbieder, sent all the while over HTTP. One server process. At the end forty
declaraties of 250 kB at once, which are much work but none of them large.
`python -m benchmarks.zware_weg`
"""

import asyncio
import base64
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from datetime import time as tijd
from itertools import islice
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from benchmarks.regios import fill
from benchmarks.servers import free_port, wait_for
from benchmarks.zaaigoed import AANBIEDER, AANBIEDERS, GEMEENTE, berichten, register, toewijzingen
from benchmarks.zwaar import MB, jw323
from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.basisschema import CDT_BedragMetDC
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core import embedded
from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.access import Access
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, Product, ToewijzingVastgesteld
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.register.declaratie import Content

MATEN = (1, 5, 25)
STOOT, STOOT_MB = 40, 250 / 1024
DECLARANT = AANBIEDERS[0]
DAY = date(2026, 4, 1)
STARTS = 6000
EERSTE = 10_000_001
TARIEF = 10_000


def main() -> None:
    """One line for each size, and what the starts noticed."""
    map_ = Path(tempfile.mkdtemp(prefix="bv-zwaar-"))
    use = embedded.use(map_ / "data")
    try:
        asyncio.run(_meet(use.server, map_))
    finally:
        use.close()
        shutil.rmtree(map_, ignore_errors=True)


async def _meet(server: embedded.Server, map_: Path) -> None:
    await migrate(server.url(embedded.OWNER))
    environment = {
        "DATABASE_URL": server.url(embedded.APPLICATION),
        "DATABASE_OWNER_URL": server.url(embedded.OWNER),
        "BV_DATA": str(map_),
        "BV_REGIO": "zwaar",
        "BV_PER_SECONDE": "1000000",
        "BV_HOOFDSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    declaraties = [declaratie(measure, 40_000_000 * (plek + 1)) for plek, measure in enumerate(MATEN)]
    stoot = [declaratie(STOOT_MB, 200_000_000 + 10_000 * number) for number in range(STOOT)]
    tokens = await sow(read_settings(environment), [*declaraties, *stoot])
    poort = free_port()
    with _een_proces(poort, environment) as pid:
        url = f"http://127.0.0.1:{poort}/v1/berichten"
        starts = iter(berichten("JW305", 0, STARTS))
        async with aiohttp.ClientSession() as session:
            customer = _Klant(session, url, tokens)
            await customer.starts(starts, 200)  # warm
            stil = await customer.starts(starts, 1500)
            print(f"starts without a declaratie: p50 {stil[0]:.1f} ms, p99 {stil[1]:.1f} ms")
            for bericht in declaraties:
                data = write(bericht)
                with _piek(pid) as piek:
                    begin = time.perf_counter()
                    heavy = asyncio.create_task(customer.send(DECLARANT, data))
                    ernaast = await customer.starts(starts, 10**9, zolang=heavy)
                    status, antwoord = await heavy
                    duration = time.perf_counter() - begin
                assert status == 201, antwoord
                mb = len(data) / MB
                print(
                    f"{mb:5.1f} MB, {prestaties_of(bericht):6} prestaties, {antwoord['oordeel']},"
                    f" {len(antwoord['bevindingen'])} bevindingen: {duration:6.2f} s, {duration / mb:.2f} s per MB,"
                    f" {piek() / (len(data) / 1024):.1f} x its size above idle;"
                    f" starts beside it: p50 {ernaast[0]:.1f} ms, p99 {ernaast[1]:.1f} ms, worst {ernaast[2]:.0f} ms"
                )

            begin = time.perf_counter()
            all_of_them = asyncio.gather(*(customer.send(DECLARANT, write(bericht)) for bericht in stoot))
            p50, p99, ergste = await customer.starts(starts, 10**9, zolang=all_of_them)
            assert {status for status, _ in await all_of_them} == {201}
            print(
                f"{STOOT} of 250 kB at once: {time.perf_counter() - begin:.2f} s;"
                f" starts beside them: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {ergste:.0f} ms"
            )


def prestaties_of(bericht: JW323) -> int:
    return sum(len(client.prestaties.prestatie) for client in bericht.declaratie.clienten.client)


def declaratie(megabytes: float, begin: int) -> JW323:
    """A declaratie that the register below accepts as it is."""
    count = int(megabytes * MB / 890)
    bericht = jw323(count, begin=begin)
    clienten = tuple(
        msgspec.structs.replace(
            client,
            prestaties=msgspec.structs.replace(
                client.prestaties,
                prestatie=tuple(
                    msgspec.structs.replace(
                        one,
                        product_categorie="45",
                        product_code="45A04",
                        product_tarief=TARIEF,
                        ingediend_bedrag=CDT_BedragMetDC(bedrag=one.geleverd_volume * TARIEF, debet_credit="D"),
                    )
                    for one in client.prestaties.prestatie
                ),
            ),
        )
        for client in bericht.declaratie.clienten.client
    )
    total = sum(one.ingediend_bedrag.bedrag for client in clienten for one in client.prestaties.prestatie)
    declaratie = bericht.declaratie
    return msgspec.structs.replace(
        bericht,
        header=msgspec.structs.replace(bericht.header, afzender=DECLARANT),
        declaratie=msgspec.structs.replace(
            declaratie,
            clienten=msgspec.structs.replace(declaratie.clienten, client=clienten),
            totaal_ingediend_bedrag=msgspec.structs.replace(declaratie.totaal_ingediend_bedrag, totaal_bedrag=total),
        ),
    )


async def sow(config: Settings, declaraties: list[JW323]) -> dict[str, str]:
    regio = config.regio
    database = await Database.open(config)
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    beller = administrator(regio)
    await RegisterHolder(database, regio, system_clock).load(beller, Content(regio, register()))
    access = Access(database, regio, system_clock)
    partijen = (AANBIEDER, DECLARANT)
    tokens = {partij: (await access.create(beller, partij))[1] for partij in partijen}
    await fill(database, regio, toewijzingen(STARTS, lambda bsn: vault.pseudonym(regio, bsn)))
    for bericht in declaraties:
        await fill(database, regio, toegewezen(bericht, lambda bsn: vault.pseudonym(regio, bsn)))
    async with database.lees() as conn:
        await conn.fetchval("select 1")
    await database.close()
    return tokens


def toegewezen(bericht: JW323, pseudonym: Any) -> Iterator[ToewijzingVastgesteld]:
    for client in bericht.declaratie.clienten.client:
        for one in client.prestaties.prestatie:
            yield ToewijzingVastgesteld(
                client=pseudonym(client.bsn),
                aanbieder=DECLARANT,
                gemeente=GEMEENTE,
                nummer=one.toewijzing_nummer,
                toewijzingsdatum=DAY,
                toewijzingstijd=tijd(9),
                product=Product("45", "45A04"),
                ingangsdatum=DAY,
                omvang=Omvang(100, "04", "4"),
                ontvangen_op=DAY,
            )


class _Klant:
    def __init__(self, session: aiohttp.ClientSession, url: str, tokens: dict[str, str]) -> None:
        self._session = session
        self._url = url
        self._tokens = tokens

    async def send(self, partij: str, data: bytes) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self._tokens[partij]}", "Content-Type": "application/xml"}
        async with self._session.post(self._url, data=data, headers=headers) as antwoord:
            return antwoord.status, await antwoord.json()

    async def starts(
        self, bodies: Iterator[bytes], count: int, zolang: "asyncio.Future[Any] | None" = None
    ) -> tuple[float, float, float]:
        """p50, p99 and the worst of starts, 8 at a time, in milliseconds."""
        tijden: list[float] = []
        row = islice(bodies, count)

        async def one() -> None:
            for data in row:
                if zolang is not None and zolang.done():
                    return
                begin = time.perf_counter()
                status, antwoord = await self.send(AANBIEDER, data)
                assert status == 201, antwoord
                tijden.append((time.perf_counter() - begin) * 1000)
                await asyncio.sleep(0.02)

        await asyncio.gather(*(one() for _ in range(8)))
        tijden.sort()
        return tijden[len(tijden) // 2], tijden[int(len(tijden) * 0.99)], tijden[-1]


@contextmanager
def _een_proces(poort: int, environment: dict[str, str]) -> Iterator[int]:
    """The pid of the one process that answers, under its supervisor."""
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "berichtenverkeer"), "serve", "--processen", "1"],
        env={**os.environ, **environment, "BV_PORT": str(poort)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(poort)
        yield int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@contextmanager
def _piek(pid: int) -> Iterator[Any]:
    """kB that the process took above what it had."""
    pad = Path(f"/proc/{pid}")
    (pad / "clear_refs").write_text("5")
    begin = _kb(pad, "VmRSS")
    yield lambda: _kb(pad, "VmHWM") - begin


def _kb(pad: Path, name: str) -> int:
    for regel in (pad / "status").read_text().splitlines():
        if regel.startswith(f"{name}:"):
            return int(regel.split()[1])
    raise AssertionError(name)


if __name__ == "__main__":
    main()
