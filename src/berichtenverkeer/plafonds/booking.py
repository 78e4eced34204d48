# SPDX-License-Identifier: EUPL-1.2
"""Double entry under a plafond (definitions.md 6): always a difference, never below zero in VRIJ. Pure.

What is taken comes out of VRIJ, and what does not fit out of OVERSCHRIJDING; what is given back repays OVERSCHRIJDING
first. So VRIJ and OVERSCHRIJDING are never both away from zero, and a saldo depends on the amounts alone, not on the
order in which they came.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening

R = Rekening


class Subject(msgspec.Struct, frozen=True):
    """What a claim is about; a JW317 as a whole has no product. Empty where it is not known any more."""

    gemeente: str
    client: bytes | None = None
    categorie: str | None = None
    code: str | None = None


class Side(NamedTuple):
    """What a boeking does to one rekening, for one claim."""

    claim: Claimsleutel | None
    rekening: Rekening
    cents: int


class Boeking(msgspec.Struct, frozen=True, kw_only=True):
    """`bedrag_cents` (above zero) to `debet`, from `credit`. `claim` is what it is for; None for the amount itself.

    `van_claim` is whose it was, when it was another's: the verzoek whose reservation becomes the beslag of `claim`.
    `over` is what `claim` is about.
    """

    plafond: PlafondKey
    debet: Rekening
    credit: Rekening
    bedrag_cents: int
    claim: Claimsleutel | None = None
    van_claim: Claimsleutel | None = None
    over: Subject | None = None

    @property
    def zijden(self) -> tuple[Side, Side]:
        """Debit and credit."""
        return (
            Side(self.claim, self.debet, self.bedrag_cents),
            Side(self.van_claim or self.claim, self.credit, -self.bedrag_cents),
        )


class Saldo(msgspec.Struct, frozen=True):
    """The rekeningen of one plafond in cents. `versie` is the register load that gave it its amount."""

    sleutel: PlafondKey
    cents: Mapping[Rekening, int] = {}
    versie: int = 0

    def stand(self, rekening: Rekening) -> int:
        """What stands on a rekening."""
        return self.cents.get(rekening, 0)

    @property
    def space_cents(self) -> int:
        """VRIJ, or (below zero) what is booked beyond the room."""
        return self.stand(R.VRIJ) + self.stand(R.OVERSCHRIJDING)

    def with_(self, boeking: Boeking) -> "Saldo":
        """The saldo after a boeking."""
        cents = dict(self.cents)
        for _, rekening, bedrag in boeking.zijden:
            cents[rekening] = cents.get(rekening, 0) + bedrag
        return msgspec.structs.replace(self, cents=cents)


def boekingen(saldo: Saldo, differences: Iterable[Side]) -> Iterator[Boeking]:
    """Bring so much more (below zero: less) on rekeningen of a plafond, each for its claim.

    What one gives up goes to the others first; the rest is between it and the room.
    """
    differences = list(differences)
    taking = [one for one in differences if one.cents > 0]
    giving = [one for one in differences if one.cents < 0]
    for plek, to in enumerate(taking):
        for origin, van in enumerate(giving):
            cents = min(taking[plek].cents, -van.cents)
            taking[plek] = taking[plek]._replace(cents=taking[plek].cents - cents)
            giving[origin] = van._replace(cents=van.cents + cents)
            from_claim = van.claim if van.claim != to.claim else None
            for one in _book_in(saldo, to.rekening, van.rekening, cents, to.claim, from_claim):
                yield one
                saldo = saldo.with_(one)
    for rest in (*taking, *giving):
        for one in _out_space(saldo, rest):
            yield one
            saldo = saldo.with_(one)


def _out_space(saldo: Saldo, difference: Side) -> Iterator[Boeking]:
    claim, rekening, cents = difference
    if cents > 0:
        out_free = min(cents, saldo.stand(R.VRIJ))
        yield from _book_in(saldo, rekening, R.VRIJ, out_free, claim)
        yield from _book_in(saldo, rekening, R.OVERSCHRIJDING, cents - out_free, claim)
    else:
        back = min(-cents, -saldo.stand(R.OVERSCHRIJDING))
        yield from _book_in(saldo, R.OVERSCHRIJDING, rekening, back, claim)
        yield from _book_in(saldo, R.VRIJ, rekening, -cents - back, claim)


def _book_in(
    saldo: Saldo,
    debet: Rekening,
    credit: Rekening,
    cents: int,
    claim: Claimsleutel | None,
    from_claim: Claimsleutel | None = None,
) -> Iterator[Boeking]:
    if cents:
        yield Boeking(
            plafond=saldo.sleutel,
            debet=debet,
            credit=credit,
            bedrag_cents=cents,
            claim=claim,
            van_claim=from_claim,
        )
