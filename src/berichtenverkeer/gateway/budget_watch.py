# SPDX-License-Identifier: EUPL-1.2
"""What is left of the begrotingen as known a moment before: for signals, without a lock and without a wait."""

import asyncio
from datetime import timedelta

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.gateway.budgets import spending_at
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.plafonds.begroting import NOTHING_BUDGETED, BudgetsLeft, left_of
from berichtenverkeer.register.money_rows import Begroting

INTERVAL = timedelta(seconds=30)
"""How long a process goes on with what it knew."""


class BudgetWatch:
    """Holds what is left of this and later years, renewed by `keep`. Asks the database nothing without begrotingen."""

    def __init__(self, database: Database, regio: str, clock: Clock, register: RegisterHolder) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock
        self._register = register
        self.left: BudgetsLeft = NOTHING_BUDGETED

    async def refresh(self) -> None:
        """Add up anew. Raises DatabaseGone."""
        register, today = self._register.stand, day(self._clock())
        years = sorted({row.jaar for row in register.rows(Begroting) if row.jaar >= today.year})
        if not years:
            self.left = NOTHING_BUDGETED
            return
        async with at_peil(self._database, self._regio, self._clock) as (grootboek, peil):
            spent = {jaar: await spending_at(grootboek, peil.positie, register, jaar) for jaar in years}
        self.left = left_of(register, spent)

    async def keep(self, interval: timedelta = INTERVAL) -> None:
        """For as long as the task runs. When it fails, what was known stays."""
        while True:
            try:
                await self.refresh()
            except BerichtenverkeerError as fault:
                logger.warning("begrotingen_mislukt", regio=self._regio, fout=type(fault).__name__)
            await asyncio.sleep(interval.total_seconds())
