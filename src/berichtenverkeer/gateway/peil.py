# SPDX-License-Identifier: EUPL-1.2
"""How every figure is read: first its peil, then one view of the database in which all of it is read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime

from berichtenverkeer.core.clock import Clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.ledger.peil import Peil, determine


@asynccontextmanager
async def at_peil(
    database: Database,
    regio: str,
    clock: Clock,
    *,
    k: int | None = None,
    dag_k: date | None = None,
    op: datetime | None = None,
) -> AsyncIterator[tuple[Grootboek, Peil]]:
    """The grootboek of a snapshot to read in, and the peil that was asked for.

    What it raises, `ledger.peil.determine` says.

    In this order: ledger/watermark.py says why.
    """
    async with database.lees() as conn:
        peil = await determine(Grootboek(conn, regio), clock(), k=k, dag_k=dag_k, op=op)
    async with database.lees(snapshot=True) as conn:
        yield Grootboek(conn, regio), peil
