# SPDX-License-Identifier: EUPL-1.2
"""What every statement of this room takes first (begin.sql, klok.sql), and how it is planned."""

from collections.abc import Collection
from datetime import date
from typing import Any

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.core.werkdagen import FEESTDAGEN, WERKDAGEN_VOOR
from berichtenverkeer.termijnen.soorten import DAGEN_PER_WEEK, TERMIJNEN, Soort

_KALENDER = [(feestdag - date.min).days for feestdag in FEESTDAGEN], WERKDAGEN_VOOR
"""The holidays, as days since the first, and how many working days there are before each."""


def waarden(regio: str, k: int, op: date, soorten: Collection[Soort], *, alleen_open: bool = False) -> tuple[Any, ...]:
    """$1 to $10: the clocks of these kinds, on the day `op`, as known at K. `alleen_open` leaves out settled ones."""
    termijnen = [TERMIJNEN[soort] for soort in soorten]
    werkdagen = [een.werkdagen for een in termijnen]
    dagen = [None if een.weken is None else een.weken * DAGEN_PER_WEEK for een in termijnen]
    is_signaal = [een.is_signaal for een in termijnen]
    return regio, k, op, *_KALENDER, list(soorten), werkdagen, dagen, is_signaal, alleen_open


async def stel_in(conn: Verbinding) -> None:
    """Before a statement of this room: no plan for a smaller ledger, and no loops over two whole tables."""
    await conn.execute("set local plan_cache_mode = force_custom_plan; set local enable_nestloop = off")
