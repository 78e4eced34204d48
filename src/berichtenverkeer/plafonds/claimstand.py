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
from berichtenverkeer.plafonds.boeken import Onderwerp
from berichtenverkeer.plafonds.sleutels import Bedragen, Rekeningsleutel
from berichtenverkeer.projections.verzoeken import Verzoek

TERMIJN = timedelta(days=56)
"""How long a reservation waits for its answer, from receipt or from the JW319 "in onderzoek"."""

K = TypeVar("K")

Geboekt = tuple[int, Gebeurtenis]
"""A gebeurtenis with the ledger position it is booked at."""


class Claimstand(msgspec.Struct, frozen=True, kw_only=True):
    """What is held for one claim, in `bedragen`, and `over` what it is.

    `is_gereserveerd`: of a verzoek that waits for its answer; a toewijzing is always beslag. `vervalt_op`: until when a
    reservation waits, or could have. `uitkomst` and `overschrijding_cents` are of the last decision, booked at `sinds`.
    """

    claim: Claimsleutel
    aanbieder: str
    over: Onderwerp
    is_gereserveerd: bool = False
    uitkomst: Uitkomst | None = None
    overschrijding_cents: int = 0
    vervalt_op: date | None = None
    sinds: int = 0
    bedragen: Bedragen = {}

    def met(self, rekening: Rekeningsleutel, cents: int) -> "Claimstand":
        """So much more is held on a rekening."""
        bedragen = dict(self.bedragen)
        bedragen[rekening] = bedragen.get(rekening, 0) + cents
        if not bedragen[rekening]:
            del bedragen[rekening]
        return msgspec.structs.replace(self, bedragen=bedragen)


def na_besluit(oud: Claimstand | None, positie: int, feit: PlafondBesloten, over: Onderwerp) -> Claimstand:
    """After a decision on what it is then, `over`."""
    return msgspec.structs.replace(
        oud or Claimstand(claim=feit.claim, aanbieder=feit.aanbieder, over=over),
        over=over,
        is_gereserveerd=feit.vervalt_op is not None,
        uitkomst=Uitkomst(feit.uitkomst),
        overschrijding_cents=sum(deel.overschrijding_cents for deel in feit.delen),
        vervalt_op=feit.vervalt_op,
        sinds=positie,
    )


def na_verval(oud: Claimstand) -> Claimstand:
    """After its term was over: it will not be reserved again."""
    return msgspec.structs.replace(oud, is_gereserveerd=False, vervalt_op=None)


def na_verzoek(oud: Claimstand, verzoek: Verzoek | None) -> Claimstand:
    """After something became of its verzoek: an answer, the undoing of one, or (None) its own undoing.

    One that is open again has its reservation again. One that was undone itself was never decided on.
    """
    if verzoek is None:
        return Claimstand(claim=oud.claim, aanbieder=oud.aanbieder, over=oud.over, bedragen=oud.bedragen)
    if oud.vervalt_op is None:
        return oud
    return msgspec.structs.replace(oud, is_gereserveerd=verzoek.is_open, vervalt_op=vervaldag(verzoek))


def vervaldag(verzoek: Verzoek) -> date:
    """The day on which what is reserved for it lapses."""
    return (verzoek.in_onderzoek_op or verzoek.ontvangen_op) + TERMIJN


def som(bedragen: Mapping[K, int], *meer: Mapping[K, int], teken: int = 1) -> dict[K, int]:
    """With `teken` -1: `bedragen` less all the others."""
    som = dict(bedragen)
    for een in meer:
        for sleutel, cents in een.items():
            som[sleutel] = som.get(sleutel, 0) + teken * cents
    return som
