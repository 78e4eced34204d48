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
    """What a boeking does to one rekening, for one claim; under which tenzij, if it is under one."""

    claim: Claimsleutel | None
    rekening: Rekening
    cents: int
    tenzij: str = ""


class Boeking(msgspec.Struct, frozen=True, kw_only=True):
    """`bedrag_cents` (above zero) to `debet`, from `credit`. `claim` is what it is for; None for the amount itself.

    `van_claim` is whose it was, when it was another's: the verzoek whose reservation becomes the beslag of `claim`.
    `about` is what `claim` is about; `tenzij` names the tenzij that it is under: all of it, or nothing.
    """

    plafond: PlafondKey
    debet: Rekening
    credit: Rekening
    bedrag_cents: int
    claim: Claimsleutel | None = None
    van_claim: Claimsleutel | None = None
    about: Subject | None = None
    tenzij: str = ""

    @property
    def zijden(self) -> tuple[Side, Side]:
        """Debit and credit."""
        return (
            Side(self.claim, self.debet, self.bedrag_cents, self.tenzij),
            Side(self.van_claim or self.claim, self.credit, -self.bedrag_cents, self.tenzij),
        )


class Saldo(msgspec.Struct, frozen=True):
    """The rekeningen of one plafond in cents. `versie` is the register load that gave it its amount."""

    plafond: PlafondKey
    cents: Mapping[Rekening, int] = {}
    versie: int = 0

    def stand(self, rekening: Rekening) -> int:
        """What stands on a rekening."""
        return self.cents.get(rekening, 0)

    @property
    def room_cents(self) -> int:
        """VRIJ, or (below zero) what is booked beyond the room."""
        return self.stand(R.VRIJ) + self.stand(R.OVERSCHRIJDING)

    @property
    def plafond_cents(self) -> int:
        """The amount itself."""
        return -self.stand(R.PLAFOND)

    @property
    def claims_cents(self) -> int:
        """The known claims: what is used of it, or promised."""
        return sum(map(self.stand, (R.GERESERVEERD, R.BESLAG, R.REALISATIE)))

    def with_(self, boeking: Boeking) -> "Saldo":
        """The saldo after a boeking."""
        cents = dict(self.cents)
        for side in boeking.zijden:
            cents[side.rekening] = cents.get(side.rekening, 0) + side.cents
        return msgspec.structs.replace(self, cents=cents)


def boekingen(saldo: Saldo, differences: Iterable[Side]) -> Iterator[Boeking]:
    """Bring so much more (below zero: less) on rekeningen of a plafond, each for its claim.

    What one gives up goes to the others first; the rest is between it and the room. What is under a tenzij is a circle
    of its own: it never touches the room.
    """
    differences = list(differences)
    for tenzij in sorted({one.tenzij for one in differences}):
        for one in _in_circle(saldo, [side for side in differences if side.tenzij == tenzij]):
            yield one
            saldo = saldo.with_(one)


def _in_circle(saldo: Saldo, differences: Iterable[Side]) -> Iterator[Boeking]:
    differences = list(differences)
    taking = [one for one in differences if one.cents > 0]
    giving = [one for one in differences if one.cents < 0]
    for i, taker in enumerate(taking):
        for j, giver in enumerate(giving):
            cents = min(taking[i].cents, -giver.cents) if taker.rekening is not giver.rekening else 0
            taking[i] = taking[i]._replace(cents=taking[i].cents - cents)
            giving[j] = giver._replace(cents=giver.cents + cents)
            from_claim = giver.claim if giver.claim != taker.claim else None
            for one in _transfer(saldo, taker.rekening, giver.rekening, cents, taker, from_claim):
                yield one
                saldo = saldo.with_(one)
    for rest in (*giving, *taking):
        for one in _out_contra(saldo, rest) if rest.tenzij else _settle_with_room(saldo, rest):
            yield one
            saldo = saldo.with_(one)


def _settle_with_room(saldo: Saldo, difference: Side) -> Iterator[Boeking]:
    rekening, cents = difference.rekening, difference.cents
    if cents > 0:
        from_vrij = min(cents, saldo.stand(R.VRIJ))
        yield from _transfer(saldo, rekening, R.VRIJ, from_vrij, difference)
        yield from _transfer(saldo, rekening, R.OVERSCHRIJDING, cents - from_vrij, difference)
    else:
        back = min(-cents, -saldo.stand(R.OVERSCHRIJDING))
        yield from _transfer(saldo, R.OVERSCHRIJDING, rekening, back, difference)
        yield from _transfer(saldo, R.VRIJ, rekening, -cents - back, difference)


def _out_contra(saldo: Saldo, difference: Side) -> Iterator[Boeking]:
    rekening, cents = difference.rekening, difference.cents
    yield from _transfer(saldo, rekening, R.TENZIJ_RUIMTE, max(cents, 0), difference)
    yield from _transfer(saldo, R.TENZIJ_RUIMTE, rekening, max(-cents, 0), difference)


def _transfer(
    saldo: Saldo,
    debet: Rekening,
    credit: Rekening,
    cents: int,
    about: Side,
    from_claim: Claimsleutel | None = None,
) -> Iterator[Boeking]:
    if cents:
        yield Boeking(
            plafond=saldo.plafond,
            debet=debet,
            credit=credit,
            bedrag_cents=cents,
            claim=about.claim,
            van_claim=from_claim,
            tenzij=about.tenzij,
        )
