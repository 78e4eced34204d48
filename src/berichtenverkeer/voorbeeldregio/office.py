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

from berichtenverkeer.voorbeeldregio import declaratie_faults
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.declaraties import Book, Concept, Ingediend, Regel
from berichtenverkeer.voorbeeldregio.earned import Earned, Rekeningen, following_month, part
from berichtenverkeer.voorbeeldregio.life import Life, werkdag
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.shipment import Shipment
from berichtenverkeer.voorbeeldregio.trends import DECLARES_LATE

_DECLARATIE_DAYS = 18
"""Of a month, from the first: which of them is for the aanbieder."""

_LATE, _ERRS, _IN_MINUTES = 0.06, 0.03, 0.2
"""How often one month of a toewijzing is declared later, or with too little; how many aanbieders count minutes."""

_SKIPS = 0.04
"""How often a month has no declaratie, so that the next one has it too."""

_DAY = timedelta(days=1)


class Office:
    """One aanbieder with one gemeente. All chance comes from the seed of the region and their codes; those for all
    gemeenten of an aanbieder declare on the same day."""

    def __init__(self, plek: Plek, setup: Setup, today: date) -> None:
        self.plek = plek
        self.book = Book(plek, setup, today)
        from_aanbieder = Random(f"{setup.zaad}/{plek.aanbieder}/declaraties")
        self._rekeningen = Rekeningen(in_minutes=from_aanbieder.random() < _IN_MINUTES)
        self._day_of_the_month = from_aanbieder.randrange(_DECLARATIE_DAYS)
        self._since = (setup.begin - _DAY).replace(day=1)
        self._repetitions: list[tuple[date, int, Shipment]] = []
        self._count_up = 0
        this = self._declaratie_day(today)
        self._following = this if this >= today else self._declaratie_day(following_month(today))

    @property
    def following_day(self) -> date:
        """When something is sent next."""
        return min(self._following, self._repetitions[0][0]) if self._repetitions else self._following

    def get_to_know(self, life: Life) -> None:
        """A youth who got a toewijzing here."""
        self.book.clienten[life.nummer] = life

    def live(self, today: date) -> Generator[Shipment, bool, None]:
        """What is sent on this day, in order; whether it was approved must be sent in."""
        self.book.vandaag = today
        while self._repetitions and self._repetitions[0][0] <= today:
            yield heappop(self._repetitions)[2]
        if self._following <= today:
            self._following = self._declaratie_day(following_month(today))
            month = (today.replace(day=1) - _DAY).replace(day=1)
            yield from self._declare(month)

    def _declare(self, month: date) -> Generator[Shipment, bool, None]:
        book = self.book
        concept = Concept(f"{self.plek.gemeente}{month:%y%m}", month, tuple(self._regels(month)))
        if not concept.regels or book.chance(_SKIPS):
            return
        yield from declaratie_faults.beforehand(book, concept)
        regels, meant = declaratie_faults.into(book, concept)
        bericht = book.schrijf(concept.nummer, month, regels)
        shipment = Shipment(dag=book.vandaag, bericht=bericht, regelfouten=meant)
        if not (yield shipment):
            return
        rejected = {referentie for referentie, _ in meant}
        book.process(concept, (one for one in regels if one.referentie not in rejected), shipment.identificatie)
        if book.chance(book.setup.herhaalkans):
            self._count_up += 1
            op = werkdag(book.vandaag + timedelta(days=book.luck.randint(1, 20)))
            heappush(self._repetitions, (op, self._count_up, msgspec.structs.replace(shipment, is_herhaling=True)))

    def _regels(self, month: date) -> Iterator[Regel]:
        """Per client: credits, then debets."""
        about = dict(self.book.ingediend)
        old: dict[int, list[Ingediend]] = {}
        new: dict[int, list[Earned]] = {}
        for number, life in self.book.clienten.items():
            for one in self._rekeningen.regels(life, self.plek, self._since, month):
                earlier = about.pop(one.sleutel, None)
                if earlier is None and not _is_later(one, month, always=self.plek.aanbieder == DECLARES_LATE):
                    new.setdefault(number, []).append(self._first_time(one))
                elif earlier is not None and earlier.waarvoor.inhoud != one.inhoud:
                    old.setdefault(number, []).append(earlier)
                    new.setdefault(number, []).append(one)
        for gone in about.values():
            old.setdefault(gone.leven.nummer, []).append(gone)
        for number in sorted(old.keys() | new.keys()):
            yield from (self.book.credit(one) for one in old.get(number, ()))
            yield from (self.book.debet(one) for one in new.get(number, ()))

    def _first_time(self, regel: Earned) -> Earned:
        """Now and then too little; the next declaratie puts it right."""
        volume = regel.inhoud.volume
        errs = part(regel.leven, regel.sleutel.nummer, regel.sleutel.maand, "vergist") < _ERRS
        if not errs or volume < 2 or regel.sleutel in self.book.ever:
            return regel
        return msgspec.structs.replace(regel, inhoud=regel.with_(volume // 2))

    def _declaratie_day(self, month: date) -> date:
        return werkdag(month.replace(day=1) + timedelta(days=self._day_of_the_month))


def _is_later(regel: Earned, month: date, *, always: bool) -> bool:
    """Whether it is not declared yet: now and then a month or two late, at some offices always two."""
    late = 0.0 if always else part(regel.leven, regel.sleutel.nummer, regel.sleutel.maand, "laat")
    if late >= _LATE:
        return False
    wait_until = following_month(regel.sleutel.maand)
    return month < (following_month(wait_until) if late < _LATE / 3 else wait_until)
