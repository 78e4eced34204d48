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
from berichtenverkeer.core.embedded import TOEPASSING, Server
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.ledger import boek, watermerk
from ledgerrijen import gebeurtenisrij

Zicht = list[tuple[int, str]]


@pytest.fixture
def eigen_url(eigen_database: str, server: Server) -> str:
    """A ledger of its own, still untouched: positions and locks of other tests do not show in it."""
    return server.url(TOEPASSING, eigen_database)


@pytest_asyncio.fixture
async def eigen(eigen_url: str, instellingen: Instellingen) -> AsyncIterator[Database]:
    geopend = await Database.open(msgspec.structs.replace(instellingen, database_url=eigen_url, pool_grootte=10))
    yield geopend
    await geopend.sluit()


async def k_nu(database: Database, regio: str) -> int:
    async with database.lees() as verbinding:
        return await watermerk.watermerk(Grootboek(verbinding, regio))


async def zicht(database: Database, regio: str, k: int) -> Zicht:
    async with database.lees() as verbinding:
        rijen = await verbinding.fetch(
            "SELECT positie, inhoud FROM gebeurtenis WHERE regio = $1 AND positie <= $2 ORDER BY positie", regio, k
        )
    return [(rij["positie"], rij["inhoud"]) for rij in rijen]


async def schrijf(verbinding: Any, regio: str, aantal: int) -> list[int]:
    posities = await boek.reserveer(verbinding, aantal)
    await boek.schrijf_gebeurtenissen(verbinding, [gebeurtenisrij(regio, positie) for positie in posities])
    return posities


async def test_before_anything_was_written_k_is_zero(eigen: Database, regio: str) -> None:
    assert await k_nu(eigen, regio) == 0
    async with eigen.transactie() as verbinding:
        await watermerk.begin(Grootboek(verbinding, regio))
        assert await k_nu(eigen, regio) == 0
        assert await boek.reserveer(verbinding, 1) == [1]
        assert await k_nu(eigen, regio) == 0
    assert await k_nu(eigen, regio) == 1


async def test_k_stays_below_a_running_transaction_and_passes_it_when_it_ends(eigen: Database, regio: str) -> None:
    async with eigen.transactie() as langzaam:
        await watermerk.begin(Grootboek(langzaam, regio))
        await schrijf(langzaam, regio, 3)
        async with eigen.transactie() as snel:
            await watermerk.begin(Grootboek(snel, regio))
            await schrijf(snel, regio, 2)
        assert await k_nu(eigen, regio) == 0
        await schrijf(langzaam, regio, 1)
    assert await k_nu(eigen, regio) == 6


async def test_a_transaction_that_has_not_drawn_yet_holds_k_back_as_well(eigen: Database, regio: str) -> None:
    async with eigen.transactie() as verbinding:
        await watermerk.begin(Grootboek(verbinding, regio))
        await schrijf(verbinding, regio, 4)
    async with eigen.transactie() as wacht:
        await watermerk.begin(Grootboek(wacht, regio))
        async with eigen.transactie() as verbinding:
            await watermerk.begin(Grootboek(verbinding, regio))
            await schrijf(verbinding, regio, 5)
        assert await k_nu(eigen, regio) == 4
    assert await k_nu(eigen, regio) == 9


async def test_a_rolled_back_transaction_lets_go_of_k(eigen: Database, regio: str) -> None:
    async def mislukt() -> None:
        async with eigen.transactie() as verbinding:
            await watermerk.begin(Grootboek(verbinding, regio))
            await schrijf(verbinding, regio, 2)
            raise KeyError

    with pytest.raises(KeyError):
        await mislukt()
    assert await k_nu(eigen, regio) == 2
    assert await zicht(eigen, regio, 2) == []


async def test_a_killed_writer_lets_go_of_k(eigen: Database, eigen_url: str, regio: str) -> None:
    verbinding = await asyncpg.connect(eigen_url)
    await verbinding.execute("BEGIN")
    await watermerk.begin(Grootboek(verbinding, regio))
    await schrijf(verbinding, regio, 2)
    assert await k_nu(eigen, regio) == 0
    verbinding.terminate()
    for _ in range(500):
        if await k_nu(eigen, regio) == 2:
            break
        await asyncio.sleep(0.01)
    assert await k_nu(eigen, regio) == 2


async def test_two_integer_locks_and_locks_in_another_database_do_not_hold_k_back(
    eigen: Database, database: Database, regio: str
) -> None:
    async with eigen.transactie() as verbinding:
        await watermerk.begin(Grootboek(verbinding, regio))
        await schrijf(verbinding, regio, 5)
    async with eigen.transactie() as verbinding, database.transactie() as elders:
        await verbinding.execute("SELECT pg_advisory_xact_lock(0, 1)")
        await elders.execute("SELECT pg_advisory_xact_lock_shared(1)")
        assert await k_nu(eigen, regio) == 5


async def test_keys_above_four_billion_are_read_right(eigen: Database) -> None:
    groot = 5_000_000_123
    async with eigen.transactie() as verbinding:
        await verbinding.execute("SELECT pg_advisory_xact_lock_shared($1)", groot)
        assert await verbinding.fetchval(watermerk._KLEINSTE, 0) == groot


async def test_who_books_long_in_one_regio_holds_back_no_other(eigen: Database, regio: str) -> None:
    ander = f"{regio}-b"
    async with eigen.transactie() as langzaam:
        await watermerk.begin(Grootboek(langzaam, regio))
        await schrijf(langzaam, regio, 1)
        for k in (2, 3, 4):
            async with eigen.transactie() as snel:
                await watermerk.begin(Grootboek(snel, ander))
                await schrijf(snel, ander, 1)
            assert (await k_nu(eigen, regio), await k_nu(eigen, ander)) == (0, k)
        async with eigen.transactie() as conn:  # also as recorded for an instant
            assert await watermerk.leg_vast(Grootboek(conn, ander), datetime(2026, 1, 1, tzinfo=UTC)) == 4
            assert await watermerk.leg_vast(Grootboek(conn, regio), datetime(2026, 1, 1, tzinfo=UTC)) == 0
    assert (await k_nu(eigen, regio), await k_nu(eigen, ander)) == (4, 4)


async def test_who_does_not_say_where_it_writes_holds_back_every_regio(eigen: Database, regio: str) -> None:
    async with eigen.transactie() as verbinding:
        await watermerk.begin(Grootboek(verbinding, regio))
        await schrijf(verbinding, regio, 3)
    async with eigen.transactie() as ergens:
        await ergens.execute(f"SELECT pg_advisory_xact_lock_shared({watermerk._LAATSTE})")
        await schrijf(ergens, regio, 1)
        assert (await k_nu(eigen, regio), await k_nu(eigen, f"{regio}-b")) == (3, 3)


async def test_while_writers_are_shut_out_of_a_regio_none_begins_and_elsewhere_they_go_on(
    eigen: Database, regio: str
) -> None:
    async def een(waar: str) -> None:
        async with eigen.transactie() as verbinding:
            await watermerk.begin(Grootboek(verbinding, waar))
            await schrijf(verbinding, waar, 1)

    async with eigen.transactie() as bezig, eigen.transactie() as herbouw:
        await watermerk.begin(Grootboek(bezig, regio))
        dicht = asyncio.create_task(watermerk.shut_out_writers(Grootboek(herbouw, regio)))
        await asyncio.sleep(0.1)
        assert not dicht.done()
        await bezig.execute("ROLLBACK; BEGIN")
        await dicht
        binnen = asyncio.create_task(een(regio))
        await een(f"{regio}-b")
        await asyncio.sleep(0.1)
        assert not binnen.done()
        assert await k_nu(eigen, f"{regio}-b") == 1
    await binnen


@pytest.mark.parametrize("zaad", range(12))
async def test_what_is_visible_up_to_k_never_changes_under_random_schedules(
    eigen: Database, regio: str, zaad: int
) -> None:
    """Up to six transactions are open at a time, in two regios; each step begins, draws, writes, commits, rolls back or
    observes."""
    kans = random.Random(zaad)
    regios = (regio, f"{regio}-b")
    waarnemingen: list[tuple[str, int, Zicht]] = []
    lopend: list[tuple[AsyncExitStack, Any, str]] = []
    opgehouden = vooruit = 0
    for _ in range(80):
        daad, waar = (
            kans.choice(["begin", "begin", "schrijf", "schrijf", "commit", "terug", "kijk", "kijk"]),
            kans.choice(regios),
        )
        if daad == "begin" and len(lopend) < 6:
            stapel = AsyncExitStack()
            verbinding = await stapel.enter_async_context(eigen.transactie())
            await watermerk.begin(Grootboek(verbinding, waar))
            lopend.append((stapel, verbinding, waar))
        elif daad == "schrijf" and lopend:
            _, verbinding, daar = kans.choice(lopend)
            await schrijf(verbinding, daar, kans.randint(1, 3))
        elif daad == "commit" and lopend:
            await lopend.pop(kans.randrange(len(lopend)))[0].aclose()
        elif daad == "terug" and lopend:
            stapel, *_ = lopend.pop(kans.randrange(len(lopend)))
            assert not await stapel.__aexit__(KeyError, KeyError("terug"), None)
        elif daad == "kijk":
            ks = {een: await k_nu(eigen, een) for een in regios}
            opgehouden += any(daar == waar for _, _, daar in lopend)
            vooruit += len(set(ks.values())) > 1
            waarnemingen.append((waar, ks[waar], await zicht(eigen, waar, ks[waar])))
    for stapel, *_ in lopend:
        await stapel.aclose()
    assert opgehouden
    assert vooruit, "one regio was ahead of the other"
    for waar, k, gezien in waarnemingen:
        assert await zicht(eigen, waar, k) == gezien


async def test_what_is_visible_up_to_k_never_changes_under_writers_that_race(eigen: Database, regio: str) -> None:
    """Real concurrency: begin, draw and commit of six writers in two regios fall between the two steps of the
    watermark."""
    klaar = asyncio.Event()
    regios = (regio, f"{regio}-b")
    waarnemingen: list[tuple[str, int, Zicht]] = []

    async def schrijver(zaad: int) -> None:
        kans, waar = random.Random(zaad), regios[zaad % 2]
        while not klaar.is_set():
            async with eigen.transactie() as verbinding:
                await watermerk.begin(Grootboek(verbinding, waar), [kans.randrange(50)])
                await schrijf(verbinding, waar, kans.randint(1, 3))
                await asyncio.sleep(kans.choice([0, 0, 0.002]))

    async def kijker() -> None:
        for _ in range(100):
            for waar in regios:
                k = await k_nu(eigen, waar)
                waarnemingen.append((waar, k, await zicht(eigen, waar, k)))
        klaar.set()

    await asyncio.gather(kijker(), *(schrijver(zaad) for zaad in range(6)))
    geheel = {waar: await zicht(eigen, waar, 2**62) for waar in regios}
    assert len({k for _, k, _ in waarnemingen}) > 20
    for waar, k, gezien in waarnemingen:
        assert gezien == [rij for rij in geheel[waar] if rij[0] <= k]


async def test_without_begin_the_promise_would_break(eigen: Database, regio: str) -> None:
    """The counter-example that makes the tests above worth something."""
    async with eigen.transactie() as zonder:
        await schrijf(zonder, regio, 1)
        k = await k_nu(eigen, regio)
        gezien = await zicht(eigen, regio, k)
    assert await zicht(eigen, regio, k) != gezien


async def test_begin_locks_the_clients_in_order_and_others_wait(eigen: Database, regio: str) -> None:
    async with eigen.transactie() as eerste:
        await watermerk.begin(Grootboek(eerste, regio), [7, -3, 7, 2_000_000_000])
        gehouden = await eerste.fetch(
            "SELECT objid::bigint AS k FROM pg_locks"
            " WHERE locktype = 'advisory' AND objsubid = 2 AND classid = 1 AND pid = pg_backend_pid()"
        )
        assert {rij["k"] for rij in gehouden} == {7, 2**32 - 3, 2_000_000_000}
        async with eigen.transactie() as tweede:
            wacht = asyncio.create_task(watermerk.begin(Grootboek(tweede, regio), [-3]))
            await asyncio.sleep(0.1)
            assert not wacht.done()
            assert await k_nu(eigen, regio) == 0  # who waits already holds K back
            await eerste.execute("ROLLBACK; BEGIN")
            await wacht


async def test_many_overlapping_batches_never_wait_in_a_circle(eigen: Database, regio: str) -> None:
    async def ronde(zaad: int) -> None:
        kans = random.Random(zaad)
        async with eigen.transactie() as verbinding:
            await watermerk.begin(Grootboek(verbinding, regio), kans.sample(range(20), 8))
            await asyncio.sleep(0)

    await asyncio.gather(*(ronde(zaad) for zaad in range(60)))


async def test_an_instant_has_the_watermark_recorded_at_or_before_it(database: Database, regio: str) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    async with database.transactie() as verbinding:
        await watermerk.begin(Grootboek(verbinding, regio))
        await boek.reserveer(verbinding, 1)
    async with database.transactie() as verbinding:
        een = await watermerk.leg_vast(Grootboek(verbinding, regio), begin)
    async with database.transactie() as verbinding:
        await watermerk.begin(Grootboek(verbinding, regio))
        await boek.reserveer(verbinding, 1)
    async with database.transactie() as verbinding:
        twee = await watermerk.leg_vast(Grootboek(verbinding, regio), begin + timedelta(hours=2))
        assert await watermerk.leg_vast(Grootboek(verbinding, regio), begin) == een  # recorded is recorded
        assert 0 < een < twee
        uren = {-1: 0, 0: een, 1: een, 2: twee, 300: twee}
        for uur, k in uren.items():
            assert await watermerk.op_moment(Grootboek(verbinding, regio), begin + timedelta(hours=uur)) == k
        assert await watermerk.op_moment(Grootboek(verbinding, regio + "x"), begin) == 0


async def test_recorded_watermarks_never_go_back(database: Database, regio: str) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    async with database.transactie() as verbinding:
        await verbinding.execute("INSERT INTO watermerk VALUES ($1, $2, $3)", regio, begin, 2**60)
        assert await watermerk.leg_vast(Grootboek(verbinding, regio), begin + timedelta(days=1)) == 2**60


async def test_who_does_not_wait_hears_what_he_did_not_get(eigen: Database, regio: str) -> None:
    async with eigen.transactie() as eerste:
        await watermerk.begin(Grootboek(eerste, regio), [11], [12], [13])
        async with eigen.transactie() as tweede:
            assert await watermerk.begin(Grootboek(tweede, regio), [14], [11, 12, 13, 15], wacht=False) == {11, 13}
        async with eigen.transactie() as derde:
            assert await watermerk.begin(Grootboek(derde, regio), [], [], [11, 12, 13, 15], wacht=False) == {11, 12, 13}
        async with eigen.transactie() as vierde:
            wacht = asyncio.create_task(watermerk.begin(Grootboek(vierde, regio), [], [13], [12]))
            await asyncio.sleep(0.1)
            assert not wacht.done()
            await eerste.execute("ROLLBACK; BEGIN")
            assert await wacht == set()
