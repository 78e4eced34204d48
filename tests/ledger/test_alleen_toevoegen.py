# SPDX-License-Identifier: EUPL-1.2
"""The ledger cannot be changed: not by the application, and by no statement on rows of owner or superuser either."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from berichtenverkeer.core.database import Database
from berichtenverkeer.ledger import boek
from ledgerrijen import SYSTEEM, berichtrij, weigeringrij

TABELLEN = ("bericht", "gebeurtenis", "weigering", "boeking")
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
async def gevuld(database: Database, regio: str) -> str:
    async with database.transactie() as verbinding:
        await boek.schrijf_berichten(verbinding, [berichtrij(regio, 1)])
        await boek.schrijf_weigering(verbinding, weigeringrij(regio), SYSTEEM)  # a gebeurtenis as well
        await verbinding.execute(
            "INSERT INTO boeking"
            " (regio, positie, volgnr, aanbieder, jaar, perceel, segment, debet, credit, bedrag_cents)"
            " VALUES ($1, 1, 1, '99000101', 2026, '', '', 'VRIJ', 'PLAFOND', 100)",
            regio,
        )
    return regio


@pytest_asyncio.fixture
async def als(request: pytest.FixtureRequest, rol: str) -> AsyncIterator[Any]:
    verbinding = await asyncpg.connect(request.getfixturevalue(f"{rol}_url"))
    yield verbinding
    await verbinding.close()


async def is_geweigerd(verbinding: Any, sql: str) -> bool:
    try:
        await verbinding.execute(sql)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def inhoud(verbinding: Any, tabel: str, regio: str) -> list[Any]:
    rijen: list[Any] = await verbinding.fetch(f"SELECT * FROM {tabel} WHERE regio = $1", regio)
    return rijen


@pytest.mark.parametrize("rol", ROLLEN)
@pytest.mark.parametrize("tabel", TABELLEN)
async def test_no_role_can_change_or_remove_rows(als: Any, gevuld: str, tabel: str) -> None:
    vooraf = await inhoud(als, tabel, gevuld)
    for naam, sql in OP_RIJEN.items():
        assert await is_geweigerd(als, sql.format(tabel=tabel, regio=gevuld)), naam
    assert len(vooraf) == 1
    assert await inhoud(als, tabel, gevuld) == vooraf


@pytest.mark.parametrize("rol", ["beheerder"])
@pytest.mark.parametrize("tabel", TABELLEN)
async def test_replication_mode_does_not_silence_the_triggers(als: Any, gevuld: str, tabel: str) -> None:
    await als.execute("SET session_replication_role = replica")
    for sql in OP_RIJEN.values():
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="alleen toevoegen"):
            await als.execute(sql.format(tabel=tabel, regio=gevuld))


@pytest.mark.parametrize("rol", ["toepassing"])
@pytest.mark.parametrize("tabel", TABELLEN)
async def test_the_application_cannot_change_the_form_either(als: Any, gevuld: str, tabel: str) -> None:
    for naam, sql in OP_VORM.items():
        assert await is_geweigerd(als, sql.format(tabel=tabel, regio=gevuld)), naam


@pytest.mark.parametrize("rol", ["toepassing"])
@pytest.mark.parametrize("tabel", TABELLEN)
async def test_the_application_cannot_grant_itself_more(als: Any, tabel: str) -> None:
    await als.execute(f"GRANT ALL ON {tabel} TO CURRENT_USER")  # PostgreSQL warns and grants nothing
    heeft = [
        recht
        for recht in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
        if await als.fetchval("SELECT has_table_privilege($1, $2)", tabel, recht)
    ]
    assert heeft == ["SELECT", "INSERT"]


@pytest.mark.parametrize("rol", ["toepassing"])
async def test_keys_and_watermarks_are_only_added_to_by_the_application(als: Any, regio: str) -> None:
    for tabel in ("datasleutel", "watermerk"):
        for sql in (OP_RIJEN["UPDATE"], OP_RIJEN["DELETE"], OP_RIJEN["TRUNCATE"]):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await als.execute(sql.format(tabel=tabel, regio=regio))
