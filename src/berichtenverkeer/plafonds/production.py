# SPDX-License-Identifier: EUPL-1.2
"""What the ledger itself approved in a year: the base of plafonds (definitions.md 6.1)."""

from datetime import date
from decimal import Decimal

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query

_PRODUCTIE = query("plafonds", "productie")


class Produced(msgspec.Struct, frozen=True):
    """What an aanbieder was approved of one product for one gemeente, of ProductPerioden that begin on one day."""

    aanbieder: str
    gemeente: str
    categorie: str
    code: str
    begindatum: date
    cents: int


async def production_at(grootboek: Grootboek, k: int, jaar: int) -> list[Produced]:
    """Approved prestaties that were not credited, as known at `k`, of which the ProductPeriode begins in `jaar`."""
    return [_produced(*row) for row in await grootboek.fetch(_PRODUCTIE, k, date(jaar, 1, 1), date(jaar, 12, 31))]


def _produced(aanbieder: str, gemeente: str, categorie: str, code: str, begindatum: date, cents: Decimal) -> Produced:
    return Produced(aanbieder, gemeente, categorie, code, begindatum, int(cents))
