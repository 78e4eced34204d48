# SPDX-License-Identifier: EUPL-1.2
"""What a tenzij covers of the claims of its client (definitions.md 6.4): a pure function of the claims together.

Claims share a maximum by year, then Ingangsdatum, then number. So no order of berichten and decisions matters: whatever
changed, all claims that share are worked out again, and the difference is booked.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.plafonds.claim import Claim, Slice
from berichtenverkeer.plafonds.keys import COVERED_AT, Bedragen, Rekening, RekeningKey
from berichtenverkeer.plafonds.tenzij import Grant, Tenzij

_DAY = timedelta(days=1)


class Cover(msgspec.Struct, frozen=True):
    """A grant that holds, by the id of its tenzij."""

    tenzij: str
    grant: Grant

    def covers(self, piece: Slice, day: date) -> bool:
        """Whether a piece that begins on `day` is within it."""
        return self.grant.is_about(piece.categorie, piece.code) and self.grant.van <= day <= self.grant.tot


def give_more(new: Iterable[Cover], old: Iterable[Cover]) -> bool:
    """Whether more is granted than was: another tenzij, a higher maximum, a later last day."""
    was = {one.tenzij: one.grant for one in old}
    return any(
        one.tenzij not in was
        or one.grant.maximum_cents > was[one.tenzij].maximum_cents
        or one.grant.tot > was[one.tenzij].tot
        for one in new
    )


def are_within(held: Iterable[Cover], categorie: str | None, code: str | None, van: date, tot: date | None) -> bool:
    """Whether all days from `van` to `tot` (None: without end) are within one of these that is about the product.

    In a year without a plafond or a price nothing can be held yet: there it says whether care is covered.
    """
    last = tot or date.max
    return any(one.grant.is_about(categorie, code) and one.grant.van <= van and last <= one.grant.tot for one in held)


class Sharer(msgspec.Struct, frozen=True):
    """A claim that may share in it, with the Ingangsdatum of its care."""

    key: Claimsleutel
    ingangsdatum: date
    claim: Claim


def covers(tenzijs: Iterable[Tenzij]) -> tuple[Cover, ...]:
    """The grants that hold, in the order in which they are used up: by first day, last day, id."""
    holding = [Cover(str(one.id), one.geldt) for one in tenzijs if one.geldt is not None]
    return tuple(sorted(holding, key=lambda one: (one.grant.van, one.grant.tot, one.tenzij)))


def cuts(held: Iterable[Cover]) -> tuple[date, ...]:
    """The days on which one begins to cover, or has ceased to."""
    return tuple(sorted({day for one in held for day in (one.grant.van, one.grant.tot + _DAY)}))


class Use(msgspec.Struct, frozen=True):
    """What a slice of a claim uses of the maximum of a tenzij."""

    claim: Claimsleutel
    slice: Slice
    tenzij: str
    cents: int


def divided(sharers: Iterable[Sharer], held: Sequence[Cover]) -> dict[Claimsleutel, Bedragen]:
    """What is held for each claim: the covered part on the rekeningen of its tenzij, the rest as ever."""
    sharers = list(sharers)
    covered: dict[Claimsleutel, dict[RekeningKey, int]] = {one.key: {} for one in sharers}
    for use in uses(sharers, held):
        for plafond in use.slice.plafonds:
            key = RekeningKey(plafond, use.slice.rekening, use.tenzij)
            covered[use.claim][key] = covered[use.claim].get(key, 0) + use.cents
    return {one.key: _moved(one.claim.bedragen, covered[one.key]) for one in sharers}


def uses(sharers: Iterable[Sharer], held: Sequence[Cover]) -> Iterator[Use]:
    """What is used of each maximum, in the order in which claims share it."""
    sharers = list(sharers)
    left = {one.tenzij: one.grant.maximum_cents for one in held}
    asks = {one.key: dict(one.claim.bedragen) for one in sharers}
    for sharer, piece in sorted(_pieces(sharers), key=_in_turn):
        for tenzij, cents in _cover(piece, held, left, asks[sharer.key]):
            yield Use(sharer.key, piece, tenzij, cents)


def _pieces(sharers: Iterable[Sharer]) -> Iterator[tuple[Sharer, Slice]]:
    return ((sharer, one) for sharer in sharers for one in sharer.claim.slices)


def _in_turn(one: tuple[Sharer, Slice]) -> tuple[object, ...]:
    """By year, then Ingangsdatum, then number; a verzoek has none and comes after. What was approved comes first."""
    sharer, piece = one
    is_verzoek = sharer.key.soort is Claimsoort.VERZOEK
    is_expected = piece.rekening is not Rekening.REALISATIE
    whose = sharer.key.nummer, sharer.key.partij, sharer.key.referentie
    return piece.jaar, sharer.ingangsdatum, is_verzoek, whose, is_expected, piece.pieces


def _cover(
    piece: Slice, held: Sequence[Cover], left: dict[str, int], asks: dict[RekeningKey, int]
) -> Iterator[tuple[str, int]]:
    """Of a JW317 some products ask less: together they use no more of a maximum than the whole `asks`."""
    rooms = [RekeningKey(plafond, piece.rekening) for plafond in piece.plafonds]
    for day, cents in piece.pieces:
        for one in held:
            most = min(cents, left[one.tenzij], max((asks.get(room, 0) for room in rooms), default=0))
            taken = most if one.covers(piece, day) else 0
            if taken > 0:
                left[one.tenzij] -= taken
                cents -= taken
                asks.update({room: max(0, asks.get(room, 0) - taken) for room in rooms})
                yield one.tenzij, taken


def _moved(bedragen: Bedragen, covered: Bedragen) -> Bedragen:
    """Never more than is asked of a plafond: of a JW317 some products ask less."""
    held = dict(bedragen)
    for (plafond, rekening, tenzij), cents in sorted(covered.items()):
        room = RekeningKey(plafond, rekening)
        moved = min(cents, held.get(room, 0))
        above = RekeningKey(plafond, COVERED_AT[rekening], tenzij)
        held[room] = held.get(room, 0) - moved
        held[above] = held.get(above, 0) + moved
    return held
