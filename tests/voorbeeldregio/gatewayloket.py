# SPDX-License-Identifier: EUPL-1.2
"""The counter of a gateway in this process, without HTTP; and a generated region whose ceilings are ample."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import UUID

import msgspec

from bellers import administration, as_
from berichtenverkeer.berichten import JW325
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.plafonds import shift_peilmaand
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.voorbeeldregio.clock import moment_at
from berichtenverkeer.voorbeeldregio.desk import Proof, codes_in, declaratieantwoord
from berichtenverkeer.voorbeeldregio.shipment import Shipment


class Dagklok:
    """A clock that the traffic moves."""

    def __init__(self, day: date) -> None:
        self._moment = moment_at(day)

    def __call__(self) -> datetime:
        return self._moment

    async def zet(self, day_: date) -> None:
        self._moment = moment_at(day_)


class Maandklok(Dagklok):
    """And with it the months that can be declared."""

    gateway: Gateway | None = None

    async def zet(self, day_: date) -> None:
        await super().zet(day_)
        if self.gateway is not None:
            await shift_peilmaand(self.gateway.database, self.gateway.regio, self)


class GatewayLoket:
    def __init__(self, gateway: Gateway, clock: Dagklok) -> None:
        self._gateway = gateway
        self._clock = clock
        self._was_read_until: dict[str, int] = {}

    async def send(self, shipment: Shipment) -> Proof:
        receipt = await self._gateway.reception.receive(as_(self._gateway, shipment.verzender), shipment.data)
        codes = frozenset(bevinding.code for bevinding in receipt.bevindingen)
        signalen = frozenset(code for code in codes if code.startswith("SIGNAAL-"))
        if not isinstance(receipt, Receipt):
            return Proof(400, regels=codes)
        status = 200 if receipt.is_herhaald else 201
        return Proof(
            status, str(receipt.oordeel), codes - signalen, signalen, receipt.ontvangen_op, str(receipt.retour_id)
        )

    async def retourcodes(self, shipment: Shipment, proof: Proof) -> frozenset[str]:
        data = await self._gateway.postvak.payload(as_(self._gateway, shipment.verzender), UUID(proof.retour))
        assert data
        return codes_in(data)

    async def foreign_afwijzingen(self, aanbieder: str) -> list[str]:
        del aanbieder  # ample ceilings: the gateway has no reason to say no
        return []

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        question = PostvakQuery(
            richting=Richting.IN, berichtsoort="JW325", after=self._was_read_until.get(aanbieder, 0), limit=250
        )
        page = await self._gateway.postvak.listing(as_(self._gateway, aanbieder), question)
        assert page.volgende is None
        antwoorden = {}
        for piece in page.pieces:
            self._was_read_until[aanbieder] = piece.positie
            data = await self._gateway.postvak.payload(as_(self._gateway, aanbieder), piece.bericht_id)
            assert data
            antwoorden[str(piece.bericht_id)] = declaratieantwoord(data)
        return antwoorden


def ruim(register: Content) -> Content:
    """The same register with ceilings that nobody reaches: nothing is turned down for money."""
    hoog = [
        row
        if row.zonder_plafond
        else msgspec.structs.replace(row, bedrag_cents=10**12, norm=None, basisjaar=None, basis_cents=None)
        for row in register.rows["plafonds"]
    ]
    return Content(register.regio, {**register.rows, "plafonds": hoog})


@asynccontextmanager
async def geopend(config: Settings, register: Content, clock: Dagklok) -> AsyncIterator[Gateway]:
    """An open gateway on which the register is loaded, with ample ceilings."""
    async with open_gateway(config, clock) as gateway:
        await gateway.register.load(administration(gateway), ruim(register))
        await gateway.register.refresh(now=True)
        yield gateway
