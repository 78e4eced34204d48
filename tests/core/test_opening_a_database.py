# SPDX-License-Identifier: EUPL-1.2
"""What opening a database does when there is none, or one that comes along."""

import asyncio
import os
from pathlib import Path

import msgspec
import pytest

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import DatabaseGone
from core.test_database import BASIS


async def test_a_data_directory_that_cannot_be_made_is_an_error_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "vol").write_text("a file, no folder")
    with pytest.raises(DatabaseGone):
        await Database.open(msgspec.structs.replace(BASIS, data=tmp_path / "vol" / "data"))


async def test_postgresql_soon_forgets_a_machine_of_ours_that_is_cut_off(datamap: Path) -> None:
    """By a socket of its own machine PostgreSQL is told the same, and says 0."""
    here = "127.{}.{}.{}".format(
        *os.getpid().to_bytes(3)
    )  # of this process alone: others have servers on the same port
    await asyncio.to_thread(embedded.start, datamap, {"listen_addresses": here})
    url = f"postgresql://{embedded.APPLICATION}@{here}:{embedded.PORT}/{embedded.DATABASE}"
    database = await Database.open(msgspec.structs.replace(BASIS, database_url=url))
    async with database.lees() as connection:
        of = dict(await connection.fetch("SELECT name, setting::int FROM pg_settings WHERE name LIKE 'tcp_%'"))
    await database.close()
    assert 5 <= of["tcp_keepalives_idle"] + of["tcp_keepalives_interval"] * of["tcp_keepalives_count"] <= 15
    assert 5_000 <= of["tcp_user_timeout"] <= 15_000


async def test_opening_without_a_database_says_that_it_is_away(datamap: Path) -> None:
    server = await asyncio.to_thread(embedded.start, datamap)
    config = msgspec.structs.replace(BASIS, database_url=server.application_url)
    await asyncio.to_thread(embedded.stop, datamap)
    with pytest.raises(DatabaseGone):
        await Database.open(config)
    nergens = "postgresql://bv_toepassing@127.0.0.1:9/niets"
    with pytest.raises(DatabaseGone):
        await Database.open(msgspec.structs.replace(config, database_url=nergens))


async def test_without_an_address_the_embedded_database_is_started_and_stopped_after_the_last(datamap: Path) -> None:
    config = msgspec.structs.replace(BASIS, data=datamap)
    one, two = await Database.open(config), await Database.open(config)
    await one.close()
    async with two.lees() as connection:
        assert await connection.fetchval("SELECT current_user") == embedded.APPLICATION
    await two.close()
    assert not embedded.runs(datamap)
