# SPDX-License-Identifier: EUPL-1.2
"""Seals: one number over all rows of a log between two places. Of a month that is over it is always the same; after any
change, even by who owns the database, it is another. Whoever wrote it down elsewhere can tell.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.ids import first_id

_CHUNK = 5_000
_AS_TEXT = "set local datestyle = 'ISO, YMD'; set local bytea_output = 'hex'; set local timezone = 'UTC'"
"""How a row reads, on whatever server it is after a restore."""
_NO_ID = UUID(int=0)


class Span(msgspec.Struct, frozen=True):
    """Positions of the ledger behind `after` up to `through`; moments of the inzagelog from `begin`, before `end`."""

    after: int
    through: int
    begin: datetime
    end: datetime


class Seal(msgspec.Struct, frozen=True):
    """Of how many rows, and the number: SHA-256, hexadecimal."""

    log: str
    count: int
    digest: str


class _Log(NamedTuple):
    """`first` is what bounds it, `key` how its rows are told apart, in their order; `row` is what of each is sealed."""

    table: str
    first: str
    key: str
    begin: tuple[Any, ...]
    row: str


LOGS: Mapping[str, _Log] = {
    "gebeurtenissen": _Log(
        "gebeurtenis",
        "positie",
        "positie",
        (0,),
        "positie, bericht_id, soort, versie, client, aanbieder, gemeente, geboekt_op, inhoud, door_kanaal,"
        " door_partij, door_persoon",
    ),
    "berichten": _Log(
        "bericht",
        "positie",
        "positie, id",
        (0, _NO_ID),
        # Not its content, which is told by its hash, and is gone when its key is.
        "id, positie, ontvangen_op, standaard, release, berichtsoort, afzender, ontvanger, verzender, bestemming,"
        " identificatie, dagtekening, sha256_verzegeld, grootte, oordeel, bron, eerste, is_bezorgd, is_boekbaar,"
        " is_betwist, client, retour_id, heen_id, bevindingen, sleutels, sleutel_maand",
    ),
    "inzagelog": _Log(
        "inzage",
        "id",
        "id",
        (_NO_ID,),
        "id, op, kanaal, partij, persoon, rollen, soort, bericht_id, onderwerp, client, waarom, page, outcome,"
        " aanvraag",
    ),
}


async def seals(grootboek: Grootboek, span: Span) -> list[Seal]:
    """Of each log, in one snapshot; whatever a row holds, only the number leaves the database."""
    await grootboek.conn.execute(_AS_TEXT)
    moments = first_id(span.begin), first_id(span.end)
    bounds = {"positie": (span.after, span.through), "id": moments}
    return [await _sealed(grootboek, name, log, bounds[log.first]) for name, log in LOGS.items()]


async def _sealed(grootboek: Grootboek, name: str, log: _Log, bounds: tuple[Any, Any]) -> Seal:
    sealed, count, last = hashlib.sha256(), 0, log.begin
    places = ", ".join(f"${number}" for number in range(4, 4 + len(last)))
    question = (
        f"select {log.key}, sha256(convert_to(row({log.row})::text, 'UTF8')) as digest from {log.table}"
        f" where regio = $1 and {log.first} > $2 and {log.first} <= $3 and ({log.key}) > ({places})"
        f" order by {log.key} limit {_CHUNK}"
    )
    while rows := await grootboek.fetch(question, *bounds, *last):
        for row in rows:
            sealed.update(row["digest"])
        count += len(rows)
        last = tuple(rows[-1])[:-1]
    return Seal(name, count, sealed.hexdigest())
