# SPDX-License-Identifier: EUPL-1.2
"""One embedded PostgreSQL for the whole test run, one database per worker, one regio per test.

The regio is the isolation, because a ledger has no eraser.
"""

import asyncio
import base64
import fcntl
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import msgspec
import pytest
import pytest_asyncio
import structlog

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.core.migraties import migreer

ZONDER_FSYNC = {"fsync": "off", "full_page_writes": "off"}  # a test may lose a machine, not a process
_SJABLOON = "sjabloon"

# A test run tells the same stories each time and waits for a busy machine; `make explore` looks for new ones.
hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable")


@contextmanager
def _om_beurten(bestand: Path) -> Iterator[None]:
    slot = os.open(bestand, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(slot, fcntl.LOCK_EX)
        yield
    finally:
        os.close(slot)


@pytest.fixture(autouse=True)
def eigen_log() -> Iterator[None]:
    """A command that a test runs in its own process logs to a stream that is closed behind it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def server(testrun_uid: str) -> Iterator[embedded.Server]:
    """The server that all workers of this run share, with a migrated template database."""
    data = Path(tempfile.gettempdir()) / f"bv-test-{testrun_uid[:12]}"
    beurt = data.with_suffix(".lock")
    with _om_beurten(beurt):
        gebruik = embedded.gebruik(data, ZONDER_FSYNC)
        if not (data / _SJABLOON).exists():
            maak_database(gebruik.server, _SJABLOON)
            asyncio.run(migreer(gebruik.server.url(embedded.EIGENAAR, _SJABLOON)))
            (data / _SJABLOON).touch()
    yield gebruik.server
    with _om_beurten(beurt):
        if gebruik.sluit():
            shutil.rmtree(data)
            beurt.unlink()


def maak_database(server: embedded.Server, naam: str, sjabloon: str = "template1") -> None:
    """CREATE DATABASE, owned by the owner role."""
    gedaan = server.psql(f'CREATE DATABASE "{naam}" TEMPLATE "{sjabloon}" OWNER {embedded.EIGENAAR}')
    assert not gedaan.returncode, gedaan.stderr


@pytest.fixture(scope="session")
def databasenaam(server: embedded.Server, worker_id: str) -> str:
    """The migrated database of this worker."""
    naam = f"test_{worker_id}"
    maak_database(server, naam, _SJABLOON)
    return naam


@pytest.fixture
def lege_database(server: embedded.Server) -> Iterator[str]:
    """The name of a fresh database, not migrated, for a test that needs one of its own."""
    naam = f"leeg_{uuid.uuid4().hex[:12]}"
    maak_database(server, naam)
    yield naam
    server.psql(f'DROP DATABASE "{naam}" WITH (FORCE)')


@pytest.fixture
def eigen_database(server: embedded.Server) -> Iterator[str]:
    """The name of a fresh, migrated, empty database, for a test that counts all that is in it."""
    naam = f"eigen_{uuid.uuid4().hex[:12]}"
    maak_database(server, naam, _SJABLOON)
    yield naam
    server.psql(f'DROP DATABASE "{naam}" WITH (FORCE)')


@pytest.fixture(scope="session")
def toepassing_url(server: embedded.Server, databasenaam: str) -> str:
    """The worker's database as the application role."""
    return server.url(embedded.TOEPASSING, databasenaam)


@pytest.fixture(scope="session")
def eigenaar_url(server: embedded.Server, databasenaam: str) -> str:
    """The worker's database as the owner of the tables."""
    return server.url(embedded.EIGENAAR, databasenaam)


@pytest.fixture(scope="session")
def beheerder_url(server: embedded.Server, databasenaam: str) -> str:
    """The worker's database as superuser."""
    return server.url(embedded.BEHEERDER, databasenaam)


@pytest.fixture
def regio() -> str:
    """A regio that no other test has: the isolation between tests."""
    return f"t{uuid.uuid4().hex[:16]}"


@pytest.fixture
def omgeving(toepassing_url: str, eigenaar_url: str, regio: str, tmp_path: Path) -> dict[str, str]:
    """Environment variables for a real process on the worker's database, to be laid over os.environ."""
    return {
        "DATABASE_URL": toepassing_url,
        "DATABASE_OWNER_URL": eigenaar_url,
        "BV_DATA": str(tmp_path / "data"),
        "BV_REGIO": regio,
        "BV_HOOFDSLEUTEL": base64.b64encode(bytes(range(32))).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(bytes(range(32, 64))).decode(),
        "BV_POOL": "4",
    }


@pytest.fixture(scope="session")
def blanco_cluster() -> Iterator[Path]:
    """A data directory with a stopped server, made once: copying it is faster than initdb."""
    data = Path(tempfile.mkdtemp(prefix="bv-blanco-"))
    embedded.start(data, ZONDER_FSYNC)
    embedded.stop(data)
    with (data / "postgres" / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{naam} = {waarde}\n" for naam, waarde in ZONDER_FSYNC.items())
    yield data
    shutil.rmtree(data)


@pytest.fixture
def datamap(blanco_cluster: Path) -> Iterator[Path]:
    """A data directory for an embedded server of a test's own, stopped and removed afterwards.

    Not tmp_path: as root the server runs as another user, and every pytest that starts closes its tmp_path to others.
    """
    data = Path(tempfile.mkdtemp(prefix="bv-data-"))
    subprocess.run(["cp", "-a", str(blanco_cluster / "postgres"), str(data)], check=True)  # noqa: S607 (keeps the owner)
    yield data
    embedded.stop(data)
    shutil.rmtree(data)


@pytest.fixture
def instellingen(omgeving: dict[str, str]) -> Instellingen:
    """The settings that a process with `omgeving` has."""
    return lees_instellingen(omgeving)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database(toepassing_url: str) -> AsyncIterator[Database]:
    """The worker's database, opened as the application role."""
    instellingen = Instellingen(
        database_url=toepassing_url, data=Path("/nergens"), hoofdsleutel=b"h" * 32, zoeksleutel=b"z" * 32
    )
    geopend = await Database.open(instellingen)
    yield geopend
    await geopend.sluit()


@pytest.fixture
def bron(instellingen: Instellingen, server: embedded.Server, eigen_database: str) -> Instellingen:
    """On a migrated, empty database of its own: what a test makes a backup of."""
    return _op(instellingen, server, eigen_database)


@pytest.fixture
def doel(instellingen: Instellingen, server: embedded.Server, lege_database: str) -> Instellingen:
    """On a database without anything: where a test puts a backup back."""
    return _op(instellingen, server, lege_database)


def _op(instellingen: Instellingen, server: embedded.Server, naam: str) -> Instellingen:
    urls = {"database_url": server.url(embedded.TOEPASSING, naam), "eigenaar_url": server.url(embedded.EIGENAAR, naam)}
    return msgspec.structs.replace(instellingen, data=Path("/nergens"), **urls)
