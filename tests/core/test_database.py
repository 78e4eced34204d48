# SPDX-License-Identifier: EUPL-1.2
from berichtenverkeer.core.database import Database


async def test_x(database: Database) -> None:
    async with database.transactie() as c:
        assert await c.fetchval("select 1") == 1
