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
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening

R = Rekening


class Onderwerp(msgspec.Struct, frozen=True):
    """What a claim is about; a JW317 as a whole has no product. Empty where it is not known any more."""

    gemeente: str
    client: bytes | None = None
    categorie: str | None = None
    code: str | None = None


class Zijde(NamedTuple):
    """What a boeking does to one rekening, for one claim."""

    claim: Claimsleutel | None
    rekening: Rekening
    cents: int


class Boeking(msgspec.Struct, frozen=True, kw_only=True):
    """`bedrag_cents` (above zero) to `debet`, from `credit`. `claim` is what it is for; None for the amount itself.

    `van_claim` is whose it was, when it was another's: the verzoek whose reservation becomes the beslag of `claim`.
    `over` is what `claim` is about.
    """

    plafond: PlafondSleutel
    debet: Rekening
    credit: Rekening
    bedrag_cents: int
    claim: Claimsleutel | None = None
    van_claim: Claimsleutel | None = None
    over: Onderwerp | None = None

    @property
    def zijden(self) -> tuple[Zijde, Zijde]:
        """Debit and credit."""
        return (
            Zijde(self.claim, self.debet, self.bedrag_cents),
            Zijde(self.van_claim or self.claim, self.credit, -self.bedrag_cents),
        )


class Saldo(msgspec.Struct, frozen=True):
    """The rekeningen of one plafond in cents. `versie` is the register load that gave it its amount."""

    sleutel: PlafondSleutel
    cents: Mapping[Rekening, int] = {}
    versie: int = 0

    def stand(self, rekening: Rekening) -> int:
        """What stands on a rekening."""
        return self.cents.get(rekening, 0)

    @property
    def ruimte_cents(self) -> int:
        """VRIJ, or (below zero) what is booked beyond the room."""
        return self.stand(R.VRIJ) + self.stand(R.OVERSCHRIJDING)

    def met(self, boeking: Boeking) -> "Saldo":
        """The saldo after a boeking."""
        cents = dict(self.cents)
        for _, rekening, bedrag in boeking.zijden:
            cents[rekening] = cents.get(rekening, 0) + bedrag
        return msgspec.structs.replace(self, cents=cents)


def boekingen(saldo: Saldo, verschillen: Iterable[Zijde]) -> Iterator[Boeking]:
    """Bring so much more (below zero: less) on rekeningen of a plafond, each for its claim.

    What one gives up goes to the others first; the rest is between it and the room.
    """
    verschillen = list(verschillen)
    nemen = [een for een in verschillen if een.cents > 0]
    geven = [een for een in verschillen if een.cents < 0]
    for plek, naar in enumerate(nemen):
        for bron, van in enumerate(geven):
            cents = min(nemen[plek].cents, -van.cents)
            nemen[plek] = nemen[plek]._replace(cents=nemen[plek].cents - cents)
            geven[bron] = van._replace(cents=van.cents + cents)
            van_claim = van.claim if van.claim != naar.claim else None
            for een in _boek(saldo, naar.rekening, van.rekening, cents, naar.claim, van_claim):
                yield een
                saldo = saldo.met(een)
    for rest in (*nemen, *geven):
        for een in _uit_ruimte(saldo, rest):
            yield een
            saldo = saldo.met(een)


def _uit_ruimte(saldo: Saldo, verschil: Zijde) -> Iterator[Boeking]:
    claim, rekening, cents = verschil
    if cents > 0:
        uit_vrij = min(cents, saldo.stand(R.VRIJ))
        yield from _boek(saldo, rekening, R.VRIJ, uit_vrij, claim)
        yield from _boek(saldo, rekening, R.OVERSCHRIJDING, cents - uit_vrij, claim)
    else:
        terug = min(-cents, -saldo.stand(R.OVERSCHRIJDING))
        yield from _boek(saldo, R.OVERSCHRIJDING, rekening, terug, claim)
        yield from _boek(saldo, R.VRIJ, rekening, -cents - terug, claim)


def _boek(
    saldo: Saldo,
    debet: Rekening,
    credit: Rekening,
    cents: int,
    claim: Claimsleutel | None,
    van_claim: Claimsleutel | None = None,
) -> Iterator[Boeking]:
    if cents:
        yield Boeking(
            plafond=saldo.sleutel,
            debet=debet,
            credit=credit,
            bedrag_cents=cents,
            claim=claim,
            van_claim=van_claim,
        )
