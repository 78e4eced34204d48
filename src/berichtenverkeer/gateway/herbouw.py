# SPDX-License-Identifier: EUPL-1.2
"""Projections and mailboxes made anew from the ledger, and the check that they were right (design.md 4)."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import asyncpg
import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import Beschadigd
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.migraties import vereist_migratie
from berichtenverkeer.gateway.bezorging import poststukken
from berichtenverkeer.gateway.onbeantwoord import lees_levens
from berichtenverkeer.ledger import boek, gebeurtenissen, koppen, schade, watermerk
from berichtenverkeer.ledger.boek import GebeurtenisRij
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, Levensgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtAfgehaald, Ontvangstgebeurtenis
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.plafonds import herbouw as geldherbouw
from berichtenverkeer.plafonds import schade as geldschade
from berichtenverkeer.plafonds.herbouw import Geldbouw
from berichtenverkeer.postvak import bak
from berichtenverkeer.projections import behoefte, opslag
from berichtenverkeer.projections.behoefte import Behoefte
from berichtenverkeer.projections.herziening import LEVENSSOORTEN, Geboekt, lagen
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.stand import zoek_schade

STAP = 2000
"""Gebeurtenissen or berichten per batch: enough to make round trips cheap, few enough to hold in memory."""

_GEDULD_MS = 24 * 3_600_000
"""How long one statement of a rebuild may take: nobody waits for it, and it must come to its end."""

_ALLES = 2**63 - 1
"""Up to the last one: what is not committed yet waits for the locks of the rebuild."""

_CHANGES_NOTHING = gebeurtenissen.soorten(Ontvangstgebeurtenis)

Voortgang = Callable[[int], None]
"""Called with the number of gebeurtenissen or berichten that were just done."""


class Herbouw(msgspec.Struct, frozen=True):
    """What a rebuild read, and in how many rows it differs from what was there before, by table."""

    gebeurtenissen: int
    berichten: int
    verschillen: dict[str, int]


async def vereis_heel(grootboek: Grootboek, kluis: Kluis | None = None) -> None:
    """That nothing in ledger, boekingen and register is damaged. Raises Beschadigd that names all of it."""
    bronnen = (schade.zoek(grootboek, kluis), geldschade.zoek(grootboek), zoek_schade(grootboek))
    if gevonden := [zin for bron in bronnen async for zin in bron]:
        raise Beschadigd(gevonden)


async def herbouw(
    database: Database, regio: str, voortgang: Voortgang = lambda _: None, kluis: Kluis | None = None
) -> Herbouw:
    """Forget the derived tables of a region and build them again, in one transaction.

    Receiving waits meanwhile in this region, in no other; readers see the old state until the new one is committed.
    Raises Beschadigd, with nothing changed, when the ledger is damaged (with a `kluis`: also when a key does not open).
    """
    async with database.transactie() as conn:
        grootboek = Grootboek(conn, regio)
        await conn.execute("set local statement_timeout = 0")
        await watermerk.shut_out_writers(grootboek)
        await vereis_heel(grootboek, kluis)
        voor = await _alles(grootboek)
        await opslag.wis(grootboek)
        await geldherbouw.wis(grootboek)
        await bak.wis(grootboek)
        try:
            aantal_berichten = await _herbouw_postvak(grootboek, voortgang)
            aantal_feiten = await _herbouw_standen(grootboek, voortgang)
        except asyncpg.IntegrityConstraintViolationError as fout:
            onmogelijk = (
                f"tabel {fout.table_name}: uit het grootboek volgen rijen die niet kunnen ({fout.constraint_name})."
            )
            raise Beschadigd([onmogelijk]) from fout
        await opslag.is_herbouwd(grootboek)
        na = await _alles(grootboek)
    verschillen = {naam: len(set(voor[naam]) ^ set(na[naam])) for naam in voor}
    return Herbouw(aantal_feiten, aantal_berichten, verschillen)


def met_geduld(instellingen: Instellingen) -> Instellingen:
    """For a database that is to be rebuilt: with these, a statement that takes an hour is not one that hangs."""
    return msgspec.structs.replace(instellingen, statement_timeout_ms=_GEDULD_MS)


async def herbouw_met(instellingen: Instellingen, voortgang: Voortgang) -> Herbouw:
    """`herbouw` of the region of these settings, without a gateway: a damaged register would not let one open.

    Raises DatabaseWeg, MigratieNodig, SleutelOnbekend, Beschadigd.
    """
    database = await Database.open(met_geduld(instellingen))
    try:
        async with database.lees() as conn:
            await vereist_migratie(conn)
        kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
        return await herbouw(database, instellingen.regio, voortgang, kluis)
    finally:
        await database.sluit()


async def herbouw_na_migratie(database: Database) -> None:
    """`herbouw` of every region of which a migration changed what its gebeurtenissen add up to, also of those that this
    gateway does not serve. Raises DatabaseWeg, Beschadigd."""
    async with database.lees() as conn:
        regios = await opslag.te_herbouwen(conn)
    for regio in regios:
        await herbouw(database, regio)


async def _alles(grootboek: Grootboek) -> dict[str, list[tuple[Any, ...]]]:
    post = [msgspec.structs.astuple(stuk) for stuk in await bak.alles(grootboek)]
    return {**await opslag.alle_versies(grootboek), "postvak": post, **await geldherbouw.alles(grootboek)}


async def _herbouw_standen(grootboek: Grootboek, voortgang: Voortgang) -> int:
    aantal = 0
    past_niet: list[str] = []
    sinds = await boek.los_sinds(grootboek, LEVENSSOORTEN)
    geld = Geldbouw(grootboek)
    async for rijen in boek.gebeurtenissen_vanaf(grootboek, 0, _ALLES, STAP, zonder=_CHANGES_NOTHING):
        feiten = [(rij, gebeurtenissen.lees(rij.soort, rij.versie, rij.inhoud)) for rij in rijen]
        stand = await opslag.laad(grootboek, behoefte.samen(behoefte.van_gebeurtenis(feit) for _, feit in feiten))
        los = {rij.client for rij in rijen if rij.client is not None and sinds.get(rij.client, _ALLES) <= rij.positie}
        levens = await lees_levens(grootboek, los)
        await opslag.laad_lagen(grootboek, Behoefte(clienten=frozenset(los)), stand)
        for rij, feit in feiten:
            begin = len(stand.wijzigingen)
            try:
                _vouw(stand, rij, feit, levens if sinds.get(rij.client or b"", _ALLES) <= rij.positie else {})
                geld.vouw(rij.positie, feit, stand, stand.wijzigingen[begin:])
            except AssertionError:  # what is asserted of a gebeurtenis that we wrote need not hold for a damaged one
                past_niet.append(f"gebeurtenis {rij.positie}: zegt iets wat niet kan zijn gebeurd.")
        if past_niet:
            continue  # nothing of this is kept; what else does not fit is named in the same go
        await opslag.bewaar(grootboek, stand.wijzigingen)
        await geld.bewaar(rijen[-1].positie)
        for rij, feit in feiten:
            if isinstance(feit, BerichtAfgehaald):
                await bak.haal_af(grootboek, feit.partij, feit.bericht_id, rij.geboekt_op)
        aantal += len(rijen)
        voortgang(len(rijen))
    if past_niet:
        raise Beschadigd(past_niet)
    await geld.sluit()
    return aantal


def _vouw(stand: Stand, rij: GebeurtenisRij, feit: Gebeurtenis, levens: Mapping[bytes, Sequence[Geboekt]]) -> None:
    """With the life of its client, that is folded anew once for each bericht, as when it was booked: with the last of
    what it made happen."""
    if rij.client is None or rij.client not in levens or not isinstance(feit, Levensgebeurtenis):
        stand.vouw(rij.positie, feit)
        return
    leven = levens[rij.client]
    tot = bisect_right(leven, rij.positie, key=lambda een: een.positie)
    if tot == len(leven) or leven[tot].bericht_id != rij.bericht_id:
        twee = lagen(leven[:tot])
        stand.herzie(rij.positie, rij.client, twee.bevestigd, twee.totaal)


async def _herbouw_postvak(grootboek: Grootboek, voortgang: Voortgang) -> int:
    aantal, na = 0, 0
    while rijen := await koppen.koppen_na(grootboek, na, STAP):
        await bak.bezorg(grootboek, [stuk for kop in rijen for stuk in poststukken(kop)])
        aantal, na = aantal + len(rijen), rijen[-1].positie
        voortgang(len(rijen))
    return aantal
