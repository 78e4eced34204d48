# SPDX-License-Identifier: EUPL-1.2
"""A gateway on the test database, with a small register and a clock that the test moves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bellers import als, beheer
from berichtenverkeer.berichten import Bericht, read, write
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import NEDERLAND, Klok, systeemklok
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.werk import Bon, Geweigerd
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.rijen import Partij

GEMEENTEN = ("0363", "0384", "1916")
AANBIEDERS = ("65656055", "42420001")
BEGIN = date(2015, 1, 1)


class StaandeKlok:
    """A clock that stands still until it is moved."""

    def __init__(self, dag: date = date(2026, 6, 1)) -> None:
        self.moment = datetime.combine(dag, time(12), NEDERLAND).astimezone(UTC)

    def __call__(self) -> datetime:
        return self.moment

    def zet(self, dag: date) -> None:
        """Noon on that day, or a second later when it was already past."""
        self.moment = max(StaandeKlok(dag).moment, self.moment + timedelta(seconds=1))


def partijen() -> list[Partij]:
    """The parties of the builders and of the sample berichten, and the regional organisation."""
    return [
        *(Partij(soort="gemeente", code=code, naam=f"Gemeente {code}", geldig_van=BEGIN) for code in GEMEENTEN),
        *(Partij(soort="aanbieder", code=code, naam=f"Aanbieder {code}", geldig_van=BEGIN) for code in AANBIEDERS),
        Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
    ]


def register(regio: str, **rijen: Sequence[Any]) -> Inhoud:
    """A register with these parties and whatever rows a test adds, by file."""
    return Inhoud(regio, {"partijen": partijen(), **rijen})


@asynccontextmanager
async def gateway_met_register(
    instellingen: Instellingen, klok: Klok = systeemklok, **rijen: Sequence[Any]
) -> AsyncIterator[Gateway]:
    """An open gateway on which the register is loaded."""
    async with open_gateway(instellingen, klok) as gateway:
        await gateway.register.laad(beheer(gateway), register(gateway.regio, **rijen))
        await gateway.register.ververs(nu=True)
        yield gateway


async def stuur(gateway: Gateway, bericht: Bericht | bytes, verzender: str, is_proef: bool = False) -> Bon | Geweigerd:
    """Hand in a bericht in the name of a party."""
    data = bericht if isinstance(bericht, bytes) else write(bericht)
    return await gateway.ontvangst.ontvang(als(gateway, verzender), data, is_proef=is_proef)


async def ontvangen(gateway: Gateway, bericht: Bericht | bytes, verzender: str, is_proef: bool = False) -> Bon:
    """Hand in a bericht that must get a receipt."""
    bon = await stuur(gateway, bericht, verzender, is_proef=is_proef)
    assert isinstance(bon, Bon), bon.bevindingen
    return bon


async def retour_van(gateway: Gateway, bon: Bon, verzender: str) -> Bericht:
    """The retourbericht that the receipt names, as its sender reads it."""
    assert bon.retour_id is not None
    data = await gateway.postvak.payload(als(gateway, verzender), bon.retour_id)
    assert data is not None
    return read(data)
