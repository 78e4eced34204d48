# SPDX-License-Identifier: EUPL-1.2
"""Putting berichten in mailboxes, listing them, taking them out. A party sees its own mailbox and no other."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek


class Richting(StrEnum):
    """Seen from the owner of the mailbox."""

    IN = "in"
    UIT = "uit"


class Poststuk(msgspec.Struct, frozen=True):
    """One bericht in one mailbox. `wederpartij` is the other party; `afgehaald_op` is None while it waits."""

    partij: str
    bericht_id: UUID
    richting: str
    positie: int
    berichtsoort: str
    identificatie: str
    wederpartij: str
    oordeel: str
    ontvangen_op: datetime
    afgehaald_op: datetime | None = None


class PostvakQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What to list; None means: whatever. `after` is the ledger position behind which the page starts.

    With `before` the newest come first, from below that position. `since` is a moment of receipt.
    """

    richting: Richting | None = None
    oordeel: str | None = None
    is_afgehaald: bool | None = None
    berichtsoort: str | None = None
    identificatie: str | None = None
    wederpartij: str | None = None
    since: datetime | None = None
    after: int = 0
    before: int | None = None
    limit: int = 50


class WaitState(msgspec.Struct, frozen=True):
    """How many berichten wait in all mailboxes of a region, and since when the oldest does."""

    count: int
    oldest: datetime | None


class Lying(msgspec.Struct, frozen=True):
    """How many berichten a party did not take, and since when the oldest waits."""

    partij: str
    count: int
    oldest: datetime


_FIELDS = ", ".join(Poststuk.__struct_fields__)
_ONE = "(select ctid as rij, * from postvak where bericht_id = $3 offset 0) p where regio = $1 and partij = $2"
"""A bericht in a mailbox, by what one index alone fits (core/kenmerk.py)."""


async def deliver(grootboek: Grootboek, pieces: Sequence[Poststuk]) -> None:
    """Put these in their mailboxes, in one statement."""
    await grootboek.conn.copy_records_to_table(
        "postvak",
        records=[(grootboek.regio, *msgspec.structs.astuple(piece)) for piece in pieces],
        columns=("regio", *Poststuk.__struct_fields__),
    )


async def listing(grootboek: Grootboek, partij: str, through: int, question: PostvakQuery) -> list[Poststuk]:
    """A page of the mailbox in ledger order, or the other way round, at most `question.limit` long.

    `through` is a safe watermark: nothing can still appear below a position that a page has shown, so a party
    that pages with `after` misses nothing.
    """
    rows = await grootboek.fetch(
        f"select {_FIELDS} from postvak where regio = $1 and partij = $2 and positie > $3 and positie <= $4"
        " and ($5::text is null or richting = $5) and ($6::text is null or oordeel = $6)"
        " and ($7::boolean is null or (afgehaald_op is not null) = $7)"
        " and ($8::text is null or berichtsoort = $8) and ($9::text is null or identificatie = $9)"
        " and ($11::text is null or wederpartij = $11) and ($12::timestamptz is null or ontvangen_op >= $12)"
        f" order by positie {'asc' if question.before is None else 'desc'} limit $10",
        partij,
        question.after,
        through if question.before is None else min(through, question.before - 1),
        question.richting,
        question.oordeel,
        question.is_afgehaald,
        question.berichtsoort,
        question.identificatie,
        question.limit,
        question.wederpartij,
        question.since,
    )
    return [Poststuk(*row) for row in rows]


async def piece(grootboek: Grootboek, partij: str, bericht_id: UUID) -> Poststuk | None:
    """One bericht in the mailbox of a party, or None when it is not there."""
    row = await grootboek.fetchrow(f"select {_FIELDS} from {_ONE}", partij, bericht_id)
    return Poststuk(*row) if row else None


async def collect(grootboek: Grootboek, partij: str, bericht_id: UUID, op: datetime) -> bool:
    """Mark a bericht as taken; whether this was the first time."""
    uitslag = await grootboek.fetchval(
        "update postvak set afgehaald_op = $4 where ctid ="
        f" (select rij from {_ONE} and richting = 'in' and afgehaald_op is null) returning 1",
        partij,
        bericht_id,
        op,
    )
    return uitslag is not None


async def wait_state(grootboek: Grootboek) -> WaitState:
    """What waits in the region as a whole."""
    row = await grootboek.fetchrow(
        "select count(*), min(ontvangen_op) from postvak where regio = $1 and richting = 'in' and afgehaald_op is null",
    )
    return WaitState(*row)


async def lying(grootboek: Grootboek, before: datetime) -> list[Lying]:
    """Who did not take what came in before that moment, who waits longest first."""
    rows = await grootboek.fetch(
        "select partij, count(*), min(ontvangen_op) from postvak where regio = $1 and richting = 'in'"
        " and afgehaald_op is null and ontvangen_op < $2 group by partij order by min(ontvangen_op), partij",
        before,
    )
    return [Lying(*row) for row in rows]


async def clear(grootboek: Grootboek) -> None:
    """Forget all mailboxes of a region, before they are rebuilt."""
    await grootboek.execute("delete from postvak where regio = $1")


async def all_rows(grootboek: Grootboek) -> list[Poststuk]:
    """Every mailbox row of a region in a fixed order: to compare with a rebuild."""
    rows = await grootboek.fetch(f"select {_FIELDS} from postvak where regio = $1 order by partij, positie, bericht_id")
    return [Poststuk(*row) for row in rows]
