# SPDX-License-Identifier: EUPL-1.2
"""The statements of this room: files beside it (core/sql.py), each over all that counts or over what is confirmed."""

from datetime import date
from typing import Any, NamedTuple

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.core.sql import query
from berichtenverkeer.stromen.opdracht import Opdracht


class Vraagtekst(NamedTuple):
    """One statement over each layer of the state (decision 099)."""

    alles: str
    bevestigd: str


def vraagtekst(naam: str) -> Vraagtekst:
    """The statement of `naam.sql`."""
    return Vraagtekst(query("stromen", naam), query("stromen", naam, laag="bevestigd"))


def begindagen(opdracht: Opdracht) -> list[date]:
    """First day of each period."""
    return [periode.begin for periode in opdracht.perioden]


def einddagen(opdracht: Opdracht) -> list[date]:
    """Last day of each period."""
    return [periode.eind for periode in opdracht.perioden]


def waarden(opdracht: Opdracht) -> tuple[Any, ...]:
    """$1 to $8 of every statement that begins with `geplaatst`; others take the first five, or three."""
    wanneer = opdracht.begin, opdracht.eind, opdracht.termijn, opdracht.peil.dag
    return opdracht.regio, opdracht.peil.positie, opdracht.dimensie, *wanneer, opdracht.verondersteld


async def vraag(
    conn: Verbinding, tekst: Vraagtekst, opdracht: Opdracht, *waarden: Any, lussen: bool = False
) -> list[Any]:
    """The rows of a statement in the layer of the report.

    PostgreSQL knows nothing of how many rows a CTE gives, takes one for an answer and joins two of them by looping over
    both: minutes instead of a second. So loops are off, unless `lussen` says that the statement looks up few rows.
    And it plans anew for every report: a plan that was kept from the days of a small ledger is as slow.
    """
    instelling = "set local plan_cache_mode = force_custom_plan; set local enable_nestloop = "
    await conn.execute(instelling + ("on" if lussen else "off"))
    rijen: list[Any] = await conn.fetch(tekst.bevestigd if opdracht.bevestigd else tekst.alles, *waarden)
    return rijen
