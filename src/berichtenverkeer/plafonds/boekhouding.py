# SPDX-License-Identifier: EUPL-1.2
"""The money of one batch, in memory: decisions and boekingen, bericht by bericht. `opslag` loads and writes it.

What is booked is always the difference between the new claim and the old one (definitions.md 6.2), so nothing here
needs to know why a claim changed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import assert_never

import msgspec

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
from berichtenverkeer.plafonds import boeken, claims, wijziging
from berichtenverkeer.plafonds.behoefte import geraakt
from berichtenverkeer.plafonds.besluit import Uitkomst, Vraag, besluit
from berichtenverkeer.plafonds.boeken import Boeking, Saldo
from berichtenverkeer.plafonds.claims import Claim, Zorg
from berichtenverkeer.plafonds.claimstand import TERMIJN, Claimstand, Delen, Geboekt, som
from berichtenverkeer.plafonds.geldregister import geldregister
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, Soort, van_toewijzing, van_verzoek
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rijen import Lagenrij, Wijziging
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
    sleutel: str
    claim: Claim
    erbij: Delen
    voegt_toe: bool
    reservering: str | None


class Boekhouding:
    """Plafonds and claims while a batch is handled in order, so that each bericht sees what those before it took.

    `saldi` are all plafonds of the aanbieders that were locked; `claimstanden` what was found of the claims in
    `gekend`. `vandaag` is the day of receipt, `peilmaand` the month from which the declaration term counts back.
    `boekingen` come out with the position of the gebeurtenis that caused them.
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
        peilmaand: date | None = None,
    ) -> None:
        self.register = register
        self._geld = geldregister(register)
        self._grens = self._geld.declaratiegrens(peilmaand)
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
            self._wijzig(stand.claim, vervalt_op=None)
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
                    if stand.verzoek_aan(feit.gemeente, feit.aanbieder, feit.referentie) is not None:
                        self._beantwoord(positie, feit)
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
                ruimte={plafond: saldo.vrij_cents for plafond, saldo in self._saldi.items()},
                is_weigerbaar=True,
                is_crisis=is_crisis,
                is_gestopt=self._is_gestopt(verzoek),
            )
        )
        positie = next(posities)
        self._claims[sleutel] = Claimstand(
            claim=sleutel, aanbieder=verzoek.aanbieder, gemeente=verzoek.gemeente, soort=Soort.GEEN
        )
        vervalt_op = None
        if uitkomst.houdt:
            vervalt_op = (verzoek.in_onderzoek_op or verzoek.ontvangen_op) + TERMIJN
            self._wijzig(sleutel, soort=Soort.GERESERVEERD, vervalt_op=vervalt_op)
            self._boek_reservering(positie, sleutel, self._boekbaar(claim.per_plafond))
        return [(positie, self._leg_vast(positie, sleutel, uitkomst, claim, vervalt_op))]

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
            self._laat_los(positie, self._claims.get(sleutel))
        geraakt_: dict[str, int] = {}  # the positie of the first product that it would change: one boeking for all
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
        erbij = self._boekbaar(som(claim.per_plafond, claim.realisatie))
        if oud is not None:
            erbij = som(erbij, oud.delen, oud.realisatie, teken=-1)
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
        if sleutel not in self._claims:
            if not regel.voegt_toe:
                return None  # there is nothing to hold: it does not come into being
            self._maak(sleutel, toewijzing)
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
        if reservering is not None:
            self._neem_over(positie, sleutel, self._boekbaar(regel.claim.per_plafond), reservering)
        self._boek_beslag(positie, sleutel, regel.claim)
        return None if uitkomst is None else (positie, self._leg_vast(positie, sleutel, uitkomst, regel.claim, None))

    # -- what the answer of a receiver does who answers himself

    def herzie(self, positie: int, stand: Stand, wijzigingen: Iterable[Wijziging]) -> None:
        """Book what undoing or confirming a bericht changed in the state: no decision, only differences.

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
                    self._herzie_verzoek(positie, verzoek, een.nieuw is None)
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
            elif (sleutel := van_toewijzing(gemeente, nummer)) in self._claims:
                self._boek_beslag(positie, sleutel, Claim())
        for client in sorted(clienten):
            for verzoek in stand.verzoeken(client):
                self.boek_reservering(positie, verzoek, stand)

    def _herzie_verzoek(self, positie: int, verzoek: Verzoek, is_weg: bool) -> None:
        gevraagd = self._claims.get(van_verzoek(verzoek.aanbieder, verzoek.referentie))
        if gevraagd is None:
            return
        if is_weg or not verzoek.is_open:
            self._laat_los(positie, gevraagd)
        elif gevraagd.soort is Soort.GEEN and gevraagd.vervalt_op is not None:
            self._wijzig(gevraagd.claim, soort=Soort.GERESERVEERD)  # `boek_reservering` fills it
        if is_weg:
            self._wijzig(gevraagd.claim, uitkomst=None, overschrijding_cents=0, vervalt_op=None, sinds=0)
        elif gevraagd.vervalt_op is not None:
            self._wijzig(gevraagd.claim, vervalt_op=(verzoek.in_onderzoek_op or verzoek.ontvangen_op) + TERMIJN)

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

    def boek_toewijzing(self, positie: int, toewijzing: Toewijzing, stand: Stand) -> None:
        """Bring what is held for a toewijzing in line with the state."""
        sleutel = van_toewijzing(toewijzing.gemeente, toewijzing.nummer)
        claim = self._claim(toewijzing, stand)
        if sleutel not in self._claims:
            if not self._boekbaar(claim.per_plafond) and not self._boekbaar(claim.realisatie):
                return
            self._maak(sleutel, toewijzing)
        self._boek_beslag(positie, sleutel, claim)

    def boek_reservering(self, positie: int, verzoek: Verzoek, stand: Stand) -> None:
        """Bring what is reserved for a verzoek in line with register and state; nothing when nothing is reserved."""
        if reservering := self._gereserveerd(van_verzoek(verzoek.aanbieder, verzoek.referentie)):
            claim, _ = self._gevraagd(verzoek, stand)
            self._boek_reservering(positie, reservering.claim, self._boekbaar(claim.per_plafond))

    # --

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

    def _boekbaar(self, bedragen: Delen) -> dict[PlafondSleutel, int]:
        """What can be booked now; the rest follows when the plafond is loaded."""
        return {plafond: cents for plafond, cents in bedragen.items() if cents and plafond in self._saldi}

    def _gereserveerd(self, sleutel: str | None) -> Claimstand | None:
        stand = self._claims.get(sleutel) if sleutel else None
        return stand if stand is not None and stand.soort is Soort.GERESERVEERD else None

    def _ruimte_met(self, reservering: Claimstand | None) -> dict[PlafondSleutel, int]:
        """VRIJ, had the reservation been given back first."""
        gereserveerd = reservering.delen if reservering else {}
        return {
            plafond: max(0, saldo.ruimte_cents + gereserveerd.get(plafond, 0)) for plafond, saldo in self._saldi.items()
        }

    def _maak(self, sleutel: str, toewijzing: Toewijzing) -> None:
        self._claims[sleutel] = Claimstand(
            claim=sleutel, aanbieder=toewijzing.aanbieder, gemeente=toewijzing.gemeente, soort=Soort.BESLAG
        )
        self.gewijzigde_claims.add(sleutel)

    def _neem_over(self, positie: int, sleutel: str, nieuw: Delen, reservering: Claimstand) -> None:
        """As much of a reservation as more beslag is needed becomes beslag."""
        delen, over = dict(self._claims[sleutel].delen), dict(reservering.delen)
        for plafond in sorted(nieuw.keys() & over.keys()):
            cents = max(0, min(over[plafond], nieuw[plafond] - delen.get(plafond, 0)))
            self._boek(positie, boeken.neem_over(self._saldi[plafond], cents, sleutel, reservering.claim))
            delen[plafond] = delen.get(plafond, 0) + cents
            over[plafond] -= cents
        self._wijzig(sleutel, delen=delen)
        self._wijzig(reservering.claim, delen={plafond: cents for plafond, cents in over.items() if cents})

    def _laat_los(self, positie: int, stand: Claimstand | None) -> None:
        """Give back what is reserved, if anything is; until when it could have been is kept, see `herzie`."""
        if stand is not None and stand.soort is Soort.GERESERVEERD:
            self._boek_reservering(positie, stand.claim, {})
            self._wijzig(stand.claim, soort=Soort.GEEN)

    def _beantwoord(self, positie: int, feit: VerzoekAfgewezen | VerzoekInOnderzoek) -> None:
        claim = van_verzoek(feit.aanbieder, feit.referentie)
        if isinstance(feit, VerzoekInOnderzoek):
            self._verleng(claim, feit.ontvangen_op + TERMIJN)
        else:
            self._laat_los(positie, self._claims.get(claim))

    def _verleng(self, claim: str, vervalt_op: date) -> None:
        stand = self._claims.get(claim)
        if stand is not None and stand.soort is Soort.GERESERVEERD:
            self._wijzig(claim, vervalt_op=vervalt_op)

    def _boek_reservering(self, positie: int, sleutel: str, nieuw: Delen) -> None:
        oud = self._claims[sleutel].delen
        for plafond in sorted(nieuw.keys() | oud.keys()):
            cents = nieuw.get(plafond, 0) - oud.get(plafond, 0)
            self._boek(positie, boeken.verschil(self._saldi[plafond], Rekening.GERESERVEERD, cents, sleutel))
        if nieuw != oud:
            self._wijzig(sleutel, delen=nieuw)

    def _boek_beslag(self, positie: int, sleutel: str, claim: Claim) -> None:
        """The difference between what a toewijzing claims and what is held for it."""
        stand = self._claims[sleutel]
        delen, realisatie = self._boekbaar(claim.per_plafond), self._boekbaar(claim.realisatie)
        if (delen, realisatie) == (stand.delen, stand.realisatie):
            return
        for plafond in sorted(delen.keys() | realisatie.keys() | stand.delen.keys() | stand.realisatie.keys()):
            beslag = delen.get(plafond, 0) - stand.delen.get(plafond, 0)
            gedeclareerd = realisatie.get(plafond, 0) - stand.realisatie.get(plafond, 0)
            self._boek(positie, boeken.wissel(self._saldi[plafond], beslag, gedeclareerd, sleutel))
        self._wijzig(sleutel, delen=delen, realisatie=realisatie)

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
                for plafond, cents in sorted(som(claim.per_plafond, claim.realisatie).items())
            ),
            vervalt_op=vervalt_op,
        )

    def _wijzig(self, sleutel: str, **velden: object) -> None:
        self._claims[sleutel] = msgspec.structs.replace(self._claims[sleutel], **velden)
        self.gewijzigde_claims.add(sleutel)

    def _is_crisis(self, zorg: Zorg) -> bool:
        return self._geld.is_crisis(zorg.categorie, zorg.code, zorg.ingangsdatum)


def _reservering(stand: Stand, feit: ToewijzingVastgesteld) -> str | None:
    """The claim of the verzoek that a toewijzing answers: of the same client, to the same gemeente."""
    if feit.referentie_aanbieder is None:
        return None
    verzoek = stand.verzoek_aan(feit.gemeente, feit.aanbieder, feit.referentie_aanbieder)
    is_van_hem = verzoek is not None and verzoek.client == feit.client and verzoek.is_toegewezen
    return van_verzoek(feit.aanbieder, feit.referentie_aanbieder) if is_van_hem else None
