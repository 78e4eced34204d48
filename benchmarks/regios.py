# SPDX-License-Identifier: EUPL-1.2
"""A region to measure on: its register, its tokens, and a history booked straight into ledger and state."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from benchmarks.zaaigoed import AANBIEDER, AANBIEDERS, GEMEENTE, leveringen, register, toewijzingen
from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.access import Access
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.gebeurtenissen.care import LeveringGestart, ToewijzingVastgesteld
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.projections import store
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.declaratie import Content


async def sow(config: Settings, size: int = 0, open_toewijzingen: int = 0) -> dict[str, str]:
    """A register, `size` leveringen of other clients, and toewijzingen to start on; tokens by party."""
    regio = config.regio
    database = await Database.open(config)
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    beller = administrator(regio)
    await RegisterHolder(database, regio, system_clock).load(beller, Content(regio, register()))
    access = Access(database, regio, system_clock)
    tokens = {who: (await access.create(beller, who))[1] for who in (GEMEENTE, AANBIEDER, *AANBIEDERS)}
    begin = time.perf_counter()
    count = await fill(database, regio, leveringen(size))
    count += await fill(database, regio, toewijzingen(open_toewijzingen, lambda bsn: vault.pseudonym(regio, bsn)))
    duration = time.perf_counter() - begin
    print(f"\n{regio}: {count:,} gebeurtenissen booked and folded in {duration:.1f} s")
    await database.close()
    return tokens


async def fill(
    database: Database, regio: str, gebeurtenissen: Iterator[ToewijzingVastgesteld | LeveringGestart]
) -> int:
    """Book and fold these; how many."""
    count = 0
    while part := list(islice(gebeurtenissen, 5000)):
        async with database.transaction() as conn:
            await watermark.begin(Grootboek(conn, regio))
            positions = await book.reserve(conn, len(part))
            stand = Stand()
            rows = []
            for position, gebeurtenis in zip(positions, part, strict=True):
                stand.fold(position, gebeurtenis)
                rows.append(
                    book.row_of(
                        gebeurtenis,
                        regio=regio,
                        position=position,
                        booked_at=datetime.now(UTC),
                        causer=administrator(regio).veroorzaker,
                        client=gebeurtenis.client,
                        aanbieder=gebeurtenis.aanbieder,
                        gemeente=gebeurtenis.gemeente,
                    )
                )
            await book.write_gebeurtenissen(conn, rows)
            await store.save(Grootboek(conn, regio), stand.wijzigingen)
        count += len(part)
    return count
