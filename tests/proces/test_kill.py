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

from bellers import als, beheer
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.plafonds import lading
from berichtenverkeer.plafonds.sleutels import Rekening
from gatewaybouw import gateway_met_register
from proces.verkeer import PARTIJEN, Verkeer, register_rijen

PROGRAMMA = [str(Path(sys.executable).parent / "berichtenverkeer"), "serve", "--processen", "2"]
RONDEN = int(os.environ.get("KILL_RONDEN", "6"))
SECONDEN = 1.0
"""How long lives begin in a round; halfway somebody dies."""


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


class Dienst:
    """A running `serve`, started again when its supervisor died."""

    def __init__(self, poort: int, omgeving: dict[str, str]) -> None:
        self._poort = poort
        self._omgeving = omgeving
        self._kinderen: list[psutil.Process] = []
        self._start()

    def _start(self) -> None:
        self._proces = _start(self._poort, self._omgeving)
        self._kinderen = psutil.Process(self._proces.pid).children(recursive=True)

    def dood(self, ronde: int) -> None:
        """By turns one child, the supervisor, all at once; without a supervisor it starts again."""
        ouder = psutil.Process(self._proces.pid)
        kinderen = ouder.children(recursive=True)
        slachtoffers = [kinderen[:1], [ouder], [ouder, *kinderen]][ronde % 3]
        for slachtoffer in slachtoffers:
            with contextlib.suppress(psutil.NoSuchProcess):
                slachtoffer.kill()
        self._kinderen = list({*self._kinderen, *kinderen})
        if ouder in slachtoffers:
            self._einde()
            self._start()

    def stop(self) -> None:
        """In order."""
        self._proces.send_signal(signal.SIGTERM)
        self._einde()

    def _einde(self) -> None:
        self._proces.wait(30)
        if self._proces.stdout is not None:
            self._proces.stdout.close()
        # Children that lost their supervisor end by themselves.
        _, over = psutil.wait_procs(self._kinderen, timeout=15)
        for kind in over:
            kind.kill()
        assert not over, "children outlived their supervisor"


@pytest_asyncio.fixture
async def tokens(instellingen: Instellingen) -> dict[str, str]:
    """One for each party; the register is loaded."""
    rijen: dict[str, Any] = register_rijen()
    async with gateway_met_register(instellingen, **rijen) as gateway:
        return {partij: (await gateway.toegang.nieuw(beheer(gateway), partij))[1] for partij in PARTIJEN}


@pytest.fixture
def poort() -> int:
    with socket.socket() as plek:
        plek.bind(("127.0.0.1", 0))
        vrij: int = plek.getsockname()[1]
        return vrij


@pytest.fixture
def dienst(poort: int, omgeving: dict[str, str], tokens: dict[str, str]) -> Iterator[Dienst]:
    """On a database that has its register."""
    assert tokens
    dienst = Dienst(poort, omgeving)
    yield dienst
    dienst.stop()


async def test_nothing_acknowledged_is_lost_or_doubled_when_processes_are_killed(
    instellingen: Instellingen, dienst: Dienst, poort: int, tokens: dict[str, str]
) -> None:
    verkeer = Verkeer(poort, tokens)
    async with open_gateway(instellingen) as gateway:
        for ronde in range(RONDEN):
            bezig = asyncio.create_task(verkeer.leef(time.monotonic() + SECONDEN))
            await asyncio.sleep(SECONDEN / 2)
            await asyncio.to_thread(dienst.dood, ronde)
            await bezig
            await _herhalen_geeft_dezelfde_bon(verkeer)
            await _wat_bevestigd_is_is_er(gateway, verkeer)
            await _het_geld_klopt(gateway)
        assert verkeer.afgebroken, "nobody was cut off"
        assert verkeer.groot
        assert min(verkeer.oordelen["voorlopig"], verkeer.oordelen["goedgekeurd"]) > RONDEN
        await _er_is_geld(gateway)
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())
        await _het_geld_klopt(gateway)


async def _herhalen_geeft_dezelfde_bon(verkeer: Verkeer) -> None:
    async with aiohttp.ClientSession() as sessie:
        for bericht_id, zending in verkeer.laatste[-8:]:
            status, bon = await verkeer.post(sessie, zending)
            retour_id = bon["retour"]["id"] if bon["retour"] else None
            assert (status, bon["id"], retour_id) == (200, bericht_id, verkeer.bevestigd[bericht_id].retour_id)


async def _wat_bevestigd_is_is_er(gateway: Gateway, verkeer: Verkeer) -> None:
    """Every bericht that was acknowledged in this round byte for byte, with its answer; and nothing twice."""
    async with gateway.database.lees() as conn:
        rijen = await conn.fetch(
            "SELECT id, retour_id, heen_id FROM bericht WHERE regio = $1 AND id = ANY($2::uuid[])",
            gateway.regio,
            verkeer.vers,
        )
        antwoorden = await conn.fetch(
            "SELECT heen_id, id, bron FROM bericht WHERE regio = $1 AND heen_id = ANY($2::uuid[])",
            gateway.regio,
            verkeer.vers,
        )
        dubbel = await conn.fetchval(_DUBBEL, gateway.regio)
    assert dubbel == 0, "the same bytes, or two answers to the same"
    van_gateway = {str(rij["heen_id"]): str(rij["id"]) for rij in antwoorden if rij["bron"] == "gateway"}
    beantwoord = {str(rij["heen_id"]) for rij in antwoorden}
    aanwezig = {str(rij["id"]): rij for rij in rijen}
    for bericht_id in verkeer.vers:
        bevestigd, rij = verkeer.bevestigd[bericht_id], aanwezig[bericht_id]
        assert bericht_id in beantwoord or bevestigd.heen_id is not None, "no answer, of nobody"
        assert van_gateway.get(bericht_id) == bevestigd.retour_id
        assert str(rij["retour_id"] or "") == (bevestigd.retour_id or "")
        assert str(rij["heen_id"] or "") == (bevestigd.heen_id or "")
        data = await gateway.postvak.payload(als(gateway, bevestigd.verzender), UUID(bericht_id))
        assert data is not None
        assert hashlib.sha256(data).digest() == bevestigd.sha256
        if bevestigd.retour_id:
            assert await gateway.postvak.payload(als(gateway, bevestigd.verzender), UUID(bevestigd.retour_id))
    verkeer.vers.clear()


_DUBBEL = """
    SELECT (SELECT count(*) - count(DISTINCT (sleutel_maand, sha256_verzegeld)) FROM bericht
            WHERE regio = $1 AND bron = 'partij')
         + (SELECT count(*) - count(DISTINCT heen_id) FROM bericht WHERE regio = $1 AND heen_id IS NOT NULL)
"""


async def _het_geld_klopt(gateway: Gateway) -> None:
    async with gateway.database.lees(momentopname=True) as conn:
        assert await lading.herbereken(Grootboek(conn, gateway.regio)) == []


async def _er_is_geld(gateway: Gateway) -> None:
    """Also of what was asked, and of what was declared."""
    async with gateway.database.lees() as conn:
        rijen = await conn.fetch("SELECT DISTINCT debet, credit FROM boeking WHERE regio = $1", gateway.regio)
    geboekt = {rekening for rij in rijen for rekening in rij}
    assert geboekt >= {Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.REALISATIE}
