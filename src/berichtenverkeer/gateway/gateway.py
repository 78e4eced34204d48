# SPDX-License-Identifier: EUPL-1.2
"""The gateway as the edges hold it: all use cases around one database, opened and closed together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import Klok, systeemklok
from berichtenverkeer.core.migraties import vereist_migratie
from berichtenverkeer.gateway.meting import Meetstand, meet
from berichtenverkeer.gateway.ontvangst import Bijstelling, Ontvangst
from berichtenverkeer.gateway.postvak import Postvak
from berichtenverkeer.gateway.register import Registerhouder
from berichtenverkeer.gateway.tijdwacht import vereis_juist
from berichtenverkeer.gateway.zwarebaan import ZwareBaan
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden import STANDAARDEN, Standaarden

LEESPLAATSEN = 2
"""How many reports, clocks and threads a process works out at the same time: a long one leaves room for another."""


class Gateway(msgspec.Struct, frozen=True):
    """One open gateway. `klok` is the clock of every use case. What takes long goes outside the event loop: berichten
    by `zware_baan`, questions by `leesbaan`."""

    regio: str
    database: Database
    register: Registerhouder
    ontvangst: Ontvangst
    postvak: Postvak
    klok: Klok
    zware_baan: ZwareBaan
    leesbaan: ZwareBaan
    standaarden: Standaarden

    async def meet(self) -> Meetstand:
        """What an operator watches."""
        return await meet(self.database, self.regio, self.klok(), self.klok, self.register.onverklaard)

    async def vereis_gereed(self) -> None:
        """That the database answers and has the form of this version, and that the time can be trusted.

        Raises DatabaseWeg, MigratieNodig, KlokOnbetrouwbaar, RegisterOnverklaard.
        """
        async with self.database.lees() as conn:
            await vereist_migratie(conn)
            await vereis_juist(conn, self.regio, self.klok)
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
        kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
        register = (
            _OpGesimuleerdeDag(database, regio, klok, stel_klok_bij)
            if stel_klok_bij is not None
            else Registerhouder(database, regio, klok)
        )
        await register.ververs()
        zware_baan = ZwareBaan(instellingen)
        leesbaan = ZwareBaan(instellingen, LEESPLAATSEN)
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
        async with leesbaan, ontvangst:
            postvak = Postvak(database, kluis, klok, regio=regio)
            yield Gateway(regio, database, register, ontvangst, postvak, klok, zware_baan, leesbaan, standaarden)
    finally:
        await database.sluit()
