# SPDX-License-Identifier: EUPL-1.2
"""Before anything is served: bring the database to the shape of this version, and ask whether all fits."""

import asyncio

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database, PgConnection
from berichtenverkeer.core.errors import SettingMissing, UnknownKey
from berichtenverkeer.core.outage import world_faults
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.core.shape import require_migration
from berichtenverkeer.gateway.rebuild import rebuild_after_migration, with_patience
from berichtenverkeer.ledger.epoch import require_epoch
from berichtenverkeer.ledger.vault import Vault


async def update_database(config: Settings) -> list[str]:
    """Make or upgrade the tables, as their owner, and build the state anew where that takes it. Safe to run again.

    Returns the migrations that wait until no process of an older release is connected. Raises LockHeld,
    SettingMissing, UnknownKey, DatabaseGone, RegistrationRefused, Beschadigd.
    """
    from berichtenverkeer.core.migrations import migrate  # brings alembic along, 0.5 s: not for who only serves

    role = config.toepassingsrol
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    if not config.is_embedded:
        if config.eigenaar_url is None:
            raise SettingMissing("DATABASE_OWNER_URL ontbreekt: alleen de eigenaar mag de tabellen maken.")
        with world_faults():
            waiting = await migrate(config.eigenaar_url, role, vault)
        await _rebuild_if_needed(config)
        return waiting
    use = await asyncio.to_thread(embedded.use, config.data)
    try:
        with world_faults():
            waiting = await migrate(use.server.eigenaar_url, role, vault)
        await _rebuild_if_needed(config)
        return waiting
    finally:
        await asyncio.to_thread(use.close)


async def _rebuild_if_needed(config: Settings) -> None:
    database = await Database.open(with_patience(config))
    try:
        await rebuild_after_migration(database, config.data)
    finally:
        await database.close()


async def check_start(config: Settings) -> None:
    """May a process start to serve?

    Raises DatabaseGone, RegistrationRefused, MigrationNeeded, EpochNeeded, and UnknownKey when another pair of keys
    made data keys of one of these regions.
    """
    database = await Database.open(config)
    try:
        async with database.lees() as conn:
            await require_migration(conn)
            await require_epoch(conn)
            for one in config.per_regio():
                await _require_key(conn, one)
    finally:
        await database.close()


async def _require_key(conn: PgConnection, config: Settings) -> None:
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    if foreign := await vault.foreign_keys(conn, config.regio):
        raise UnknownKey(
            "BV_HOOFDSLEUTEL of BV_ZOEKSLEUTEL past niet bij deze database: "
            f"{foreign} datasleutel(s) zijn met een ander paar gemaakt."
        )
