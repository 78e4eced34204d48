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

from benchmarks.zaaigoed import AANBIEDER, DAG, GEMEENTE, berichten, leveringen, register, toewijzingen
from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.core.klok import dag, systeemklok
from berichtenverkeer.core.migraties import migreer
from berichtenverkeer.gateway.beller import beheerder, van_partij
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.ontvangst import Ontvangst
from berichtenverkeer.gateway.register import Registerhouder
from berichtenverkeer.gateway.toegang import Toegang
from berichtenverkeer.gateway.zwarebaan import ZwareBaan
from berichtenverkeer.ledger import boek, watermerk
from berichtenverkeer.ledger.gebeurtenissen.zorg import LeveringGestart, ToewijzingVastgesteld
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.ledger.veroorzaker import Kanaal
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.declaratie import Inhoud

PROCESSEN, VERBINDINGEN, SECONDEN, RONDEN = 2, 32, 5.0, 3
GROOTTES = (10_000, 200_000)
"""Leveringen in the history of the region that is measured."""
PER_RONDE = 20_000
"""Berichten that are ready for a round; more than any machine of ours handles in it."""
VERZENDER = {"JW305": AANBIEDER, "JW301": GEMEENTE}


def main() -> None:
    """A table of rounds for each size and berichtsoort, and the ratios of their medians."""
    map_ = Path(tempfile.mkdtemp(prefix="bv-bench-"))
    gebruik = embedded.gebruik(map_ / "data")
    try:
        asyncio.run(_meet(gebruik.server, map_))
    finally:
        gebruik.sluit()
        shutil.rmtree(map_, ignore_errors=True)


async def _meet(server: embedded.Server, map_: Path) -> None:
    url, eigenaar = server.url(embedded.TOEPASSING), server.url(embedded.EIGENAAR)
    await migreer(eigenaar)
    conn = await asyncpg.connect(eigenaar)
    await conn.execute("create table kaal (id bigserial primary key, inhoud bytea)")
    await conn.execute(f"grant all on kaal to {embedded.TOEPASSING}")
    await conn.execute(f"grant all on sequence kaal_id_seq to {embedded.TOEPASSING}")
    medianen: dict[tuple[int, str], float] = {}
    for grootte in GROOTTES:
        omgeving = {
            "DATABASE_URL": url,
            "DATABASE_OWNER_URL": eigenaar,
            "BV_DATA": str(map_),
            "BV_REGIO": f"bench{grootte}",
            "BV_PER_SECONDE": "1000000",  # the yardstick has no limit either
            "BV_HOOFDSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
            "BV_ZOEKSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        instellingen = lees_instellingen(omgeving)
        tokens = await _zaai(instellingen, grootte)
        await conn.execute("analyze")
        for soort, verzender in VERZENDER.items():
            medianen[grootte, soort] = _vergelijk(soort, grootte, omgeving, tokens[verzender], map_)
        if grootte == GROOTTES[0]:
            await _rondgangen(instellingen)
    await conn.close()
    for soort in VERZENDER:
        klein, groot = (medianen[grootte, soort] for grootte in GROOTTES)
        print(f"{soort}: ratio at {GROOTTES[1]:,} leveringen / ratio at {GROOTTES[0]:,}: {groot / klein:.2f}")


def _vergelijk(soort: str, grootte: int, omgeving: dict[str, str], token: str, map_: Path) -> float:
    """Rounds of bare and gateway in turn; the ratio of their median throughput."""
    opzet = f"{PROCESSEN} processes, {VERBINDINGEN} connections, {SECONDEN:.0f} s a round"
    print(f"\n{soort}, {grootte:,} leveringen; {opzet}")
    print(f"{'round':>5} {'':>8} {'ber/s':>8} {'p50 ms':>8} {'p99 ms':>8}  answers")
    uitkomsten: dict[str, list[dict[str, Any]]] = {"bare": [], "gateway": []}
    for ronde in range(RONDEN):
        bodies = berichten(soort, ronde * PER_RONDE, PER_RONDE)
        for naam in ("bare", "gateway"):
            uitkomst = _ronde(naam, soort, omgeving, token, bodies, map_)
            uitkomsten[naam].append(uitkomst)
            print(
                f"{ronde + 1:>5} {naam:>8} {uitkomst['per_s']:>8.0f} {uitkomst['p50']:>8.1f} {uitkomst['p99']:>8.1f}"
                f"  {uitkomst['statussen']}"
            )
    verhouding: dict[str, float] = {}
    for maat in ("per_s", "p50", "p99"):
        kaal, eigen = (sorted(een[maat] for een in uitkomsten[naam])[RONDEN // 2] for naam in ("bare", "gateway"))
        verhouding[maat] = eigen / kaal
    print("ratio of medians, gateway / bare: " + ", ".join(f"{maat} {x:.2f}" for maat, x in verhouding.items()))
    return verhouding["per_s"]


async def _zaai(instellingen: Instellingen, grootte: int) -> dict[str, str]:
    """A register, a history, and toewijzingen to start on, booked straight into ledger and state; tokens by party."""
    regio = instellingen.regio
    database = await Database.open(instellingen)
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    beller = beheerder(regio)
    await Registerhouder(database, regio, systeemklok).laad(beller, Inhoud(regio, register()))
    toegang = Toegang(database, regio, systeemklok)
    tokens = {partij: (await toegang.nieuw(beller, partij))[1] for partij in VERZENDER.values()}
    begin = time.perf_counter()
    aantal = await _boek(database, regio, leveringen(grootte))
    aantal += await _boek(database, regio, toewijzingen(PER_RONDE * RONDEN, lambda bsn: kluis.pseudoniem(regio, bsn)))
    duur = time.perf_counter() - begin
    print(f"\nhistory: {aantal:,} gebeurtenissen booked and folded in {duur:.1f} s ({aantal / duur:,.0f} per second)")
    await database.sluit()
    return tokens


async def _boek(database: Database, regio: str, feiten: Iterator[ToewijzingVastgesteld | LeveringGestart]) -> int:
    aantal = 0
    while deel := list(islice(feiten, 5000)):
        async with database.transactie() as conn:
            await watermerk.begin(Grootboek(conn, regio))
            posities = await boek.reserveer(conn, len(deel))
            stand = Stand()
            rijen = []
            for positie, feit in zip(posities, deel, strict=True):
                stand.vouw(positie, feit)
                rijen.append(
                    boek.rij_van(
                        feit,
                        regio=regio,
                        positie=positie,
                        geboekt_op=datetime.now(UTC),
                        veroorzaker=beheerder(regio).veroorzaker,
                        client=feit.client,
                        aanbieder=feit.aanbieder,
                        gemeente=feit.gemeente,
                    )
                )
            await boek.schrijf_gebeurtenissen(conn, rijen)
            await opslag.bewaar(Grootboek(conn, regio), stand.wijzigingen)
        aantal += len(deel)
    return aantal


def _ronde(
    naam: str, soort: str, omgeving: dict[str, str], token: str, bodies: list[bytes], map_: Path
) -> dict[str, Any]:
    poort = _vrije_poort()
    pakket = map_ / "bodies.pickle"
    pakket.write_bytes(pickle.dumps(bodies))
    with _server(naam, soort, poort, omgeving):
        kort = _belast(poort, token, _deel(pakket, bodies[:200]), 1.0)
        assert set(kort["statussen"]) == {"201"}, kort["statussen"]
        pakket.write_bytes(pickle.dumps(bodies[200:]))
        ruw = _belast(poort, token, pakket, SECONDEN)
    tijden = ruw["tijden"]
    return {
        "per_s": len(tijden) / ruw["seconden"],
        "p50": tijden[len(tijden) // 2],
        "p99": tijden[int(len(tijden) * 0.99)],
        "statussen": ruw["statussen"],
    }


def _deel(pakket: Path, bodies: list[bytes]) -> Path:
    deel = pakket.with_suffix(".warm")
    deel.write_bytes(pickle.dumps(bodies))
    return deel


def _belast(poort: int, token: str, pakket: Path, seconden: float) -> dict[str, Any]:
    opdracht = [sys.executable, "-m", "benchmarks.belasting", str(poort), token, str(pakket)]
    gedaan = subprocess.run(
        [*opdracht, str(VERBINDINGEN), str(seconden)], capture_output=True, text=True, check=True, timeout=120
    )
    uitkomst: dict[str, Any] = json.loads(gedaan.stdout)
    return uitkomst


@contextlib.contextmanager
def _server(naam: str, soort: str, poort: int, omgeving: dict[str, str]) -> Iterator[None]:
    if naam == "bare":
        opdrachten = [[sys.executable, "-m", "benchmarks.kaal", str(poort), soort]] * PROCESSEN
    else:
        programma = str(Path(sys.executable).parent / "berichtenverkeer")
        opdrachten = [[programma, "serve", "--processen", str(PROCESSEN)]]
    alle = [
        subprocess.Popen(
            opdracht,
            env={**os.environ, **omgeving, "BV_PORT": str(poort)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for opdracht in opdrachten
    ]
    try:
        _wacht_op(poort)
        yield
    finally:
        for proces in alle:
            proces.send_signal(signal.SIGTERM)
        for proces in alle:
            proces.wait(30)


def _wacht_op(poort: int) -> None:
    tot = time.monotonic() + 30
    while time.monotonic() < tot:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", poort), 1):
            time.sleep(1)  # the other processes on the port need a moment too
            return
        time.sleep(0.1)
    raise TimeoutError("the server did not come up")


def _vrije_poort() -> int:
    with socket.socket() as plek:
        plek.bind(("127.0.0.1", 0))
        poort: int = plek.getsockname()[1]
        return poort


class _Geteld:
    """A connection that counts what it is asked; BEGIN and COMMIT are counted by `_Teller`."""

    def __init__(self, conn: Any, teller: "_Teller") -> None:
        self._conn = conn
        self._teller = teller

    def __getattr__(self, naam: str) -> Any:
        if naam in ("execute", "fetch", "fetchrow", "fetchval", "copy_records_to_table"):
            self._teller.vragen += 1
        return getattr(self._conn, naam)


class _Teller:
    """A database whose round trips are counted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.vragen = 0

    @contextlib.asynccontextmanager
    async def transactie(self) -> AsyncIterator[_Geteld]:
        self.vragen += 2
        async with self._database.transactie() as conn:
            yield _Geteld(conn, self)


async def _rondgangen(instellingen: Instellingen) -> None:
    """Round trips to the database per batch and per bericht, in one process with one worker."""
    async with open_gateway(instellingen) as gateway:
        partij = gateway.register.stand.partij(AANBIEDER, DAG)
        assert partij
        beller = van_partij(instellingen.regio, partij, Kanaal.API)
        teller = _Teller(gateway.database)
        kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
        for nummer, grootte in enumerate((1, 16, 32)):
            bodies = berichten("JW305", PER_RONDE * RONDEN - 100 * (nummer + 1), grootte)
            ontvangst = Ontvangst(
                teller,  # type: ignore[arg-type]  # counts, and is otherwise the database
                kluis,
                gateway.register,
                systeemklok,
                ZwareBaan(instellingen),
                regio=instellingen.regio,
            )
            await kluis.sleutel(gateway.database, instellingen.regio, dag(systeemklok()))
            teller.vragen = 0
            async with ontvangst:
                await asyncio.gather(*(ontvangst.ontvang(beller, data) for data in bodies))
            print(f"round trips for {grootte} berichten at once: {teller.vragen} ({teller.vragen / grootte:.1f} each)")


if __name__ == "__main__":
    main()
