# SPDX-License-Identifier: EUPL-1.2
"""The embedded PostgreSQL dies under a running `serve`, and comes back by itself."""

import asyncio
import base64
import http.client
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from bellers import beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.core import embedded
from berichtenverkeer.core.instellingen import lees_instellingen
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.herbouw import herbouw
from bouwers import AANBIEDER, jw315
from dienst import Dienst, dienst, schoon, voer_uit, wacht_op
from gatewaybouw import gateway_met_register

pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="watches processes through /proc")


def processen(data: Path) -> list[int]:
    """Of the server of `data`, the first one first."""
    gevonden = []
    for proces in Path("/proc").iterdir():
        with suppress(OSError):
            if proces.name.isdigit() and (proces / "cwd").readlink() == data.resolve() / "postgres":
                gevonden.append(int(proces.name))
    eerste = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    return sorted(gevonden, key=lambda pid: (pid != eerste, pid))


def dood(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Zender:
    """Sends a request of its own each time, and remembers which were acknowledged."""

    def __init__(self, draaiend: Dienst, token: str) -> None:
        self._draaiend = draaiend
        self._token = token
        self._nummer = 0
        self.bevestigd: dict[str, bytes] = {}

    def status(self) -> int:
        self._nummer += 1
        referentie = "Client/AangevraagdeProducten/AangevraagdProduct[1]/ReferentieAanbieder"
        kop = {"Header/BerichtIdentificatie/Identificatie": f"N{self._nummer}", referentie: f"R{self._nummer}"}
        data = write(jw315(kop))
        verbinding = http.client.HTTPConnection(self._draaiend.adres.removeprefix("http://"), timeout=20)
        try:
            koppen = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/xml"}
            verbinding.request("POST", "/v1/berichten", data, koppen)
            antwoord = verbinding.getresponse()
            if antwoord.status == 201:
                self.bevestigd[antwoord.headers["Location"].rpartition("/")[2]] = data
            return antwoord.status
        finally:
            verbinding.close()

    def gereed(self) -> int:
        verbinding = http.client.HTTPConnection(self._draaiend.adres.removeprefix("http://"), timeout=20)
        try:
            verbinding.request("GET", "/readyz")
            return verbinding.getresponse().status
        finally:
            verbinding.close()


@pytest.fixture
def eigen_omgeving(datamap: Path) -> dict[str, str]:
    """Of a `serve` with an embedded database of its own."""
    omgeving = {"BV_DATA": str(datamap), "BV_REGIO": "bewaakt", "BV_POOL": "4", "BV_VERBINDING_WACHT_MS": "2000"}
    for naam, teken in (("BV_HOOFDSLEUTEL", "h"), ("BV_ZOEKSLEUTEL", "z")):
        omgeving[naam] = base64.b64encode(teken.encode() * 32).decode()
    assert voer_uit("migrate", omgeving=omgeving).returncode == 0
    return omgeving


def test_a_database_that_dies_under_serve_comes_back_and_nothing_acknowledged_is_lost(
    eigen_omgeving: dict[str, str], datamap: Path
) -> None:
    instellingen = lees_instellingen(schoon(eigen_omgeving))

    async def token() -> str:
        async with gateway_met_register(instellingen) as gateway:
            return (await gateway.toegang.nieuw(beheer(gateway), AANBIEDER))[1]

    async def klopt(bevestigd: dict[str, bytes]) -> None:
        async with open_gateway(instellingen) as gateway:
            async with gateway.database.lees() as conn:
                gevonden = {str(rij["id"]) for rij in await conn.fetch("select id from bericht where bron = 'partij'")}
            assert set(bevestigd) <= gevonden
            assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())

    with dienst(eigen_omgeving) as draaiend:
        zender = Zender(draaiend, asyncio.run(token()))
        wacht_op(lambda: all(zender.status() == 201 for _ in range(12)))  # the token is known to every process
        for welke in (slice(0, 1), slice(None), slice(-1, None)):  # the first process, all of them, one other
            dood(processen(datamap)[welke])
            assert {zender.status() for _ in range(3)} <= {201, 503}
            wacht_op(lambda: zender.status() == 201, 60)
            assert zender.gereed() == 200
        # It cannot start for a while, as when its disk is full.
        instelling = datamap / "postgres" / "postgresql.conf"
        goed = instelling.read_text()
        instelling.write_text(goed + "\nshared_buffers = onleesbaar\n")
        dood(processen(datamap))
        wacht_op(lambda: zender.gereed() == 503)
        assert zender.status() == 503
        instelling.write_text(goed)
        wacht_op(lambda: zender.status() == 201, 90)
        assert draaiend.stop() == 0
    assert not embedded.draait(datamap)
    asyncio.run(klopt(zender.bevestigd))
