# SPDX-License-Identifier: EUPL-1.2
"""Which of our processes work on a database now, on whatever machine: those that have a connection to it."""

from berichtenverkeer.core.database import PgConnection
from berichtenverkeer.core.revisions import PROGRAM, Process, process_of

_RUNNING = (
    "select distinct application_name from pg_stat_activity"
    f" where datname = current_database() and application_name like '{PROGRAM}/%'"
)


async def running(connection: PgConnection) -> list[Process]:
    """The oldest first."""
    found = {process_of(row[0]) for row in await connection.fetch(_RUNNING)}
    return sorted(found, key=lambda one: (one.began, one.host, one.pid))
