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

from benchmarks.bench import _boek, _vrije_poort, _wacht_op
from benchmarks.zaaigoed import AANBIEDER, AANBIEDERS, GEMEENTE, berichten, register, toewijzingen
from benchmarks.zwaar import MB, jw323
from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.basisschema import CDT_BedragMetDC
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.core.klok import systeemklok
from berichtenverkeer.core.migraties import migreer
from berichtenverkeer.gateway.beller import beheerder
from berichtenverkeer.gateway.register import Registerhouder
from berichtenverkeer.gateway.toegang import Toegang
from berichtenverkeer.ledger.gebeurtenissen.zorg import Omvang, Product, ToewijzingVastgesteld
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.register.declaratie import Inhoud

MATEN = (1, 5, 25)
STOOT, STOOT_MB = 40, 250 / 1024
DECLARANT = AANBIEDERS[0]
DAG = date(2026, 4, 1)
STARTS = 6000
EERSTE = 10_000_001
TARIEF = 10_000


def main() -> None:
    """One line for each size, and what the starts noticed."""
    map_ = Path(tempfile.mkdtemp(prefix="bv-zwaar-"))
    gebruik = embedded.gebruik(map_ / "data")
    try:
        asyncio.run(_meet(gebruik.server, map_))
    finally:
        gebruik.sluit()
        shutil.rmtree(map_, ignore_errors=True)


async def _meet(server: embedded.Server, map_: Path) -> None:
    await migreer(server.url(embedded.EIGENAAR))
    omgeving = {
        "DATABASE_URL": server.url(embedded.TOEPASSING),
        "DATABASE_OWNER_URL": server.url(embedded.EIGENAAR),
        "BV_DATA": str(map_),
        "BV_REGIO": "zwaar",
        "BV_PER_SECONDE": "1000000",
        "BV_HOOFDSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    declaraties = [_declaratie(maat, 40_000_000 * (plek + 1)) for plek, maat in enumerate(MATEN)]
    stoot = [_declaratie(STOOT_MB, 200_000_000 + 10_000 * nummer) for nummer in range(STOOT)]
    tokens = await _zaai(lees_instellingen(omgeving), [*declaraties, *stoot])
    poort = _vrije_poort()
    with _een_proces(poort, omgeving) as pid:
        url = f"http://127.0.0.1:{poort}/v1/berichten"
        starts = iter(berichten("JW305", 0, STARTS))
        async with aiohttp.ClientSession() as sessie:
            klant = _Klant(sessie, url, tokens)
            await klant.starts(starts, 200)  # warm
            stil = await klant.starts(starts, 1500)
            print(f"starts without a declaratie: p50 {stil[0]:.1f} ms, p99 {stil[1]:.1f} ms")
            for bericht in declaraties:
                data = write(bericht)
                with _piek(pid) as piek:
                    begin = time.perf_counter()
                    zwaar = asyncio.create_task(klant.stuur(DECLARANT, data))
                    ernaast = await klant.starts(starts, 10**9, zolang=zwaar)
                    status, antwoord = await zwaar
                    duur = time.perf_counter() - begin
                assert status == 201, antwoord
                mb = len(data) / MB
                print(
                    f"{mb:5.1f} MB, {_aantal(bericht):6} prestaties, {antwoord['oordeel']},"
                    f" {len(antwoord['bevindingen'])} bevindingen: {duur:6.2f} s, {duur / mb:.2f} s per MB,"
                    f" {piek() / (len(data) / 1024):.1f} x its size above idle;"
                    f" starts beside it: p50 {ernaast[0]:.1f} ms, p99 {ernaast[1]:.1f} ms, worst {ernaast[2]:.0f} ms"
                )

            begin = time.perf_counter()
            allen = asyncio.gather(*(klant.stuur(DECLARANT, write(bericht)) for bericht in stoot))
            p50, p99, ergste = await klant.starts(starts, 10**9, zolang=allen)
            assert {status for status, _ in await allen} == {201}
            print(
                f"{STOOT} of 250 kB at once: {time.perf_counter() - begin:.2f} s;"
                f" starts beside them: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {ergste:.0f} ms"
            )


def _aantal(bericht: JW323) -> int:
    return sum(len(client.prestaties.prestatie) for client in bericht.declaratie.clienten.client)


def _declaratie(megabytes: float, begin: int) -> JW323:
    """A declaratie that the register below accepts as it is."""
    aantal = int(megabytes * MB / 890)
    bericht = jw323(aantal, begin=begin)
    clienten = tuple(
        msgspec.structs.replace(
            client,
            prestaties=msgspec.structs.replace(
                client.prestaties,
                prestatie=tuple(
                    msgspec.structs.replace(
                        een,
                        product_categorie="45",
                        product_code="45A04",
                        product_tarief=TARIEF,
                        ingediend_bedrag=CDT_BedragMetDC(bedrag=een.geleverd_volume * TARIEF, debet_credit="D"),
                    )
                    for een in client.prestaties.prestatie
                ),
            ),
        )
        for client in bericht.declaratie.clienten.client
    )
    totaal = sum(een.ingediend_bedrag.bedrag for client in clienten for een in client.prestaties.prestatie)
    declaratie = bericht.declaratie
    return msgspec.structs.replace(
        bericht,
        header=msgspec.structs.replace(bericht.header, afzender=DECLARANT),
        declaratie=msgspec.structs.replace(
            declaratie,
            clienten=msgspec.structs.replace(declaratie.clienten, client=clienten),
            totaal_ingediend_bedrag=msgspec.structs.replace(declaratie.totaal_ingediend_bedrag, totaal_bedrag=totaal),
        ),
    )


async def _zaai(instellingen: Instellingen, declaraties: list[JW323]) -> dict[str, str]:
    regio = instellingen.regio
    database = await Database.open(instellingen)
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    beller = beheerder(regio)
    await Registerhouder(database, regio, systeemklok).laad(beller, Inhoud(regio, register()))
    toegang = Toegang(database, regio, systeemklok)
    partijen = (AANBIEDER, DECLARANT)
    tokens = {partij: (await toegang.nieuw(beller, partij))[1] for partij in partijen}
    await _boek(database, regio, toewijzingen(STARTS, lambda bsn: kluis.pseudoniem(regio, bsn)))
    for bericht in declaraties:
        await _boek(database, regio, _toegewezen(bericht, lambda bsn: kluis.pseudoniem(regio, bsn)))
    async with database.lees() as conn:
        await conn.fetchval("select 1")
    await database.sluit()
    return tokens


def _toegewezen(bericht: JW323, pseudoniem: Any) -> Iterator[ToewijzingVastgesteld]:
    for client in bericht.declaratie.clienten.client:
        for een in client.prestaties.prestatie:
            yield ToewijzingVastgesteld(
                client=pseudoniem(client.bsn),
                aanbieder=DECLARANT,
                gemeente=GEMEENTE,
                nummer=een.toewijzing_nummer,
                toewijzingsdatum=DAG,
                toewijzingstijd=tijd(9),
                product=Product("45", "45A04"),
                ingangsdatum=DAG,
                omvang=Omvang(100, "04", "4"),
                ontvangen_op=DAG,
            )


class _Klant:
    def __init__(self, sessie: aiohttp.ClientSession, url: str, tokens: dict[str, str]) -> None:
        self._sessie = sessie
        self._url = url
        self._tokens = tokens

    async def stuur(self, partij: str, data: bytes) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self._tokens[partij]}", "Content-Type": "application/xml"}
        async with self._sessie.post(self._url, data=data, headers=headers) as antwoord:
            return antwoord.status, await antwoord.json()

    async def starts(
        self, bodies: Iterator[bytes], aantal: int, zolang: "asyncio.Future[Any] | None" = None
    ) -> tuple[float, float, float]:
        """p50, p99 and the worst of starts, 8 at a time, in milliseconds."""
        tijden: list[float] = []
        rij = islice(bodies, aantal)

        async def een() -> None:
            for data in rij:
                if zolang is not None and zolang.done():
                    return
                begin = time.perf_counter()
                status, antwoord = await self.stuur(AANBIEDER, data)
                assert status == 201, antwoord
                tijden.append((time.perf_counter() - begin) * 1000)
                await asyncio.sleep(0.02)

        await asyncio.gather(*(een() for _ in range(8)))
        tijden.sort()
        return tijden[len(tijden) // 2], tijden[int(len(tijden) * 0.99)], tijden[-1]


@contextmanager
def _een_proces(poort: int, omgeving: dict[str, str]) -> Iterator[int]:
    """The pid of the one process that answers, under its supervisor."""
    proces = subprocess.Popen(
        [str(Path(sys.executable).parent / "berichtenverkeer"), "serve", "--processen", "1"],
        env={**os.environ, **omgeving, "BV_PORT": str(poort)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wacht_op(poort)
        yield int(Path(f"/proc/{proces.pid}/task/{proces.pid}/children").read_text().split()[0])
    finally:
        proces.send_signal(signal.SIGTERM)
        proces.wait(60)


@contextmanager
def _piek(pid: int) -> Iterator[Any]:
    """kB that the process took above what it had."""
    pad = Path(f"/proc/{pid}")
    (pad / "clear_refs").write_text("5")
    begin = _kb(pad, "VmRSS")
    yield lambda: _kb(pad, "VmHWM") - begin


def _kb(pad: Path, naam: str) -> int:
    for regel in (pad / "status").read_text().splitlines():
        if regel.startswith(f"{naam}:"):
            return int(regel.split()[1])
    raise AssertionError(naam)


if __name__ == "__main__":
    main()
