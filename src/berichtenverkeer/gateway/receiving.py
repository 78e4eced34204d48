# SPDX-License-Identifier: EUPL-1.2
"""Receiving bytes: transport, schema and the sender's right to send first, outside any transaction; then a batch."""

import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial

import msgspec

from berichtenverkeer.berichten import identificatie
from berichtenverkeer.berichten import soort as kind_of
from berichtenverkeer.berichten.kinds import bsns
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, TooManyRows
from berichtenverkeer.core.errors import LockHeld, TooBusy
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.core.outside import outside_the_loop
from berichtenverkeer.gateway.batch import BatchQueue, never
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.bestemming import bestemming_of
from berichtenverkeer.gateway.budget_watch import BudgetWatch
from berichtenverkeer.gateway.environment import Environment
from berichtenverkeer.gateway.heavy_lane import HeavyLane
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.gateway.processing import process
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.time_guard import TimeGuard
from berichtenverkeer.gateway.together import Together
from berichtenverkeer.gateway.turns import Turn
from berichtenverkeer.gateway.waiting_room import MAX_WEIGHT, MOST_WAITING, Occupied
from berichtenverkeer.gateway.weigeringen import Weigeringen
from berichtenverkeer.gateway.work import Receipt, RefusalGround, Refused, Work
from berichtenverkeer.ledger import watermark
from berichtenverkeer.ledger.book import WeigeringRow
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.projections.needs import from_aanbieder, from_gemeente
from berichtenverkeer.regels.meldingen.traffic import NOT_THE_AFZENDER, WRONG_DIRECTION
from berichtenverkeer.standaarden import STANDAARDEN, Standaarden
from berichtenverkeer.validation.examining import examine_bericht
from berichtenverkeer.validation.intake import Intake, read_fast, read_intake
from berichtenverkeer.validation.transport import MAX_BYTES

HEAVY_ELEMENTS, HEAVY_BYTES = 1000, 64 * 1024
"""From so many elements, or bytes, on a bericht goes through the lane, outside the event loop (decision 090). Reading
and judging takes some 5 microseconds an element, up to 20 when each of them is wrong."""

MOST_ROWS = 1000
"""What the event loop reads of the past for a batch, of each kind of row; who needs more goes through the lane."""

MOST_HEAVY_CLIENTEN = 1000
"""Of how many clients with a long history a process remembers that they have one."""

AdjustClock = Callable[[], Awaitable[None]]
"""Lets the clock of a simulation read its moment anew. Production has none: its clock needs no reading."""


class _Undone(Exception):
    """Ends the transaction of a proef: all was done, nothing is kept."""


def elements(data: bytes) -> int:
    """How many elements a bericht has, without reading it: what it is as work, whatever its bytes are spent on."""
    return data.count(b"<") - data.count(b"</")


class Unread(msgspec.Struct, frozen=True):
    """A bericht that is still to be read; when it is much work, in the lane."""

    data: bytes
    beller: Beller
    is_proef: bool
    size: int

    @property
    def is_heavy(self) -> bool:
        """Whether it is so much work, by its elements (`size`) or its bytes, that it goes outside the event loop."""
        return self.size >= HEAVY_ELEMENTS or len(self.data) >= HEAVY_BYTES

    @property
    def aanbieder(self) -> str | None:
        """Whose it is, as far as can be said before it is read."""
        return self.beller.code if self.beller.soort == "aanbieder" else None


class Capacity:
    """How many berichten, and how many bytes of them, may be on their way or wait at the same time."""

    def __init__(self, count: int, bytes_: int) -> None:
        self._count = count
        self._bytes = bytes_

    @contextmanager
    def take(self, size: int) -> Iterator[None]:
        """Room for one bericht of so many bytes. Raises TooBusy when there is none."""
        if not self._count or self._bytes < size:
            raise TooBusy
        self._count -= 1
        self._bytes -= size
        try:
            yield
        finally:
            self._count += 1
            self._bytes += size


class Reception:
    """The use case `receive`. Open it with `async with`; closing finishes what was accepted."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        register: RegisterHolder,
        clock: Clock,
        heavy_lane: HeavyLane,
        budgets: BudgetWatch,
        *,
        regio: str,
        queue: int = 1000,
        queue_bytes: int = 128 * 1024 * 1024,
        per_aanbieder: int = MOST_WAITING,
        largest: int = MAX_BYTES,
        adjust_clock: AdjustClock | None = None,
        standaarden: Standaarden = STANDAARDEN,
    ) -> None:
        self._database = database
        self._vault = vault
        self._register = register
        self._budgets = budgets
        self._clock = clock
        self._time_guard = TimeGuard(clock)
        self._regio = regio
        self._standaarden = standaarden
        self._adjust_clock = adjust_clock
        self._heavy_lane = heavy_lane
        self._largest = min(largest, MAX_BYTES)
        self._weigeringen = Weigeringen(database, regio)
        self._capacity = Capacity(queue, queue_bytes)
        self._heavy_clienten: dict[bytes, None] = {}
        self._together: Together[Unread, Work | Refused | None] = Together(
            self._read, self._prepared, most_weight=MAX_WEIGHT
        )
        self._queue: BatchQueue[Work | Unread, Receipt | Refused] = BatchQueue(
            self._process, self._process_one, self._free, self._together, most=per_aanbieder
        )

    async def __aenter__(self) -> "Reception":
        await self._heavy_lane.__aenter__()
        await self._queue.__aenter__()
        return self

    async def __aexit__(self, *fault: object) -> None:
        await self._queue.__aexit__(*fault)
        await self._heavy_lane.__aexit__(*fault)

    def stop(self) -> None:
        """The process is to end: what waits for others is refused (TooBusy), what is being done comes to its end."""
        self._queue.stop()
        self._heavy_lane.stop()

    def turn_at(self, aanbieder: str) -> AbstractAsyncContextManager[object]:
        """A turn at the money of an aanbieder, for a step that is no bericht, in the line of his berichten."""
        return self._queue.turn(frozenset({aanbieder}), aanbieder)

    @use("reception.receive")
    async def receive(
        self, zicht: Zicht, data: bytes, *, is_proef: bool = False, is_gone: Callable[[], bool] = never
    ) -> Receipt | Refused:
        """Receive the bytes of one bericht from who calls; `is_gone` says whether he hung up.

        Returns a receipt once the bericht is committed (or, for a proef, judged and forgotten), or the refusal once
        its weigering is. Raises DatabaseGone or TooBusy: then nothing is promised, and sending again does no harm.
        """
        with self._capacity.take(len(data)):
            uitkomst = await self._receive(data, zicht.beller, is_proef, is_gone)
        if isinstance(uitkomst, Refused) and not is_proef:
            sha256 = await outside_the_loop(len(data), hashlib.sha256, data)
            await self._refuse(uitkomst.bevindingen, zicht.beller, sha256.digest(), len(data))
        return uitkomst

    async def try_out(self, beller: Beller, data: bytes) -> Receipt | Refused:
        """What would become of the bytes of one bericht in the name of the partij of `beller`; nothing is kept.

        For another use case of the gateway, which asked what may be seen. Raises as `receive`.
        """
        with self._capacity.take(len(data)):
            return await self._receive(data, beller, True, never)

    async def _receive(
        self, data: bytes, beller: Beller, is_proef: bool, is_gone: Callable[[], bool]
    ) -> Receipt | Refused:
        size = elements(data)
        unread = Unread(data, beller, is_proef, size)
        # Also who is not read here comes behind those who came before him.
        work = await self._together.do(unread, size, at_once=is_proef or unread.is_heavy)
        if work is None:
            return await self._queue.submit(unread, unread.aanbieder, alone=True, is_gone=is_gone)
        if isinstance(work, Refused):
            return work
        if work.client not in self._heavy_clienten:
            try:
                return await self._queue.submit(
                    work, work.aanbieder, alone=is_proef, is_gone=is_gone, weight=size, turns=work.turns
                )
            except TooManyRows:
                self._remember_heavy(work.client)
        return await self._queue.submit(unread, work.aanbieder, alone=True, is_gone=is_gone)

    def _read(self, unread: Unread) -> tuple[Unread, Intake | list[Bevinding] | None]:
        return unread, None if unread.is_heavy else read_fast(unread.data, self._standaarden, day(self._clock()))

    def _prepared(self, read: tuple[Unread, Intake | list[Bevinding] | None]) -> Work | Refused | None:
        """None when it is for the lane: it is much work, or does not fit its schema, and saying where takes long."""
        unread, intake = read
        return None if intake is None else self._prepare(unread.data, intake, unread.beller, unread.is_proef)

    def _remember_heavy(self, client: bytes | None) -> None:
        if client is not None:
            self._heavy_clienten[client] = None
            if len(self._heavy_clienten) > MOST_HEAVY_CLIENTEN:
                del self._heavy_clienten[next(iter(self._heavy_clienten))]

    @use("reception.refuse")
    async def refuse(self, zicht: Zicht, bevindingen: Sequence[Bevinding], sha256: bytes, size: int) -> None:
        """Note that an edge refused bytes before it received them all."""
        await self._refuse(bevindingen, zicht.beller, sha256, size)

    async def _refuse(self, bevindingen: Sequence[Bevinding], beller: Beller, sha256: bytes, size: int) -> None:
        """Note that bytes were refused: when, from whom, their hash (sealed) and size, why; never the bytes."""
        now = await self._time_guard.now(self._database, self._regio)
        key = await self._vault.month_key(self._database, self._regio, day(now))
        codes = tuple(dict.fromkeys(bevinding.code for bevinding in bevindingen))
        row = WeigeringRow(
            regio=self._regio,
            id=new_id(),
            ontvangen_op=now,
            partij=beller.code or None,
            sha256_verzegeld=key.seal_hash(sha256),
            sleutel_maand=key.maand,
            grootte=size,
            codes=codes,
        )
        await self._weigeringen.note(row, beller.veroorzaker)

    def _prepare(self, data: bytes, intake: Intake | list[Bevinding], beller: Beller, is_proef: bool) -> Work | Refused:
        if not isinstance(intake, Intake):
            return Refused(RefusalGround.ONJUIST, intake)
        register, today = self._register.stand, day(self._clock())
        soort = kind_of(intake.bericht)
        if refused := _unauthorised(intake, beller):
            return refused
        bestemming = bestemming_of(intake, register, today)
        if isinstance(bestemming, Refused):
            return bestemming
        return Work(
            id=new_id(),
            intake=intake,
            soort=soort,
            beller=beller,
            bestemming=bestemming,
            identificatie=identificatie(intake.bericht),
            sha256=hashlib.sha256(data).digest(),
            clienten={bsn: self._vault.pseudonym(self._regio, bsn) for bsn in bsns(intake.bericht)},
            bevindingen=[] if soort.is_retourbericht else examine_bericht(intake),
            is_proef=is_proef,
        )

    async def _process(self, batch: Sequence[Work | Unread], wait: bool, turn: Turn) -> Sequence[Receipt]:
        works = [work for work in batch if isinstance(work, Work)]
        return await _process_in_transaction(
            self._database, await self._environment(), works, turn, wait=wait, at_most=MOST_ROWS
        )

    async def _process_one(self, work: Work | Unread, turn: Turn) -> Receipt | Refused:
        environment = await self._environment()
        if isinstance(work, Unread):
            return await self._heavy_lane.run(partial(self._process_heavy, work, environment), work.beller.code)
        receipts = await _process_in_transaction(
            self._database, environment, [work], turn, wait=True, at_most=MOST_ROWS
        )
        return receipts[0]

    async def _process_heavy(self, unread: Unread, environment: Environment, database: Database) -> Receipt | Refused:
        """All of it in the lane: reading, judging and booking, alone in its transaction. Read anew when it waited:
        as bytes it takes a fifth of the room. Its turn it waits for here: no place in the lane is waited for in it."""
        intake = read_intake(unread.data, self._standaarden, day(self._clock()))
        work = self._prepare(unread.data, intake, unread.beller, unread.is_proef)
        if isinstance(work, Refused):
            return work
        turns = work.turns
        while True:
            try:
                async with self._queue.turn(turns, work.aanbieder) as turn:
                    return (await _process_in_transaction(database, environment, [work], turn, wait=True))[0]
            except Occupied as fault:
                if not fault.turns:
                    raise
                turns |= fault.turns

    async def _free(self, first: Mapping[str, Work | Unread]) -> list[str]:
        """The aanbieders of whom nobody holds alone what the first needs: what others share is free in a moment."""
        needed = {aanbieder: locks(self._regio, _long_locks(aanbieder, one)) for aanbieder, one in first.items()}
        async with self._database.lees() as conn:
            held = await watermark.only_held(conn, set().union(*needed.values()))
        return [aanbieder for aanbieder, own in needed.items() if not own & held]

    async def _environment(self) -> Environment:
        if self._adjust_clock is not None:
            await self._adjust_clock()
        now = await self._time_guard.now(self._database, self._regio)
        key = await self._vault.month_key(self._database, self._regio, day(now))
        return Environment(
            self._regio,
            self._register.stand,
            now,
            day(now),
            self._vault,
            key,
            self._largest,
            self._clock,
            self._budgets.left,
        )


def _long_locks(aanbieder: str, work: Work | Unread) -> set[str]:
    """What it needs, as far as it can be held for long; of who is still to be read only the aanbieder is known."""
    if isinstance(work, Work) and work.client is not None:
        return {from_aanbieder(aanbieder), from_gemeente(work.gemeente)}
    return {from_aanbieder(aanbieder)}


async def _process_in_transaction(
    database: Database,
    environment: Environment,
    works: Sequence[Work],
    turn: Turn,
    *,
    wait: bool,
    at_most: int | None = None,
) -> Sequence[Receipt]:
    """In one transaction; that of a proef is undone. Raises Occupied instead of waiting long, and TooManyRows."""
    receipts: Sequence[Receipt] = ()
    try:
        async with database.transaction() as conn:
            receipts = await process(conn, environment, works, turn, wait=wait, at_most=at_most)
            if works[0].is_proef:
                raise _Undone
    except _Undone:
        return [receipt.as_proef() for receipt in receipts]
    except LockHeld:
        aanbieders = frozenset(work.aanbieder for work in works)
        raise Occupied(aanbieders if len(aanbieders) == 1 else frozenset()) from None
    return receipts


def _unauthorised(intake: Intake, beller: Beller) -> Refused | None:
    """A heenbericht is sent by its Afzender; a retourbericht by the Ontvanger of the header it repeats (IV028)."""
    soort, header = kind_of(intake.bericht), intake.bericht.header
    field, code = ("Ontvanger", header.ontvanger) if soort.is_retourbericht else ("Afzender", header.afzender)
    if code == beller.code and soort.verzender == beller.soort:
        return None
    if soort.verzender != beller.soort:
        what = WRONG_DIRECTION.at(
            f"{soort.naam}/Header/BerichtCode",
            text=f"Een {soort.naam} wordt verstuurd door een {soort.verzender}, niet door een {beller.soort}.",
        )
    else:
        what = NOT_THE_AFZENDER.at(
            f"{soort.naam}/Header/{field}",
            text=f"U verstuurt dit bericht onder een andere code dan in {field} staat.",
            action=f"Gebruik het token van de partij in {field}, of verbeter {field}.",
        )
    return Refused(RefusalGround.ONBEVOEGD, [what])
