# SPDX-License-Identifier: EUPL-1.2
"""K: what is visible at positions <= K never changes afterwards, whatever the schedule of the writers."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.embedded import APPLICATION, Server
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.ledger import book, watermark
from ledgerrijen import gebeurtenisrij

Zicht = list[tuple[int, str]]


@pytest.fixture
def eigen_url(eigen_database: str, server: Server) -> str:
    """A ledger of its own, still untouched: positions and locks of other tests do not show in it."""
    return server.url(APPLICATION, eigen_database)


@pytest_asyncio.fixture
async def own(eigen_url: str, config: Settings) -> AsyncIterator[Database]:
    geopend = await Database.open(msgspec.structs.replace(config, database_url=eigen_url, pool_grootte=10))
    yield geopend
    await geopend.close()


async def k_nu(database: Database, regio: str) -> int:
    async with database.lees() as connection:
        return await watermark.watermark(Grootboek(connection, regio))


async def zicht(database: Database, regio: str, k: int) -> Zicht:
    async with database.lees() as connection:
        rows = await connection.fetch(
            "SELECT positie, inhoud FROM gebeurtenis WHERE regio = $1 AND positie <= $2 ORDER BY positie", regio, k
        )
    return [(row["positie"], row["inhoud"]) for row in rows]


async def write(connection: Any, regio: str, count: int) -> list[int]:
    positions = await book.reserve(connection, count)
    await book.write_gebeurtenissen(connection, [gebeurtenisrij(regio, position) for position in positions])
    return positions


async def test_before_anything_was_written_k_is_zero(own: Database, regio: str) -> None:
    assert await k_nu(own, regio) == 0
    async with own.transaction() as connection:
        await watermark.begin(Grootboek(connection, regio))
        assert await k_nu(own, regio) == 0
        assert await book.reserve(connection, 1) == [1]
        assert await k_nu(own, regio) == 0
    assert await k_nu(own, regio) == 1


async def test_k_stays_below_a_running_transaction_and_passes_it_when_it_ends(own: Database, regio: str) -> None:
    async with own.transaction() as langzaam:
        await watermark.begin(Grootboek(langzaam, regio))
        await write(langzaam, regio, 3)
        async with own.transaction() as snel:
            await watermark.begin(Grootboek(snel, regio))
            await write(snel, regio, 2)
        assert await k_nu(own, regio) == 0
        await write(langzaam, regio, 1)
    assert await k_nu(own, regio) == 6


async def test_a_transaction_that_has_not_drawn_yet_holds_k_back_as_well(own: Database, regio: str) -> None:
    async with own.transaction() as connection:
        await watermark.begin(Grootboek(connection, regio))
        await write(connection, regio, 4)
    async with own.transaction() as wait:
        await watermark.begin(Grootboek(wait, regio))
        async with own.transaction() as connection:
            await watermark.begin(Grootboek(connection, regio))
            await write(connection, regio, 5)
        assert await k_nu(own, regio) == 4
    assert await k_nu(own, regio) == 9


async def test_a_rolled_back_transaction_lets_go_of_k(own: Database, regio: str) -> None:
    async def failed() -> None:
        async with own.transaction() as connection:
            await watermark.begin(Grootboek(connection, regio))
            await write(connection, regio, 2)
            raise KeyError

    with pytest.raises(KeyError):
        await failed()
    assert await k_nu(own, regio) == 2
    assert await zicht(own, regio, 2) == []


async def test_a_killed_writer_lets_go_of_k(own: Database, eigen_url: str, regio: str) -> None:
    connection = await asyncpg.connect(eigen_url)
    await connection.execute("BEGIN")
    await watermark.begin(Grootboek(connection, regio))
    await write(connection, regio, 2)
    assert await k_nu(own, regio) == 0
    connection.terminate()
    for _ in range(500):
        if await k_nu(own, regio) == 2:
            break
        await asyncio.sleep(0.01)
    assert await k_nu(own, regio) == 2


async def test_two_integer_locks_and_locks_in_another_database_do_not_hold_k_back(
    own: Database, database: Database, regio: str
) -> None:
    async with own.transaction() as connection:
        await watermark.begin(Grootboek(connection, regio))
        await write(connection, regio, 5)
    async with own.transaction() as connection, database.transaction() as elders:
        await connection.execute("SELECT pg_advisory_xact_lock(0, 1)")
        await elders.execute("SELECT pg_advisory_xact_lock_shared(1)")
        assert await k_nu(own, regio) == 5


async def test_keys_above_four_billion_are_read_right(own: Database) -> None:
    large = 5_000_000_123
    async with own.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock_shared($1)", large)
        assert await connection.fetchval(watermark._SMALLEST, 0) == large


async def test_who_books_long_in_one_regio_holds_back_no_other(own: Database, regio: str) -> None:
    other = f"{regio}-b"
    async with own.transaction() as langzaam:
        await watermark.begin(Grootboek(langzaam, regio))
        await write(langzaam, regio, 1)
        for k in (2, 3, 4):
            async with own.transaction() as snel:
                await watermark.begin(Grootboek(snel, other))
                await write(snel, other, 1)
            assert (await k_nu(own, regio), await k_nu(own, other)) == (0, k)
        async with own.transaction() as conn:  # also as recorded for an instant
            assert await watermark.record(Grootboek(conn, other), datetime(2026, 1, 1, tzinfo=UTC)) == 4
            assert await watermark.record(Grootboek(conn, regio), datetime(2026, 1, 1, tzinfo=UTC)) == 0
    assert (await k_nu(own, regio), await k_nu(own, other)) == (4, 4)


async def test_who_does_not_say_where_it_writes_holds_back_every_regio(own: Database, regio: str) -> None:
    async with own.transaction() as connection:
        await watermark.begin(Grootboek(connection, regio))
        await write(connection, regio, 3)
    async with own.transaction() as ergens:
        await ergens.execute(f"SELECT pg_advisory_xact_lock_shared({watermark._LAST})")
        await write(ergens, regio, 1)
        assert (await k_nu(own, regio), await k_nu(own, f"{regio}-b")) == (3, 3)


async def test_while_writers_are_shut_out_of_a_regio_none_begins_and_elsewhere_they_go_on(
    own: Database, regio: str
) -> None:
    async def one(where: str) -> None:
        async with own.transaction() as connection:
            await watermark.begin(Grootboek(connection, where))
            await write(connection, where, 1)

    async with own.transaction() as bezig, own.transaction() as rebuild:
        await watermark.begin(Grootboek(bezig, regio))
        closed = asyncio.create_task(watermark.shut_out_writers(Grootboek(rebuild, regio)))
        await asyncio.sleep(0.1)
        assert not closed.done()
        await bezig.execute("ROLLBACK; BEGIN")
        await closed
        inside = asyncio.create_task(one(regio))
        await one(f"{regio}-b")
        await asyncio.sleep(0.1)
        assert not inside.done()
        assert await k_nu(own, f"{regio}-b") == 1
    await inside


@pytest.mark.parametrize("seed", range(12))
async def test_what_is_visible_up_to_k_never_changes_under_random_schedules(
    own: Database, regio: str, seed: int
) -> None:
    """Up to six transactions are open at a time, in two regios; each step begins, draws, writes, commits, rolls back or
    observes."""
    chance = random.Random(seed)
    regios = (regio, f"{regio}-b")
    waarnemingen: list[tuple[str, int, Zicht]] = []
    running: list[tuple[AsyncExitStack, Any, str]] = []
    opgehouden = vooruit = 0
    for _ in range(80):
        deed, where = (
            chance.choice(["begin", "begin", "schrijf", "schrijf", "commit", "terug", "kijk", "kijk"]),
            chance.choice(regios),
        )
        if deed == "begin" and len(running) < 6:
            batch = AsyncExitStack()
            connection = await batch.enter_async_context(own.transaction())
            await watermark.begin(Grootboek(connection, where))
            running.append((batch, connection, where))
        elif deed == "schrijf" and running:
            _, connection, there = chance.choice(running)
            await write(connection, there, chance.randint(1, 3))
        elif deed == "commit" and running:
            await running.pop(chance.randrange(len(running)))[0].aclose()
        elif deed == "terug" and running:
            batch, *_ = running.pop(chance.randrange(len(running)))
            assert not await batch.__aexit__(KeyError, KeyError("terug"), None)
        elif deed == "kijk":
            ks = {one: await k_nu(own, one) for one in regios}
            opgehouden += any(there == where for _, _, there in running)
            vooruit += len(set(ks.values())) > 1
            waarnemingen.append((where, ks[where], await zicht(own, where, ks[where])))
    for batch, *_ in running:
        await batch.aclose()
    assert opgehouden
    assert vooruit, "one regio was ahead of the other"
    for where, k, seen in waarnemingen:
        assert await zicht(own, where, k) == seen


async def test_what_is_visible_up_to_k_never_changes_under_writers_that_race(own: Database, regio: str) -> None:
    """Real concurrency: begin, draw and commit of six writers in two regios fall between the two steps of the
    watermark."""
    ready = asyncio.Event()
    regios = (regio, f"{regio}-b")
    waarnemingen: list[tuple[str, int, Zicht]] = []

    async def writer(seed: int) -> None:
        chance, where = random.Random(seed), regios[seed % 2]
        while not ready.is_set():
            async with own.transaction() as connection:
                await watermark.begin(Grootboek(connection, where), [chance.randrange(50)])
                await write(connection, where, chance.randint(1, 3))
                await asyncio.sleep(chance.choice([0, 0, 0.002]))

    async def kijker() -> None:
        for _ in range(100):
            for where in regios:
                k = await k_nu(own, where)
                waarnemingen.append((where, k, await zicht(own, where, k)))
        ready.set()

    await asyncio.gather(kijker(), *(writer(seed) for seed in range(6)))
    whole = {where: await zicht(own, where, 2**62) for where in regios}
    assert len({k for _, k, _ in waarnemingen}) > 20
    for where, k, seen in waarnemingen:
        assert seen == [row for row in whole[where] if row[0] <= k]


async def test_without_begin_the_promise_would_break(own: Database, regio: str) -> None:
    """The counter-example that makes the tests above worth something."""
    async with own.transaction() as without:
        await write(without, regio, 1)
        k = await k_nu(own, regio)
        seen = await zicht(own, regio, k)
    assert await zicht(own, regio, k) != seen


async def test_begin_locks_the_clients_in_order_and_others_wait(own: Database, regio: str) -> None:
    async with own.transaction() as first:
        await watermark.begin(Grootboek(first, regio), [7, -3, 7, 2_000_000_000])
        held = await first.fetch(
            "SELECT objid::bigint AS k FROM pg_locks"
            " WHERE locktype = 'advisory' AND objsubid = 2 AND classid = 1 AND pid = pg_backend_pid()"
        )
        assert {row["k"] for row in held} == {7, 2**32 - 3, 2_000_000_000}
        async with own.transaction() as tweede:
            wait = asyncio.create_task(watermark.begin(Grootboek(tweede, regio), [-3]))
            await asyncio.sleep(0.1)
            assert not wait.done()
            assert await k_nu(own, regio) == 0  # who waits already holds K back
            await first.execute("ROLLBACK; BEGIN")
            await wait


async def test_many_overlapping_batches_never_wait_in_a_circle(own: Database, regio: str) -> None:
    async def ronde(seed: int) -> None:
        chance = random.Random(seed)
        async with own.transaction() as connection:
            await watermark.begin(Grootboek(connection, regio), chance.sample(range(20), 8))
            await asyncio.sleep(0)

    await asyncio.gather(*(ronde(seed) for seed in range(60)))


async def test_an_instant_has_the_watermark_recorded_at_or_before_it(database: Database, regio: str) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    async with database.transaction() as connection:
        await watermark.begin(Grootboek(connection, regio))
        await book.reserve(connection, 1)
    async with database.transaction() as connection:
        one = await watermark.record(Grootboek(connection, regio), begin)
    async with database.transaction() as connection:
        await watermark.begin(Grootboek(connection, regio))
        await book.reserve(connection, 1)
    async with database.transaction() as connection:
        two = await watermark.record(Grootboek(connection, regio), begin + timedelta(hours=2))
        assert await watermark.record(Grootboek(connection, regio), begin) == one  # recorded is recorded
        assert 0 < one < two
        uren = {-1: 0, 0: one, 1: one, 2: two, 300: two}
        for hour, k in uren.items():
            assert await watermark.at_moment(Grootboek(connection, regio), begin + timedelta(hours=hour)) == k
        assert await watermark.at_moment(Grootboek(connection, regio + "x"), begin) == 0


async def test_recorded_watermarks_never_go_back(database: Database, regio: str) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO watermerk VALUES ($1, $2, $3)", regio, begin, 2**60)
        assert await watermark.record(Grootboek(connection, regio), begin + timedelta(days=1)) == 2**60


async def test_who_does_not_wait_hears_what_he_did_not_get(own: Database, regio: str) -> None:
    async with own.transaction() as first:
        await watermark.begin(Grootboek(first, regio), [11], [12], [13])
        async with own.transaction() as tweede:
            assert await watermark.begin(Grootboek(tweede, regio), [14], [11, 12, 13, 15], wait=False) == {11, 13}
        async with own.transaction() as derde:
            assert await watermark.begin(Grootboek(derde, regio), [], [], [11, 12, 13, 15], wait=False) == {11, 12, 13}
        async with own.transaction() as vierde:
            wait = asyncio.create_task(watermark.begin(Grootboek(vierde, regio), [], [13], [12]))
            await asyncio.sleep(0.1)
            assert not wait.done()
            await first.execute("ROLLBACK; BEGIN")
            assert await wait == set()
