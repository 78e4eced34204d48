# SPDX-License-Identifier: EUPL-1.2
"""A levering is known by columns: in memory, in the tables, and while two releases write them side by side."""

from datetime import date

import asyncpg
import pytest

from berichtenverkeer.core import migrations
from berichtenverkeer.core.embedded import OWNER, Server
from berichtenverkeer.ledger.leveringsleutel import Leveringsleutel
from ledger.test_verzegelen_van_hashes import migreer_tot

DAY = date(2026, 3, 1)
KEYS = [
    Leveringsleutel("0363", "65656055", None, None, None, DAY),
    Leveringsleutel("0363", "65656055", None, "45", None, DAY),
    Leveringsleutel("0363", "65656055", 0, "45", "45A04", DAY),
    Leveringsleutel("0363", "65656055", 9, "45", "45A04", DAY),
    Leveringsleutel("0363", "65656055", 10, "45", "45A04", DAY),
]
TEXTS = ["0363/65656055////2026-03-01", "0363/65656055//45//2026-03-01"]
TEXTS += [f"0363/65656055/{number}/45/45A04/2026-03-01" for number in (0, 9, 10)]
COLUMNS = ("gemeente", "aanbieder", "toewijzing_nummer", "categorie", "code", "begindatum")
_VALUES = "regio, client, pos_van, pos_tot, is_verwijderd, gemeente, aanbieder, toewijzing_nummer, categorie, code"
NEW = f"INSERT INTO levering ({_VALUES}, begindatum) VALUES ('r', 'c', $1, $2, false, $3, $4, $5, $6, $7, $8)"
OLD = NEW.replace("begindatum)", "begindatum, sleutel)").replace("$8)", "$8, $9)")


def columns(key: Leveringsleutel) -> list[object]:
    return [getattr(key, name) for name in COLUMNS]


def test_keys_are_in_order_by_number_and_what_is_not_there_comes_first() -> None:
    assert sorted([*KEYS[3:], *KEYS[:3]], key=lambda key: key.order) == KEYS


async def test_two_releases_write_it_side_by_side_and_then_the_text_goes(server: Server, lege_database: str) -> None:
    url = server.url(OWNER, lege_database)
    await migreer_tot(url, "0022")
    conn = await asyncpg.connect(url)
    await conn.execute(OLD, 1, None, *columns(KEYS[0]), TEXTS[0])
    await migreer_tot(url, "0023")
    await conn.execute(OLD, 2, None, *columns(KEYS[1]), TEXTS[1])
    for key in KEYS[2:]:
        await conn.execute(NEW, 3, None, *columns(key))
    assert await conn.fetch("SELECT sleutel FROM levering ORDER BY toewijzing_nummer NULLS FIRST, sleutel") == [
        (text,) for text in TEXTS
    ]
    await migrations.migrate(url)
    for key in KEYS:  # one row of a key is open, one of its versions begins at a position, whatever part is empty
        for until in (None, 9):
            with pytest.raises(asyncpg.UniqueViolationError):
                await conn.execute(NEW, 4 if until is None else 1 + min(KEYS.index(key), 2), until, *columns(key))
    assert "sleutel" not in dict(await conn.fetchrow("SELECT * FROM levering LIMIT 1"))
    assert not await conn.fetch("SELECT FROM pg_proc WHERE proname = 'levering_sleutel'")
    await conn.close()
