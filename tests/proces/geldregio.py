# SPDX-License-Identifier: EUPL-1.2
"""A second bookkeeper: reads the ledger as anyone could, counts the money day by day, and foretells every decision.

It shares nothing with the room `plafonds` but the names of keys and outcomes. What a claim costs is counted by
`plafonds.bouw.geteld`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby

from berichtenverkeer.core.klok import dag
from berichtenverkeer.ledger.boek import GebeurtenisRij
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, van_json
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
    LeveringGestart,
    LeveringGestopt,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
)
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.claims import Zorg
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, van_toewijzing, van_verzoek
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rijen import Gemeente, Plafond
from berichtenverkeer.register.stand import RegisterStand
from plafonds.telling import gestopt_op, geteld

TERMIJN = timedelta(days=56)
Delen = Mapping[PlafondSleutel, int]
Besluiten = dict[Claimsleutel, PlafondBesloten]


class Kasboek:
    """What is reserved and taken, as the definitions say. Every method asserts that the gateway thought the same."""

    def __init__(self) -> None:
        self.register = RegisterStand({}, 0)
        self.uitkomsten: Counter[str] = Counter()
        self.gelezen = 0
        self._stand = Stand()
        self._bedragen: dict[PlafondSleutel, int] = {}
        self._gereserveerd: dict[Claimsleutel, Delen] = {}
        self._vervalt: dict[Claimsleutel, tuple[str, date]] = {}
        self._beslag: dict[Claimsleutel, Delen] = {}

    def laad(self, register: RegisterStand) -> None:
        """A register load: other amounts, other claims, no decision."""
        self.register = register
        nieuw = {
            PlafondSleutel(rij.aanbieder, rij.jaar, rij.perceel, rij.segment): rij.bedrag_cents or 0
            for rij in register.rijen(Plafond)
            if not rij.zonder_plafond
        }
        self._bedragen = dict.fromkeys(self._bedragen, 0) | nieuw
        for rij in self._stand.rijen():
            if isinstance(rij, Toewijzing):
                self._beslag[van_toewijzing(rij.gemeente, rij.nummer)] = self._claim(rij)
            elif isinstance(rij, Verzoek) and (claim := van_verzoek(rij.aanbieder, rij.referentie)) in self._vervalt:
                self._gereserveerd[claim] = self._claim(rij)

    def lees(self, rijen: Iterable[GebeurtenisRij]) -> None:
        """What came into the ledger since the last time, in its order; a bericht with its decisions at once.

        Transactions at the same moment may draw positions in turn, but never two about the same aanbieder.
        """
        rijen = list(rijen)
        eerste: dict[object, int] = {}
        for rij in rijen:
            eerste.setdefault(rij.bericht_id or rij.positie, rij.positie)
            self.gelezen = max(self.gelezen, rij.positie)

        def plek(rij: GebeurtenisRij) -> int:
            return eerste[rij.bericht_id or rij.positie]

        for _, groep in groupby(sorted(rijen, key=plek), key=plek):
            self._lees_bericht(list(groep))

    def _lees_bericht(self, rijen: list[GebeurtenisRij]) -> None:
        besluiten: Besluiten = {}
        feiten: list[Gebeurtenis] = []
        for rij in rijen:
            feit = van_json(rij.inhoud)
            if isinstance(feit, PlafondBesloten):
                assert feit.claim not in besluiten, "decided twice"
                besluiten[feit.claim] = feit
                self._is_niets_verlopen(feit.aanbieder, dag(rij.geboekt_op))
            else:
                feiten.append(feit)
                self._stand.vouw(rij.positie, feit)
        for feit in feiten:
            self._boek(feit, besluiten, dag(rijen[0].geboekt_op))
        assert not besluiten, "decided on nothing"

    def _boek(self, feit: Gebeurtenis, besluiten: Besluiten, vandaag: date) -> None:
        match feit:
            case VerzoekOntvangen():
                self._boek_verzoek(feit, besluiten, vandaag)
            case VerzoekAfgewezen():
                self._laat_los(van_verzoek(feit.aanbieder, feit.referentie))
            case VerzoekInOnderzoek():
                claim = van_verzoek(feit.aanbieder, feit.referentie)
                if claim in self._vervalt:
                    self._vervalt[claim] = feit.aanbieder, vandaag + TERMIJN
            case ReserveringVervallen():
                assert self._vervalt[feit.claim][1] == feit.vervalt_op <= vandaag
                self._laat_los(feit.claim)
            case ToewijzingVastgesteld():
                self._boek_toewijzing(feit, besluiten)
            case LeveringGestart() | LeveringGestopt() | StartVerwijderd() | StopVerwijderd():
                toewijzing = self._stand.toewijzing(feit.gemeente, feit.toewijzing_nummer or 0)
                if toewijzing is not None:
                    self._beslag[van_toewijzing(toewijzing.gemeente, toewijzing.nummer)] = self._claim(toewijzing)
            case _:
                pass  # about the register, which `laad` was told

    def _boek_verzoek(self, feit: VerzoekOntvangen, besluiten: Besluiten, vandaag: date) -> None:
        verzoek = self._stand.verzoek(feit.aanbieder, feit.referentie)
        assert verzoek is not None
        if not self._is_ons(verzoek):
            return
        claim = van_verzoek(feit.aanbieder, feit.referentie)
        gevraagd = self._claim(verzoek)
        besluit = besluiten.pop(claim)
        past = all(cents <= self._ruimte(plafond) for plafond, cents in gevraagd.items())
        self._vergelijk(besluit, verzoek, gevraagd, "ja" if past else "nee (plafond)")
        if besluit.uitkomst not in ("vrij", "nee (plafond)"):
            assert besluit.vervalt_op == vandaag + TERMIJN
            self._gereserveerd[claim] = gevraagd
            self._vervalt[claim] = feit.aanbieder, besluit.vervalt_op

    def _boek_toewijzing(self, feit: ToewijzingVastgesteld, besluiten: Besluiten) -> None:
        toewijzing = self._stand.toewijzing(feit.gemeente, feit.nummer)
        assert toewijzing is not None
        claim = van_toewijzing(feit.gemeente, feit.nummer)
        oud, nieuw = self._beslag.get(claim, {}), self._claim(toewijzing)
        erbij = {plafond: cents - oud.get(plafond, 0) for plafond, cents in nieuw.items()}
        if feit.referentie_aanbieder is not None:
            self._laat_los(van_verzoek(feit.aanbieder, feit.referentie_aanbieder))
        past = all(cents <= self._ruimte(plafond) for plafond, cents in erbij.items() if cents > 0)
        besluit = besluiten.pop(claim, None)
        assert besluit or all(cents <= 0 for cents in erbij.values()), "taken without a decision"
        if besluit:
            self._vergelijk(besluit, toewijzing, nieuw, "ja" if past else "overschrijding")
        self._beslag[claim] = nieuw

    def _vergelijk(self, besluit: PlafondBesloten, zorg: Zorg, gevraagd: Delen, anders: str) -> None:
        """The outcome is the first that applies (definitions.md 6.3), for the amounts that were counted here."""
        delen = {
            PlafondSleutel(besluit.aanbieder, deel.jaar, deel.perceel, deel.segment): deel.bedrag_cents
            for deel in besluit.delen
            if deel.bedrag_cents
        }
        assert delen == gevraagd, (besluit, gevraagd)
        self.uitkomsten[besluit.uitkomst] += 1
        assert besluit.uitkomst == self._uitkomst(zorg, anders), (besluit, gevraagd, self._bedragen)

    def _uitkomst(self, zorg: Zorg, anders: str) -> str:
        alle = [rij for rij in self.register.rijen(Plafond) if rij.aanbieder == zorg.aanbieder]
        segment = "2" if zorg.code == "45A05" else ""
        laatste = max([zorg.ingangsdatum.year, *(rij.jaar for rij in alle)])
        tot = min(self._gestopt_op(zorg) or date.max, zorg.einddatum or date(laatste, 12, 31))
        jaren = range(zorg.ingangsdatum.year, tot.year + 1)
        per_jaar = [[rij for rij in alle if rij.jaar == jaar and rij.segment in ("", segment)] for jaar in jaren]
        gedekt = per_jaar if zorg.einddatum else [rijen for rijen in per_jaar[1:] if rijen] + per_jaar[:1]
        if zorg.categorie == "41" or (all(gedekt) and all(rij.zonder_plafond for rijen in gedekt for rij in rijen)):
            return "vrij"
        if zorg.categorie == "46":
            return "crisis"
        if not all(gedekt):
            return "ja (plafond onbekend)"
        return "ja (claim onbekend)" if anders == "ja" and zorg.code == "45A07" else anders

    def _claim(self, zorg: Zorg) -> Delen:
        if not self._is_ons(zorg):
            return {}
        leveringen = self._stand.leveringen(zorg.client) if isinstance(zorg, Toewijzing) else ()
        return geteld(zorg, leveringen, self.register)

    def _gestopt_op(self, zorg: Zorg) -> date | None:
        """The last Einddatum, when every levering on the toewijzing has ended for good."""
        if not isinstance(zorg, Toewijzing):
            return None
        return gestopt_op(zorg, self._stand.leveringen(zorg.client))

    def _is_ons(self, zorg: Zorg) -> bool:
        """In this test a gemeente takes part for ever, or not at all."""
        return any(rij.gemeente == zorg.gemeente for rij in self.register.rijen(Gemeente))

    def _ruimte(self, plafond: PlafondSleutel) -> int:
        return max(0, self._over(plafond))

    def _over(self, plafond: PlafondSleutel) -> int:
        gehouden = (*self._gereserveerd.values(), *self._beslag.values())
        return self._bedragen[plafond] - sum(delen.get(plafond, 0) for delen in gehouden)

    def _laat_los(self, claim: Claimsleutel) -> None:
        self._gereserveerd.pop(claim, None)
        self._vervalt.pop(claim, None)

    def _is_niets_verlopen(self, aanbieder: str, vandaag: date) -> None:
        """Before a decision on an aanbieder all reservations there lapse whose term is over."""
        assert all(wie != aanbieder or op > vandaag for wie, op in self._vervalt.values())

    def saldi(self) -> list[Saldo]:
        """What must stand on every rekening."""
        return [
            Saldo(
                plafond,
                {
                    Rekening.PLAFOND: -bedrag,
                    Rekening.VRIJ: max(0, self._over(plafond)),
                    Rekening.GERESERVEERD: sum(delen.get(plafond, 0) for delen in self._gereserveerd.values()),
                    Rekening.BESLAG: sum(delen.get(plafond, 0) for delen in self._beslag.values()),
                    Rekening.REALISATIE: 0,
                    Rekening.OVERSCHRIJDING: min(0, self._over(plafond)),
                },
            )
            for plafond, bedrag in sorted(self._bedragen.items())
        ]

    def vergelijk(self, geboekt: Iterable[Saldo]) -> None:
        """Every plafond sums to zero, is never below zero, and stands where it was counted to stand."""
        alle = [Saldo(saldo.sleutel, {een: saldo.stand(een) for een in Rekening}) for saldo in geboekt]
        for saldo in alle:
            assert sum(saldo.cents.values()) == 0, saldo
            assert saldo.stand(Rekening.VRIJ) >= 0, saldo
            assert not (saldo.stand(Rekening.VRIJ) and saldo.stand(Rekening.OVERSCHRIJDING)), saldo
        assert alle == self.saldi()
