# SPDX-License-Identifier: EUPL-1.2
"""One embedded PostgreSQL for the whole test run, one database per worker, one regio per test.

The regio is the isolation, because a ledger has no eraser.
"""

import asyncio
import base64
import gc
import io
import logging
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import hypothesis
import msgspec
import pytest
import pytest_asyncio
import structlog

from berichtenverkeer.core import embedded, logs
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.settings import Settings, read_settings
from beurten import om_beurten
from gatewaybouw import CONNECTIONS, Connections
from memory import temporary_files
from rewriting import rewrite_all

ZONDER_FSYNC = {"fsync": "off", "full_page_writes": "off"}  # a test may lose a machine, not a process
_SJABLOON = "sjabloon"
TESTS = Path(__file__).parent

# A test run tells the same stories each time and waits for a busy machine; `make explore` looks for new ones.
hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable")

LONG = (
    "browser/test_every_page.py",
    "upgrade/test_upgrade.py",
    "browser/test_stories.py",
    "voorbeeldregio/test_demo.py",
    "web/test_web_door_processes.py",
    "cli/test_serving.py",
    "web/test_web_loop.py",
    "core/test_database.py",
    "cli/test_regio_clock.py",
    "proces/test_kill.py",
    "voorbeeldregio/test_traffic.py",
    "voorbeeldregio/test_figures.py",
    "rapporten/test_sums.py",
    "rapporten/test_region_totals.py",
    "berichten/test_tweede_mening.py",
    "proces/test_plafond_race.py",
    "proces/test_plafond_toestanden.py",
    "core/test_embedded.py",
    "peilbestand/test_report_worker.py",
    "pages/test_pages_attack.py",
    "scenarios/test_scenarios.py",
    "rapporten/test_rights.py",
    "web/test_web_zelf.py",
    "gateway/test_uiterste_waarden.py",
    "regels/test_groei.py",
    "regels/test_mutaties.py",
    "cli/test_plafond.py",
    "web/test_web_door.py",
    "rapporten/test_basis.py",
    "rapporten/test_carried_over.py",
    "rapporten/test_hostile_texts.py",
    "web/test_web_rapporten.py",
    "web/test_web_report_sets.py",
    "gateway/test_cijfers_op_k.py",
    "gateway/test_start_van_een_ander.py",
    "cli/test_database_supervisor.py",
    "web/test_web_vreemden.py",
    "rapporten/test_report_stromen.py",
    "rapporten/test_report_levens.py",
    "gateway/test_zelf_eigenschap.py",
    "gateway/test_werk_groeit.py",
    "web/test_web_questions.py",
    "web/test_web_regios.py",
    "web/test_web_counters.py",
    "termijnen/test_klokken_zijn_de_standaard.py",
)
"""The files that take seven seconds or more, longest first; of the last rooms also what takes five."""


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is written; the workers find it in their environment."""
    if not hasattr(config, "workerinput"):
        files = ExitStack()
        files.enter_context(temporary_files())
        config.add_cleanup(files.close)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before the first worker starts."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        rewrite_all(session.config, TESTS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files begin first, so that at the end no worker is left alone with one."""
    turns = {TESTS / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: turns.get(item.path, len(turns)))


def pytest_collection_finish() -> None:
    """All that was imported stays: to look through it for garbage, again and again, is a tenth of the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def eigen_log() -> Iterator[None]:
    """A command that a test runs in its own process logs to a stream that is closed behind it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that this process logs, as in production but from the lowest level."""
    root = logging.getLogger()
    handlers, niveau = root.handlers[:], root.level
    target = io.StringIO()
    logs.point_in("debug", target)
    yield target
    structlog.contextvars.clear_contextvars()
    root.handlers[:] = handlers
    root.setLevel(niveau)


@pytest.fixture(scope="session")
def server(testrun_uid: str) -> Iterator[embedded.Server]:
    """The server that all workers of this run share, with a migrated template database."""
    data = Path(tempfile.gettempdir()) / f"bv-test-{testrun_uid[:12]}"
    turn = data.with_suffix(".lock")
    with om_beurten(turn):
        use = embedded.use(data, ZONDER_FSYNC)
        if not (data / _SJABLOON).exists():
            maak_database(use.server, _SJABLOON)
            asyncio.run(migrate(use.server.url(embedded.OWNER, _SJABLOON)))
            (data / _SJABLOON).touch()
    yield use.server
    with om_beurten(turn):
        if use.close():
            shutil.rmtree(data)
            turn.unlink()


def maak_database(server: embedded.Server, name: str, sjabloon: str = "template1") -> None:
    """CREATE DATABASE, owned by the owner role; its files copied, which is a third of the work of logging each page."""
    done = server.psql(f'CREATE DATABASE "{name}" TEMPLATE "{sjabloon}" STRATEGY file_copy OWNER {embedded.OWNER}')
    assert not done.returncode, done.stderr


@pytest.fixture(scope="session")
def databasenaam(server: embedded.Server, worker_id: str) -> str:
    """The migrated database of this worker."""
    name = f"test_{worker_id}"
    maak_database(server, name, _SJABLOON)
    return name


@pytest.fixture
def lege_database(server: embedded.Server) -> Iterator[str]:
    """The name of a fresh database, not migrated, for a test that needs one of its own."""
    name = f"leeg_{uuid.uuid4().hex[:12]}"
    maak_database(server, name)
    yield name
    server.psql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def eigen_database(server: embedded.Server) -> Iterator[str]:
    """The name of a fresh, migrated, empty database, for a test that counts all that is in it."""
    name = f"eigen_{uuid.uuid4().hex[:12]}"
    maak_database(server, name, _SJABLOON)
    yield name
    server.psql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def toepassing_url(server: embedded.Server, databasenaam: str) -> AsyncIterator[str]:
    """The worker's database as the application role. Gateways on it find the connections of those before them."""
    url = server.url(embedded.APPLICATION, databasenaam)
    CONNECTIONS[url] = Connections()
    yield url
    await CONNECTIONS.pop(url).close()


@pytest.fixture(scope="session")
def eigenaar_url(server: embedded.Server, databasenaam: str) -> str:
    """The worker's database as the owner of the tables."""
    return server.url(embedded.OWNER, databasenaam)


@pytest.fixture(scope="session")
def beheerder_url(server: embedded.Server, databasenaam: str) -> str:
    """The worker's database as superuser."""
    return server.url(embedded.ADMINISTRATOR, databasenaam)


@pytest.fixture
def regio() -> str:
    """A regio that no other test has: the isolation between tests."""
    return f"t{uuid.uuid4().hex[:16]}"


@pytest.fixture
def environment(toepassing_url: str, eigenaar_url: str, regio: str, tmp_path: Path) -> dict[str, str]:
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
        conf.writelines(f"{name} = {value}\n" for name, value in ZONDER_FSYNC.items())
    yield data
    shutil.rmtree(data)


@pytest.fixture
def datamap(blanco_cluster: Path) -> Iterator[Path]:
    """A data directory for an embedded server of a test's own."""
    with eigen_datamap(blanco_cluster) as data:
        yield data


@pytest.fixture(scope="module")
def datamap_of_file(blanco_cluster: Path) -> Iterator[Path]:
    """One for all tests of a file, which leave the server as they found it."""
    with eigen_datamap(blanco_cluster) as data:
        yield data


@contextmanager
def eigen_datamap(blanco_cluster: Path) -> Iterator[Path]:
    """A copy of the stopped cluster; what runs there is stopped, and all of it removed, afterwards.

    Not tmp_path: as root the server runs as another user, and every pytest that starts closes its tmp_path to others.
    """
    data = Path(tempfile.mkdtemp(prefix="bv-data-"))
    subprocess.run(["cp", "-a", str(blanco_cluster / "postgres"), str(data)], check=True)  # noqa: S607 (keeps the owner)
    yield data
    embedded.stop(data)
    shutil.rmtree(data)


@pytest.fixture
def config(environment: dict[str, str]) -> Settings:
    """The settings that a process with `environment` has."""
    return read_settings(environment)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database(toepassing_url: str) -> AsyncIterator[Database]:
    """The worker's database, opened as the application role."""
    config = Settings(database_url=toepassing_url, data=Path("/nergens"), hoofdsleutel=b"h" * 32, zoeksleutel=b"z" * 32)
    geopend = await Database.open(config)
    yield geopend
    await geopend.close()


@pytest.fixture
def origin(config: Settings, server: embedded.Server, eigen_database: str) -> Settings:
    """On a migrated, empty database of its own: what a test makes a backup of."""
    return _at(config, server, eigen_database)


@pytest.fixture
def target(config: Settings, server: embedded.Server, lege_database: str) -> Settings:
    """On a database without anything: where a test puts a backup back."""
    return _at(config, server, lege_database)


def _at(config: Settings, server: embedded.Server, name: str) -> Settings:
    urls = {"database_url": server.url(embedded.APPLICATION, name), "eigenaar_url": server.url(embedded.OWNER, name)}
    return msgspec.structs.replace(config, data=Path("/nergens"), **urls)
