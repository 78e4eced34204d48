# SPDX-License-Identifier: EUPL-1.2
"""What figures are made on: the peilbestand that serves a peil, found or made, and the copy of one for an analyst."""

from datetime import date, datetime
from pathlib import Path

import msgspec

from berichtenverkeer.core.clock import Clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import epoch
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.peilbestand import keeping
from berichtenverkeer.peilbestand.writing import make

PATIENCE = 10
"""How many times longer than usual one statement may take: a whole table is read."""


async def peilbestand_at(config: Settings, peil: Peil, clock: Clock) -> Path:
    """The folder of the peilbestand that serves this peil: the newest, when its K is as high, else one of that K.

    On connections of its own, and while another makes one it waits without a word: not in an event loop that others
    need. Raises DatabaseGone.
    """
    patient = msgspec.structs.replace(
        config,
        pool_grootte=1,
        statement_timeout_ms=config.statement_timeout_ms * PATIENCE,
        stille_transactie_ms=config.stille_transactie_ms * PATIENCE,
    )
    database = await Database.open(patient)
    try:
        return await _serving(database, config, peil, clock)
    finally:
        await database.close()


async def _serving(database: Database, config: Settings, peil: Peil, clock: Clock) -> Path:
    root = keeping.folder_of(config.data, config.regio)
    async with database.lees() as conn:
        history = await epoch.history(conn)
    if (found := keeping.newest(root, history)) and int(found.name) >= peil.positie:
        return found
    with keeping.turn(root):
        earlier = keeping.newest(root, history)
        if earlier and int(earlier.name) >= peil.positie:
            return earlier
        folder = root / str(peil.positie)
        keeping.remove(folder)  # of another layout or history
        async with database.lees(snapshot=True) as conn:
            grootboek = Grootboek(conn, config.regio)
            await make(grootboek, peil, folder, history=history, made_at=clock(), earlier=earlier)
        keeping.tidy(root, history, config.peilbestand_minuten)
    return folder


class Figures:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("figures.copy")
    async def copy(
        self,
        _zicht: Zicht,
        folder: Path,
        *,
        k: int | None = None,
        dag_k: date | None = None,
        op: datetime | None = None,
    ) -> Peil:
        """Write a peilbestand of its own in a folder that is not there yet. Raises UnknownPeil, FileExistsError."""
        async with at_peil(self._database, self._regio, self._clock, k=k, dag_k=dag_k, op=op) as (grootboek, peil):
            history = await epoch.history(grootboek.conn)
            await make(grootboek, peil, folder, history=history, made_at=self._clock())
        return peil
