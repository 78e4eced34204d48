# SPDX-License-Identifier: EUPL-1.2
"""A database that an older release filled, upgraded: it says what it said then, and nothing in it differs.

`database.sql.gz` and `cijfers.json.gz` were made by `vulling.py` on the release with migration 0016.
"""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from bellers import beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.core import revisions
from berichtenverkeer.core.embedded import EIGENAAR, TOEPASSING, Server
from berichtenverkeer.core.errors import MigratieNodig
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.migraties import migreer
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.opstart import keur_opstart, werk_database_bij
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.ledger.reservekopie import nieuwe_epoch
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.web.server import luister
from bouwers import AANBIEDER, GEMEENTE, jw305
from core.test_revisions import schrijf as volgende
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
        open_gateway(msgspec.structs.replace(oud, regios=(regio["regio"],)), lambda: nu) as gateway,
        luister(Gateways([gateway]), "127.0.0.1", 0) as poort,
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
        instellingen = msgspec.structs.replace(oud, regios=(regio["regio"],))
        await werk_database_bij(instellingen)
        await keur_opstart(instellingen)
        async with geopend(oud, regio) as (gateway, lezer):
            assert await vergelijk(lezer, regio) == []
            assert await gateway.plafonds.herbereken(beheer(gateway)) == []
            kluis = Kluis(oud.hoofdsleutel, oud.zoeksleutel)
            opnieuw = await herbouw(gateway.database, gateway.regio, kluis=kluis)
            assert opnieuw.berichten > 15
            assert set(opnieuw.verschillen.values()) == {0}, opnieuw.verschillen
            assert await vergelijk(lezer, regio) == []


@contextmanager
def release(line: revisions.Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What begins in this block is of the release with these migrations."""
    with monkeypatch.context() as nu:
        nu.setattr(revisions, "line", lambda: line)
        yield


class Traffic:
    """Somebody sends and somebody takes his mail, one after the other, for as long as the block lasts."""

    def __init__(self, lezer: Meelezer) -> None:
        self._vraag = lezer.vraag
        self._klaar = asyncio.Event()
        self._gedaan: asyncio.Queue[str] = asyncio.Queue()

    async def __aenter__(self) -> "Traffic":
        self._taak = asyncio.create_task(self._draai())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._klaar.set()
        await self._taak

    async def meer(self) -> None:
        """Until some more has passed, begun from now on."""
        for _ in range(self._gedaan.qsize() + 3):
            await asyncio.wait_for(self._gedaan.get(), 60)

    async def _draai(self) -> None:
        while not self._klaar.is_set():
            wie = str(nieuw_id())[-12:]
            start = jw305({"Header/BerichtIdentificatie/Identificatie": wie})
            antwoord = retourbericht(start, [], wie, date(2026, 6, 2))
            await self._vraag(AANBIEDER, "/v1/berichten", "POST", write(start))
            await self._vraag(GEMEENTE, "/v1/berichten", "POST", write(antwoord))
            pagina = await self._vraag(AANBIEDER, "/v1/berichten?status=wachtend&richting=in&limit=1")
            for stuk in pagina["berichten"]:
                await self._vraag(AANBIEDER, f"/v1/berichten/{stuk['id']}", "DELETE")
            self._gedaan.put_nowait(wie)


async def test_an_upgrade_under_traffic_stops_nobody_and_changes_no_figure(
    oud: Instellingen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(nieuwe_epoch, oud)
    streek, zelf = REGIOS
    for regio in REGIOS:
        await werk_database_bij(msgspec.structs.replace(oud, regios=(regio["regio"],)))
    map_ = volgende(tmp_path, ("9001", "before"), inhoud="op.execute('alter table postvak add column gelezen date')")
    map_ = volgende(map_, ("9002", "after"), inhoud="op.execute('alter table postvak drop column gelezen')", na="9001")
    deze, nieuw = revisions.line(), revisions.Line(map_)
    url = str(oud.eigenaar_url)
    async with geopend(oud, zelf) as (gateway, lezer), Traffic(lezer) as voor:
        await voor.meer()
        with release(nieuw, monkeypatch):
            assert await migreer(url) == ["9002"], "a process of this release still runs"
        await voor.meer()
        await gateway.vereis_gereed()
        with release(nieuw, monkeypatch):
            async with geopend(oud, zelf) as (nieuwe, lezer), Traffic(lezer) as naast:
                await nieuwe.vereis_gereed()
                await asyncio.gather(voor.meer(), naast.meer())
                assert await migreer(url) == ["9002"]
                await asyncio.gather(voor.meer(), naast.meer())
    with release(nieuw, monkeypatch):
        async with geopend(oud, zelf) as (_, lezer), Traffic(lezer) as na:
            await na.meer()
            assert await migreer(url) == []
            await na.meer()
            op_k = {**zelf, "gezien": [een for een in zelf["gezien"] if "k=" in een["pad"]]}
            assert await vergelijk(lezer, op_k) == []
        async with geopend(oud, streek) as (gateway, lezer):
            assert await vergelijk(lezer, streek) == []
        for regio in REGIOS:
            async with geopend(oud, regio) as (gateway, _):
                assert await gateway.plafonds.herbereken(beheer(gateway)) == []
                opnieuw = await herbouw(gateway.database, gateway.regio)
                assert set(opnieuw.verschillen.values()) == {0}, opnieuw.verschillen
    async with geopend(oud, zelf) as (gateway, _):
        with pytest.raises(MigratieNodig, match="9002"):  # what this release needs is gone
            await gateway.vereis_gereed()
    assert deze.head == revisions.line().head
