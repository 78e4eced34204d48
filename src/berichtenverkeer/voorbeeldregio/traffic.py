# SPDX-License-Identifier: EUPL-1.2
"""Lives a region at the counter of a gateway: day by day, many at a time, each youth, office and aanbieder in order."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import date
from typing import Protocol

import msgspec

from berichtenverkeer.berichten import JW315, JW317, JW323, Bericht
from berichtenverkeer.voorbeeldregio.clock import moment_at
from berichtenverkeer.voorbeeldregio.desk import Desk, Proof
from berichtenverkeer.voorbeeldregio.district import District, Participant
from berichtenverkeer.voorbeeldregio.life import Life
from berichtenverkeer.voorbeeldregio.nay import NAY, Request
from berichtenverkeer.voorbeeldregio.shipment import Shipment
from berichtenverkeer.voorbeeldregio.verslag import Verslag

CLIENTS = 8

Progress = Callable[[date, int], None]
"""Called after each day with that day and the number of berichten sent so far."""


class ClockSetter(Protocol):
    """Moves the clock of the gateway, while nothing is under way."""

    async def zet(self, day_: date) -> None: ...


class Bureau(Protocol):
    """What the parties do beside berichten, on the morning of each day."""

    complaints: list[str]

    async def morning(self, today: date) -> None: ...

    def refused(self, life: Life, request: Request) -> None: ...


class _Turn(msgspec.Struct):
    """Somebody's day: his place in the order, and what he sends next."""

    number: int
    participant: Participant
    lived: Generator[Shipment, bool, None]
    shipment: Shipment

    @property
    def aanbieder(self) -> str:
        header = self.shipment.bericht.header
        return max(header.afzender, header.ontvanger, key=len)


class Traffic:
    """`clients` berichten are under way at the same time; then the clock moves.

    At one aanbieder they come in the order of who sends them, so that who gets the last room is no matter of chance.
    """

    def __init__(self, desk: Desk, clock: ClockSetter, clients: int = CLIENTS, bureau: Bureau | None = None) -> None:
        self._desk = desk
        self._bureau = bureau
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
        last = date.min
        for today, participants in district.dagen():
            await self._clock.zet(today)
            if self._bureau is not None and today > last:
                await self._bureau.morning(today)
            last = today
            await self._live(participants, today)
            for participant in participants:
                district.plan(participant)
            await self._read_post()
            progress(today, self.verslag.aantal)
        await self._clock.zet(district.setup.einde)
        if self._bureau is not None:
            self.verslag.afwijkingen += self._bureau.complaints
        self.verslag.seconden = time.monotonic() - begin
        return self.verslag

    async def _live(self, participants: Sequence[Participant], today: date) -> None:
        """In rounds: who turns to another aanbieder waits there for the next one."""
        turns = list(_turns(participants, today))
        while turns:
            rows: dict[str, list[_Turn]] = {}
            for turn in turns:
                rows.setdefault(turn.aanbieder, []).append(turn)
            row, left = deque(rows.values()), list[_Turn]()
            async with asyncio.TaskGroup() as taken:
                for _ in range(min(self._clients, len(row))):
                    taken.create_task(self._client(row, left, today))
            turns = sorted(left, key=lambda turn: turn.number)

    async def _client(self, row: deque[list[_Turn]], left: list[_Turn], today: date) -> None:
        while row:
            for turn in row.popleft():
                if await self._goes_elsewhere(turn, today):
                    left.append(turn)

    async def _goes_elsewhere(self, turn: _Turn, today: date) -> bool:
        """All that somebody sends here; whether he has something for another aanbieder then."""
        here = turn.aanbieder
        while turn.aanbieder == here:
            is_of_before = turn.shipment.is_herhaling and turn.shipment.dag < self._sent_since
            is_good = is_of_before or await self._is_good(turn.shipment, turn.participant, today)
            try:
                turn.shipment = turn.lived.send(is_good)
            except StopIteration:
                return False
        return True

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
                self._weigh(participant, referentie, proof)
        return proof

    def _weigh(self, life: Life, referentie: str, proof: Proof) -> None:
        """A nee on a JW315 is not the end."""
        request = life.requests.get(referentie)
        if self._bureau is not None and request is not None and not request.nay:
            request.nay, request.bericht = min(NAY & proof.signalen), proof.id
            self._bureau.refused(life, request)

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


def _turns(participants: Sequence[Participant], today: date) -> Iterator[_Turn]:
    for number, participant in enumerate(participants):
        lived = participant.live(today)
        shipment = next(lived, None)
        if shipment is not None:
            yield _Turn(number, participant, lived, shipment)


def _asked(bericht: Bericht) -> Iterator[str]:
    """The references under which something is asked."""
    if isinstance(bericht, JW315):
        for product in bericht.client.aangevraagde_producten.aangevraagd_product:
            yield product.referentie_aanbieder
    if isinstance(bericht, JW317):
        yield bericht.client.verzoek.referentie_aanbieder
