# SPDX-License-Identifier: EUPL-1.2
"""A gateway on the test database, with a small register and a clock that the test moves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
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


@asynccontextmanager
async def gateway_met_register(
    config: Settings, clock: Clock = system_clock, database: Database | None = None, /, **rows: Sequence[Any]
) -> AsyncIterator[Gateway]:
    """An open gateway on which the register is loaded; with `database` on those connections, which know the tables."""
    async with gateway_on(database, config, clock) if database else open_gateway(config, clock) as gateway:
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
