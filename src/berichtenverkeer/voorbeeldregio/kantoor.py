# SPDX-License-Identifier: EUPL-1.2
"""The office of an aanbieder for one gemeente: one declaratie a month as long as care is delivered (JW323).

What is declared is the difference between what was earned as known now and what was declared before: a credit for what
turned out otherwise, a debet for what is new. So what is reported late or corrected needs no rule of its own.
"""

from collections.abc import Generator, Iterator
from datetime import date, timedelta
from heapq import heappop, heappush
from random import Random

import msgspec

from berichtenverkeer.voorbeeldregio import declaratiefouten
from berichtenverkeer.voorbeeldregio.bouwen import Plek
from berichtenverkeer.voorbeeldregio.declaraties import Boek, Concept, Ingediend, Regel
from berichtenverkeer.voorbeeldregio.leven import Leven, werkdag
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.verdiend import Rekeningen, Verdiend, deel, volgende_maand
from berichtenverkeer.voorbeeldregio.zending import Zending

_DECLARATIEDAGEN = 18
"""Of a month, from the first: which of them is for the aanbieder."""

_LAAT, _VERGIST, _IN_MINUTEN = 0.06, 0.03, 0.2
"""How often one month of a toewijzing is declared later, or with too little; how many aanbieders count minutes."""

_SLAAT_OVER = 0.04
"""How often a month has no declaratie, so that the next one has it too."""

_DAG = timedelta(days=1)


class Kantoor:
    """One aanbieder with one gemeente. All chance comes from the seed of the region and their codes; those for all
    gemeenten of an aanbieder declare on the same day."""

    def __init__(self, plek: Plek, opzet: Opzet, vandaag: date) -> None:
        self.plek = plek
        self.boek = Boek(plek, opzet, vandaag)
        van_aanbieder = Random(f"{opzet.zaad}/{plek.aanbieder}/declaraties")
        self._rekeningen = Rekeningen(in_minuten=van_aanbieder.random() < _IN_MINUTEN)
        self._dag_van_de_maand = van_aanbieder.randrange(_DECLARATIEDAGEN)
        self._vanaf = (opzet.begin - _DAG).replace(day=1)
        self._herhalingen: list[tuple[date, int, Zending]] = []
        self._tel = 0
        deze = self._declaratiedag(vandaag)
        self._volgende = deze if deze >= vandaag else self._declaratiedag(volgende_maand(vandaag))

    @property
    def volgende_dag(self) -> date:
        """When something is sent next."""
        return min(self._volgende, self._herhalingen[0][0]) if self._herhalingen else self._volgende

    def leer_kennen(self, leven: Leven) -> None:
        """A youth who got a toewijzing here."""
        self.boek.clienten[leven.nummer] = leven

    def beleef(self, vandaag: date) -> Generator[Zending, bool, None]:
        """What is sent on this day, in order; whether it was approved must be sent in."""
        self.boek.vandaag = vandaag
        while self._herhalingen and self._herhalingen[0][0] <= vandaag:
            yield heappop(self._herhalingen)[2]
        if self._volgende <= vandaag:
            self._volgende = self._declaratiedag(volgende_maand(vandaag))
            maand = (vandaag.replace(day=1) - _DAG).replace(day=1)
            yield from self._declareer(maand)

    def _declareer(self, maand: date) -> Generator[Zending, bool, None]:
        boek = self.boek
        concept = Concept(f"{self.plek.gemeente}{maand:%y%m}", maand, tuple(self._regels(maand)))
        if not concept.regels or boek.kans(_SLAAT_OVER):
            return
        yield from declaratiefouten.vooraf(boek, concept)
        regels, bedoeld = declaratiefouten.erin(boek, concept)
        bericht = boek.schrijf(concept.nummer, maand, regels)
        zending = Zending(dag=boek.vandaag, bericht=bericht, regelfouten=bedoeld)
        if not (yield zending):
            return
        afgewezen = {referentie for referentie, _ in bedoeld}
        boek.verwerk(concept, (een for een in regels if een.referentie not in afgewezen), zending.identificatie)
        if boek.kans(boek.opzet.herhaalkans):
            self._tel += 1
            op = werkdag(boek.vandaag + timedelta(days=boek.toeval.randint(1, 20)))
            heappush(self._herhalingen, (op, self._tel, msgspec.structs.replace(zending, is_herhaling=True)))

    def _regels(self, maand: date) -> Iterator[Regel]:
        """Per client: credits, then debets."""
        over = dict(self.boek.ingediend)
        oud: dict[int, list[Ingediend]] = {}
        nieuw: dict[int, list[Verdiend]] = {}
        for nummer, leven in self.boek.clienten.items():
            for een in self._rekeningen.regels(leven, self.plek, self._vanaf, maand):
                eerder = over.pop(een.sleutel, None)
                if eerder is None and not _is_later(een, maand):
                    nieuw.setdefault(nummer, []).append(self._eerste_keer(een))
                elif eerder is not None and eerder.waarvoor.inhoud != een.inhoud:
                    oud.setdefault(nummer, []).append(eerder)
                    nieuw.setdefault(nummer, []).append(een)
        for weg in over.values():
            oud.setdefault(weg.leven.nummer, []).append(weg)
        for nummer in sorted(oud.keys() | nieuw.keys()):
            yield from (self.boek.credit(een) for een in oud.get(nummer, ()))
            yield from (self.boek.debet(een) for een in nieuw.get(nummer, ()))

    def _eerste_keer(self, regel: Verdiend) -> Verdiend:
        """Now and then too little; the next declaratie puts it right."""
        volume = regel.inhoud.volume
        vergist = deel(regel.leven, regel.sleutel.nummer, regel.sleutel.maand, "vergist") < _VERGIST
        if not vergist or volume < 2 or regel.sleutel in self.boek.ooit:
            return regel
        return msgspec.structs.replace(regel, inhoud=regel.met(volume // 2))

    def _declaratiedag(self, maand: date) -> date:
        return werkdag(maand.replace(day=1) + timedelta(days=self._dag_van_de_maand))


def _is_later(regel: Verdiend, maand: date) -> bool:
    """Whether it is not declared yet: now and then a month or two late."""
    laat = deel(regel.leven, regel.sleutel.nummer, regel.sleutel.maand, "laat")
    if laat >= _LAAT:
        return False
    wacht_tot = volgende_maand(regel.sleutel.maand)
    return maand < (volgende_maand(wacht_tot) if laat < _LAAT / 3 else wacht_tot)
