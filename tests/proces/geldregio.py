# SPDX-License-Identifier: EUPL-1.2
"""A second bookkeeper: reads the ledger as anyone could, counts the money day by day, and foretells every decision.

It shares nothing with the room `plafonds` but the names of keys and outcomes. What a claim costs is counted by
`plafonds.bouw.geteld`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby

from berichtenverkeer.core.clock import day
from berichtenverkeer.ledger.book import GebeurtenisRow
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, from_json
from berichtenverkeer.ledger.gebeurtenissen.care import (
    LeveringGestart,
    LeveringGestopt,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
)
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.claims import Care
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, from_toewijzing, from_verzoek
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rows import Gemeente, Plafond
from berichtenverkeer.register.stand import RegisterStand
from plafonds.tally import counted, gestopt_op

TERMIJN = timedelta(days=56)
Parts = Mapping[PlafondKey, int]
Besluiten = dict[Claimsleutel, PlafondBesloten]


class Kasboek:
    """What is reserved and taken, as the definitions say. Every method asserts that the gateway thought the same."""

    def __init__(self) -> None:
        self.register = RegisterStand({}, 0)
        self.uitkomsten: Counter[str] = Counter()
        self.gelezen = 0
        self._stand = Stand()
        self._bedragen: dict[PlafondKey, int] = {}
        self._gereserveerd: dict[Claimsleutel, Parts] = {}
        self._vervalt: dict[Claimsleutel, tuple[str, date]] = {}
        self._beslag: dict[Claimsleutel, Parts] = {}

    def load(self, register: RegisterStand) -> None:
        """A register load: other amounts, other claims, no decision."""
        self.register = register
        new = {
            PlafondKey(row.aanbieder, row.jaar, row.perceel, row.segment): row.bedrag_cents or 0
            for row in register.rows(Plafond)
            if not row.zonder_plafond
        }
        self._bedragen = dict.fromkeys(self._bedragen, 0) | new
        for row in self._stand.rijen():
            if isinstance(row, Toewijzing):
                self._beslag[from_toewijzing(row.gemeente, row.nummer)] = self._claim(row)
            elif isinstance(row, Verzoek) and (claim := from_verzoek(row.sleutel)) in self._vervalt:
                self._gereserveerd[claim] = self._claim(row)

    def lees(self, rows: Iterable[GebeurtenisRow]) -> None:
        """What came into the ledger since the last time, in its order; a bericht with its decisions at once.

        Transactions at the same moment may draw positions in turn, but never two about the same aanbieder.
        """
        rows = list(rows)
        first: dict[object, int] = {}
        for row in rows:
            first.setdefault(row.bericht_id or row.positie, row.positie)
            self.gelezen = max(self.gelezen, row.positie)

        def plek(row: GebeurtenisRow) -> int:
            return first[row.bericht_id or row.positie]

        for _, group in groupby(sorted(rows, key=plek), key=plek):
            self._lees_bericht(list(group))

    def _lees_bericht(self, rows: list[GebeurtenisRow]) -> None:
        besluiten: Besluiten = {}
        gebeurtenissen: list[Gebeurtenis] = []
        for row in rows:
            gebeurtenis = from_json(row.inhoud)
            if isinstance(gebeurtenis, PlafondBesloten):
                assert gebeurtenis.claim not in besluiten, "decided twice"
                besluiten[gebeurtenis.claim] = gebeurtenis
                self._is_niets_verlopen(gebeurtenis.aanbieder, day(row.geboekt_op))
            else:
                gebeurtenissen.append(gebeurtenis)
                self._stand.fold(row.positie, gebeurtenis)
        for gebeurtenis in gebeurtenissen:
            self._book(gebeurtenis, besluiten, day(rows[0].geboekt_op))
        assert not besluiten, "decided on nothing"

    def _book(self, gebeurtenis: Gebeurtenis, besluiten: Besluiten, today: date) -> None:
        match gebeurtenis:
            case VerzoekOntvangen():
                self._boek_verzoek(gebeurtenis, besluiten, today)
            case VerzoekAfgewezen():
                self._laat_los(from_verzoek(gebeurtenis.sleutel))
            case VerzoekInOnderzoek():
                claim = from_verzoek(gebeurtenis.sleutel)
                if claim in self._vervalt:
                    self._vervalt[claim] = gebeurtenis.aanbieder, today + TERMIJN
            case ReserveringVervallen():
                assert self._vervalt[gebeurtenis.claim][1] == gebeurtenis.vervalt_op <= today
                self._laat_los(gebeurtenis.claim)
            case ToewijzingVastgesteld():
                self._boek_toewijzing(gebeurtenis, besluiten)
            case LeveringGestart() | LeveringGestopt() | StartVerwijderd() | StopVerwijderd():
                toewijzing = self._stand.toewijzing(gebeurtenis.gemeente, gebeurtenis.toewijzing_nummer or 0)
                if toewijzing is not None:
                    self._beslag[from_toewijzing(toewijzing.gemeente, toewijzing.nummer)] = self._claim(toewijzing)
            case _:
                pass  # about the register, which `load` was told

    def _boek_verzoek(self, gebeurtenis: VerzoekOntvangen, besluiten: Besluiten, today: date) -> None:
        verzoek = self._stand.verzoek(gebeurtenis.sleutel)
        assert verzoek is not None
        if not self._is_ons(verzoek):
            return
        claim = from_verzoek(gebeurtenis.sleutel)
        asked = self._claim(verzoek)
        besluit = besluiten.pop(claim)
        fits = all(cents <= self._space(plafond) for plafond, cents in asked.items())
        self._vergelijk(besluit, verzoek, asked, "ja" if fits else "nee (plafond)")
        if besluit.uitkomst not in ("vrij", "nee (plafond)"):
            assert besluit.vervalt_op == today + TERMIJN
            self._gereserveerd[claim] = asked
            self._vervalt[claim] = gebeurtenis.aanbieder, besluit.vervalt_op

    def _boek_toewijzing(self, gebeurtenis: ToewijzingVastgesteld, besluiten: Besluiten) -> None:
        toewijzing = self._stand.toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
        assert toewijzing is not None
        claim = from_toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
        old, new = self._beslag.get(claim, {}), self._claim(toewijzing)
        besides = {plafond: cents - old.get(plafond, 0) for plafond, cents in new.items()}
        if gebeurtenis.verzoek is not None:
            self._laat_los(from_verzoek(gebeurtenis.verzoek))
        fits = all(cents <= self._space(plafond) for plafond, cents in besides.items() if cents > 0)
        besluit = besluiten.pop(claim, None)
        assert besluit or all(cents <= 0 for cents in besides.values()), "taken without a decision"
        if besluit:
            self._vergelijk(besluit, toewijzing, new, "ja" if fits else "overschrijding")
        self._beslag[claim] = new

    def _vergelijk(self, besluit: PlafondBesloten, care: Care, asked: Parts, otherwise: str) -> None:
        """The outcome is the first that applies (definitions.md 6.3), for the amounts that were counted here."""
        parts = {
            PlafondKey(besluit.aanbieder, part.jaar, part.perceel, part.segment): part.bedrag_cents
            for part in besluit.delen
            if part.bedrag_cents
        }
        assert parts == asked, (besluit, asked)
        self.uitkomsten[besluit.uitkomst] += 1
        assert besluit.uitkomst == self._uitkomst(care, otherwise), (besluit, asked, self._bedragen)

    def _uitkomst(self, care: Care, otherwise: str) -> str:
        every = [row for row in self.register.rows(Plafond) if row.aanbieder == care.aanbieder]
        segment = "2" if care.code == "45A05" else ""
        last = max([care.ingangsdatum.year, *(row.jaar for row in every)])
        tot = min(self._gestopt_op(care) or date.max, care.einddatum or date(last, 12, 31))
        years = range(care.ingangsdatum.year, tot.year + 1)
        per_year = [[row for row in every if row.jaar == jaar and row.segment in ("", segment)] for jaar in years]
        gedekt = per_year if care.einddatum else [rows for rows in per_year[1:] if rows] + per_year[:1]
        if care.categorie == "41" or (all(gedekt) and all(row.zonder_plafond for rows in gedekt for row in rows)):
            return "vrij"
        if care.categorie == "46":
            return "crisis"
        if not all(gedekt):
            return "ja (plafond onbekend)"
        return "ja (claim onbekend)" if otherwise == "ja" and care.code == "45A07" else otherwise

    def _claim(self, care: Care) -> Parts:
        if not self._is_ons(care):
            return {}
        leveringen = self._stand.leveringen(care.client) if isinstance(care, Toewijzing) else ()
        return counted(care, leveringen, self.register)

    def _gestopt_op(self, care: Care) -> date | None:
        """The last Einddatum, when every levering on the toewijzing has ended for good."""
        if not isinstance(care, Toewijzing):
            return None
        return gestopt_op(care, self._stand.leveringen(care.client))

    def _is_ons(self, care: Care) -> bool:
        """In this test a gemeente takes part for ever, or not at all."""
        return any(row.gemeente == care.gemeente for row in self.register.rows(Gemeente))

    def _space(self, plafond: PlafondKey) -> int:
        return max(0, self._about(plafond))

    def _about(self, plafond: PlafondKey) -> int:
        held = (*self._gereserveerd.values(), *self._beslag.values())
        return self._bedragen[plafond] - sum(parts.get(plafond, 0) for parts in held)

    def _laat_los(self, claim: Claimsleutel) -> None:
        self._gereserveerd.pop(claim, None)
        self._vervalt.pop(claim, None)

    def _is_niets_verlopen(self, aanbieder: str, today: date) -> None:
        """Before a decision on an aanbieder all reservations there lapse whose term is over."""
        assert all(who != aanbieder or op > today for who, op in self._vervalt.values())

    def saldi(self) -> list[Saldo]:
        """What must stand on every rekening."""
        return [
            Saldo(
                plafond,
                dict.fromkeys(Rekening, 0)
                | {
                    Rekening.PLAFOND: -bedrag,
                    Rekening.VRIJ: max(0, self._about(plafond)),
                    Rekening.GERESERVEERD: sum(parts.get(plafond, 0) for parts in self._gereserveerd.values()),
                    Rekening.BESLAG: sum(parts.get(plafond, 0) for parts in self._beslag.values()),
                    Rekening.REALISATIE: 0,
                    Rekening.OVERSCHRIJDING: min(0, self._about(plafond)),
                },
            )
            for plafond, bedrag in sorted(self._bedragen.items())
        ]

    def vergelijk(self, booked: Iterable[Saldo]) -> None:
        """Every plafond sums to zero, is never below zero, and stands where it was counted to stand."""
        every = [Saldo(saldo.plafond, {one: saldo.stand(one) for one in Rekening}) for saldo in booked]
        for saldo in every:
            assert sum(saldo.cents.values()) == 0, saldo
            assert saldo.stand(Rekening.VRIJ) >= 0, saldo
            assert not (saldo.stand(Rekening.VRIJ) and saldo.stand(Rekening.OVERSCHRIJDING)), saldo
        assert every == self.saldi()
