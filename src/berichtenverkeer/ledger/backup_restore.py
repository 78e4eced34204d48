# SPDX-License-Identifier: EUPL-1.2
"""Backup and restore of the whole database with pg_dump and pg_restore (custom format), as the owner of the tables.

The keys are not in it: a backup alone is unreadable, and a backup without its keys is worthless.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg
import msgspec

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import PgConnection
from berichtenverkeer.core.errors import BerichtenverkeerError, SettingMissing, UnknownKey
from berichtenverkeer.core.outage import world_faults
from berichtenverkeer.core.pg_program import SHIPPED, run
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.ledger import epoch
from berichtenverkeer.ledger.backup_notes import BackupStep, note
from berichtenverkeer.ledger.epoch import Epoch
from berichtenverkeer.ledger.vault import Vault

T = TypeVar("T")

_ONE_DAY = 86_400.0
_ATTEMPTS = 20
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
"""
_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"


class CopyFailed(BerichtenverkeerError):
    """De reservekopie kon niet worden gemaakt of teruggezet."""

    actie = "Verhelp de genoemde oorzaak en probeer het opnieuw; er is niets gewijzigd."


class NotAlone(BerichtenverkeerError):
    """Er zijn nog programma's met deze database verbonden."""

    actie = "Stop alle processen (`serve`) op alle machines en geef de opdracht opnieuw."


def backup(config: Settings, bestand: Path) -> str:
    """Write the database to the new file `bestand` (mode 0600); returns a Dutch explanation to show.

    One consistent moment, while the gateway runs. Raises CopyFailed, SettingMissing, DatabaseGone.
    """
    bestand = bestand.absolute()
    if bestand.exists():
        raise CopyFailed(f"{bestand} bestaat al; kies een andere naam.")
    part = bestand.with_name(f".{bestand.name}.deel")
    with _origin(config) as origin:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        try:
            origin.run("pg_dump", "--format=custom", "--no-owner", f"--file={part}")
            part.rename(bestand)
        finally:
            part.unlink(missing_ok=True)
        origin.note(BackupStep.MADE, bestand)
    return (
        f"De reservekopie staat in {bestand} ({bestand.stat().st_size} bytes).\n"
        f"De sleutels staan er niet in. {_where_keys(config)}\n"
        "Bewaar ze apart van de kopie: zonder sleutels is de kopie onleesbaar, samen zijn ze de persoonsgegevens."
    )


def restore(config: Settings, bestand: Path) -> str:
    """Fill an empty database from `bestand`, all or nothing, and begin an epoch; returns a Dutch explanation to show.

    Raises CopyFailed when the database is not empty or the file is no backup, UnknownKey when the master key is
    not the one that the backup was made under, ClockUnreliable, SettingMissing, DatabaseGone.
    """
    bestand = bestand.absolute()
    if not bestand.is_file():
        raise CopyFailed(f"{bestand} bestaat niet.")
    count, new = _put_back(config, bestand)
    return f"Teruggezet uit {bestand}: {count} berichten. De hoofdsleutel past erop.\n{_explanation(new)}"


def try_restore(config: Settings, bestand: Path) -> str:
    """Put `bestand` back in a database of its own that is thrown away, and note in that of `config` how that went.

    Returns a Dutch explanation to show. Raises as `restore`, after it was noted.
    """
    bestand = bestand.absolute()
    if not bestand.is_file():
        raise CopyFailed(f"{bestand} bestaat niet.")
    step, count = BackupStep.FAILED, None
    try:
        with TemporaryDirectory(prefix="bv-proef-") as folder:
            apart = msgspec.structs.replace(config, data=Path(folder), database_url=None, eigenaar_url=None)
            count, _ = _put_back(apart, bestand, "--no-privileges")
        step = BackupStep.TRIED
    finally:
        with _origin(config) as origin:
            origin.note(step, bestand, count)
    return (
        f"{bestand} is goed: {count} berichten teruggezet in een proefdatabase, die weer weg is.\n"
        "De hoofdsleutel past erop. Dat staat nu ook op de pagina Toestand."
    )


def _put_back(config: Settings, bestand: Path, *options: str) -> tuple[int, Epoch]:
    """How many berichten, and the epoch that began."""
    with _origin(config) as origin:
        if origin.ask(_TABLES) != "0":
            raise CopyFailed("De database is niet leeg; zet een reservekopie alleen terug in een lege database.")
        origin.execute(epoch.require_clock)
        _check_key(origin, config, bestand)
        fixed = ("--no-owner", "--exit-on-error", "--single-transaction", *options)
        origin.run("pg_restore", *fixed, bestand=bestand)
        new = origin.execute(epoch.begin)
        origin.ask("ANALYZE")
        return int(origin.ask("SELECT count(*) FROM bericht")), new


def new_epoch(config: Settings) -> str:
    """Begin an epoch in a database that was put back by other means; returns a Dutch explanation to show.

    Raises NotAlone while others are connected, ClockUnreliable, CopyFailed, SettingMissing, DatabaseGone.
    """
    with _origin(config) as origin:
        return _explanation(origin.execute(_begin_only))


async def _begin_only(connection: PgConnection) -> Epoch:
    for _ in range(_ATTEMPTS):  # who has just left is still there for a moment
        if not await connection.fetchval(_OTHERS):
            return await epoch.begin(connection)
        await asyncio.sleep(0.1)
    raise NotAlone


def _explanation(new: Epoch) -> str:
    return (
        f"Posities gaan verder na {new.begin}; tot en met {new.laatste} is alles er dat in de kopie stond.\n"
        "Wie een positie daartussen noemt, hoort dat die er niet meer is (410) en waar hij verder moet.\n"
        "docs/bedienen/failure.md zegt wat partijen opnieuw moeten versturen."
    )


class _Origin:
    """A database as the PostgreSQL programs reach it: the shipped ones for a server of their version, or PATH's.

    A password goes by the environment, never by an argument.
    """

    def __init__(self, url: str) -> None:
        self._complete = url
        parts = urlsplit(url)
        user, _, plek = parts.netloc.rpartition("@")
        name, _, password = user.partition(":")
        self._url = urlunsplit(parts._replace(netloc=f"{name}@{plek}" if name else plek))
        self._environment = {"PGPASSWORD": unquote(password)} if password else {}
        self._from_pad = False
        # pg_dump must not be older than the server, and an older server does not read all that a newer pg_restore says.
        self._from_pad = self.ask("SHOW server_version_num")[:2] != str(SHIPPED)

    def run(self, name: str, *arguments: str, bestand: Path | None = None) -> str:
        """Run against the database; returns its output. Raises CopyFailed with the program's first lines."""
        behind = [str(bestand)] if bestand else []
        return self.program(name, f"--dbname={self._url}", *arguments, *behind)

    def program(self, name: str, *arguments: str) -> str:
        """Run; returns its output. Raises CopyFailed."""
        ready = run(name, *arguments, wait=_ONE_DAY, from_pad=self._from_pad, environment=self._environment)
        if ready.returncode:
            raise CopyFailed(f"{name} mislukte: {' '.join(ready.stderr.splitlines()[:2])}")
        return ready.stdout

    def execute(self, task: Callable[[PgConnection], Awaitable[T]]) -> T:
        """What `task` returns, on a connection of its own. Raises DatabaseGone and what the task raises."""

        async def connected() -> T:
            connection = await asyncpg.connect(self._complete)
            try:
                return await task(connection)
            finally:
                await connection.close()

        with world_faults():
            return asyncio.run(connected())

    def note(self, step: BackupStep, bestand: Path, berichten: int | None = None) -> None:
        """Write down in the database what was done with a backup."""
        name, size = bestand.name, bestand.stat().st_size
        self.execute(lambda connection: note(connection, step, name, size, berichten))

    def ask(self, sql: str) -> str:
        """One value."""
        return self.run("psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql).strip()


@contextmanager
def _origin(config: Settings) -> Iterator[_Origin]:
    if not config.is_embedded:
        if config.eigenaar_url is None:
            raise SettingMissing("DATABASE_OWNER_URL: nodig voor een reservekopie.")
        yield _Origin(config.eigenaar_url)
        return
    use = embedded.use(config.data)
    try:
        yield _Origin(use.server.eigenaar_url)
    finally:
        use.close()


def _check_key(origin: _Origin, config: Settings, bestand: Path) -> None:
    """Which master keys wrapped the data keys is in the backup; ask before a single row is written."""
    text = origin.program("pg_restore", "--data-only", "--table=datasleutel", "--file=-", str(bestand))
    rows = [regel.split("\t") for regel in text.splitlines() if regel.count("\t") == 3]
    own = Vault(config.hoofdsleutel, config.zoeksleutel).mark
    if foreign := {row[3] for row in rows} - {own}:
        raise UnknownKey(
            f"De kopie hoort bij hoofdsleutel {', '.join(sorted(foreign))}, niet bij {own}. "
            f"Zet eerst de sleutels van toen terug. {_where_keys(config)}"
        )


def _where_keys(config: Settings) -> str:
    if config.is_embedded:
        return f"Zij staan in {config.data} (hoofdsleutel en zoeksleutel), tenzij de omgeving ze geeft."
    return "Zij zijn de waarden van BV_HOOFDSLEUTEL en BV_ZOEKSLEUTEL."
