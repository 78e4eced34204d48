# SPDX-License-Identifier: EUPL-1.2
"""Of which months there is a set of all reports, and as known at which K: an entry for everybody, made once."""

from datetime import date, datetime

import msgspec

from berichtenverkeer.core.database import Grootboek

SPACE_SETS = 5
"""First key of the two-integer advisory lock of who makes one (watermark.py has others)."""

_EVERY = "SELECT maand, k, dag_k, gemaakt_op FROM rapportset WHERE regio = $1 ORDER BY maand DESC"
_WRITE = (
    "INSERT INTO rapportset (regio, maand, k, dag_k, gemaakt_op) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
)


class Rapportset(msgspec.Struct, frozen=True, kw_only=True):
    """`maand` as 2026-03; its figures are of position `k`, on the day `dag_k`."""

    maand: str
    k: int
    dag_k: date
    gemaakt_op: datetime


async def every(grootboek: Grootboek) -> list[Rapportset]:
    """All of a regio, the newest month first."""
    return [Rapportset(**row) for row in await grootboek.fetch(_EVERY)]


async def write(grootboek: Grootboek, one: Rapportset) -> None:
    """Enter that it is there."""
    await grootboek.execute(_WRITE, one.maand, one.k, one.dag_k, one.gemaakt_op)
