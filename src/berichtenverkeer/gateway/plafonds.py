# SPDX-License-Identifier: EUPL-1.2
"""Ceilings outside the way of a bericht: reservations that lapse, what an aanbieder has left, the check of it all."""

from datetime import date

import msgspec

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.klok import Klok, dag
from berichtenverkeer.gateway.register import boek_los_feit
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.ledger import boek, watermerk
from berichtenverkeer.plafonds import lading, opslag
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.lading import Verschil
from berichtenverkeer.register.stand import RegisterStand, lees_stand

DEFINITIEVERSIE = 1
"""Version of definitions.md that the figures follow."""


class Plafondstand(msgspec.Struct, frozen=True):
    """Plafonds as booked at ledger position `k`, with the register load that holds."""

    definitieversie: int
    k: int
    register: int
    saldi: list[Saldo]


async def laat_vervallen(database: Database, regio: str, klok: Klok) -> int:
    """Give back the room of reservations whose term is over; how many there were. Raises DatabaseWeg."""
    nu = klok()
    async with database.transactie() as conn:
        nodig = await opslag.nodig_voor_verval(conn, regio, dag(nu))
        if not nodig.aanbieders:
            return 0
        await watermerk.begin(conn, sloten(regio, {"register"}))
        register: RegisterStand = await lees_stand(conn, regio)
        boekhouding = await opslag.laad(conn, regio, nodig, register, dag(nu))
        posities = await boek.reserveer(conn, len(boekhouding.te_vervallen))
        vervallen = boekhouding.verval(iter(posities))
        for positie, feit in vervallen:
            await boek_los_feit(conn, regio, positie, feit, klok)
        await opslag.bewaar(conn, regio, boekhouding)
    return len(vervallen)


async def plafondstand(database: Database, regio: str, aanbieder: str | None, jaar: int | None) -> Plafondstand:
    """The plafonds of one aanbieder or of all, of one year or of all years, as booked now. Raises DatabaseWeg."""
    async with database.lees() as conn:
        k = await watermerk.watermerk(conn)
        saldi = await opslag.lees_saldi(conn, regio, None if aanbieder is None else [aanbieder])
        register = await lees_stand(conn, regio)
    gekozen = [saldo for saldo in saldi if jaar in (None, saldo.sleutel.jaar)]
    return Plafondstand(DEFINITIEVERSIE, k, register.versie, gekozen)


async def herbereken(database: Database, regio: str, vandaag: date) -> list[Verschil]:
    """Where what is booked is not what state and register say. Writes nothing. Raises DatabaseWeg."""
    async with database.lees(momentopname=True) as conn:
        return await lading.herbereken(conn, regio, vandaag)
