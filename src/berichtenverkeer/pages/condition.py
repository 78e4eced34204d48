# SPDX-License-Identifier: EUPL-1.2
"""How the gateway of a region does, read at once: what of it is good, and what asks for somebody."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.gateway.certificates import Certificate
from berichtenverkeer.gateway.gateway import DiskUse
from berichtenverkeer.gateway.measurement import Measurement
from berichtenverkeer.gateway.operations import Operation
from berichtenverkeer.ledger.backup_notes import BackupNote, BackupStep
from berichtenverkeer.pages.visit import Visit

LOW_PERCENT = 10
"""With less of the disk free than this somebody must act."""

LONG = timedelta(days=3)
"""Whose bericht waits this long may have a system that fetches no more."""

ENDS_SOON = 21
"""Days: what lasts shorter, a certificate or a token, is to be renewed now."""

_OFTEN = {BackupStep.MADE: timedelta(days=1, hours=6), BackupStep.TRIED: timedelta(days=366)}
"""How old the last backup may be, and the last time that one was put back to try it."""


class Condition(msgspec.Struct, frozen=True):
    """As it was found at `now`, in real time."""

    stand: Measurement
    operation: Operation
    disk: DiskUse
    now: datetime

    @property
    def backups(self) -> Mapping[str, tuple[BackupNote | None, bool]]:
        """See backups_of."""
        return backups_of(self.operation.backups, self.now)

    @property
    def certificates(self) -> list[tuple[Certificate, int | None]]:
        """Each with the days that it still lasts, where that can be seen."""
        return [(one, (one.until - self.now).days if one.until else None) for one in self.operation.certificates]

    @property
    def set_months(self) -> tuple[date | None, date | None]:
        """First days of the month of the last set of reports, and of that of which there ought to be one."""
        last, due = self.operation.last_set, self.operation.set_due
        return _first_day(last.maand if last is not None else None), _first_day(due)

    @property
    def good(self) -> Mapping[str, bool]:
        """Whether nobody need do anything about it, by what it is about."""
        made, due = self.set_months
        return {
            "clock": self.stand.klok_is_juist,
            "explained": not self.stand.onverklaard,
            "disk": self.disk.free * 100 >= self.disk.total * LOW_PERCENT,
            "post": not self.operation.lying,
            "made": self.backups["made"][1],
            "tried": self.backups["tried"][1],
            "set": due is None or (made is not None and made >= due),
            "release": len({(one.release, one.head) for one in self.operation.processes}) == 1,
        }

    @property
    def points(self) -> int:
        """Of how much somebody must do something."""
        short = [one for one, days in self.certificates if days is None or days < ENDS_SOON]
        return sum(not one for one in self.good.values()) + len(short)


def _first_day(month: str | None) -> date | None:
    """Of 2026-03."""
    return None if month is None else date.fromisoformat(f"{month}-01")


async def condition(visit: Visit) -> Condition:
    """Of now. Raises NoRight, DatabaseGone."""
    gateway, beller = visit.gateway, visit.beller
    stand = await gateway.measure(beller)
    operation = await gateway.operations.view(beller, stand.gemeten_op - LONG)
    return Condition(stand, operation, await gateway.disk(beller), system_clock())


def backups_of(notes: Sequence[BackupNote], now: datetime) -> Mapping[str, tuple[BackupNote | None, bool]]:
    """The last that was made and that was tried, each with whether it is good; a try that failed after it is worse."""
    by_kind = {one.soort: one for one in notes}
    made, tried, failed = (by_kind.get(kind) for kind in (BackupStep.MADE, BackupStep.TRIED, BackupStep.FAILED))
    is_made = made is not None and now - made.op < _OFTEN[BackupStep.MADE]
    if failed is not None and (tried is None or failed.op > tried.op):
        return {"made": (made, is_made), "tried": (failed, False)}
    return {"made": (made, is_made), "tried": (tried, tried is not None and now - tried.op < _OFTEN[BackupStep.TRIED])}
