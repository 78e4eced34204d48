# SPDX-License-Identifier: EUPL-1.2
"""While a declaratie of an aanbieder is being booked, his own berichten wait, in order; nobody else does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import date

import asyncpg
import msgspec
import pytest

from bellers import as_
from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import StepImpossible, TooBusy
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.gateway.receiving import HEAVY_BYTES, Capacity
from berichtenverkeer.gateway.stop_forms import StopAsked, Stopregel
from berichtenverkeer.gateway.tenzij_values import TenzijAsked
from berichtenverkeer.gateway.waiting_room import PROBE_S
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.ledger import watermark
from berichtenverkeer.plafonds import store as money
from berichtenverkeer.projections.needs import from_aanbieder, from_gemeente
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, jw323
from gatewaybouw import AANBIEDERS, StaandeKlok, gateway_met_register, received

KLOK = StaandeKlok(date(2026, 6, 1))
ANDER = next(code for code in AANBIEDERS if code != AANBIEDER)
HIER = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
IN_DE_RIJ = f"SELECT count(*) FROM pg_locks WHERE NOT granted AND {HIER}"
WAT_GEHOUDEN_WORDT = f"""
    SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND {HIER}), ({IN_DE_RIJ}),
      (SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND state <> 'idle' AND backend_type = 'client backend')
"""
IDENTIFICATIE = "Header/BerichtIdentificatie/Identificatie"
BEGIN = "Client/StartProducten/StartProduct[1]/Begindatum"


@asynccontextmanager
async def held(gateway: Gateway, *names: str, shared: bool = False) -> AsyncIterator[None]:
    """As a declaratie in another process holds an aanbieder; `shared`: as any other bericht does."""
    lock = locks(gateway.regio, [name if "/" in name else from_aanbieder(name) for name in names])
    async with gateway.database.transaction() as other:
        await watermark.begin(
            Grootboek(other, gateway.regio), shared=lock if shared else (), only=() if shared else lock
        )
        yield


def stuur(
    gateway: Gateway, data: bytes, aanbieder: str = AANBIEDER, *, is_proef: bool = False
) -> asyncio.Task[Receipt]:
    return asyncio.create_task(received(gateway, data, aanbieder, is_proef=is_proef))


async def ready(*taken: asyncio.Task[Receipt]) -> list[Receipt]:
    return await asyncio.wait_for(asyncio.gather(*taken), 60)


async def in_the_room(gateway: Gateway, number: int) -> None:
    """Until so many wait: whoever was sent has come there, however busy the machine is."""
    async with asyncio.timeout(60):
        while len(gateway.reception._queue._room) != number:  # noqa: ASYNC110  # the room tells nobody
            await asyncio.sleep(0.01)


def van(aanbieder: str, number: str = "1") -> bytes:
    """A JW315 that nobody else sends."""
    return write(jw315({"Header/Afzender": aanbieder, IDENTIFICATIE: number}))


def large(data: bytes) -> bytes:
    """The same bericht, of a size for the lane."""
    return data + b" " * (HEAVY_BYTES - len(data))


async def test_only_who_shares_the_aanbieder_waits_for_its_declaratie(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        async with held(gateway, AANBIEDER):
            own = []
            for bericht in (jw305(), jw315(), jw323()):  # apart, so that each is a batch: more than there are workers
                own.append(stuur(gateway, write(bericht)))
                await in_the_room(gateway, len(own))
            (receipt,) = await ready(stuur(gateway, van(ANDER), ANDER))
            assert receipt.berichtsoort == "JW315"
            assert not any(task.done() for task in own)
        receipts = await ready(*own)
        assert [receipt.berichtsoort for receipt in receipts] == ["JW305", "JW315", "JW323"]
        assert all(receipt.retour_id is not None for receipt in receipts)


async def test_of_two_who_wait_each_goes_on_when_his_own_aanbieder_is_free(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway, held(gateway, AANBIEDER):
        async with held(gateway, ANDER):
            own = [stuur(gateway, van(AANBIEDER)), stuur(gateway, large(write(jw323())))]
            await in_the_room(gateway, 2)
            other = [stuur(gateway, van(ANDER)[:-2], ANDER), stuur(gateway, large(van(ANDER, "2")), ANDER)]
            await in_the_room(gateway, 4)
            await asyncio.sleep(4 * PROBE_S)
            assert not any(task.done() for task in [*own, *other])
        await ready(*other)
        assert not any(task.done() for task in own)
        for task in own:
            task.cancel()


async def test_who_waits_is_not_overtaken_by_who_would_not_have_to(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        async with held(gateway, AANBIEDER, shared=True):
            taken = [stuur(gateway, write(jw323()))]  # wants him alone, so it must wait
            await in_the_room(gateway, 1)
            for number in ("1", "2", "3"):  # share him
                taken.append(stuur(gateway, large(van(AANBIEDER, number)) if number == "2" else van(AANBIEDER, number)))
                await in_the_room(gateway, len(taken))
            await ready(stuur(gateway, van(ANDER), ANDER))
            assert not any(task.done() for task in taken)
        ids = [receipt.id for receipt in await ready(*taken)]
        async with gateway.database.lees() as conn:
            rows = await conn.fetch("SELECT id FROM bericht WHERE id = ANY($1) ORDER BY positie", ids)
        assert [row["id"] for row in rows] == ids


async def test_a_declaratie_is_not_kept_out_by_a_stream_of_others(config: Settings) -> None:
    """Others in another process share the aanbieder, one after the other without a gap."""
    async with gateway_met_register(config, KLOK) as gateway:
        ingehaald = asyncio.Event()

        async def stroom() -> None:
            while not ingehaald.is_set():
                async with held(gateway, AANBIEDER, shared=True):
                    await asyncio.sleep(0.06)

        stromen = [asyncio.create_task(stroom())]
        await asyncio.sleep(0.03)
        stromen.append(asyncio.create_task(stroom()))
        await asyncio.sleep(0.1)
        await ready(stuur(gateway, write(jw323())))
        ingehaald.set()
        await asyncio.gather(*stromen)


async def test_who_waits_holds_no_connection_and_no_lock(config: Settings) -> None:
    """Neither a small one, nor a large one, nor a proef: with two connections there is still one for the others."""
    krap = msgspec.structs.replace(config, pool_grootte=3)
    async with gateway_met_register(krap, KLOK) as gateway:
        async with held(gateway, AANBIEDER):
            waiting = [stuur(gateway, van(AANBIEDER, str(number))) for number in range(3)]
            waiting += [stuur(gateway, van(AANBIEDER, f"P{number}"), is_proef=True) for number in range(4)]
            waiting += [stuur(gateway, large(write(jw323())))]
            await ready(stuur(gateway, large(van(ANDER, "9")), ANDER))  # the lane is free
            await in_the_room(gateway, len(waiting))
            seen = None
            async with asyncio.timeout(60):
                while seen != (3, 0, 2):  # the holder's lock, regio and watermark; the holder and who asks
                    await asyncio.sleep(0.03)  # the question who is free takes a connection too, for a moment
                    async with gateway.database.lees() as conn:  # each its own: within one, PostgreSQL repeats itself
                        seen = tuple(await conn.fetchrow(WAT_GEHOUDEN_WORDT))
        receipts = await ready(*waiting)
        assert [receipt.is_proef for receipt in receipts] == [False] * 3 + [True] * 4 + [False]


async def test_who_waits_for_one_client_does_not_keep_a_batch(config: Settings) -> None:
    """The client of another's long transaction; its aanbieder is free."""
    async with gateway_met_register(config, KLOK) as gateway:
        bericht = jw305()
        lock = locks(
            gateway.regio, [f"identificatie/{AANBIEDER}/JW305/{bericht.header.bericht_identificatie.identificatie}"]
        )
        async with gateway.database.transaction() as other:
            await watermark.begin(Grootboek(other, gateway.regio), lock)
            waiting = stuur(gateway, write(bericht))
            await ready(*(stuur(gateway, van(ANDER, str(number)), ANDER) for number in range(5)))
            assert not waiting.done()
        await ready(waiting)


async def test_who_waits_for_a_gemeente_stands_in_no_row_of_the_database(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        async with held(gateway, from_gemeente(GEMEENTE)):
            waiting = stuur(gateway, write(jw305()))
            await in_the_room(gateway, 1)
            async with gateway.database.lees() as conn:
                questions = [await conn.fetchval(IN_DE_RIJ) for _ in range(20) if await asyncio.sleep(0.02, True)]
            assert not waiting.done()
            assert min(questions) == 0
        await ready(waiting)


def requests(gateway: Gateway) -> list[Awaitable[object]]:
    """Steps at an aanbieder that are no bericht."""
    beller, day = as_(gateway, AANBIEDER), date(2026, 6, 1)
    stop = StopAsked(aanbieder=AANBIEDER, van=day, grond="plafond")
    tenzij = TenzijAsked(
        bsn="999900006",
        aanbieder=AANBIEDER,
        gemeente=GEMEENTE,
        categorie="45",
        van=day,
        tot=date(2026, 12, 31),
        maximum_cents=100,
        door="behandelaar",
    )
    return [gateway.stops.ask(beller, stop), gateway.tenzijs.ask(beller, tenzij)]


async def test_who_waits_for_the_money_of_an_aanbieder_stands_in_the_database_once(config: Settings) -> None:
    """Another process decides on it: of this one, one transaction waits there for him, whatever else was sent."""
    krap = msgspec.structs.replace(config, pool_grootte=3)
    async with gateway_met_register(krap, KLOK) as gateway:
        rows: list[int] = []
        async with (
            gateway.database.transaction() as other,
            asyncpg.create_pool(config.database_url, min_size=1, max_size=1) as onlooker,
        ):
            await money.lock(Grootboek(other, gateway.regio), [AANBIEDER])
            waiting = [stuur(gateway, van(AANBIEDER, str(number))) for number in range(5)]
            waiting += [stuur(gateway, van(AANBIEDER, f"P{number}"), is_proef=True) for number in range(5)]
            waiting += [stuur(gateway, large(van(AANBIEDER, "L")))]
            steps = [asyncio.ensure_future(step) for _ in range(3) for step in requests(gateway)]
            async with asyncio.timeout(60):
                while sum(rows) < 20:
                    rows.append(await onlooker.fetchval(IN_DE_RIJ))
                    await asyncio.sleep(0.02)
            start, other_one = (
                write(make({"Client/Bsn": "999900018", "Header/Afzender": who, IDENTIFICATIE: "S"}))
                for make, who in ((jw305, AANBIEDER), (jw315, ANDER))
            )
            receipts = await ready(stuur(gateway, other_one, ANDER), stuur(gateway, start))
            assert [receipt.berichtsoort for receipt in receipts] == ["JW315", "JW305"]
            assert not any(task.done() for task in [*waiting, *steps])
        assert max(rows) == 1
        await ready(*waiting)
        ended = await asyncio.gather(*steps, return_exceptions=True)
        assert {type(one) for one in ended} == {Stopregel, StepImpossible}  # this register has no product for a tenzij
        async with gateway.database.lees() as conn:
            kept = await conn.fetch(
                "SELECT identificatie FROM bericht WHERE regio = $1 AND bron = 'partij'", gateway.regio
            )
        assert sorted(row["identificatie"] for row in kept) == sorted([*map(str, range(5)), "L", "S", "S"])


async def test_who_waits_for_a_turn_holds_no_connection_and_no_lock(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway:
        async with gateway.reception._queue.turn(frozenset({AANBIEDER})):
            waiting = [stuur(gateway, van(AANBIEDER, str(number))) for number in range(3)]
            waiting += [stuur(gateway, van(AANBIEDER, "P"), is_proef=True), stuur(gateway, large(van(AANBIEDER, "L")))]
            await ready(stuur(gateway, van(ANDER), ANDER), stuur(gateway, write(jw305({IDENTIFICATIE: "S"}))))
            async with asyncio.timeout(60):
                while len(gateway.reception._queue._line) != len(waiting):  # noqa: ASYNC110  # it tells nobody
                    await asyncio.sleep(0.01)
            async with gateway.database.lees() as conn:
                assert tuple(await conn.fetchrow(WAT_GEHOUDEN_WORDT)) == (0, 0, 1)  # who asks
        receipts = await ready(*waiting)
    assert len({receipt.id for receipt in receipts}) == len(waiting)


async def test_a_start_that_touches_money_waits_for_its_turn(config: Settings) -> None:
    """It is a restart after a definitive stop: that shows in the state only, and then it lets go of all it holds."""
    async with gateway_met_register(config, KLOK) as gateway:
        for bericht, sender in ((jw301(), GEMEENTE), (jw305(), AANBIEDER), (jw307(), AANBIEDER)):
            assert (await received(gateway, write(bericht), sender)).bevindingen == ()
        async with gateway.reception._queue.turn(frozenset({AANBIEDER})):
            restart = stuur(gateway, write(jw305({IDENTIFICATIE: "H", BEGIN: "2026-04-14"})))
            async with asyncio.timeout(60):
                while not len(gateway.reception._queue._line):  # noqa: ASYNC110  # it tells nobody
                    await asyncio.sleep(0.01)
            async with gateway.database.lees() as conn:
                assert tuple(await conn.fetchrow(WAT_GEHOUDEN_WORDT)) == (0, 0, 1)
            assert not restart.done()
        await ready(restart)


@contextmanager
def taken(space: Capacity, *grootten: int) -> Iterator[None]:
    with ExitStack() as batch:
        for size in grootten:
            batch.enter_context(space.take(size))
        yield


def test_room_is_bounded_in_number_and_in_bytes_and_comes_back() -> None:
    space = Capacity(3, 100)
    for _ in range(2):
        with taken(space, 40, 60), pytest.raises(TooBusy), space.take(1):
            pass
        with taken(space, 1, 1, 1), pytest.raises(TooBusy), space.take(0):
            pass
        with taken(space, 40, 20, 40):
            pass


async def test_a_full_waiting_room_refuses_and_forgets_who_gave_up(config: Settings) -> None:
    krap = msgspec.structs.replace(config, wachtrij_berichten=2)
    async with gateway_met_register(krap, KLOK) as gateway:
        async with held(gateway, AANBIEDER):
            first, tweede = stuur(gateway, van(AANBIEDER, "1")), stuur(gateway, van(AANBIEDER, "2"))
            await in_the_room(gateway, 2)
            with pytest.raises(TooBusy) as fault:
                await received(gateway, van(AANBIEDER, "3"), AANBIEDER)
            assert AANBIEDER not in fault.value.detail
            first.cancel()
            await in_the_room(gateway, 1)
            derde = stuur(gateway, van(AANBIEDER, "4"))
            await in_the_room(gateway, 2)
        await ready(tweede, derde)
        async with gateway.database.lees() as conn:
            names = await conn.fetch(
                "SELECT identificatie FROM bericht WHERE regio = $1 AND bron = 'partij' ORDER BY positie", gateway.regio
            )
        assert [row["identificatie"] for row in names] == ["2", "4"]


async def test_on_the_order_to_stop_who_waits_is_refused(config: Settings) -> None:
    async with gateway_met_register(config, KLOK) as gateway, held(gateway, AANBIEDER):
        waiting = [stuur(gateway, van(AANBIEDER)), stuur(gateway, large(write(jw323())))]
        await in_the_room(gateway, 2)
        gateway.reception.stop()
        for task in waiting:
            with pytest.raises(TooBusy):
                await asyncio.wait_for(task, 10)
        await ready(stuur(gateway, van(ANDER), ANDER))
