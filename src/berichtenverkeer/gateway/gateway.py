# SPDX-License-Identifier: EUPL-1.2
"""The gateway as the edges hold it: all use cases around one database, opened and closed together."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from berichtenverkeer.core.clock import Clock, system_clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.core.shape import require_migration
from berichtenverkeer.gateway.access import Access
from berichtenverkeer.gateway.agreements import Agreements
from berichtenverkeer.gateway.alternatieven import Alternatieven
from berichtenverkeer.gateway.amounts import Amounts
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.budget_watch import BudgetWatch
from berichtenverkeer.gateway.budgets import Budgets
from berichtenverkeer.gateway.certificates import Certificates
from berichtenverkeer.gateway.checking import Checking
from berichtenverkeer.gateway.draden import Draden
from berichtenverkeer.gateway.figures import Figures
from berichtenverkeer.gateway.gebruikers import Gebruikers
from berichtenverkeer.gateway.heavy_lane import HeavyLane
from berichtenverkeer.gateway.inzage import Inzagelog
from berichtenverkeer.gateway.key_figures import KeyFigureDesk
from berichtenverkeer.gateway.lumpsums import Lumpsums
from berichtenverkeer.gateway.measurement import Measurement, measure
from berichtenverkeer.gateway.operations import Operations
from berichtenverkeer.gateway.own_care import OwnCare
from berichtenverkeer.gateway.plafonds import Plafonds, keep_letting_lapse
from berichtenverkeer.gateway.postvak import Postvak
from berichtenverkeer.gateway.rapportages import Rapportages
from berichtenverkeer.gateway.receiving import AdjustClock, Reception
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.report_sets import ReportSets
from berichtenverkeer.gateway.report_worker import ReportWorker
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.saved_searches import SavedSearches
from berichtenverkeer.gateway.seals import Seals
from berichtenverkeer.gateway.searching import Searching
from berichtenverkeer.gateway.sessions import Sessions
from berichtenverkeer.gateway.set_timer import SetTimer
from berichtenverkeer.gateway.signals import Signals
from berichtenverkeer.gateway.stops import Stops
from berichtenverkeer.gateway.tenzij import Tenzijs
from berichtenverkeer.gateway.termijnen import Termijnen
from berichtenverkeer.gateway.time_guard import TimeCare, require_correct
from berichtenverkeer.gateway.verrekeningen import Verrekeningen
from berichtenverkeer.gateway.watermarks import keep_watermarks
from berichtenverkeer.gateway.what_if import WhatIf
from berichtenverkeer.gateway.why import Reasons
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.standaarden import STANDAARDEN, Standaarden

T = TypeVar("T")

READING_PLACES = 2
"""How many reports, clocks and threads a process works out at the same time: a long one leaves room for another."""


class DiskUse(NamedTuple):
    """Of a disk, in bytes."""

    total: int
    free: int


class Queries(msgspec.Struct, frozen=True):
    """The use cases that only read, and may take long doing so."""

    plafonds: Plafonds
    alternatieven: Alternatieven
    what_if: WhatIf
    amounts: Amounts
    budgets: Budgets
    lumpsums: Lumpsums
    termijnen: Termijnen
    draden: Draden
    seals: Seals

    @staticmethod
    def on(database: Database, regio: str, clock: Clock) -> "Queries":
        """Those of a region, on these connections."""
        what = database, regio, clock
        return Queries(
            plafonds=Plafonds(*what),
            alternatieven=Alternatieven(*what),
            what_if=WhatIf(*what),
            amounts=Amounts(*what),
            budgets=Budgets(*what),
            lumpsums=Lumpsums(*what),
            termijnen=Termijnen(*what),
            draden=Draden(database, regio),
            seals=Seals(*what),
        )


class Gateway(Queries, frozen=True, kw_only=True):
    """One open gateway: its use cases, each of which asks who calls (rights.py).

    `clock` is the clock of all of them. What takes long goes outside the event loop: berichten by `heavy_lane`,
    questions by `reading_lane`, reports by `report_worker`. The database is for the use cases and the tests; an edge
    leaves it alone.
    """

    regio: str
    data: Path
    database: Database
    register: RegisterHolder
    access: Access
    agreements: Agreements
    time: TimeCare
    reception: Reception
    budget_watch: BudgetWatch
    checking: Checking
    postvak: Postvak
    own_care: OwnCare
    gebruikers: Gebruikers
    inzage: Inzagelog
    operations: Operations
    searching: Searching
    saved_searches: SavedSearches
    reasons: Reasons
    sessions: Sessions
    verrekeningen: Verrekeningen
    stops: Stops
    signals: Signals
    tenzijs: Tenzijs
    clock: Clock
    figures: Figures
    report_worker: ReportWorker
    rapportages: Rapportages
    key_figures: KeyFigureDesk
    report_sets: ReportSets
    heavy_lane: HeavyLane
    reading_lane: HeavyLane
    standaarden: Standaarden

    async def ask(self, beller: Beller, question: Callable[[Queries], Awaitable[T]]) -> T:
        """Ask, and render what is found, outside the event loop; who calls waits for his turn. Raises as `question`."""
        return await self.reading_lane.run(
            lambda there: question(Queries.on(there, self.regio, self.clock)), beller.code
        )

    @property
    def set_timer(self) -> SetTimer:
        """Makes the set of a month by itself."""
        return SetTimer(self.database, self.regio, self.clock, self.register, self.report_sets)

    async def keep_watermarks(self) -> None:
        """For as long as a process serves."""
        await keep_watermarks(self.database, self.regio, self.clock)

    async def let_lapse(self) -> None:
        """For as long as a process serves."""
        await keep_letting_lapse(self.database, self.regio, self.clock, self.heavy_lane)

    @use("gateway.measure")
    async def measure(self, _zicht: Zicht) -> Measurement:
        """What an operator watches."""
        return await measure(self.database, self.regio, self.clock(), self.clock, self.register.onverklaard)

    @use("gateway.measure")
    async def disk(self, _zicht: Zicht) -> DiskUse:
        """The disk that the folder of this gateway is on, or will be on. Raises OSError."""
        standing = next(one for one in (self.data, *self.data.parents) if one.exists())
        found = await asyncio.to_thread(shutil.disk_usage, standing)
        return DiskUse(found.total, found.free)

    async def require_ready(self) -> None:
        """That the database answers and has the form of this version, and that the time can be trusted.

        Raises DatabaseGone, MigrationNeeded, ClockUnreliable, RegisterOnverklaard.
        """
        async with self.database.lees() as conn:
            await require_migration(conn)
            await require_correct(Grootboek(conn, self.regio), self.clock)
        await self.register.refresh()
        self.register.require_explained()


class _SimulatedRegister(RegisterHolder):
    """Every use case begins with the question who asks it, of the register of now: there the clock of a simulation is
    read."""

    def __init__(self, database: Database, regio: str, clock: Clock, adjust_clock: AdjustClock) -> None:
        super().__init__(database, regio, clock)
        self._adjust_clock = adjust_clock

    async def refresh(self, *, now: bool = False) -> None:
        """See RegisterHolder."""
        await self._adjust_clock()
        await super().refresh(now=now)


@asynccontextmanager
async def open_gateway(
    config: Settings,
    clock: Clock = system_clock,
    adjust_clock: AdjustClock | None = None,
    standaarden: Standaarden = STANDAARDEN,
) -> AsyncIterator[Gateway]:
    """Open a gateway on the database of `config` that speaks `standaarden`; on leaving, what was accepted is
    finished first.

    Only a simulation gives `adjust_clock`: it is awaited before every batch and before every other use case of a
    party, so that all processes agree on the day as soon as it was moved. Raises DatabaseGone;
    whether the database has the form of this version is for `require_ready` to say.
    """
    database = await Database.open(config)
    try:
        async with gateway_on(database, config, clock, adjust_clock, standaarden) as gateway:
            yield gateway
    finally:
        await database.close()


@asynccontextmanager
async def gateway_on(
    database: Database,
    config: Settings,
    clock: Clock = system_clock,
    adjust_clock: AdjustClock | None = None,
    standaarden: Standaarden = STANDAARDEN,
) -> AsyncIterator[Gateway]:
    """The same on connections that are there already, and stay."""
    regio = config.regio
    register = (
        _SimulatedRegister(database, regio, clock, adjust_clock)
        if adjust_clock is not None
        else RegisterHolder(database, regio, clock)
    )
    await register.refresh()
    gateway = _make(config, database, register, clock, adjust_clock, standaarden)
    async with register, gateway.report_worker, gateway.reading_lane, gateway.reception:
        yield gateway


def _make(
    config: Settings,
    database: Database,
    register: RegisterHolder,
    clock: Clock,
    adjust_clock: AdjustClock | None,
    standaarden: Standaarden,
) -> Gateway:
    regio, heavy_lane, worker = config.regio, HeavyLane(config), ReportWorker(config)
    reading_lane = HeavyLane(config, READING_PLACES)
    budget_watch = BudgetWatch(database, regio, clock, register)
    what = database, (vault := Vault(config.hoofdsleutel, config.zoeksleutel)), register, clock
    reception = _reception(config, what, (heavy_lane, budget_watch), adjust_clock, standaarden)
    return Gateway(
        **msgspec.structs.asdict(Queries.on(database, regio, clock)),
        regio=regio,
        data=config.data,
        database=database,
        register=register,
        access=Access(database, regio, clock),
        agreements=Agreements(register, clock),
        time=TimeCare(database, regio, clock),
        reception=reception,
        budget_watch=budget_watch,
        checking=Checking(reception, register, clock, standaarden),
        postvak=Postvak(*what, regio=regio),
        own_care=OwnCare(*what, regio=regio),
        inzage=Inzagelog(database, vault, regio=regio),
        operations=Operations(database, register, clock, Certificates.of(config), regio=regio),
        searching=Searching(database, vault, register, regio=regio),
        saved_searches=SavedSearches(database, regio=regio),
        reasons=Reasons(*what, standaarden, reading_lane, regio=regio, largest=config.max_bericht_bytes),
        gebruikers=Gebruikers(*what, regio=regio),
        sessions=Sessions(*what, regio=regio),
        verrekeningen=Verrekeningen(database, vault, regio, clock, reception.turn_at),
        stops=Stops(database, vault, clock, reception.turn_at, regio=regio),
        signals=Signals(database, vault, clock, regio=regio),
        tenzijs=Tenzijs(database, vault, regio, clock, reception.turn_at),
        clock=clock,
        figures=Figures(database, regio, clock),
        report_worker=worker,
        rapportages=(rapportages := Rapportages(database, regio, clock, worker)),
        key_figures=KeyFigureDesk(rapportages, regio, clock, worker),
        report_sets=ReportSets(database, rapportages, regio, config.data, config.rapportset_maanden),
        heavy_lane=heavy_lane,
        reading_lane=reading_lane,
        standaarden=standaarden,
    )


def _reception(
    config: Settings,
    what: tuple[Database, Vault, RegisterHolder, Clock],
    beside: tuple[HeavyLane, BudgetWatch],
    adjust_clock: AdjustClock | None,
    standaarden: Standaarden,
) -> Reception:
    return Reception(
        *what,
        *beside,
        regio=config.regio,
        queue=config.wachtrij_berichten,
        queue_bytes=max(config.wachtrij_bytes, config.max_bericht_bytes),
        per_aanbieder=config.wachtrij_aanbieder,
        largest=config.max_bericht_bytes,
        adjust_clock=adjust_clock,
        standaarden=standaarden,
    )
