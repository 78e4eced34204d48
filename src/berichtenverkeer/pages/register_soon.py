# SPDX-License-Identifier: EUPL-1.2
"""What of the register comes or ends soon, by file: what somebody has to load before that day."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from berichtenverkeer.core.clock import day
from berichtenverkeer.pages.visit import Visit
from berichtenverkeer.register.declaratie import Row
from berichtenverkeer.register.rows import TABLES
from berichtenverkeer.register.soon import coming, ending

SOON = timedelta(days=30)


class Soon(NamedTuple):
    """Rows by the name of their tabel: those that end and have none after them, and those that come."""

    ending: Mapping[str, Sequence[Row]]
    coming: Mapping[str, Sequence[Row]]


def soon(visit: Visit) -> Soon:
    """Of the register that is in force, from today on."""
    today, rows = day(visit.gateway.clock()), visit.gateway.register.stand.content(visit.gateway.regio).rows
    last = today + SOON
    return Soon(
        {name: ending(table, rows[name], today, last) for name, table in TABLES.items()},
        {name: coming(rows[name], today, last) for name in TABLES},
    )
