# SPDX-License-Identifier: EUPL-1.2
"""What the database knows of the time: its own clock, and the last moments that it was given."""

from datetime import datetime

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.gebeurtenissen import KINDS

_SHOW_NO_TIME = tuple(soort for soort, child in KINDS.items() if not child.shows_time)
"""What is booked without the time having been judged: the command of an operator, who may be the one who repairs the
clock, and the emptying of a mailbox; and what was refused."""

_READ = """
select clock_timestamp() as database_op,
  (select geboekt_op from gebeurtenis
   where regio = $1 and soort <> all($2::text[]) order by positie desc limit 1) as geboekt_op,
  (select op from watermerk where regio = $1 and op <= clock_timestamp() order by op desc limit 1) as gewekt_op"""


class ClockState(msgspec.Struct, frozen=True):
    """`geboekt_op`: when the last bericht or gebeurtenis was booked; `gewekt_op`: the last minute that was recorded, up
    to `database_op`, the present by the database. None when there is none."""

    database_op: datetime
    geboekt_op: datetime | None
    gewekt_op: datetime | None


async def read(grootboek: Grootboek) -> ClockState:
    """As it is now."""
    return ClockState(**await grootboek.fetchrow(_READ, _SHOW_NO_TIME))
