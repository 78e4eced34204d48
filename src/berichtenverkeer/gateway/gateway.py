# SPDX-License-Identifier: EUPL-1.2
"""The gateway as the edges hold it: all use cases around one database, opened and closed together."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import Klok, systeemklok
from berichtenverkeer.core.migraties import vereist_migratie
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.draden import Draden
from berichtenverkeer.gateway.meting import Meetstand, meet
from berichtenverkeer.gateway.nakijken import Nakijken
from berichtenverkeer.gateway.ontvangst import Bijstelling, Ontvangst
from berichtenverkeer.gateway.plafonds import Plafonds, laat_steeds_vervallen
from berichtenverkeer.gateway.postvak import Postvak
from berichtenverkeer.gateway.rapportages import Rapportages
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.gateway.register import Registerhouder
from berichtenverkeer.gateway.termijnen import Termijnen
from berichtenverkeer.gateway.tijdwacht import Tijd, vereis_juist
from berichtenverkeer.gateway.toegang import Toegang
from berichtenverkeer.gateway.watermerken import houd_watermerken_bij
from berichtenverkeer.gateway.zwarebaan import ZwareBaan
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden import STANDAARDEN, Standaarden

T = TypeVar("T")

LEESPLAATSEN = 2
"""How many reports, clocks and threads a process works out at the same time: a long one leaves room for another."""


class Queries(msgspec.Struct, frozen=True):
    """The use cases that only read, and may take long doing so."""

    plafonds: Plafonds
    rapportages: Rapportages
    termijnen: Termijnen
    draden: Draden

    @staticmethod
    def on(database: Database, regio: str, klok: Klok) -> "Queries":
        """Those of a region, on these connections."""
        wat = database, regio, klok
        return Queries(Plafonds(*wat), Rapportages(*wat), Termijnen(*wat), Draden(database, regio))


class Gateway(Queries, frozen=True, kw_only=True):
    """One open gateway: its use cases, each of which asks who calls (rechten.py).

    `klok` is the clock of all of them. What takes long goes outside the event loop: berichten by `zware_baan`,
    questions by `leesbaan`. The database is for the use cases and the tests; an edge leaves it alone.
    """

    regio: str
    database: Database
    register: Registerhouder
    toegang: Toegang
    tijd: Tijd
    ontvangst: Ontvangst
    nakijken: Nakijken
    postvak: Postvak
    klok: Klok
    zware_baan: ZwareBaan
    leesbaan: ZwareBaan
    standaarden: Standaarden

    async def apart(self, beller: Beller, vraag: Callable[[Queries], Awaitable[T]]) -> T:
        """Ask, and render what is found, outside the event loop; who calls waits for his turn. Raises as `vraag`."""
        return await self.leesbaan.doe(lambda daar: vraag(Queries.on(daar, self.regio, self.klok)), beller.code)

    async def houd_watermerken_bij(self) -> None:
        """For as long as a process serves."""
        await houd_watermerken_bij(self.database, self.regio, self.klok)

    async def laat_vervallen(self) -> None:
        """For as long as a process serves."""
        await laat_steeds_vervallen(self.database, self.regio, self.klok, self.zware_baan)

    @gebruik("gateway.meet")
    async def meet(self, _zicht: Zicht) -> Meetstand:
        """What an operator watches."""
        return await meet(self.database, self.regio, self.klok(), self.klok, self.register.onverklaard)

    async def vereis_gereed(self) -> None:
        """That the database answers and has the form of this version, and that the time can be trusted.

        Raises DatabaseWeg, MigratieNodig, KlokOnbetrouwbaar, RegisterOnverklaard.
        """
        async with self.database.lees() as conn:
            await vereist_migratie(conn)
            await vereis_juist(Grootboek(conn, self.regio), self.klok)
        await self.register.ververs()
        self.register.vereis_verklaard()


class _OpGesimuleerdeDag(Registerhouder):
    """Every use case of a party begins with the question who it is: there the clock of a simulation is read."""

    def __init__(self, database: Database, regio: str, klok: Klok, stel_klok_bij: Bijstelling) -> None:
        super().__init__(database, regio, klok)
        self._stel_klok_bij = stel_klok_bij

    async def wie(self, geheim: str) -> Partij | None:
        """See Registerhouder."""
        await self._stel_klok_bij()
        return await super().wie(geheim)


@asynccontextmanager
async def open_gateway(
    instellingen: Instellingen,
    klok: Klok = systeemklok,
    stel_klok_bij: Bijstelling | None = None,
    standaarden: Standaarden = STANDAARDEN,
) -> AsyncIterator[Gateway]:
    """Open a gateway on the database of `instellingen` that speaks `standaarden`; on leaving, what was accepted is
    finished first.

    Only a simulation gives `stel_klok_bij`: it is awaited before every batch and before every other use case of a
    party, so that all processes agree on the day as soon as it was moved. Raises DatabaseWeg;
    whether the database has the form of this version is for `vereis_gereed` to say.
    """
    regio = instellingen.regio
    database = await Database.open(instellingen)
    try:
        register = (
            _OpGesimuleerdeDag(database, regio, klok, stel_klok_bij)
            if stel_klok_bij is not None
            else Registerhouder(database, regio, klok)
        )
        await register.ververs()
        gateway = _maak(instellingen, database, register, klok, stel_klok_bij, standaarden)
        async with gateway.leesbaan, gateway.ontvangst:
            yield gateway
    finally:
        await database.sluit()


def _maak(
    instellingen: Instellingen,
    database: Database,
    register: Registerhouder,
    klok: Klok,
    stel_klok_bij: Bijstelling | None,
    standaarden: Standaarden,
) -> Gateway:
    regio, zware_baan = instellingen.regio, ZwareBaan(instellingen)
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    ontvangst = Ontvangst(
        database,
        kluis,
        register,
        klok,
        zware_baan,
        regio=regio,
        wachtrij=instellingen.wachtrij_berichten,
        wachtrij_bytes=max(instellingen.wachtrij_bytes, instellingen.max_bericht_bytes),
        grootste=instellingen.max_bericht_bytes,
        stel_klok_bij=stel_klok_bij,
        standaarden=standaarden,
    )
    return Gateway(
        **msgspec.structs.asdict(Queries.on(database, regio, klok)),
        regio=regio,
        database=database,
        register=register,
        toegang=Toegang(database, regio, klok),
        tijd=Tijd(database, regio, klok),
        ontvangst=ontvangst,
        nakijken=Nakijken(ontvangst, register, klok, standaarden),
        postvak=Postvak(database, kluis, register, klok, regio=regio),
        klok=klok,
        zware_baan=zware_baan,
        leesbaan=ZwareBaan(instellingen, LEESPLAATSEN),
        standaarden=standaarden,
    )
