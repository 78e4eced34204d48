# SPDX-License-Identifier: EUPL-1.2
"""The money of one batch, in memory: decisions and boekingen, bericht by bericht. `opslag` loads and writes it.

What is booked is always the difference between the new claim and the old one (definitions.md 6.2), so nothing here
needs to know why a claim changed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from berichtenverkeer.ledger.gebeurtenissen import (
    Gebeurtenis,
    LeveringGestart,
    LeveringGestopt,
    PlafondBesloten,
    Plafonddeel,
    ReserveringVervallen,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
)
from berichtenverkeer.plafonds import besluit, boeken, claims
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.boeken import Boeking, Saldo
from berichtenverkeer.plafonds.claims import Claim, Zorg
from berichtenverkeer.plafonds.geldregister import geldregister
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, Soort, van_toewijzing, van_verzoek
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand

TERMIJN = timedelta(days=56)
"""How long a reservation waits for its answer, from receipt or from the JW319 "in onderzoek"."""

Geboekt = tuple[int, Gebeurtenis]
"""A gebeurtenis with the ledger position it is booked at."""

Delen = Mapping[PlafondSleutel, int]

Stopvraag = Callable[[Verzoek], bool]
"""Whether a cliëntenstop keeps this verzoek out: in force, and the client has no running care there."""


class Claimstand(msgspec.Struct, frozen=True, kw_only=True):
    """What is held for one claim. `uitkomst` and `overschrijding_cents` are of the last decision, booked at `sinds`."""

    claim: str
    aanbieder: str
    gemeente: str
    soort: Soort
    uitkomst: Uitkomst | None = None
    overschrijding_cents: int = 0
    vervalt_op: date | None = None
    sinds: int = 0
    delen: Delen = {}


class Boekhouding:
    """Plafonds and claims while a batch is handled in order, so that each bericht sees what those before it took.

    `saldi` are all plafonds of the aanbieders that were locked; `claimstanden` what was found of the claims in
    `gekend`. `vandaag` is the day of receipt. `boekingen` come out with the position of the gebeurtenis that caused
    them.
    """

    def __init__(
        self,
        register: RegisterStand,
        saldi: Iterable[Saldo] = (),
        claimstanden: Iterable[Claimstand] = (),
        *,
        vandaag: date,
        gekend: Iterable[str] = (),
        is_gestopt: Stopvraag = lambda _: False,
    ) -> None:
        self.register = register
        self._geld = geldregister(register)
        self._saldi = {saldo.sleutel: saldo for saldo in saldi}
        self._claims: dict[str, Claimstand] = {}
        self._gekend: set[str] = set()
        self._vandaag = vandaag
        self._is_gestopt = is_gestopt
        self.boekingen: list[tuple[int, Boeking]] = []
        self.gewijzigde_saldi: set[PlafondSleutel] = set()
        self.gewijzigde_claims: set[str] = set()
        self.ken(claimstanden, gekend)

    def ken(self, claimstanden: Iterable[Claimstand], gekend: Iterable[str] = ()) -> None:
        """Add claims that were loaded, and the keys of claims that may not exist yet."""
        for stand in claimstanden:
            self._claims[stand.claim] = stand
            self._gekend.add(stand.claim)
        self._gekend.update(gekend)

    def vergeet(self) -> None:
        """Let go of the claims that are here, after they were written: to go through a region in pieces."""
        assert not self.gewijzigde_claims, "written first"
        self._claims.clear()
        self._gekend.clear()

    def saldo(self, sleutel: PlafondSleutel) -> Saldo:
        """The rekeningen of a plafond that is here."""
        return self._saldi[sleutel]

    def saldi(self) -> list[Saldo]:
        """Every plafond that is here, in the order of its key."""
        return [self._saldi[sleutel] for sleutel in sorted(self._saldi)]

    def claimstand(self, claim: str) -> Claimstand | None:
        """What is held for a claim that is here."""
        return self._claims.get(claim)

    def claimstanden(self) -> list[Claimstand]:
        """Every claim that is here, in the order of its key."""
        return [self._claims[claim] for claim in sorted(self._claims)]

    # -- what time does

    @property
    def te_vervallen(self) -> list[Claimstand]:
        """Reservations whose term is over, oldest first: one position each for `verval`."""
        open_ = (stand for stand in self._claims.values() if stand.soort is Soort.GERESERVEERD)
        over = [(stand.vervalt_op, stand.claim) for stand in open_ if stand.vervalt_op is not None]
        return [self._claims[claim] for op, claim in sorted(over) if op <= self._vandaag]

    def verval(self, posities: Iterator[int]) -> list[Geboekt]:
        """Let reservations lapse whose term is over: before any decision on these plafonds."""
        geboekt: list[Geboekt] = []
        for stand in self.te_vervallen:
            assert stand.vervalt_op is not None, "te_vervallen"
            positie = next(posities)
            self._laat_los(positie, stand)
            feit = ReserveringVervallen(
                claim=stand.claim, aanbieder=stand.aanbieder, gemeente=stand.gemeente, vervalt_op=stand.vervalt_op
            )
            geboekt.append((positie, feit))
        return geboekt

    # -- what a bericht does

    def na_bericht(self, stand: Stand, geboekt: Sequence[Geboekt], posities: Iterator[int]) -> list[Geboekt]:
        """Decide and book after an approved bericht; `geboekt` is what it made happen, folded into `stand` already.

        Answers the decisions, to be written as gebeurtenissen; takes at most one position for each of `geboekt`.
        """
        besluiten: list[Geboekt] = []
        geraakt: dict[tuple[str, int], int] = {}
        for positie, feit in geboekt:
            match feit:
                case VerzoekOntvangen():
                    verzoek = stand.verzoek(feit.aanbieder, feit.referentie)
                    assert verzoek is not None, "folded"
                    besluiten += self.besluit_verzoek(verzoek, posities)
                case VerzoekAfgewezen():
                    self._laat_los(positie, self._claims.get(van_verzoek(feit.aanbieder, feit.referentie)))
                case VerzoekInOnderzoek():
                    self._verleng(van_verzoek(feit.aanbieder, feit.referentie), feit.ontvangen_op + TERMIJN)
                case ToewijzingVastgesteld():
                    besluiten += self._besluit_toewijzing(stand, positie, feit, posities)
                case LeveringGestart() | StartVerwijderd() | LeveringGestopt() | StopVerwijderd():
                    if feit.toewijzing_nummer is not None:
                        geraakt[feit.gemeente, feit.toewijzing_nummer] = positie
                case _:
                    pass  # no money
        for (gemeente, nummer), positie in geraakt.items():
            toewijzing = stand.toewijzing(gemeente, nummer)
            # A claim that was not loaded cannot change: see `behoefte`.
            if toewijzing is not None and van_toewijzing(gemeente, nummer) in self._gekend:
                self.boek_toewijzing(positie, toewijzing, stand.leveringen(toewijzing.client))
        return besluiten

    def besluit_verzoek(self, verzoek: Verzoek, posities: Iterator[int]) -> list[Geboekt]:
        """Decide on one AangevraagdProduct, and reserve unless it is a `nee`."""
        sleutel = van_verzoek(verzoek.aanbieder, verzoek.referentie)
        assert sleutel in self._gekend, "loaded before it is decided"
        if sleutel in self._claims:
            return []
        claim = claims.claim(verzoek, (), self._geld)
        if not claim.is_van_de_regio:
            return []
        ruimte = {plafond: saldo.vrij_cents for plafond, saldo in self._saldi.items()}
        is_crisis = self._is_crisis(verzoek)
        gestopt = self._is_gestopt(verzoek)
        uitkomst = besluit.besluit_verzoek(claim, ruimte, is_crisis=is_crisis, is_gestopt=gestopt)
        positie = next(posities)
        self._claims[sleutel] = Claimstand(
            claim=sleutel, aanbieder=verzoek.aanbieder, gemeente=verzoek.gemeente, soort=Soort.GEEN
        )
        vervalt_op = None
        if not uitkomst.is_nee and uitkomst is not Uitkomst.VRIJ:
            vervalt_op = (verzoek.in_onderzoek_op or verzoek.ontvangen_op) + TERMIJN
            self._wijzig(sleutel, soort=Soort.GERESERVEERD, vervalt_op=vervalt_op)
            self._boek_delen(positie, sleutel, self._boekbaar(claim))
        return [(positie, self._leg_vast(positie, sleutel, uitkomst, claim, vervalt_op))]

    def _besluit_toewijzing(
        self, stand: Stand, positie: int, feit: ToewijzingVastgesteld, posities: Iterator[int]
    ) -> list[Geboekt]:
        """Take over the reservation of the verzoek it answers, book the difference; decide when a claim is added."""
        toewijzing = stand.toewijzing(feit.gemeente, feit.nummer)
        assert toewijzing is not None, "folded"
        sleutel = van_toewijzing(feit.gemeente, feit.nummer)
        assert sleutel in self._gekend, "loaded before it is decided"
        oud = self._claims.get(sleutel)
        claim = claims.claim(toewijzing, stand.leveringen(toewijzing.client), self._geld)
        nieuw, had = self._boekbaar(claim), oud.delen if oud else {}
        erbij = {plafond: nieuw.get(plafond, 0) - had.get(plafond, 0) for plafond in nieuw.keys() | had.keys()}
        reservering = self._reservering(feit)
        is_nieuw = oud is None and claim.is_van_de_regio and not toewijzing.is_verwijderd
        voegt_toe = is_nieuw or any(cents > 0 for cents in erbij.values())
        if oud is None and not voegt_toe:  # there is nothing to hold: it does not come into being
            self._laat_los(positie, reservering)
            return []
        uitkomst = None
        if voegt_toe:
            ruimte = self._ruimte_met(reservering)
            is_crisis = self._is_crisis(toewijzing)
            uitkomst = besluit.besluit_toewijzing(claim, erbij, ruimte, is_crisis=is_crisis)
            positie = next(posities)
        if oud is None:
            self._claims[sleutel] = Claimstand(
                claim=sleutel, aanbieder=toewijzing.aanbieder, gemeente=toewijzing.gemeente, soort=Soort.BESLAG
            )
        self._neem_over(positie, sleutel, nieuw, erbij, reservering)
        return [] if uitkomst is None else [(positie, self._leg_vast(positie, sleutel, uitkomst, claim, None))]

    # -- what a register load or a check does: no decision, only differences

    def boek_plafonds(self, positie: int, aanbieders: frozenset[str] | None = None) -> None:
        """Give every plafond (of `aanbieders`) the amount of the register; one that is gone gets an amount of 0."""
        for sleutel in sorted(self._geld.bedragen.keys() | self._saldi.keys()):
            if aanbieders is not None and sleutel.aanbieder not in aanbieders:
                continue
            oud = self._saldi.get(sleutel)
            bedrag = self._geld.bedragen.get(sleutel, 0)
            if oud is None or -oud.plafond_cents != bedrag:
                saldo = msgspec.structs.replace(oud or Saldo(sleutel=sleutel), versie=positie)
                self._saldi[sleutel] = saldo
                self.gewijzigde_saldi.add(sleutel)
                self._boek(positie, boeken.bedrag(saldo, bedrag))

    def boek_toewijzing(self, positie: int, toewijzing: Toewijzing, leveringen: Sequence[Levering]) -> None:
        """Bring the beslag of a toewijzing in line with the state."""
        sleutel = van_toewijzing(toewijzing.gemeente, toewijzing.nummer)
        delen = self._boekbaar(claims.claim(toewijzing, leveringen, self._geld))
        if sleutel not in self._claims:
            if not delen:
                return
            self._claims[sleutel] = Claimstand(
                claim=sleutel, aanbieder=toewijzing.aanbieder, gemeente=toewijzing.gemeente, soort=Soort.BESLAG
            )
        self._boek_delen(positie, sleutel, delen)

    def boek_reservering(self, positie: int, verzoek: Verzoek) -> None:
        """Bring what is reserved for a verzoek in line with the register."""
        stand = self._claims.get(van_verzoek(verzoek.aanbieder, verzoek.referentie))
        if stand is not None and stand.soort is Soort.GERESERVEERD:
            self._boek_delen(positie, stand.claim, self._boekbaar(claims.claim(verzoek, (), self._geld)))

    # --

    def _boekbaar(self, claim: Claim) -> dict[PlafondSleutel, int]:
        """What can be booked now; the rest follows when the plafond is loaded."""
        return {plafond: cents for plafond, cents in claim.per_plafond.items() if cents and plafond in self._saldi}

    def _reservering(self, feit: ToewijzingVastgesteld) -> Claimstand | None:
        if feit.referentie_aanbieder is None:
            return None
        stand = self._claims.get(van_verzoek(feit.aanbieder, feit.referentie_aanbieder))
        return stand if stand is not None and stand.soort is Soort.GERESERVEERD else None

    def _ruimte_met(self, reservering: Claimstand | None) -> dict[PlafondSleutel, int]:
        """VRIJ, had the reservation been given back first."""
        gereserveerd = reservering.delen if reservering else {}
        return {
            plafond: max(0, saldo.ruimte_cents + gereserveerd.get(plafond, 0)) for plafond, saldo in self._saldi.items()
        }

    def _neem_over(
        self, positie: int, sleutel: str, nieuw: Delen, erbij: Delen, reservering: Claimstand | None
    ) -> None:
        had = reservering.delen if reservering else {}
        for plafond in sorted(erbij.keys() | had.keys()):
            saldo = self._saldi[plafond]
            bron = reservering.claim if reservering else ""
            self._boek(positie, boeken.neem_over(saldo, had.get(plafond, 0), erbij.get(plafond, 0), sleutel, bron))
        self._wijzig(sleutel, delen=nieuw)
        if reservering is not None:
            self._wijzig(reservering.claim, soort=Soort.GEEN, vervalt_op=None, delen={})

    def _laat_los(self, positie: int, stand: Claimstand | None) -> None:
        """Give back what is reserved, if anything is."""
        if stand is not None and stand.soort is Soort.GERESERVEERD:
            self._boek_delen(positie, stand.claim, {})
            self._wijzig(stand.claim, soort=Soort.GEEN, vervalt_op=None)

    def _verleng(self, claim: str, vervalt_op: date) -> None:
        stand = self._claims.get(claim)
        if stand is not None and stand.soort is Soort.GERESERVEERD:
            self._wijzig(claim, vervalt_op=vervalt_op)

    def _boek_delen(self, positie: int, sleutel: str, nieuw: Delen) -> None:
        stand = self._claims[sleutel]
        rekening = Rekening.BESLAG if stand.soort is Soort.BESLAG else Rekening.GERESERVEERD
        for plafond in sorted(nieuw.keys() | stand.delen.keys()):
            cents = nieuw.get(plafond, 0) - stand.delen.get(plafond, 0)
            self._boek(positie, boeken.verschil(self._saldi[plafond], rekening, cents, sleutel))
        if nieuw != stand.delen:
            self._wijzig(sleutel, delen=nieuw)

    def _boek(self, positie: int, boekingen: Iterable[Boeking]) -> None:
        for boeking in boekingen:
            self._saldi[boeking.plafond] = self._saldi[boeking.plafond].met(boeking)
            self.gewijzigde_saldi.add(boeking.plafond)
            self.boekingen.append((positie, boeking))

    def _leg_vast(
        self, positie: int, sleutel: str, uitkomst: Uitkomst, claim: Claim, vervalt_op: date | None
    ) -> PlafondBesloten:
        """The decision as a gebeurtenis, and beside the claim."""
        over: dict[PlafondSleutel, int] = {}
        for plek, boeking in reversed(self.boekingen):
            if plek != positie:
                break
            if boeking.credit is Rekening.OVERSCHRIJDING:
                over[boeking.plafond] = over.get(boeking.plafond, 0) + boeking.bedrag_cents
        self._wijzig(sleutel, uitkomst=uitkomst, overschrijding_cents=sum(over.values()), sinds=positie)
        stand = self._claims[sleutel]
        return PlafondBesloten(
            claim=sleutel,
            aanbieder=stand.aanbieder,
            gemeente=stand.gemeente,
            uitkomst=uitkomst.value,
            delen=tuple(
                Plafonddeel(
                    jaar=plafond.jaar,
                    perceel=plafond.perceel,
                    segment=plafond.segment,
                    bedrag_cents=cents,
                    overschrijding_cents=over.get(plafond, 0),
                )
                for plafond, cents in sorted(claim.per_plafond.items())
            ),
            vervalt_op=vervalt_op,
        )

    def _wijzig(self, sleutel: str, **velden: object) -> None:
        self._claims[sleutel] = msgspec.structs.replace(self._claims[sleutel], **velden)
        self.gewijzigde_claims.add(sleutel)

    def _is_crisis(self, zorg: Zorg) -> bool:
        return self._geld.is_crisis(zorg.categorie, zorg.code, zorg.ingangsdatum)
