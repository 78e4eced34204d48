# SPDX-License-Identifier: EUPL-1.2
"""The figures of the first page: the same for a partij all day, so that they are made once and lead to a report."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.gateway.rapportages import Rapportages
from berichtenverkeer.gateway.report_worker import ReportWorker
from berichtenverkeer.gateway.rights import Zicht, use, zicht_of_report
from berichtenverkeer.ledger.peil import Peil, UnknownPeil
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Audience
from berichtenverkeer.rapporten.key_figures import KEY_FIGURES, MONTHS, Course, KeyFigure, courses
from berichtenverkeer.rapporten.periode import Periode, read_periods
from berichtenverkeer.rapporten.question import Own, Question

MOST_KEPT = 128
"""Of how many partijen and days the figures are kept."""


FIRST_DAY = timedelta(minutes=10)
"""How long a region that began today shows the same figures: they take some seconds."""


class KeyFigures(msgspec.Struct, frozen=True):
    """Eight figures over `periods`, at one peil. `with_band`: it was asked how much they still move."""

    peil: Peil
    periods: Sequence[Periode]
    courses: Sequence[Course]
    with_band: bool


class KeyFigureDesk:
    """The use case, on one region."""

    def __init__(self, rapportages: Rapportages, regio: str, clock: Clock, worker: ReportWorker) -> None:
        self._rapportages = rapportages
        self._regio = regio
        self._clock = clock
        self._worker = worker
        self._kept: dict[tuple[Peil, Own | None], KeyFigures] = {}
        self._first: tuple[datetime, Peil] | None = None
        self._turn = asyncio.Lock()

    @use("key_figures.shown")
    async def shown(self, zicht: Zicht, *, band: bool = False, only_kept: bool = False) -> KeyFigures | None:
        """As known at the end of yesterday, or at most FIRST_DAY ago when nothing was known then; `only_kept`: None
        rather than wait.

        Raises as `rapportages.report`.
        """
        peil = await self._peil()
        key = peil, Own(*zicht.own) if zicht.own else None
        if only_kept:
            return self._kept.get(key)
        async with self._turn:  # who asks the same meanwhile finds it kept
            kept = self._kept.get(key)
            if kept is None or (band and not kept.with_band):
                kept = self._kept[key] = await self._made(zicht, peil, band=band)
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return kept

    async def _peil(self) -> Peil:
        yesterday = day(self._clock()) - timedelta(days=1)
        try:
            return await self._rapportages.peil({"op": yesterday.isoformat()})
        except UnknownPeil:
            return await self._of_first_day()

    async def _of_first_day(self) -> Peil:
        """Of a region that began today: as pages showed it, at most FIRST_DAY ago."""
        now = self._clock()
        if self._first is None or now - self._first[0] >= FIRST_DAY or self._first[1].dag != day(now):
            self._first = now, await self._rapportages.beat.recent()
        return self._first[1]

    async def _made(self, zicht: Zicht, peil: Peil, *, band: bool) -> KeyFigures:
        """Report by report, so that other reports come in between."""
        declared = KEY_FIGURES[Audience(zicht.own[0]) if zicht.own else Audience.REGIO]
        periods = _months(peil.dag)
        found: dict[KeyFigure, Course] = {}
        for code, figures in groupby(sorted(declared, key=lambda one: one.report), key=lambda one: one.report):
            question = self._question(zicht, code, peil, periods, band=band)
            made = await self._worker.run(peil, courses, tuple(figures), question)
            found |= {one.figure: one for one in made}
        return KeyFigures(peil, periods, [found[one] for one in declared], band)

    def _question(self, zicht: Zicht, code: str, peil: Peil, periods: tuple[Periode, ...], *, band: bool) -> Question:
        own = zicht_of_report(zicht.beller, REPORTS[code]).own
        return Question(
            regio=self._regio,
            k=peil.positie,
            dag_k=peil.dag,
            periods=periods,
            dimension=REPORTS[code].dimension,
            own=Own(*own) if own else None,
            band=band,
        )


def _months(dag: date) -> tuple[Periode, ...]:
    """The last MONTHS whole ones."""
    last = dag.replace(day=1) - timedelta(days=1)
    first = last
    for _ in range(MONTHS - 1):
        first = first.replace(day=1) - timedelta(days=1)
    return read_periods(f"{first:%Y-%m}..{last:%Y-%m}")
