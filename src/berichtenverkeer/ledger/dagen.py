# SPDX-License-Identifier: EUPL-1.2
"""When a ledger position was what was known: between the last gebeurtenis up to it and the first one after it."""

from datetime import datetime

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.gebeurtenissen import soorten
from berichtenverkeer.ledger.gebeurtenissen.berichten import Ontvangstgebeurtenis

_VAN = "select geboekt_op from gebeurtenis where regio = $1 and soort <> all($3::text[])"
_TOT = f"{_VAN} and positie <= $2 order by positie desc limit 1"
_NA = f"{_VAN} and positie > $2 order by positie limit 1"

_CHANGES_NOTHING = soorten(Ontvangstgebeurtenis)
"""A figure is not of another day for a bericht that was turned down after it."""


async def geboekt_op(grootboek: Grootboek, positie: int) -> datetime | None:
    """When the last gebeurtenis up to and including `positie` was booked; None when there is none."""
    moment: datetime | None = await grootboek.fetchval(_TOT, positie, _CHANGES_NOTHING)
    return moment


async def achterhaald_op(grootboek: Grootboek, positie: int) -> datetime | None:
    """When the first gebeurtenis after `positie` was booked; None while there is none."""
    moment: datetime | None = await grootboek.fetchval(_NA, positie, _CHANGES_NOTHING)
    return moment
