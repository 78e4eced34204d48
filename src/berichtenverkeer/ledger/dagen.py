# SPDX-License-Identifier: EUPL-1.2
"""When a ledger position was what was known: between the last gebeurtenis up to it and the first one after it."""

from datetime import datetime

from berichtenverkeer.core.database import Verbinding

_TOT = "select geboekt_op from gebeurtenis where regio = $1 and positie <= $2 order by positie desc limit 1"
_NA = "select geboekt_op from gebeurtenis where regio = $1 and positie > $2 order by positie limit 1"


async def geboekt_op(conn: Verbinding, regio: str, positie: int) -> datetime | None:
    """When the last gebeurtenis up to and including `positie` was booked; None when there is none."""
    moment: datetime | None = await conn.fetchval(_TOT, regio, positie)
    return moment


async def achterhaald_op(conn: Verbinding, regio: str, positie: int) -> datetime | None:
    """When the first gebeurtenis after `positie` was booked; None while there is none."""
    moment: datetime | None = await conn.fetchval(_NA, regio, positie)
    return moment
