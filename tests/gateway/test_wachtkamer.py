# SPDX-License-Identifier: EUPL-1.2
"""While a declaratie of an aanbieder is being booked, his own berichten wait, in order; nobody else does."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import date

import msgspec
import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import TeDruk
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.ontvangst import ZWAAR_BYTES, Ruimte
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.projections.behoefte import van_aanbieder, van_gemeente
from bouwers import AANBIEDER, GEMEENTE, jw305, jw315, jw323
from gatewaybouw import AANBIEDERS, StaandeKlok, gateway_met_register, ontvangen

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


@asynccontextmanager
async def gehouden(gateway: Gateway, *namen: str, gedeeld: bool = False) -> AsyncIterator[None]:
    """As a declaratie in another process holds an aanbieder; `gedeeld`: as any other bericht does."""
    slot = sloten(gateway.regio, [naam if "/" in naam else van_aanbieder(naam) for naam in namen])
    async with gateway.database.transactie() as ander:
        await watermerk.begin(
            Grootboek(ander, gateway.regio), gedeeld=slot if gedeeld else (), alleen=() if gedeeld else slot
        )
        yield


def stuur(gateway: Gateway, data: bytes, aanbieder: str = AANBIEDER, *, is_proef: bool = False) -> asyncio.Task[Bon]:
    return asyncio.create_task(ontvangen(gateway, data, aanbieder, is_proef=is_proef))


async def klaar(*taken: asyncio.Task[Bon]) -> list[Bon]:
    return await asyncio.wait_for(asyncio.gather(*taken), 60)


def van(aanbieder: str, nummer: str = "1") -> bytes:
    """A JW315 that nobody else sends."""
    return write(jw315({"Header/Afzender": aanbieder, IDENTIFICATIE: nummer}))


def groot(data: bytes) -> bytes:
    """The same bericht, of a size for the lane."""
    return data + b" " * (ZWAAR_BYTES - len(data))


async def test_only_who_shares_the_aanbieder_waits_for_its_declaratie(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        async with gehouden(gateway, AANBIEDER):
            eigen = []
            for bericht in (jw305(), jw315(), jw323()):  # apart, so that each is a batch: more than there are workers
                eigen.append(stuur(gateway, write(bericht)))
                await asyncio.sleep(0.1)
            (bon,) = await klaar(stuur(gateway, van(ANDER), ANDER))
            assert bon.berichtsoort == "JW315"
            assert not any(taak.done() for taak in eigen)
        bonnen = await klaar(*eigen)
        assert [bon.berichtsoort for bon in bonnen] == ["JW305", "JW315", "JW323"]
        assert all(bon.retour_id is not None for bon in bonnen)


async def test_of_two_who_wait_each_goes_on_when_his_own_aanbieder_is_free(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway, gehouden(gateway, AANBIEDER):
        async with gehouden(gateway, ANDER):
            eigen = [stuur(gateway, van(AANBIEDER)), stuur(gateway, groot(write(jw323())))]
            await asyncio.sleep(0.1)
            ander = [stuur(gateway, van(ANDER)[:-2], ANDER), stuur(gateway, groot(van(ANDER, "2")), ANDER)]
            await asyncio.sleep(0.3)
            assert not any(taak.done() for taak in [*eigen, *ander])
        await klaar(*ander)
        assert not any(taak.done() for taak in eigen)
        for taak in eigen:
            taak.cancel()


async def test_who_waits_is_not_overtaken_by_who_would_not_have_to(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        async with gehouden(gateway, AANBIEDER, gedeeld=True):
            taken = [stuur(gateway, write(jw323()))]  # wants him alone, so it must wait
            await asyncio.sleep(0.2)
            for nummer in ("1", "2", "3"):  # share him
                taken.append(stuur(gateway, groot(van(AANBIEDER, nummer)) if nummer == "2" else van(AANBIEDER, nummer)))
                await asyncio.sleep(0.1)
            await klaar(stuur(gateway, van(ANDER), ANDER))
            assert not any(taak.done() for taak in taken)
        ids = [bon.id for bon in await klaar(*taken)]
        async with gateway.database.lees() as conn:
            rijen = await conn.fetch("SELECT id FROM bericht WHERE id = ANY($1) ORDER BY positie", ids)
        assert [rij["id"] for rij in rijen] == ids


async def test_a_declaratie_is_not_kept_out_by_a_stream_of_others(instellingen: Instellingen) -> None:
    """Others in another process share the aanbieder, one after the other without a gap."""
    async with gateway_met_register(instellingen, KLOK) as gateway:
        ingehaald = asyncio.Event()

        async def stroom() -> None:
            while not ingehaald.is_set():
                async with gehouden(gateway, AANBIEDER, gedeeld=True):
                    await asyncio.sleep(0.06)

        stromen = [asyncio.create_task(stroom())]
        await asyncio.sleep(0.03)
        stromen.append(asyncio.create_task(stroom()))
        await asyncio.sleep(0.1)
        await klaar(stuur(gateway, write(jw323())))
        ingehaald.set()
        await asyncio.gather(*stromen)


async def test_who_waits_holds_no_connection_and_no_lock(instellingen: Instellingen) -> None:
    """Neither a small one, nor a large one, nor a proef: with two connections there is still one for the others."""
    krap = msgspec.structs.replace(instellingen, pool_grootte=3)
    async with gateway_met_register(krap, KLOK) as gateway:
        async with gehouden(gateway, AANBIEDER):
            wachtend = [stuur(gateway, van(AANBIEDER, str(nummer))) for nummer in range(3)]
            wachtend += [stuur(gateway, van(AANBIEDER, f"P{nummer}"), is_proef=True) for nummer in range(4)]
            wachtend += [stuur(gateway, groot(write(jw323())))]
            await klaar(stuur(gateway, groot(van(ANDER, "9")), ANDER))  # the lane is free
            await asyncio.sleep(0.5)
            gezien = []
            for _ in range(20):  # the question who is free takes a connection too, for a moment
                await asyncio.sleep(0.03)
                async with gateway.database.lees() as conn:  # each its own: within one, PostgreSQL repeats itself
                    gezien.append(tuple(await conn.fetchrow(WAT_GEHOUDEN_WORDT)))
            assert min(gezien) == (3, 0, 2), "the holder's lock, regio and watermark; the holder and who asks"
        bonnen = await klaar(*wachtend)
        assert [bon.is_proef for bon in bonnen] == [False] * 3 + [True] * 4 + [False]


async def test_who_waits_for_one_client_does_not_keep_a_batch(instellingen: Instellingen) -> None:
    """The client of another's long transaction; its aanbieder is free."""
    async with gateway_met_register(instellingen, KLOK) as gateway:
        bericht = jw305()
        slot = sloten(
            gateway.regio, [f"identificatie/{AANBIEDER}/JW305/{bericht.header.bericht_identificatie.identificatie}"]
        )
        async with gateway.database.transactie() as ander:
            await watermerk.begin(Grootboek(ander, gateway.regio), slot)
            wachtend = stuur(gateway, write(bericht))
            await klaar(*(stuur(gateway, van(ANDER, str(nummer)), ANDER) for nummer in range(5)))
            assert not wachtend.done()
        await klaar(wachtend)


async def test_who_waits_for_a_gemeente_stands_in_no_row_of_the_database(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        async with gehouden(gateway, van_gemeente(GEMEENTE)):
            wachtend = stuur(gateway, write(jw305()))
            await asyncio.sleep(0.2)
            async with gateway.database.lees() as conn:
                vragen = [await conn.fetchval(IN_DE_RIJ) for _ in range(20) if await asyncio.sleep(0.02, True)]
            assert not wachtend.done()
            assert min(vragen) == 0
        await klaar(wachtend)


@contextmanager
def genomen(ruimte: Ruimte, *grootten: int) -> Iterator[None]:
    with ExitStack() as stapel:
        for grootte in grootten:
            stapel.enter_context(ruimte.neem(grootte))
        yield


def test_room_is_bounded_in_number_and_in_bytes_and_comes_back() -> None:
    ruimte = Ruimte(3, 100)
    for _ in range(2):
        with genomen(ruimte, 40, 60), pytest.raises(TeDruk), ruimte.neem(1):
            pass
        with genomen(ruimte, 1, 1, 1), pytest.raises(TeDruk), ruimte.neem(0):
            pass
        with genomen(ruimte, 40, 20, 40):
            pass


async def test_a_full_waiting_room_refuses_and_forgets_who_gave_up(instellingen: Instellingen) -> None:
    krap = msgspec.structs.replace(instellingen, wachtrij_berichten=2)
    async with gateway_met_register(krap, KLOK) as gateway:
        async with gehouden(gateway, AANBIEDER):
            eerste, tweede = stuur(gateway, van(AANBIEDER, "1")), stuur(gateway, van(AANBIEDER, "2"))
            await asyncio.sleep(0.2)
            with pytest.raises(TeDruk) as fout:
                await ontvangen(gateway, van(AANBIEDER, "3"), AANBIEDER)
            assert AANBIEDER not in fout.value.detail
            eerste.cancel()
            await asyncio.sleep(0)
            derde = stuur(gateway, van(AANBIEDER, "4"))
            await asyncio.sleep(0.1)
        await klaar(tweede, derde)
        async with gateway.database.lees() as conn:
            namen = await conn.fetch(
                "SELECT identificatie FROM bericht WHERE regio = $1 AND bron = 'partij' ORDER BY positie", gateway.regio
            )
        assert [rij["identificatie"] for rij in namen] == ["2", "4"]


async def test_on_the_order_to_stop_who_waits_is_refused(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, KLOK) as gateway, gehouden(gateway, AANBIEDER):
        wachtend = [stuur(gateway, van(AANBIEDER)), stuur(gateway, groot(write(jw323())))]
        await asyncio.sleep(0.3)
        gateway.ontvangst.stop()
        for taak in wachtend:
            with pytest.raises(TeDruk):
                await asyncio.wait_for(taak, 10)
        await klaar(stuur(gateway, van(ANDER), ANDER))
