# SPDX-License-Identifier: EUPL-1.2
"""A gateway on the test database, with a small register and a clock that the test moves."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bellers import administration, as_
from berichtenverkeer.berichten import Bericht, read, write
from berichtenverkeer.core.clock import NETHERLANDS, Clock, system_clock
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway, gateway_on, open_gateway
from berichtenverkeer.gateway.work import Receipt, Refused
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.rows import Partij

GEMEENTEN = ("0363", "0384", "1916")
AANBIEDERS = ("65656055", "42420001")
BEGIN = date(2015, 1, 1)


class StaandeKlok:
    """A clock that stands still until it is moved."""

    def __init__(self, day: date = date(2026, 6, 1)) -> None:
        self.moment = datetime.combine(day, time(12), NETHERLANDS).astimezone(UTC)

    def __call__(self) -> datetime:
        return self.moment

    def zet(self, day: date) -> None:
        """Noon on that day, or a second later when it was already past."""
        self.moment = max(StaandeKlok(day).moment, self.moment + timedelta(seconds=1))


def partijen() -> list[Partij]:
    """The parties of the builders and of the sample berichten, and the regional organisation."""
    return [
        *(Partij(soort="gemeente", code=code, naam=f"Gemeente {code}", geldig_van=BEGIN) for code in GEMEENTEN),
        *(Partij(soort="aanbieder", code=code, naam=f"Aanbieder {code}", geldig_van=BEGIN) for code in AANBIEDERS),
        Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
    ]


def register(regio: str, **rows: Sequence[Any]) -> Content:
    """A register with these parties and whatever rows a test adds, by file."""
    return Content(regio, {"partijen": partijen(), **rows})


class Connections:
    """To one database, from test to test: new ones plan each statement anew. A gateway has its own while it is open."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._free: dict[tuple[int, ...], list[Database]] = defaultdict(list)

    def are_of_this_loop(self) -> bool:
        """What was opened on one event loop is of no use on another."""
        return asyncio.get_running_loop() is self._loop

    @asynccontextmanager
    async def lent(self, config: Settings) -> AsyncIterator[Database]:
        """With the limits of `config`; what a test closed, or left busy, is given to nobody else."""
        limits = (
            config.pool_grootte,
            config.verbinding_wacht_ms,
            config.statement_timeout_ms,
            config.stille_transactie_ms,
        )
        free = self._free[limits]
        database = free.pop() if free else await Database.open(config)
        try:
            yield database
        finally:
            pool = database._pool
            if not pool.is_closing() and pool.get_idle_size() == pool.get_size():
                free.append(database)
            else:
                await database.close()

    async def close(self) -> None:
        for free in self._free.values():
            for database in free:
                await database.close()


CONNECTIONS: dict[str | None, Connections] = {}
"""By the address of the database, as the application role."""


@asynccontextmanager
async def gateway_met_register(
    config: Settings, clock: Clock = system_clock, database: Database | None = None, /, **rows: Sequence[Any]
) -> AsyncIterator[Gateway]:
    """An open gateway on which the register is loaded; without `database` on connections that stay, where there are."""
    async with AsyncExitStack() as stack:
        if database is None and (kept := CONNECTIONS.get(config.database_url)) and kept.are_of_this_loop():
            database = await stack.enter_async_context(kept.lent(config))
        opened = gateway_on(database, config, clock) if database else open_gateway(config, clock)
        gateway = await stack.enter_async_context(opened)
        await gateway.register.load(administration(gateway), register(gateway.regio, **rows))
        await gateway.register.refresh(now=True)
        yield gateway


async def stuur(
    gateway: Gateway, bericht: Bericht | bytes, verzender: str, is_proef: bool = False
) -> Receipt | Refused:
    """Hand in a bericht in the name of a party."""
    data = bericht if isinstance(bericht, bytes) else write(bericht)
    return await gateway.reception.receive(as_(gateway, verzender), data, is_proef=is_proef)


async def received(gateway: Gateway, bericht: Bericht | bytes, verzender: str, is_proef: bool = False) -> Receipt:
    """Hand in a bericht that must get a receipt."""
    receipt = await stuur(gateway, bericht, verzender, is_proef=is_proef)
    assert isinstance(receipt, Receipt), receipt.bevindingen
    return receipt


async def retour_van(gateway: Gateway, receipt: Receipt, verzender: str) -> Bericht:
    """The retourbericht that the receipt names, as its sender reads it."""
    assert receipt.retour_id is not None
    data = await gateway.postvak.payload(as_(gateway, verzender), receipt.retour_id)
    assert data is not None
    return read(data)
