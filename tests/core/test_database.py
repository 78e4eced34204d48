# SPDX-License-Identifier: EUPL-1.2
"""Transactions, and a database that goes away and comes back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database, engine
from berichtenverkeer.core.errors import DatabaseWeg, TeDruk
from berichtenverkeer.core.instellingen import Instellingen

BASIS = Instellingen(
    data=Path("/nergens"),
    hoofdsleutel=b"h" * 32,
    zoeksleutel=b"z" * 32,
    pool_grootte=3,
    verbinding_wacht_ms=2_000,
    statement_timeout_ms=400,
    stille_transactie_ms=8_000,
)


async def tel(database: Database) -> int:
    async with database.lees() as verbinding:
        aantal: int = await verbinding.fetchval("SELECT count(*) FROM proef")
        return aantal


async def schrijf(database: Database, *, daarna: type[Exception] | None = None) -> None:
    async with database.transactie() as verbinding:
        await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
        if daarna:
            raise daarna


@pytest.fixture
def eigen_server(datamap: Path) -> embedded.Server:
    server = embedded.start(datamap)
    server.psql("CREATE TABLE proef (n serial); GRANT ALL ON proef, proef_n_seq TO bv_toepassing", embedded.DATABASE)
    return server


@pytest_asyncio.fixture
async def eigen(eigen_server: embedded.Server) -> AsyncIterator[Database]:
    geopend = await Database.open(msgspec.structs.replace(BASIS, database_url=eigen_server.toepassing_url))
    yield geopend
    await geopend.sluit()


async def test_a_transaction_commits_at_the_end_and_rolls_back_on_any_exception(eigen: Database) -> None:
    await schrijf(eigen)
    with pytest.raises(KeyError):
        await schrijf(eigen, daarna=KeyError)
    assert await tel(eigen) == 1


async def test_a_cancelled_transaction_is_rolled_back_and_its_connection_returns(eigen: Database) -> None:
    async def lang() -> None:
        async with eigen.transactie() as verbinding:
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
            await asyncio.sleep(60)

    for _ in range(6):  # twice the size of the pool
        taak = asyncio.create_task(lang())
        await asyncio.sleep(0.02)
        taak.cancel()
        with pytest.raises(asyncio.CancelledError):
            await taak
    assert await tel(eigen) == 0


async def test_reading_cannot_write_and_a_snapshot_stands_still(eigen: Database) -> None:
    async with eigen.lees() as verbinding:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
    async with eigen.lees(momentopname=True) as vast, eigen.lees() as los:
        for verwacht_los in (0, 1):
            assert await vast.fetchval("SELECT count(*) FROM proef") == 0
            assert await los.fetchval("SELECT count(*) FROM proef") == verwacht_los
            await schrijf(eigen)


async def test_a_savepoint_lets_one_bericht_of_a_batch_fail(eigen: Database) -> None:
    async def mislukt(verbinding: Any) -> None:
        async with verbinding.transaction():
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
            raise KeyError

    async with eigen.transactie() as verbinding:
        await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
        with pytest.raises(KeyError):
            await mislukt(verbinding)
    assert await tel(eigen) == 1


async def test_sessions_have_their_time_limits_and_utc(eigen: Database) -> None:
    async with eigen.transactie() as verbinding:
        namen = ("statement_timeout", "idle_in_transaction_session_timeout", "TimeZone", "transaction_isolation")
        gezien = [await verbinding.fetchval(f"SHOW {naam}") for naam in namen]
    assert gezien == ["400ms", "8s", "UTC", "read committed"]


async def test_a_statement_that_takes_too_long_is_stopped(eigen: Database) -> None:
    with pytest.raises(DatabaseWeg):
        async with eigen.lees() as verbinding:
            await verbinding.execute("SELECT pg_sleep(30)")
    assert await tel(eigen) == 0


async def test_a_transaction_that_falls_asleep_is_ended_by_the_server(eigen: Database) -> None:
    async def slaap() -> None:
        async with eigen.transactie() as verbinding:
            await verbinding.execute("SET LOCAL idle_in_transaction_session_timeout = 50")
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
            await asyncio.sleep(0.5)

    with pytest.raises(DatabaseWeg):
        await slaap()
    assert await tel(eigen) == 0


async def test_a_full_pool_is_too_busy_not_away(eigen: Database) -> None:
    async with eigen.lees(), eigen.lees(), eigen.lees():
        with pytest.raises(TeDruk):
            await tel(eigen)
    assert await tel(eigen) == 0


async def test_a_mistake_of_ours_is_not_called_a_lost_database(eigen: Database) -> None:
    async with eigen.lees() as verbinding:
        with pytest.raises(asyncpg.InterfaceError):
            await verbinding.fetchval("SELECT $1::int")
    with pytest.raises(asyncpg.DataError):
        async with eigen.lees() as verbinding:
            await verbinding.fetchval("SELECT $1::int", "geen getal")
    with pytest.raises(FileNotFoundError):
        async with eigen.lees():
            raise FileNotFoundError


async def test_a_database_that_goes_away_and_comes_back_needs_no_restart(
    eigen: Database, eigen_server: embedded.Server, datamap: Path
) -> None:
    assert eigen_server.socket.exists()
    async with eigen.lees(), eigen.lees(), eigen.lees():
        pass  # three connections that will die while idle
    for _ in range(2):
        await schrijf(eigen)
        await asyncio.to_thread(embedded.stop, datamap)
        for _ in range(3):
            with pytest.raises(DatabaseWeg):
                await schrijf(eigen)
        await asyncio.to_thread(embedded.start, datamap)
    await schrijf(eigen)
    assert await tel(eigen) == 3


async def test_idle_connections_that_died_are_not_noticed_by_the_next_transaction(
    eigen: Database, eigen_server: embedded.Server
) -> None:
    async with eigen.lees(), eigen.lees(), eigen.lees():
        pass
    eigen_server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bv_toepassing'")
    await schrijf(eigen)
    assert await tel(eigen) == 1


async def test_a_connection_lost_inside_a_transaction_is_a_lost_database_and_nothing_is_written(
    eigen: Database, eigen_server: embedded.Server
) -> None:
    async def onderbroken() -> None:
        async with eigen.transactie() as verbinding:
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
            eigen_server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bv_toepassing'")

    with pytest.raises(DatabaseWeg):
        await onderbroken()
    assert await tel(eigen) == 0


async def test_opening_without_a_database_says_that_it_is_away(eigen_server: embedded.Server, datamap: Path) -> None:
    instellingen = msgspec.structs.replace(BASIS, database_url=eigen_server.toepassing_url)
    await asyncio.to_thread(embedded.stop, datamap)
    with pytest.raises(DatabaseWeg):
        await Database.open(instellingen)
    nergens = "postgresql://bv_toepassing@127.0.0.1:9/niets"
    with pytest.raises(DatabaseWeg):
        await Database.open(msgspec.structs.replace(instellingen, database_url=nergens))


async def test_without_an_address_the_embedded_database_is_started_and_stopped_after_the_last(datamap: Path) -> None:
    instellingen = msgspec.structs.replace(BASIS, data=datamap)
    een, twee = await Database.open(instellingen), await Database.open(instellingen)
    await een.sluit()
    async with twee.lees() as verbinding:
        assert await verbinding.fetchval("SELECT current_user") == embedded.TOEPASSING
    await twee.sluit()
    assert not embedded.draait(datamap)


async def test_sqlalchemy_reaches_the_same_database(eigen: Database, eigen_server: embedded.Server) -> None:
    for motor, rol in ((eigen.engine(), embedded.TOEPASSING), (engine(eigen_server.eigenaar_url), embedded.EIGENAAR)):
        async with motor.connect() as verbinding:
            assert (await verbinding.exec_driver_sql("SELECT current_user")).scalar() == rol
        await motor.dispose()
