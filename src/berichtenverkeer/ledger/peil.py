# SPDX-License-Identifier: EUPL-1.2
"""Peil: as known at which K, and on which day that was (definitions.md 1). Every figure carries it.

`determine` is the one way from what is asked (a position, an instant, or now) to a peil.
"""

from datetime import date, datetime, time, timedelta

import msgspec

from berichtenverkeer.core.clock import NETHERLANDS, day, read_day, read_instant
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import WrongQuestion
from berichtenverkeer.ledger import days, epoch, watermark

DEFINITIEVERSIE = 2
"""The version of the definitions that every figure has (definitions.md)."""

LONGEST_BOEKING = timedelta(hours=1)
"""How long the moment of a booking may lie before it is seen: one that was under way when K was taken."""


class UnknownPeil(WrongQuestion):
    """Van dit peil is niet bekend wat er toen geboekt was."""

    actie = "Kies een later moment, of een positie tot en met de laatste die geboekt is."
    parameter = "k"


class UnreadableMoment(UnknownPeil):
    """Dit moment is niet te lezen."""

    actie = "Schrijf een datum als 2026-01-31, of een moment met tijdzone als 2026-01-31T12:00:00Z, van 2000 tot 2100."
    parameter = "op"


class MomentNotYetThere(UnknownPeil):
    """Dit moment moet nog komen."""

    actie = "Kies een moment dat voorbij is, of vraag zonder moment wat nu bekend is."
    parameter = "op"


class Peil(msgspec.Struct, frozen=True):
    """K: a ledger position, and a day on which that was what was known."""

    positie: int
    dag: date


def read_moment(text: str, now: datetime) -> datetime | None:
    """The instant that a text names: an ISO 8601 moment with its zone, or a day, and then the end of that day.

    None for a day that is not over yet: what is known now. Raises UnreadableMoment.
    """
    if (asked := read_day(text)) is not None:
        return end_of(asked, now)
    moment = read_instant(text)
    if moment is None:
        raise UnreadableMoment
    return moment


def end_of(one: date, now: datetime) -> datetime | None:
    """The last instant of a day in the Netherlands; None while it is not over."""
    if day(now) <= one:
        return None
    return datetime.combine(one + timedelta(days=1), time.min, NETHERLANDS) - timedelta(microseconds=1)


async def determine(
    grootboek: Grootboek,
    now: datetime,
    *,
    k: int | None = None,
    dag_k: date | None = None,
    op: datetime | None = None,
) -> Peil:
    """The peil at ledger position `k`, or at the instant `op` (aware), or, without either, `now`.

    `dag_k` goes with `k`: a day on which nothing later was booked yet; by default that of the last gebeurtenis up to
    `k`. What is read at this peil is read by a statement that begins after this call (ledger/watermark.py).
    Raises UnknownPeil, PositionVervallen.
    """
    if k is None and op is not None:
        if op > now:
            raise MomentNotYetThere
        position = await watermark.at_moment(grootboek, op)
        if not position:
            raise UnknownPeil(parameter="op")
        return Peil(position, day(op))
    last = await watermark.watermark(grootboek)
    if k is None:
        return Peil(last, day(now))
    await epoch.require_peil(grootboek, k)
    earliest = await days.booked_at(grootboek, k)
    if earliest is None or k > last:
        raise UnknownPeil
    if dag_k is not None and not await _was_day_of(grootboek, k, dag_k, day(earliest), now):
        raise UnknownPeil("Op deze dag was een andere positie de laatste.", "dagK")
    return Peil(k, dag_k or day(earliest))


async def _was_day_of(grootboek: Grootboek, k: int, dag_k: date, earliest: date, now: datetime) -> bool:
    """Whether K was what was known on that day.

    Also when a question about the end of that day is answered by K: what was booked since had then not been recorded
    yet, as when the gateway was stopped.
    """
    latest = await days.outdated_at(grootboek, k)
    tot = now if latest is None else latest + LONGEST_BOEKING
    if earliest <= dag_k <= day(tot):
        return True
    end = end_of(dag_k, now)
    return end is not None and await watermark.at_moment(grootboek, end) == k
