# SPDX-License-Identifier: EUPL-1.2
"""When a ledger position was what was known: between the last gebeurtenis up to it and the first one after it."""

from datetime import datetime

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.gebeurtenissen import kinds
from berichtenverkeer.ledger.gebeurtenissen.berichten import ReceptionGebeurtenis

_OF = "select geboekt_op from gebeurtenis where regio = $1 and soort <> all($3::text[])"
_UNTIL = f"{_OF} and positie <= $2 order by positie desc limit 1"
_AFTER = f"{_OF} and positie > $2 order by positie limit 1"

_CHANGES_NOTHING = kinds(ReceptionGebeurtenis)
"""A figure is not of another day for a bericht that was turned down after it."""


async def booked_at(grootboek: Grootboek, position: int) -> datetime | None:
    """When the last gebeurtenis up to and including `position` was booked; None when there is none."""
    moment: datetime | None = await grootboek.fetchval(_UNTIL, position, _CHANGES_NOTHING)
    return moment


async def outdated_at(grootboek: Grootboek, position: int) -> datetime | None:
    """When the first gebeurtenis after `position` was booked; None while there is none."""
    moment: datetime | None = await grootboek.fetchval(_AFTER, position, _CHANGES_NOTHING)
    return moment
