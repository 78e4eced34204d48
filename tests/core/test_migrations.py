# SPDX-License-Identifier: EUPL-1.2
"""Models == sum of migrations; a database of another shape is refused."""

import asyncio
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from berichtenverkeer.core import migrations, revisions
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.embedded import APPLICATION, OWNER, Server
from berichtenverkeer.core.errors import JumpRefused, LockHeld, MigrationNeeded, SettingMissing
from berichtenverkeer.core.files import bestand
from berichtenverkeer.core.metadata import ROOMS_WITH_TABLES, metadata
from berichtenverkeer.core.revisions import Phase
from berichtenverkeer.core.shape import require_migration
from core.test_revisions import write

pytestmark = pytest.mark.filterwarnings("error")


def laad_modellen() -> list[str]:
    """Import every `<room>/tables.py`; the rooms that have none yet have no migration either."""
    modules = [f"berichtenverkeer.{kamer}.tables" for kamer in ROOMS_WITH_TABLES]
    present = [module for module in modules if find_spec(module)]
    for module in present:
        import_module(module)
    return present


def differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True}
    difference: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    return difference


async def question(url: str, sql: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def vereist(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await require_migration(connection)
    finally:
        await connection.close()


def test_no_room_with_tables_is_forgotten() -> None:
    kamers = {pad.parent.name for pad in bestand("src/berichtenverkeer").glob("*/tables.py")}
    assert kamers == {module.split(".")[1] for module in laad_modellen()}


async def test_models_equal_the_sum_of_migrations(eigenaar_url: str) -> None:
    laad_modellen()
    motor = migrations.engine(eigenaar_url)
    try:
        async with motor.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await motor.dispose()


async def test_sequences_and_checks_of_the_models_are_in_the_database(eigenaar_url: str) -> None:
    """What compare_metadata does not look at."""
    laad_modellen()
    for series in metadata._sequences:
        assert await question(eigenaar_url, f"SELECT cache_size FROM pg_sequences WHERE sequencename = '{series}'") == 1
    names = {
        demand.name
        for table in metadata.tables.values()
        for demand in table.constraints
        if demand.name and str(demand.name).startswith("ck_")
    }
    tally = await question(eigenaar_url, "SELECT array_agg(conname::text) FROM pg_constraint WHERE contype = 'c'")
    assert names == {name for name in tally if name.startswith("ck_")}


def test_the_migrations_form_one_line_and_alembic_reads_the_same() -> None:
    line = revisions.line()
    script = ScriptDirectory.from_config(migrations.config(line))
    oldest_first = reversed(list(script.walk_revisions()))
    read = {one.revision: getattr(one.module, "phase", Phase.STOPPED) for one in oldest_first}
    assert list(read.items()) == list(line.phases.items())
    assert script.get_heads() == [line.head]


async def test_migrating_twice_or_at_the_same_time_is_migrating_once(server: Server, lege_database: str) -> None:
    url = server.url(OWNER, lege_database)
    await asyncio.gather(migrations.migrate(url), migrations.migrate(url))
    await migrations.migrate(url)
    assert await question(url, "SELECT array_agg(version_num::text) FROM alembic_version") == [revisions.line().head]
    await vereist(server.url(APPLICATION, lege_database))


async def test_the_tables_are_analysed(server: Server, lege_database: str) -> None:
    url = server.url(OWNER, lege_database)
    await migrations.migrate(url)
    for _ in range(100):  # statistics arrive a moment later
        if await question(url, "SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NULL") == 0:
            break
        await asyncio.sleep(0.02)
    else:
        pytest.fail("some table has no statistics")


async def test_a_migrated_database_is_accepted(database: Database) -> None:
    async with database.lees() as connection:
        await require_migration(connection)


async def test_an_empty_database_is_refused(server: Server, lege_database: str) -> None:
    with pytest.raises(MigrationNeeded, match="versie geen"):
        await vereist(server.url(APPLICATION, lege_database))


async def test_a_database_that_is_behind_or_ahead_is_refused(server: Server, eigen_database: str) -> None:
    """Ahead by a migration that took away what this release needs: that is its floor."""
    url = server.url(OWNER, eigen_database)
    for versie, floor in (("0001", "0001"), ("9999", "9999"), ("9999", "")):
        await question(url, f"UPDATE alembic_version SET version_num = '{versie}'")
        await question(url, f"COMMENT ON TABLE alembic_version IS '{floor}'")
        with pytest.raises(MigrationNeeded, match=versie):
            await vereist(server.url(APPLICATION, eigen_database))


async def test_a_database_that_is_ahead_and_lacks_nothing_is_accepted(server: Server, eigen_database: str) -> None:
    await question(server.url(OWNER, eigen_database), "UPDATE alembic_version SET version_num = '9999'")
    await vereist(server.url(APPLICATION, eigen_database))


@pytest.mark.parametrize(
    ("table", "deed"),
    [
        ("bericht", "DISABLE TRIGGER ALL"),
        ("bericht", "ENABLE TRIGGER bericht_alleen_toevoegen"),
        ("weigeringtelling", "DISABLE TRIGGER weigeringtelling_groeit"),
        ("weigeringtelling", "DISABLE TRIGGER weigeringtelling_alleen_toevoegen"),
    ],
)
async def test_a_ledger_that_is_no_longer_guarded_is_refused(
    server: Server, eigen_database: str, table: str, deed: str
) -> None:
    await question(server.url(OWNER, eigen_database), f"ALTER TABLE {table} {deed}")
    with pytest.raises(MigrationNeeded, match=f"bewaking tegen wijzigen: {table}"):
        await vereist(server.url(APPLICATION, eigen_database))


async def test_the_application_role_must_exist_and_not_be_the_owner(server: Server, lege_database: str) -> None:
    url = server.url(OWNER, lege_database)
    with pytest.raises(SettingMissing, match="bestaat niet"):
        await migrations.migrate(url, "rol_die_er_niet_is")
    with pytest.raises(SettingMissing, match="andere rol"):
        await migrations.migrate(url, OWNER)
    assert not await question(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")


async def test_another_role_name_receives_the_rights(server: Server, lege_database: str) -> None:
    role = lege_database.replace("leeg", "rol")
    server.psql(f"CREATE ROLE {role} LOGIN")
    try:
        await migrations.migrate(server.url(OWNER, lege_database), role)
        assert await question(server.url(role, lege_database), "SELECT count(*) FROM bericht") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await question(server.url(APPLICATION, lege_database), "SELECT count(*) FROM bericht")
    finally:
        server.psql(f"DROP OWNED BY {role}", lege_database)
        server.psql(f"DROP ROLE {role}")


async def test_a_jump_that_is_refused_changes_nothing_and_is_made_once_all_have_stopped(
    server: Server, eigen_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "_PAUSE_S", 0.01)
    url = server.url(OWNER, eigen_database)
    process = await asyncpg.connect(
        server.url(APPLICATION, eigen_database),
        server_settings={"application_name": revisions.application_name()},
    )
    old = await question(url, "SELECT version_num FROM alembic_version")
    line = revisions.Line(write(tmp_path, ("9001", "before"), ("9002", "after"), ("9003", "before")))
    monkeypatch.setattr(revisions, "line", lambda: line)
    with pytest.raises(JumpRefused, match="9002"):
        await migrations.migrate(url)
    assert await question(url, "SELECT version_num FROM alembic_version") == old
    await process.close()
    monkeypatch.setattr(migrations, "_PAUSE_S", 1.0)  # its end takes the server a moment
    assert await migrations.migrate(url) == []
    monkeypatch.undo()
    with pytest.raises(JumpRefused, match="9003"):  # back to this release
        await migrations.migrate(url)


async def test_a_table_that_is_in_use_is_waited_for_and_nobody_waits_behind_it_for_long(
    server: Server, eigen_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The patience is over while somebody reads for long: all is undone, and tried again when he is done."""
    line = revisions.Line(write(tmp_path, ("9001", "before"), content="op.execute('alter table wachtend add x int')"))
    monkeypatch.setattr(revisions, "line", lambda: line)
    monkeypatch.setattr(migrations, "_PATIENCE", "SET LOCAL lock_timeout = '200ms'")
    url = server.url(OWNER, eigen_database)
    reader, other = [await asyncpg.connect(server.url(APPLICATION, eigen_database)) for _ in range(2)]
    try:
        await reader.execute("BEGIN; SELECT FROM wachtend")
        task = asyncio.create_task(migrations.migrate(url))
        await asyncio.sleep(0.5)
        await asyncio.wait_for(other.execute("SELECT FROM wachtend"), 30)
        assert not task.done()
        await reader.execute("COMMIT")
        assert await task == []
        await reader.execute("BEGIN; SELECT FROM wachtend")
        monkeypatch.setattr(migrations, "_ATTEMPTS", 1)
        line = revisions.Line(write(tmp_path, ("9002", "before"), content="op.drop_column('wachtend', 'x')", na="9001"))
        with pytest.raises(LockHeld, match="niets gewijzigd"):
            await migrations.migrate(url)
        assert await question(url, "SELECT version_num FROM alembic_version") == "9001"
    finally:
        await reader.close()
        await other.close()
