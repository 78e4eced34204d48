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
from berichtenverkeer.gateway.meting import meet
from berichtenverkeer.gateway.weigeringen import Weigeringen
from berichtenverkeer.ledger import boek, gebeurtenissen, watermerk
from berichtenverkeer.ledger.boek import WeigeringRij
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtGeweigerd, WeigeringenGeteld
from ledgerrijen import MOMENT, SYSTEEM, weigeringrij

UUR = timedelta(hours=1)


async def stand(database: Database, regio: str) -> tuple[int, int]:
    """How many were kept, and how many counted."""
    meetstand = await meet(database, regio, MOMENT)
    return meetstand.weigeringen, meetstand.weigeringen_geteld


async def noteer(weigeringen: Weigeringen, rijen: list[WeigeringRij]) -> None:
    for rij in rijen:
        await weigeringen.noteer(rij, SYSTEEM)


async def test_beyond_the_bound_of_a_party_in_an_hour_they_are_counted(database: Database, regio: str) -> None:
    weigeringen = Weigeringen(database, regio, per_uur=3)
    await noteer(weigeringen, [weigeringrij(regio) for _ in range(5)])
    assert await stand(database, regio) == (3, 2)
    await noteer(weigeringen, [weigeringrij(regio, partij=partij) for partij in ("ander", None) for _ in range(4)])
    assert await stand(database, regio) == (9, 4)  # each has its own, who is not known too
    await noteer(weigeringen, [weigeringrij(regio, ontvangen_op=MOMENT + UUR) for _ in range(4)])
    assert await stand(database, regio) == (12, 5)
    await noteer(weigeringen, [weigeringrij(regio)])  # of an hour that is past, when a clock steps back
    assert await stand(database, regio) == (12, 6)


async def test_processes_have_one_bound_together_and_rows_of_their_own(database: Database, regio: str) -> None:
    eerste, tweede = Weigeringen(database, regio, per_uur=4), Weigeringen(database, regio, per_uur=4)
    for _ in range(4):
        await noteer(eerste, [weigeringrij(regio)])
        await noteer(tweede, [weigeringrij(regio)])
    assert await stand(database, regio) == (4, 4)
    async with database.lees() as conn:
        rijen = await conn.fetch("select vak, aantal from weigeringtelling where regio = $1", regio)
    assert sorted(rij["aantal"] for rij in rijen) == [2, 2]


async def test_that_a_process_begins_to_count_is_told_once_in_an_hour(database: Database, regio: str) -> None:
    eerste, tweede = Weigeringen(database, regio, per_uur=2), Weigeringen(database, regio, per_uur=2)
    await noteer(eerste, [weigeringrij(regio, partij=partij) for partij in ("a", None) for _ in range(5)])
    await noteer(tweede, [weigeringrij(regio, partij="a") for _ in range(3)])
    await noteer(eerste, [weigeringrij(regio, partij="a", ontvangen_op=MOMENT + UUR) for _ in range(4)])
    async with database.lees() as conn:
        k = await watermerk.watermerk(Grootboek(conn, regio))
        verteld = await boek.gebeurtenissen_na(Grootboek(conn, regio), 0, k)
        geteld = await conn.fetchval("select sum(aantal) from weigeringtelling where regio = $1", regio)
    gelezen = [gebeurtenissen.lees(een.soort, een.versie, een.inhoud) for een in verteld]
    begonnen = [(een.partij, een.uur) for een in gelezen if isinstance(een, WeigeringenGeteld)]
    uur = MOMENT.replace(minute=0)
    assert begonnen == [("a", uur), (None, uur), ("a", uur), ("a", uur + UUR)]
    assert sum(isinstance(een, BerichtGeweigerd) for een in gelezen) == 6
    assert geteld == 3 + 3 + 3 + 2
    assert {een.geboekt_op for een in verteld} == {MOMENT, MOMENT + UUR}


async def test_a_flood_is_counted_exactly_in_few_transactions(
    database: Database, regio: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    weigeringen = Weigeringen(database, regio, per_uur=1)
    await noteer(weigeringen, [weigeringrij(regio), weigeringrij(regio)])
    transacties = 0
    echt = Database.transactie

    @asynccontextmanager
    async def geteld(zelf: Database) -> AsyncIterator[Any]:
        nonlocal transacties
        transacties += 1
        async with echt(zelf) as conn:
            yield conn

    monkeypatch.setattr(Database, "transactie", geteld)
    await asyncio.gather(*(weigeringen.noteer(weigeringrij(regio), SYSTEEM) for _ in range(500)))
    assert await stand(database, regio) == (1, 501)
    assert transacties < 20


@pytest.mark.parametrize("rol", ["toepassing", "eigenaar", "beheerder"])
async def test_no_role_can_make_a_count_smaller(
    database: Database, regio: str, rol: str, request: pytest.FixtureRequest
) -> None:
    await noteer(Weigeringen(database, regio, per_uur=1), [weigeringrij(regio) for _ in range(3)])
    als = await asyncpg.connect(request.getfixturevalue(f"{rol}_url"))
    try:
        for daad in (
            "UPDATE weigeringtelling SET aantal = aantal - 1",
            "UPDATE weigeringtelling SET aantal = aantal",
            "UPDATE weigeringtelling SET aantal = aantal + 1, partij = 'ander'",
            "DELETE FROM weigeringtelling",
            "TRUNCATE weigeringtelling",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await als.execute(daad)
    finally:
        await als.close()
    assert await stand(database, regio) == (1, 2)
