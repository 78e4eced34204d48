# SPDX-License-Identifier: EUPL-1.2
"""Bring the database to the shape of this version, beside processes that run (core/revisions.py).

Only here are alembic and SQLAlchemy at work: what does not migrate does not import this (0.5 s).
"""

import asyncio
import os

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from berichtenverkeer.core import revisions
from berichtenverkeer.core.errors import JumpRefused, LockHeld, SettingMissing
from berichtenverkeer.core.files import bestand
from berichtenverkeer.core.shape import STATE, VERSION

_LOCK = "SELECT pg_advisory_xact_lock(0, 1)"  # two processes that migrate at the same time: one waits, then has no work
_PATIENCE = "SET LOCAL lock_timeout = '2s'"
"""Whoever waits to change a table keeps everybody else waiting behind him."""

_ATTEMPTS, _PAUSE_S = 30, 1.0
_LOCKED = "55P03"
_STOPPING = 3
"""How many attempts a process has that was just told to stop, before it counts as one that runs."""

_CONNECTED = """
    SELECT DISTINCT application_name, usename FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def engine(url: str) -> AsyncEngine:
    """A SQLAlchemy engine without a pool; `url` as in DATABASE_URL."""
    return create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)


def config(line: revisions.Line, role: str = "bv_toepassing") -> Config:
    """For alembic, without an alembic.ini; `role` is the application role that receives the rights."""
    alembic = Config()
    for option, value in (
        ("script_location", str(bestand("migrations"))),
        ("version_locations", os.pathsep.join(map(str, line.folders))),
        ("path_separator", "os"),
    ):
        alembic.set_main_option(option, value.replace("%", "%%"))
    alembic.attributes["rol"] = role
    return alembic


async def migrate(eigenaar_url: str, role: str = "bv_toepassing", vault: object | None = None) -> list[str]:
    """Upgrade as far as may be now, and ANALYZE (plans made on empty statistics are slow). Safe to run again.

    Returns the revisions that must wait until no process of an older release is connected. `vault` (a
    ledger.kluis.Kluis, of which core knows nothing) is for a migration that seals what is there; an empty database
    needs none. Raises SettingMissing when it is missing then, or when `role` does not exist or is the owner itself:
    append-only needs two roles. Raises LockHeld when a table is held for long, and JumpRefused when this release could
    not work on what would come of it (Line.refused).
    """
    motor = engine(eigenaar_url)
    try:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with motor.begin() as connection:
                    await connection.execute(text(_LOCK))
                    await connection.execute(text(_PATIENCE))
                    waiting = await connection.run_sync(_upgrade, role, vault)
                break
            except JumpRefused:
                if attempt >= _STOPPING:
                    raise
            except DBAPIError as fault:
                if getattr(fault.orig, "sqlstate", None) != _LOCKED:
                    raise
                if attempt == _ATTEMPTS:
                    raise LockHeld("Een tabel blijft in gebruik; er is niets gewijzigd.") from fault
            await asyncio.sleep(_PAUSE_S)
        async with motor.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            # Statistics quote rows: of what a migration sealed no sample may stay behind, not even a dead one.
            await connection.execute(text("VACUUM FULL pg_statistic"))
            await connection.execute(text("ANALYZE"))
    finally:
        await motor.dispose()
    return waiting


def _upgrade(connection: Connection, role: str, vault: object | None) -> list[str]:
    row = connection.execute(text("SELECT to_regrole(:rol) IS NOT NULL, current_user = :rol"), {"rol": role}).one()
    if not row[0]:
        raise SettingMissing(f"De databaserol {role} (BV_TOEPASSINGSROL) bestaat niet; maak hem aan.")
    if row[1]:
        raise SettingMissing("DATABASE_OWNER_URL moet een andere rol hebben dan BV_TOEPASSINGSROL.")
    line = revisions.line()
    stand = connection.execute(text(STATE)).one()
    version = connection.scalar(text(VERSION)) if stand.is_made else None
    connected = connection.execute(text(_CONNECTED)).all()
    running = frozenset(revisions.head_of(name) for name, _ in connected if (name or "").startswith(revisions.PROGRAM))
    runnable = line.runnable(version, running, in_use=any(user == role for _, user in connected))
    if reason := line.refused(version, stand.floor, runnable):
        raise JumpRefused(reason)
    if runnable:
        alembic = config(line, role)
        alembic.attributes |= {"connection": connection, "kluis": vault}
        command.upgrade(alembic, runnable[-1])
        version = runnable[-1]
        connection.execute(text(f"COMMENT ON TABLE alembic_version IS '{line.floor(version)}'"))
    return line.missing(version)
