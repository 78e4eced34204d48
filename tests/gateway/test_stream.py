# SPDX-License-Identifier: EUPL-1.2
"""One cursor up to K tells all that happened: each bericht and each weigering once, in order, however many write."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bellers import administration
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.plafonds import let_lapse
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger import book, gebeurtenissen, watermark
from berichtenverkeer.ledger.book import GebeurtenisRow
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtGeweigerd, BerichtOntvangen, BerichtOpgesteld
from bouwers import AANBIEDER, GEMEENTE, jw305, with_
from gateway.test_plafonds_in_de_gateway import rows, toewijzing, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, received, register, stuur
from ledgerrijen import MOMENT, SYSTEEM, weigeringrij

PAGE = 7


class Follower:
    """Reads on behind what it has, a page at a time, as a webhook would."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.rows: list[GebeurtenisRow] = []

    async def read(self) -> bool:
        """One page; whether there was anything on it."""
        async with self.gateway.database.lees() as conn:
            k = await watermark.watermark(Grootboek(conn, self.gateway.regio))
            na = self.rows[-1].positie if self.rows else 0
            page = await book.gebeurtenissen_after(Grootboek(conn, self.gateway.regio), na, k, PAGE)
        assert len(page) <= PAGE
        self.rows += page
        return bool(page)

    @asynccontextmanager
    async def meanwhile(self) -> AsyncIterator[None]:
        """Read as long as the others write, and to the end behind them."""

        async def read() -> None:
            while True:
                await self.read()
                await asyncio.sleep(0)

        task = asyncio.create_task(read())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        while await self.read():
            pass

    def told(self) -> list[tuple[int, UUID | None, Gebeurtenis]]:
        return [
            (row.positie, row.bericht_id, gebeurtenissen.read(row.soort, row.versie, row.inhoud)) for row in self.rows
        ]


@asynccontextmanager
async def weigering_meanwhile(gateway: Gateway) -> AsyncIterator[None]:
    """Its position is drawn before all that others write meanwhile, and it is committed after."""
    async with gateway.database.transaction() as conn:
        await book.write_weigering(conn, weigeringrij(gateway.regio, ontvangen_op=MOMENT), SYSTEEM)
        yield
        await asyncio.sleep(0.1)


async def kept(gateway: Gateway, question: str) -> list[Any]:
    async with gateway.database.lees() as conn:
        return [tuple(row) for row in await conn.fetch(question, gateway.regio)]


async def traffic(one: Gateway, other: Gateway, clock: StaandeKlok) -> None:
    """Approved, rejected, repeated, refused and tried berichten, lapses and a register load, by two processes."""
    good: list[Awaitable[object]] = [
        received(gateway, verzoek(nr), AANBIEDER) for nr in range(4) for gateway in (one, other)
    ]
    slecht = [
        stuur(one, with_(verzoek(0), "Client/Bsn", "999900007"), AANBIEDER),
        stuur(other, jw305(), AANBIEDER),
        stuur(other, verzoek(1), AANBIEDER, is_proef=True),
        *(stuur(gateway, b"<geen xml", AANBIEDER) for gateway in (one, other) for _ in range(5)),
    ]
    async with weigering_meanwhile(one), weigering_meanwhile(other):
        await asyncio.gather(*good, *slecht)
    clock.zet(date(2026, 6, 10))
    more = rows(plafond_cents=200_000)
    async with weigering_meanwhile(one):
        await asyncio.gather(
            let_lapse(one.database, one.regio, clock),
            other.register.load(administration(other), register(other.regio, **more)),
            *(received(gateway, toewijzing(nr), GEMEENTE) for nr in range(4) for gateway in (one, other)),
            *(stuur(gateway, b"", GEMEENTE) for gateway in (one, other)),
        )


@pytest.fixture
def clock() -> StaandeKlok:
    return StaandeKlok(date(2026, 4, 15))


async def test_a_cursor_tells_each_bericht_and_each_weigering_once_in_order(
    config: Settings, clock: StaandeKlok
) -> None:
    async with (
        gateway_met_register(config, clock, **rows()) as one,
        open_gateway(config, clock) as other,
    ):
        follower = Follower(one)
        async with follower.meanwhile():
            await traffic(one, other, clock)
        told = follower.told()
        positions = [position for position, _, _ in told]
        assert positions == sorted(set(positions))
        assert positions == [
            p for (p,) in await kept(one, "select positie from gebeurtenis where regio = $1 order by 1")
        ]
        berichten = [
            (position, id_, one.berichtsoort, one.oordeel, "partij" if isinstance(one, BerichtOntvangen) else "gateway")
            for position, id_, one in told
            if isinstance(one, BerichtOntvangen | BerichtOpgesteld)
        ]
        assert berichten == await kept(
            one, "select positie, id, berichtsoort, oordeel, bron from bericht where regio = $1 order by positie"
        )
        assert {oordeel for _, _, _, oordeel, _ in berichten} == {"goedgekeurd", "afgekeurd"}
        refused = [
            (position, one.weigering_id, list(one.codes))
            for position, _, one in told
            if isinstance(one, BerichtGeweigerd)
        ]
        assert refused == await kept(one, "select positie, id, codes from weigering where regio = $1 order by positie")
        assert len(refused) == 15
        kinds = {type(one).__name__ for _, _, one in told}
        assert kinds >= {"RegisterGeladen", "ReserveringVervallen", "VerzoekOntvangen", "ToewijzingVastgesteld"}


async def test_a_rebuild_and_a_check_read_past_what_only_tells_of_a_bericht(
    config: Settings, clock: StaandeKlok
) -> None:
    async with gateway_met_register(config, clock, **rows()) as gateway:
        await traffic(gateway, gateway, clock)
        again = await rebuild(gateway.database, gateway.regio)
        assert not any(again.verschillen.values())
        (gevolgen,) = await kept(
            gateway,
            "select count(*) from gebeurtenis where regio = $1 and soort not in"
            " ('BerichtOntvangen', 'BerichtOpgesteld', 'BerichtGeweigerd')",
        )
        assert (again.gebeurtenissen,) == gevolgen


async def test_what_is_told_names_no_client(config: Settings, clock: StaandeKlok) -> None:
    async with gateway_met_register(config, clock, **rows()) as gateway:
        await traffic(gateway, gateway, clock)
        assert await kept(
            gateway,
            "select distinct client is null, bericht_id is null, aanbieder, gemeente from gebeurtenis"
            " where regio = $1 and soort in ('BerichtOntvangen', 'BerichtOpgesteld')",
        ) == [(True, False, AANBIEDER, GEMEENTE)]


async def test_what_is_told_says_who_caused_it(config: Settings, clock: StaandeKlok) -> None:
    async with gateway_met_register(config, clock, **rows()) as gateway:
        await received(gateway, verzoek(0), AANBIEDER)
        await stuur(gateway, b"<geen xml", AANBIEDER)
        assert await kept(
            gateway,
            "select soort, door_kanaal, door_partij, inhoud ->> 'berichtsoort' from gebeurtenis where regio = $1"
            " and soort in ('BerichtOntvangen', 'BerichtOpgesteld', 'BerichtGeweigerd') order by positie",
        ) == [
            ("BerichtOntvangen", "api", AANBIEDER, "JW315"),
            ("BerichtOpgesteld", "gateway", GEMEENTE, "JW316"),
            ("BerichtGeweigerd", "api", AANBIEDER, None),
        ]
