# SPDX-License-Identifier: EUPL-1.2
"""Transactions, and a database that goes away and comes back."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from berichtenverkeer.core import database, embedded
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import (
    BerichtenverkeerError,
    Botsing,
    DatabaseGone,
    LockHeld,
    RegistrationRefused,
    TooBusy,
    TooLarge,
)
from berichtenverkeer.core.settings import Settings

BASIS = Settings(
    data=Path("/nergens"),
    hoofdsleutel=b"h" * 32,
    zoeksleutel=b"z" * 32,
    pool_grootte=3,
    verbinding_wacht_ms=2_000,
    statement_timeout_ms=400,
    stille_transactie_ms=8_000,
)

AS_NEW = f"""
DROP TABLE IF EXISTS proef;
CREATE TABLE proef (n serial);
GRANT ALL ON proef, proef_n_seq TO bv_toepassing;
GRANT CONNECT ON DATABASE {embedded.DATABASE} TO PUBLIC;
ALTER DATABASE {embedded.DATABASE} RESET ALL;
ALTER ROLE bv_toepassing LOGIN CONNECTION LIMIT -1;
"""


async def count_up(database: Database) -> int:
    async with database.lees() as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM proef")
        return count


async def write(database: Database, *, daarna: type[Exception] | None = None) -> None:
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO proef DEFAULT VALUES")
        if daarna:
            raise daarna


@pytest.fixture
def eigen_server(datamap_of_file: Path) -> embedded.Server:
    """Of this file alone, so that a test may stop it, end its connections and shut its roles out."""
    server = embedded.start(datamap_of_file)
    done = server.psql(AS_NEW, embedded.DATABASE)
    assert not done.returncode, done.stderr
    return server


@pytest_asyncio.fixture
async def own(eigen_server: embedded.Server) -> AsyncIterator[Database]:
    geopend = await Database.open(msgspec.structs.replace(BASIS, database_url=eigen_server.application_url))
    yield geopend
    await geopend.close()


async def test_a_transaction_commits_at_the_end_and_rolls_back_on_any_exception(own: Database) -> None:
    await write(own)
    with pytest.raises(KeyError):
        await write(own, daarna=KeyError)
    assert await count_up(own) == 1


async def test_a_cancelled_transaction_is_rolled_back_and_its_connection_returns(own: Database) -> None:
    async def long() -> None:
        async with own.transaction() as connection:
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
            await asyncio.sleep(60)

    for _ in range(6):  # twice the size of the pool
        task = asyncio.create_task(long())
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await count_up(own) == 0


async def test_reading_cannot_write_and_a_snapshot_stands_still(own: Database) -> None:
    async with own.lees() as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
    async with own.lees(snapshot=True) as fixed, own.lees() as loose:
        for verwacht_los in (0, 1):
            assert await fixed.fetchval("SELECT count(*) FROM proef") == 0
            assert await loose.fetchval("SELECT count(*) FROM proef") == verwacht_los
            await write(own)


async def test_a_savepoint_lets_one_bericht_of_a_batch_fail(own: Database) -> None:
    async def failed(connection: Any) -> None:
        async with connection.transaction():
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
            raise KeyError

    async with own.transaction() as connection:
        await connection.execute("INSERT INTO proef DEFAULT VALUES")
        with pytest.raises(KeyError):
            await failed(connection)
    assert await count_up(own) == 1


async def test_sessions_have_their_time_limits_and_utc(own: Database) -> None:
    async with own.transaction() as connection:
        names = ("statement_timeout", "idle_in_transaction_session_timeout", "TimeZone", "transaction_isolation")
        seen = [await connection.fetchval(f"SHOW {name}") for name in names]
    assert seen == ["400ms", "8s", "UTC", "read committed"]


async def test_a_statement_that_takes_too_long_is_stopped(own: Database) -> None:
    with pytest.raises(DatabaseGone):
        async with own.lees() as connection:
            await connection.execute("SELECT pg_sleep(30)")
    assert await count_up(own) == 0


async def test_a_transaction_that_falls_asleep_is_ended_by_the_server(own: Database) -> None:
    async def slaap() -> None:
        async with own.transaction() as connection:
            await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 50")
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
            await asyncio.sleep(0.5)

    with pytest.raises(DatabaseGone):
        await slaap()
    assert await count_up(own) == 0


async def test_a_full_pool_is_too_busy_not_away(own: Database) -> None:
    async with own.lees(), own.lees(), own.lees():
        with pytest.raises(TooBusy):
            await count_up(own)
    assert await count_up(own) == 0


async def test_a_mistake_of_ours_is_not_called_a_lost_database(own: Database) -> None:
    async with own.lees() as connection:
        with pytest.raises(asyncpg.InterfaceError):
            await connection.fetchval("SELECT $1::int")
    with pytest.raises(asyncpg.DataError):
        async with own.lees() as connection:
            await connection.fetchval("SELECT $1::int", "geen getal")
    with pytest.raises(FileNotFoundError):
        async with own.lees():
            raise FileNotFoundError


async def test_a_database_that_goes_away_and_comes_back_needs_no_restart(
    own: Database, eigen_server: embedded.Server, datamap_of_file: Path
) -> None:
    assert eigen_server.socket.exists()
    async with own.lees(), own.lees(), own.lees():
        pass  # three connections that will die while idle
    for _ in range(2):
        await write(own)
        await asyncio.to_thread(embedded.stop, datamap_of_file)
        for _ in range(3):
            with pytest.raises(DatabaseGone):
                await write(own)
        await asyncio.to_thread(embedded.start, datamap_of_file)
    await write(own)
    assert await count_up(own) == 3


async def test_idle_connections_that_died_are_not_noticed_by_the_next_transaction(
    own: Database, eigen_server: embedded.Server
) -> None:
    async with own.lees(), own.lees(), own.lees():
        pass
    eigen_server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bv_toepassing'")
    await write(own)
    assert await count_up(own) == 1


async def test_a_connection_lost_inside_a_transaction_is_a_lost_database_and_nothing_is_written(
    own: Database, eigen_server: embedded.Server
) -> None:
    async def onderbroken() -> None:
        async with own.transaction() as connection:
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
            eigen_server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bv_toepassing'")

    with pytest.raises(DatabaseGone):
        await onderbroken()
    assert await count_up(own) == 0


VERBREEK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bv_toepassing'"


def _zeg(code: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION 'wie dit leest is 999900006' USING ERRCODE = '{code}'; END $$"


@pytest.mark.parametrize(
    ("codes", "soort"),
    [
        (
            "08000 08006 53000 53100 53200 53300 57014 57P01 57P02 57P03 58000 58030 58P01 25P03 XX000 XX001",
            DatabaseGone,
        ),
        ("25006", DatabaseGone),
        ("40001 40P01 40003", Botsing),
        ("55P03", LockHeld),
        ("54000 54001 54023", TooLarge),
        ("28000 28P01 3D000", RegistrationRefused),
    ],
)
async def test_what_postgresql_says_of_the_world_is_an_error_of_the_world(
    own: Database, codes: str, soort: type[BerichtenverkeerError]
) -> None:
    async def schrijf_tot(code: str) -> None:
        async with own.transaction() as connection:
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
            await connection.execute(_zeg(code))

    for code in codes.split():
        with pytest.raises(soort, match=code) as fault:
            await schrijf_tot(code)
        assert "999900006" not in str(fault.value)
        assert fault.value.status == (413 if soort is TooLarge else 503)
    assert await count_up(own) == 0


@pytest.mark.parametrize("code", ["22003", "23505", "23514", "42501", "42601", "42P01", "P0001"])
async def test_what_postgresql_says_of_our_statements_is_a_fault_of_ours(own: Database, code: str) -> None:
    with pytest.raises(asyncpg.PostgresError) as fault:
        async with own.transaction() as connection:
            await connection.execute(_zeg(code))
    assert fault.value.sqlstate == code


async def test_a_database_that_only_reads_is_away_for_who_writes_and_a_reader_that_writes_is_a_fault_of_ours(
    own: Database, eigen_server: embedded.Server
) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with own.lees() as connection:
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
    eigen_server.psql(f"ALTER DATABASE {embedded.DATABASE} SET default_transaction_read_only = on")
    eigen_server.psql(VERBREEK)
    with pytest.raises(DatabaseGone):
        await write(own)
    eigen_server.psql(f"ALTER DATABASE {embedded.DATABASE} RESET default_transaction_read_only")
    await write(own)  # connections that could not write are not kept
    assert await count_up(own) == 1


async def test_two_that_wait_for_each_other_are_told_to_try_again(own: Database) -> None:
    both = asyncio.Barrier(2)

    async def neem(first: int, second: int) -> None:
        async with own.transaction() as connection:
            await connection.execute("SET LOCAL statement_timeout = 0")
            await connection.execute("SELECT pg_advisory_xact_lock($1)", first)
            await both.wait()
            await connection.execute("SELECT pg_advisory_xact_lock($1)", second)

    verdicts = await asyncio.gather(neem(1, 2), neem(2, 1), return_exceptions=True)
    assert [type(uitslag) for uitslag in verdicts if uitslag] == [Botsing]


@pytest.mark.parametrize("waiting", [0.0, 0.2])
@pytest.mark.parametrize("fault", [KeyError, asyncio.CancelledError, DatabaseGone])
async def test_why_one_rolls_back_is_said_also_when_the_connection_is_lost_by_then(
    own: Database, eigen_server: embedded.Server, fault: type[BaseException], waiting: float
) -> None:
    async def failed() -> None:
        async with own.transaction() as connection:
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
            eigen_server.psql(VERBREEK)
            await asyncio.sleep(waiting)  # the end of the connection is noticed, or not yet
            raise fault

    with pytest.raises(fault):
        await failed()
    assert await count_up(own) == 0


@pytest.mark.parametrize("waiting", [0.0, 0.2])
async def test_a_connection_that_is_lost_before_a_statement_or_the_commit_is_a_lost_database(
    own: Database, eigen_server: embedded.Server, waiting: float
) -> None:
    async def onderbroken(*daarna: str) -> None:
        async with own.transaction() as connection:
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
            eigen_server.psql(VERBREEK)
            await asyncio.sleep(waiting)
            for sql in daarna:
                await connection.execute(sql)

    for daarna in (["SELECT 1"], []):
        with pytest.raises(DatabaseGone):
            await onderbroken(*daarna)
    assert await count_up(own) == 0


async def test_misuse_that_spoils_the_rollback_too_is_still_a_fault_of_ours(own: Database) -> None:
    async def dooreen() -> None:
        async with own.transaction() as connection:
            await asyncio.gather(*(connection.execute(f"SELECT pg_sleep({seconds})") for seconds in (0.3, 0)))

    with pytest.raises(asyncpg.InterfaceError, match="another operation"):
        await dooreen()
    assert await count_up(own) == 0


async def test_a_role_that_is_let_out_while_we_serve_is_an_error_of_the_world(
    own: Database, eigen_server: embedded.Server
) -> None:
    eigen_server.psql(f"REVOKE CONNECT ON DATABASE {embedded.DATABASE} FROM PUBLIC")
    eigen_server.psql("ALTER ROLE bv_toepassing NOLOGIN")
    eigen_server.psql(VERBREEK)
    with pytest.raises(RegistrationRefused):
        await count_up(own)
    eigen_server.psql("ALTER ROLE bv_toepassing LOGIN")
    with pytest.raises(DatabaseGone):
        await count_up(own)
    eigen_server.psql(f"GRANT CONNECT ON DATABASE {embedded.DATABASE} TO PUBLIC")
    assert await count_up(own) == 0


async def test_no_connection_left_on_the_server_is_an_error_of_the_world(
    own: Database, eigen_server: embedded.Server
) -> None:
    eigen_server.psql("ALTER ROLE bv_toepassing CONNECTION LIMIT 1")
    async with own.lees():
        with pytest.raises(DatabaseGone):
            await count_up(own)
    assert await count_up(own) == 0


async def _stilgezet(connection: Any) -> int:
    """Stop the backend of a connection, as a paused machine does: it is there and says nothing."""
    pid: int = await connection.fetchval("SELECT pg_backend_pid()")
    os.kill(pid, signal.SIGSTOP)
    return pid


@pytest.mark.parametrize("waarmee", ["statement", "commit", "rollback"])
async def test_a_database_that_says_nothing_in_a_transaction_is_away(
    own: Database, monkeypatch: pytest.MonkeyPatch, waarmee: str
) -> None:
    monkeypatch.setattr(database, "LOOKUP_S", 0.5)
    pid = 0

    async def schrijf_en_verstom() -> None:
        nonlocal pid
        async with own.transaction() as connection:
            await connection.execute("INSERT INTO proef DEFAULT VALUES")
            pid = await _stilgezet(connection)
            if waarmee == "statement":
                await connection.execute("INSERT INTO proef DEFAULT VALUES")
            elif waarmee == "rollback":
                raise asyncpg.DeadlockDetectedError

    try:
        async with asyncio.timeout(60):
            with pytest.raises(DatabaseGone if waarmee != "rollback" else (DatabaseGone, Botsing)):
                await schrijf_en_verstom()
            assert await count_up(own) == 0
    finally:
        os.kill(pid, signal.SIGCONT)
    await asyncio.gather(*(count_up(own) for _ in range(BASIS.pool_grootte)))


async def test_an_idle_connection_that_says_nothing_costs_one_wait(own: Database) -> None:
    async with own.lees() as connection:
        pid = await _stilgezet(connection)
        os.kill(pid, signal.SIGCONT)
    os.kill(pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(60):
            with pytest.raises(DatabaseGone):
                await count_up(own)
            assert await count_up(own) == 0
    finally:
        os.kill(pid, signal.SIGCONT)
