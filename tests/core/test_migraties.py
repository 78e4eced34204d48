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

from berichtenverkeer.core import migraties, revisions
from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.core.database import Database, engine
from berichtenverkeer.core.embedded import EIGENAAR, TOEPASSING, Server
from berichtenverkeer.core.errors import InstellingOntbreekt, MigratieNodig, SlotBezet
from berichtenverkeer.core.metadata import KAMERS_MET_TABELLEN, metadata
from core.test_revisions import schrijf

pytestmark = pytest.mark.filterwarnings("error")


def laad_modellen() -> list[str]:
    """Import every `<room>/tabellen.py`; the rooms that have none yet have no migration either."""
    modules = [f"berichtenverkeer.{kamer}.tabellen" for kamer in KAMERS_MET_TABELLEN]
    aanwezig = [module for module in modules if find_spec(module)]
    for module in aanwezig:
        import_module(module)
    return aanwezig


def verschillen(verbinding: Connection) -> list[Any]:
    opties = {"compare_type": True, "compare_server_default": True}
    verschil: list[Any] = compare_metadata(MigrationContext.configure(verbinding, opts=opties), metadata)
    return verschil


async def vraag(url: str, sql: str) -> Any:
    verbinding = await asyncpg.connect(url)
    try:
        return await verbinding.fetchval(sql)
    finally:
        await verbinding.close()


async def vereist(url: str) -> None:
    verbinding = await asyncpg.connect(url)
    try:
        await migraties.vereist_migratie(verbinding)
    finally:
        await verbinding.close()


def test_no_room_with_tables_is_forgotten() -> None:
    kamers = {pad.parent.name for pad in bestand("src/berichtenverkeer").glob("*/tabellen.py")}
    assert kamers == {module.split(".")[1] for module in laad_modellen()}


async def test_models_equal_the_sum_of_migrations(eigenaar_url: str) -> None:
    laad_modellen()
    motor = engine(eigenaar_url)
    try:
        async with motor.connect() as verbinding:
            assert await verbinding.run_sync(verschillen) == []
    finally:
        await motor.dispose()


async def test_sequences_and_checks_of_the_models_are_in_the_database(eigenaar_url: str) -> None:
    """What compare_metadata does not look at."""
    laad_modellen()
    for reeks in metadata._sequences:
        assert await vraag(eigenaar_url, f"SELECT cache_size FROM pg_sequences WHERE sequencename = '{reeks}'") == 1
    namen = {
        eis.name
        for tabel in metadata.tables.values()
        for eis in tabel.constraints
        if eis.name and str(eis.name).startswith("ck_")
    }
    telling = await vraag(eigenaar_url, "SELECT array_agg(conname::text) FROM pg_constraint WHERE contype = 'c'")
    assert namen == {naam for naam in telling if naam.startswith("ck_")}


def test_the_migrations_form_one_line() -> None:
    script = ScriptDirectory.from_config(revisions.line().config())
    assert len(script.get_heads()) == 1
    assert [revisie.revision for revisie in script.walk_revisions()][-1] == "0001"


async def test_migrating_twice_or_at_the_same_time_is_migrating_once(server: Server, lege_database: str) -> None:
    url = server.url(EIGENAAR, lege_database)
    await asyncio.gather(migraties.migreer(url), migraties.migreer(url))
    await migraties.migreer(url)
    assert await vraag(url, "SELECT array_agg(version_num::text) FROM alembic_version") == [revisions.line().head]
    await vereist(server.url(TOEPASSING, lege_database))


async def test_the_tables_are_analysed(server: Server, lege_database: str) -> None:
    url = server.url(EIGENAAR, lege_database)
    await migraties.migreer(url)
    for _ in range(100):  # statistics arrive a moment later
        if await vraag(url, "SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NULL") == 0:
            break
        await asyncio.sleep(0.02)
    else:
        pytest.fail("some table has no statistics")


async def test_a_migrated_database_is_accepted(database: Database) -> None:
    async with database.lees() as verbinding:
        await migraties.vereist_migratie(verbinding)


async def test_an_empty_database_is_refused(server: Server, lege_database: str) -> None:
    with pytest.raises(MigratieNodig, match="versie geen"):
        await vereist(server.url(TOEPASSING, lege_database))


async def test_a_database_that_is_behind_or_ahead_is_refused(server: Server, eigen_database: str) -> None:
    """Ahead by a migration that took away what this release needs: that is its floor."""
    url = server.url(EIGENAAR, eigen_database)
    for versie, floor in (("0001", "0001"), ("9999", "9999"), ("9999", "")):
        await vraag(url, f"UPDATE alembic_version SET version_num = '{versie}'")
        await vraag(url, f"COMMENT ON TABLE alembic_version IS '{floor}'")
        with pytest.raises(MigratieNodig, match=versie):
            await vereist(server.url(TOEPASSING, eigen_database))


async def test_a_database_that_is_ahead_and_lacks_nothing_is_accepted(server: Server, eigen_database: str) -> None:
    await vraag(server.url(EIGENAAR, eigen_database), "UPDATE alembic_version SET version_num = '9999'")
    await vereist(server.url(TOEPASSING, eigen_database))


@pytest.mark.parametrize(
    ("tabel", "daad"),
    [
        ("bericht", "DISABLE TRIGGER ALL"),
        ("bericht", "ENABLE TRIGGER bericht_alleen_toevoegen"),
        ("weigeringtelling", "DISABLE TRIGGER weigeringtelling_groeit"),
        ("weigeringtelling", "DISABLE TRIGGER weigeringtelling_alleen_toevoegen"),
    ],
)
async def test_a_ledger_that_is_no_longer_guarded_is_refused(
    server: Server, eigen_database: str, tabel: str, daad: str
) -> None:
    await vraag(server.url(EIGENAAR, eigen_database), f"ALTER TABLE {tabel} {daad}")
    with pytest.raises(MigratieNodig, match=f"bewaking tegen wijzigen: {tabel}"):
        await vereist(server.url(TOEPASSING, eigen_database))


async def test_the_application_role_must_exist_and_not_be_the_owner(server: Server, lege_database: str) -> None:
    url = server.url(EIGENAAR, lege_database)
    with pytest.raises(InstellingOntbreekt, match="bestaat niet"):
        await migraties.migreer(url, "rol_die_er_niet_is")
    with pytest.raises(InstellingOntbreekt, match="andere rol"):
        await migraties.migreer(url, EIGENAAR)
    assert not await vraag(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")


async def test_another_role_name_receives_the_rights(server: Server, lege_database: str) -> None:
    rol = lege_database.replace("leeg", "rol")
    server.psql(f"CREATE ROLE {rol} LOGIN")
    try:
        await migraties.migreer(server.url(EIGENAAR, lege_database), rol)
        assert await vraag(server.url(rol, lege_database), "SELECT count(*) FROM bericht") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await vraag(server.url(TOEPASSING, lege_database), "SELECT count(*) FROM bericht")
    finally:
        server.psql(f"DROP OWNED BY {rol}", lege_database)
        server.psql(f"DROP ROLE {rol}")


async def test_a_table_that_is_in_use_is_waited_for_and_nobody_waits_behind_it_for_long(
    server: Server, eigen_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The patience is over while somebody reads for long: all is undone, and tried again when he is done."""
    line = revisions.Line(schrijf(tmp_path, ("9001", "before"), inhoud="op.execute('alter table postvak add x int')"))
    monkeypatch.setattr(revisions, "line", lambda: line)
    monkeypatch.setattr(migraties, "_PATIENCE", "SET LOCAL lock_timeout = '200ms'")
    url = server.url(EIGENAAR, eigen_database)
    lezer, ander = [await asyncpg.connect(server.url(TOEPASSING, eigen_database)) for _ in range(2)]
    try:
        await lezer.execute("BEGIN; SELECT FROM postvak")
        taak = asyncio.create_task(migraties.migreer(url))
        await asyncio.sleep(0.5)
        await asyncio.wait_for(ander.execute("SELECT FROM postvak"), 30)
        assert not taak.done()
        await lezer.execute("COMMIT")
        assert await taak == []
        await lezer.execute("BEGIN; SELECT FROM postvak")
        monkeypatch.setattr(migraties, "_ATTEMPTS", 1)
        line = revisions.Line(schrijf(tmp_path, ("9002", "before"), inhoud="op.drop_column('postvak', 'x')", na="9001"))
        with pytest.raises(SlotBezet, match="niets gewijzigd"):
            await migraties.migreer(url)
        assert await vraag(url, "SELECT version_num FROM alembic_version") == "9001"
    finally:
        await lezer.close()
        await ander.close()
