# SPDX-License-Identifier: EUPL-1.2
"""The gateway as the edges hold it: all use cases around one database, opened and closed together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import Klok, systeemklok
from berichtenverkeer.gateway.meting import Meetstand, meet
from berichtenverkeer.gateway.ontvangst import Ontvangst
from berichtenverkeer.gateway.postvak import Postvak
from berichtenverkeer.gateway.register import Registerhouder
from berichtenverkeer.ledger.kluis import Kluis


class Gateway(msgspec.Struct, frozen=True):
    """One open gateway. `klok` is the clock of every use case."""

    regio: str
    database: Database
    register: Registerhouder
    ontvangst: Ontvangst
    postvak: Postvak
    klok: Klok

    async def meet(self) -> Meetstand:
        """What an operator watches."""
        return await meet(self.database, self.regio, self.klok())


@asynccontextmanager
async def open_gateway(instellingen: Instellingen, klok: Klok = systeemklok) -> AsyncIterator[Gateway]:
    """Open a gateway on the database of `instellingen`; on leaving, what was accepted is finished first.

    Raises DatabaseWeg, MigratieNodig.
    """
    regio = instellingen.regio
    database = await Database.open(instellingen)
    try:
        kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
        register = Registerhouder(database, regio, klok)
        await register.ververs()
        wachtrij = instellingen.wachtrij_berichten
        async with Ontvangst(database, kluis, register, klok, regio=regio, wachtrij=wachtrij) as ontvangst:
            postvak = Postvak(database, kluis, klok, regio=regio)
            yield Gateway(regio, database, register, ontvangst, postvak, klok)
    finally:
        await database.sluit()
