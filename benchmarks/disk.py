# SPDX-License-Identifier: EUPL-1.2
"""What a bericht costs on disk, in WAL and in processor, by berichtsoort: docs/bedienen/sizing.md rests on it.

With page images in the WAL, as a database in use has them. `python -m benchmarks.disk`; two minutes.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from benchmarks import regios, zware_weg
from benchmarks.belasting import Request
from benchmarks.bench import SECONDEN, requests_of, settle
from benchmarks.counting import Meter, cost
from benchmarks.servers import Running, environment_of, load, prepare, running
from benchmarks.zaaigoed import VERZENDERS
from berichtenverkeer.berichten import write
from berichtenverkeer.core import embedded
from berichtenverkeer.core.settings import read_settings

BERICHTEN, WARM, VERBINDINGEN = 1000, 100, 16
DECLARATIES, DECLARATIE_MB = 20, 0.17
"""About 200 prestaties each: those of one aanbieder for one gemeente in one month."""
_SIZES = """
    select sum(pg_table_size(oid))::bigint, sum(pg_indexes_size(oid))::bigint from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'kaal'
"""
HEAD = f"{'':>22} {'XML B':>7} {'table B':>8} {'index B':>8} {'WAL B':>7} {'Py us':>7} {'PG us':>7}"


def main() -> None:
    """A line for each berichtsoort, and one of a declaratie for each of its prestaties."""
    with tempfile.TemporaryDirectory(prefix="bv-disk-") as name:
        use = embedded.use(Path(name) / "data")
        try:
            asyncio.run(_meet(use.server, Path(name)))
        finally:
            use.close()


async def _meet(server: embedded.Server, map_: Path) -> None:
    conn = await prepare(server)
    meter = Meter(server, conn)
    environment = environment_of(server, map_, "soorten")
    tokens = await regios.sow(read_settings(environment), 2_000, BERICHTEN + WARM)
    print(HEAD)
    with running("gateway", "", environment) as gateway:
        for soort in VERZENDERS:
            requests = requests_of(soort, tokens, 0, BERICHTEN + WARM)
            load(gateway.poort, requests[:WARM], map_, VERBINDINGEN, SECONDEN)
            await _tell(soort, gateway, requests[WARM:], server, conn, meter, map_, BERICHTEN)
    environment["BV_REGIO"] = "declaraties"
    made = [zware_weg.declaratie(DECLARATIE_MB, 40_000_000 + 10_000 * number) for number in range(DECLARATIES)]
    tokens = await zware_weg.sow(read_settings(environment), made)
    with running("gateway", "", environment) as gateway:
        requests = [(tokens[zware_weg.DECLARANT], write(one)) for one in made]
        count = sum(map(zware_weg.prestaties_of, made))
        await _tell("JW323, a prestatie", gateway, requests, server, conn, meter, map_, count)
    await conn.close()


async def _tell(
    name: str,
    gateway: Running,
    requests: Sequence[Request],
    server: embedded.Server,
    conn: asyncpg.Connection,
    meter: Meter,
    map_: Path,
    count: int,
) -> None:
    """Send these, and print what each of `count` cost."""
    settle(server)
    before, stand = await conn.fetchrow(_SIZES), await meter.read(gateway.pids)
    load(gateway.poort, list(requests), map_, VERBINDINGEN, SECONDEN * 4)
    paid = cost(stand, await meter.read(gateway.pids), count)
    settle(server)
    table, index = ((now - then) / count for then, now in zip(before, await conn.fetchrow(_SIZES), strict=True))
    xml = sum(len(body) for _, body in requests) / count
    print(
        f"{name:>22} {xml:>7.0f} {table:>8.0f} {index:>8.0f} {paid.wal:>7.0f} {paid.python_us:>7.0f}"
        f" {paid.postgres_us:>7.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
