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


class Zoekvraag(msgspec.Struct, frozen=True, kw_only=True):
    """What to list; None means: whatever. `na` is the ledger position behind which the page starts."""

    richting: Richting | None = None
    oordeel: str | None = None
    is_afgehaald: bool | None = None
    berichtsoort: str | None = None
    identificatie: str | None = None
    na: int = 0
    limiet: int = 50


class Wachtstand(msgspec.Struct, frozen=True):
    """How many berichten wait in all mailboxes of a region, and since when the oldest does."""

    aantal: int
    oudste: datetime | None


_VELDEN = ", ".join(Poststuk.__struct_fields__)


async def bezorg(grootboek: Grootboek, stukken: Sequence[Poststuk]) -> None:
    """Put these in their mailboxes, in one statement."""
    await grootboek.conn.copy_records_to_table(
        "postvak",
        records=[(grootboek.regio, *msgspec.structs.astuple(stuk)) for stuk in stukken],
        columns=("regio", *Poststuk.__struct_fields__),
    )


async def lijst(grootboek: Grootboek, partij: str, tot_en_met: int, vraag: Zoekvraag) -> list[Poststuk]:
    """A page of the mailbox in ledger order, at most `vraag.limiet` long.

    `tot_en_met` is a safe watermark: nothing can still appear below a position that a page has shown, so a party
    that pages with `na` misses nothing.
    """
    rijen = await grootboek.fetch(
        f"select {_VELDEN} from postvak where regio = $1 and partij = $2 and positie > $3 and positie <= $4"
        " and ($5::text is null or richting = $5) and ($6::text is null or oordeel = $6)"
        " and ($7::boolean is null or (afgehaald_op is not null) = $7)"
        " and ($8::text is null or berichtsoort = $8) and ($9::text is null or identificatie = $9)"
        " order by positie limit $10",
        partij,
        vraag.na,
        tot_en_met,
        vraag.richting,
        vraag.oordeel,
        vraag.is_afgehaald,
        vraag.berichtsoort,
        vraag.identificatie,
        vraag.limiet,
    )
    return [Poststuk(*rij) for rij in rijen]


async def stuk(grootboek: Grootboek, partij: str, bericht_id: UUID) -> Poststuk | None:
    """One bericht in the mailbox of a party, or None when it is not there."""
    rij = await grootboek.fetchrow(
        f"select {_VELDEN} from postvak where regio = $1 and partij = $2 and bericht_id = $3", partij, bericht_id
    )
    return Poststuk(*rij) if rij else None


async def haal_af(grootboek: Grootboek, partij: str, bericht_id: UUID, op: datetime) -> bool:
    """Mark a bericht as taken; whether this was the first time."""
    uitslag = await grootboek.fetchval(
        "update postvak set afgehaald_op = $4 where regio = $1 and partij = $2 and bericht_id = $3"
        " and richting = 'in' and afgehaald_op is null returning 1",
        partij,
        bericht_id,
        op,
    )
    return uitslag is not None


async def wachtstand(grootboek: Grootboek) -> Wachtstand:
    """What waits in the region as a whole."""
    rij = await grootboek.fetchrow(
        "select count(*), min(ontvangen_op) from postvak where regio = $1 and richting = 'in' and afgehaald_op is null",
    )
    return Wachtstand(*rij)


async def wis(grootboek: Grootboek) -> None:
    """Forget all mailboxes of a region, before they are rebuilt."""
    await grootboek.execute("delete from postvak where regio = $1")


async def alles(grootboek: Grootboek) -> list[Poststuk]:
    """Every mailbox row of a region in a fixed order: to compare with a rebuild."""
    rijen = await grootboek.fetch(
        f"select {_VELDEN} from postvak where regio = $1 order by partij, positie, bericht_id"
    )
    return [Poststuk(*rij) for rij in rijen]
