# SPDX-License-Identifier: EUPL-1.2
"""One cursor up to K tells all that happened: each bericht and each weigering once, in order, however many write."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bellers import beheer
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.plafonds import laat_vervallen
from berichtenverkeer.ledger import boek, gebeurtenissen, watermerk
from berichtenverkeer.ledger.boek import GebeurtenisRij
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtGeweigerd, BerichtOntvangen, BerichtOpgesteld
from bouwers import AANBIEDER, GEMEENTE, jw305, met
from gateway.test_plafonds_in_de_gateway import rijen, toewijzing, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, register, stuur
from ledgerrijen import MOMENT, SYSTEEM, weigeringrij

PAGE = 7


class Follower:
    """Reads on behind what it has, a page at a time, as a webhook would."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.rows: list[GebeurtenisRij] = []

    async def read(self) -> bool:
        """One page; whether there was anything on it."""
        async with self.gateway.database.lees() as conn:
            k = await watermerk.watermerk(Grootboek(conn, self.gateway.regio))
            na = self.rows[-1].positie if self.rows else 0
            page = await boek.gebeurtenissen_na(Grootboek(conn, self.gateway.regio), na, k, PAGE)
        assert len(page) <= PAGE
        self.rows += page
        return bool(page)

    @asynccontextmanager
    async def meanwhile(self) -> AsyncIterator[None]:
        """Read as long as the others write, and to the end behind them."""

        async def lees() -> None:
            while True:
                await self.read()
                await asyncio.sleep(0)

        taak = asyncio.create_task(lees())
        yield
        taak.cancel()
        await asyncio.gather(taak, return_exceptions=True)
        while await self.read():
            pass

    def told(self) -> list[tuple[int, UUID | None, Gebeurtenis]]:
        return [
            (rij.positie, rij.bericht_id, gebeurtenissen.lees(rij.soort, rij.versie, rij.inhoud)) for rij in self.rows
        ]


@asynccontextmanager
async def weigering_meanwhile(gateway: Gateway) -> AsyncIterator[None]:
    """Its position is drawn before all that others write meanwhile, and it is committed after."""
    async with gateway.database.transactie() as conn:
        await boek.schrijf_weigering(conn, weigeringrij(gateway.regio, ontvangen_op=MOMENT), SYSTEEM)
        yield
        await asyncio.sleep(0.1)


async def kept(gateway: Gateway, vraag: str) -> list[Any]:
    async with gateway.database.lees() as conn:
        return [tuple(rij) for rij in await conn.fetch(vraag, gateway.regio)]


async def traffic(een: Gateway, ander: Gateway, klok: StaandeKlok) -> None:
    """Approved, rejected, repeated, refused and tried berichten, lapses and a register load, by two processes."""
    goed: list[Awaitable[object]] = [
        ontvangen(gateway, verzoek(nr), AANBIEDER) for nr in range(4) for gateway in (een, ander)
    ]
    slecht = [
        stuur(een, met(verzoek(0), "Client/Bsn", "999900007"), AANBIEDER),
        stuur(ander, jw305(), AANBIEDER),
        stuur(ander, verzoek(1), AANBIEDER, is_proef=True),
        *(stuur(gateway, b"<geen xml", AANBIEDER) for gateway in (een, ander) for _ in range(5)),
    ]
    async with weigering_meanwhile(een), weigering_meanwhile(ander):
        await asyncio.gather(*goed, *slecht)
    klok.zet(date(2026, 6, 10))
    meer = rijen(plafond_cents=200_000)
    async with weigering_meanwhile(een):
        await asyncio.gather(
            laat_vervallen(een.database, een.regio, klok),
            ander.register.laad(beheer(ander), register(ander.regio, **meer)),
            *(ontvangen(gateway, toewijzing(nr), GEMEENTE) for nr in range(4) for gateway in (een, ander)),
            *(stuur(gateway, b"", GEMEENTE) for gateway in (een, ander)),
        )


@pytest.fixture
def klok() -> StaandeKlok:
    return StaandeKlok(date(2026, 4, 15))


async def test_a_cursor_tells_each_bericht_and_each_weigering_once_in_order(
    instellingen: Instellingen, klok: StaandeKlok
) -> None:
    async with (
        gateway_met_register(instellingen, klok, **rijen()) as een,
        open_gateway(instellingen, klok) as ander,
    ):
        follower = Follower(een)
        async with follower.meanwhile():
            await traffic(een, ander, klok)
        told = follower.told()
        posities = [positie for positie, _, _ in told]
        assert posities == sorted(set(posities))
        assert posities == [
            p for (p,) in await kept(een, "select positie from gebeurtenis where regio = $1 order by 1")
        ]
        berichten = [
            (positie, id_, een.berichtsoort, een.oordeel, "partij" if isinstance(een, BerichtOntvangen) else "gateway")
            for positie, id_, een in told
            if isinstance(een, BerichtOntvangen | BerichtOpgesteld)
        ]
        assert berichten == await kept(
            een, "select positie, id, berichtsoort, oordeel, bron from bericht where regio = $1 order by positie"
        )
        assert {oordeel for _, _, _, oordeel, _ in berichten} == {"goedgekeurd", "afgekeurd"}
        geweigerd = [
            (positie, een.weigering_id, list(een.codes))
            for positie, _, een in told
            if isinstance(een, BerichtGeweigerd)
        ]
        assert geweigerd == await kept(
            een, "select positie, id, codes from weigering where regio = $1 order by positie"
        )
        assert len(geweigerd) == 15
        soorten = {type(een).__name__ for _, _, een in told}
        assert soorten >= {"RegisterGeladen", "ReserveringVervallen", "VerzoekOntvangen", "ToewijzingVastgesteld"}


async def test_a_rebuild_and_a_check_read_past_what_only_tells_of_a_bericht(
    instellingen: Instellingen, klok: StaandeKlok
) -> None:
    async with gateway_met_register(instellingen, klok, **rijen()) as gateway:
        await traffic(gateway, gateway, klok)
        opnieuw = await herbouw(gateway.database, gateway.regio)
        assert not any(opnieuw.verschillen.values())
        (gevolgen,) = await kept(
            gateway,
            "select count(*) from gebeurtenis where regio = $1 and soort not in"
            " ('BerichtOntvangen', 'BerichtOpgesteld', 'BerichtGeweigerd')",
        )
        assert (opnieuw.gebeurtenissen,) == gevolgen


async def test_what_is_told_names_no_client(instellingen: Instellingen, klok: StaandeKlok) -> None:
    async with gateway_met_register(instellingen, klok, **rijen()) as gateway:
        await traffic(gateway, gateway, klok)
        assert await kept(
            gateway,
            "select distinct client is null, bericht_id is null, aanbieder, gemeente from gebeurtenis"
            " where regio = $1 and soort in ('BerichtOntvangen', 'BerichtOpgesteld')",
        ) == [(True, False, AANBIEDER, GEMEENTE)]


async def test_what_is_told_says_who_caused_it(instellingen: Instellingen, klok: StaandeKlok) -> None:
    async with gateway_met_register(instellingen, klok, **rijen()) as gateway:
        await ontvangen(gateway, verzoek(0), AANBIEDER)
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
