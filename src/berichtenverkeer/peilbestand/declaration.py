# SPDX-License-Identifier: EUPL-1.2
"""How a table of a peilbestand is declared: its columns, the query that reads it, and what tells its rows apart."""

import hashlib
from collections.abc import Sequence
from typing import Literal

import msgspec

from berichtenverkeer.core import sql

Type = Literal["BIGINT", "BOOLEAN", "DATE", "HUGEINT", "INTEGER", "TIME", "TIMESTAMP", "UUID", "VARCHAR", "VARCHAR[]"]
"""As DuckDB names them. Of a TIMESTAMP the zone is UTC, of a HUGEINT the file has DECIMAL(38,0)."""

CLIENT = "client"
"""Of the column that has a number where PostgreSQL has a pseudonym."""


class Column(msgspec.Struct, frozen=True):
    """A column, with a plain Dutch sentence for who opens the file."""

    name: str
    type: Type
    text: str


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table. `query` is the name of its .sql file, `parts` as `core.sql.query` takes them.

    `since` is the column of the position at which a row came to be known. `key` tells apart rows that can change after
    it (their end becomes known); it is empty when none can. `runs`: a row that says the same as the one before it of
    its client is left out.
    """

    name: str
    text: str
    columns: Sequence[Column]
    since: str = "positie"
    key: Sequence[str] = ()
    runs: bool = False
    query: str = ""
    parts: dict[str, str] = {}

    @property
    def sql(self) -> str:
        """What PostgreSQL is asked: $1 regio, $2 K, $3 the position after which it changed; columns in their order."""
        names = ", ".join(column.name for column in self.columns)
        return f"select {names} from ({sql.query('peilbestand', self.query or self.name, **self.parts)}) as bron"

    @property
    def has_client(self) -> bool:
        """Whether its rows are of a client."""
        return any(column.name == CLIENT for column in self.columns)


def layout(tables: Sequence[Table]) -> str:
    """Another whenever a file would be made in another way: what was made before is of no use then."""
    made = repr([(table, table.sql) for table in tables])
    return hashlib.sha256(made.encode()).hexdigest()[:16]
