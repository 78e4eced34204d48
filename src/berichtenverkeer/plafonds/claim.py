# SPDX-License-Identifier: EUPL-1.2
"""A claim: what care asks of the plafonds, as a value."""

from collections.abc import Iterable
from datetime import date

import msgspec

from berichtenverkeer.plafonds.keys import IN_ROOM, Bedragen, PlafondKey, Rekening, RekeningKey


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim asks of one year on one rekening, under each of `plafonds`: `pieces` of days, by their first day.

    The days of one piece are all within a tenzij for the product, or all outside it (`claim(cuts=)`). `referentie` is
    that of the prestatie, of what was approved.
    """

    jaar: int
    rekening: Rekening
    plafonds: tuple[PlafondKey, ...]
    categorie: str | None
    code: str | None
    pieces: tuple[tuple[date, int], ...]
    referentie: str | None = None

    @property
    def cents(self) -> int:
        """All pieces together."""
        return sum(cents for _, cents in self.pieces)


class Claim(msgspec.Struct, frozen=True):
    """Cents per rekening. A year counts under every plafond that covers it: of the aanbieder, its segment, its perceel.

    On REALISATIE is what was declared and approved, on BESLAG or GERESERVEERD what is still expected, 0 too. `is_vrij`:
    taakgericht, or no ceiling in any of its years. `has_unknown_plafond`: a year of it has no plafond yet.
    `is_price_unknown`: in a year with a plafond there are days without a price for it, and 0 stands for those. Only
    years count in which the gemeente takes part in the region on the first day of the care; `is_in_regio`: there is
    such a year. `slices` is what `bedragen` add up, year by year.
    """

    bedragen: Bedragen = {}
    is_vrij: bool = False
    has_unknown_plafond: bool = False
    is_price_unknown: bool = False
    is_in_regio: bool = True
    slices: tuple[Slice, ...] = ()

    @property
    def per_plafond(self) -> dict[PlafondKey, int]:
        """What it asks of each plafond in all."""
        return per_plafond(self.bedragen)


def added_up(slices: Iterable[Slice]) -> dict[RekeningKey, int]:
    """Per rekening; each slice counts under each of its plafonds."""
    bedragen: dict[RekeningKey, int] = {}
    for one in slices:
        cents = one.cents
        for plafond in one.plafonds:
            key = RekeningKey(plafond, one.rekening)
            bedragen[key] = bedragen.get(key, 0) + cents
    return bedragen


def per_plafond(bedragen: Bedragen) -> dict[PlafondKey, int]:
    """The rekeningen of each plafond added up."""
    summed: dict[PlafondKey, int] = {}
    for (plafond, _, _), cents in bedragen.items():
        summed[plafond] = summed.get(plafond, 0) + cents
    return summed


def in_room(bedragen: Bedragen) -> dict[PlafondKey, int]:
    """The same of what takes room: not what is under a tenzij."""
    return per_plafond({key: cents for key, cents in bedragen.items() if key.rekening in IN_ROOM})
