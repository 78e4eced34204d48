# SPDX-License-Identifier: EUPL-1.2
"""What keeps a gateway running, for who keeps it: processes, backups, certificates, and whose post stays lying."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.processes import running
from berichtenverkeer.core.revisions import Process
from berichtenverkeer.gateway.certificates import Certificate, Certificates
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import backup_notes, watermark
from berichtenverkeer.ledger.backup_notes import BackupNote
from berichtenverkeer.postvak import tray
from berichtenverkeer.postvak.tray import Lying


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """As it is now. `backups` has the last of each kind, `lying` those who wait longest first.

    `k`: up to this position nothing can come in between any more.
    """

    processes: Sequence[Process]
    backups: Sequence[BackupNote]
    certificates: Sequence[Certificate]
    lying: Sequence[Lying]
    k: int


class Operations:
    """The use case, on one region; processes and backups are those of the whole database."""

    def __init__(self, database: Database, certificates: Certificates, *, regio: str) -> None:
        self._database = database
        self._certificates = certificates
        self._regio = regio

    @use("operations.view")
    async def view(self, _zicht: Zicht, lying_before: datetime) -> Operation:
        """`lying`: what came in before that moment and was not taken. Raises DatabaseGone."""
        certificates = await self._certificates.known()
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            return Operation(
                processes=await running(conn),
                backups=await backup_notes.last(conn),
                certificates=certificates,
                lying=await tray.lying(grootboek, lying_before),
                k=await watermark.watermark(grootboek),
            )
