# SPDX-License-Identifier: EUPL-1.2
"""Projections and mailboxes made anew from the ledger, and the check that they were right (design.md 4)."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import Beschadigd
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.core.shape import require_migration
from berichtenverkeer.gateway.unanswered import read_lives
from berichtenverkeer.ledger import book, damage, envelopes, gebeurtenissen, watermark
from berichtenverkeer.ledger.book import GebeurtenisRow
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, LifeGebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtAfgehaald, ReceptionGebeurtenis
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.peilbestand import keeping
from berichtenverkeer.plafonds import damage as money_damage
from berichtenverkeer.plafonds import rebuild as money_rebuild
from berichtenverkeer.plafonds.rebuild import MoneyRebuild
from berichtenverkeer.postvak import tray
from berichtenverkeer.projections import needs, store
from berichtenverkeer.projections.herziening import LIFE_KINDS, Booked, layers
from berichtenverkeer.projections.needs import Needs
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.stand import search_damage

STEP = 2000
"""Gebeurtenissen or berichten per batch: enough to make round trips cheap, few enough to hold in memory."""

_PATIENCE_MS = 24 * 3_600_000
"""How long one statement of a rebuild may take: nobody waits for it, and it must come to its end."""

_EVERYTHING = 2**63 - 1
"""Up to the last one: what is not committed yet waits for the locks of the rebuild."""

_CHANGES_NOTHING = gebeurtenissen.kinds(ReceptionGebeurtenis)

Progress = Callable[[int], None]
"""Called with the number of gebeurtenissen or berichten that were just done."""


class Rebuild(msgspec.Struct, frozen=True):
    """What a rebuild read, and in how many rows it differs from what was there before, by table."""

    gebeurtenissen: int
    berichten: int
    verschillen: dict[str, int]


async def require_whole(grootboek: Grootboek, vault: Vault | None = None) -> None:
    """That nothing in ledger, boekingen and register is damaged. Raises Beschadigd that names all of it."""
    origins = (damage.search(grootboek, vault), money_damage.search(grootboek), search_damage(grootboek))
    if found := [sentence for origin in origins async for sentence in origin]:
        raise Beschadigd(found)


async def rebuild(
    database: Database, regio: str, progress: Progress = lambda _: None, vault: Vault | None = None
) -> Rebuild:
    """Forget the derived tables of a region and build them again, in one transaction.

    Receiving waits meanwhile in this region, in no other; readers see the old state until the new one is committed.
    Raises Beschadigd, with nothing changed, when the ledger is damaged (with a `vault`: also when a key does not open).
    """
    async with database.transaction() as conn:
        grootboek = Grootboek(conn, regio)
        await conn.execute("set local statement_timeout = 0")
        await watermark.shut_out_writers(grootboek)
        await require_whole(grootboek, vault)
        before = await _all_rows(grootboek)
        await store.wipe(grootboek)
        await money_rebuild.wipe(grootboek)
        await tray.clear(grootboek)
        try:
            count_berichten = await _rebuild_postvak(grootboek, progress)
            count_gebeurtenissen = await _rebuild_standen(grootboek, progress)
        except asyncpg.IntegrityConstraintViolationError as fault:
            impossible = (
                f"tabel {fault.table_name}: uit het grootboek volgen rijen die niet kunnen ({fault.constraint_name})."
            )
            raise Beschadigd([impossible]) from fault
        await store.is_rebuilt(grootboek)
        after = await _all_rows(grootboek)
    differences = {name: len(set(before[name]) ^ set(after[name])) for name in before}
    return Rebuild(count_gebeurtenissen, count_berichten, differences)


def with_patience(config: Settings) -> Settings:
    """For a database that is to be rebuilt: with these, a statement that takes an hour is not one that hangs."""
    return msgspec.structs.replace(config, statement_timeout_ms=_PATIENCE_MS)


async def rebuild_with(config: Settings, progress: Progress) -> Rebuild:
    """`rebuild` of the region of these settings, without a gateway: a damaged register would not let one open.

    Raises DatabaseGone, MigrationNeeded, UnknownKey, Beschadigd.
    """
    database = await Database.open(with_patience(config))
    try:
        async with database.lees() as conn:
            await require_migration(conn)
        vault = Vault(config.hoofdsleutel, config.zoeksleutel)
        result = await rebuild(database, config.regio, progress, vault)
    finally:
        await database.close()
    if any(result.verschillen.values()):
        keeping.forget(config.data, config.regio)
    return result


async def rebuild_after_migration(database: Database, data: Path) -> None:
    """`rebuild` of every region of which a migration changed what its gebeurtenissen add up to, also of those that this
    gateway does not serve; peilbestanden in `data` of before are thrown away. Raises DatabaseGone, Beschadigd."""
    async with database.lees() as conn:
        regios = await store.to_rebuild(conn)
    for regio in regios:
        await rebuild(database, regio)
        keeping.forget(data, regio)


async def _all_rows(grootboek: Grootboek) -> dict[str, list[tuple[Any, ...]]]:
    return {
        **await store.all_versions(grootboek),
        **await tray.all_rows(grootboek),
        **await money_rebuild.all_rows(grootboek),
    }


async def _rebuild_standen(grootboek: Grootboek, progress: Progress) -> int:
    count = 0
    misfits: list[str] = []
    since = await book.loose_since(grootboek, LIFE_KINDS)
    money = MoneyRebuild(grootboek)
    async for rows in book.gebeurtenissen_since(grootboek, 0, _EVERYTHING, STEP, without=_CHANGES_NOTHING):
        pairs = [(row, gebeurtenissen.read(row.soort, row.versie, row.inhoud)) for row in rows]
        stand = await store.load(
            grootboek, needs.together(needs.from_gebeurtenis(gebeurtenis) for _, gebeurtenis in pairs)
        )
        loose = {
            row.client for row in rows if row.client is not None and since.get(row.client, _EVERYTHING) <= row.positie
        }
        lives = await read_lives(grootboek, loose)
        await store.load_layers(grootboek, Needs(clienten=frozenset(loose)), stand)
        for row, gebeurtenis in pairs:
            begin = len(stand.wijzigingen)
            try:
                _fold(
                    stand, row, gebeurtenis, lives if since.get(row.client or b"", _EVERYTHING) <= row.positie else {}
                )
                money.fold(row.positie, gebeurtenis, stand, stand.wijzigingen[begin:])
            except AssertionError:  # what is asserted of a gebeurtenis that we wrote need not hold for a damaged one
                misfits.append(f"gebeurtenis {row.positie}: zegt iets wat niet kan zijn gebeurd.")
        if misfits:
            continue  # nothing of this is kept; what else does not fit is named in the same go
        await store.save(grootboek, stand.wijzigingen)
        await money.save(rows[-1].positie)
        for row, gebeurtenis in pairs:
            if isinstance(gebeurtenis, BerichtAfgehaald):
                await tray.collect(grootboek, gebeurtenis.partij, gebeurtenis.bericht_id, row.geboekt_op)
        count += len(rows)
        progress(len(rows))
    if misfits:
        raise Beschadigd(misfits)
    await money.close()
    return count


def _fold(stand: Stand, row: GebeurtenisRow, gebeurtenis: Gebeurtenis, lives: Mapping[bytes, Sequence[Booked]]) -> None:
    """With the life of its client, that is folded anew once for each bericht, as when it was booked: with the last of
    what it made happen."""
    if row.client is None or row.client not in lives or not isinstance(gebeurtenis, LifeGebeurtenis):
        stand.fold(row.positie, gebeurtenis)
        return
    life = lives[row.client]
    end = bisect_right(life, row.positie, key=lambda one: one.positie)
    if end == len(life) or life[end].bericht_id != row.bericht_id:
        both = layers(life[:end])
        stand.revise(row.positie, row.client, both.bevestigd, both.totaal)


async def _rebuild_postvak(grootboek: Grootboek, progress: Progress) -> int:
    count, after = 0, 0
    while rows := await envelopes.envelopes_after(grootboek, after, STEP):
        await tray.deliver(grootboek, rows)
        count, after = count + len(rows), rows[-1].positie
        progress(len(rows))
    return count
