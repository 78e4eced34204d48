# SPDX-License-Identifier: EUPL-1.2
"""The ledger's order, replayed: what is free, who holds what, who is kept out, what is allowed above it.

In uren of 100 euro. Every client asks one thing at one aanbieder, so a tenzij of his covers that and nothing else.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld, VerzoekAfgewezen, VerzoekOntvangen
from berichtenverkeer.ledger.gebeurtenissen.plafonds import ReserveringVervallen
from berichtenverkeer.ledger.gebeurtenissen.stops import (
    ClientenstopBesloten,
    ClientenstopGevraagd,
    ClientenstopOpgeheven,
)
from berichtenverkeer.ledger.gebeurtenissen.tenzij import TenzijToegekend

CENTS_PER_UUR = 10_000
REPLY_TERM = timedelta(56)


class Claim(msgspec.Struct, frozen=True):
    """What is asked or assigned; what was reserved lapses on `until`."""

    aanbieder: str
    client: bytes
    uren: int
    until: date | None = None


class Model:
    """`foretold`: by bericht (of what is decided anew: none) and claim the outcome, and whether it is under a stop."""

    def __init__(self, uren: Mapping[str, int]) -> None:
        self._room = uren
        self._held: dict[str, Claim] = {}
        self._refused: dict[str, tuple[Claim, str]] = {}
        self._allowed: Counter[bytes] = Counter()
        self._asked: dict[object, str] = {}
        self._in_force: list[str] = []
        self.foretold: dict[tuple[str, str], tuple[str, bool]] = {}

    def verwerk(self, bericht_id: str, gebeurtenis: Any, op: date) -> None:
        """One gebeurtenis, booked on `op`."""
        match gebeurtenis:
            case VerzoekOntvangen(aanbieder=who, client=client, referentie=ref, omvang=omvang):
                self._verloop(who, op)
                self._beslis(bericht_id, ref, Claim(who, client, omvang.volume if omvang else 0, op + REPLY_TERM))
            case VerzoekAfgewezen(referentie=ref):
                self._held.pop(ref, None)
                self._refused.pop(ref, None)
            case ReserveringVervallen():
                gone = self._held.pop(gebeurtenis.claim.referentie, None)
                assert gone is None or gone.until is None or gone.until <= op, "before its time"
            case ToewijzingVastgesteld(aanbieder=who, client=client, nummer=nummer, omvang=omvang):
                self._verloop(who, op)
                self._held.pop(gebeurtenis.referentie_aanbieder or "", None)
                self._wijs_toe(bericht_id, str(nummer), Claim(who, client, omvang.volume if omvang else 0))
            case ClientenstopGevraagd(stop_id=which, aanbieder=who):
                self._asked[which] = who
            case ClientenstopBesloten(stop_id=which):
                self._in_force.append(self._asked[which])
            case ClientenstopOpgeheven(stop_id=which):
                self._in_force.remove(self._asked[which])
            case TenzijToegekend(aanbieder=who, client=client, maximum_cents=maximum):
                self._verloop(who, op)
                self._allowed[client] += maximum // CENTS_PER_UUR
                for ref, (claim, was) in list(self._refused.items()):
                    if claim.client == client and self._uitkomst(claim) != was:
                        self._beslis("None", ref, claim)
            case _:
                pass  # the decisions themselves, and what is about no money

    def _beslis(self, bericht_id: str, ref: str, claim: Claim) -> None:
        self._refused.pop(ref, None)
        uitkomst = self._uitkomst(claim)
        self.foretold[bericht_id, ref] = uitkomst, False
        if uitkomst in ("ja", "tenzij"):
            self._held[ref] = claim
        else:
            self._refused[ref] = claim, uitkomst

    def _uitkomst(self, claim: Claim) -> str:
        if self._above(claim) == 0:
            return "tenzij"
        if claim.aanbieder in self._in_force:
            return "nee (cliëntenstop)"
        return "ja" if self._fits(claim) else "nee (plafond)"

    def _wijs_toe(self, bericht_id: str, nummer: str, claim: Claim) -> None:
        """Always paid."""
        is_covered = self._above(claim) == 0
        uitkomst = "tenzij" if is_covered else "ja" if self._fits(claim) else "overschrijding"
        self.foretold[bericht_id, nummer] = uitkomst, claim.aanbieder in self._in_force and not is_covered
        self._held[nummer] = claim

    def _fits(self, claim: Claim) -> bool:
        taken = sum(self._above(one) for one in self._held.values() if one.aanbieder == claim.aanbieder)
        return self._above(claim) <= self._room[claim.aanbieder] - taken

    def _above(self, claim: Claim) -> int:
        """What no tenzij covers."""
        return max(0, claim.uren - self._allowed[claim.client])

    def _verloop(self, who: str, op: date) -> None:
        self._held = {
            name: one for name, one in self._held.items() if one.aanbieder != who or one.until is None or one.until > op
        }
