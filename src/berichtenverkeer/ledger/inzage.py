# SPDX-License-Identifier: EUPL-1.2
"""Who opened what: a row for each time, append-only as the ledger, and beside it: no K waits for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.ids import first_id, new_id
from berichtenverkeer.core.sql import query


class InzageSoort(StrEnum):
    """What was opened. `INZAGELOG`: who looked whom somebody looked at."""

    BERICHT = "bericht"
    DRAAD = "draad"
    TENZIJ = "tenzij"
    CLIENT = "client"
    INZAGELOG = "inzagelog"


class InzageOutcome(StrEnum):
    """How that ended."""

    SHOWN = "getoond"
    NOT_FOUND = "niet gevonden"
    FAILED = "mislukt"


class Inzage(msgspec.Struct, frozen=True, kw_only=True):
    """One time that somebody opened something.

    `waarom` is the use case, `page` the pattern of the address where he asked it. `onderwerp` is the id of what is no
    bericht; `client` a pseudonym, where one is known: that of a bericht is in the ledger.
    """

    id: UUID
    op: datetime
    kanaal: str
    partij: str | None
    persoon: str | None
    rollen: tuple[str, ...]
    soort: InzageSoort
    bericht_id: UUID | None
    onderwerp: str | None
    client: bytes | None
    waarom: str
    page: str | None
    outcome: InzageOutcome
    aanvraag: str | None


class InzageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which are asked, the newest first: of a client, person, partij, or bericht, from a moment until before another.

    `before` is the id of the last one on the page before. `only_failed`: those alone of whom nothing was shown.
    """

    client: bytes | None = None
    persoon: str | None = None
    partij: str | None = None
    bericht_id: UUID | None = None
    van: datetime | None = None
    tot: datetime | None = None
    before: UUID | None = None
    only_failed: bool = False
    limit: int = 50


class Looked(msgspec.Struct, frozen=True):
    """How often a person, or the systems of a partij (no person), opened something; at how many clients that he is
    known to have seen, and how often nothing was shown."""

    partij: str | None
    persoon: str | None
    looks: int
    clients: int
    failed: int


async def write(grootboek: Grootboek, rows: Iterable[Inzage]) -> None:
    """Add them, in one round trip however many there are."""
    values = [(grootboek.regio, *(getattr(one, name) for name in _NAMES)) for one in rows]
    await grootboek.conn.executemany(_WRITE, values)


async def listing(grootboek: Grootboek, question: InzageQuery) -> list[Inzage]:
    """Those that are asked; one more than `limit` when there are more.

    Of a client: what was opened as his, and every bericht that is about him, names a toewijzing of his (a declaratie,
    also one that was rejected as a whole), or answers one that does.
    """
    q = question
    values = q.client, q.persoon, q.partij, q.bericht_id, q.van, q.tot, q.before, q.only_failed, q.limit + 1
    rows: Sequence[tuple[object, ...]] = await grootboek.fetch(_LISTING, *values)
    return [_read(*row) for row in rows]


async def looked(grootboek: Grootboek, since: datetime, partij: str | None) -> list[Looked]:
    """Everybody who opened something since a moment, who saw most clients first; None for of every partij."""
    return [Looked(*row) for row in await grootboek.fetch(_LOOKED, first_id(since), partij)]


def _read(*values: object) -> Inzage:
    fields = dict(zip(_NAMES, values, strict=True))
    return msgspec.convert(fields, Inzage, builtin_types=(bytes, datetime, UUID))


def new(**fields: object) -> Inzage:
    """One with an id of now."""
    return Inzage(id=new_id(), **fields)  # type: ignore[arg-type]  # checked by who reads the row


_NAMES = Inzage.__struct_fields__
_WRITE = f"""
insert into inzage (regio, {", ".join(_NAMES)})
values ($1, {", ".join(f"${number}" for number in range(2, len(_NAMES) + 2))})"""

_LISTING = query("ledger", "inzage")
_LOOKED = query("ledger", "inzage_looked")
