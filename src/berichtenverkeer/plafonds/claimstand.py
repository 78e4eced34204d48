# SPDX-License-Identifier: EUPL-1.2
"""What is held for one claim, as it is kept; amounts per plafond."""

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Soort

TERMIJN = timedelta(days=56)
"""How long a reservation waits for its answer, from receipt or from the JW319 "in onderzoek"."""

Geboekt = tuple[int, Gebeurtenis]
"""A gebeurtenis with the ledger position it is booked at."""

Delen = Mapping[PlafondSleutel, int]


class Claimstand(msgspec.Struct, frozen=True, kw_only=True):
    """What is held for one claim: reserved or beslag in `delen`, what was declared in `realisatie`.

    `uitkomst` and `overschrijding_cents` are of the last decision, booked at `sinds`.
    """

    claim: str
    aanbieder: str
    gemeente: str
    soort: Soort
    uitkomst: Uitkomst | None = None
    overschrijding_cents: int = 0
    vervalt_op: date | None = None
    sinds: int = 0
    delen: Delen = {}
    realisatie: Delen = {}


def som(bedragen: Delen, *meer: Delen, teken: int = 1) -> dict[PlafondSleutel, int]:
    """With `teken` -1: `bedragen` less all the others."""
    som = dict(bedragen)
    for een in meer:
        for plafond, cents in een.items():
            som[plafond] = som.get(plafond, 0) + teken * cents
    return som
