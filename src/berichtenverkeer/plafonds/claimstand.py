# SPDX-License-Identifier: EUPL-1.2
"""What is held for one claim, and how decisions, lapses, answers and boekingen add up to it.

The one fold of it: what a batch books, and a rebuild from the ledger, go by the same functions. Pure.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.booking import Subject
from berichtenverkeer.plafonds.keys import Bedragen, RekeningKey
from berichtenverkeer.projections.verzoeken import Verzoek

REPLY_TERM = timedelta(days=56)
"""How long a reservation waits for its answer, from receipt or from the JW319 "in onderzoek"."""

Key = TypeVar("Key")

Booked = tuple[int, Gebeurtenis]
"""A gebeurtenis with the ledger position it is booked at."""


class Claimstand(msgspec.Struct, frozen=True, kw_only=True):
    """What is held for one claim, in `bedragen`; `about` says what it is about.

    `is_gereserveerd`: of a verzoek that waits for its answer; a toewijzing is always beslag. `vervalt_op`: until when a
    reservation waits, or could have. `uitkomst` and `overschrijding_cents` are of the last decision, booked at `sinds`.
    """

    claim: Claimsleutel
    aanbieder: str
    about: Subject
    is_gereserveerd: bool = False
    uitkomst: Uitkomst | None = None
    overschrijding_cents: int = 0
    vervalt_op: date | None = None
    sinds: int = 0
    bedragen: Bedragen = {}

    def with_(self, rekening: RekeningKey, cents: int) -> "Claimstand":
        """So much more is held on a rekening."""
        bedragen = dict(self.bedragen)
        bedragen[rekening] = bedragen.get(rekening, 0) + cents
        if not bedragen[rekening]:
            del bedragen[rekening]
        return msgspec.structs.replace(self, bedragen=bedragen)


def after_besluit(old: Claimstand | None, position: int, gebeurtenis: PlafondBesloten, about: Subject) -> Claimstand:
    """After a decision on what it is then, `about`."""
    return msgspec.structs.replace(
        old or Claimstand(claim=gebeurtenis.claim, aanbieder=gebeurtenis.aanbieder, about=about),
        about=about,
        is_gereserveerd=gebeurtenis.vervalt_op is not None,
        uitkomst=Uitkomst(gebeurtenis.uitkomst),
        overschrijding_cents=sum(part.overschrijding_cents for part in gebeurtenis.delen),
        vervalt_op=gebeurtenis.vervalt_op,
        sinds=position,
    )


def after_lapse(old: Claimstand) -> Claimstand:
    """After its term was over: it will not be reserved again."""
    return msgspec.structs.replace(old, is_gereserveerd=False, vervalt_op=None)


def after_verzoek(old: Claimstand, verzoek: Verzoek | None) -> Claimstand:
    """After something became of its verzoek: an answer, the undoing of one, or (None) its own undoing.

    One that is open again has its reservation again. One that was undone itself was never decided on.
    """
    if verzoek is None:
        return Claimstand(claim=old.claim, aanbieder=old.aanbieder, about=old.about, bedragen=old.bedragen)
    if old.vervalt_op is None:
        return old
    return msgspec.structs.replace(old, is_gereserveerd=verzoek.is_open, vervalt_op=lapse_day(verzoek))


def lapse_day(verzoek: Verzoek) -> date:
    """The day on which what is reserved for it lapses."""
    return (verzoek.in_onderzoek_op or verzoek.ontvangen_op) + REPLY_TERM


def summed(bedragen: Mapping[Key, int], *more: Mapping[Key, int], sign: int = 1) -> dict[Key, int]:
    """With `sign` -1: `bedragen` less all the others."""
    summed = dict(bedragen)
    for one in more:
        for key, cents in one.items():
            summed[key] = summed.get(key, 0) + sign * cents
    return summed
