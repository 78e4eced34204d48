# SPDX-License-Identifier: EUPL-1.2
"""The money brought in line with state and register: no decision, only differences.

What is booked is always the difference between the new claim and the old one (definitions.md 6.2), so nothing here
needs to know why a claim changed.
"""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.plafonds import claims, wijziging
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.claims import Care, Claim
from berichtenverkeer.plafonds.claimstand import Claimstand
from berichtenverkeer.plafonds.keys import Bedragen, Rekening, from_toewijzing, from_verzoek
from berichtenverkeer.plafonds.money_register import money_register
from berichtenverkeer.plafonds.money_state import MoneyState, subject
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rows import LayersRow, Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand


class MoneyUpdater(MoneyState):
    """A MoneyState that knows what claims should be: by `register`, with the declaration term back from `peilmaand`."""

    def __init__(
        self,
        register: RegisterStand,
        saldi: Iterable[Saldo] = (),
        claimstanden: Iterable[Claimstand] = (),
        *,
        peilmaand: date | None = None,
    ) -> None:
        super().__init__(saldi, claimstanden)
        self.register = register
        self._money = money_register(register)
        self._first_declarable = self._money.first_declarable_day(peilmaand)

    def book_plafonds(self, position: int, aanbieders: frozenset[str] | None = None) -> None:
        """Give every plafond (of `aanbieders`) the amount of the register; one that is gone gets an amount of 0."""
        for key in sorted(self._money.bedragen.keys() | self._saldi.keys()):
            if aanbieders is not None and key.aanbieder not in aanbieders:
                continue
            old = self._saldi.get(key)
            bedrag = self._money.bedragen.get(key, 0)
            if old is None or -old.stand(Rekening.PLAFOND) != bedrag:
                self.fold_plafond(position, key)
                self.book(position, {None: {(key, Rekening.PLAFOND): -bedrag}})

    def book_toewijzing(self, position: int, toewijzing: Toewijzing, stand: Stand) -> None:
        """Bring what is held for a toewijzing in line with the state."""
        key = from_toewijzing(toewijzing.gemeente, toewijzing.nummer)
        now = self._bookable(self._claim(toewijzing, stand).bedragen)
        self.book(position, {key: now}, subject(toewijzing))

    def book_reservering(self, position: int, verzoek: Verzoek, stand: Stand) -> None:
        """Bring what is reserved for a verzoek in line with register and state; nothing when nothing is reserved."""
        if reservering := self._gereserveerd(from_verzoek(verzoek.sleutel)):
            claim, _ = self._asked(verzoek, stand)
            self.book(position, {reservering.claim: self._bookable(claim.bedragen)}, subject(verzoek))

    def follow(self, position: int, key: Claimsleutel, verzoek: Verzoek | None) -> None:
        """After something became of a verzoek: what waits for nothing any more is given back."""
        self.fold_verzoek(key, verzoek)
        stand = self._claims.get(key)
        if stand is not None and not stand.is_gereserveerd:
            self.book(position, {key: {}})

    def revise(self, position: int, stand: Stand, wijzigingen: Iterable[Wijziging]) -> None:
        """Book what undoing or confirming a bericht changed in the state: what a receiver did who answers himself.

        A verzoek that is open again has its reservation again, whatever room there is. One that was undone itself was
        never decided on: sent anew, it is.
        """
        touches: set[tuple[str, int]] = set()
        clienten: set[bytes] = set()
        for one in wijzigingen:
            if not isinstance(one.rij, LayersRow):
                continue  # what a JW317 asks is in its verzoek
            match one.rij:
                case Verzoek() as verzoek:
                    key = from_verzoek(verzoek.sleutel)
                    self.follow(position, key, None if one.nieuw is None else verzoek)
                    clienten.add(verzoek.client)
                case Toewijzing() as toewijzing:
                    touches.add((toewijzing.gemeente, toewijzing.nummer))
                    clienten.add(toewijzing.client)
                case Levering() as levering:
                    if levering.toewijzing_nummer is not None:
                        touches.add((levering.gemeente, levering.toewijzing_nummer))
                case _:
                    assert_never(one.rij)
        for gemeente, number in sorted(touches):
            if (stayed := stand.toewijzing(gemeente, number)) is not None:
                self.book_toewijzing(position, stayed, stand)
            else:
                self.book(position, {from_toewijzing(gemeente, number): {}})
        for client in sorted(clienten):
            for verzoek in stand.verzoeken(client):
                self.book_reservering(position, verzoek, stand)

    def _claim(self, toewijzing: Toewijzing, stand: Stand) -> Claim:
        gemeente, number = toewijzing.gemeente, toewijzing.nummer
        leveringen = stand.leveringen_at(toewijzing.client, gemeente, toewijzing.aanbieder, number)
        prestaties = stand.prestaties(gemeente, number)
        return claims.claim(toewijzing, leveringen, self._money, prestaties, self._first_declarable)

    def _asked(self, verzoek: Verzoek, stand: Stand) -> tuple[Claim, bool]:
        """What a verzoek claims, and whether it is crisis care."""
        if verzoek.is_wijziging:
            return wijziging.asked(verzoek, stand, self._money)
        return claims.claim(verzoek, (), self._money), self._is_crisis(verzoek)

    def _is_crisis(self, care: Care) -> bool:
        return self._money.is_crisis(care.categorie, care.code, care.ingangsdatum)

    def _bookable(self, bedragen: Bedragen) -> Bedragen:
        """What can be booked now; the rest follows when the plafond is loaded."""
        return {(plafond, op): cents for (plafond, op), cents in bedragen.items() if cents and plafond in self._saldi}

    def _gereserveerd(self, key: Claimsleutel | None) -> Claimstand | None:
        stand = self._claims.get(key) if key else None
        return stand if stand is not None and stand.is_gereserveerd else None
