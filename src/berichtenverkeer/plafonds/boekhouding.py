# SPDX-License-Identifier: EUPL-1.2
"""The money of one batch, in memory: decisions and boekingen, bericht by bericht. `opslag` loads and writes it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import assert_never

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Standgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, Plafonddeel, ReserveringVervallen
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
    Leveringsgebeurtenis,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.plafonds.behoefte import geraakt
from berichtenverkeer.plafonds.besluit import Uitkomst, Vraag, besluit
from berichtenverkeer.plafonds.bijwerken import Bijwerking
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.claims import Claim, per_plafond
from berichtenverkeer.plafonds.claimstand import Claimstand, Geboekt, som, vervaldag
from berichtenverkeer.plafonds.geldstand import onderwerp
from berichtenverkeer.plafonds.sleutels import (
    Bedragen,
    PlafondSleutel,
    Rekening,
    Rekeningsleutel,
    van_toewijzing,
    van_verzoek,
)
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand

Stopvraag = Callable[[Verzoek], bool]
"""Whether a cliëntenstop keeps this verzoek out: in force, and the client has no running care there."""


class _Regel(msgspec.Struct, frozen=True, kw_only=True):
    """One ToegewezenProduct of a JW301: what it claims now, and how much more that is than what is held for it.

    `positie` is that of the gebeurtenis, `reservering` the claim of the verzoek that it answers.
    """

    positie: int
    toewijzing: Toewijzing
    sleutel: Claimsleutel
    claim: Claim
    erbij: dict[PlafondSleutel, int]
    voegt_toe: bool
    reservering: Claimsleutel | None


class Boekhouding(Bijwerking):
    """Plafonds and claims while a batch is handled in order, so that each bericht sees what those before it took.

    `saldi` are all plafonds of the aanbieders that were locked; `claimstanden` what was found of the claims in
    `gekend`. `vandaag` is the day of receipt, `peilmaand` the month from which the declaration term counts back.
    """

    def __init__(
        self,
        register: RegisterStand,
        saldi: Iterable[Saldo] = (),
        claimstanden: Iterable[Claimstand] = (),
        *,
        vandaag: date,
        gekend: Iterable[Claimsleutel] = (),
        is_gestopt: Stopvraag = lambda _: False,
        peilmaand: date | None = None,
    ) -> None:
        super().__init__(register, saldi, peilmaand=peilmaand)
        self._vandaag = vandaag
        self._is_gestopt = is_gestopt
        self.ken(claimstanden, gekend)

    # -- what time does

    @property
    def te_vervallen(self) -> list[Claimstand]:
        """Reservations whose term is over, oldest first: one position each for `verval`."""
        open_ = (stand for stand in self._claims.values() if stand.is_gereserveerd)
        over = [(stand.vervalt_op, stand.claim) for stand in open_ if stand.vervalt_op is not None]
        return [self._claims[claim] for op, claim in sorted(over) if op <= self._vandaag]

    def verval(self, posities: Iterator[int]) -> list[Geboekt]:
        """Let reservations lapse whose term is over: before any decision on these plafonds."""
        geboekt: list[Geboekt] = []
        for stand in self.te_vervallen:
            assert stand.vervalt_op is not None, "te_vervallen"
            positie = next(posities)
            feit = ReserveringVervallen(
                claim=stand.claim, aanbieder=stand.aanbieder, gemeente=stand.over.gemeente, vervalt_op=stand.vervalt_op
            )
            self.vouw_verval(feit)
            self.boek(positie, {stand.claim: {}})
            geboekt.append((positie, feit))
        return geboekt

    # -- what a bericht does

    def na_bericht(self, stand: Stand, geboekt: Sequence[Geboekt], posities: Iterator[int]) -> list[Geboekt]:
        """Decide and book after an approved bericht; `geboekt` is what it made happen, folded into `stand` already.

        Answers the decisions, to be written as gebeurtenissen; takes at most one position for each of `geboekt`.
        """
        besluiten: list[Geboekt] = []
        raakt: dict[tuple[str, int], int] = {}
        toegewezen: list[tuple[int, ToewijzingVastgesteld]] = []
        for positie, feit in geboekt:
            if not isinstance(feit, Standgebeurtenis):
                continue
            match feit:
                case VerzoekOntvangen() | WijzigingVerzocht():
                    verzoek = stand.verzoek(feit.aanbieder, feit.referentie)
                    assert verzoek is not None, "folded"
                    besluiten += self.besluit_verzoek(stand, verzoek, posities)
                case VerzoekAfgewezen() | VerzoekInOnderzoek():
                    beantwoord = stand.verzoek_aan(feit.gemeente, feit.aanbieder, feit.referentie)
                    if beantwoord is not None:
                        self.volg(positie, van_verzoek(feit.aanbieder, feit.referentie), beantwoord)
                case ToewijzingVastgesteld():
                    toegewezen.append((positie, feit))
                case DeclaratieBeantwoord():
                    raakt = dict.fromkeys(geraakt(stand, feit), positie) | raakt
                case Leveringsgebeurtenis() | DeclaratieIngediend() | PrestatieIngediend():
                    raakt |= dict.fromkeys(geraakt(stand, feit), positie)
                case _:
                    assert_never(feit)
        besluiten += self._besluit_toewijzingen(stand, toegewezen, posities)
        for (gemeente, nummer), positie in raakt.items():
            toewijzing = stand.toewijzing(gemeente, nummer)
            # A claim that was not loaded cannot change: see `behoefte`.
            if toewijzing is not None and van_toewijzing(gemeente, nummer) in self._gekend:
                self.boek_toewijzing(positie, toewijzing, stand)
        return besluiten

    def besluit_verzoek(self, stand: Stand, verzoek: Verzoek, posities: Iterator[int]) -> list[Geboekt]:
        """Decide on one AangevraagdProduct, or on a JW317 as a whole, and reserve unless it is a `nee`."""
        sleutel = van_verzoek(verzoek.aanbieder, verzoek.referentie)
        assert sleutel in self._gekend, "loaded before it is decided"
        is_besloten = sleutel in self._claims and self._claims[sleutel].uitkomst is not None
        if is_besloten or not verzoek.is_open:  # answered before it was approved: there is nothing to decide
            return []
        claim, is_crisis = self._gevraagd(verzoek, stand)
        if not claim.is_van_de_regio:
            return []
        uitkomst = besluit(
            Vraag(
                claim=claim,
                erbij=claim.per_plafond,
                ruimte={plafond: saldo.stand(Rekening.VRIJ) for plafond, saldo in self._saldi.items()},
                is_weigerbaar=True,
                is_crisis=is_crisis,
                is_gestopt=self._is_gestopt(verzoek),
            )
        )
        positie = next(posities)
        if uitkomst.houdt:
            self.boek(positie, {sleutel: self._boekbaar(claim.bedragen)}, onderwerp(verzoek))
        return [(positie, self._besloten(positie, sleutel, verzoek, uitkomst, claim))]

    def _besluit_toewijzingen(
        self, stand: Stand, feiten: Sequence[tuple[int, ToewijzingVastgesteld]], posities: Iterator[int]
    ) -> list[Geboekt]:
        """A JW301: what it gives back comes first, then each product that takes more, in document order.

        All products that answer a verzoek draw on its reservation; what they leave of it is given back after the last.
        """
        regels = {regel.sleutel: regel for regel in (self._regel(stand, *een) for een in feiten)}
        beantwoord = {regel.reservering: regel.positie for regel in regels.values() if regel.reservering}
        besluiten: list[Geboekt] = []
        for regel in sorted(regels.values(), key=lambda regel: regel.voegt_toe):
            if besloten := self._boek_regel(regel, posities):
                besluiten.append(besloten)
                if regel.reservering:
                    beantwoord[regel.reservering] = besloten[0]
        for sleutel, positie in beantwoord.items():
            self.volg(positie, sleutel, stand.verzoek(sleutel.partij, sleutel.referentie))
        geraakt_: dict[Claimsleutel, int] = {}  # the positie of the first product that changes it: one boeking for all
        for positie, feit in feiten:
            for verzoek in stand.wijzigingsverzoeken(feit.client, feit.gemeente, feit.nummer):
                if geraakt_.setdefault(van_verzoek(verzoek.aanbieder, verzoek.referentie), positie) == positie:
                    self.boek_reservering(positie, verzoek, stand)
        return besluiten

    def _regel(self, stand: Stand, positie: int, feit: ToewijzingVastgesteld) -> _Regel:
        toewijzing = stand.toewijzing(feit.gemeente, feit.nummer)
        assert toewijzing is not None, "folded"
        sleutel = van_toewijzing(feit.gemeente, feit.nummer)
        assert sleutel in self._gekend, "loaded before it is decided"
        oud = self._claims.get(sleutel)
        claim = self._claim(toewijzing, stand)
        erbij = per_plafond(som(self._boekbaar(claim.bedragen), self.gehouden(sleutel), teken=-1))
        is_nieuw = oud is None and claim.is_van_de_regio and not toewijzing.is_verwijderd
        return _Regel(
            positie=positie,
            toewijzing=toewijzing,
            sleutel=sleutel,
            claim=claim,
            erbij=erbij,
            voegt_toe=is_nieuw or any(cents > 0 for cents in erbij.values()),
            reservering=_reservering(stand, feit),
        )

    def _boek_regel(self, regel: _Regel, posities: Iterator[int]) -> tuple[int, PlafondBesloten] | None:
        """Take over what is left of the reservation, book the difference; decide when a claim is added."""
        toewijzing, sleutel, positie = regel.toewijzing, regel.sleutel, regel.positie
        if sleutel not in self._claims and not regel.voegt_toe:
            return None  # there is nothing to hold: it does not come into being
        reservering = self._gereserveerd(regel.reservering)
        uitkomst = None
        if regel.voegt_toe:
            uitkomst = besluit(
                Vraag(
                    claim=regel.claim,
                    erbij=regel.erbij,
                    ruimte=self._ruimte_met(reservering),
                    is_weigerbaar=False,
                    is_crisis=self._is_crisis(toewijzing),
                )
            )
            positie = next(posities)
        nieuw = self._boekbaar(regel.claim.bedragen)
        if reservering is not None:
            self._neem_over(positie, regel, nieuw, reservering)
        self.boek(positie, {sleutel: nieuw}, onderwerp(toewijzing))
        if uitkomst is None:
            return None
        return positie, self._besloten(positie, sleutel, toewijzing, uitkomst, regel.claim)

    def _ruimte_met(self, reservering: Claimstand | None) -> dict[PlafondSleutel, int]:
        """VRIJ, had the reservation been given back first."""
        gereserveerd = per_plafond(reservering.bedragen) if reservering else {}
        return {
            plafond: max(0, saldo.ruimte_cents + gereserveerd.get(plafond, 0)) for plafond, saldo in self._saldi.items()
        }

    def _neem_over(self, positie: int, regel: _Regel, nieuw: Bedragen, reservering: Claimstand) -> None:
        """As much of a reservation as more beslag is needed becomes beslag."""
        oud = self.gehouden(regel.sleutel)
        erbij: dict[Rekeningsleutel, int] = {}
        eraf: dict[Rekeningsleutel, int] = {}
        for (plafond, rekening), over in reservering.bedragen.items():
            beslag = plafond, Rekening.BESLAG
            cents = min(over, nieuw.get(beslag, 0) - oud.get(beslag, 0))
            if cents > 0:
                erbij[beslag] = eraf[plafond, rekening] = cents
        over_nog = som(reservering.bedragen, eraf, teken=-1)
        straks: dict[Claimsleutel | None, Bedragen] = {regel.sleutel: som(oud, erbij), reservering.claim: over_nog}
        self.boek(positie, straks, onderwerp(regel.toewijzing))

    def _besloten(
        self, positie: int, sleutel: Claimsleutel, zorg: Verzoek | Toewijzing, uitkomst: Uitkomst, claim: Claim
    ) -> PlafondBesloten:
        """The decision as a gebeurtenis, folded."""
        boven: dict[PlafondSleutel, int] = {}
        for plek, boeking in reversed(self.boekingen):
            if plek != positie:
                break
            if boeking.credit is Rekening.OVERSCHRIJDING:
                boven[boeking.plafond] = boven.get(boeking.plafond, 0) + boeking.bedrag_cents
        feit = PlafondBesloten(
            claim=sleutel,
            aanbieder=zorg.aanbieder,
            gemeente=zorg.gemeente,
            uitkomst=uitkomst.value,
            delen=tuple(
                Plafonddeel(
                    jaar=plafond.jaar,
                    perceel=plafond.perceel,
                    segment=plafond.segment,
                    bedrag_cents=cents,
                    overschrijding_cents=boven.get(plafond, 0),
                )
                for plafond, cents in sorted(claim.per_plafond.items())
            ),
            vervalt_op=vervaldag(zorg) if isinstance(zorg, Verzoek) and uitkomst.houdt else None,
        )
        self.vouw_besluit(positie, feit, onderwerp(zorg))
        return feit


def _reservering(stand: Stand, feit: ToewijzingVastgesteld) -> Claimsleutel | None:
    """The claim of the verzoek that a toewijzing answers: of the same client, to the same gemeente."""
    if feit.referentie_aanbieder is None:
        return None
    verzoek = stand.verzoek_aan(feit.gemeente, feit.aanbieder, feit.referentie_aanbieder)
    is_van_hem = verzoek is not None and verzoek.client == feit.client and verzoek.is_toegewezen
    return van_verzoek(feit.aanbieder, feit.referentie_aanbieder) if is_van_hem else None
