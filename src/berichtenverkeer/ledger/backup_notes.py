# SPDX-License-Identifier: EUPL-1.2
"""What became of backups: made, tried, failed when it was tried. A backup that nobody ever put back is a hope."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.database import PgConnection
from berichtenverkeer.core.ids import new_id


class BackupStep(StrEnum):
    """What was done with a backup."""

    MADE = "made"
    TRIED = "tried"
    """Put back in an empty database, with these keys, and found whole."""
    FAILED = "failed"


class BackupNote(msgspec.Struct, frozen=True):
    """One of these. `bestand` is the name of the file without its folder, `berichten` how many were in it."""

    op: datetime
    soort: BackupStep
    bestand: str
    bytes: int
    berichten: int | None


async def note(connection: PgConnection, soort: BackupStep, name: str, size: int, berichten: int | None) -> None:
    """Write down what was done, as the owner; nothing in a database that does not have the table yet."""
    if await connection.fetchval("select to_regclass('backup_note') is null"):
        return
    values = new_id(), system_clock(), str(soort), name, size, berichten
    await connection.execute(f"insert into backup_note (id, {_COLUMNS}) values ($1, $2, $3, $4, $5, $6)", *values)


async def last(connection: PgConnection) -> Sequence[BackupNote]:
    """The last of each kind, the newest first."""
    rows = await connection.fetch(
        f"select {_COLUMNS} from (select distinct on (soort) * from backup_note order by soort, op desc) l"
        " order by op desc"
    )
    return [BackupNote(row[0], BackupStep(row[1]), *row[2:]) for row in rows]


_COLUMNS = ", ".join(BackupNote.__struct_fields__)
