# SPDX-License-Identifier: EUPL-1.2
"""The set of the past month makes itself, on the day that the register says, and everybody can see that it is there."""

import asyncio
from datetime import date, timedelta

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError, WrongQuestion
from berichtenverkeer.core.logs import logger
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.report_sets import ReportSets
from berichtenverkeer.gateway.set_folder import Mark, SetFolder
from berichtenverkeer.gateway.time_guard import require_correct
from berichtenverkeer.ledger import report_sets as store
from berichtenverkeer.ledger.peil import determine

INTERVAL = timedelta(minutes=1)


class SetTimer:
    """Of one region. Every process has one: one of them all makes the set, the others find it there.

    Where processes do not share a data directory, each that misses it makes the same one, to the byte.
    """

    def __init__(
        self, database: Database, regio: str, clock: Clock, register: RegisterHolder, sets: ReportSets
    ) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock
        self._register = register
        self._sets = sets

    async def keep(self, interval: timedelta = INTERVAL) -> None:
        """For as long as the task runs. What was broken off goes on the next time."""
        while True:
            try:
                await self.make()
            except BerichtenverkeerError as fault:
                logger.warning("rapportset_mislukt", regio=self._regio, fout=type(fault).__name__)
            await asyncio.sleep(interval.total_seconds())

    async def make(self) -> None:
        """Make the set whose day has come, unless it is there or another process makes it; what is over its term goes.

        Raises ClockUnreliable, DatabaseGone, and as `ReportSets.write`.
        """
        await self._register.refresh()
        today = day(self._clock())
        rapportdag = self._register.stand.parameters(today).rapportdag
        month = month_due(today, rapportdag or 1)
        if gone := await self._sets.tidy(month):
            logger.info("rapportsets_weg", regio=self._regio, maanden=gone)
        if rapportdag is None or await self._is_made(month):
            return
        async with self._database.alone(store.SPACE_SETS, self._regio) as is_alone:
            if is_alone:
                await self._make(month)

    async def _is_made(self, month: str) -> bool:
        return await self._entry(month) is not None and bool(self._sets.folder(month).names())

    async def _make(self, month: str) -> None:
        folder, entry = self._sets.folder(month), await self._entry(month)
        mark = await self._mark(month, folder) if entry is None else self._marked(month, entry.k, entry.dag_k)
        if folder.begun() != mark:
            folder.forget()
        names = await self._sets.fill(folder, mark)
        if entry is None:
            made = store.Rapportset(maand=month, k=mark.k, dag_k=mark.dag_k, gemaakt_op=self._clock())
            async with self._database.transaction() as conn:
                await store.write(Grootboek(conn, self._regio), made)
            logger.info("rapportset_gemaakt", regio=self._regio, maand=month, k=mark.k, bestanden=len(names))

    async def _entry(self, month: str) -> store.Rapportset | None:
        async with self._database.lees() as conn:
            found = await store.every(Grootboek(conn, self._regio))
        return next((one for one in found if one.maand == month), None)

    async def _mark(self, month: str, folder: SetFolder) -> Mark:
        """As known at which K: that of what was broken off, if it is still there, else that of now."""
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            now = await require_correct(grootboek, self._clock)
            if (begun := folder.begun()) is not None:
                try:
                    await determine(grootboek, now, k=begun.k, dag_k=begun.dag_k)
                except WrongQuestion:
                    pass  # of a database that was put back since
                else:
                    return begun
            peil = await determine(grootboek, now)
        return self._marked(month, peil.positie, peil.dag)

    def _marked(self, month: str, k: int, dag_k: date) -> Mark:
        return Mark(regio=self._regio, maand=month, k=k, dag_k=dag_k)


def month_due(today: date, rapportdag: int) -> str:
    """The last month, as 2026-03, of which that day of the month after it has come."""
    first = today.replace(day=1)
    if today.day < rapportdag:
        first = (first - timedelta(days=1)).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"
