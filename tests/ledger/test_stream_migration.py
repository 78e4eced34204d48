# SPDX-License-Identifier: EUPL-1.2
"""What an older version left, told in the stream: each bericht in its place, each weigering behind them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from berichtenverkeer.core import migrations
from berichtenverkeer.core.embedded import OWNER, Server
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, read
from berichtenverkeer.ledger.gebeurtenissen.berichten import (
    BerichtGeweigerd,
    BerichtOntvangen,
    BerichtOpgesteld,
    WeigeringenGeteld,
)
from ledger.test_verzegelen_van_hashes import migreer_tot

BEFORE = "0016"
MAART = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
AANBIEDER, GEMEENTE = "65656055", "0363"
BERICHTEN = [
    ("JW305", AANBIEDER, GEMEENTE, "goedgekeurd", "partij", 10),
    ("JW306", AANBIEDER, GEMEENTE, "goedgekeurd", "gateway", 11),
    ("JW301", GEMEENTE, AANBIEDER, "afgekeurd", "partij", 13),
    ("JW325", GEMEENTE, AANBIEDER, "voorlopig", "partij", 14),
]
TOLD = [
    (10, UUID(int=10), AANBIEDER, GEMEENTE, MAART, BerichtOntvangen(berichtsoort="JW305", oordeel="goedgekeurd")),
    (11, UUID(int=11), AANBIEDER, GEMEENTE, MAART, BerichtOpgesteld(berichtsoort="JW306", oordeel="goedgekeurd")),
    (13, UUID(int=13), AANBIEDER, GEMEENTE, MAART, BerichtOntvangen(berichtsoort="JW301", oordeel="afgekeurd")),
    (14, UUID(int=14), AANBIEDER, GEMEENTE, MAART, BerichtOntvangen(berichtsoort="JW325", oordeel="voorlopig")),
    (21, None, None, None, MAART, BerichtGeweigerd(weigering_id=UUID(int=3), codes=("TRANSPORT-BOM",))),
    (22, None, None, None, MAART, BerichtGeweigerd(weigering_id=UUID(int=4), codes=())),
    (23, None, None, None, APRIL, BerichtGeweigerd(weigering_id=UUID(int=2), codes=("A", "B"))),
    (24, None, None, None, MAART, WeigeringenGeteld(partij=AANBIEDER, uur=MAART)),
    (25, None, None, None, APRIL, WeigeringenGeteld(partij=None, uur=APRIL)),
]
WEIGERINGEN = [(2, APRIL, ["A", "B"]), (3, MAART, ["TRANSPORT-BOM"]), (4, MAART, [])]


async def fill(conn: Any) -> None:
    for name, afzender, ontvanger, oordeel, origin, position in BERICHTEN:
        await conn.execute(
            "INSERT INTO bericht (regio, id, positie, ontvangen_op, berichtsoort, afzender, ontvanger, verzender,"
            " bestemming, identificatie, dagtekening, sha256_verzegeld, grootte, oordeel, bron, eerste, bevindingen,"
            " sleutel_maand, inhoud)"
            " VALUES ('r', $1, $2, $3, $4, $5, $6, 'v', 'b', $7, $8, 'h', 1, $9, $10, true, '[]', $8, 'i')",
            *(
                UUID(int=position),
                position,
                MAART,
                name,
                afzender,
                ontvanger,
                str(position),
                date(2026, 3, 1),
                oordeel,
                origin,
            ),
        )
    for number, op, codes in WEIGERINGEN:
        await conn.execute(
            "INSERT INTO weigering (regio, id, ontvangen_op, partij, sha256_verzegeld, sleutel_maand, grootte, codes)"
            " VALUES ('r', $1, $2, 'p', 'h', '2026-03-01', 1, $3)",
            *(UUID(int=number), op, codes),
        )
    await conn.execute(
        "INSERT INTO weigeringtelling VALUES ('r', '', $1, 1, 7), ('r', $2, $3, 1, 1)", APRIL, AANBIEDER, MAART
    )
    await conn.execute("SELECT setval('ledger_positie', 20)")


async def test_what_was_there_is_told_in_order(server: Server, lege_database: str) -> None:
    url = server.url(OWNER, lege_database)
    await migreer_tot(url, BEFORE)
    conn = await asyncpg.connect(url)
    await fill(conn)
    columns = "id, regio, ontvangen_op, partij, sha256_verzegeld, sleutel_maand, grootte, codes"
    beforehand = await conn.fetch(f"SELECT {columns} FROM weigering ORDER BY id")
    await conn.close()
    await migrations.migrate(url)
    conn = await asyncpg.connect(url)
    rows = await conn.fetch("SELECT * FROM gebeurtenis WHERE regio = 'r' ORDER BY positie")
    told: list[tuple[int, UUID | None, str | None, str | None, datetime, Gebeurtenis]] = [
        (
            *(row["positie"], row["bericht_id"], row["aanbieder"], row["gemeente"], row["geboekt_op"]),
            read(row["soort"], row["versie"], row["inhoud"]),
        )
        for row in rows
    ]
    assert told == TOLD
    assert await conn.fetch("SELECT positie FROM weigering ORDER BY positie") == [(21,), (22,), (23,)]
    assert await conn.fetch(f"SELECT {columns} FROM weigering ORDER BY id") == beforehand
    for deed in ("UPDATE weigering SET positie = 1", "DELETE FROM weigering", "TRUNCATE weigering"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(deed)
    await conn.close()
