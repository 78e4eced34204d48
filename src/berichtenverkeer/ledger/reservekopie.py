# SPDX-License-Identifier: EUPL-1.2
"""Backup and restore of the whole database with pg_dump and pg_restore (custom format), as the owner of the tables.

The keys are not in it: a backup alone is unreadable, and a backup without its keys is worthless.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.core.errors import BerichtenverkeerError, InstellingOntbreekt, SleutelOnbekend
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.pgprogramma import MEEGELEVERD, voer_uit
from berichtenverkeer.core.storing import wereldfouten
from berichtenverkeer.ledger import epoch
from berichtenverkeer.ledger.epoch import Epoch
from berichtenverkeer.ledger.kluis import Kluis

T = TypeVar("T")

_EEN_DAG = 86_400.0
_POGINGEN = 20
_ANDEREN = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
"""
_TABELLEN = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"


class KopieMislukt(BerichtenverkeerError):
    """De reservekopie kon niet worden gemaakt of teruggezet."""

    actie = "Verhelp de genoemde oorzaak en probeer het opnieuw; er is niets gewijzigd."


class NietAlleen(BerichtenverkeerError):
    """Er zijn nog programma's met deze database verbonden."""

    actie = "Stop alle processen (`serve`) op alle machines en geef de opdracht opnieuw."


def backup(instellingen: Instellingen, bestand: Path) -> str:
    """Write the database to the new file `bestand` (mode 0600); answers a Dutch explanation to show.

    One consistent moment, while the gateway runs. Raises KopieMislukt, InstellingOntbreekt, DatabaseWeg.
    """
    bestand = bestand.absolute()
    if bestand.exists():
        raise KopieMislukt(f"{bestand} bestaat al; kies een andere naam.")
    deel = bestand.with_name(f".{bestand.name}.deel")
    with _bron(instellingen) as bron:
        os.close(os.open(deel, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        try:
            bron.draai("pg_dump", "--format=custom", "--no-owner", f"--file={deel}")
            deel.rename(bestand)
        finally:
            deel.unlink(missing_ok=True)
    return (
        f"De reservekopie staat in {bestand} ({bestand.stat().st_size} bytes).\n"
        f"De sleutels staan er niet in. {_waar_sleutels(instellingen)}\n"
        "Bewaar ze apart van de kopie: zonder sleutels is de kopie onleesbaar, samen zijn ze de persoonsgegevens."
    )


def restore(instellingen: Instellingen, bestand: Path) -> str:
    """Fill an empty database from `bestand`, all or nothing, and begin an epoch; answers a Dutch explanation to show.

    Raises KopieMislukt when the database is not empty or the file is no backup, SleutelOnbekend when the master key is
    not the one that the backup was made under, KlokOnbetrouwbaar, InstellingOntbreekt, DatabaseWeg.
    """
    bestand = bestand.absolute()
    if not bestand.is_file():
        raise KopieMislukt(f"{bestand} bestaat niet.")
    with _bron(instellingen) as bron:
        if bron.vraag(_TABELLEN) != "0":
            raise KopieMislukt("De database is niet leeg; zet een reservekopie alleen terug in een lege database.")
        bron.doe(epoch.vereist_klok)
        _controleer_sleutel(bron, instellingen, bestand)
        bron.draai("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", bestand=bestand)
        nieuw = bron.doe(epoch.begin)
        bron.vraag("ANALYZE")
        aantal = bron.vraag("SELECT count(*) FROM bericht")
    return f"Teruggezet uit {bestand}: {aantal} berichten. De hoofdsleutel past erop.\n{_uitleg(nieuw)}"


def nieuwe_epoch(instellingen: Instellingen) -> str:
    """Begin an epoch in a database that was put back by other means; answers a Dutch explanation to show.

    Raises NietAlleen while others are connected, KlokOnbetrouwbaar, KopieMislukt, InstellingOntbreekt, DatabaseWeg.
    """
    with _bron(instellingen) as bron:
        return _uitleg(bron.doe(_begin_alleen))


async def _begin_alleen(verbinding: Verbinding) -> Epoch:
    for _ in range(_POGINGEN):  # who has just left is still there for a moment
        if not await verbinding.fetchval(_ANDEREN):
            return await epoch.begin(verbinding)
        await asyncio.sleep(0.1)
    raise NietAlleen


def _uitleg(nieuw: Epoch) -> str:
    return (
        f"Posities gaan verder na {nieuw.begin}; tot en met {nieuw.laatste} is alles er dat in de kopie stond.\n"
        "Wie een positie daartussen noemt, hoort dat die er niet meer is (410) en waar hij verder moet.\n"
        "docs/bedienen.md zegt wat partijen opnieuw moeten versturen."
    )


class _Bron:
    """A database as the PostgreSQL programs reach it: the shipped ones for a server of their version, or PATH's.

    A password goes by the environment, never by an argument.
    """

    def __init__(self, url: str) -> None:
        self._volledig = url
        delen = urlsplit(url)
        gebruiker, _, plek = delen.netloc.rpartition("@")
        naam, _, wachtwoord = gebruiker.partition(":")
        self._url = urlunsplit(delen._replace(netloc=f"{naam}@{plek}" if naam else plek))
        self._omgeving = {"PGPASSWORD": unquote(wachtwoord)} if wachtwoord else {}
        self._van_pad = False
        # pg_dump must not be older than the server, and an older server does not read all that a newer pg_restore says.
        self._van_pad = self.vraag("SHOW server_version_num")[:2] != str(MEEGELEVERD)

    def draai(self, naam: str, *argumenten: str, bestand: Path | None = None) -> str:
        """Run against the database; answers its output. Raises KopieMislukt with the program's first lines."""
        achter = [str(bestand)] if bestand else []
        return self.programma(naam, f"--dbname={self._url}", *argumenten, *achter)

    def programma(self, naam: str, *argumenten: str) -> str:
        """Run; answers its output. Raises KopieMislukt."""
        klaar = voer_uit(naam, *argumenten, wacht=_EEN_DAG, van_pad=self._van_pad, omgeving=self._omgeving)
        if klaar.returncode:
            raise KopieMislukt(f"{naam} mislukte: {' '.join(klaar.stderr.splitlines()[:2])}")
        return klaar.stdout

    def doe(self, taak: Callable[[Verbinding], Awaitable[T]]) -> T:
        """What `taak` answers, on a connection of its own. Raises DatabaseWeg and what the task raises."""

        async def verbonden() -> T:
            verbinding = await asyncpg.connect(self._volledig)
            try:
                return await taak(verbinding)
            finally:
                await verbinding.close()

        with wereldfouten():
            return asyncio.run(verbonden())

    def vraag(self, sql: str) -> str:
        """One value."""
        return self.draai("psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql).strip()


@contextmanager
def _bron(instellingen: Instellingen) -> Iterator[_Bron]:
    if not instellingen.is_embedded:
        if instellingen.eigenaar_url is None:
            raise InstellingOntbreekt("DATABASE_OWNER_URL: nodig voor een reservekopie.")
        yield _Bron(instellingen.eigenaar_url)
        return
    gebruik = embedded.gebruik(instellingen.data)
    try:
        yield _Bron(gebruik.server.eigenaar_url)
    finally:
        gebruik.sluit()


def _controleer_sleutel(bron: _Bron, instellingen: Instellingen, bestand: Path) -> None:
    """Which master keys wrapped the data keys is in the backup; ask before a single row is written."""
    tekst = bron.programma("pg_restore", "--data-only", "--table=datasleutel", "--file=-", str(bestand))
    rijen = [regel.split("\t") for regel in tekst.splitlines() if regel.count("\t") == 3]
    eigen = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel).kenmerk
    if vreemd := {rij[3] for rij in rijen} - {eigen}:
        raise SleutelOnbekend(
            f"De kopie hoort bij hoofdsleutel {', '.join(sorted(vreemd))}, niet bij {eigen}. "
            f"Zet eerst de sleutels van toen terug. {_waar_sleutels(instellingen)}"
        )


def _waar_sleutels(instellingen: Instellingen) -> str:
    if instellingen.is_embedded:
        return f"Zij staan in {instellingen.data} (hoofdsleutel en zoeksleutel), tenzij de omgeving ze geeft."
    return "Zij zijn de waarden van BV_HOOFDSLEUTEL en BV_ZOEKSLEUTEL."
