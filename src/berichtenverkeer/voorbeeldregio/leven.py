# SPDX-License-Identifier: EUPL-1.2
"""One youth: what is known about him, and the threads of his life, each a generator that waits and sends.

A thread yields a day to wait until, or a Zending; for a Zending it is told whether the bericht was approved. So the
next step of a life only follows on an approved bericht; a thread of which a right bericht is not approved, ends.
"""

from collections import Counter
from collections.abc import Generator
from datetime import date, time, timedelta
from heapq import heappop, heappush
from random import Random

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw305 import StartProduct
from berichtenverkeer.berichten.jw307 import StopProduct
from berichtenverkeer.standaard.codes import StatusAanlevering
from berichtenverkeer.voorbeeldregio.aanbod import Aanbod, Landschap
from berichtenverkeer.voorbeeldregio.bouwen import Plek, Schrijver
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.personen import verzin
from berichtenverkeer.voorbeeldregio.zending import Fout, Zending

Draad = Generator[date | Zending, bool | None, None]
"""A thread without a result."""

EERSTE_NUMMER = 1_000_000
_NUMMERS_PER_JEUGD = 400
_ZATERDAG = 5
WEEK = 8
"""Days between berichten of which the second would be wrong before the first, whatever is sent again: in no other
order within a week of the calendar can they meet."""


class Afgebroken(Exception):
    """A right bericht was not approved: what builds on it does not happen."""


class Leven:
    """One youth of a region. All chance comes from the seed of the region and the number of the youth.

    `toewijzingen` are the versions that hold, `toegewezen_op` the day of the last JW301; `trajecten` counts the threads
    that may still change what is assigned at an aanbieder. `zorg` is what was reported: by ToewijzingNummer, the days
    on which care began, each with the days on which it stopped. `gedeclareerd` counts what was granted and not taken
    back; on a toewijzing that is `teruggevraagd` the aanbieder takes everything back (TR385).
    """

    def __init__(self, nummer: int, bsn: str, landschap: Landschap, opzet: Opzet) -> None:
        self.nummer = nummer
        self.bsn = bsn
        self.opzet = opzet
        self.landschap = landschap
        self.toeval = Random(f"{opzet.zaad}/{nummer}")
        self.schrijver = Schrijver(verzin(self.toeval, bsn, opzet.begin), f"R{nummer}.")
        self.gemeente = landschap.woonplaats(self.toeval)
        self.vandaag = opzet.begin
        self.toewijzingen: dict[Plek, dict[int, ToegewezenProduct]] = {}
        self.toegewezen_op: dict[Plek, date] = {}
        self.trajecten: Counter[str] = Counter()
        self.zorg: dict[int, dict[date, set[date]]] = {}
        self.gedeclareerd: Counter[int] = Counter()
        self.teruggevraagd: set[int] = set()
        self.bezet: list[tuple[str, tuple[str, str | None]]] = []
        self.open_verzoeken: set[Plek] = set()
        self.afgewezen: set[str] = set()
        self._draden: list[tuple[date, int, Draad]] = []
        self._tel = self._nummers = self._referenties = self._tikken = 0

    @property
    def volgende_dag(self) -> date | None:
        """When something happens next; None when nothing will."""
        return self._draden[0][0] if self._draden else None

    def begin(self, draad: Draad, op: date) -> None:
        """Start a thread."""
        self._tel += 1
        heappush(self._draden, (werkdag(max(op, self.vandaag)), self._tel, draad))

    def beleef(self, vandaag: date) -> Generator[Zending, bool, None]:
        """What is sent on this day, in order; the answer to each must be sent in."""
        self.vandaag = vandaag
        while self._draden and self._draden[0][0] <= vandaag:
            _, _, draad = heappop(self._draden)
            antwoord: bool | None = None
            try:
                while True:
                    stap = draad.send(antwoord)
                    if isinstance(stap, Zending):
                        antwoord = yield stap
                    elif stap > vandaag:
                        self.begin(draad, stap)
                        break
                    else:
                        antwoord = None
            except (StopIteration, Afgebroken):
                pass

    def stuur(self, bericht: Bericht) -> Draad:
        """Send a right bericht; now and then the same bytes again, at once or later."""
        zending = Zending(jeugd=self.nummer, dag=self.vandaag, bericht=bericht)
        if not (yield zending):
            raise Afgebroken
        if self.kans(self.opzet.herhaalkans):
            self.begin(self._herhaal(zending), self.na(0, 20))

    def stuur_fout(self, bericht: Bericht, fout: Fout) -> Draad:
        """Send a bericht with a mistake; life goes on as if it was never sent."""
        yield Zending(jeugd=self.nummer, dag=self.vandaag, bericht=bericht, fout=fout)

    def noteer_start(self, start: StartProduct) -> None:
        """Remember what an approved JW305 says, if it is about a toewijzing."""
        if start.toewijzing_nummer is None:
            return
        perioden = self.zorg.setdefault(start.toewijzing_nummer, {})
        if start.status_aanlevering == StatusAanlevering.VERWIJDEREN:
            perioden.pop(start.begindatum, None)
        else:
            perioden.setdefault(start.begindatum, set())

    def noteer_stop(self, stop: StopProduct) -> None:
        """Remember what an approved JW307 says, if it is about a toewijzing."""
        if stop.toewijzing_nummer is None:
            return
        einden = self.zorg[stop.toewijzing_nummer][stop.begindatum]
        if stop.status_aanlevering == StatusAanlevering.VERWIJDEREN:
            einden.discard(stop.einddatum)
        else:
            einden.add(stop.einddatum)

    def _herhaal(self, zending: Zending) -> Draad:
        yield Zending(jeugd=self.nummer, dag=zending.dag, bericht=zending.bericht, is_herhaling=True)

    def kans(self, deel: float) -> bool:
        return self.toeval.random() < deel

    def na(self, minst: int, meest: int) -> date:
        """A day so many days from today."""
        return self.vandaag + timedelta(days=self.toeval.randint(minst, meest))

    def dagen(self, minst: int, meest: int) -> timedelta:
        return timedelta(days=self.toeval.randint(minst, meest))

    def kies_aanbod(self, begin: date, segment: str | None = None) -> Aanbod | None:
        """Something that this youth does not have, has not asked for, and never got without a toewijzing."""
        aanbod = self.landschap.kies(self.toeval, self.gemeente, self.vandaag, begin, segment, self.bezet)
        heeft_verzoek = aanbod is not None and any(plek.aanbieder == aanbod.aanbieder for plek in self.open_verzoeken)
        return None if heeft_verzoek else aanbod

    def bezet_houden(self, aanbod: Aanbod) -> None:
        """The same product at the same aanbieder is not chosen a second time."""
        self.bezet.append((aanbod.aanbieder, aanbod.product))

    def nieuw_nummer(self) -> int:
        """A ToewijzingNummer that no other youth has."""
        self._nummers += 1
        assert self._nummers < _NUMMERS_PER_JEUGD
        return EERSTE_NUMMER + self.nummer * _NUMMERS_PER_JEUGD + self._nummers

    def nieuwe_referentie(self) -> str:
        """A ReferentieAanbieder that no other youth has."""
        self._referenties += 1
        return f"R{self.nummer}-{self._referenties}"

    def tijdstip(self) -> time:
        """A Toewijzingstijd that is later than those before it on the same day."""
        self._tikken += 1
        uur, minuut = divmod(self._tikken % (14 * 60), 60)
        return time(8 + uur, minuut)


def werkdag(dag: date) -> date:
    """The day itself, or the Monday after a weekend: offices send on weekdays."""
    return dag + timedelta(days=7 - dag.weekday()) if dag.weekday() >= _ZATERDAG else dag
