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

from berichtenverkeer.core import migraties, revisions
from berichtenverkeer.core.database import engine
from berichtenverkeer.core.embedded import BEHEERDER, EIGENAAR, TOEPASSING, Server
from berichtenverkeer.core.errors import InstellingOntbreekt, SleutelOnbekend
from berichtenverkeer.ledger.kluis import Kluis, Maandsleutel

KLUIS = Kluis(b"h" * 32, b"z" * 32)
MAART, APRIL, MEI = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
AANTAL = 300
_BERICHT = """
    INSERT INTO bericht (regio, id, positie, ontvangen_op, berichtsoort, afzender, ontvanger, verzender, bestemming,
        identificatie, dagtekening, sha256, grootte, oordeel, bron, eerste, bevindingen, sleutel_maand, inhoud)
    VALUES ($1, $2, $3, $4, 'JW305', 'a', 'g', 'a', 'g', $5, $6, $7, 1, 'goedgekeurd', 'partij', true, '[]', $6, $8)
"""
_WEIGERING = "INSERT INTO weigering (regio, id, ontvangen_op, sha256, grootte, codes) VALUES ($1, $2, $3, $4, 1, '{}')"


def som(iets: object) -> bytes:
    return hashlib.sha256(str(iets).encode()).digest()


async def migreer_tot(url: str, revisie: str) -> None:
    """As an older version of the program did."""

    def doe(verbinding: Connection) -> None:
        config = revisions.line().config()
        config.attributes["connection"] = verbinding
        command.upgrade(config, revisie)

    motor = engine(url)
    try:
        async with motor.begin() as verbinding:
            await verbinding.run_sync(doe)
    finally:
        await motor.dispose()


async def vul(url: str) -> dict[date, Maandsleutel]:
    """What an older version left: berichten of April and March, whose key was destroyed; weigeringen of May as well."""
    verbinding = await asyncpg.connect(url)
    ingepakt = KLUIS.nieuwe_sleutel()
    await verbinding.execute("INSERT INTO datasleutel VALUES ('r', $1, $2, $3)", APRIL, ingepakt, KLUIS.kenmerk)
    for nummer in range(AANTAL):
        maand = APRIL if nummer else MAART
        velden = (UUID(int=nummer), nummer, datetime(2026, maand.month, 9, tzinfo=UTC), f"I{nummer}", maand)
        await verbinding.execute(_BERICHT, "r", *velden, som(nummer), b"i" * 3000)
    # Of the night in which the month begins in the Netherlands, and not yet by UTC.
    for nummer, dag in enumerate(("2026-03-09T12:00Z", "2026-03-31T22:30Z", "2026-05-09T12:00Z")):
        moment = datetime.fromisoformat(dag)
        await verbinding.execute(_WEIGERING, "r", UUID(int=nummer), moment, som(f"w{nummer}"))
    await verbinding.execute("SELECT setval('ledger_positie', $1)", AANTAL)
    await verbinding.execute("ANALYZE")
    await verbinding.close()
    return {APRIL: KLUIS.pak_uit("r", APRIL, ingepakt, KLUIS.kenmerk)}


@pytest.fixture
def eigenaar(server: Server, lege_database: str) -> str:
    return server.url(EIGENAAR, lege_database)


async def rijen(url: str, sql: str) -> list[Any]:
    verbinding = await asyncpg.connect(url)
    try:
        gevonden: list[Any] = await verbinding.fetch(sql)
        return gevonden
    finally:
        await verbinding.close()


async def test_every_hash_is_carried_over_sealed(eigenaar: str, server: Server, lege_database: str) -> None:
    await migreer_tot(eigenaar, "0009")
    sleutels = await vul(eigenaar)
    await migraties.migreer(eigenaar, kluis=KLUIS)
    april, *_ = sleutels.values()
    berichten = await rijen(eigenaar, "SELECT positie, sleutel_maand, sha256_verzegeld, inhoud FROM bericht ORDER BY 1")
    assert [rij["positie"] for rij in berichten if rij["inhoud"] == b"i" * 3000] == list(range(AANTAL))
    assert [april.ontzegel_hash(rij["sha256_verzegeld"]) for rij in berichten[1:]] == [
        som(nummer) for nummer in range(1, AANTAL)
    ]
    with pytest.raises(SleutelOnbekend):  # whose key was destroyed before: gone with its month
        april.ontzegel_hash(berichten[0]["sha256_verzegeld"])
    geweigerd = await rijen(eigenaar, "SELECT sleutel_maand, sha256_verzegeld FROM weigering ORDER BY id")
    assert [rij["sleutel_maand"] for rij in geweigerd] == [MAART, APRIL, MEI]
    assert april.ontzegel_hash(geweigerd[1]["sha256_verzegeld"]) == som("w1")
    verbinding = await asyncpg.connect(server.url(TOEPASSING, lege_database))
    await migraties.vereist_migratie(verbinding)  # the tables are guarded as before
    mei = (await KLUIS.bestaande_sleutels(verbinding, "r", [MAART, MEI])).pop(MEI)
    await verbinding.close()
    assert mei.ontzegel_hash(geweigerd[2]["sha256_verzegeld"]) == som("w2")


async def test_no_plain_hash_stays_behind_in_a_file_of_the_tables(
    eigenaar: str, server: Server, lege_database: str
) -> None:
    await migreer_tot(eigenaar, "0009")
    await vul(eigenaar)
    beheerder = server.url(BEHEERDER, lege_database)

    async def gevonden() -> int:
        await rijen(beheerder, "CHECKPOINT")
        (rij,) = await rijen(beheerder, "SELECT oid FROM pg_database WHERE datname = current_database()")
        bestanden = [pad for pad in (server.pgdata / "base" / str(rij["oid"])).iterdir() if pad.is_file()]
        inhoud = b"".join(map(Path.read_bytes, bestanden))
        return sum(som(nummer) in inhoud for nummer in range(AANTAL)) + sum(som(f"w{n}") in inhoud for n in range(3))

    assert await gevonden() == AANTAL + 3, "the search finds them"
    await migraties.migreer(eigenaar, kluis=KLUIS)
    assert await gevonden() == 0


async def test_the_vault_must_be_open_and_the_right_one(eigenaar: str) -> None:
    await migreer_tot(eigenaar, "0009")
    await vul(eigenaar)
    with pytest.raises(InstellingOntbreekt, match="BV_HOOFDSLEUTEL en BV_ZOEKSLEUTEL zijn nodig"):
        await migraties.migreer(eigenaar)
    with pytest.raises(SleutelOnbekend, match=f"hoofdsleutel {KLUIS.kenmerk}"):
        await migraties.migreer(eigenaar, kluis=Kluis(b"x" * 32, b"z" * 32))
    (rij,) = await rijen(eigenaar, "SELECT count(sha256) AS aantal FROM bericht")
    assert rij["aantal"] == AANTAL, "nothing was changed"


async def test_an_empty_database_needs_no_keys(eigenaar: str) -> None:
    await migraties.migreer(eigenaar)
    assert await rijen(eigenaar, "SELECT FROM pg_class WHERE relname = 'verzegeld'") == []
