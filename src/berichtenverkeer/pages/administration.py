# SPDX-License-Identifier: EUPL-1.2
"""How the gateway of a region is doing, for who keeps it: counts only, each with what it means and what to do."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.ledger.backup_notes import BackupNote, BackupStep
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.termijnen import KINDS
from berichtenverkeer.pages.visit import Page, Visit

LOW_PERCENT = 10
"""With less of the disk free than this somebody must act."""

LONG = timedelta(days=3)
"""Whose bericht waits this long may have a system that fetches no more."""

ENDS_SOON = 21
"""Days: a certificate that lasts shorter is to be renewed now."""

_OFTEN = {BackupStep.MADE: timedelta(days=1, hours=6), BackupStep.TRIED: timedelta(days=366)}
"""How old the last backup may be, and the last time that one was put back to try it."""


async def state(visit: Visit) -> Page:
    """GET /beheer."""
    gateway = visit.gateway
    disk = await gateway.disk(visit.beller)
    stand = await gateway.measure(visit.beller)
    operation = await gateway.operations.view(visit.beller, stand.gemeten_op - LONG)
    now = system_clock()
    values = {
        "stand": stand,
        "lying": operation.lying,
        "name": names(visit),
        "processes": [(one, datetime.fromtimestamp(one.began, UTC)) for one in operation.processes],
        "releases": {(one.release, one.head) for one in operation.processes},
        "certificates": [(one, (one.until - now).days if one.until else None) for one in operation.certificates],
        "ends_soon": ENDS_SOON,
        "backups": backups_of(operation.backups, now),
        "k": operation.k,
        "kinds": KINDS,
        "free_gb": disk.free // 10**9,
        "is_full": disk.free * 100 < disk.total * LOW_PERCENT,
        "release": version("berichtenverkeer"),
        "register_versie": gateway.register.stand.versie,
        "standaarden": [one.naam for one in gateway.standaarden],
    }
    return Page("administration/state.html", values)


def backups_of(notes: Sequence[BackupNote], now: datetime) -> Mapping[str, tuple[BackupNote | None, bool]]:
    """The last that was made and that was tried, each with whether it is good; a try that failed after it is worse."""
    by_kind = {one.soort: one for one in notes}
    made, tried, failed = (by_kind.get(kind) for kind in (BackupStep.MADE, BackupStep.TRIED, BackupStep.FAILED))
    is_made = made is not None and now - made.op < _OFTEN[BackupStep.MADE]
    if failed is not None and (tried is None or failed.op > tried.op):
        return {"made": (made, is_made), "tried": (failed, False)}
    return {"made": (made, is_made), "tried": (tried, tried is not None and now - tried.op < _OFTEN[BackupStep.TRIED])}
