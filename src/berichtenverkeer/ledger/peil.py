# SPDX-License-Identifier: EUPL-1.2
"""Peil: as known at which K, and on which day that was (definitions.md 1). Every figure carries it.

`bepaal` is the one way from what is asked (a position, an instant, or now) to a peil.
"""

from datetime import date, datetime, time, timedelta

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import VraagOnjuist
from berichtenverkeer.core.klok import NEDERLAND, dag, lees_dag, lees_tijdstip
from berichtenverkeer.ledger import dagen, epoch, watermerk

DEFINITIEVERSIE = 2
"""The version of the definitions that every figure has (definitions.md)."""

LANGSTE_BOEKING = timedelta(hours=1)
"""How long the moment of a booking may lie before it is seen: one that was under way when K was taken."""


class PeilOnbekend(VraagOnjuist):
    """Van dit peil is niet bekend wat er toen geboekt was."""

    actie = "Kies een later moment, of een positie tot en met de laatste die geboekt is."
    parameter = "k"


class MomentOnleesbaar(PeilOnbekend):
    """Dit moment is niet te lezen."""

    actie = "Schrijf een datum als 2026-01-31, of een moment met tijdzone als 2026-01-31T12:00:00Z, van 2000 tot 2100."
    parameter = "op"


class MomentMoetNogKomen(PeilOnbekend):
    """Dit moment moet nog komen."""

    actie = "Kies een moment dat voorbij is, of vraag zonder moment wat nu bekend is."
    parameter = "op"


class Peil(msgspec.Struct, frozen=True):
    """K: a ledger position, and a day on which that was what was known."""

    positie: int
    dag: date


def lees_moment(tekst: str, nu: datetime) -> datetime | None:
    """The instant that a text names: an ISO 8601 moment with its zone, or a day, and then the end of that day.

    None for a day that is not over yet: what is known now. Raises MomentOnleesbaar.
    """
    if (gevraagd := lees_dag(tekst)) is not None:
        return einde_van(gevraagd, nu)
    moment = lees_tijdstip(tekst)
    if moment is None:
        raise MomentOnleesbaar
    return moment


def einde_van(een: date, nu: datetime) -> datetime | None:
    """The last instant of a day in the Netherlands; None while it is not over."""
    if dag(nu) <= een:
        return None
    return datetime.combine(een + timedelta(days=1), time.min, NEDERLAND) - timedelta(microseconds=1)


async def bepaal(
    grootboek: Grootboek,
    nu: datetime,
    *,
    k: int | None = None,
    dag_k: date | None = None,
    op: datetime | None = None,
) -> Peil:
    """The peil at ledger position `k`, or at the instant `op` (aware), or, without either, `nu`.

    `dag_k` goes with `k`: a day on which nothing later was booked yet; by default that of the last gebeurtenis up to
    `k`. What is read at this peil is read by a statement that begins after this call (ledger/watermerk.py).
    Raises PeilOnbekend, PositieVervallen.
    """
    if k is None and op is not None:
        if op > nu:
            raise MomentMoetNogKomen
        positie = await watermerk.op_moment(grootboek, op)
        if not positie:
            raise PeilOnbekend(parameter="op")
        return Peil(positie, dag(op))
    laatste = await watermerk.watermerk(grootboek)
    if k is None:
        return Peil(laatste, dag(nu))
    await epoch.vereist_peil(grootboek, k)
    vroegst = await dagen.geboekt_op(grootboek, k)
    if vroegst is None or k > laatste:
        raise PeilOnbekend
    if dag_k is not None and not await _was_dag_van(grootboek, k, dag_k, dag(vroegst), nu):
        raise PeilOnbekend("Op deze dag was een andere positie de laatste.", "dagK")
    return Peil(k, dag_k or dag(vroegst))


async def _was_dag_van(grootboek: Grootboek, k: int, dag_k: date, vroegst: date, nu: datetime) -> bool:
    """Whether K was what was known on that day.

    Also when a question about the end of that day is answered by K: what was booked since had then not been recorded
    yet, as when the gateway was stopped.
    """
    laatst = await dagen.achterhaald_op(grootboek, k)
    tot = nu if laatst is None else laatst + LANGSTE_BOEKING
    if vroegst <= dag_k <= dag(tot):
        return True
    einde = einde_van(dag_k, nu)
    return einde is not None and await watermerk.op_moment(grootboek, einde) == k
