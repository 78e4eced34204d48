# SPDX-License-Identifier: EUPL-1.2
"""A peilbestand of a large region: made, refreshed after 500 and after 5,000 clients changed, beside a raw count.

`python -m benchmarks.peilbestand [LEVERINGEN]`: one million by default, five for each client, lived and written by
`voorbeeldregio.bulk`. Ends by itself.
"""

import asyncio
import base64
import secrets
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import asyncpg

from berichtenverkeer.core import embedded
from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.figures import peilbestand_at
from berichtenverkeer.ledger import watermark
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.rapporten.opening import open_connection
from berichtenverkeer.voorbeeldregio import bulk

LEVERINGEN, PER_CLIENT, YEARS = 1_000_000, 5, 15
REGIO = "bench"
CHANGED = (500, 5_000)
AIM_S = 1.0
"""What a refresh after 5,000 changed clients may take."""

_RAW = """
select code, date_trunc('month', begindatum), count(*) from levering
where regio = $1 and pos_tot is null group by 1, 2"""
_COLUMNS = """client, gemeente, aanbieder, toewijzing_nummer, categorie, code, begindatum, toewijzing_ingangsdatum,
  tijdelijk_einde, einde, reden, is_verwijderd, gemeld_op, tijdelijk_gemeld_op, einde_gemeld_op, is_voorlopig"""
# The newest levering of each of so many clients is told anew: one version ends, and one begins, at a new position.
_CHANGE = f"""
with wie as (
  select distinct on (client) client, pos_van from levering
  where regio = $1 and pos_tot is null order by client, begindatum desc limit $2
), einde as (
  update levering l set pos_tot = nextval('ledger_positie') from wie
  where l.regio = $1 and l.client = wie.client and l.pos_van = wie.pos_van and l.pos_tot is null returning l.*
), nieuw as (
  insert into levering (regio, {_COLUMNS}, pos_van) select regio, {_COLUMNS}, pos_tot from einde returning 1
)
insert into gebeurtenis (regio, positie, soort, versie, client, aanbieder, gemeente, geboekt_op, inhoud)
select regio, pos_tot, 'LeveringGestopt', 1, client, aanbieder, gemeente, now(), '{{}}' from einde"""


def main() -> None:
    """A line for what is read, and for each time that it is."""
    leveringen = int(sys.argv[1]) if len(sys.argv) > 1 else LEVERINGEN
    folder = Path(tempfile.mkdtemp(prefix="bv-peilbestand-"))
    use = embedded.use(folder / "data")
    try:
        asyncio.run(_measure(use.server, folder, leveringen))
    finally:
        use.close()
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(server: embedded.Server, folder: Path, leveringen: int) -> None:
    owner = server.url(embedded.OWNER)
    await migrate(owner)
    config = read_settings(
        {
            "DATABASE_URL": server.url(embedded.APPLICATION),
            "BV_DATA": str(folder),
            "BV_REGIO": REGIO,
            "BV_HOOFDSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
            "BV_ZOEKSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
    )
    database = await Database.open(config)
    conn = await asyncpg.connect(owner)
    try:
        made = await bulk.fill(database, REGIO, leveringen=leveringen, clienten=leveringen // PER_CLIENT, years=YEARS)
        print(f"{made.leveringen:,} leveringen of {made.clienten:,} clients, {made.gebeurtenissen:,} gebeurtenissen")
        await conn.execute("vacuum analyze", timeout=3600)
        await conn.fetch(_RAW, REGIO)
        begun = time.perf_counter()
        await conn.fetch(_RAW, REGIO)
        print(f"{'count(*) group by':32} {time.perf_counter() - begun:6.2f} s")
        await _make("peilbestand, made", database, config)
        for changed in CHANGED:
            await conn.execute(_CHANGE, REGIO, changed, timeout=3600)
            aim = f"   aim <= {AIM_S:.0f} s" if changed == CHANGED[-1] else ""
            await _make(f"refreshed, {changed:,} clients changed", database, config, aim)
    finally:
        await conn.close()
        await database.close()


async def _make(name: str, database: Database, config: Settings, aim: str = "") -> None:
    async with database.lees() as conn:
        k = await watermark.watermark(Grootboek(conn, REGIO))
    begun, cpu = time.perf_counter(), time.process_time()
    folder = await peilbestand_at(config, Peil(k, date.today()), system_clock)  # noqa: DTZ011 (no figure has it)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    print(f"{name:32} {seconds:6.2f} s   {cpu:5.2f} s of processor here   {size:6.1f} MB{aim}")
    with open_connection(folder) as bron:
        begun = time.perf_counter()
        bron.execute(_RAW.replace("levering", "bron.levering").replace("regio = $1 and ", "")).fetchall()
        print(f"{'count(*) group by, on it':32} {time.perf_counter() - begun:6.2f} s")


if __name__ == "__main__":
    main()
