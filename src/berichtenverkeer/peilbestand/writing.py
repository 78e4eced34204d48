# SPDX-License-Identifier: EUPL-1.2
"""A peilbestand is made: read from PostgreSQL table by table as CSV, numbered by DuckDB, written as Parquet.

One way for a new one and for a refresh: what is read is what changed after a position, 0 for a new one. Clients are
numbered in the order in which they came to be known, so both give them the same numbers.
"""

import asyncio
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.epoch import History
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE, Peil
from berichtenverkeer.peilbestand import hashes
from berichtenverkeer.peilbestand.catalogue import CLIENTEN, LAYOUT, TABLES
from berichtenverkeer.peilbestand.declaration import CLIENT, Column, Table
from berichtenverkeer.rapporten.opening import LATER, MANIFEST, Manifest, Stored, literal, read_manifest, selection

MEMORY, THREADS = "1GB", 2

MERGE = 8
"""When what came later is more than this part of a table, the table is written anew."""

_STORED = {
    table.name: Stored(table.key, [column.name for column in table.columns if column.type == "HUGEINT"])
    for table in (CLIENTEN, *TABLES)
}


async def make(
    grootboek: Grootboek, peil: Peil, folder: Path, *, history: History, made_at: datetime, earlier: Path | None = None
) -> None:
    """Write the peilbestand of a region at `peil` in `folder`, which is there when it is whole, or not at all.

    `grootboek` is a snapshot that was begun after the peil was taken. `earlier` is the folder of an earlier peilbestand
    of the region with the same layout and history: then only what changed since is read. Raises FileExistsError,
    SameHash.
    """
    after = 0 if earlier is None else read_manifest(earlier).k
    with _whole(folder) as made:
        with _stage(made) as stage:
            for table in TABLES:
                file = made / f"{table.name}.csv"
                await _copy(grootboek, table, peil.positie, after, file)
                await asyncio.to_thread(stage.take_in, table, file)
            await asyncio.to_thread(stage.write, made, earlier)
            await asyncio.to_thread(stage.require_apart, made, earlier)
        manifest = Manifest(
            regio=grootboek.regio,
            k=peil.positie,
            dag_k=peil.dag,
            definitieversie=DEFINITIEVERSIE,
            layout=LAYOUT,
            epoch=history.begin,
            server=history.server,
            made_at=made_at,
            tables=_STORED,
        )
        (made / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder to write in that takes the name of `folder` at the end, and is gone when it does not come to that."""
    if folder.exists():
        raise FileExistsError(errno.EEXIST, "er staat al iets", str(folder))
    made = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True, mode=0o700)
    try:
        yield made
        for file in made.iterdir():
            _keep(file)
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _keep(file: Path) -> None:
    """Only we read it, and it is on disk before its folder has a name."""
    file.chmod(0o600)
    with file.open("rb") as open_file:
        os.fsync(open_file.fileno())


async def _copy(grootboek: Grootboek, table: Table, k: int, after: int, file: Path) -> None:
    """What PostgreSQL has of a table, in a file that only we read."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        await grootboek.conn.copy_from_query(table.sql, grootboek.regio, k, after, output=output, format="csv")


@contextmanager
def _stage(made: Path) -> Iterator["_Stage"]:
    """A DuckDB in memory; what does not fit is beside what is made, for as long as it lasts."""
    spill = made / "spill"
    with duckdb.connect(
        config={"memory_limit": MEMORY, "threads": THREADS, "temp_directory": str(spill)}
    ) as connection:
        yield _Stage(connection)
    shutil.rmtree(spill, ignore_errors=True)


class _Stage:
    """What was read of every table, until it is written; clients by pseudonym (a UUID, which is 16 bytes too)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def take_in(self, table: Table, file: Path) -> None:
        """Read a file of CSV, and remove it."""
        columns = ", ".join(f"'{column.name}': '{_read_as(column)}'" for column in table.columns)
        self._connection.execute(
            f"create table {table.name} as select {', '.join(map(_read, table.columns))} from read_csv({literal(file)},"
            f" columns = {{{columns}}}, header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
            " nullstr = '', allow_quoted_nulls = false)"
        )
        file.unlink()

    def write(self, made: Path, earlier: Path | None) -> None:
        """Every table, with clients as numbers."""
        self._number(earlier)
        new_clients = "select client, replace(pseudoniem::VARCHAR, '-', '') as pseudoniem from numbered where is_new"
        self._store(CLIENTEN, new_clients, made, earlier)
        for table in TABLES:
            rows = f"select * from {table.name}"
            if table.has_client:
                rows = (
                    f"select t.* replace (n.client as client) from {table.name} t"
                    " left join numbered n on n.pseudoniem = t.client"
                )
            if table.runs:
                rows = self._runs(table, rows, earlier)
            self._store(table, rows, made, earlier)

    def require_apart(self, made: Path, earlier: Path | None) -> None:
        """See hashes.py. Raises SameHash."""
        hashes.require_apart(self._connection, made, earlier)

    def _number(self, earlier: Path | None) -> None:
        """The clients that an earlier peilbestand knows, and after them the others as they came to be known."""
        known = _rows_of(CLIENTEN, earlier) if earlier else "select 0 as client, null as pseudoniem limit 0"
        seen = " union all ".join(
            f"select client, {table.since} as since from {table.name}" for table in TABLES if table.has_client
        )
        self._connection.execute(
            f"create table numbered as select client, pseudoniem::UUID as pseudoniem, false as is_new from ({known})"
        )
        self._connection.execute(
            "insert into numbered select (select coalesce(max(client), 0) from numbered) + row_number() over (order by"
            f" min(since), client), client, true from ({seen}) where client is not null"
            " and client not in (select pseudoniem from numbered) group by client"
        )

    def _runs(self, table: Table, rows: str, earlier: Path | None) -> str:
        """The rows that say something else of their client than the row before."""
        said = ", ".join(column.name for column in table.columns if column.name not in (CLIENT, table.since))
        before = f"union all select *, false from ({_rows_of(table, earlier)})" if earlier else ""
        return (
            f"select * exclude (is_read) from (select *, true as is_read from ({rows}) {before}) qualify is_read and"
            f" ({said}) is distinct from lag(({said})) over (partition by client order by {table.since})"
        )

    def _store(self, table: Table, rows: str, made: Path, earlier: Path | None) -> None:
        """Rows that are new, or in the place of earlier ones; what an earlier peilbestand has stays its file."""
        base, later = made / f"{table.name}.parquet", made / f"{table.name}{LATER}"
        if earlier is None:
            self._copy_to(base, table, rows)
            return
        for file in (base, later):
            if (kept := earlier / file.name).exists():
                file.hardlink_to(kept)
        self._connection.execute(f"create table fresh as {rows}")
        if self._count("fresh"):
            self._add(table, base, later)
        self._connection.execute("drop table fresh")

    def _add(self, table: Table, base: Path, later: Path) -> None:
        """Put the fresh rows with what came later, or that with all there is when it is much."""
        rows = "from fresh"
        if later.exists():
            kept = f"from read_parquet({literal(later)}) later"
            if table.key:
                same = " and ".join(f"fresh.{column} is not distinct from later.{column}" for column in table.key)
                kept += f" where not exists (from fresh where {same})"
            rows = f"{kept} union all {rows}"
        self._copy_to(later, table, rows)
        if self._count(f"read_parquet({literal(later)})") * MERGE > self._count(f"read_parquet({literal(base)})"):
            self._copy_to(base, table, _rows_of(table, base.parent))
            later.unlink()

    def _count(self, rows: str) -> int:
        counted = self._connection.execute(f"select count(*) from {rows}").fetchall()
        return int(counted[0][0])

    def _copy_to(self, file: Path, table: Table, rows: str) -> None:
        """Write a file anew; another with its name, which an earlier peilbestand may have too, is left as it is."""
        columns = ", ".join(f"{column.name}::{_kept_as(column)} as {column.name}" for column in table.columns)
        new = file.with_suffix(".new")
        self._connection.execute(
            f"copy (select {columns} from ({rows})) to {literal(new)} (format parquet, compression zstd)"
        )
        new.replace(file)


def _rows_of(table: Table, folder: Path) -> str:
    """The query for what a peilbestand has of a table."""
    return selection(folder, table.name, _STORED[table.name])


def _read_as(column: Column) -> str:
    """The type in the file of CSV."""
    if column.name == CLIENT:
        return "UUID"
    return "VARCHAR" if column.type.endswith("[]") else column.type


def _read(column: Column) -> str:
    """A list has spaces between its parts."""
    if not column.type.endswith("[]"):
        return column.name
    return f"case when {column.name} = '' then [] else string_split({column.name}, ' ') end as {column.name}"


def _kept_as(column: Column) -> str:
    """The type in the file of Parquet, which knows no HUGEINT."""
    return "DECIMAL(38,0)" if column.type == "HUGEINT" else column.type
