# SPDX-License-Identifier: EUPL-1.2
"""Mailboxes: what a party sent and what was delivered to it, read from the ledger; what waits and what was taken."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import compose
from berichtenverkeer.ledger.book import BerichtRow, berichten_where
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.ledger.kenmerken import DELIVERED_TO, SENT_BY


class Richting(StrEnum):
    """Seen from the owner of the mailbox."""

    IN = "in"
    UIT = "uit"


class Poststuk(msgspec.Struct, frozen=True):
    """One bericht in one mailbox. `wederpartij` is the other party; `afgehaald_op` is None while it waits."""

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

    With `before` the newest come first, from below that position. `since` is a moment of receipt. Only what came in
    can be taken or not: `is_afgehaald` leaves out what was sent.
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


_FILTERS = ("oordeel", "berichtsoort", "identificatie", "wederpartij", "since")
_WEDERPARTIJ = {Richting.UIT: "bestemming", Richting.IN: "verzender"}
_TAKEN = "left join afgehaald a on a.regio = $1 and a.partij = $2 and a.positie = b.positie"
_RICHTING = compose("postvak", "\\set richting `cat richting.sql`\n:richting")
_PIECE = f"""
select b.id, {_RICHTING}, b.positie, b.berichtsoort, b.identificatie,
  case {_RICHTING} when 'uit' then b.bestemming else b.verzender end, b.oordeel, b.ontvangen_op, a.afgehaald_op
from {berichten_where("id = $3")} b {_TAKEN} where b.regio = $1 and {_RICHTING} is not null"""
_COLLECT = f"""
with taken as (
  delete from wachtend where regio = $1 and partij = $2
    and positie = (select b.positie from {berichten_where("id = $3")} b where b.regio = $1)
  returning positie, bericht_id)
insert into afgehaald (regio, partij, positie, bericht_id, afgehaald_op)
select $1, $2, positie, bericht_id, $4 from taken returning 1"""


async def deliver(grootboek: Grootboek, berichten: Iterable[BerichtRow | Envelope]) -> None:
    """From now on those wait that are delivered; one statement."""
    await grootboek.conn.copy_records_to_table(
        "wachtend",
        records=[
            (grootboek.regio, one.bestemming, one.positie, one.id, one.ontvangen_op)
            for one in berichten
            if one.is_bezorgd
        ],
        columns=("regio", "partij", "positie", "bericht_id", "ontvangen_op"),
    )


async def listing(grootboek: Grootboek, partij: str, through: int, question: PostvakQuery) -> list[Poststuk]:
    """A page of the mailbox in ledger order, or the other way round, at most `question.limit` long.

    `through` is a safe watermark: nothing can still appear below a position that a page has shown, so a party
    that pages with `after` misses nothing.
    """
    if question.richting == Richting.UIT and question.is_afgehaald is not None:
        return []
    asked = {name: value for name in _FILTERS if (value := getattr(question, name)) is not None}
    order = "asc" if question.before is None else "desc"
    rows = await grootboek.fetch(
        _page(question.richting, question.is_afgehaald, order, tuple(asked)),
        partij,
        question.after,
        through if question.before is None else min(through, question.before - 1),
        question.limit,
        *asked.values(),
    )
    return [Poststuk(*row) for row in rows]


@cache
def _page(richting: Richting | None, is_afgehaald: bool | None, order: str, names: Sequence[str]) -> str:
    """The text of a page: of what was sent, of what came in, of both; or of what waits or was taken.

    Only what is asked is in it: a plan for filters that may be empty expects few rows, and sorts all of them.
    """
    if is_afgehaald is not None:
        return _kept(is_afgehaald, order, names)
    parts = [_part(one, order, names) for one in Richting if richting in (None, one)]
    return f"select * from ({' union all '.join(parts)}) p order by positie {order} limit $5"


def _part(richting: Richting, order: str, names: Sequence[str]) -> str:
    origin, taken = (SENT_BY, "null::timestamptz") if richting is Richting.UIT else (DELIVERED_TO, "a.afgehaald_op")
    more = f"and {_fits('b', richting, names)} order by b.positie {order} limit $5"
    return f"(select {_columns(richting)}, {taken} from {origin.first(more, '$2::text')} b {_TAKEN})"


def _kept(is_afgehaald: bool, order: str, names: Sequence[str]) -> str:
    table, taken = ("afgehaald", "w.afgehaald_op") if is_afgehaald else ("wachtend", "null::timestamptz")
    return (
        f"select {_columns(Richting.IN)}, {taken} from {table} w"
        f" cross join lateral {berichten_where('id = w.bericht_id')} b"
        f" where w.regio = $1 and w.partij = $2 and {_fits('w', Richting.IN, names)}"
        f" order by w.positie {order} limit $5"
    )


def _columns(richting: Richting) -> str:
    other = _WEDERPARTIJ[richting]
    return f"b.id, '{richting}', b.positie, b.berichtsoort, b.identificatie, b.{other}, b.oordeel, b.ontvangen_op"


def _fits(origin: str, richting: Richting, names: Sequence[str]) -> str:
    """That a bericht lies between the positions, and has what is asked of it."""
    named = {"wederpartij": f"{_WEDERPARTIJ[richting]} =", "since": "ontvangen_op >="}
    claims = [f"b.{named.get(name, f'{name} =')} ${number}" for number, name in enumerate(names, 6)]
    return " and ".join((f"{origin}.positie > $3", f"{origin}.positie <= $4", *claims))


async def piece(grootboek: Grootboek, partij: str, bericht_id: UUID) -> Poststuk | None:
    """One bericht in the mailbox of a party, or None when it is not there."""
    row = await grootboek.fetchrow(_PIECE, partij, bericht_id)
    return Poststuk(*row) if row else None


async def collect(grootboek: Grootboek, partij: str, bericht_id: UUID, op: datetime) -> bool:
    """A bericht waits no longer, it was taken; whether this was the first time."""
    return await grootboek.fetchval(_COLLECT, partij, bericht_id, op) is not None


async def wait_state(grootboek: Grootboek) -> WaitState:
    """What waits in the region as a whole."""
    row = await grootboek.fetchrow("select count(*), min(ontvangen_op) from wachtend where regio = $1")
    return WaitState(*row)


async def lying(grootboek: Grootboek, before: datetime) -> list[Lying]:
    """Who did not take what came in before that moment, who waits longest first."""
    rows = await grootboek.fetch(
        "select partij, count(*), min(ontvangen_op) from wachtend where regio = $1 and ontvangen_op < $2"
        " group by partij order by min(ontvangen_op), partij",
        before,
    )
    return [Lying(*row) for row in rows]


async def clear(grootboek: Grootboek) -> None:
    """Forget what waits and what was taken in a region, before that is rebuilt."""
    for table in ("wachtend", "afgehaald"):
        await grootboek.execute(f"delete from {table} where regio = $1")


async def all_rows(grootboek: Grootboek) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a region by table: to compare with a rebuild."""
    return {
        table: list(map(tuple, await grootboek.fetch(f"select * from {table} where regio = $1")))
        for table in ("wachtend", "afgehaald")
    }
