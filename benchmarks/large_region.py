# SPDX-License-Identifier: EUPL-1.2
"""A peilbestand of a large region, made by DuckDB itself out of `large_region.sql`.

The product fills a region through its real fold (`voorbeeldregio.bulk`), as `benchmarks.peilbestand` does; for a
million leveringen with prestaties, boekingen and berichten that takes too long. The register is that of the example
region; care, money and berichten are spread by arithmetic: five leveringen a client in fifteen years, three prestaties
a levering. Nobody waits for an answer, nobody refuses, no cliëntenstops, no tenzij's.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import msgspec

from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.peilbestand.catalogue import CLIENTEN, LAYOUT, TABLES
from berichtenverkeer.peilbestand.declaration import Table
from berichtenverkeer.rapporten.opening import MANIFEST, Manifest, Stored, literal
from berichtenverkeer.register.rows import TABLES as FILES
from berichtenverkeer.voorbeeldregio.district import make_landscape
from berichtenverkeer.voorbeeldregio.setup import Setup

REGIO, DAG_K, PER_CLIENT = "bench", date(2026, 12, 31), 5
K = (DAG_K - date(2011, 1, 1)).days * 32_000_000 + 31_999_999
"""The last position of that day."""
BEGIN = date(2012, 1, 1)


def write(folder: Path, leveringen: int) -> None:
    """A peilbestand of so many leveringen, of a fifth as many clients."""
    folder.mkdir(parents=True)
    with duckdb.connect(config={"threads": 2, "temp_directory": str(folder / "spill")}) as connection:
        connection.execute(f"set variable leveringen = {leveringen}")
        connection.execute(f"set variable clienten = {leveringen // PER_CLIENT}")
        connection.execute(f"set variable dag_k = date '{DAG_K}'")
        _register(connection, leveringen // PER_CLIENT)
        connection.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
        for table in (*TABLES, CLIENTEN):
            _copy(connection, table, folder)
    manifest = Manifest(
        regio=REGIO,
        k=K,
        dag_k=DAG_K,
        definitieversie=DEFINITIEVERSIE,
        layout=LAYOUT,
        epoch=0,
        server="",
        made_at=datetime.now(UTC),
        tables={
            table.name: Stored(table.key, [one.name for one in table.columns if one.type == "HUGEINT"])
            for table in (*TABLES, CLIENTEN)
        },
    )
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))


def _register(connection: duckdb.DuckDBPyConnection, clienten: int) -> None:
    """That of the example region; its contracts and gemeenten are those that care is spread over."""
    setup = Setup(jeugdigen=clienten, begin=BEGIN, dagen=(DAG_K - BEGIN).days + 1, declareert=False)
    content = make_landscape(setup, BEGIN - timedelta(days=366)).inhoud
    connection.execute(
        "create table register_rij (tabel varchar, sleutel varchar, waarde varchar, geldig_van date, geldig_tot date,"
        " pos_van bigint)"
    )
    rows = [
        (name, FILES[name].key_of(row), _json(row, FILES[name].columns), row.geldig_van, row.geldig_tot, 1)
        for name, every in content.rows.items()
        for row in every
    ]
    connection.executemany("insert into register_rij values (?, ?, ?, ?, ?, ?)", rows)
    connection.execute("create table registerversie as select 1::bigint as positie, date '2011-01-01' as dag")
    connection.execute(_CONTRACTEN)
    connection.execute(_GEMEENTEN)


def _json(row: msgspec.Struct, columns: Iterable[str]) -> str:
    return msgspec.json.encode({name: getattr(row, name) for name in columns}).decode()


def _copy(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> None:
    """A file as `peilbestand.writing` makes it: rows in the order in which they came to be known."""
    found = connection.execute("select column_name from duckdb_columns() where table_name = ?", [table.name])
    there = {name for (name,) in found.fetchall()}
    columns = ", ".join(
        f"{one.name if one.name in there else 'null'}::{'DECIMAL(38,0)' if one.type == 'HUGEINT' else one.type}"
        f" as {one.name}"
        for one in table.columns
    )
    rows = f"select {columns} from {table.name} order by {table.columns[0].name if table is CLIENTEN else table.since}"
    if not there:
        rows = f"select {columns} limit 0"
    file = literal(folder / f"{table.name}.parquet")
    connection.execute(f"copy ({rows}) to {file} (format parquet, compression zstd)")


_CONTRACTEN = """
create table contract as
select row_number() over (order by hash(aanbieder || code)) - 1 as nr, * from (
  select distinct waarde::json->>'$.aanbieder' as aanbieder, waarde::json->>'$.categorie' as categorie,
    waarde::json->>'$.code' as code
  from register_rij where tabel = 'contracten' and waarde::json->>'$.code' <> '')
"""
_GEMEENTEN = """
create table gemeente as
select row_number() over (order by gemeente) - 1 as nr, gemeente from (
  select distinct sleutel as gemeente from register_rij where tabel = 'gemeenten' and geldig_tot is null)
"""
