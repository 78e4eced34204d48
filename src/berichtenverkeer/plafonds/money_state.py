# SPDX-License-Identifier: EUPL-1.2
"""The money in memory: what boekingen and decisions add up to, and the one function that books. `store` keeps it.

A batch and a rebuild fold the same way; a batch makes the boekingen that it folds, a rebuild reads them.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.plafonds.booking import Boeking, Saldo, Side, Subject, boekingen
from berichtenverkeer.plafonds.claimstand import Claimstand, after_besluit, after_lapse, after_verzoek, summed
from berichtenverkeer.plafonds.keys import FROM_CLAIMS, Bedragen, PlafondKey, Rekening, RekeningKey
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek

Fold = Callable[["MoneyState"], None]
"""Something that happened to the money."""


class MoneyState:
    """`saldi` are all plafonds of the aanbieders that can be touched, `claimstanden` claims that were found.

    `boekingen` are what was booked here, with the position of the gebeurtenis that caused each; `changed_saldi`
    gives for each rekening that changed the position of what changed it last.
    """

    def __init__(self, saldi: Iterable[Saldo] = (), claimstanden: Iterable[Claimstand] = ()) -> None:
        self._saldi = {saldo.plafond: saldo for saldo in saldi}
        self._claims: dict[Claimsleutel, Claimstand] = {}
        self._loaded: set[Claimsleutel] = set()
        self.boekingen: list[tuple[int, Boeking]] = []
        self.changed_saldi: dict[tuple[PlafondKey, Rekening], int] = {}
        self.changed_claims: set[Claimsleutel] = set()
        self.changed_parts: set[tuple[Claimsleutel, RekeningKey]] = set()
        self.add_claims(claimstanden)

    def add_claims(self, claimstanden: Iterable[Claimstand], loaded: Iterable[Claimsleutel] = ()) -> None:
        """Add claims that were loaded, and the keys of claims that may not exist yet."""
        for stand in claimstanden:
            self._claims[stand.claim] = stand
            self._loaded.add(stand.claim)
        self._loaded.update(loaded)

    def forget(self) -> None:
        """Let go of the claims that are here, after they were written: to go through a region in pieces."""
        assert not self.changed_claims, "written first"
        self._claims.clear()
        self._loaded.clear()

    def saldo(self, key: PlafondKey) -> Saldo:
        """The rekeningen of a plafond that is here."""
        return self._saldi[key]

    def saldi(self) -> list[Saldo]:
        """Every plafond that is here, in the order of its key."""
        return [self._saldi[key] for key in sorted(self._saldi)]

    def claimstand(self, claim: Claimsleutel) -> Claimstand | None:
        """What is held for a claim that is here."""
        return self._claims.get(claim)

    def held(self, claim: Claimsleutel) -> Bedragen:
        """What is held for a claim, which need not exist."""
        stand = self._claims.get(claim)
        return stand.bedragen if stand is not None else {}

    def claimstanden(self) -> list[Claimstand]:
        """Every claim that is here, in the order of its key."""
        return [self._claims[claim] for claim in sorted(self._claims)]

    # -- what it adds up from

    def fold_plafond(self, position: int, key: PlafondKey) -> None:
        """The register gave a plafond its amount, which may be nothing."""
        saldo = self._saldi.get(key) or Saldo(key)
        self._saldi[key] = msgspec.structs.replace(saldo, versie=position)
        self.changed_saldi[key, Rekening.PLAFOND] = position

    def fold_boeking(self, position: int, boeking: Boeking) -> None:
        """Add what was booked to its two rekeningen, and to what is held for whose it is."""
        plafond = boeking.plafond
        if boeking.claim is None:
            self.fold_plafond(position, plafond)
        self._saldi[plafond] = self._saldi.get(plafond, Saldo(plafond)).with_(boeking)
        for claim, rekening, cents, tenzij in boeking.zijden:
            earlier = self.changed_saldi.get((plafond, rekening), 0)  # a decision may have been booked behind it
            self.changed_saldi[plafond, rekening] = max(earlier, position)
            if claim is not None and rekening in FROM_CLAIMS:
                held = RekeningKey(plafond, rekening, tenzij)
                self._change(claim, self._holder(claim, boeking).with_(held, cents))
                self.changed_parts.add((claim, held))

    def _holder(self, claim: Claimsleutel, boeking: Boeking) -> Claimstand:
        """A toewijzing that nothing was decided on, comes into being with its first boeking."""
        assert boeking.about is not None, "for a claim"
        if claim not in self._claims:
            return Claimstand(claim=claim, aanbieder=boeking.plafond.aanbieder, about=boeking.about)
        if claim != boeking.claim:
            return self._claims[claim]
        return msgspec.structs.replace(self._claims[claim], about=boeking.about)

    def fold_besluit(self, position: int, gebeurtenis: PlafondBesloten, about: Subject) -> None:
        """What was decided on a claim, `about` which it is."""
        self._change(
            gebeurtenis.claim, after_besluit(self._claims.get(gebeurtenis.claim), position, gebeurtenis, about)
        )

    def fold_lapse(self, gebeurtenis: ReserveringVervallen) -> None:
        """A reservation lapsed."""
        self._apply(gebeurtenis.claim, after_lapse)

    def fold_verzoek(self, claim: Claimsleutel, verzoek: Verzoek | None) -> None:
        """Something became of the verzoek of a claim, if there is one."""
        self._apply(claim, lambda old: after_verzoek(old, verzoek))

    def _apply(self, claim: Claimsleutel, do: Callable[[Claimstand], Claimstand]) -> None:
        old = self._claims.get(claim)
        if old is not None and (new := do(old)) != old:
            self._change(claim, new)

    def _change(self, claim: Claimsleutel, new: Claimstand) -> None:
        self._claims[claim] = new
        self.changed_claims.add(claim)

    # -- what books

    def book(self, position: int, new: Mapping[Claimsleutel | None, Bedragen], about: Subject | None = None) -> None:
        """From now on this is held for these claims, and (None) these are the amounts of plafonds: book what differs.

        `about` is what they are about, when that is known anew. Plafond by plafond; what one gives up goes to another.
        """
        per_plafond: dict[PlafondKey, list[Side]] = {}
        for claim, bedragen in new.items():
            difference = summed(bedragen, self._booked(claim, bedragen), sign=-1)
            for (plafond, rekening, tenzij), cents in sorted(difference.items(), key=_by_rekening):
                per_plafond.setdefault(plafond, []).append(Side(claim, rekening, cents, tenzij))
        for plafond in sorted(per_plafond):
            for boeking in boekingen(self._saldi[plafond], per_plafond[plafond]):
                with_about = msgspec.structs.replace(boeking, about=self._about(boeking.claim, about))
                self.fold_boeking(position, with_about)
                self.boekingen.append((position, with_about))

    def _booked(self, claim: Claimsleutel | None, new: Bedragen) -> Bedragen:
        if claim is None:
            return {key: self._saldi[key.plafond].stand(key.rekening) for key in new}
        return self.held(claim)

    def _about(self, claim: Claimsleutel | None, about: Subject | None) -> Subject | None:
        if claim is None:
            return None
        return about or self._claims[claim].about


_ORDER = {rekening: number for number, rekening in enumerate(Rekening)}


def _by_rekening(one: tuple[RekeningKey, int]) -> tuple[PlafondKey, int, str]:
    (plafond, rekening, tenzij), _ = one
    return plafond, _ORDER[rekening], tenzij


def subject(care: Verzoek | Toewijzing) -> Subject:
    """What the claim of a verzoek or a toewijzing is about."""
    return Subject(care.gemeente, care.client, care.categorie, care.code)
