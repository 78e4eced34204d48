# SPDX-License-Identifier: EUPL-1.2
"""Projections and mailboxes made anew from the ledger, and the check that they were right (design.md 4)."""

from collections.abc import Callable
from typing import Any

import msgspec

from berichtenverkeer.core.database import Database, Verbinding
from berichtenverkeer.gateway.bezorging import poststukken
from berichtenverkeer.ledger import boek, gebeurtenissen, koppen
from berichtenverkeer.ledger.gebeurtenissen import BerichtAfgehaald, BerichtBeantwoord
from berichtenverkeer.plafonds import herbouw as geldherbouw
from berichtenverkeer.plafonds import opslag as geld
from berichtenverkeer.postvak import bak
from berichtenverkeer.projections import behoefte, opslag
from berichtenverkeer.projections.herziening import wat_telt
from berichtenverkeer.projections.stand import Stand

STAP = 2000
"""Gebeurtenissen or berichten per batch: enough to make round trips cheap, few enough to hold in memory."""

_ALLES = 2**63 - 1
"""Up to the last one: what is not committed yet waits for the locks of the rebuild."""

Voortgang = Callable[[int], None]
"""Called with the number of gebeurtenissen or berichten that were just done."""


class Herbouw(msgspec.Struct, frozen=True):
    """What a rebuild read, and in how many rows it differs from what was there before, by table."""

    gebeurtenissen: int
    berichten: int
    verschillen: dict[str, int]


async def herbouw(database: Database, regio: str, voortgang: Voortgang = lambda _: None) -> Herbouw:
    """Forget the derived tables of a region and build them again, in one transaction.

    Receiving waits meanwhile; readers see the old state until the new one is committed.
    """
    async with database.transactie() as conn:
        await conn.execute("set local statement_timeout = 0")
        await geld.sluit_af(conn, regio)
        await bak.sluit_af(conn)  # in the order in which receiving writes, so that neither waits for the other
        await opslag.sluit_af(conn)
        voor = await _alles(conn, regio)
        await opslag.wis(conn, regio)
        await bak.wis(conn, regio)
        aantal_berichten = await _herbouw_postvak(conn, regio, voortgang)
        aantal_feiten = await _herbouw_standen(conn, regio, voortgang)
        await geldherbouw.herbouw(conn, regio)
        na = await _alles(conn, regio)
    verschillen = {naam: len(set(voor[naam]) ^ set(na[naam])) for naam in voor}
    return Herbouw(aantal_feiten, aantal_berichten, verschillen)


async def _alles(conn: Verbinding, regio: str) -> dict[str, list[tuple[Any, ...]]]:
    post = [msgspec.structs.astuple(stuk) for stuk in await bak.alles(conn, regio)]
    return {**await opslag.alle_versies(conn, regio), "postvak": post, **await geldherbouw.alles(conn, regio)}


async def _herbouw_standen(conn: Verbinding, regio: str, voortgang: Voortgang) -> int:
    aantal = 0
    async for rijen in boek.gebeurtenissen_vanaf(conn, regio, 0, _ALLES, STAP):
        feiten = [(rij.positie, gebeurtenissen.van_json(rij.inhoud)) for rij in rijen]
        stand = await opslag.laad(conn, regio, behoefte.samen(behoefte.van_gebeurtenis(feit) for _, feit in feiten))
        for positie, feit in feiten:
            if isinstance(feit, BerichtBeantwoord):
                await _herzie(conn, regio, stand, positie, feit)
            else:
                stand.vouw(positie, feit)
        await opslag.bewaar(conn, regio, stand.wijzigingen)
        for rij, (_, feit) in zip(rijen, feiten, strict=True):
            if isinstance(feit, BerichtAfgehaald):
                await bak.haal_af(conn, regio, feit.partij, feit.bericht_id, rij.geboekt_op)
        aantal += len(rijen)
        voortgang(len(rijen))
    return aantal


async def _herzie(conn: Verbinding, regio: str, stand: Stand, positie: int, feit: BerichtBeantwoord) -> None:
    if feit.client is not None:
        rijen = await boek.gebeurtenissen_van(conn, regio, [feit.client], positie)
        leven = [(rij.positie, rij.bericht_id, gebeurtenissen.van_json(rij.inhoud)) for rij in rijen]
        stand.herzie(positie, feit.client, wat_telt(leven))


async def _herbouw_postvak(conn: Verbinding, regio: str, voortgang: Voortgang) -> int:
    aantal, na = 0, 0
    while rijen := await koppen.koppen_na(conn, regio, na, STAP):
        await bak.bezorg(conn, regio, [stuk for kop in rijen for stuk in poststukken(kop)])
        aantal, na = aantal + len(rijen), rijen[-1].positie
        voortgang(len(rijen))
    return aantal
