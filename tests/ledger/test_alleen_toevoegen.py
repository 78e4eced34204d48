# SPDX-License-Identifier: EUPL-1.2
"""The ledger cannot be changed: not by the application, and by no statement on rows of owner or superuser either."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from berichtenverkeer.core.database import Database
from berichtenverkeer.ledger import book
from ledgerrijen import SYSTEEM, berichtrij, weigeringrij

TABLES = ("bericht", "gebeurtenis", "weigering", "boeking", "inzage")
ROLLEN = ("toepassing", "eigenaar", "beheerder")
OP_RIJEN = {
    "UPDATE": "UPDATE {tabel} SET regio = regio WHERE regio = '{regio}'",
    "UPDATE of nothing": "UPDATE {tabel} SET regio = regio WHERE false",
    "DELETE": "DELETE FROM {tabel} WHERE regio = '{regio}'",
    "DELETE of nothing": "DELETE FROM {tabel} WHERE false",
    "TRUNCATE": "TRUNCATE {tabel}",
    "TRUNCATE CASCADE": "TRUNCATE {tabel} RESTART IDENTITY CASCADE",
    "ON CONFLICT DO UPDATE": "INSERT INTO {tabel} SELECT * FROM {tabel} WHERE regio = '{regio}' "
    "ON CONFLICT ON CONSTRAINT pk_{tabel} DO UPDATE SET regio = 'elders'",
    "MERGE DELETE": "MERGE INTO {tabel} t USING {tabel} s ON t.regio = s.regio WHEN MATCHED THEN DELETE",
    "MERGE UPDATE": "MERGE INTO {tabel} t USING {tabel} s ON t.regio = s.regio "
    "WHEN MATCHED THEN UPDATE SET regio = 'elders'",
    "CTE DELETE": "WITH weg AS (DELETE FROM {tabel} RETURNING *) SELECT count(*) FROM weg",
}
OP_VORM = {
    "DISABLE TRIGGER": "ALTER TABLE {tabel} DISABLE TRIGGER ALL",
    "DROP TRIGGER": "DROP TRIGGER {tabel}_alleen_toevoegen ON {tabel}",
    "DROP COLUMN": "ALTER TABLE {tabel} DROP COLUMN regio",
    "RENAME": "ALTER TABLE {tabel} RENAME TO weg",
    "DROP TABLE": "DROP TABLE {tabel}",
    "REPLACE FUNCTION": "CREATE OR REPLACE FUNCTION weiger_wijziging() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN RETURN NULL; END'",
    "CREATE RULE": "CREATE RULE r AS ON INSERT TO {tabel} DO INSTEAD NOTHING",
    "CREATE TRIGGER": "CREATE TRIGGER t BEFORE INSERT ON {tabel} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "session_replication_role": "SET session_replication_role = replica",
    "SET ROLE": "SET ROLE bv_eigenaar",
    "setval": "SELECT setval('ledger_positie', 1)",
    "CREATE TABLE": "CREATE TABLE public.bijzaak (a int)",
}


@pytest_asyncio.fixture
async def filled(database: Database, regio: str) -> str:
    async with database.transaction() as connection:
        await book.write_berichten(connection, [berichtrij(regio, 1)])
        await book.write_weigering(connection, weigeringrij(regio), SYSTEEM)  # a gebeurtenis as well
        await connection.execute(
            "INSERT INTO boeking"
            " (regio, positie, volgnr, aanbieder, jaar, perceel, segment, debet, credit, bedrag_cents)"
            " VALUES ($1, 1, 1, '99000101', 2026, '', '', 'VRIJ', 'PLAFOND', 100)",
            regio,
        )
        await connection.execute(
            "INSERT INTO inzage (regio, id, op, kanaal, rollen, soort, waarom, outcome)"
            " VALUES ($1, gen_random_uuid(), now(), 'api', '{}', 'bericht', 'postvak.view', 'getoond')",
            regio,
        )
    return regio


@pytest_asyncio.fixture
async def as_(request: pytest.FixtureRequest, role: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(request.getfixturevalue(f"{role}_url"))
    yield connection
    await connection.close()


async def is_geweigerd(connection: Any, sql: str) -> bool:
    try:
        await connection.execute(sql)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def content(connection: Any, table: str, regio: str) -> list[Any]:
    rows: list[Any] = await connection.fetch(f"SELECT * FROM {table} WHERE regio = $1", regio)
    return rows


@pytest.mark.parametrize("role", ROLLEN)
@pytest.mark.parametrize("table", TABLES)
async def test_no_role_can_change_or_remove_rows(as_: Any, filled: str, table: str) -> None:
    beforehand = await content(as_, table, filled)
    for name, sql in OP_RIJEN.items():
        assert await is_geweigerd(as_, sql.format(tabel=table, regio=filled)), name
    assert len(beforehand) == 1
    assert await content(as_, table, filled) == beforehand


@pytest.mark.parametrize("role", ["beheerder"])
@pytest.mark.parametrize("table", TABLES)
async def test_replication_mode_does_not_silence_the_triggers(as_: Any, filled: str, table: str) -> None:
    await as_.execute("SET session_replication_role = replica")
    for sql in OP_RIJEN.values():
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="alleen toevoegen"):
            await as_.execute(sql.format(tabel=table, regio=filled))


@pytest.mark.parametrize("role", ["toepassing"])
@pytest.mark.parametrize("table", TABLES)
async def test_the_application_cannot_change_the_form_either(as_: Any, filled: str, table: str) -> None:
    for name, sql in OP_VORM.items():
        assert await is_geweigerd(as_, sql.format(tabel=table, regio=filled)), name


@pytest.mark.parametrize("role", ["toepassing"])
@pytest.mark.parametrize("table", TABLES)
async def test_the_application_cannot_grant_itself_more(as_: Any, table: str) -> None:
    await as_.execute(f"GRANT ALL ON {table} TO CURRENT_USER")  # PostgreSQL warns and grants nothing
    has = [
        right
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
        if await as_.fetchval("SELECT has_table_privilege($1, $2)", table, right)
    ]
    assert has == ["SELECT", "INSERT"]


@pytest.mark.parametrize("role", ["toepassing"])
async def test_keys_and_watermarks_are_only_added_to_by_the_application(as_: Any, regio: str) -> None:
    for table in ("datasleutel", "watermerk"):
        for sql in (OP_RIJEN["UPDATE"], OP_RIJEN["DELETE"], OP_RIJEN["TRUNCATE"]):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await as_.execute(sql.format(tabel=table, regio=regio))
