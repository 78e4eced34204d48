# SPDX-License-Identifier: EUPL-1.2
"""Lives a region at the counter of a gateway: day by day, many youths at the same time, each youth in order."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from datetime import date
from typing import Protocol

from berichtenverkeer.berichten import JW315
from berichtenverkeer.voorbeeldregio.klok import moment_op
from berichtenverkeer.voorbeeldregio.leven import Leven
from berichtenverkeer.voorbeeldregio.loket import Bewijs, Loket
from berichtenverkeer.voorbeeldregio.streek import Streek
from berichtenverkeer.voorbeeldregio.verslag import Verslag
from berichtenverkeer.voorbeeldregio.zending import Zending

CLIENTS = 8

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
        self.verslag = Verslag()

    async def draai(self, streek: Streek, voortgang: Voortgang = lambda *_: None) -> Verslag:
        """All days of the region. What is not as it must be is in the report, never an exception."""
        begin = time.monotonic()
        for vandaag, levens in streek.dagen():
            await self._klok.zet(vandaag)
            rij = deque(levens)
            async with asyncio.TaskGroup() as taken:
                for _ in range(min(self._clients, len(levens))):
                    taken.create_task(self._client(rij, vandaag))
            for leven in levens:
                streek.plan(leven)
            await self._lees_post()
            voortgang(vandaag, self.verslag.aantal)
        await self._klok.zet(streek.opzet.einde)
        self.verslag.seconden = time.monotonic() - begin
        return self.verslag

    async def _client(self, rij: deque[Leven], vandaag: date) -> None:
        while rij:
            leven = rij.popleft()
            beleefd = leven.beleef(vandaag)
            zending = next(beleefd, None)
            while zending is not None:
                bewijs = await self._verstuur(zending, leven, vandaag)
                try:
                    zending = beleefd.send(bewijs.oordeel == "goedgekeurd")
                except StopIteration:
                    break

    async def _verstuur(self, zending: Zending, leven: Leven, vandaag: date) -> Bewijs:
        bewijs = await self._loket.verstuur(zending)
        is_fout = zending.fout is not None and bool(bewijs.retour)
        codes = await self._loket.retourcodes(zending, bewijs) if is_fout else frozenset()
        self.verslag.noteer(zending, bewijs, codes)
        if bewijs.status == 201 and bewijs.ontvangen_op != moment_op(vandaag):
            self.verslag.afwijkingen.append(f"{vandaag} {zending.identificatie}: ontvangen op {bewijs.ontvangen_op}")
        if isinstance(zending.bericht, JW315) and bewijs.oordeel == "goedgekeurd":
            self._vragers.add(zending.verzender)
            for product in zending.bericht.client.aangevraagde_producten.aangevraagd_product:
                self._gevraagd[product.referentie_aanbieder] = leven
        return bewijs

    async def _lees_post(self) -> None:
        """Whoever asked today looks whether the gateway said no on behalf of the gemeente."""
        for aanbieder in sorted(self._vragers):
            for referentie in await self._loket.vreemde_afwijzingen(aanbieder):
                leven = self._gevraagd.get(referentie)
                if leven is not None and referentie not in leven.afgewezen:
                    leven.afgewezen.add(referentie)
                    self.verslag.afgewezen_door_gateway += 1
        self._vragers.clear()
