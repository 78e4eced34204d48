# SPDX-License-Identifier: EUPL-1.2
"""A party that sends rubbish fills nothing: so many are kept in an hour, the rest is counted, exactly."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.gateway.measurement import measure
from berichtenverkeer.gateway.weigeringen import Weigeringen
from berichtenverkeer.ledger import book, gebeurtenissen, watermark
from berichtenverkeer.ledger.book import WeigeringRow
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtGeweigerd, WeigeringenGeteld
from ledgerrijen import MOMENT, SYSTEEM, weigeringrij

HOUR = timedelta(hours=1)


async def stand(database: Database, regio: str) -> tuple[int, int]:
    """How many were kept, and how many counted."""
    meetstand = await measure(database, regio, MOMENT)
    return meetstand.weigeringen, meetstand.weigeringen_geteld


async def noteer(weigeringen: Weigeringen, rows: list[WeigeringRow]) -> None:
    for row in rows:
        await weigeringen.note(row, SYSTEEM)


async def test_beyond_the_bound_of_a_party_in_an_hour_they_are_counted(database: Database, regio: str) -> None:
    weigeringen = Weigeringen(database, regio, per_hour=3)
    await noteer(weigeringen, [weigeringrij(regio) for _ in range(5)])
    assert await stand(database, regio) == (3, 2)
    await noteer(weigeringen, [weigeringrij(regio, partij=partij) for partij in ("ander", None) for _ in range(4)])
    assert await stand(database, regio) == (9, 4)  # each has its own, who is not known too
    await noteer(weigeringen, [weigeringrij(regio, ontvangen_op=MOMENT + HOUR) for _ in range(4)])
    assert await stand(database, regio) == (12, 5)
    await noteer(weigeringen, [weigeringrij(regio)])  # of an hour that is past, when a clock steps back
    assert await stand(database, regio) == (12, 6)


async def test_processes_have_one_bound_together_and_rows_of_their_own(database: Database, regio: str) -> None:
    first, tweede = Weigeringen(database, regio, per_hour=4), Weigeringen(database, regio, per_hour=4)
    for _ in range(4):
        await noteer(first, [weigeringrij(regio)])
        await noteer(tweede, [weigeringrij(regio)])
    assert await stand(database, regio) == (4, 4)
    async with database.lees() as conn:
        rows = await conn.fetch("select vak, aantal from weigeringtelling where regio = $1", regio)
    assert sorted(row["aantal"] for row in rows) == [2, 2]


async def test_that_a_process_begins_to_count_is_told_once_in_an_hour(database: Database, regio: str) -> None:
    first, tweede = Weigeringen(database, regio, per_hour=2), Weigeringen(database, regio, per_hour=2)
    await noteer(first, [weigeringrij(regio, partij=partij) for partij in ("a", None) for _ in range(5)])
    await noteer(tweede, [weigeringrij(regio, partij="a") for _ in range(3)])
    await noteer(first, [weigeringrij(regio, partij="a", ontvangen_op=MOMENT + HOUR) for _ in range(4)])
    async with database.lees() as conn:
        k = await watermark.watermark(Grootboek(conn, regio))
        verteld = await book.gebeurtenissen_after(Grootboek(conn, regio), 0, k)
        counted = await conn.fetchval("select sum(aantal) from weigeringtelling where regio = $1", regio)
    was_read = [gebeurtenissen.read(one.soort, one.versie, one.inhoud) for one in verteld]
    begun = [(one.partij, one.uur) for one in was_read if isinstance(one, WeigeringenGeteld)]
    hour = MOMENT.replace(minute=0)
    assert begun == [("a", hour), (None, hour), ("a", hour), ("a", hour + HOUR)]
    assert sum(isinstance(one, BerichtGeweigerd) for one in was_read) == 6
    assert counted == 3 + 3 + 3 + 2
    assert {one.geboekt_op for one in verteld} == {MOMENT, MOMENT + HOUR}


async def test_a_flood_is_counted_exactly_in_few_transactions(
    database: Database, regio: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    weigeringen = Weigeringen(database, regio, per_hour=1)
    await noteer(weigeringen, [weigeringrij(regio), weigeringrij(regio)])
    transacties = 0
    echt = Database.transaction

    @asynccontextmanager
    async def counted(himself: Database) -> AsyncIterator[Any]:
        nonlocal transacties
        transacties += 1
        async with echt(himself) as conn:
            yield conn

    monkeypatch.setattr(Database, "transaction", counted)
    await asyncio.gather(*(weigeringen.note(weigeringrij(regio), SYSTEEM) for _ in range(500)))
    assert await stand(database, regio) == (1, 501)
    assert transacties < 20


@pytest.mark.parametrize("role", ["toepassing", "eigenaar", "beheerder"])
async def test_no_role_can_make_a_count_smaller(
    database: Database, regio: str, role: str, request: pytest.FixtureRequest
) -> None:
    await noteer(Weigeringen(database, regio, per_hour=1), [weigeringrij(regio) for _ in range(3)])
    as_ = await asyncpg.connect(request.getfixturevalue(f"{role}_url"))
    try:
        for deed in (
            "UPDATE weigeringtelling SET aantal = aantal - 1",
            "UPDATE weigeringtelling SET aantal = aantal",
            "UPDATE weigeringtelling SET aantal = aantal + 1, partij = 'ander'",
            "DELETE FROM weigeringtelling",
            "TRUNCATE weigeringtelling",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await as_.execute(deed)
    finally:
        await as_.close()
    assert await stand(database, regio) == (1, 2)
