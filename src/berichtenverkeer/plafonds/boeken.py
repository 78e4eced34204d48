# SPDX-License-Identifier: EUPL-1.2
"""Double entry under a plafond (definitions.md 6): always a difference, never below zero in VRIJ. Pure.

What is taken comes out of VRIJ, and what does not fit out of OVERSCHRIJDING; what is given back repays OVERSCHRIJDING
first. So VRIJ and OVERSCHRIJDING are never both away from zero, and a saldo depends on the amounts alone, not on the
order in which they came.
"""

from collections.abc import Iterator

import msgspec

from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening

R = Rekening


class Boeking(msgspec.Struct, frozen=True, kw_only=True):
    """`bedrag_cents` (above zero) to `debet`, from `credit`. `claim` is what it is for; None for the amount itself.

    `van_claim` is the verzoek whose reservation becomes the beslag of `claim`.
    """

    plafond: PlafondSleutel
    debet: Rekening
    credit: Rekening
    bedrag_cents: int
    claim: str | None = None
    van_claim: str | None = None


class Saldo(msgspec.Struct, frozen=True, kw_only=True):
    """The rekeningen of one plafond in cents. `versie` is the register load that gave it its amount."""

    sleutel: PlafondSleutel
    versie: int = 0
    plafond_cents: int = 0
    vrij_cents: int = 0
    gereserveerd_cents: int = 0
    beslag_cents: int = 0
    realisatie_cents: int = 0
    overschrijding_cents: int = 0

    def stand(self, rekening: Rekening) -> int:
        """What stands on a rekening."""
        cents: int = getattr(self, _veld(rekening))
        return cents

    @property
    def ruimte_cents(self) -> int:
        """VRIJ, or (below zero) what is booked beyond the room."""
        return self.vrij_cents + self.overschrijding_cents

    def met(self, boeking: Boeking) -> "Saldo":
        """The saldo after a boeking."""
        return msgspec.structs.replace(
            self,
            **{
                _veld(boeking.debet): self.stand(boeking.debet) + boeking.bedrag_cents,
                _veld(boeking.credit): self.stand(boeking.credit) - boeking.bedrag_cents,
            },
        )


def _veld(rekening: Rekening) -> str:
    return f"{rekening.value.lower()}_cents"


def verschil(saldo: Saldo, rekening: Rekening, cents: int, claim: str | None) -> Iterator[Boeking]:
    """Bring `cents` more (below zero: less) on `rekening`."""
    if cents > 0:
        uit_vrij = min(cents, saldo.vrij_cents)
        yield from _boek(saldo, rekening, R.VRIJ, uit_vrij, claim)
        yield from _boek(saldo, rekening, R.OVERSCHRIJDING, cents - uit_vrij, claim)
    else:
        terug = min(-cents, -saldo.overschrijding_cents)
        yield from _boek(saldo, R.OVERSCHRIJDING, rekening, terug, claim)
        yield from _boek(saldo, R.VRIJ, rekening, -cents - terug, claim)


def bedrag(saldo: Saldo, cents: int) -> Iterator[Boeking]:
    """Make `cents` the amount of the plafond. A contra rekening: more room is less on PLAFOND."""
    return verschil(saldo, R.PLAFOND, -cents - saldo.plafond_cents, None)


def neem_over(saldo: Saldo, cents: int, claim: str, van_claim: str) -> Iterator[Boeking]:
    """So much of the reservation of `van_claim` becomes beslag of `claim`."""
    if cents:
        yield Boeking(
            plafond=saldo.sleutel,
            debet=R.BESLAG,
            credit=R.GERESERVEERD,
            bedrag_cents=cents,
            claim=claim,
            van_claim=van_claim,
        )


def wissel(saldo: Saldo, beslag: int, realisatie: int, claim: str) -> Iterator[Boeking]:
    """So much more (below zero: less) on BESLAG and on REALISATIE: what one gives up goes to the other first."""
    over = max(0, min(-beslag, realisatie)) - max(0, min(beslag, -realisatie))
    rekeningen = (R.REALISATIE, R.BESLAG) if over > 0 else (R.BESLAG, R.REALISATIE)
    for een in _boek(saldo, *rekeningen, abs(over), claim):
        yield een
        saldo = saldo.met(een)
    for rekening, cents in ((R.BESLAG, beslag + over), (R.REALISATIE, realisatie - over)):
        for een in verschil(saldo, rekening, cents, claim):
            yield een
            saldo = saldo.met(een)


def _boek(saldo: Saldo, debet: Rekening, credit: Rekening, cents: int, claim: str | None) -> Iterator[Boeking]:
    if cents:
        yield Boeking(plafond=saldo.sleutel, debet=debet, credit=credit, bedrag_cents=cents, claim=claim)
