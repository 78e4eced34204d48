# SPDX-License-Identifier: EUPL-1.2
"""kill -9 in the middle of traffic: what was acknowledged is there once, repeats get the same receipt, nothing is torn,
and the money that is booked is the money that state and register say.

Real processes, real HTTP on loopback: by turns one child dies, the supervisor, all at once. `make kill` does many.
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
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import psutil
import pytest
import pytest_asyncio

from bellers import administration, as_
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.plafonds import lading
from berichtenverkeer.plafonds.keys import Rekening
from gatewaybouw import gateway_met_register
from proces.traffic import PARTIJEN, Traffic, register_rijen

PROGRAMMA = [str(Path(sys.executable).parent / "berichtenverkeer"), "serve", "--processen", "2"]
RONDEN = int(os.environ.get("KILL_RONDEN", "3"))
SECONDEN = 1.0
"""How long lives begin in a round; halfway somebody dies."""


def _start(poort: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start as an init system does: again when it fails, as long as orphans of a killed supervisor hold the port."""
    tot = time.monotonic() + 20
    while True:
        process = subprocess.Popen(
            PROGRAMMA,
            env={**os.environ, **environment, "BV_PORT": str(poort)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        if b"klaar" in process.stdout.readline():
            return process
        process.stdout.close()
        process.wait(10)
        assert time.monotonic() < tot, "serve does not start"
        time.sleep(0.2)


class Dienst:
    """A running `serve`, started again when its supervisor died."""

    def __init__(self, poort: int, environment: dict[str, str]) -> None:
        self._poort = poort
        self._environment = environment
        self._kinderen: list[psutil.Process] = []
        self._start()

    def _start(self) -> None:
        self._proces = _start(self._poort, self._environment)
        self._kinderen = psutil.Process(self._proces.pid).children(recursive=True)

    def dood(self, ronde: int) -> None:
        """By turns one child, the supervisor, all at once; without a supervisor it starts again."""
        older = psutil.Process(self._proces.pid)
        children = older.children(recursive=True)
        slachtoffers = [children[:1], [older], [older, *children]][ronde % 3]
        for slachtoffer in slachtoffers:
            with contextlib.suppress(psutil.NoSuchProcess):
                slachtoffer.kill()
        self._kinderen = list({*self._kinderen, *children})
        if older in slachtoffers:
            self._end()
            self._start()

    def stop(self) -> None:
        """In order."""
        self._proces.send_signal(signal.SIGTERM)
        self._end()

    def _end(self) -> None:
        self._proces.wait(30)
        if self._proces.stdout is not None:
            self._proces.stdout.close()
        # Children that lost their supervisor end by themselves.
        _, about = psutil.wait_procs(self._kinderen, timeout=15)
        for child in about:
            child.kill()
        assert not about, "children outlived their supervisor"


@pytest_asyncio.fixture
async def tokens(config: Settings) -> dict[str, str]:
    """One for each party; the register is loaded."""
    rows: dict[str, Any] = register_rijen()
    async with gateway_met_register(config, **rows) as gateway:
        return {partij: (await gateway.access.create(administration(gateway), partij))[1] for partij in PARTIJEN}


@pytest.fixture
def poort() -> int:
    with socket.socket() as plek:
        plek.bind(("127.0.0.1", 0))
        free: int = plek.getsockname()[1]
        return free


@pytest.fixture
def dienst(poort: int, environment: dict[str, str], tokens: dict[str, str]) -> Iterator[Dienst]:
    """On a database that has its register."""
    assert tokens
    dienst = Dienst(poort, environment)
    yield dienst
    dienst.stop()


async def test_nothing_acknowledged_is_lost_or_doubled_when_processes_are_killed(
    config: Settings, dienst: Dienst, poort: int, tokens: dict[str, str]
) -> None:
    traffic = Traffic(poort, tokens)
    async with open_gateway(config) as gateway:
        for ronde in range(RONDEN):
            bezig = asyncio.create_task(traffic.leef(time.monotonic() + SECONDEN))
            await asyncio.sleep(SECONDEN / 2)
            await asyncio.to_thread(dienst.dood, ronde)
            await bezig
            await _herhalen_geeft_dezelfde_bon(traffic)
            await _wat_bevestigd_is_is_er(gateway, traffic)
            await _het_geld_klopt(gateway)
        assert traffic.afgebroken, "nobody was cut off"
        assert traffic.groot
        assert min(traffic.oordelen["voorlopig"], traffic.oordelen["goedgekeurd"]) > RONDEN
        await _er_is_geld(gateway)
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
        await _het_geld_klopt(gateway)


async def _herhalen_geeft_dezelfde_bon(traffic: Traffic) -> None:
    async with aiohttp.ClientSession() as session:
        for bericht_id, shipment in traffic.laatste[-8:]:
            status, receipt = await traffic.post(session, shipment)
            retour_id = receipt["retour"]["id"] if receipt["retour"] else None
            assert (status, receipt["id"], retour_id) == (200, bericht_id, traffic.bevestigd[bericht_id].retour_id)


async def _wat_bevestigd_is_is_er(gateway: Gateway, traffic: Traffic) -> None:
    """Every bericht that was acknowledged in this round byte for byte, with its answer; and nothing twice."""
    async with gateway.database.lees() as conn:
        rows = await conn.fetch(
            "SELECT id, retour_id, heen_id FROM bericht WHERE regio = $1 AND id = ANY($2::uuid[])",
            gateway.regio,
            traffic.vers,
        )
        antwoorden = await conn.fetch(
            "SELECT heen_id, id, bron FROM bericht WHERE regio = $1 AND heen_id = ANY($2::uuid[])",
            gateway.regio,
            traffic.vers,
        )
        dubbel = await conn.fetchval(_DUBBEL, gateway.regio)
    assert dubbel == 0, "the same bytes, or two answers to the same"
    van_gateway = {str(row["heen_id"]): str(row["id"]) for row in antwoorden if row["bron"] == "gateway"}
    answered = {str(row["heen_id"]) for row in antwoorden}
    present = {str(row["id"]): row for row in rows}
    for bericht_id in traffic.vers:
        confirmed, row = traffic.bevestigd[bericht_id], present[bericht_id]
        assert bericht_id in answered or confirmed.heen_id is not None, "no answer, of nobody"
        assert van_gateway.get(bericht_id) == confirmed.retour_id
        assert str(row["retour_id"] or "") == (confirmed.retour_id or "")
        assert str(row["heen_id"] or "") == (confirmed.heen_id or "")
        data = await gateway.postvak.payload(as_(gateway, confirmed.verzender), UUID(bericht_id))
        assert data is not None
        assert hashlib.sha256(data).digest() == confirmed.sha256
        if confirmed.retour_id:
            assert await gateway.postvak.payload(as_(gateway, confirmed.verzender), UUID(confirmed.retour_id))
    traffic.vers.clear()


_DUBBEL = """
    SELECT (SELECT count(*) - count(DISTINCT (sleutel_maand, sha256_verzegeld)) FROM bericht
            WHERE regio = $1 AND bron = 'partij')
         + (SELECT count(*) - count(DISTINCT heen_id) FROM bericht WHERE regio = $1 AND heen_id IS NOT NULL)
"""


async def _het_geld_klopt(gateway: Gateway) -> None:
    async with gateway.database.lees(snapshot=True) as conn:
        assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []


async def _er_is_geld(gateway: Gateway) -> None:
    """Also of what was asked, and of what was declared."""
    async with gateway.database.lees() as conn:
        rows = await conn.fetch("SELECT DISTINCT debet, credit FROM boeking WHERE regio = $1", gateway.regio)
    booked = {rekening for row in rows for rekening in row}
    assert booked >= {Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.REALISATIE}
