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

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw305 import StartProduct
from berichtenverkeer.berichten.jw307 import StopProduct
from berichtenverkeer.standaard.codes import StatusAanlevering
from berichtenverkeer.voorbeeldregio.building import Plek, Writer
from berichtenverkeer.voorbeeldregio.nay import Request
from berichtenverkeer.voorbeeldregio.offer import Landscape, Offer
from berichtenverkeer.voorbeeldregio.persons import invent
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.shipment import Fault, Shipment
from berichtenverkeer.voorbeeldregio.trends import Days

Draad = Generator[date | Shipment, bool | None, None]
"""A thread without a result."""

FIRST_NUMBER = 1_000_000
_NUMBERS_PER_YOUTH = 400
_SATURDAY = 5
_GROWN_UP = 18
WEEK = 8
"""Days between berichten of which the second would be wrong before the first, whatever is sent again: in no other
order within a week of the calendar can they meet."""


class BrokenOff(Exception):
    """A right bericht was not approved: what builds on it does not happen."""


class Life:
    """One youth of a region. All chance comes from the seed of the region and the number of the youth.

    `toewijzingen` are the versions that hold, `toegewezen_op` the day of the last JW301; `trajecten` counts the threads
    that may still change what is assigned at an aanbieder. `zorg` is what was reported: by ToewijzingNummer, the days
    on which care began, each with the days on which it stopped. `gedeclareerd` counts what was granted and not taken
    back; on a toewijzing that is `asked_back` the aanbieder takes everything back (TR385). `requests` is what was asked
    by a JW315, by its reference.
    """

    def __init__(self, number: int, bsn: str, landscape: Landscape, setup: Setup) -> None:
        self.nummer = number
        self.bsn = bsn
        self.setup = setup
        self.landscape = landscape
        self.luck = Random(f"{setup.zaad}/{number}")
        self._person = invent(self.luck, bsn, setup.begin)
        self.writer = Writer(self._person, f"R{number}.")
        self.gemeente = landscape.woonplaats(self.luck)
        self.vandaag = setup.begin
        self.toewijzingen: dict[Plek, dict[int, ToegewezenProduct]] = {}
        self.toegewezen_op: dict[Plek, date] = {}
        self.trajecten: Counter[str] = Counter()
        self.zorg: dict[int, dict[date, set[date]]] = {}
        self.gedeclareerd: Counter[int] = Counter()
        self.asked_back: set[int] = set()
        self.occupied: list[tuple[str, tuple[str, str | None]]] = []
        self.open_verzoeken: set[Plek] = set()
        self.requests: dict[str, Request] = {}
        self.afgewezen: set[str] = set()
        self._draden: list[tuple[date, int, Draad]] = []
        self._count_up = self._numbers = self._referenties = self._ticks = 0

    @property
    def following_day(self) -> date | None:
        """When something happens next; None when nothing will."""
        return self._draden[0][0] if self._draden else None

    def begin(self, draad: Draad, op: date) -> None:
        """Start a thread."""
        self._count_up += 1
        heappush(self._draden, (werkdag(max(op, self.vandaag)), self._count_up, draad))

    def is_met(self) -> None:
        """Nobody knew him before today: he is as old now as who was there when the region began."""
        born = self._person.geboortedatum + (self.vandaag - self.setup.begin)
        self._person = msgspec.structs.replace(self._person, geboortedatum=born)
        self.writer = Writer(self._person, f"R{self.nummer}.")

    def live(self, today: date) -> Generator[Shipment, bool, None]:
        """What is sent on this day, in order; the answer to each must be sent in."""
        self.vandaag = today
        while self._draden and self._draden[0][0] <= today:
            _, _, draad = heappop(self._draden)
            antwoord: bool | None = None
            try:
                while True:
                    step = draad.send(antwoord)
                    if isinstance(step, Shipment):
                        antwoord = yield step
                    elif step > today:
                        self.begin(draad, step)
                        break
                    else:
                        antwoord = None
            except (StopIteration, BrokenOff):
                pass

    def send(self, bericht: Bericht) -> Draad:
        """Send a right bericht; now and then the same bytes again, at once or later."""
        shipment = Shipment(jeugd=self.nummer, dag=self.vandaag, bericht=bericht)
        if not (yield shipment):
            raise BrokenOff
        if self.chance(self.setup.herhaalkans):
            self.begin(self._repeat(shipment), self.na(0, 20))

    def send_fault(self, bericht: Bericht, fault: Fault) -> Draad:
        """Send a bericht with a mistake; life goes on as if it was never sent."""
        yield Shipment(jeugd=self.nummer, dag=self.vandaag, bericht=bericht, fout=fault)

    def note_start(self, start: StartProduct) -> None:
        """Remember what an approved JW305 says, if it is about a toewijzing."""
        if start.toewijzing_nummer is None:
            return
        perioden = self.zorg.setdefault(start.toewijzing_nummer, {})
        if start.status_aanlevering == StatusAanlevering.VERWIJDEREN:
            perioden.pop(start.begindatum, None)
        else:
            perioden.setdefault(start.begindatum, set())

    def note_stop(self, stop: StopProduct) -> None:
        """Remember what an approved JW307 says, if it is about a toewijzing."""
        if stop.toewijzing_nummer is None:
            return
        ends = self.zorg[stop.toewijzing_nummer][stop.begindatum]
        if stop.status_aanlevering == StatusAanlevering.VERWIJDEREN:
            ends.discard(stop.einddatum)
        else:
            ends.add(stop.einddatum)

    def _repeat(self, shipment: Shipment) -> Draad:
        yield Shipment(jeugd=self.nummer, dag=shipment.dag, bericht=shipment.bericht, is_herhaling=True)

    def chance(self, part: float) -> bool:
        return self.luck.random() < part

    def na(self, least: int, most: int) -> date:
        """A day so many days from today."""
        return self.vandaag + timedelta(days=self.luck.randint(least, most))

    def dagen(self, least: int, most: int) -> timedelta:
        return timedelta(days=self.luck.randint(least, most))

    def some(self, days: Days) -> int:
        """So many days; where there is no choice no chance is spent."""
        return days.least if days.least == days.most else self.luck.randint(days.least, days.most)

    def choose_offer(self, begin: date, segment: str | None = None) -> Offer | None:
        """Something that this youth does not have, has not asked for, and never got without a toewijzing.

        Who is 18 gets nothing new; what runs may run on.
        """
        if self._person.age(begin) >= _GROWN_UP:
            return None
        offer = self.landscape.choose(self.luck, self.gemeente, self.vandaag, begin, segment, self.occupied)
        return offer if offer is not None and self._has_not_asked(offer) else None

    def is_free_for(self, offer: Offer) -> bool:
        """Whether this youth has nothing like it there, and has asked for nothing there."""
        clashes = any(who == offer.aanbieder and offer.collides_with(product) for who, product in self.occupied)
        return self._has_not_asked(offer) and not clashes

    def _has_not_asked(self, offer: Offer) -> bool:
        return all(plek.aanbieder != offer.aanbieder for plek in self.open_verzoeken)

    def hold_occupied(self, offer: Offer) -> None:
        """The same product at the same aanbieder is not chosen a second time."""
        self.occupied.append((offer.aanbieder, offer.product))

    def new_number(self) -> int:
        """A ToewijzingNummer that no other youth has."""
        self._numbers += 1
        assert self._numbers < _NUMBERS_PER_YOUTH
        return FIRST_NUMBER + self.nummer * _NUMBERS_PER_YOUTH + self._numbers

    def new_referentie(self) -> str:
        """A ReferentieAanbieder that no other youth has."""
        self._referenties += 1
        return f"R{self.nummer}-{self._referenties}"

    def instant(self) -> time:
        """A Toewijzingstijd that is later than those before it on the same day."""
        self._ticks += 1
        hour, minute = divmod(self._ticks % (14 * 60), 60)
        return time(8 + hour, minute)


def werkdag(day: date) -> date:
    """The day itself, or the Monday after a weekend: offices send on weekdays."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day
