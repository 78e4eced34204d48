# SPDX-License-Identifier: EUPL-1.2
"""A gateway behind a real port on loopback, with a token for every party, and a client that keeps all it was told."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec

from bellers import administration
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.web.app import STANDAARD
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.server import listen
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


class Desk:
    """`vraag` asks in the name of a party; every answer is kept in `antwoorden`."""

    def __init__(self, gateway: Gateway, clock: StaandeKlok, poort: int, session: aiohttp.ClientSession) -> None:
        self.gateway = gateway
        self.gateways = Gateways([gateway])
        self.clock = clock
        self.poort = poort
        self.tokens: dict[str, str] = {}
        self._turn = asyncio.Lock()
        self.antwoorden: list[Antwoord] = []
        self.sessie = session

    async def token(self, partij: str) -> str:
        """The token of a party, made when it has none yet."""
        async with self._turn:  # many may ask at once, and each must get one that the gateway knows
            if partij not in self.tokens:
                gateway = self.gateway
                _, self.tokens[partij] = await gateway.access.create(administration(gateway), partij)
                await gateway.register.refresh(now=True)
            return self.tokens[partij]

    async def vraag(self, method: str, pad: str, who: str | None = None, **options: Any) -> Antwoord:
        """One request; `who` is the code of a party, None for nobody."""
        headers = dict(options.pop("headers", {}))
        if who is not None:
            headers["Authorization"] = f"Bearer {await self.token(who)}"
        url = f"http://127.0.0.1:{self.poort}{pad}"
        async with self.sessie.request(method, url, headers=headers, allow_redirects=False, **options) as antwoord:
            was_read = Antwoord(antwoord.status, antwoord.headers, await antwoord.read())
        self.antwoorden.append(was_read)
        return was_read

    async def send(self, bericht: Bericht | bytes, who: str, pad: str = "/v1/berichten", **options: Any) -> Antwoord:
        """POST one bericht."""
        data = bericht if isinstance(bericht, bytes) else write(bericht)
        return await self.vraag("POST", pad, who, data=data, headers={**XML, **options.pop("headers", {})}, **options)

    async def count(self, table: str) -> int:
        """How many rows of this regio a table has."""
        async with self.gateway.database.lees() as conn:
            count: int = await conn.fetchval(f"select count(*) from {table} where regio = $1", self.gateway.regio)
            return count

    async def weigeringen(self) -> list[tuple[str | None, list[str], int]]:
        """Party, codes and size of every weigering, oldest first."""
        async with self.gateway.database.lees() as conn:
            rows = await conn.fetch(
                "select partij, codes, grootte from weigering where regio = $1 order by id", self.gateway.regio
            )
        return [(row["partij"], list(row["codes"]), row["grootte"]) for row in rows]


@asynccontextmanager
async def open_loket(config: Settings, limits: Limits = STANDAARD, **rows: Sequence[Any]) -> AsyncIterator[Desk]:
    """A gateway with its register, listening, and a client beside it."""
    clock = StaandeKlok()
    async with (
        gateway_met_register(config, clock, **rows) as gateway,
        luister_bij(gateway, clock, limits) as desk,
    ):
        yield desk


@asynccontextmanager
async def luister_bij(gateway: Gateway, clock: StaandeKlok, limits: Limits = STANDAARD) -> AsyncIterator[Desk]:
    """An open gateway, listening, and a client beside it."""
    async with (
        listen(Gateways([gateway]), "127.0.0.1", 0, limits=limits) as poort,
        aiohttp.ClientSession(auto_decompress=True) as session,
    ):
        yield Desk(gateway, clock, poort, session)


__all__ = ["AANBIEDER", "ANDERE_AANBIEDER", "ANDERE_GEMEENTE", "GEMEENTE", "REGIO", "XML", "Desk", "open_loket"]
