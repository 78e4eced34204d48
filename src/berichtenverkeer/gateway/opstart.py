# SPDX-License-Identifier: EUPL-1.2
"""Before anything is served: bring the database to the shape of this version, and ask whether all fits."""

import asyncio

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database, Verbinding
from berichtenverkeer.core.errors import InstellingOntbreekt, SleutelOnbekend
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.migraties import migreer, vereist_migratie
from berichtenverkeer.core.storing import wereldfouten
from berichtenverkeer.gateway.herbouw import herbouw_na_migratie, met_geduld
from berichtenverkeer.ledger.epoch import vereist_epoch
from berichtenverkeer.ledger.kluis import Kluis


async def werk_database_bij(instellingen: Instellingen) -> list[str]:
    """Make or upgrade the tables, as their owner, and build the state anew where that takes it. Safe to run again.

    Returns the migrations that wait until no process of an older release is connected. Raises SlotBezet,
    InstellingOntbreekt, SleutelOnbekend, DatabaseWeg, AanmeldingGeweigerd, Beschadigd.
    """
    rol = instellingen.toepassingsrol
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    if not instellingen.is_embedded:
        if instellingen.eigenaar_url is None:
            raise InstellingOntbreekt("DATABASE_OWNER_URL ontbreekt: alleen de eigenaar mag de tabellen maken.")
        with wereldfouten():
            waiting = await migreer(instellingen.eigenaar_url, rol, kluis)
        await _herbouw_zo_nodig(instellingen)
        return waiting
    gebruik = await asyncio.to_thread(embedded.gebruik, instellingen.data)
    try:
        with wereldfouten():
            waiting = await migreer(gebruik.server.eigenaar_url, rol, kluis)
        await _herbouw_zo_nodig(instellingen)
        return waiting
    finally:
        await asyncio.to_thread(gebruik.sluit)


async def _herbouw_zo_nodig(instellingen: Instellingen) -> None:
    database = await Database.open(met_geduld(instellingen))
    try:
        await herbouw_na_migratie(database)
    finally:
        await database.sluit()


async def keur_opstart(instellingen: Instellingen) -> None:
    """May a process start to serve?

    Raises DatabaseWeg, AanmeldingGeweigerd, MigratieNodig, EpochNodig, and SleutelOnbekend when another pair of keys
    made data keys of one of these regions.
    """
    database = await Database.open(instellingen)
    try:
        async with database.lees() as conn:
            await vereist_migratie(conn)
            await vereist_epoch(conn)
            for een in instellingen.per_regio():
                await _vereist_sleutel(conn, een)
    finally:
        await database.sluit()


async def _vereist_sleutel(conn: Verbinding, instellingen: Instellingen) -> None:
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    if vreemd := await kluis.vreemde_sleutels(conn, instellingen.regio):
        raise SleutelOnbekend(
            "BV_HOOFDSLEUTEL of BV_ZOEKSLEUTEL past niet bij deze database: "
            f"{vreemd} datasleutel(s) zijn met een ander paar gemaakt."
        )
