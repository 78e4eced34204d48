# SPDX-License-Identifier: EUPL-1.2
"""A database that an older release filled, upgraded: it says what it said then, and nothing in it differs.

`database.sql.gz` and `cijfers.json.gz` were made by `vulling.py` on the release with migration 0016.
"""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from berichtenverkeer.core.embedded import EIGENAAR, TOEPASSING, Server
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.opstart import keur_opstart, werk_database_bij
from berichtenverkeer.gateway.plafonds import herbereken
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.ledger.reservekopie import nieuwe_epoch
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.web.server import luister
from upgrade.vulling import HOOFDSLEUTEL, ZOEKSLEUTEL, Meelezer

HIER = Path(__file__).parent
REGIOS: list[dict[str, Any]] = json.loads(gzip.decompress((HIER / "cijfers.json.gz").read_bytes()))


@pytest.fixture
def oud(server: Server, lege_database: str, instellingen: Instellingen) -> Instellingen:
    """Settings for the database as the older release left it, moved to this server."""
    sql = gzip.decompress((HIER / "database.sql.gz").read_bytes()).decode()
    gelezen = server.psql(f"SET ROLE {EIGENAAR};\n{sql}", lege_database)
    assert not gelezen.returncode, gelezen.stderr
    urls = {"database_url": server.url(TOEPASSING, lege_database), "eigenaar_url": server.url(EIGENAAR, lege_database)}
    return msgspec.structs.replace(instellingen, hoofdsleutel=HOOFDSLEUTEL, zoeksleutel=ZOEKSLEUTEL, **urls)


@asynccontextmanager
async def geopend(oud: Instellingen, regio: dict[str, Any]) -> AsyncIterator[tuple[Gateway, Meelezer]]:
    """A gateway of this release on one of its regions, on the moment of then, with the tokens of then."""
    nu = datetime.fromisoformat(regio["nu"])
    async with (
        open_gateway(msgspec.structs.replace(oud, regio=regio["regio"]), lambda: nu) as gateway,
        luister(gateway, "127.0.0.1", 0) as poort,
        aiohttp.ClientSession() as sessie,
    ):
        yield gateway, Meelezer(sessie, f"http://127.0.0.1:{poort}", regio["tokens"])


def afwijkingen(toen: Any, nu: Any, pad: str = "") -> list[str]:
    """Where the answer of now differs from that of then; it may say more, by another name."""
    if isinstance(toen, dict) and isinstance(nu, dict):
        namen = toen.keys() - {"definitieversie"}  # says by which release it was worked out
        return [een for naam in sorted(namen) for een in afwijkingen(toen[naam], nu.get(naam), f"{pad}.{naam}")]
    if isinstance(toen, list) and isinstance(nu, list) and len(toen) == len(nu):
        return [een for nr, deel in enumerate(toen) for een in afwijkingen(deel, nu[nr], f"{pad}[{nr}]")]
    return [] if toen == nu else [f"{pad}: {toen!r} was {nu!r}"]


async def vergelijk(lezer: Meelezer, regio: dict[str, Any]) -> list[str]:
    """Ask again all that was asked then; every difference."""
    return [
        f"{een['wie']} {een['pad']}{verschil}"
        for een in regio["gezien"]
        for verschil in afwijkingen(een["antwoord"], await lezer.vraag(een["wie"], een["pad"]))
    ]


def test_the_older_release_saw_every_berichtsoort_and_every_oordeel() -> None:
    stukken = [
        stuk
        for regio in REGIOS
        for een in regio["gezien"]
        if een["pad"].startswith("/v1/berichten?")
        for stuk in een["antwoord"]["berichten"]
    ]
    assert {stuk["berichtsoort"] for stuk in stukken} == set(BERICHTSOORTEN)
    assert {stuk["oordeel"] for stuk in stukken} == {"goedgekeurd", "afgekeurd", "voorlopig"}
    assert all(int(een["antwoord"]["weigeringen"]) for een in REGIOS[1]["gezien"] if een["pad"] == "/metrics")


async def test_after_the_upgrade_it_says_what_it_said_and_nothing_differs(oud: Instellingen) -> None:
    await asyncio.to_thread(nieuwe_epoch, oud)  # it is on another server now
    for regio in REGIOS:
        instellingen = msgspec.structs.replace(oud, regio=regio["regio"])
        await werk_database_bij(instellingen)
        await keur_opstart(instellingen)
        async with geopend(oud, regio) as (gateway, lezer):
            assert await vergelijk(lezer, regio) == []
            assert await herbereken(gateway.database, gateway.regio) == []
            kluis = Kluis(oud.hoofdsleutel, oud.zoeksleutel)
            opnieuw = await herbouw(gateway.database, gateway.regio, kluis=kluis)
            assert opnieuw.berichten > 15
            assert set(opnieuw.verschillen.values()) == {0}, opnieuw.verschillen
            assert await vergelijk(lezer, regio) == []
