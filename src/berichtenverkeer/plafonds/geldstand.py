# SPDX-License-Identifier: EUPL-1.2
"""The money in memory: what boekingen and decisions add up to, and the one function that books. `opslag` keeps it.

A batch and a rebuild fold the same way; a batch makes the boekingen that it folds, a rebuild reads them.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.plafonds.boeken import Boeking, Onderwerp, Saldo, Zijde, boekingen
from berichtenverkeer.plafonds.claimstand import Claimstand, na_besluit, na_verval, na_verzoek, som
from berichtenverkeer.plafonds.sleutels import VAN_CLAIMS, Bedragen, PlafondSleutel, Rekening, Rekeningsleutel
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek

Vouwing = Callable[["Geldstand"], None]
"""Something that happened to the money."""


class Geldstand:
    """`saldi` are all plafonds of the aanbieders that can be touched, `claimstanden` claims that were found.

    `boekingen` are what was booked here, with the position of the gebeurtenis that caused each; `gewijzigde_saldi`
    gives for each rekening that changed the position of what changed it last.
    """

    def __init__(self, saldi: Iterable[Saldo] = (), claimstanden: Iterable[Claimstand] = ()) -> None:
        self._saldi = {saldo.sleutel: saldo for saldo in saldi}
        self._claims: dict[Claimsleutel, Claimstand] = {}
        self._gekend: set[Claimsleutel] = set()
        self.boekingen: list[tuple[int, Boeking]] = []
        self.gewijzigde_saldi: dict[Rekeningsleutel, int] = {}
        self.gewijzigde_claims: set[Claimsleutel] = set()
        self.gewijzigde_delen: set[tuple[Claimsleutel, Rekeningsleutel]] = set()
        self.ken(claimstanden)

    def ken(self, claimstanden: Iterable[Claimstand], gekend: Iterable[Claimsleutel] = ()) -> None:
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

    def claimstand(self, claim: Claimsleutel) -> Claimstand | None:
        """What is held for a claim that is here."""
        return self._claims.get(claim)

    def gehouden(self, claim: Claimsleutel) -> Bedragen:
        """What is held for a claim, which need not exist."""
        stand = self._claims.get(claim)
        return stand.bedragen if stand is not None else {}

    def claimstanden(self) -> list[Claimstand]:
        """Every claim that is here, in the order of its key."""
        return [self._claims[claim] for claim in sorted(self._claims)]

    # -- what it adds up from

    def vouw_plafond(self, positie: int, sleutel: PlafondSleutel) -> None:
        """The register gave a plafond its amount, which may be nothing."""
        saldo = self._saldi.get(sleutel) or Saldo(sleutel)
        self._saldi[sleutel] = msgspec.structs.replace(saldo, versie=positie)
        self.gewijzigde_saldi[sleutel, Rekening.PLAFOND] = positie

    def vouw_boeking(self, positie: int, boeking: Boeking) -> None:
        """Add what was booked to its two rekeningen, and to what is held for whose it is."""
        plafond = boeking.plafond
        if boeking.claim is None:
            self.vouw_plafond(positie, plafond)
        self._saldi[plafond] = self._saldi.get(plafond, Saldo(plafond)).met(boeking)
        for claim, rekening, cents in boeking.zijden:
            eerder = self.gewijzigde_saldi.get((plafond, rekening), 0)  # a decision may have been booked behind it
            self.gewijzigde_saldi[plafond, rekening] = max(eerder, positie)
            if claim is not None and rekening in VAN_CLAIMS:
                self._wijzig(claim, self._houder(claim, boeking).met((plafond, rekening), cents))
                self.gewijzigde_delen.add((claim, (plafond, rekening)))

    def _houder(self, claim: Claimsleutel, boeking: Boeking) -> Claimstand:
        """A toewijzing that nothing was decided on, comes into being with its first boeking."""
        assert boeking.over is not None, "for a claim"
        if claim not in self._claims:
            return Claimstand(claim=claim, aanbieder=boeking.plafond.aanbieder, over=boeking.over)
        if claim != boeking.claim:
            return self._claims[claim]
        return msgspec.structs.replace(self._claims[claim], over=boeking.over)

    def vouw_besluit(self, positie: int, feit: PlafondBesloten, over: Onderwerp) -> None:
        """What was decided on a claim, `over` which it is."""
        self._wijzig(feit.claim, na_besluit(self._claims.get(feit.claim), positie, feit, over))

    def vouw_verval(self, feit: ReserveringVervallen) -> None:
        """A reservation lapsed."""
        self._pas_aan(feit.claim, na_verval)

    def vouw_verzoek(self, claim: Claimsleutel, verzoek: Verzoek | None) -> None:
        """Something became of the verzoek of a claim, if there is one."""
        self._pas_aan(claim, lambda oud: na_verzoek(oud, verzoek))

    def _pas_aan(self, claim: Claimsleutel, doe: Callable[[Claimstand], Claimstand]) -> None:
        oud = self._claims.get(claim)
        if oud is not None and (nieuw := doe(oud)) != oud:
            self._wijzig(claim, nieuw)

    def _wijzig(self, claim: Claimsleutel, nieuw: Claimstand) -> None:
        self._claims[claim] = nieuw
        self.gewijzigde_claims.add(claim)

    # -- what books

    def boek(self, positie: int, nieuw: Mapping[Claimsleutel | None, Bedragen], over: Onderwerp | None = None) -> None:
        """From now on this is held for these claims, and (None) these are the amounts of plafonds: book what differs.

        `over` is what they are about, when that is known anew. Plafond by plafond; what one gives up goes to another.
        """
        per_plafond: dict[PlafondSleutel, list[Zijde]] = {}
        for claim, bedragen in nieuw.items():
            verschil = som(bedragen, self._nu(claim, bedragen), teken=-1)
            for (plafond, rekening), cents in sorted(verschil.items(), key=_op_volgorde):
                per_plafond.setdefault(plafond, []).append(Zijde(claim, rekening, cents))
        for plafond in sorted(per_plafond):
            for boeking in boekingen(self._saldi[plafond], per_plafond[plafond]):
                met_over = msgspec.structs.replace(boeking, over=self._over(boeking.claim, over))
                self.vouw_boeking(positie, met_over)
                self.boekingen.append((positie, met_over))

    def _nu(self, claim: Claimsleutel | None, nieuw: Bedragen) -> Bedragen:
        if claim is None:
            return {(plafond, rekening): self._saldi[plafond].stand(rekening) for plafond, rekening in nieuw}
        return self.gehouden(claim)

    def _over(self, claim: Claimsleutel | None, over: Onderwerp | None) -> Onderwerp | None:
        if claim is None:
            return None
        return over or self._claims[claim].over


_VOLGORDE = {rekening: nummer for nummer, rekening in enumerate(Rekening)}


def _op_volgorde(een: tuple[Rekeningsleutel, int]) -> tuple[PlafondSleutel, int]:
    (plafond, rekening), _ = een
    return plafond, _VOLGORDE[rekening]


def onderwerp(zorg: Verzoek | Toewijzing) -> Onderwerp:
    """What the claim of a verzoek or a toewijzing is about."""
    return Onderwerp(zorg.gemeente, zorg.client, zorg.categorie, zorg.code)
