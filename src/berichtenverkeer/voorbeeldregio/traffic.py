# SPDX-License-Identifier: EUPL-1.2
"""Lives a region at the counter of a gateway: day by day, many at a time, each youth and office in order."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from typing import Protocol

from berichtenverkeer.berichten import JW315, JW317, JW323, Bericht
from berichtenverkeer.voorbeeldregio.clock import moment_at
from berichtenverkeer.voorbeeldregio.desk import Desk, Proof
from berichtenverkeer.voorbeeldregio.district import District, Participant
from berichtenverkeer.voorbeeldregio.life import Life
from berichtenverkeer.voorbeeldregio.shipment import Shipment
from berichtenverkeer.voorbeeldregio.verslag import Verslag

CLIENTS = 8
NAY = frozenset({"SIGNAAL-PLAFOND-NEE-CLIENTENSTOP", "SIGNAAL-PLAFOND-NEE-PLAFOND"})
"""The signals that say that a request is turned down: a client knows the codes from docs/regels.md."""

Progress = Callable[[date, int], None]
"""Called after each day with that day and the number of berichten sent so far."""


class ClockSetter(Protocol):
    """Moves the clock of the gateway, while nothing is under way."""

    async def zet(self, day_: date) -> None: ...


class Traffic:
    """`clients` berichten are under way at the same time; then the clock moves."""

    def __init__(self, desk: Desk, clock: ClockSetter, clients: int = CLIENTS) -> None:
        self._desk = desk
        self._clock = clock
        self._clients = clients
        self._sent_since = date.min
        self._asked: dict[str, Life] = {}
        self._askers: set[str] = set()
        self._gedeclareerd: dict[str, dict[str, Shipment]] = {}
        self.verslag = Verslag()

    async def run(self, district: District, progress: Progress = lambda *_: None) -> Verslag:
        """All days of the region. What is not as it must be is in the report, never an exception."""
        begin, self._sent_since = time.monotonic(), district.sent_since
        for today, participants in district.dagen():
            await self._clock.zet(today)
            row = deque(participants)
            async with asyncio.TaskGroup() as taken:
                for _ in range(min(self._clients, len(participants))):
                    taken.create_task(self._client(row, today))
            for participant in participants:
                district.plan(participant)
            await self._read_post()
            progress(today, self.verslag.aantal)
        await self._clock.zet(district.setup.einde)
        self.verslag.seconden = time.monotonic() - begin
        return self.verslag

    async def _client(self, row: deque[Participant], today: date) -> None:
        while row:
            participant = row.popleft()
            lived = participant.live(today)
            shipment = next(lived, None)
            while shipment is not None:
                is_of_before = shipment.is_herhaling and shipment.dag < self._sent_since
                is_good = is_of_before or await self._is_good(shipment, participant, today)
                try:
                    shipment = lived.send(is_good)
                except StopIteration:
                    break

    async def _is_good(self, shipment: Shipment, participant: Participant, today: date) -> bool:
        return (await self._send(shipment, participant, today)).oordeel == "goedgekeurd"

    async def _send(self, shipment: Shipment, participant: Participant, today: date) -> Proof:
        proof = await self._desk.send(shipment)
        is_declaratie = isinstance(shipment.bericht, JW323)
        with_codes = shipment.fout is not None and bool(proof.retour) and not is_declaratie
        codes = await self._desk.retourcodes(shipment, proof) if with_codes else frozenset()
        self.verslag.note(shipment, proof, codes)
        if proof.status == 201 and proof.ontvangen_op != moment_at(today):
            self.verslag.afwijkingen.append(f"{today} {shipment.identificatie}: ontvangen op {proof.ontvangen_op}")
        if is_declaratie and proof.status == 201:
            self._gedeclareerd.setdefault(shipment.verzender, {})[proof.retour] = shipment
        if isinstance(participant, Life) and not NAY.isdisjoint(proof.signalen):
            for referentie in _asked(shipment.bericht):
                self._askers.add(shipment.verzender)
                self._asked[referentie] = participant
        return proof

    async def _read_post(self) -> None:
        """Whoever asked for what does not fit looks whether the gateway said no on behalf of the gemeente; whoever
        declared, what became of it."""
        for aanbieder in sorted(self._askers):
            for referentie in await self._desk.foreign_afwijzingen(aanbieder):
                life = self._asked.get(referentie)
                if life is not None and referentie not in life.afgewezen:
                    life.afgewezen.add(referentie)
                    self.verslag.afgewezen_door_gateway += 1
        self._askers.clear()
        declaranten = sorted(self._gedeclareerd)
        antwoorden = await asyncio.gather(*(self._desk.declaratieantwoorden(who) for who in declaranten))
        for aanbieder, new in zip(declaranten, antwoorden, strict=True):
            self.verslag.note_antwoorden(self._gedeclareerd[aanbieder], new)
        self._gedeclareerd.clear()


def _asked(bericht: Bericht) -> Iterator[str]:
    """The references under which something is asked."""
    if isinstance(bericht, JW315):
        for product in bericht.client.aangevraagde_producten.aangevraagd_product:
            yield product.referentie_aanbieder
    if isinstance(bericht, JW317):
        yield bericht.client.verzoek.referentie_aanbieder
