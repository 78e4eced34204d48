# SPDX-License-Identifier: EUPL-1.2
"""State in and out of the database: a fixed number of set-based statements, however many rows.

Every statement is built once, from how each kind of row is kept (`kept`).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

import msgspec

from berichtenverkeer.core import database
from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.core.kenmerk import Kenmerk
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.projections import kenmerken
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.kept import (
    AT_K,
    CONFIRMED,
    DECLARATIE,
    LEVERING,
    PART,
    PRESTATIE,
    TABLES,
    TOEWIJZING,
    VERZOEK,
    StateTable,
)
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.needs import Needs
from berichtenverkeer.projections.rows import LayersRow, Row, Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel

_OF_CLIENTEN = "t.client = any($3::bytea[])"
_OF_VERZOEKEN = "(t.aanbieder, t.referentie) in (select * from unnest($3::text[], $4::text[]))"
_ON_TOEWIJZINGEN = "(t.gemeente, t.toewijzing_nummer) in (select * from unnest($3::text[], $4::bigint[]))"


def _found(table: StateTable, kenmerk: Kenmerk, since: int) -> str:
    """The rows that hold now with the keys in the arguments from `since` on, key by key."""
    keys = f"unnest({table.unnest(kenmerk.key, since)}) k ({', '.join(kenmerk.key)})"
    return f"select {table.listing('r')} from {keys} cross join lateral {kenmerk.rows()} r"


def _per_client(table: StateTable) -> str:
    """The rows of clients ($2)."""
    return _found(table, kenmerken.CLIENT[table.name], 2)


_LOAD_TOEWIJZINGEN = f"{_per_client(TOEWIJZING)} union {_found(TOEWIJZING, kenmerken.OWN['toewijzing'], 3)}"
_LOAD_LEVERINGEN = _per_client(LEVERING)
_LOAD_VERZOEKEN = f"{_per_client(VERZOEK)} union {_found(VERZOEK, kenmerken.OWN['verzoek'], 3)}"
_LOAD_PARTS = _found(PART, kenmerken.PARTS_OF_VERZOEK, 2)
_LOAD_DECLARATIES = _found(DECLARATIE, kenmerken.OWN["declaratie"], 2)
_LOAD_SERIES = (
    f"select {DECLARATIE.listing('r')} from unnest($2::text[], $3::text[]) k (aanbieder, gemeente) cross join lateral"
    f" (select * from {kenmerken.SERIES.rows(' order by periode_begin desc')} s"
    " where not s.is_verworpen and not (s.is_betwist and s.beantwoord_op is null)"
    " order by s.periode_begin desc limit 1) r"
)
_LOAD_WITH_IDENTIFICATIE = (
    f"select {DECLARATIE.listing('r')} from unnest($2::text[], $3::text[], $4::text[])"
    f" k (aanbieder, gemeente, identificatie) cross join lateral {kenmerken.SERIES.rows()} r"
    " where r.identificatie = k.identificatie"
)
_LOAD_PRESTATIES = _found(PRESTATIE, kenmerken.OWN["prestatie"], 2)
_LOAD_ON_TOEWIJZING = _found(PRESTATIE, kenmerken.ON_TOEWIJZING, 2)
# With the debets that the credits among them take back, and who has the reference that one of them waits for.
_LOAD_IN_DECLARATIE = (
    f"with d as materialized ({_found(PRESTATIE, kenmerken.IN_DECLARATIE, 2)})"
    f" select * from d union select {PRESTATIE.listing('r')}"
    " from (select aanbieder, vorig_referentie as referentie from d where is_credit"
    " union select aanbieder, referentie from d where dubbel_in <> '') k"
    f" cross join lateral {kenmerken.OWN['prestatie'].rows()} r"
)


_WITH_VOORLOPIG = (
    "select array("
    + (
        " union ".join(
            f"select t.client from {table.name} t where {AT_K} and t.is_voorlopig"
            for table in (TOEWIJZING, LEVERING, VERZOEK)
        )
    )
    + ")"
)


async def load(grootboek: Grootboek, needs: Needs, *, at_most: int | None = None) -> Stand:
    """The current rows that `needs` names, and the requests of its clients. At most one statement per kind.

    Raises TooManyRows when one of them brings more rows than `at_most`.
    """
    stand = Stand()
    await load_also(grootboek, needs, stand, at_most=at_most)
    return stand


async def load_also(grootboek: Grootboek, needs: Needs, stand: Stand, *, at_most: int | None = None) -> None:
    """Add the rows that `needs` names to a stand in which nothing was folded yet that could touch them."""

    async def fetch(row: Any, sql: str, *columns: Any) -> list[Any]:
        rows = await database.fetch(grootboek.conn, sql, grootboek.regio, *columns, at_most=at_most)
        found = [row(*one) for one in rows]
        stand.add(found)
        return found

    clienten, living = sorted(needs.clienten), sorted(needs.clienten | needs.levend)
    if needs.pakketten or needs.toewijzingen:
        gemeenten, numbers = _columns(needs.toewijzingen) or ((), ())
        await fetch(Toewijzing, _LOAD_TOEWIJZINGEN, sorted(needs.pakketten), gemeenten, numbers)
    if living:
        await fetch(Levering, _LOAD_LEVERINGEN, living)
    if clienten or needs.verzoeken:
        verzoeken = await fetch(Verzoek, _LOAD_VERZOEKEN, clienten, *_of_verzoeken(needs.verzoeken))
        # Whatever was found, so that how long it takes says nothing of a request that is another's.
        await fetch(Wijzigingsdeel, _LOAD_PARTS, *_of_verzoeken(row.sleutel for row in verzoeken if row.is_wijziging))
    if needs.declaraties:
        await fetch(Declaratie, _LOAD_DECLARATIES, *_columns(needs.declaraties))
    if needs.reeksen:
        await fetch(Declaratie, _LOAD_SERIES, *_columns(needs.reeksen))
    if needs.identificaties:
        found = await fetch(Declaratie, _LOAD_WITH_IDENTIFICATIE, *_columns(needs.identificaties))
        own = {(row.aanbieder, row.nummer) for row in found}
        needs = msgspec.structs.replace(needs, inhouden=needs.inhouden | own)
    if needs.prestaties:
        await fetch(Prestatie, _LOAD_PRESTATIES, *_columns(needs.prestaties))
    if needs.op_toewijzing:
        await fetch(Prestatie, _LOAD_ON_TOEWIJZING, *_columns(needs.op_toewijzing))
    if needs.inhouden:
        await fetch(Prestatie, _LOAD_IN_DECLARATIE, *_columns(needs.inhouden))


async def clienten_of_verzoeken(grootboek: Grootboek, verzoeken: Sequence[tuple[str, str, str]]) -> set[bytes]:
    """For whom these (gemeente, aanbieder, ReferentieAanbieder) were asked, as far as they are there."""
    rows = await grootboek.fetch(
        "select r.client from unnest($2::text[], $3::text[], $4::text[]) k (gemeente, aanbieder, referentie)"
        f" cross join lateral {kenmerken.OWN['verzoek'].rows()} r where r.gemeente = k.gemeente",
        *zip(*verzoeken, strict=True),
    )
    return {row["client"] for row in rows}


async def load_layers(grootboek: Grootboek, needs: Needs, stand: Stand, *, at_most: int | None = None) -> None:
    """Add whole clients with what is confirmed beneath it, and what their numbers and references are of.

    In one number of statements, whether there is anything or not: how long it takes tells nobody who is known here.
    Raises TooManyRows.
    """

    async def fetch(row: Any, sql: str, *columns: Any) -> list[Any]:
        return [
            row(*one) for one in await database.fetch(grootboek.conn, sql, grootboek.regio, *columns, at_most=at_most)
        ]

    clienten = sorted(needs.clienten)
    numbers = _columns(needs.toewijzingen) or ((), ())
    verzoeken = await fetch(Verzoek, _LOAD_VERZOEKEN, clienten, *_of_verzoeken(needs.verzoeken))
    wijzigingen = [row.sleutel for row in verzoeken if row.is_wijziging]
    stand.add(verzoeken)
    for row, sql, columns in (
        (Toewijzing, _LOAD_TOEWIJZINGEN, (clienten, *numbers)),
        (Levering, _LOAD_LEVERINGEN, (clienten,)),
        (Wijzigingsdeel, _LOAD_PARTS, _of_verzoeken(wijzigingen)),
    ):
        stand.add(await fetch(row, sql, *columns))
    await load_confirmed(grootboek, clienten, stand)


async def load_confirmed(grootboek: Grootboek, clienten: Iterable[bytes], stand: Stand) -> None:
    """Add what is confirmed of these clients beneath what is voorlopig: three statements."""
    for table in CONFIRMED:
        rows: list[Any] = [table.row_type(*row) for row in await grootboek.fetch(_per_client(table), sorted(clienten))]
        stand.know_confirmed(rows)


def _columns(keys: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(zip(*sorted(keys), strict=True))


def _of_verzoeken(keys: Iterable[Verzoeksleutel]) -> tuple[list[str], list[str]]:
    """The columns of these keys."""
    every = sorted(keys)
    return [key.aanbieder for key in every], [key.referentie for key in every]


async def load_at(grootboek: Grootboek, k: int) -> Stand:
    """The whole state of a region as known at ledger position `k`, what is voorlopig included."""
    rows: list[Row] = []
    for table in TABLES:
        if table.is_bevestigd:
            continue
        rows += [table.row_type(*row) for row in await grootboek.fetch(f"{table.selection} where {AT_K}", k)]
    return Stand(rows)


async def layers_at(grootboek: Grootboek, k: int) -> tuple[Stand, Stand]:
    """Of the clients with anything voorlopig at ledger position `k`: what was confirmed then, and all that counted.

    With the prestaties on their toewijzingen. Both are empty, after one statement, where nothing was voorlopig.
    """
    loose = await grootboek.fetchval(_WITH_VOORLOPIG, k)
    if not loose:
        return Stand(), Stand()
    total = await clienten_at(grootboek, k, loose)
    confirmed = Stand(row for row in total.rijen() if not (isinstance(row, LayersRow) and row.is_voorlopig))
    for table in CONFIRMED:
        confirmed.add(await _rows_at(grootboek, table, k, _OF_CLIENTEN, loose))
    return confirmed, total


async def clienten_at(grootboek: Grootboek, k: int, clienten: Collection[bytes]) -> Stand:
    """All of these clients as known at ledger position `k`, with the prestaties on their toewijzingen."""
    stand = Stand()
    for table in (TOEWIJZING, LEVERING, VERZOEK):
        stand.add(await _rows_at(grootboek, table, k, _OF_CLIENTEN, clienten))
    every = stand.rijen()
    verzoeken = _of_verzoeken(row.sleutel for row in every if isinstance(row, Verzoek))
    numbers = _columns({(row.gemeente, row.nummer) for row in every if isinstance(row, Toewijzing)}) or ((), ())
    stand.add(await _rows_at(grootboek, PART, k, _OF_VERZOEKEN, *verzoeken))
    stand.add(await _rows_at(grootboek, PRESTATIE, k, _ON_TOEWIJZINGEN, *numbers))
    return stand


async def _rows_at(grootboek: Grootboek, table: StateTable, k: int, where: str, *arguments: Any) -> list[Any]:
    rows = await grootboek.fetch(f"{table.selection} where {AT_K} and {where}", k, *arguments)
    return [table.row_type(*row) for row in rows]


async def save(grootboek: Grootboek, wijzigingen: Sequence[Wijziging]) -> None:
    """Write what folding changed: close the rows that ceased to be true, add each version with its positions.

    At most two statements per table that changed.
    """
    for table in TABLES:
        from_table = (one for one in wijzigingen if one.is_bevestigd == table.is_bevestigd)
        own = [wijziging for wijziging in from_table if isinstance(wijziging.rij, table.row_type)]
        if own:
            await _save(grootboek, table, own)


async def _save(grootboek: Grootboek, table: StateTable, wijzigingen: Sequence[Wijziging]) -> None:
    per_key: dict[tuple[Any, ...], list[Wijziging]] = {}
    for wijziging in wijzigingen:
        per_key.setdefault(_key(table, wijziging.rij), []).append(wijziging)
    closed = [(*key, series[0].positie) for key, series in per_key.items() if series[0].oud is not None]
    if closed:
        await grootboek.execute(_close(table), *zip(*closed, strict=True))
    # A row that changed twice at one position was never true in between.
    new = [
        (*msgspec.structs.astuple(one.nieuw), one.positie, following.positie if following else None)
        for series in per_key.values()
        for one, following in zip(series, [*series[1:], None], strict=True)
        if one.nieuw is not None and (following is None or following.positie > one.positie)
    ]
    if new:
        await grootboek.execute(_add(table), *zip(*new, strict=True))


def _key(table: StateTable, row: Row) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in table.key)


@cache
def _close(table: StateTable) -> str:
    kenmerk = kenmerken.OWN[table.name]
    columns = (*table.key, "pos_van")
    more = "".join(f" and r.{column} = k.{column}" for column in table.key if column not in kenmerk.key)
    return (
        f"update {table.name} t set pos_tot = f.pos_van from (select r.rij, k.pos_van"
        f" from unnest({table.unnest(columns, 2)}) k ({', '.join(columns)}) cross join lateral {kenmerk.rows()} r"
        f" where true{more}) f where t.ctid = f.rij"
    )


@cache
def _add(table: StateTable) -> str:
    columns = (*table.columns, "pos_van", "pos_tot")
    return (
        f"insert into {table.name} (regio, {', '.join(columns)}) select $1, * from unnest({table.unnest(columns, 2)})"
    )


async def open_verzoeken(grootboek: Grootboek) -> tuple[int, date | None]:
    """How many requests are neither granted nor rejected, and when the oldest of them was received."""
    count, since = await grootboek.fetchrow(
        "select count(*), min(ontvangen_op) from verzoek"
        " where regio = $1 and pos_tot is null and afgewezen_op is null and toegewezen_op is null",
    )
    return count, since


async def to_rebuild(conn: PgConnection) -> list[str]:
    """The regions of which a migration changed what their gebeurtenissen add up to, since their state was built."""
    return [row["regio"] for row in await conn.fetch("select regio from te_herbouwen order by regio")]


async def is_rebuilt(grootboek: Grootboek) -> None:
    """The state was built anew."""
    await grootboek.execute("delete from te_herbouwen where regio = $1")


async def wipe(grootboek: Grootboek) -> None:
    """Forget all state of a region, before it is rebuilt."""
    for table in TABLES:
        await grootboek.execute(f"delete from {table.name} where regio = $1")


async def all_versions(grootboek: Grootboek) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a region with its positions, by table, in a fixed order: to compare with a rebuild."""
    result: dict[str, list[tuple[Any, ...]]] = {}
    for table in TABLES:
        columns = ", ".join((*table.columns, "pos_van", "pos_tot"))
        order = ", ".join((*table.key, "pos_van"))
        rows: Iterable[Any] = await grootboek.fetch(
            f"select {columns} from {table.name} where regio = $1 order by {order}"
        )
        result[table.name] = [tuple(row) for row in rows]
    return result
