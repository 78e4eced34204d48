# SPDX-License-Identifier: EUPL-1.2
"""What every statement of this room takes first (begin.sql, klok.sql), and how it is planned."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import PgConnection
from berichtenverkeer.core.werkdagen import HOLIDAYS, WERKDAGEN_BEFORE
from berichtenverkeer.termijnen.geldklokken import Geldklok
from berichtenverkeer.termijnen.kinds import DAYS_PER_WEEK, TERMIJNEN, Kind

_CALENDAR = [(holiday - date.min).days for holiday in HOLIDAYS], WERKDAGEN_BEFORE
"""The holidays, as days since the first, and how many working days there are before each."""


def values(
    regio: str, k: int, op: date, kinds: Collection[Kind], money: Sequence[Geldklok], *, alleen_open: bool = False
) -> tuple[Any, ...]:
    """$1 to $11: the clocks of these kinds, on the day `op`, as known at K. `alleen_open` leaves out settled ones."""
    termijnen = [TERMIJNEN[soort] for soort in kinds]
    werkdagen = [one.werkdagen for one in termijnen]
    dagen = [None if one.weken is None else one.weken * DAYS_PER_WEEK for one in termijnen]
    is_signaal = [one.is_signaal for one in termijnen]
    return regio, k, op, *_CALENDAR, list(kinds), werkdagen, dagen, is_signaal, alleen_open, _json(money)


def _json(money: Sequence[Geldklok]) -> str:
    return msgspec.json.encode(money).decode()


async def configure(conn: PgConnection) -> None:
    """Before a statement of this room: no plan for a smaller ledger, and no loops over two whole tables."""
    await conn.execute("set local plan_cache_mode = force_custom_plan; set local enable_nestloop = off")
