# SPDX-License-Identifier: EUPL-1.2
"""`make bench`: the gateway beside the bare handler, same machine, client, database, processes; adjacent runs.

Machines are noisy: look at the ratios. Bounded in time, loopback only, ends by itself.
"""

import asyncio
import base64
import contextlib
import json
import os
import pickle
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.belasting import Request
from benchmarks.zaaigoed import AANBIEDER, DAY, GEMEENTE, berichten, leveringen, register, toewijzingen
from berichtenverkeer.core import embedded
from berichtenverkeer.core.clock import day, system_clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.access import Access
from berichtenverkeer.gateway.beller import administrator, from_partij
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.heavy_lane import HeavyLane
from berichtenverkeer.gateway.receiving import Reception
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.ledger.gebeurtenissen.care import LeveringGestart, ToewijzingVastgesteld
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.projections import store
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.declaratie import Content

PROCESSES, VERBINDINGEN, SECONDEN, RONDEN = 2, 32, 5.0, 3
GROOTTES = (10_000, 200_000)
"""Leveringen in the history of the region that is measured."""
PER_RONDE = 20_000
"""Berichten that are ready for a round; more than any machine of ours handles in it."""
VERZENDER = {"JW305": AANBIEDER, "JW301": GEMEENTE}


def main() -> None:
    """A table of rounds for each size and berichtsoort, and the ratios of their medians."""
    with server() as (own, map_):
        asyncio.run(_meet(own, map_))


@contextlib.contextmanager
def server() -> Iterator[tuple[embedded.Server, Path]]:
    """A database of its own, and a directory; gone afterwards."""
    map_ = Path(tempfile.mkdtemp(prefix="bv-bench-"))
    use = embedded.use(map_ / "data")
    try:
        yield use.server, map_
    finally:
        use.close()
        shutil.rmtree(map_, ignore_errors=True)


async def prepare(server: embedded.Server) -> asyncpg.Connection:
    """Its tables, also that of the bare handler; a connection of their owner."""
    eigenaar = server.url(embedded.OWNER)
    await migrate(eigenaar)
    conn = await asyncpg.connect(eigenaar)
    await conn.execute("create table kaal (id bigserial primary key, inhoud bytea)")
    await conn.execute(f"grant all on kaal to {embedded.APPLICATION}")
    await conn.execute(f"grant all on sequence kaal_id_seq to {embedded.APPLICATION}")
    return conn


def environment_of(server: embedded.Server, map_: Path, regio: str) -> dict[str, str]:
    """Of a gateway that serves one region."""
    return {
        "DATABASE_URL": server.url(embedded.APPLICATION),
        "DATABASE_OWNER_URL": server.url(embedded.OWNER),
        "BV_DATA": str(map_),
        "BV_REGIO": regio,
        "BV_PER_SECONDE": "1000000",  # the yardstick has no limit either
        "BV_HOOFDSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
    }


async def _meet(server: embedded.Server, map_: Path) -> None:
    conn = await prepare(server)
    medianen: dict[tuple[int, str], float] = {}
    for size in GROOTTES:
        environment = environment_of(server, map_, f"bench{size}")
        config = read_settings(environment)
        tokens = await _zaai(config, size)
        await conn.execute("analyze")
        for soort, verzender in VERZENDER.items():
            medianen[size, soort] = _vergelijk(soort, size, environment, tokens[verzender], map_)
        if size == GROOTTES[0]:
            await _rondgangen(config)
    await conn.close()
    for soort in VERZENDER:
        small, large = (medianen[size, soort] for size in GROOTTES)
        print(f"{soort}: ratio at {GROOTTES[1]:,} leveringen / ratio at {GROOTTES[0]:,}: {large / small:.2f}")


def _vergelijk(soort: str, size: int, environment: dict[str, str], token: str, map_: Path) -> float:
    """Rounds of bare and gateway in turn; the ratio of their median throughput."""
    setup = f"{PROCESSES} processes, {VERBINDINGEN} connections, {SECONDEN:.0f} s a round"
    print(f"\n{soort}, {size:,} leveringen; {setup}")
    print(f"{'round':>5} {'':>8} {'ber/s':>8} {'p50 ms':>8} {'p99 ms':>8}  answers")
    uitkomsten: dict[str, list[dict[str, Any]]] = {"bare": [], "gateway": []}
    for ronde in range(RONDEN):
        requests = [(token, body) for body in berichten(soort, ronde * PER_RONDE, PER_RONDE)]
        for name in ("bare", "gateway"):
            uitkomst = one_round(name, soort, environment, requests, map_)
            uitkomsten[name].append(uitkomst)
            print(
                f"{ronde + 1:>5} {name:>8} {uitkomst['per_s']:>8.0f} {uitkomst['p50']:>8.1f} {uitkomst['p99']:>8.1f}"
                f"  {uitkomst['statussen']}"
            )
    verhouding: dict[str, float] = {}
    for measure in ("per_s", "p50", "p99"):
        kaal, own = (sorted(one[measure] for one in uitkomsten[name])[RONDEN // 2] for name in ("bare", "gateway"))
        verhouding[measure] = own / kaal
    print("ratio of medians, gateway / bare: " + ", ".join(f"{measure} {x:.2f}" for measure, x in verhouding.items()))
    return verhouding["per_s"]


async def _zaai(config: Settings, size: int) -> dict[str, str]:
    """A register, a history, and toewijzingen to start on, booked straight into ledger and state; tokens by party."""
    regio = config.regio
    database = await Database.open(config)
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    beller = administrator(regio)
    await RegisterHolder(database, regio, system_clock).load(beller, Content(regio, register()))
    access = Access(database, regio, system_clock)
    tokens = {partij: (await access.create(beller, partij))[1] for partij in VERZENDER.values()}
    begin = time.perf_counter()
    count = await _fill(database, regio, leveringen(size))
    count += await _fill(database, regio, toewijzingen(PER_RONDE * RONDEN, lambda bsn: vault.pseudonym(regio, bsn)))
    duration = time.perf_counter() - begin
    print(
        f"\nhistory: {count:,} gebeurtenissen booked and folded in {duration:.1f} s ({count / duration:,.0f} per "
        f"second)"
    )
    await database.close()
    return tokens


async def _fill(
    database: Database, regio: str, gebeurtenissen: Iterator[ToewijzingVastgesteld | LeveringGestart]
) -> int:
    count = 0
    while part := list(islice(gebeurtenissen, 5000)):
        async with database.transaction() as conn:
            await watermark.begin(Grootboek(conn, regio))
            positions = await book.reserve(conn, len(part))
            stand = Stand()
            rows = []
            for position, gebeurtenis in zip(positions, part, strict=True):
                stand.fold(position, gebeurtenis)
                rows.append(
                    book.row_of(
                        gebeurtenis,
                        regio=regio,
                        position=position,
                        booked_at=datetime.now(UTC),
                        causer=administrator(regio).veroorzaker,
                        client=gebeurtenis.client,
                        aanbieder=gebeurtenis.aanbieder,
                        gemeente=gebeurtenis.gemeente,
                    )
                )
            await book.write_gebeurtenissen(conn, rows)
            await store.save(Grootboek(conn, regio), stand.wijzigingen)
        count += len(part)
    return count


def one_round(
    name: str,
    soort: str,
    environment: dict[str, str],
    requests: list[Request],
    map_: Path,
    verbindingen: int = VERBINDINGEN,
) -> dict[str, Any]:
    """What a server of its own, bare or the gateway, does of these in SECONDEN: per second, p50 and p99 in ms."""
    poort = _free_port()
    pakket = map_ / "requests.pickle"
    with _server(name, soort, poort, environment):
        short = _belast(poort, _part(pakket, requests[:200]), verbindingen, 1.0)
        assert set(short["statussen"]) == {"201"}, short["statussen"]
        pakket.write_bytes(pickle.dumps(requests[200:]))
        raw = _belast(poort, pakket, verbindingen, SECONDEN)
    tijden = raw["tijden"]
    return {
        "per_s": len(tijden) / raw["seconden"],
        "p50": tijden[len(tijden) // 2],
        "p99": tijden[int(len(tijden) * 0.99)],
        "statussen": raw["statussen"],
    }


def _part(pakket: Path, requests: list[Request]) -> Path:
    part = pakket.with_suffix(".warm")
    part.write_bytes(pickle.dumps(requests))
    return part


def _belast(poort: int, pakket: Path, verbindingen: int, seconds: float) -> dict[str, Any]:
    order = [sys.executable, "-m", "benchmarks.belasting", str(poort), str(pakket)]
    done = subprocess.run(
        [*order, str(verbindingen), str(seconds)], capture_output=True, text=True, check=True, timeout=120
    )
    uitkomst: dict[str, Any] = json.loads(done.stdout)
    return uitkomst


@contextlib.contextmanager
def _server(name: str, soort: str, poort: int, environment: dict[str, str]) -> Iterator[None]:
    if name == "bare":
        opdrachten = [[sys.executable, "-m", "benchmarks.kaal", str(poort), soort]] * PROCESSES
    else:
        program = str(Path(sys.executable).parent / "berichtenverkeer")
        opdrachten = [[program, "serve", "--processen", str(PROCESSES)]]
    every = [
        subprocess.Popen(
            order,
            env={**os.environ, **environment, "BV_PORT": str(poort)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for order in opdrachten
    ]
    try:
        _wacht_op(poort)
        yield
    finally:
        for process in every:
            process.send_signal(signal.SIGTERM)
        for process in every:
            process.wait(30)


def _wacht_op(poort: int) -> None:
    tot = time.monotonic() + 120
    while time.monotonic() < tot:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", poort), 1):
            time.sleep(1)  # the other processes on the port need a moment too
            return
        time.sleep(0.1)
    raise TimeoutError("the server did not come up")


def _free_port() -> int:
    with socket.socket() as plek:
        plek.bind(("127.0.0.1", 0))
        poort: int = plek.getsockname()[1]
        return poort


class _Geteld:
    """A connection that counts what it is asked; BEGIN and COMMIT are counted by `_Teller`."""

    def __init__(self, conn: Any, teller: "_Teller") -> None:
        self._conn = conn
        self._teller = teller

    def __getattr__(self, name: str) -> Any:
        if name in ("execute", "fetch", "fetchrow", "fetchval", "copy_records_to_table"):
            self._teller.vragen += 1
        return getattr(self._conn, name)


class _Teller:
    """A database whose round trips are counted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.vragen = 0

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[_Geteld]:
        self.vragen += 2
        async with self._database.transaction() as conn:
            yield _Geteld(conn, self)

    @contextlib.asynccontextmanager
    async def lees(self, *, snapshot: bool = False) -> AsyncIterator[_Geteld]:
        self.vragen += 2
        async with self._database.lees(snapshot=snapshot) as conn:
            yield _Geteld(conn, self)


async def _rondgangen(config: Settings) -> None:
    """Round trips to the database per batch and per bericht, in one process with one worker."""
    async with open_gateway(config) as gateway:
        partij = gateway.register.stand.partij(AANBIEDER, DAY)
        assert partij
        beller = from_partij(config.regio, partij, Kanaal.API)
        teller = _Teller(gateway.database)
        vault = Vault(config.hoofdsleutel, config.zoeksleutel)
        for number, size in enumerate((1, 16, 32)):
            bodies = berichten("JW305", PER_RONDE * RONDEN - 100 * (number + 1), size)
            reception = Reception(
                teller,  # type: ignore[arg-type]  # counts, and is otherwise the database
                vault,
                gateway.register,
                system_clock,
                HeavyLane(config),
                gateway.budget_watch,
                regio=config.regio,
            )
            await vault.month_key(gateway.database, config.regio, day(system_clock()))
            teller.vragen = 0
            async with reception:
                await asyncio.gather(*(reception.receive(beller, data) for data in bodies))
            print(f"round trips for {size} berichten at once: {teller.vragen} ({teller.vragen / size:.1f} each)")


if __name__ == "__main__":
    main()
