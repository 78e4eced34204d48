# SPDX-License-Identifier: EUPL-1.2
"""Loading: the difference between a register and what is known, written in two statements, however many rows."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.register.declaratie import Content, Row
from berichtenverkeer.register.rows import TABLES


class LoadResult(msgspec.Struct, frozen=True):
    """How many rows began and ended with a load, and the SHA-256 of its whole content (not of the difference)."""

    nieuw: int
    vervallen: int
    sha256: bytes

    @property
    def is_equal(self) -> bool:
        """Whether the register already said all this, so that nothing was written."""
        return not self.nieuw and not self.vervallen


StoredRow = tuple[str, str, date, date | None, str]
"""tabel, sleutel, geldig_van, geldig_tot, the other attributes as JSON."""

_encoder = msgspec.json.Encoder(order="deterministic")

_CONTENT = """
with inhoud as materialized (
  select tabel, sleutel, geldig_van, geldig_tot, waarde::jsonb as waarde
  from unnest($2::text[], $3::text[], $4::date[], $5::date[], $6::text[])
    as i (tabel, sleutel, geldig_van, geldig_tot, waarde)
)"""

_SAME = """
  i.tabel = r.tabel and i.sleutel = r.sleutel and i.geldig_van = r.geldig_van
  and i.geldig_tot is not distinct from r.geldig_tot and i.waarde = r.waarde"""

_LAPSES = f"r.regio = $1 and r.pos_tot is null and not exists (select from inhoud i where {_SAME})"

_IS_NEW = f"""
  not exists (select from register_rij r where r.regio = $1 and r.pos_tot is null and {_SAME})"""

_SAVED = """
select tabel, sleutel, geldig_van, geldig_tot, waarde::text from register_rij where regio = $1 and pos_tot is null
order by tabel collate "C", sleutel collate "C", geldig_van"""

_COMPARE = f"""{_CONTENT}
select (select count(*) from inhoud i where {_IS_NEW}) as nieuw,
       (select count(*) from register_rij r where {_LAPSES}) as vervallen"""

_CLOSE = f"{_CONTENT} update register_rij r set pos_tot = $7 where {_LAPSES}"

_ADD = f"""{_CONTENT}
insert into register_rij (regio, tabel, sleutel, geldig_van, geldig_tot, waarde, pos_van)
select $1, tabel, sleutel, geldig_van, geldig_tot, waarde, $7 from inhoud i where {_IS_NEW}"""


async def load(grootboek: Grootboek, content: Content, position: int) -> LoadResult:
    """Make `content` what is known from ledger position `position` on. Content that is already known writes nothing.

    The transaction is the caller's, who keeps other loads of the region out of it and gives them a later position.
    """
    rows = list(stored_rows(content))
    columns = [[row[column] for row in rows] for column in range(5)]
    tally = await grootboek.fetchrow(_COMPARE, *columns)
    result = LoadResult(tally["nieuw"], tally["vervallen"], _sha256(rows))
    if result.is_equal:
        return result
    assert position > await last_version(grootboek), "loads follow the ledger"
    await grootboek.execute(_CLOSE, *columns, position)
    await grootboek.execute(_ADD, *columns, position)
    await grootboek.execute("insert into registerversie values ($1, $2, $3)", position, result.sha256)
    return result


LAST_VERSION = "select coalesce(max(positie), 0) from registerversie where regio = $1"
"""Also for a statement of another room that asks it beside its own."""


async def last_version(grootboek: Grootboek, k: int | None = None) -> int:
    """The ledger position of the last load (at or before `k`); 0 when there is none."""
    position: int = await grootboek.fetchval(f"{LAST_VERSION} and positie <= coalesce($2, positie)", k)
    return position


async def last_versions(grootboek: Grootboek, at_most: int) -> list[int]:
    """The ledger positions of the last loads."""
    rows = await grootboek.fetch(
        "select positie from registerversie where regio = $1 order by 1 desc limit $2", at_most
    )
    return [row["positie"] for row in rows]


async def is_empty(grootboek: Grootboek) -> bool:
    """Whether nothing is known."""
    empty: bool = await grootboek.fetchval("select not exists (select from register_rij where regio = $1)")
    return empty


async def saved_rows(grootboek: Grootboek) -> list[StoredRow]:
    """What is known now, as it is kept: for `sha256_of`."""
    return [tuple(row) for row in await grootboek.fetch(_SAVED)]


def sha256_of(rows: Iterable[StoredRow]) -> bytes:
    """The hash that the load of these rows had: of their content, however the database writes it."""
    return _sha256([(*row[:4], _encoder.encode(msgspec.json.decode(row[4])).decode()) for row in rows])


def stored_rows(content: Content) -> Iterator[StoredRow]:
    """The rows as they are kept, in the order of tabel, key and date."""
    for name in sorted(content.rows):
        key_of, later = TABLES[name].key_of, TABLES[name].later
        for row in sorted(content.rows[name], key=lambda row: (key_of(row), row.geldig_van)):
            yield name, key_of(row), row.geldig_van, row.geldig_tot, _value(row, later)


def _value(row: Row, later: Mapping[str, Any]) -> str:
    """`later`: columns that are left out while they say nothing, so that a row is as it was before they came."""
    fields = msgspec.structs.asdict(row)
    del fields["geldig_van"], fields["geldig_tot"]
    kept = {name: value for name, value in fields.items() if name not in later or value != later[name]}
    return _encoder.encode(kept).decode()


def _sha256(rows: list[StoredRow]) -> bytes:
    """Of the rows in order, so that spaces and the order of lines in the files do not count."""
    summed = hashlib.sha256()
    for row in rows:
        summed.update(_encoder.encode(row) + b"\n")
    return summed.digest()
