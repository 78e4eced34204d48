# SPDX-License-Identifier: EUPL-1.2
"""What is behind a figure: the facts that a cell counts, one by one, each with the berichten that made it so."""

from typing import Any
from uuid import UUID

import duckdb
import msgspec

from berichtenverkeer.rapporten.declaration import Subject, Table
from berichtenverkeer.rapporten.result import Cell, Level

MAX_FACTS = 1000
"""How many facts one answer may hold."""

PSEUDONYM_CHARACTERS = 10
"""Hexadecimal digits of a pseudonym that a list shows: enough to tell clients apart in it."""

_ABOUT = {
    Subject.LEVERING: "g.client = f.client and g.gemeente = f.gemeente and g.aanbieder = f.aanbieder"
    " and g.begindatum = f.begindatum and g.toewijzing_nummer is not distinct from f.toewijzing_nummer"
    " and g.soort in ('LeveringGestart', 'StartVerwijderd', 'LeveringGestopt', 'StopVerwijderd')",
    Subject.TOEWIJZING: "g.client = f.client and g.gemeente = f.gemeente and g.soort = 'ToewijzingVastgesteld'"
    " and g.nummer = f.nummer",
    Subject.VERZOEK: "g.aanbieder = f.aanbieder and g.referentie = f.referentie and g.soort in ('VerzoekOntvangen',"
    " 'WijzigingVerzocht', 'VerzoekAfgewezen', 'VerzoekInOnderzoek', 'ToewijzingVastgesteld')",
    Subject.PRESTATIE: "g.aanbieder = f.aanbieder and g.referentie = f.referentie and g.soort = 'PrestatieIngediend'",
    Subject.GEBEURTENIS: "g.positie = f.positie",
}
"""How the gebeurtenissen about a fact `f` are found."""


class Fact(msgspec.Struct, kw_only=True):
    """One thing counted: its columns, whose it is (the begin of a pseudonym), and by which berichten it came about."""

    values: dict[str, Any]
    client: str | None = None
    berichten: tuple[UUID, ...] = ()


class Behind(msgspec.Struct, kw_only=True):
    """The facts of a cell from number `after` on, in a fixed order; `following` is where the next page begins."""

    facts: list[Fact]
    following: int | None = None


def behind(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    cell: Cell,
    column: str | None = None,
    *,
    after: int = 0,
    limit: int = MAX_FACTS,
) -> Behind:
    """The facts behind one cell, or those that one column of it counts. The request was prepared. Raises KeyError."""
    counted = {one.name: one for one in table.columns}[column].where if column is not None else ""
    conditions, values = condition(table, cell)
    where = " and ".join([*conditions, *([f"({counted})"] if counted else [])]) or "true"
    connection.execute(
        f"create or replace temp table pagina as select row_number() over () - 1 as volgnr, * from ("
        f"select * from ({table.sql}) where {where} order by all limit {limit + 1} offset {after})",
        values,
    )
    found = connection.execute(f"select * from pagina order by volgnr limit {limit}")
    names = [one[0] for one in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    (there,) = connection.execute("select count(*) from pagina").fetchone() or (0,)
    berichten = dict(connection.execute(_berichten(table)).fetchall())
    clients = _pseudonyms(connection) if "client" in names else {}
    facts = [_fact(row, clients, berichten) for row in rows]
    return Behind(facts=facts, following=after + limit if there > limit else None)


def condition(table: Table, cell: Cell) -> tuple[list[str], list[Any]]:
    """The SQL by which a fact belongs to a cell, and its values."""
    pairs: list[tuple[str, Any]] = []
    if table.per_period:
        pairs.append(("periode", cell.periode))
    if table.per_plek and table.own_total:
        pairs.append(("plek", cell.plek))
    elif table.per_plek:
        pairs += [("plek", cell.plek)] if cell.level in (Level.PLEK, Level.CELL) else []
        pairs += [("plek2", cell.plek2)] if cell.plek2 is not None else []
    keys = zip(table.keys, cell.keys, strict=False)
    pairs += [(key.name, value) for key, value in keys if not table.all_key or value != table.all_key]
    return [f"{name} is not distinct from ?" for name, _ in pairs], [value for _, value in pairs]


def _berichten(table: Table) -> str:
    """The query of the berichten by number of the fact in `pagina`."""
    if Subject.BERICHT in table.about:
        return "select volgnr, list(distinct bericht_id) from pagina where bericht_id is not null group by 1"
    return f"select volgnr, list(distinct bericht_id order by bericht_id) from ({told(table)}) group by 1"


def told(table: Table) -> str:
    """The query of the gebeurtenissen about each fact in `pagina`; of what is about nothing else, all of its client, if
    it has one."""
    of_client = "g.client = f.client" if table.is_personal else "false"
    ways = [_ABOUT[subject] for subject in table.about if subject in _ABOUT] or [of_client]
    return " union ".join(
        "select f.volgnr, g.positie, g.dag, g.soort, g.bericht_id from pagina f join gebeurtenis_bekend g on "
        f"{way} where g.bericht_id is not null"
        for way in ways
    )


def _pseudonyms(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    begin = f"pseudoniem[:{PSEUDONYM_CHARACTERS}]"
    found = connection.execute(f"select client, {begin} from bron.client where client in (select client from pagina)")
    return dict(found.fetchall())


def _fact(row: dict[str, Any], clients: dict[int, str], berichten: dict[int, list[UUID]]) -> Fact:
    number, client = row.pop("volgnr"), row.pop("client", None)
    return Fact(
        values=row, client=None if client is None else clients.get(client), berichten=tuple(berichten.get(number, ()))
    )
