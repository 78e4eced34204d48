# SPDX-License-Identifier: EUPL-1.2
"""Bring the database to the shape of this version, and refuse to work on another shape. No alembic.ini needed."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.core.database import Verbinding, engine
from berichtenverkeer.core.errors import InstellingOntbreekt, MigratieNodig

ALLEEN_TOEVOEGEN = ("bericht", "gebeurtenis", "weigering", "boeking", "epoch")
_BEWAAKT = {f"{tabel}_alleen_toevoegen" for tabel in (*ALLEEN_TOEVOEGEN, "weigeringtelling")} | {
    "weigeringtelling_groeit"
}
_SLOT = "SELECT pg_advisory_xact_lock(0, 1)"  # two processes that migrate at the same time: one waits, then has no work


def config(rol: str = "bv_toepassing") -> Config:
    """The alembic configuration; `rol` is the application role that receives the rights."""
    alembic = Config()
    alembic.set_main_option("script_location", str(bestand("migrations")).replace("%", "%%"))
    alembic.set_main_option("path_separator", "os")
    alembic.attributes["rol"] = rol
    return alembic


@cache
def nieuwste() -> str:
    """The revision that this version of the code expects."""
    hoofd = ScriptDirectory.from_config(config()).get_current_head()
    assert hoofd is not None
    return hoofd


async def migreer(eigenaar_url: str, rol: str = "bv_toepassing", kluis: object | None = None) -> None:
    """Upgrade to the newest revision and ANALYZE (plans made on empty statistics are slow). Safe to run again.

    `kluis` (a ledger.kluis.Kluis, of which core knows nothing) is for a migration that seals what is there; an empty
    database needs none. Raises InstellingOntbreekt when it is missing then, or when `rol` does not exist or is the
    owner itself: append-only needs two roles.
    """
    motor = engine(eigenaar_url)
    try:
        async with motor.begin() as verbinding:
            await verbinding.execute(text(_SLOT))
            await verbinding.run_sync(_upgrade, rol, kluis)
        async with motor.execution_options(isolation_level="AUTOCOMMIT").connect() as verbinding:
            # Statistics quote rows: of what a migration sealed no sample may stay behind, not even a dead one.
            await verbinding.execute(text("VACUUM FULL pg_statistic"))
            await verbinding.execute(text("ANALYZE"))
    finally:
        await motor.dispose()


def _upgrade(verbinding: Connection, rol: str, kluis: object | None) -> None:
    rij = verbinding.execute(text("SELECT to_regrole(:rol) IS NOT NULL, current_user = :rol"), {"rol": rol}).one()
    if not rij[0]:
        raise InstellingOntbreekt(f"De databaserol {rol} (BV_TOEPASSINGSROL) bestaat niet; maak hem aan.")
    if rij[1]:
        raise InstellingOntbreekt("DATABASE_OWNER_URL moet een andere rol hebben dan BV_TOEPASSINGSROL.")
    alembic = config(rol)
    alembic.attributes |= {"connection": verbinding, "kluis": kluis}
    command.upgrade(alembic, "head")


async def vereist_migratie(verbinding: Verbinding) -> None:
    """Raises MigratieNodig when the database is behind (or ahead), or when an append-only trigger is not in force."""
    heeft = await verbinding.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL")
    versie = await verbinding.fetchval("SELECT version_num FROM alembic_version") if heeft else None
    if versie != nieuwste():
        raise MigratieNodig(f"De database heeft versie {versie or 'geen'}; deze software verwacht {nieuwste()}.")
    bewaakt = await verbinding.fetch(
        "SELECT tgname FROM pg_trigger WHERE starts_with(tgname, tgrelid::regclass::text || '_') AND tgenabled = 'A'"
    )
    if weg := _BEWAAKT - {rij["tgname"] for rij in bewaakt}:
        tabellen = {naam.partition("_")[0] for naam in weg}
        raise MigratieNodig(f"Zonder bewaking tegen wijzigen: {', '.join(sorted(tabellen))}.")
