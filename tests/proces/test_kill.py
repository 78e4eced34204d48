# SPDX-License-Identifier: EUPL-1.2
"""kill -9 in the middle of traffic: what was acknowledged is there once, repeats get the same receipt, nothing is torn.

Real processes, real HTTP on loopback, several rounds: first one child dies, then the supervisor, then all at once.
"""

import asyncio
import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import psutil
import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway import toegang
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.ledger.kluis import Kluis
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315
from gatewaybouw import gateway_met_register

PROGRAMMA = [str(Path(sys.executable).parent / "berichtenverkeer"), "serve", "--processen", "2"]
CLIENTEN, SECONDEN = 8, 1.5


class Verkeer:
    """Lives of youths, told in order by a few clients that repeat each bericht until it is acknowledged."""

    def __init__(self, poort: int, tokens: dict[str, str]) -> None:
        self._poort = poort
        self._tokens = tokens
        self._volgend = 0
        self.bevestigd: dict[str, tuple[str, bytes, str]] = {}
        """Receipt id -> (sender, bytes, retour id)."""
        self.herhaald = 0

    async def leef(self, tot: float) -> None:
        """Send until the moment `tot` (time.monotonic); what is not acknowledged by then stays unsent for ever."""
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(5)) as sessie:
            await asyncio.gather(*(self._client(sessie, tot) for _ in range(CLIENTEN)))

    async def _client(self, sessie: aiohttp.ClientSession, tot: float) -> None:
        while time.monotonic() < tot:
            self._volgend += 1
            nummer = self._volgend
            for verzender, data in _leven(nummer):
                if not await self._stuur(sessie, verzender, data, tot):
                    return

    async def _stuur(self, sessie: aiohttp.ClientSession, verzender: str, data: bytes, tot: float) -> bool:
        pogingen = 0
        while time.monotonic() < tot + 15:
            pogingen += 1
            try:
                status, bon = await self.post(sessie, verzender, data)
            except (aiohttp.ClientError, TimeoutError, ConnectionError):
                await asyncio.sleep(0.05)
                continue
            if status in (200, 201):
                assert bon["oordeel"] == "goedgekeurd", bon["bevindingen"]
                self.herhaald += status == 200
                self.bevestigd[bon["id"]] = (verzender, data, bon["retour"]["id"])
                return True
            assert status in (429, 503), (status, bon)
            await asyncio.sleep(0.05)
        return False

    async def post(self, sessie: aiohttp.ClientSession, verzender: str, data: bytes) -> tuple[int, dict[str, Any]]:
        koppen = {"Authorization": f"Bearer {self._tokens[verzender]}", "Content-Type": "application/xml"}
        async with sessie.post(f"http://127.0.0.1:{self._poort}/v1/berichten", data=data, headers=koppen) as antwoord:
            return antwoord.status, await antwoord.json()


def _leven(nummer: int) -> Iterator[tuple[str, bytes]]:
    bsn = TEST_BSN[nummer]
    lijst = "Client/ToegewezenProducten/ToegewezenProduct[1]"
    identificatie = {"Header/BerichtIdentificatie/Identificatie": f"K{nummer}", "Client/Bsn": bsn}
    referentie = {"Client/AangevraagdeProducten/AangevraagdProduct[1]/ReferentieAanbieder": f"R{nummer}"}
    yield AANBIEDER, write(jw315({**identificatie, **referentie}))
    toewijzing = {f"{lijst}/ToewijzingNummer": nummer, f"{lijst}/ReferentieAanbieder": f"R{nummer}"}
    yield GEMEENTE, write(jw301({**identificatie, **toewijzing}))
    yield AANBIEDER, write(jw305({**identificatie, "Client/StartProducten/StartProduct[1]/ToewijzingNummer": nummer}))


def _elfproef(bsn: str) -> bool:
    return sum(g * int(c) for g, c in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), bsn, strict=True)) % 11 == 0


TEST_BSN = [bsn for bsn in (f"9999{getal:05d}" for getal in range(100_000)) if _elfproef(bsn)]


def _start(poort: int, omgeving: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start as an init system does: again when it fails, as long as orphans of a killed supervisor hold the port."""
    tot = time.monotonic() + 20
    while True:
        proces = subprocess.Popen(
            PROGRAMMA,
            env={**os.environ, **omgeving, "BV_PORT": str(poort)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert proces.stdout is not None
        if b"klaar" in proces.stdout.readline():
            return proces
        proces.stdout.close()
        proces.wait(10)
        assert time.monotonic() < tot, "serve does not start"
        time.sleep(0.2)


@contextmanager
def _serveer(poort: int, omgeving: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    proces = _start(poort, omgeving)
    kinderen: list[psutil.Process] = []
    try:
        kinderen = psutil.Process(proces.pid).children(recursive=True)
        yield proces
    finally:
        if proces.poll() is None:
            proces.send_signal(signal.SIGTERM)
        proces.wait(30)
        if proces.stdout is not None:
            proces.stdout.close()
        # Children that lost their supervisor end by themselves.
        _, over = psutil.wait_procs(kinderen, timeout=15)
        for kind in over:
            kind.kill()
        assert not over, "children outlived their supervisor"


def _dood(proces: subprocess.Popen[bytes], ronde: int) -> None:
    kinderen = psutil.Process(proces.pid).children(recursive=True)
    slachtoffers = [kinderen[:1], [psutil.Process(proces.pid)], [psutil.Process(proces.pid), *kinderen]][ronde % 3]
    for slachtoffer in slachtoffers:
        with contextlib.suppress(psutil.NoSuchProcess):
            slachtoffer.kill()


async def _tokens(instellingen: Instellingen) -> dict[str, str]:
    async with gateway_met_register(instellingen) as gateway:
        return {
            partij: (await toegang.nieuw_credential(gateway.database, gateway.regio, partij))[1]
            for partij in (AANBIEDER, GEMEENTE)
        }


@pytest.fixture
def poort() -> int:
    with socket.socket() as plek:
        plek.bind(("127.0.0.1", 0))
        vrij: int = plek.getsockname()[1]
        return vrij


async def test_nothing_acknowledged_is_lost_or_doubled_when_processes_are_killed(
    instellingen: Instellingen, omgeving: dict[str, str], poort: int
) -> None:
    verkeer = Verkeer(poort, await _tokens(instellingen))
    for ronde in range(4):
        with _serveer(poort, omgeving) as proces:
            bezig = asyncio.create_task(verkeer.leef(time.monotonic() + SECONDEN))
            await asyncio.sleep(SECONDEN / 2)
            _dood(proces, ronde)
            if proces.poll() is None and ronde % 3 == 0:
                await bezig
                continue
            proces.wait(10)
            with _serveer(poort, omgeving):
                await bezig
    assert len(verkeer.bevestigd) > 50
    with _serveer(poort, omgeving):
        await _alles_is_er(verkeer)
    await _het_grootboek_klopt(instellingen, verkeer)


async def _alles_is_er(verkeer: Verkeer) -> None:
    """A client that repeats gets the receipt it had."""
    async with aiohttp.ClientSession() as sessie:
        for bericht_id, (verzender, data, retour_id) in list(verkeer.bevestigd.items())[-40:]:
            status, bon = await verkeer.post(sessie, verzender, data)
            assert (status, bon["id"], bon["retour"]["id"]) == (200, bericht_id, retour_id)


async def _het_grootboek_klopt(instellingen: Instellingen, verkeer: Verkeer) -> None:
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    async with open_gateway(instellingen) as gateway:
        async with gateway.database.lees() as conn:
            rijen = await conn.fetch(
                "select id, sha256_verzegeld, sleutel_maand, retour_id, bron, heen_id from bericht where regio = $1",
                gateway.regio,
            )
        heen = {str(rij["id"]): rij for rij in rijen if rij["bron"] == "partij"}
        retouren = [rij for rij in rijen if rij["bron"] == "gateway"]
        assert len({rij["sha256_verzegeld"] for rij in heen.values()}) == len(heen), "the same bytes were kept twice"
        assert sorted(rij["heen_id"] for rij in retouren) == sorted(UUID(sleutel) for sleutel in heen)
        for bericht_id, (verzender, data, retour_id) in verkeer.bevestigd.items():
            maand = heen[bericht_id]["sleutel_maand"]
            sleutel = await kluis.bestaande_sleutel(gateway.database, gateway.regio, maand)
            assert heen[bericht_id]["sha256_verzegeld"] == sleutel.verzegel_hash(hashlib.sha256(data).digest())
            assert str(heen[bericht_id]["retour_id"]) == retour_id
            assert await gateway.postvak.payload(verzender, UUID(bericht_id)) == data
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())
