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
from berichtenverkeer.core.database import Database, engine
from berichtenverkeer.core.errors import (
    AanmeldingGeweigerd,
    BerichtenverkeerError,
    Botsing,
    DatabaseWeg,
    SlotBezet,
    TeDruk,
    TeGroot,
)
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


VERBREEK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bv_toepassing'"


def _zeg(code: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION 'wie dit leest is 999900006' USING ERRCODE = '{code}'; END $$"


@pytest.mark.parametrize(
    ("codes", "soort"),
    [
        (
            "08000 08006 53000 53100 53200 53300 57014 57P01 57P02 57P03 58000 58030 58P01 25P03 XX000 XX001",
            DatabaseWeg,
        ),
        ("25006", DatabaseWeg),
        ("40001 40P01 40003", Botsing),
        ("55P03", SlotBezet),
        ("54000 54001 54023", TeGroot),
        ("28000 28P01 3D000", AanmeldingGeweigerd),
    ],
)
async def test_what_postgresql_says_of_the_world_is_an_error_of_the_world(
    eigen: Database, codes: str, soort: type[BerichtenverkeerError]
) -> None:
    async def schrijf_tot(code: str) -> None:
        async with eigen.transactie() as verbinding:
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
            await verbinding.execute(_zeg(code))

    for code in codes.split():
        with pytest.raises(soort, match=code) as fout:
            await schrijf_tot(code)
        assert "999900006" not in str(fout.value)
        assert fout.value.status == (413 if soort is TeGroot else 503)
    assert await tel(eigen) == 0


@pytest.mark.parametrize("code", ["22003", "23505", "23514", "42501", "42601", "42P01", "P0001"])
async def test_what_postgresql_says_of_our_statements_is_a_fault_of_ours(eigen: Database, code: str) -> None:
    with pytest.raises(asyncpg.PostgresError) as fout:
        async with eigen.transactie() as verbinding:
            await verbinding.execute(_zeg(code))
    assert fout.value.sqlstate == code


async def test_a_database_that_only_reads_is_away_for_who_writes_and_a_reader_that_writes_is_a_fault_of_ours(
    eigen: Database, eigen_server: embedded.Server
) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with eigen.lees() as verbinding:
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
    eigen_server.psql(f"ALTER DATABASE {embedded.DATABASE} SET default_transaction_read_only = on")
    eigen_server.psql(VERBREEK)
    with pytest.raises(DatabaseWeg):
        await schrijf(eigen)
    eigen_server.psql(f"ALTER DATABASE {embedded.DATABASE} RESET default_transaction_read_only")
    await schrijf(eigen)  # connections that could not write are not kept
    assert await tel(eigen) == 1


async def test_two_that_wait_for_each_other_are_told_to_try_again(eigen: Database) -> None:
    async def neem(*sleutels: int) -> None:
        async with eigen.transactie() as verbinding:
            await verbinding.execute("SET LOCAL statement_timeout = 0")
            for sleutel in sleutels:
                await verbinding.execute("SELECT pg_advisory_xact_lock($1)", sleutel)
                await asyncio.sleep(0.3)

    uitslagen = await asyncio.gather(neem(1, 2), neem(2, 1), return_exceptions=True)
    assert [type(uitslag) for uitslag in uitslagen if uitslag] == [Botsing]


@pytest.mark.parametrize("wachten", [0.0, 0.2])
@pytest.mark.parametrize("fout", [KeyError, asyncio.CancelledError, DatabaseWeg])
async def test_why_one_rolls_back_is_said_also_when_the_connection_is_lost_by_then(
    eigen: Database, eigen_server: embedded.Server, fout: type[BaseException], wachten: float
) -> None:
    async def mislukt() -> None:
        async with eigen.transactie() as verbinding:
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
            eigen_server.psql(VERBREEK)
            await asyncio.sleep(wachten)  # the end of the connection is noticed, or not yet
            raise fout

    with pytest.raises(fout):
        await mislukt()
    assert await tel(eigen) == 0


@pytest.mark.parametrize("wachten", [0.0, 0.2])
async def test_a_connection_that_is_lost_before_a_statement_or_the_commit_is_a_lost_database(
    eigen: Database, eigen_server: embedded.Server, wachten: float
) -> None:
    async def onderbroken(*daarna: str) -> None:
        async with eigen.transactie() as verbinding:
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
            eigen_server.psql(VERBREEK)
            await asyncio.sleep(wachten)
            for sql in daarna:
                await verbinding.execute(sql)

    for daarna in (["SELECT 1"], []):
        with pytest.raises(DatabaseWeg):
            await onderbroken(*daarna)
    assert await tel(eigen) == 0


async def test_misuse_that_spoils_the_rollback_too_is_still_a_fault_of_ours(eigen: Database) -> None:
    async def dooreen() -> None:
        async with eigen.transactie() as verbinding:
            await asyncio.gather(*(verbinding.execute(f"SELECT pg_sleep({seconden})") for seconden in (0.3, 0)))

    with pytest.raises(asyncpg.InterfaceError, match="another operation"):
        await dooreen()
    assert await tel(eigen) == 0


async def test_a_role_that_is_let_out_while_we_serve_is_an_error_of_the_world(
    eigen: Database, eigen_server: embedded.Server
) -> None:
    eigen_server.psql(f"REVOKE CONNECT ON DATABASE {embedded.DATABASE} FROM PUBLIC")
    eigen_server.psql("ALTER ROLE bv_toepassing NOLOGIN")
    eigen_server.psql(VERBREEK)
    with pytest.raises(AanmeldingGeweigerd):
        await tel(eigen)
    eigen_server.psql("ALTER ROLE bv_toepassing LOGIN")
    with pytest.raises(DatabaseWeg):
        await tel(eigen)
    eigen_server.psql(f"GRANT CONNECT ON DATABASE {embedded.DATABASE} TO PUBLIC")
    assert await tel(eigen) == 0


async def test_no_connection_left_on_the_server_is_an_error_of_the_world(
    eigen: Database, eigen_server: embedded.Server
) -> None:
    eigen_server.psql("ALTER ROLE bv_toepassing CONNECTION LIMIT 1")
    async with eigen.lees():
        with pytest.raises(DatabaseWeg):
            await tel(eigen)
    assert await tel(eigen) == 0


async def test_a_data_directory_that_cannot_be_made_is_an_error_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "vol").write_text("a file, no folder")
    with pytest.raises(DatabaseWeg):
        await Database.open(msgspec.structs.replace(BASIS, data=tmp_path / "vol" / "data"))


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


async def _stilgezet(verbinding: Any) -> int:
    """Stop the backend of a connection, as a paused machine does: it is there and says nothing."""
    pid: int = await verbinding.fetchval("SELECT pg_backend_pid()")
    os.kill(pid, signal.SIGSTOP)
    return pid


@pytest.mark.parametrize("waarmee", ["statement", "commit", "rollback"])
async def test_a_database_that_says_nothing_in_a_transaction_is_away(
    eigen: Database, monkeypatch: pytest.MonkeyPatch, waarmee: str
) -> None:
    monkeypatch.setattr(database, "NASLAG_S", 0.5)
    pid = 0

    async def schrijf_en_verstom() -> None:
        nonlocal pid
        async with eigen.transactie() as verbinding:
            await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
            pid = await _stilgezet(verbinding)
            if waarmee == "statement":
                await verbinding.execute("INSERT INTO proef DEFAULT VALUES")
            elif waarmee == "rollback":
                raise asyncpg.DeadlockDetectedError

    try:
        async with asyncio.timeout(60):
            with pytest.raises(DatabaseWeg if waarmee != "rollback" else (DatabaseWeg, Botsing)):
                await schrijf_en_verstom()
            assert await tel(eigen) == 0
    finally:
        os.kill(pid, signal.SIGCONT)
    await asyncio.gather(*(tel(eigen) for _ in range(BASIS.pool_grootte)))


async def test_an_idle_connection_that_says_nothing_costs_one_wait(eigen: Database) -> None:
    async with eigen.lees() as verbinding:
        pid = await _stilgezet(verbinding)
        os.kill(pid, signal.SIGCONT)
    os.kill(pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(60):
            with pytest.raises(DatabaseWeg):
                await tel(eigen)
            assert await tel(eigen) == 0
    finally:
        os.kill(pid, signal.SIGCONT)
