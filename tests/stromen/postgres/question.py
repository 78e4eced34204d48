# SPDX-License-Identifier: EUPL-1.2
"""The statements of this room: files beside it (core/sql.py), each over all that counts or over what is confirmed."""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from berichtenverkeer.core.database import PgConnection
from berichtenverkeer.core.sql import query
from stromen.postgres.order import Order

FOLDER = str(Path(__file__).parent)


class QuestionText(NamedTuple):
    """One statement over each layer of the state (decision 099)."""

    alles: str
    bevestigd: str


def question_text(name: str) -> QuestionText:
    """The statement of `name.sql`."""
    return QuestionText(query(FOLDER, name), query(FOLDER, name, laag="bevestigd"))


def first_days(order: Order) -> list[date]:
    """First day of each period."""
    return [periode.begin for periode in order.perioden]


def end_days(order: Order) -> list[date]:
    """Last day of each period."""
    return [periode.eind for periode in order.perioden]


def values(order: Order) -> tuple[Any, ...]:
    """$1 to $8 of every statement that begins with `geplaatst`; others take the first five, or three."""
    when = order.begin, order.eind, order.termijn, order.peil.dag
    return order.regio, order.peil.positie, order.dimensie, *when, order.verondersteld


async def question(
    conn: PgConnection, text: QuestionText, order: Order, *values: Any, loops: bool = False
) -> list[Any]:
    """The rows of a statement in the layer of the report.

    PostgreSQL knows nothing of how many rows a CTE gives, takes one for an answer and joins two of them by looping over
    both: minutes instead of a second. So loops are off, unless `loops` says that the statement looks up few rows.
    And it plans anew for every report: a plan that was kept from the days of a small ledger is as slow.
    """
    setting = "set local plan_cache_mode = force_custom_plan; set local enable_nestloop = "
    await conn.execute(setting + ("on" if loops else "off"))
    rows: list[Any] = await conn.fetch(text.bevestigd if order.bevestigd else text.alles, *values)
    return rows
