# SPDX-License-Identifier: EUPL-1.2
"""Bring the database to the shape of this version, beside processes that run, and refuse to work on a shape that is not
for it (core/revisions.py)."""

import asyncio

from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from berichtenverkeer.core import revisions
from berichtenverkeer.core.database import Verbinding, engine
from berichtenverkeer.core.errors import InstellingOntbreekt, MigratieNodig, SlotBezet

ALLEEN_TOEVOEGEN = ("bericht", "gebeurtenis", "weigering", "boeking", "epoch")
_BEWAAKT = {f"{tabel}_alleen_toevoegen" for tabel in (*ALLEEN_TOEVOEGEN, "weigeringtelling")} | {
    "weigeringtelling_groeit"
}
_SLOT = "SELECT pg_advisory_xact_lock(0, 1)"  # two processes that migrate at the same time: one waits, then has no work
_PATIENCE = "SET LOCAL lock_timeout = '2s'"
"""Whoever waits to change a table keeps everybody else waiting behind him."""

_ATTEMPTS, _PAUSE_S = 30, 1.0
_LOCKED = "55P03"
_STATE = """
    SELECT to_regclass('alembic_version') IS NOT NULL AS is_made,
      obj_description(to_regclass('alembic_version'), 'pg_class') AS floor
"""
_VERSION = "SELECT version_num FROM alembic_version"
_RUNNING = f"""
    SELECT DISTINCT application_name FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE '{revisions.PROGRAM}%'
"""


async def migreer(eigenaar_url: str, rol: str = "bv_toepassing", kluis: object | None = None) -> list[str]:
    """Upgrade as far as may be now, and ANALYZE (plans made on empty statistics are slow). Safe to run again.

    Returns the revisions that must wait until no process of an older release is connected. `kluis` (a
    ledger.kluis.Kluis, of which core knows nothing) is for a migration that seals what is there; an empty database
    needs none. Raises InstellingOntbreekt when it is missing then, or when `rol` does not exist or is the owner itself:
    append-only needs two roles. Raises SlotBezet when a table is held for long.
    """
    motor = engine(eigenaar_url)
    try:
        for last in (*[False] * (_ATTEMPTS - 1), True):
            try:
                async with motor.begin() as verbinding:
                    await verbinding.execute(text(_SLOT))
                    await verbinding.execute(text(_PATIENCE))
                    waiting = await verbinding.run_sync(_upgrade, rol, kluis)
                break
            except DBAPIError as fout:
                if getattr(fout.orig, "sqlstate", None) != _LOCKED:
                    raise
                if last:
                    raise SlotBezet("Een tabel blijft in gebruik; er is niets gewijzigd.") from fout
            await asyncio.sleep(_PAUSE_S)
        async with motor.execution_options(isolation_level="AUTOCOMMIT").connect() as verbinding:
            # Statistics quote rows: of what a migration sealed no sample may stay behind, not even a dead one.
            await verbinding.execute(text("VACUUM FULL pg_statistic"))
            await verbinding.execute(text("ANALYZE"))
    finally:
        await motor.dispose()
    return waiting


def _upgrade(verbinding: Connection, rol: str, kluis: object | None) -> list[str]:
    rij = verbinding.execute(text("SELECT to_regrole(:rol) IS NOT NULL, current_user = :rol"), {"rol": rol}).one()
    if not rij[0]:
        raise InstellingOntbreekt(f"De databaserol {rol} (BV_TOEPASSINGSROL) bestaat niet; maak hem aan.")
    if rij[1]:
        raise InstellingOntbreekt("DATABASE_OWNER_URL moet een andere rol hebben dan BV_TOEPASSINGSROL.")
    line = revisions.line()
    version = verbinding.scalar(text(_VERSION)) if verbinding.execute(text(_STATE)).one().is_made else None
    running = frozenset(revisions.head_of(naam) for naam in verbinding.scalars(text(_RUNNING)))
    if runnable := line.runnable(version, running):
        alembic = line.config(rol)
        alembic.attributes |= {"connection": verbinding, "kluis": kluis}
        command.upgrade(alembic, runnable[-1])
        version = runnable[-1]
        verbinding.execute(text(f"COMMENT ON TABLE alembic_version IS '{line.floor(version)}'"))
    return line.missing(version)


async def vereist_migratie(verbinding: Verbinding) -> None:
    """Raises MigratieNodig when the database is behind or too far ahead, or an append-only trigger is not in force."""
    stand = await verbinding.fetchrow(_STATE)
    versie = await verbinding.fetchval(_VERSION) if stand["is_made"] else None
    line = revisions.line()
    if not line.accepts(versie, stand["floor"]):
        raise MigratieNodig(f"De database heeft versie {versie or 'geen'}; deze software verwacht {line.head}.")
    bewaakt = await verbinding.fetch(
        "SELECT tgname FROM pg_trigger WHERE starts_with(tgname, tgrelid::regclass::text || '_') AND tgenabled = 'A'"
    )
    if weg := _BEWAAKT - {rij["tgname"] for rij in bewaakt}:
        tabellen = {naam.partition("_")[0] for naam in weg}
        raise MigratieNodig(f"Zonder bewaking tegen wijzigen: {', '.join(sorted(tabellen))}.")
