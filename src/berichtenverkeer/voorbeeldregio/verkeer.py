# SPDX-License-Identifier: EUPL-1.2
"""Lives a region at the counter of a gateway: day by day, many at a time, each youth and office in order."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from typing import Protocol

from berichtenverkeer.berichten import JW315, JW317, JW323, Bericht
from berichtenverkeer.voorbeeldregio.klok import moment_op
from berichtenverkeer.voorbeeldregio.leven import Leven
from berichtenverkeer.voorbeeldregio.loket import Bewijs, Loket
from berichtenverkeer.voorbeeldregio.streek import Deelnemer, Streek
from berichtenverkeer.voorbeeldregio.verslag import Verslag
from berichtenverkeer.voorbeeldregio.zending import Zending

CLIENTS = 8
NEE = frozenset({"SIGNAAL-PLAFOND-NEE-CLIENTENSTOP", "SIGNAAL-PLAFOND-NEE-PLAFOND"})
"""The signals that say that a request is turned down: a client knows the codes from docs/regels.md."""

Voortgang = Callable[[date, int], None]
"""Called after each day with that day and the number of berichten sent so far."""


class Klokzetter(Protocol):
    """Moves the clock of the gateway, while nothing is under way."""

    async def zet(self, dag_: date) -> None: ...


class Verkeer:
    """`clients` berichten are under way at the same time; then the clock moves."""

    def __init__(self, loket: Loket, klok: Klokzetter, clients: int = CLIENTS) -> None:
        self._loket = loket
        self._klok = klok
        self._clients = clients
        self._gevraagd: dict[str, Leven] = {}
        self._vragers: set[str] = set()
        self._gedeclareerd: dict[str, dict[str, Zending]] = {}
        self.verslag = Verslag()

    async def draai(self, streek: Streek, voortgang: Voortgang = lambda *_: None) -> Verslag:
        """All days of the region. What is not as it must be is in the report, never an exception."""
        begin = time.monotonic()
        for vandaag, deelnemers in streek.dagen():
            await self._klok.zet(vandaag)
            rij = deque(deelnemers)
            async with asyncio.TaskGroup() as taken:
                for _ in range(min(self._clients, len(deelnemers))):
                    taken.create_task(self._client(rij, vandaag))
            for deelnemer in deelnemers:
                streek.plan(deelnemer)
            await self._lees_post()
            voortgang(vandaag, self.verslag.aantal)
        await self._klok.zet(streek.opzet.einde)
        self.verslag.seconden = time.monotonic() - begin
        return self.verslag

    async def _client(self, rij: deque[Deelnemer], vandaag: date) -> None:
        while rij:
            deelnemer = rij.popleft()
            beleefd = deelnemer.beleef(vandaag)
            zending = next(beleefd, None)
            while zending is not None:
                bewijs = await self._verstuur(zending, deelnemer, vandaag)
                try:
                    zending = beleefd.send(bewijs.oordeel == "goedgekeurd")
                except StopIteration:
                    break

    async def _verstuur(self, zending: Zending, deelnemer: Deelnemer, vandaag: date) -> Bewijs:
        bewijs = await self._loket.verstuur(zending)
        is_declaratie = isinstance(zending.bericht, JW323)
        met_codes = zending.fout is not None and bool(bewijs.retour) and not is_declaratie
        codes = await self._loket.retourcodes(zending, bewijs) if met_codes else frozenset()
        self.verslag.noteer(zending, bewijs, codes)
        if bewijs.status == 201 and bewijs.ontvangen_op != moment_op(vandaag):
            self.verslag.afwijkingen.append(f"{vandaag} {zending.identificatie}: ontvangen op {bewijs.ontvangen_op}")
        if is_declaratie and bewijs.status == 201:
            self._gedeclareerd.setdefault(zending.verzender, {})[bewijs.retour] = zending
        if isinstance(deelnemer, Leven) and not NEE.isdisjoint(bewijs.signalen):
            for referentie in _gevraagd(zending.bericht):
                self._vragers.add(zending.verzender)
                self._gevraagd[referentie] = deelnemer
        return bewijs

    async def _lees_post(self) -> None:
        """Whoever asked for what does not fit looks whether the gateway said no on behalf of the gemeente; whoever
        declared, what became of it."""
        for aanbieder in sorted(self._vragers):
            for referentie in await self._loket.vreemde_afwijzingen(aanbieder):
                leven = self._gevraagd.get(referentie)
                if leven is not None and referentie not in leven.afgewezen:
                    leven.afgewezen.add(referentie)
                    self.verslag.afgewezen_door_gateway += 1
        self._vragers.clear()
        declaranten = sorted(self._gedeclareerd)
        antwoorden = await asyncio.gather(*(self._loket.declaratieantwoorden(wie) for wie in declaranten))
        for aanbieder, nieuw in zip(declaranten, antwoorden, strict=True):
            self.verslag.noteer_antwoorden(self._gedeclareerd[aanbieder], nieuw)
        self._gedeclareerd.clear()


def _gevraagd(bericht: Bericht) -> Iterator[str]:
    """The references under which something is asked."""
    if isinstance(bericht, JW315):
        for product in bericht.client.aangevraagde_producten.aangevraagd_product:
            yield product.referentie_aanbieder
    if isinstance(bericht, JW317):
        yield bericht.client.verzoek.referentie_aanbieder
