# SPDX-License-Identifier: EUPL-1.2
"""A generated region: its register, its youths, and the days on which something happens."""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from datetime import date
from heapq import heappop, heappush

from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.voorbeeldregio.aanbieders import make_register, participants, sizes
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.life import Life
from berichtenverkeer.voorbeeldregio.life_course import life_course
from berichtenverkeer.voorbeeldregio.offer import Landscape
from berichtenverkeer.voorbeeldregio.office import Office
from berichtenverkeer.voorbeeldregio.persons import dealt
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.shipment import Shipment

Participant = Life | Office
"""Who has something to send: on a day, in order."""

_HOME = Plek("", "")
"""Stands in the agenda for the youths: before every office."""


class District:
    """The youths of a region by number, each with what he does next, and the offices. It can be lived once."""

    def __init__(self, setup: Setup, landscape: Landscape, lives: Iterable[Life]) -> None:
        self.setup = setup
        self.landscape = landscape
        self.levens = {life.nummer: life for life in lives}
        self.offices: dict[Plek, Office] = {}
        self.sent_since = date.min
        self._agenda: list[tuple[date, Plek, int]] = []
        for life in self.levens.values():
            life.begin(life_course(life), setup.begin)
            self.plan(life)

    @property
    def register(self) -> Content:
        """What the region says of itself."""
        return self.landscape.inhoud

    def plan(self, participant: Participant) -> None:
        """Put the next day of someone in the agenda, after he lived one."""
        following = participant.following_day
        who = (_HOME, participant.nummer) if isinstance(participant, Life) else (participant.plek, 0)
        if following is not None and following <= self.setup.einde:
            heappush(self._agenda, (following, *who))
        if isinstance(participant, Life) and self.setup.declareert:
            for plek in participant.toewijzingen:
                if plek not in self.offices:
                    self.offices[plek] = Office(plek, self.setup, participant.vandaag)
                    self.plan(self.offices[plek])
                self.offices[plek].get_to_know(participant)

    def forget_berichten(self, until: date) -> None:
        """What was sent before a day left facts, no bytes: it cannot be sent twice, and used no Identificatie."""
        self.sent_since = until
        for office in self.offices.values():
            office.book.sent.clear()

    def dagen(self, until: date = date.max) -> Iterator[tuple[date, Sequence[Participant]]]:
        """Every day before `until` on which something happens, with whom: the youths, and then the offices.

        Whoever lived the day is to be planned.
        """
        while self._agenda and self._agenda[0][0] < until:
            today, home = self._agenda[0][0], self._agenda[0][1] == _HOME
            who: list[Participant] = []
            while self._agenda and self._agenda[0][0] == today and (self._agenda[0][1] == _HOME) == home:
                _, plek, number = heappop(self._agenda)
                who.append(self.levens[number] if home else self.offices[plek])
            yield today, who


def make_landscape(setup: Setup, since: date | None = None) -> Landscape:
    """The register of a region of this size, and what care can be had in it."""
    content = make_register(setup.aanbieders, setup.jeugdigen, setup.zaad, since)
    codes = participants(content.rows)[: setup.aanbieders]
    return Landscape(content, sizes(codes, setup.zaad))


def make_district(setup: Setup, without: Collection[str] = ()) -> District:
    """A region whose youths all have a BSN of the test range, at most 9,091; none of them one of `without`."""
    numbers = dealt(setup.zaad, without)
    assert setup.jeugdigen <= len(numbers), "there are no more test BSNs"
    landscape = make_landscape(setup, setup.begin)
    lives = (Life(number, numbers[number - 1], landscape, setup) for number in range(1, setup.jeugdigen + 1))
    return District(setup, landscape, lives)


def live_through(district: District, until: date = date.max) -> Iterator[Shipment]:
    """Every bericht of the region before a day, in order, each answered as it must be."""
    for today, all_of_them in district.dagen(until):
        for participant in all_of_them:
            yield from _day(participant.live(today))
            district.plan(participant)


def _day(lived: Generator[Shipment, bool, None]) -> Iterator[Shipment]:
    shipment = next(lived, None)
    while shipment is not None:
        yield shipment
        try:
            shipment = lived.send(shipment.fout is None)
        except StopIteration:
            return
