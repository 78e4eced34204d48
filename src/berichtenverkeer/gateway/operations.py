# SPDX-License-Identifier: EUPL-1.2
"""What keeps a gateway running, for who keeps it: processes, backups, certificates, whose post stays lying, and the
last set of reports."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.processes import running
from berichtenverkeer.core.revisions import Process
from berichtenverkeer.gateway.certificates import Certificate, Certificates
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.set_timer import month_due
from berichtenverkeer.ledger import backup_notes, report_sets, watermark
from berichtenverkeer.ledger.backup_notes import BackupNote
from berichtenverkeer.ledger.report_sets import Rapportset
from berichtenverkeer.postvak import tray
from berichtenverkeer.postvak.tray import Lying


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """As it is now. `backups` has the last of each kind, `lying` those who wait longest first, `last_set` is None while
    there is no set of reports. `set_due`: the month of which there ought to be one, None when the region asks for none.

    `k`: up to this position nothing can come in between any more.
    """

    processes: Sequence[Process]
    backups: Sequence[BackupNote]
    certificates: Sequence[Certificate]
    lying: Sequence[Lying]
    last_set: Rapportset | None
    set_due: str | None
    k: int


class Operations:
    """The use case, on one region; processes and backups are those of the whole database."""

    def __init__(
        self, database: Database, register: RegisterHolder, clock: Clock, certificates: Certificates, *, regio: str
    ) -> None:
        self._database = database
        self._register = register
        self._clock = clock
        self._certificates = certificates
        self._regio = regio

    @use("operations.view")
    async def view(self, _zicht: Zicht, lying_before: datetime) -> Operation:
        """`lying`: what came in before that moment and was not taken. Raises DatabaseGone."""
        certificates, today = await self._certificates.known(), day(self._clock())
        rapportdag = self._register.stand.parameters(today).rapportdag
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            return Operation(
                processes=await running(conn),
                backups=await backup_notes.last(conn),
                certificates=certificates,
                lying=await tray.lying(grootboek, lying_before),
                last_set=next(iter(await report_sets.every(grootboek)), None),
                set_due=None if rapportdag is None else month_due(today, rapportdag),
                k=await watermark.watermark(grootboek),
            )
