# SPDX-License-Identifier: EUPL-1.2
"""Relations are made when a text names them, out of what was made at another K where that is possible.

What was made of what did not change since is the same. What is per client (relations.py) is that of the other K, with
of the clients of whom anything changed what the slice has (slices.py). What remains is made of all there is.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from weakref import WeakKeyDictionary

import duckdb

from berichtenverkeer.rapporten import relations, slices
from berichtenverkeer.rapporten.relations import BRON, MACROS, VIEWS, Kept, Relation, Schemas, named_directly
from berichtenverkeer.rapporten.slices import Slice

MADE = "gemaakt"
"""The schema in which stands what was made, and of what."""

MERGE = 16
"""When the clients that changed are more than one in so many, what is carried over is written as a table of its own."""

_BEGIN = f"""
create schema {VIEWS};
create schema {MACROS};
set search_path = '{MACROS}';
{relations.macros_text()}
create schema {MADE};
create table {MADE}.tabel (plaats varchar, naam varchar, k bigint, gegeven varchar);
create table {MADE}.overgenomen (plaats varchar, naam varchar, van varchar, deel varchar)"""
"""Of each table in which schema it is, at which K, of which variables; and what was carried over, from which schema
and slice."""

_there: WeakKeyDictionary[duckdb.DuckDBPyConnection, set[tuple[str, str]]] = WeakKeyDictionary()
"""Of each connection what was made on it and not dropped since: schema and name, and schemas with an empty one. To ask
the catalogue takes some milliseconds, and a question would do so six times."""


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Before anything is made on a connection; once is enough."""
    if connection not in _there:
        connection.execute(_BEGIN)
        _there[connection] = set()


def create_schema(connection: duckdb.DuckDBPyConnection, schema: str) -> bool:
    """Unless it is there; whether it was not (that of a slice its tables may have made)."""
    there = _there[connection]
    if (schema, "") in there:
        return False
    connection.execute(f"create schema if not exists {schema}")
    there.add((schema, ""))
    return True


def provide(connection: duckdb.DuckDBPyConnection, schemas: Schemas, texts: Iterable[str]) -> None:
    """Make what these texts name, unless it is there."""
    maker = _Maker(connection, schemas)
    for text in texts:
        maker.make(named_directly(text))
    maker.note()


def forget(connection: duckdb.DuckDBPyConnection, kept: Schemas, most: int) -> None:
    """Of each kind drop what is in the oldest schemas beyond `most`, those of `kept` excepted, unless it was carried
    over to what stays; and the slices that nothing rests on."""
    for schema in (kept.of_all, kept.per_k, kept.per_question):
        kind = schema.rpartition("_")[0]
        others = connection.execute(_OLDER, [kind, schema]).fetchall()
        for (other,) in others[most - 1 :]:
            _drop(connection, other)
    for (schema,) in connection.execute(_SLICES_OF_NOTHING).fetchall():
        connection.execute(f"drop schema {schema} cascade")
        there = _there[connection]
        there -= {one for one in there if one[0] == schema}


def _drop(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    is_whole = True
    for name, kind, is_needed in connection.execute(_IN_SCHEMA, [schema]).fetchall():
        if is_needed:
            is_whole = False
            continue
        connection.execute(f"drop {kind} {schema}.{name}")
        _there[connection].discard((schema, name))
        for table in ("tabel", "overgenomen"):
            connection.execute(f"delete from {MADE}.{table} where plaats = $1 and naam = $2", [schema, name])
    if is_whole:
        connection.execute(f"drop schema {schema}")
        _there[connection].discard((schema, ""))


class _Maker:
    """Makes relations in the schemas of one question; of a slice, `whole` makes what is no part of it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, schemas: Schemas, whole: "_Maker | None" = None) -> None:
        self._connection = connection
        self._schemas = schemas
        self._whole = whole
        self._there = _there[connection]
        self._made: set[str] = set()
        self._new: list[tuple[str, str, str]] = []
        self.path = _path(connection)

    def make(self, names: set[str]) -> None:
        """Those of these relations that are not there."""
        for one in (relations.relations()[name] for name in sorted(names)):
            if one.name not in self._made:
                self._made.add(one.name)
                self._make(one)

    def _make(self, one: Relation) -> None:
        schema = self._schemas.of(one)
        is_there = (schema, one.name) in self._there
        is_text = one.kept in (Kept.VIEW, Kept.MACRO)
        if is_there and not is_text:  # what a table is made of was there when it was made
            return
        if is_text:
            self.make(named_directly(one.sql))
            if not is_there:
                bron = self._schemas.bron if one.is_per_client else BRON
                self._create(one, schema, relations.statement(one, schema, bron))
        elif self._whole is not None:
            self._make_part(one, schema, self._whole)
        elif not self._carry_over(one, schema):
            self.make(named_directly(one.sql))
            self._create(one, schema, relations.statement(one, schema))
            self._new.append((schema, one.name, self._given(one)))

    def _make_part(self, one: Relation, schema: str, whole: "_Maker") -> None:
        """Of a slice: its own part of what is per client, and all of the rest."""
        if one.is_per_client:
            self.make(named_directly(one.sql))
            self._create(one, schema, relations.statement(one, schema, self._schemas.bron))
            return
        with _search_path(self._connection, whole.path):
            whole.make({one.name})
        self._create(one, schema, f"create view {schema}.{one.name} as from {whole.place(one)}")

    def _create(self, one: Relation, schema: str, statement: str) -> None:
        self._connection.execute(statement)
        self._there.add((schema, one.name))

    def place(self, one: Relation) -> str:
        """Where a relation is, with its schema."""
        return f"{self._schemas.of(one)}.{one.name}"

    def _carry_over(self, one: Relation, schema: str) -> bool:
        """Whether it was made of what another K has."""
        others = self._others.get((one.name, self._given(one)))
        if not others:
            return False
        k = int(self._values["k"])
        other, van = min(others, key=lambda there: abs(there[0] - k))
        cut = slices.slice_between(self._connection, k, other)
        if not relations.sources(one.name) & cut.changed:
            self._create(one, schema, f"create view {schema}.{one.name} as from {van}.{one.name}")
        elif slices.is_enough(self._connection, one, cut):
            text = self._with_part(one, f"{van}.{one.name}", cut)
            is_much = slices.is_more(self._connection, cut, MERGE)
            self._create(one, schema, f"create {'table' if is_much else 'view'} {schema}.{one.name} as {text}")
            if is_much:
                self._new.append((schema, one.name, self._given(one)))
                return True
        else:
            return False
        self._connection.execute(_CARRIED, [schema, one.name, van, cut.name])
        return True

    def _with_part(self, one: Relation, other: str, cut: Slice) -> str:
        """The rows of another K, with those of the slice in their place."""
        schemas = cut.schemas(self._schemas)
        for schema in schemas:
            create_schema(self._connection, schema)
        with _search_path(self._connection, schemas.path):
            part = _Maker(self._connection, schemas, self)
            part.make({one.name})
        return (
            f"select * from {other} anti join {cut.who} using (client) where client is not null union all by name"
            f" select * from {part.place(one)} where client is null or client in (select client from {cut.who})"
        )

    def note(self) -> None:
        """Of what was made, that it can be carried over. All at once: a statement costs more than many rows."""
        if self._new:
            self._connection.execute(_NOTE, [list(column) for column in zip(*self._new, strict=True)])

    def _given(self, one: Relation) -> str:
        """The variables on which it depends, K excepted, as one text."""
        return json.dumps([self._values.get(name) for name in relations.variables(one.name)])

    @cached_property
    def _others(self) -> dict[tuple[str, str], list[tuple[int, str]]]:
        """By name and variables at which K's a table was made, and in which schema."""
        found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for name, given, k, schema in self._connection.execute(_TABLES).fetchall():
            found[name, given].append((k, schema))
        return found

    @cached_property
    def _values(self) -> dict[str, str]:
        return dict(self._connection.execute("select name, value from duckdb_variables()").fetchall())


def _path(connection: duckdb.DuckDBPyConnection) -> str:
    [(path,)] = connection.execute("select current_setting('search_path')").fetchall()
    return str(path)


@contextmanager
def _search_path(connection: duckdb.DuckDBPyConnection, path: str) -> Iterator[None]:
    before = _path(connection)
    connection.execute(f"set search_path = '{path}'")
    try:
        yield
    finally:
        connection.execute(f"set search_path = '{before}'")


_OLDER = """
select schema_name from duckdb_schemas() where starts_with(schema_name, $1 || '_') and schema_name <> $2
order by oid desc"""
_IN_SCHEMA = f"""
select naam, soort, exists (from {MADE}.overgenomen o where o.van = $1 and o.naam = r.naam) from (
  select table_name as naam, 'table' as soort from duckdb_tables() where schema_name = $1
  union all select view_name, 'view' from duckdb_views() where schema_name = $1) r"""
_SLICES_OF_NOTHING = f"""
select schema_name from duckdb_schemas() where starts_with(schema_name, 'deel_')
  and not exists (from {MADE}.overgenomen where starts_with(schema_name, deel || '_'))"""
_TABLES = f"select naam, gegeven, k, plaats from {MADE}.tabel"
_NOTE = f"insert into {MADE}.tabel select unnest($1), unnest($2), getvariable('k'), unnest($3)"
_CARRIED = f"insert into {MADE}.overgenomen values ($1, $2, $3, $4)"
