# SPDX-License-Identifier: EUPL-1.2
"""Refuse to work on a database of a shape that is not for this release (core/revisions.py)."""

from berichtenverkeer.core import revisions
from berichtenverkeer.core.database import PgConnection
from berichtenverkeer.core.errors import MigrationNeeded

_ONLY_ADD = ("bericht", "gebeurtenis", "weigering", "boeking", "epoch", "inzage")
_GUARDED = {f"{table}_alleen_toevoegen" for table in (*_ONLY_ADD, "weigeringtelling")} | {"weigeringtelling_groeit"}
STATE = """
    SELECT to_regclass('alembic_version') IS NOT NULL AS is_made,
      obj_description(to_regclass('alembic_version'), 'pg_class') AS floor
"""
VERSION = "SELECT version_num FROM alembic_version"


async def require_migration(connection: PgConnection) -> None:
    """Raises MigrationNeeded when the database is behind or too far ahead, or an append-only trigger is not in
    force."""
    stand = await connection.fetchrow(STATE)
    versie = await connection.fetchval(VERSION) if stand["is_made"] else None
    line = revisions.line()
    if not line.accepts(versie, stand["floor"]):
        raise MigrationNeeded(f"De database heeft versie {versie or 'geen'}; deze software verwacht {line.head}.")
    guarded = await connection.fetch(
        "SELECT tgname FROM pg_trigger WHERE starts_with(tgname, tgrelid::regclass::text || '_') AND tgenabled = 'A'"
    )
    if gone := _GUARDED - {row["tgname"] for row in guarded}:
        tables = {name.partition("_")[0] for name in gone}
        raise MigrationNeeded(f"Zonder bewaking tegen wijzigen: {', '.join(sorted(tables))}.")
