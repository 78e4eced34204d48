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
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.claims import Claim, Zorg
from berichtenverkeer.plafonds.claimstand import Claimstand
from berichtenverkeer.plafonds.geldregister import geldregister
from berichtenverkeer.plafonds.geldstand import Geldstand, onderwerp
from berichtenverkeer.plafonds.sleutels import Bedragen, Rekening, van_toewijzing, van_verzoek
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rijen import Lagenrij, Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand


class Bijwerking(Geldstand):
    """A Geldstand that knows what claims should be: by `register`, with the declaration term back from `peilmaand`."""

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
        self._geld = geldregister(register)
        self._grens = self._geld.declaratiegrens(peilmaand)

    def boek_plafonds(self, positie: int, aanbieders: frozenset[str] | None = None) -> None:
        """Give every plafond (of `aanbieders`) the amount of the register; one that is gone gets an amount of 0."""
        for sleutel in sorted(self._geld.bedragen.keys() | self._saldi.keys()):
            if aanbieders is not None and sleutel.aanbieder not in aanbieders:
                continue
            oud = self._saldi.get(sleutel)
            bedrag = self._geld.bedragen.get(sleutel, 0)
            if oud is None or -oud.stand(Rekening.PLAFOND) != bedrag:
                self.vouw_plafond(positie, sleutel)
                self.boek(positie, {None: {(sleutel, Rekening.PLAFOND): -bedrag}})

    def boek_toewijzing(self, positie: int, toewijzing: Toewijzing, stand: Stand) -> None:
        """Bring what is held for a toewijzing in line with the state."""
        sleutel = van_toewijzing(toewijzing.gemeente, toewijzing.nummer)
        nu = self._boekbaar(self._claim(toewijzing, stand).bedragen)
        self.boek(positie, {sleutel: nu}, onderwerp(toewijzing))

    def boek_reservering(self, positie: int, verzoek: Verzoek, stand: Stand) -> None:
        """Bring what is reserved for a verzoek in line with register and state; nothing when nothing is reserved."""
        if reservering := self._gereserveerd(van_verzoek(verzoek.aanbieder, verzoek.referentie)):
            claim, _ = self._gevraagd(verzoek, stand)
            self.boek(positie, {reservering.claim: self._boekbaar(claim.bedragen)}, onderwerp(verzoek))

    def volg(self, positie: int, sleutel: Claimsleutel, verzoek: Verzoek | None) -> None:
        """After something became of a verzoek: what waits for nothing any more is given back."""
        self.vouw_verzoek(sleutel, verzoek)
        stand = self._claims.get(sleutel)
        if stand is not None and not stand.is_gereserveerd:
            self.boek(positie, {sleutel: {}})

    def herzie(self, positie: int, stand: Stand, wijzigingen: Iterable[Wijziging]) -> None:
        """Book what undoing or confirming a bericht changed in the state: what a receiver did who answers himself.

        A verzoek that is open again has its reservation again, whatever room there is. One that was undone itself was
        never decided on: sent anew, it is.
        """
        raakt: set[tuple[str, int]] = set()
        clienten: set[bytes] = set()
        for een in wijzigingen:
            if not isinstance(een.rij, Lagenrij):
                continue  # what a JW317 asks is in its verzoek
            match een.rij:
                case Verzoek() as verzoek:
                    sleutel = van_verzoek(verzoek.aanbieder, verzoek.referentie)
                    self.volg(positie, sleutel, None if een.nieuw is None else verzoek)
                    clienten.add(verzoek.client)
                case Toewijzing() as toewijzing:
                    raakt.add((toewijzing.gemeente, toewijzing.nummer))
                    clienten.add(toewijzing.client)
                case Levering() as levering:
                    if levering.toewijzing_nummer is not None:
                        raakt.add((levering.gemeente, levering.toewijzing_nummer))
                case _:
                    assert_never(een.rij)
        for gemeente, nummer in sorted(raakt):
            if (gebleven := stand.toewijzing(gemeente, nummer)) is not None:
                self.boek_toewijzing(positie, gebleven, stand)
            else:
                self.boek(positie, {van_toewijzing(gemeente, nummer): {}})
        for client in sorted(clienten):
            for verzoek in stand.verzoeken(client):
                self.boek_reservering(positie, verzoek, stand)

    def _claim(self, toewijzing: Toewijzing, stand: Stand) -> Claim:
        gemeente, nummer = toewijzing.gemeente, toewijzing.nummer
        leveringen = stand.leveringen_op(toewijzing.client, gemeente, toewijzing.aanbieder, nummer)
        prestaties = stand.prestaties(gemeente, nummer)
        return claims.claim(toewijzing, leveringen, self._geld, prestaties, self._grens)

    def _gevraagd(self, verzoek: Verzoek, stand: Stand) -> tuple[Claim, bool]:
        """What a verzoek claims, and whether it is crisis care."""
        if verzoek.is_wijziging:
            return wijziging.gevraagd(verzoek, stand, self._geld)
        return claims.claim(verzoek, (), self._geld), self._is_crisis(verzoek)

    def _is_crisis(self, zorg: Zorg) -> bool:
        return self._geld.is_crisis(zorg.categorie, zorg.code, zorg.ingangsdatum)

    def _boekbaar(self, bedragen: Bedragen) -> Bedragen:
        """What can be booked now; the rest follows when the plafond is loaded."""
        return {(plafond, op): cents for (plafond, op), cents in bedragen.items() if cents and plafond in self._saldi}

    def _gereserveerd(self, sleutel: Claimsleutel | None) -> Claimstand | None:
        stand = self._claims.get(sleutel) if sleutel else None
        return stand if stand is not None and stand.is_gereserveerd else None
