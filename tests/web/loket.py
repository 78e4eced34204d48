# SPDX-License-Identifier: EUPL-1.2
"""A gateway behind a real port on loopback, with a token for every party, and a client that keeps all it was told."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec

from bellers import beheer
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.web.app import STANDAARD
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.server import luister
from bouwers import AANBIEDER, GEMEENTE
from gatewaybouw import StaandeKlok, gateway_met_register

ANDERE_AANBIEDER, ANDERE_GEMEENTE, REGIO = "42420001", "0384", "REGIO"
XML = {"Content-Type": "application/xml"}


class Antwoord(msgspec.Struct, frozen=True):
    """What came back."""

    status: int
    headers: Any
    data: bytes

    @property
    def json(self) -> Any:
        assert "json" in self.headers["Content-Type"], self.headers
        return json.loads(self.data)

    @property
    def codes(self) -> list[str]:
        return [bevinding["code"] for bevinding in self.json["bevindingen"]]


class Loket:
    """`vraag` asks in the name of a party; every answer is kept in `antwoorden`."""

    def __init__(self, gateway: Gateway, klok: StaandeKlok, poort: int, sessie: aiohttp.ClientSession) -> None:
        self.gateway = gateway
        self.gateways = Gateways([gateway])
        self.klok = klok
        self.poort = poort
        self.tokens: dict[str, str] = {}
        self._beurt = asyncio.Lock()
        self.antwoorden: list[Antwoord] = []
        self.sessie = sessie

    async def token(self, partij: str) -> str:
        """The token of a party, made when it has none yet."""
        async with self._beurt:  # many may ask at once, and each must get one that the gateway knows
            if partij not in self.tokens:
                gateway = self.gateway
                _, self.tokens[partij] = await gateway.toegang.nieuw(beheer(gateway), partij)
                await gateway.register.ververs(nu=True)
            return self.tokens[partij]

    async def vraag(self, methode: str, pad: str, wie: str | None = None, **opties: Any) -> Antwoord:
        """One request; `wie` is the code of a party, None for nobody."""
        headers = dict(opties.pop("headers", {}))
        if wie is not None:
            headers["Authorization"] = f"Bearer {await self.token(wie)}"
        url = f"http://127.0.0.1:{self.poort}{pad}"
        async with self.sessie.request(methode, url, headers=headers, allow_redirects=False, **opties) as antwoord:
            gelezen = Antwoord(antwoord.status, antwoord.headers, await antwoord.read())
        self.antwoorden.append(gelezen)
        return gelezen

    async def stuur(self, bericht: Bericht | bytes, wie: str, pad: str = "/v1/berichten", **opties: Any) -> Antwoord:
        """POST one bericht."""
        data = bericht if isinstance(bericht, bytes) else write(bericht)
        return await self.vraag("POST", pad, wie, data=data, headers={**XML, **opties.pop("headers", {})}, **opties)

    async def aantal(self, tabel: str) -> int:
        """How many rows of this regio a table has."""
        async with self.gateway.database.lees() as conn:
            aantal: int = await conn.fetchval(f"select count(*) from {tabel} where regio = $1", self.gateway.regio)
            return aantal

    async def weigeringen(self) -> list[tuple[str | None, list[str], int]]:
        """Party, codes and size of every weigering, oldest first."""
        async with self.gateway.database.lees() as conn:
            rijen = await conn.fetch(
                "select partij, codes, grootte from weigering where regio = $1 order by id", self.gateway.regio
            )
        return [(rij["partij"], list(rij["codes"]), rij["grootte"]) for rij in rijen]


@asynccontextmanager
async def open_loket(
    instellingen: Instellingen, grenzen: Grenzen = STANDAARD, **rijen: Sequence[Any]
) -> AsyncIterator[Loket]:
    """A gateway with its register, listening, and a client beside it."""
    klok = StaandeKlok()
    async with (
        gateway_met_register(instellingen, klok, **rijen) as gateway,
        luister_bij(gateway, klok, grenzen) as loket,
    ):
        yield loket


@asynccontextmanager
async def luister_bij(gateway: Gateway, klok: StaandeKlok, grenzen: Grenzen = STANDAARD) -> AsyncIterator[Loket]:
    """An open gateway, listening, and a client beside it."""
    async with (
        luister(Gateways([gateway]), "127.0.0.1", 0, grenzen=grenzen) as poort,
        aiohttp.ClientSession(auto_decompress=True) as sessie,
    ):
        yield Loket(gateway, klok, poort, sessie)


__all__ = ["AANBIEDER", "ANDERE_AANBIEDER", "ANDERE_GEMEENTE", "GEMEENTE", "REGIO", "XML", "Loket", "open_loket"]
