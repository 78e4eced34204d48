# SPDX-License-Identifier: EUPL-1.2
"""A region with a year behind it, on the test database: what prognose and wat-als are told of.

A day of care costs a euro. 2025: 100 euro from 10 February on, 150 from 5 September on. 2026 has a plafond of 180; 120
of it from 3 March on.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.core.database import Database
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.plafonds import PlafondFigures, Plafonds, Plafondstand
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from plafonds.bouw import A, plafond, rows, toewijzing
from plafonds.office import Office


class Story(Office):
    """An office that keeps the watermark of every midnight between two days on which something happens."""

    def __init__(self, database: Database, regio: str) -> None:
        super().__init__(database, regio)
        self.today = date(2024, 12, 30)

    async def op(self, day: date, *gebeurtenissen: Gebeurtenis) -> None:
        """One bericht for each, on that day; without any: nothing but that it is that day."""
        while self.today < day:
            self.today += timedelta(days=1)
            if self.today.day == 1:
                await self._record(self.today)
        if gebeurtenissen:
            await self.doe([[one] for one in gebeurtenissen], day)

    async def _record(self, midnight: date) -> None:
        await record_watermark(self.database, self.regio, datetime.combine(midnight, time(), NETHERLANDS))

    def clock(self) -> datetime:
        return datetime.combine(self.today, time(13), UTC)

    async def figures(self, jaar: int, k: int | None = None, aanbieder: str | None = A) -> Plafondstand:
        """As the gateway tells them."""
        use = Plafonds(self.database, self.regio, self.clock)
        who = administrator(self.regio)
        if aanbieder is None:
            return await use.from_regio(who, jaar, k)
        return await use.from_aanbieder(who, aanbieder, jaar, k)

    async def one(self, jaar: int, k: int | None = None) -> PlafondFigures:
        (only,) = (await self.figures(jaar, k)).plafonds
        return only


async def until_june(database: Database, regio: str) -> Story:
    """Up to 30 June 2026."""
    office = Story(database, regio)
    await office.op(date(2025, 1, 1))
    await office.load(rows(plafond(2025, 1000)), office.today)
    await office.op(date(2025, 2, 10), care(1, 100, 2025))
    await office.op(date(2025, 9, 5), care(2, 50, 2025))
    await office.op(date(2026, 1, 1))
    await office.load(rows(plafond(2025, 1000), plafond(2026, 180)), office.today)
    await office.op(date(2026, 3, 3), care(3, 120, 2026))
    await office.op(date(2026, 6, 30), care(4, 0, 2026))
    return office


def care(number: int, days: int, jaar: int, **otherwise: Any) -> Gebeurtenis:
    """A toewijzing of so many days at the end of a year; of no days: of another year, so that it claims nothing."""
    end = date(jaar, 12, 31) if days else date(2024, 1, 1)
    begin = end - timedelta(days=max(days, 1) - 1)
    return toewijzing(number, begin, end, client=f"{number:>16}".encode(), **otherwise)
