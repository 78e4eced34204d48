# SPDX-License-Identifier: EUPL-1.2
"""What changed between two K's: a slice of the peilbestand, of the clients of whom anything did.

A relation that is per client has at one K the rows that it has at another, but for those of these clients; made of
the slice it has theirs (making.py). Rows without a client are in every slice.
"""

from typing import NamedTuple

import duckdb

from berichtenverkeer.rapporten import relations
from berichtenverkeer.rapporten.relations import BRON, Relation, Schemas

MOST = 2
"""Of more than one in so many clients nothing is carried over: to make all of it costs as much."""

CLIENT = "client"
_POSITIONS = ("positie", "pos_van", "pos_tot")
_FOUND_BY_KEY = frozenset({"bericht", "gebeurtenis"})
"""Has clients, but a relation that is per client finds its rows by position or id: in a slice it is whole."""


class Slice(NamedTuple):
    """Named after both K's. `changed` are the tables in which anything did; of `clients` clients."""

    name: str
    changed: frozenset[str]
    clients: int

    def schemas(self, whole: Schemas) -> Schemas:
        """Where the tables of a question are, made of the slice alone."""
        return Schemas(*(f"{self.name}_{schema}" for schema in whole))

    @property
    def who(self) -> str:
        """The table of its clients."""
        return f"{self.name}_{BRON}.gewijzigd"


def slice_between(connection: duckdb.DuckDBPyConnection, k: int, other: int) -> Slice:
    """Made, unless it is there. Of two K's that are the same it is empty."""
    low, high = sorted((k, other))
    name = f"deel_{low}_{high}"
    schema = f"{name}_{BRON}"
    found = connection.execute("select 1 from duckdb_schemas() where schema_name = $1", [schema]).fetchall()
    if not found:
        connection.begin()  # whole, or not at all: memory may fall short
        try:
            _make(connection, schema, low, high)
            connection.commit()
        except duckdb.Error:
            connection.rollback()
            raise
    changed = connection.execute(f"select distinct tabel from {schema}.wijziging").fetchall()
    [(clients,)] = connection.execute(f"select count(*) from {schema}.gewijzigd").fetchall()
    return Slice(name, frozenset(table for (table,) in changed), clients)


def is_enough(connection: duckdb.DuckDBPyConnection, one: Relation, cut: Slice) -> bool:
    """Whether all that changed for a relation is in the slice."""
    touched = relations.sources(one.name) & cut.changed
    have_clients = {table for table, columns in _columns(connection).items() if CLIENT in columns}
    is_told = touched <= have_clients
    return one.is_per_client and is_told and not is_more(connection, cut, MOST)


def is_more(connection: duckdb.DuckDBPyConnection, cut: Slice, part: int) -> bool:
    """Whether it has more than one in `part` clients."""
    [(clients,)] = connection.execute(f"select count(*) from {BRON}.client").fetchall()
    return bool(cut.clients * part > clients)


def _make(connection: duckdb.DuckDBPyConnection, schema: str, low: int, high: int) -> None:
    columns = _columns(connection)
    connection.execute(f"create schema {schema}")
    texts = [_wijziging(table, columns[table], low, high) for table in columns if low < high]
    texts = [text for text in texts if text] or ["select null::varchar as tabel, null::integer as client limit 0"]
    connection.execute(f"create table {schema}.wijziging as {' union '.join(texts)}")
    connection.execute(
        f"create table {schema}.gewijzigd as select distinct client from {schema}.wijziging where client is not null"
    )
    for table, names in columns.items():
        is_cut = CLIENT in names and table not in _FOUND_BY_KEY
        where = f" where client is null or client in (select client from {schema}.gewijzigd)" if is_cut else ""
        connection.execute(f"create view {schema}.{table} as select * from {BRON}.{table}{where}")


def _wijziging(table: str, columns: set[str], low: int, high: int) -> str:
    """The clients of what came or went in a table between the two; a row without one when it has none."""
    positions = [one for one in _POSITIONS if one in columns]
    if not positions:
        return ""
    within = " or ".join(f"{one} > {low} and {one} <= {high}" for one in positions)
    client = CLIENT if CLIENT in columns else f"null as {CLIENT}"
    return f"select '{table}' as tabel, {client} from {BRON}.{table} where {within}"


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Of each table of the peilbestand."""
    found: dict[str, set[str]] = {}
    rows = connection.execute("select table_name, column_name from duckdb_columns() where schema_name = $1", [BRON])
    for table, column in rows.fetchall():
        found.setdefault(table, set()).add(column)
    return found
