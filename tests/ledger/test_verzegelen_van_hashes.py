# SPDX-License-Identifier: EUPL-1.2
"""The migration that seals hashes: what was there is carried over, and no plain hash is left on the disk."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection

from berichtenverkeer.core import migrations, revisions
from berichtenverkeer.core.embedded import ADMINISTRATOR, APPLICATION, OWNER, Server
from berichtenverkeer.core.errors import SettingMissing, UnknownKey
from berichtenverkeer.core.shape import require_migration
from berichtenverkeer.ledger.vault import MonthKey, Vault

KLUIS = Vault(b"h" * 32, b"z" * 32)
MAART, APRIL, MEI = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
AANTAL = 300
_BERICHT = """
    INSERT INTO bericht (regio, id, positie, ontvangen_op, berichtsoort, afzender, ontvanger, verzender, bestemming,
        identificatie, dagtekening, sha256, grootte, oordeel, bron, eerste, bevindingen, sleutel_maand, inhoud)
    VALUES ($1, $2, $3, $4, 'JW305', 'a', 'g', 'a', 'g', $5, $6, $7, 1, 'goedgekeurd', 'partij', true, '[]', $6, $8)
"""
_WEIGERING = "INSERT INTO weigering (regio, id, ontvangen_op, sha256, grootte, codes) VALUES ($1, $2, $3, $4, 1, '{}')"


def summed(iets: object) -> bytes:
    return hashlib.sha256(str(iets).encode()).digest()


async def migreer_tot(url: str, revisie: str) -> None:
    """As an older version of the program did."""

    def do(connection: Connection) -> None:
        config = migrations.config(revisions.line())
        config.attributes["connection"] = connection
        command.upgrade(config, revisie)

    motor = migrations.engine(url)
    try:
        async with motor.begin() as connection:
            await connection.run_sync(do)
    finally:
        await motor.dispose()


async def fill(url: str) -> dict[date, MonthKey]:
    """What an older version left: berichten of April and March, whose key was destroyed; weigeringen of May as well."""
    connection = await asyncpg.connect(url)
    packed = KLUIS.new_key()
    await connection.execute("INSERT INTO datasleutel VALUES ('r', $1, $2, $3)", APRIL, packed, KLUIS.mark)
    for number in range(AANTAL):
        month = APRIL if number else MAART
        fields = (UUID(int=number), number, datetime(2026, month.month, 9, tzinfo=UTC), f"I{number}", month)
        await connection.execute(_BERICHT, "r", *fields, summed(number), b"i" * 3000)
    # Of the night in which the month begins in the Netherlands, and not yet by UTC.
    for number, day in enumerate(("2026-03-09T12:00Z", "2026-03-31T22:30Z", "2026-05-09T12:00Z")):
        moment = datetime.fromisoformat(day)
        await connection.execute(_WEIGERING, "r", UUID(int=number), moment, summed(f"w{number}"))
    await connection.execute("SELECT setval('ledger_positie', $1)", AANTAL)
    await connection.execute("ANALYZE")
    await connection.close()
    return {APRIL: KLUIS.unpack("r", APRIL, packed, KLUIS.mark)}


@pytest.fixture
def eigenaar(server: Server, lege_database: str) -> str:
    return server.url(OWNER, lege_database)


async def rows(url: str, sql: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        found: list[Any] = await connection.fetch(sql)
        return found
    finally:
        await connection.close()


async def test_every_hash_is_carried_over_sealed(eigenaar: str, server: Server, lege_database: str) -> None:
    await migreer_tot(eigenaar, "0009")
    keys = await fill(eigenaar)
    await migrations.migrate(eigenaar, vault=KLUIS)
    april, *_ = keys.values()
    berichten = await rows(eigenaar, "SELECT positie, sleutel_maand, sha256_verzegeld, inhoud FROM bericht ORDER BY 1")
    assert [row["positie"] for row in berichten if row["inhoud"] == b"i" * 3000] == list(range(AANTAL))
    assert [april.unseal_hash(row["sha256_verzegeld"]) for row in berichten[1:]] == [
        summed(number) for number in range(1, AANTAL)
    ]
    with pytest.raises(UnknownKey):  # whose key was destroyed before: gone with its month
        april.unseal_hash(berichten[0]["sha256_verzegeld"])
    refused = await rows(eigenaar, "SELECT sleutel_maand, sha256_verzegeld FROM weigering ORDER BY id")
    assert [row["sleutel_maand"] for row in refused] == [MAART, APRIL, MEI]
    assert april.unseal_hash(refused[1]["sha256_verzegeld"]) == summed("w1")
    connection = await asyncpg.connect(server.url(APPLICATION, lege_database))
    await require_migration(connection)  # the tables are guarded as before
    mei = (await KLUIS.existing_keys(connection, "r", [MAART, MEI])).pop(MEI)
    await connection.close()
    assert mei.unseal_hash(refused[2]["sha256_verzegeld"]) == summed("w2")


async def test_no_plain_hash_stays_behind_in_a_file_of_the_tables(
    eigenaar: str, server: Server, lege_database: str
) -> None:
    await migreer_tot(eigenaar, "0009")
    await fill(eigenaar)
    administrator = server.url(ADMINISTRATOR, lege_database)

    async def found() -> int:
        await rows(administrator, "CHECKPOINT")
        (row,) = await rows(administrator, "SELECT oid FROM pg_database WHERE datname = current_database()")
        files = [pad for pad in (server.pgdata / "base" / str(row["oid"])).iterdir() if pad.is_file()]
        content = b"".join(map(Path.read_bytes, files))
        return sum(summed(number) in content for number in range(AANTAL)) + sum(
            summed(f"w{n}") in content for n in range(3)
        )

    assert await found() == AANTAL + 3, "the search finds them"
    await migrations.migrate(eigenaar, vault=KLUIS)
    assert await found() == 0


async def test_the_vault_must_be_open_and_the_right_one(eigenaar: str) -> None:
    await migreer_tot(eigenaar, "0009")
    await fill(eigenaar)
    with pytest.raises(SettingMissing, match="BV_HOOFDSLEUTEL en BV_ZOEKSLEUTEL zijn nodig"):
        await migrations.migrate(eigenaar)
    with pytest.raises(UnknownKey, match=f"hoofdsleutel {KLUIS.mark}"):
        await migrations.migrate(eigenaar, vault=Vault(b"x" * 32, b"z" * 32))
    (row,) = await rows(eigenaar, "SELECT count(sha256) AS aantal FROM bericht")
    assert row["aantal"] == AANTAL, "nothing was changed"


async def test_an_empty_database_needs_no_keys(eigenaar: str) -> None:
    await migrations.migrate(eigenaar)
    assert await rows(eigenaar, "SELECT FROM pg_class WHERE relname = 'verzegeld'") == []
