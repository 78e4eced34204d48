# SPDX-License-Identifier: EUPL-1.2
"""Reports on a large region: 12 months by 5 segmenten, beside a raw `count(*) group by` on the same rows.

1 M leveringen of 200 k clients in 15 years, each on a toewijzing of its own; the newest K. Ends by itself.
"""

import asyncio
import base64
import secrets
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.rapportages import Rapportages
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.report_worker import ReportWorker
from berichtenverkeer.ledger import watermark
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Gebied, Gemeente, Partij, Product, Segment

LEVERINGEN, CLIENTEN, RONDEN = 1_000_000, 200_000, 2
DOEL_S = 1.0
"""What a report may take, once its peilbestand is there."""
CODES = ("stromen", "wachttijden", "jeugdigen")
REGIO, GEMEENTE, PERIODE = "bench", "0363", "2025-01..2025-12"
SEGMENTEN = "12345"
BEGIN = date(2000, 1, 1)

# One life after the other, so that rows lie as the ledger would have put them; `random()` is seeded per session.
_LEVENS = f"""
create temp table leven as
select n, decode(lpad(to_hex(n % {CLIENTEN}), 32, '0'), 'hex') as client,
  '9901' || lpad((n % 97)::text, 4, '0') as aanbieder,
  1 + (n % {CLIENTEN} + (random() * 2)::int) % {len(SEGMENTEN)} as segment,
  begin, begin + (random() * random() * 700)::int as eind, random() as lot
from (select n, date '2011-01-01' + (random() * 5400)::int as begin
      from generate_series(1, {LEVERINGEN}) n offset 0) x"""
_TOEWIJZINGEN = f"""
insert into toewijzing (regio, gemeente, nummer, client, aanbieder, categorie, code, eerste_datum, eerste_tijd,
  toewijzingsdatum, toewijzingstijd, ingangsdatum, einddatum, pos_van)
select '{REGIO}', '{GEMEENTE}', n, client, aanbieder, '45', '45' || segment, begin - 9, '09:00',
  begin - 9, '09:00', begin - 5, eind + 60, $1 from leven"""
_LEVERINGEN = f"""
insert into levering (regio, client, gemeente, aanbieder, toewijzing_nummer, categorie, code, begindatum,
  toewijzing_ingangsdatum, tijdelijk_einde, einde, reden, is_verwijderd, pos_van)
select '{REGIO}', client, '{GEMEENTE}', aanbieder, n, '45', '45' || segment,
  begin, begin - 5, case when lot < 0.02 then eind end,
  case when lot > 0.03 then eind end, case when lot > 0.03 then '31' end, false, $1 from leven"""
_KAAL = f"""
select l.code, date_trunc('month', l.begindatum), count(*) from levering l
where l.regio = '{REGIO}' and l.pos_van <= $1 and (l.pos_tot is null or l.pos_tot > $1) group by 1, 2"""


def register() -> Content:
    """One gemeente, a product in each segment."""
    rows: dict[str, Sequence[Any]] = {
        "partijen": [Partij(soort="gemeente", code=GEMEENTE, naam="G", geldig_van=BEGIN)],
        "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="a", geldig_van=BEGIN)],
        "segmenten": [
            Segment(segment=one, naam=one, financieringsvorm="pxq", gewicht=int(one), geldig_van=BEGIN)
            for one in SEGMENTEN
        ],
        "producten": [
            Product(categorie="45", code=f"45{one}", omschrijving="P", segment=one, hulpvorm="02", geldig_van=BEGIN)
            for one in SEGMENTEN
        ],
        "parameters": [Parameters(historie_vanaf=date(2011, 1, 1), geldig_van=BEGIN)],
    }
    return Content(REGIO, rows)


def clock() -> datetime:
    """After the year of the report."""
    return datetime(2026, 1, 15, 12, tzinfo=UTC)


def main() -> None:
    """A line for the raw count, a line per report, and what each is of the raw count."""
    map_ = Path(tempfile.mkdtemp(prefix="bv-rapporten-"))
    use = embedded.use(map_ / "data")
    try:
        asyncio.run(_meet(use.server, map_))
    finally:
        use.close()
        shutil.rmtree(map_, ignore_errors=True)


async def _meet(server: embedded.Server, map_: Path) -> None:
    eigenaar = server.url(embedded.OWNER)
    await migrate(eigenaar)
    environment = {
        "DATABASE_URL": server.url(embedded.APPLICATION),
        "BV_DATA": str(map_),
        "BV_REGIO": REGIO,
        "BV_HOOFDSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
        "BV_STATEMENT_TIMEOUT_MS": "60000",
    }
    config = read_settings(environment)
    database = await Database.open(config)
    try:
        await RegisterHolder(database, REGIO, clock).load(administrator(REGIO), register())
        begun = time.perf_counter()
        await _vul(eigenaar)
        print(f"{LEVERINGEN:,} leveringen of {CLIENTEN:,} clients, made in {time.perf_counter() - begun:.0f} s")
        await _vergelijk(database, config)
    finally:
        await database.close()


async def _vul(eigenaar: str) -> None:
    conn = await asyncpg.connect(eigenaar, server_settings={"max_parallel_workers_per_gather": "0"})
    try:
        k = await conn.fetchval("select max(positie) from gebeurtenis")
        await conn.execute("select setseed(0.25)")
        await conn.execute(_LEVENS)
        await conn.execute(_TOEWIJZINGEN, k)
        await conn.execute(_LEVERINGEN, k)
        await conn.execute("vacuum analyze levering")
        await conn.execute("vacuum analyze toewijzing")
    finally:
        await conn.close()


async def _vergelijk(database: Database, config: Settings) -> None:
    async def count_up() -> None:
        async with database.lees(snapshot=True) as conn:
            await conn.fetch(_KAAL, await watermark.watermark(Grootboek(conn, REGIO)))

    kaal = await _tijd(count_up)
    print(f"{'count(*) group by':24} {kaal:6.2f} s")
    async with ReportWorker(config) as worker:
        make = Rapportages(database, REGIO, clock, worker).report
        begun = time.perf_counter()
        await make(administrator(REGIO), CODES[0], [("periode", "2025-12")])
        print(f"{'with its peilbestand':24} {time.perf_counter() - begun:6.2f} s")
        for code in CODES:
            seconds = await _tijd(partial(make, administrator(REGIO), code, [("periode", PERIODE)]))
            print(f"{code + ' ' + PERIODE:24} {seconds:6.2f} s   {seconds / kaal:5.1f} x   aim <= {DOEL_S:.0f} s")


async def _tijd(do: Callable[[], Awaitable[Any]]) -> float:
    durations = []
    for _ in range(RONDEN):
        begun = time.perf_counter()
        await do()
        durations.append(time.perf_counter() - begun)
    return min(durations)


if __name__ == "__main__":
    main()
