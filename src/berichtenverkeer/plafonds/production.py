# SPDX-License-Identifier: EUPL-1.2
"""What the ledger itself approved in a year, and what stands under plafonds: per gemeente and product (6.1, 6.6)."""

from datetime import date
from decimal import Decimal

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.plafonds.begroting import Booked
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.lumpsum import Delivered

_PRODUCTIE = query("plafonds", "productie")
_GELEVERD = query("plafonds", "geleverd")
_HELD = query("plafonds", "held_by_gemeente")


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


async def booked_at(grootboek: Grootboek, k: int, jaar: int, gemeente: str | None = None) -> list[Booked]:
    """What stands for claims under the plafonds of a year as known at `k`: under each that covers them."""
    rows = await grootboek.fetch(_HELD, k, jaar, gemeente)
    return [
        Booked(PlafondKey(aanbieder, jaar, perceel, segment), where, categorie, code, rekening, int(cents))
        for aanbieder, perceel, segment, where, categorie, code, rekening, cents in rows
    ]


async def delivered_at(
    grootboek: Grootboek, k: int, first: date, last: date, aanbieders: list[str] | None = None
) -> list[Delivered]:
    """The care of these aanbieders (None: of all) with a day in the period, as known at `k`."""
    return [Delivered(*row) for row in await grootboek.fetch(_GELEVERD, k, first, last, aanbieders)]
