# SPDX-License-Identifier: EUPL-1.2
"""A peilbestand opened in DuckDB: every table is a view `bron.NAME`.

The folder holds `NAME.parquet`, and beside it `NAME.later.parquet` with what came after that was written: rows that are
new, and rows in the place of those with the same key. `manifest.json` says which columns that key is.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import msgspec

MANIFEST = "manifest.json"
LATER = ".later.parquet"
SPILL = "10GB"
"""What may be on disk of what does not fit in memory."""

PERIODS = 100
"""Of so few rows, such as the periods of a question, each is held beside all there is: to sort a million leveringen
by their days for a merge takes twice as long."""


class Stored(msgspec.Struct, frozen=True):
    """How a table is kept: by which columns its rows are told apart (none: they never change), and which of them are
    amounts that no BIGINT holds: DECIMAL(38,0) in the file, HUGEINT in the view."""

    key: Sequence[str]
    huge: Sequence[str]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a peilbestand is of: as known at K, which was so on `dag_k`.

    `layout` says by which declarations it was made; `epoch` and `server`, of which history of which database it is.
    """

    regio: str
    k: int
    dag_k: date
    definitieversie: int
    layout: str
    epoch: int
    server: str
    made_at: datetime
    tables: Mapping[str, Stored]

    @property
    def kind(self) -> tuple[str, int, str]:
        """Of two that are the same in this the later one tells of every K what the earlier one does."""
        return self.layout, self.epoch, self.server


def read_manifest(folder: Path) -> Manifest:
    """Raises OSError and msgspec.MsgspecError when the folder is no peilbestand."""
    return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)


def open_connection(
    folder: Path, memory: str = "1GB", threads: int = 2, *, within: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A database in memory (at most `memory`, beyond it on disk in the folder) that reads this folder and nothing else,
    or what is `within` another.

    Raises as `read_manifest`, and duckdb.Error when a file is broken.
    """
    manifest = read_manifest(folder)
    connection = duckdb.connect(
        config={
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": str(folder / "spill"),
            "max_temp_directory_size": SPILL,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "nested_loop_join_threshold": PERIODS,
        }
    )
    connection.execute(f"set allowed_directories = [{literal(within or folder)}]")
    connection.execute("set enable_external_access = false")
    connection.execute("create schema bron")
    read_from(connection, folder, manifest)
    return connection


def read_from(connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest) -> None:
    """From now on it is this peilbestand that the connection reads. What was made of one of the same history holds."""
    for name, table in manifest.tables.items():
        connection.execute(f"create or replace view bron.{name} as {selection(folder, name, table)}")


def selection(folder: Path, name: str, table: Stored) -> str:
    """A query for the rows of a table."""
    files = [folder / f"{name}.parquet", folder / f"{name}{LATER}"]
    base, *later = (f"select * from read_parquet({literal(file)})" for file in files if file.exists())
    if later and table.key:
        same = " and ".join(f"base.{column} is not distinct from later.{column}" for column in table.key)
        base += f" base where not exists (from read_parquet({literal(files[1])}) later where {same})"
    amounts = ", ".join(f"{column}::HUGEINT as {column}" for column in table.huge)
    return f"select * {f'replace ({amounts})' if amounts else ''} from ({' union all '.join([base, *later])})"


def literal(path: Path) -> str:
    """A path as a text in SQL."""
    return "'" + str(path).replace("'", "''") + "'"
