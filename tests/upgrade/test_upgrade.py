# SPDX-License-Identifier: EUPL-1.2
"""A database that an older release filled, upgraded: it says what it said then, and nothing in it differs.

`database.sql.gz` and `figures.json.gz` were made by `vulling.py` on the release with migration 0016.
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

from bellers import administration
from berichtenverkeer.berichten import write
from berichtenverkeer.core import revisions
from berichtenverkeer.core.embedded import APPLICATION, OWNER, Server
from berichtenverkeer.core.errors import MigrationNeeded
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.startup import check_start, update_database
from berichtenverkeer.ledger.backup_restore import new_epoch
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.web.server import listen
from bouwers import AANBIEDER, GEMEENTE, jw305
from core.test_revisions import write as following
from upgrade.vulling import HOOFDSLEUTEL, ZOEKSLEUTEL, Meelezer

HIER = Path(__file__).parent
REGIOS: list[dict[str, Any]] = json.loads(gzip.decompress((HIER / "cijfers.json.gz").read_bytes()))


@pytest.fixture
def old(server: Server, lege_database: str, config: Settings) -> Settings:
    """Settings for the database as the older release left it, moved to this server."""
    sql = gzip.decompress((HIER / "database.sql.gz").read_bytes()).decode()
    was_read = server.psql(f"SET ROLE {OWNER};\n{sql}", lege_database)
    assert not was_read.returncode, was_read.stderr
    urls = {"database_url": server.url(APPLICATION, lege_database), "eigenaar_url": server.url(OWNER, lege_database)}
    return msgspec.structs.replace(config, hoofdsleutel=HOOFDSLEUTEL, zoeksleutel=ZOEKSLEUTEL, **urls)


@asynccontextmanager
async def geopend(old: Settings, regio: dict[str, Any]) -> AsyncIterator[tuple[Gateway, Meelezer]]:
    """A gateway of this release on one of its regions, on the moment of then, with the tokens of then."""
    now = datetime.fromisoformat(regio["nu"])
    async with (
        open_gateway(msgspec.structs.replace(old, regios=(regio["regio"],)), lambda: now) as gateway,
        listen(Gateways([gateway]), "127.0.0.1", 0) as poort,
        aiohttp.ClientSession() as session,
    ):
        yield gateway, Meelezer(session, f"http://127.0.0.1:{poort}", regio["tokens"])


def afwijkingen(then: Any, now: Any, pad: str = "") -> list[str]:
    """Where the answer of now differs from that of then; it may say more, by another name."""
    if isinstance(then, dict) and isinstance(now, dict):
        names = then.keys() - {"definitieversie"}  # says by which release it was worked out
        return [one for name in sorted(names) for one in afwijkingen(then[name], now.get(name), f"{pad}.{name}")]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [one for nr, part in enumerate(then) for one in afwijkingen(part, now[nr], f"{pad}[{nr}]")]
    return [] if then == now else [f"{pad}: {then!r} was {now!r}"]


SINCE = {"tenzij-besluit", "tenzij-opgave", "signaal-gesprek", "signaal-besluit"}
"""Kinds of clocks that the older release did not have."""


def without_later_clocks(answer: Any) -> Any:
    """An answer of now with the clocks of then only."""
    if isinstance(answer, dict):
        return {name: without_later_clocks(part) for name, part in answer.items()}
    if isinstance(answer, list):
        return [one for one in answer if not (isinstance(one, dict) and one.get("soort") in SINCE)]
    return answer


MOVEMENTS = "/v1/rapportages/stromen/bewegingen"
"""Of this release there is another way to what is behind a figure."""


def in_its_form(then: Any, now: Any) -> Any:
    """A report of now in the form of then: what counts under the same name, by period and plek."""
    tables = [row for name in ("stromen", "wachtlijst") for row in now["tabellen"].get(name, {}).get("regels", ())]
    rows = {(row["periode"], row["plek"] or "regio"): row for row in tables}

    def plek(periode: str, old: Any) -> Any:
        row = rows.get((periode, old["plek"]), {})  # a plek without anything has no row
        return {name: row.get(name, 0) if row or value == 0 else None for name, value in old.items() if name in COUNTS}

    return [[plek(one["periode"]["naam"], old) for old in (one["regio"], *one["plekken"])] for one in then["perioden"]]


def counts(then: Any) -> Any:
    """The same of then."""
    return [
        [{name: old[name] for name in old if name in COUNTS} for old in (one["regio"], *one["plekken"])]
        for one in then["perioden"]
    ]


COUNTS = {
    "standBegin",
    "instroom",
    "stapeling",
    "doorstroomIn",
    "uitstroom",
    "afbouw",
    "doorstroomUit",
    "standEind",
    "nieuw",
    "herhaald",
    "opschaling",
    "afschaling",
    "zijwaarts",
    "wachtenden",
}


async def asked_again(reader: Meelezer, one: dict[str, Any]) -> list[str]:
    """The same question now, and where its answer differs."""
    pad = one["pad"]
    if not pad.startswith("/v1/rapportages/"):
        return afwijkingen(one["antwoord"], without_later_clocks(await reader.vraag(one["wie"], pad)))
    now = await reader.vraag(one["wie"], pad.replace("dimensie=", "per="))
    return afwijkingen(counts(one["antwoord"]), in_its_form(one["antwoord"], now))


async def vergelijk(reader: Meelezer, regio: dict[str, Any]) -> list[str]:
    """Ask again all that was asked then; every difference."""
    return [
        f"{one['wie']} {one['pad']}{difference}"
        for one in regio["gezien"]
        if not one["pad"].startswith(MOVEMENTS)
        for difference in await asked_again(reader, one)
    ]


def test_the_older_release_saw_every_berichtsoort_and_every_oordeel() -> None:
    pieces = [
        piece
        for regio in REGIOS
        for one in regio["gezien"]
        if one["pad"].startswith("/v1/berichten?")
        for piece in one["antwoord"]["berichten"]
    ]
    assert {piece["berichtsoort"] for piece in pieces} == set(BERICHTSOORTEN)
    assert {piece["oordeel"] for piece in pieces} == {"goedgekeurd", "afgekeurd", "voorlopig"}
    assert all(int(one["antwoord"]["weigeringen"]) for one in REGIOS[1]["gezien"] if one["pad"] == "/metrics")


async def test_after_the_upgrade_it_says_what_it_said_and_nothing_differs(old: Settings) -> None:
    await asyncio.to_thread(new_epoch, old)  # it is on another server now
    for regio in REGIOS:
        config = msgspec.structs.replace(old, regios=(regio["regio"],))
        await update_database(config)
        await check_start(config)
        async with geopend(old, regio) as (gateway, reader):
            assert await vergelijk(reader, regio) == []
            assert await gateway.plafonds.recalculate(administration(gateway)) == []
            vault = Vault(old.hoofdsleutel, old.zoeksleutel)
            again = await rebuild(gateway.database, gateway.regio, vault=vault)
            assert again.berichten > 15
            assert set(again.verschillen.values()) == {0}, again.verschillen
            assert await vergelijk(reader, regio) == []


@contextmanager
def release(line: revisions.Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What begins in this block is of the release with these migrations."""
    with monkeypatch.context() as now:
        now.setattr(revisions, "line", lambda: line)
        yield


class Traffic:
    """Somebody sends and somebody takes his mail, one after the other, for as long as the block lasts."""

    def __init__(self, reader: Meelezer) -> None:
        self._question = reader.vraag
        self._ready = asyncio.Event()
        self._gedaan: asyncio.Queue[str] = asyncio.Queue()

    async def __aenter__(self) -> "Traffic":
        self._taak = asyncio.create_task(self._draai())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ready.set()
        await self._taak

    async def meer(self) -> None:
        """Until some more has passed, begun from now on."""
        for _ in range(self._gedaan.qsize() + 3):
            await asyncio.wait_for(self._gedaan.get(), 60)

    async def _draai(self) -> None:
        while not self._ready.is_set():
            who = str(new_id())[-12:]
            start = jw305({"Header/BerichtIdentificatie/Identificatie": who})
            antwoord = retourbericht(start, [], who, date(2026, 6, 2))
            await self._question(AANBIEDER, "/v1/berichten", "POST", write(start))
            await self._question(GEMEENTE, "/v1/berichten", "POST", write(antwoord))
            page = await self._question(AANBIEDER, "/v1/berichten?status=wachtend&richting=in&limit=1")
            for piece in page["berichten"]:
                await self._question(AANBIEDER, f"/v1/berichten/{piece['id']}", "DELETE")
            self._gedaan.put_nowait(who)


async def test_an_upgrade_under_traffic_stops_nobody_and_changes_no_figure(
    old: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(new_epoch, old)
    district, himself = REGIOS
    for regio in REGIOS:
        await update_database(msgspec.structs.replace(old, regios=(regio["regio"],)))
    map_ = following(tmp_path, ("9001", "before"), content="op.execute('alter table wachtend add column gelezen date')")
    map_ = following(
        map_, ("9002", "after"), content="op.execute('alter table wachtend drop column gelezen')", na="9001"
    )
    this, new = revisions.line(), revisions.Line(map_)
    url = str(old.eigenaar_url)
    async with geopend(old, himself) as (gateway, reader), Traffic(reader) as before:
        await before.meer()
        with release(new, monkeypatch):
            assert await migrate(url) == ["9002"], "a process of this release still runs"
        await before.meer()
        await gateway.require_ready()
        with release(new, monkeypatch):
            async with geopend(old, himself) as (new_one, reader), Traffic(reader) as beside:
                await new_one.require_ready()
                await asyncio.gather(before.meer(), beside.meer())
                assert await migrate(url) == ["9002"]
                await asyncio.gather(before.meer(), beside.meer())
    with release(new, monkeypatch):
        async with geopend(old, himself) as (_, reader), Traffic(reader) as na:
            await na.meer()
            assert await migrate(url) == []
            await na.meer()
            op_k = {**himself, "gezien": [one for one in himself["gezien"] if "k=" in one["pad"]]}
            assert await vergelijk(reader, op_k) == []
        async with geopend(old, district) as (gateway, reader):
            assert await vergelijk(reader, district) == []
        for regio in REGIOS:
            async with geopend(old, regio) as (gateway, _):
                assert await gateway.plafonds.recalculate(administration(gateway)) == []
                again = await rebuild(gateway.database, gateway.regio)
                assert set(again.verschillen.values()) == {0}, again.verschillen
    async with geopend(old, himself) as (gateway, _):
        with pytest.raises(MigrationNeeded, match="9002"):  # what this release needs is gone
            await gateway.require_ready()
    assert this.head == revisions.line().head
