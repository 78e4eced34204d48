# SPDX-License-Identifier: EUPL-1.2
"""The counter of a gateway in this process, without HTTP; and a generated region whose ceilings are ample."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import UUID

import msgspec

from bellers import als, beheer
from berichtenverkeer.berichten import JW325
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.plafonds import verschuif_peilmaand
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.postvak.bak import Richting, Zoekvraag
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.voorbeeldregio.klok import moment_op
from berichtenverkeer.voorbeeldregio.loket import Bewijs, codes_in, declaratieantwoord
from berichtenverkeer.voorbeeldregio.zending import Zending


class Dagklok:
    """A clock that the traffic moves."""

    def __init__(self, dag: date) -> None:
        self._moment = moment_op(dag)

    def __call__(self) -> datetime:
        return self._moment

    async def zet(self, dag_: date) -> None:
        self._moment = moment_op(dag_)


class Maandklok(Dagklok):
    """And with it the months that can be declared."""

    gateway: Gateway | None = None

    async def zet(self, dag_: date) -> None:
        await super().zet(dag_)
        if self.gateway is not None:
            await verschuif_peilmaand(self.gateway.database, self.gateway.regio, self)


class GatewayLoket:
    def __init__(self, gateway: Gateway, klok: Dagklok) -> None:
        self._gateway = gateway
        self._klok = klok
        self._gelezen_tot: dict[str, int] = {}

    async def verstuur(self, zending: Zending) -> Bewijs:
        bon = await self._gateway.ontvangst.ontvang(als(self._gateway, zending.verzender), zending.data)
        codes = frozenset(bevinding.code for bevinding in bon.bevindingen)
        signalen = frozenset(code for code in codes if code.startswith("SIGNAAL-"))
        if not isinstance(bon, Bon):
            return Bewijs(400, regels=codes)
        status = 200 if bon.is_herhaald else 201
        return Bewijs(status, str(bon.oordeel), codes - signalen, signalen, bon.ontvangen_op, str(bon.retour_id))

    async def retourcodes(self, zending: Zending, bewijs: Bewijs) -> frozenset[str]:
        data = await self._gateway.postvak.payload(als(self._gateway, zending.verzender), UUID(bewijs.retour))
        assert data
        return codes_in(data)

    async def vreemde_afwijzingen(self, aanbieder: str) -> list[str]:
        del aanbieder  # ample ceilings: the gateway has no reason to say no
        return []

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        vraag = Zoekvraag(
            richting=Richting.IN, berichtsoort="JW325", na=self._gelezen_tot.get(aanbieder, 0), limiet=250
        )
        pagina = await self._gateway.postvak.lijst(als(self._gateway, aanbieder), vraag)
        assert pagina.volgende is None
        antwoorden = {}
        for stuk in pagina.stukken:
            self._gelezen_tot[aanbieder] = stuk.positie
            data = await self._gateway.postvak.payload(als(self._gateway, aanbieder), stuk.bericht_id)
            assert data
            antwoorden[str(stuk.bericht_id)] = declaratieantwoord(data)
        return antwoorden


def ruim(register: Inhoud) -> Inhoud:
    """The same register with ceilings that nobody reaches: nothing is turned down for money."""
    hoog = [
        rij
        if rij.zonder_plafond
        else msgspec.structs.replace(rij, bedrag_cents=10**12, norm=None, basisjaar=None, basis_cents=None)
        for rij in register.rijen["plafonds"]
    ]
    return Inhoud(register.regio, {**register.rijen, "plafonds": hoog})


@asynccontextmanager
async def geopend(instellingen: Instellingen, register: Inhoud, klok: Dagklok) -> AsyncIterator[Gateway]:
    """An open gateway on which the register is loaded, with ample ceilings."""
    async with open_gateway(instellingen, klok) as gateway:
        await gateway.register.laad(beheer(gateway), ruim(register))
        await gateway.register.ververs(nu=True)
        yield gateway
