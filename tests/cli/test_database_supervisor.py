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

from bellers import administration
from berichtenverkeer.berichten import write
from berichtenverkeer.core import embedded
from berichtenverkeer.core.settings import read_settings
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.rebuild import rebuild
from bouwers import AANBIEDER, jw315
from dienst import Dienst, dienst, run, schoon, wait_for
from gatewaybouw import gateway_met_register

pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="watches processes through /proc")


def processen(data: Path) -> list[int]:
    """Of the server of `data`, the first one first."""
    found = []
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if process.name.isdigit() and (process / "cwd").readlink() == data.resolve() / "postgres":
                found.append(int(process.name))
    first = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    return sorted(found, key=lambda pid: (pid != first, pid))


def dood(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Zender:
    """Sends a request of its own each time, and remembers which were acknowledged."""

    def __init__(self, draaiend: Dienst, token: str) -> None:
        self._draaiend = draaiend
        self._token = token
        self._number = 0
        self.bevestigd: dict[str, bytes] = {}

    def status(self) -> int:
        self._number += 1
        referentie = "Client/AangevraagdeProducten/AangevraagdProduct[1]/ReferentieAanbieder"
        envelope = {"Header/BerichtIdentificatie/Identificatie": f"N{self._number}", referentie: f"R{self._number}"}
        data = write(jw315(envelope))
        connection = http.client.HTTPConnection(self._draaiend.adres.removeprefix("http://"), timeout=20)
        try:
            envelopes = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/xml"}
            connection.request("POST", "/v1/berichten", data, envelopes)
            antwoord = connection.getresponse()
            if antwoord.status == 201:
                self.bevestigd[antwoord.headers["Location"].rpartition("/")[2]] = data
            return antwoord.status
        finally:
            connection.close()

    def gereed(self) -> int:
        connection = http.client.HTTPConnection(self._draaiend.adres.removeprefix("http://"), timeout=20)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture
def eigen_omgeving(datamap: Path) -> dict[str, str]:
    """Of a `serve` with an embedded database of its own."""
    environment = {"BV_DATA": str(datamap), "BV_REGIO": "bewaakt", "BV_POOL": "4", "BV_VERBINDING_WACHT_MS": "2000"}
    for name, sign in (("BV_HOOFDSLEUTEL", "h"), ("BV_ZOEKSLEUTEL", "z")):
        environment[name] = base64.b64encode(sign.encode() * 32).decode()
    assert run("migrate", environment=environment).returncode == 0
    return environment


def test_a_database_that_dies_under_serve_comes_back_and_nothing_acknowledged_is_lost(
    eigen_omgeving: dict[str, str], datamap: Path
) -> None:
    config = read_settings(schoon(eigen_omgeving))

    async def token() -> str:
        async with gateway_met_register(config) as gateway:
            return (await gateway.access.create(administration(gateway), AANBIEDER))[1]

    async def is_right(confirmed: dict[str, bytes]) -> None:
        async with open_gateway(config) as gateway:
            async with gateway.database.lees() as conn:
                found = {str(row["id"]) for row in await conn.fetch("select id from bericht where bron = 'partij'")}
            assert set(confirmed) <= found
            assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())

    with dienst(eigen_omgeving) as draaiend:
        zender = Zender(draaiend, asyncio.run(token()))
        wait_for(lambda: all(zender.status() == 201 for _ in range(12)))  # the token is known to every process
        for welke in (slice(0, 1), slice(None), slice(-1, None)):  # the first process, all of them, one other
            dood(processen(datamap)[welke])
            assert {zender.status() for _ in range(3)} <= {201, 503}
            wait_for(lambda: zender.status() == 201, 60)
            assert zender.gereed() == 200
        # It cannot start for a while, as when its disk is full.
        setting = datamap / "postgres" / "postgresql.conf"
        good = setting.read_text()
        setting.write_text(good + "\nshared_buffers = onleesbaar\n")
        dood(processen(datamap))
        wait_for(lambda: zender.gereed() == 503)
        assert zender.status() == 503
        setting.write_text(good)
        wait_for(lambda: zender.status() == 201, 90)
        assert draaiend.stop() == 0
    assert not embedded.runs(datamap)
    asyncio.run(is_right(zender.bevestigd))
