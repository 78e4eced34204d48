# SPDX-License-Identifier: EUPL-1.2
"""A generated region: its register, its youths, and the days on which something happens."""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from datetime import date
from heapq import heappop, heappush

from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.voorbeeldregio.aanbieders import deelnemers, groottes, maak_register
from berichtenverkeer.voorbeeldregio.aanbod import Landschap
from berichtenverkeer.voorbeeldregio.bouwen import Plek
from berichtenverkeer.voorbeeldregio.kantoor import Kantoor
from berichtenverkeer.voorbeeldregio.leven import Leven
from berichtenverkeer.voorbeeldregio.levensloop import levensloop
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.personen import uitgedeeld
from berichtenverkeer.voorbeeldregio.zending import Zending

Deelnemer = Leven | Kantoor
"""Who has something to send: on a day, in order."""

_THUIS = Plek("", "")
"""Stands in the agenda for the youths: before every office."""


class Streek:
    """The youths of a region by number, each with what he does next, and the offices. It can be lived once."""

    def __init__(self, opzet: Opzet, landschap: Landschap, levens: Iterable[Leven]) -> None:
        self.opzet = opzet
        self.landschap = landschap
        self.levens = {leven.nummer: leven for leven in levens}
        self.kantoren: dict[Plek, Kantoor] = {}
        self._agenda: list[tuple[date, Plek, int]] = []
        for leven in self.levens.values():
            leven.begin(levensloop(leven), opzet.begin)
            self.plan(leven)

    @property
    def register(self) -> Inhoud:
        """What the region says of itself."""
        return self.landschap.inhoud

    def plan(self, deelnemer: Deelnemer) -> None:
        """Put the next day of someone in the agenda, after he lived one."""
        volgende = deelnemer.volgende_dag
        wie = (_THUIS, deelnemer.nummer) if isinstance(deelnemer, Leven) else (deelnemer.plek, 0)
        if volgende is not None and volgende <= self.opzet.einde:
            heappush(self._agenda, (volgende, *wie))
        if isinstance(deelnemer, Leven) and self.opzet.declareert:
            for plek in deelnemer.toewijzingen:
                if plek not in self.kantoren:
                    self.kantoren[plek] = Kantoor(plek, self.opzet, deelnemer.vandaag)
                    self.plan(self.kantoren[plek])
                self.kantoren[plek].leer_kennen(deelnemer)

    def dagen(self) -> Iterator[tuple[date, Sequence[Deelnemer]]]:
        """Every day on which something happens, with whom: the youths, and once they have lived it the offices.

        Whoever lived the day is to be planned.
        """
        while self._agenda:
            vandaag, thuis = self._agenda[0][0], self._agenda[0][1] == _THUIS
            wie: list[Deelnemer] = []
            while self._agenda and self._agenda[0][0] == vandaag and (self._agenda[0][1] == _THUIS) == thuis:
                _, plek, nummer = heappop(self._agenda)
                wie.append(self.levens[nummer] if thuis else self.kantoren[plek])
            yield vandaag, wie


def maak_landschap(opzet: Opzet, vanaf: date | None = None) -> Landschap:
    """The register of a region of this size, and what care can be had in it."""
    inhoud = maak_register(opzet.aanbieders, opzet.jeugdigen, opzet.zaad, vanaf)
    codes = deelnemers(inhoud.rijen)[: opzet.aanbieders]
    return Landschap(inhoud, groottes(codes, opzet.zaad))


def maak_streek(opzet: Opzet, zonder: Collection[str] = ()) -> Streek:
    """A region whose youths all have a BSN of the test range, at most 9,091; none of them one of `zonder`."""
    nummers = uitgedeeld(opzet.zaad, zonder)
    assert opzet.jeugdigen <= len(nummers), "there are no more test BSNs"
    landschap = maak_landschap(opzet)
    levens = (Leven(nummer, nummers[nummer - 1], landschap, opzet) for nummer in range(1, opzet.jeugdigen + 1))
    return Streek(opzet, landschap, levens)


def doorleef(streek: Streek) -> Iterator[Zending]:
    """Every bericht of the region in order, each answered as it must be."""
    for vandaag, allen in streek.dagen():
        for deelnemer in allen:
            yield from _dag(deelnemer.beleef(vandaag))
            streek.plan(deelnemer)


def _dag(beleefd: Generator[Zending, bool, None]) -> Iterator[Zending]:
    zending = next(beleefd, None)
    while zending is not None:
        yield zending
        try:
            zending = beleefd.send(zending.fout is None)
        except StopIteration:
            return
