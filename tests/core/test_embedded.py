# SPDX-License-Identifier: EUPL-1.2
"""The embedded PostgreSQL survives what happens to it: kill -9, lying pid files, many users at once, long paths."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.embedded import DATABASE, Server
from berichtenverkeer.core.errors import DatabaseGone
from berichtenverkeer.core.pg_program import user as gebruiker_van_server
from berichtenverkeer.core.settings import Settings

pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="watches processes through /proc")

GEBRUIKER = """
import sys, time
from pathlib import Path
from berichtenverkeer.core import embedded
use = embedded.use(Path(sys.argv[1]))
print("klaar", flush=True)
sys.stdin.read()
use.close()
"""


def processen(server: Server) -> list[int]:
    found = []
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if process.name.isdigit() and (process / "cwd").readlink() == server.pgdata:
                found.append(int(process.name))
    return found


def postmaster(server: Server) -> int:
    return int((server.pgdata / "postmaster.pid").read_text().splitlines()[0])


def dood(server: Server, pids: list[int]) -> None:
    """kill -9, only of processes of this data directory; the children of a killed postmaster may end by themselves."""
    assert pids
    for pid in pids:
        if pid in processen(server):
            os.kill(pid, signal.SIGKILL)


def warmte(server: Server) -> str:
    return server.psql("SELECT 'warm'", DATABASE).stdout.strip()


def user(data: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", GEBRUIKER, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "klaar\n"
    return process


@pytest.fixture
def draaiend(datamap: Path) -> Server:
    return embedded.start(datamap)


@pytest.fixture
def stopped(draaiend: Server, datamap: Path) -> Server:
    assert embedded.stop(datamap)
    return draaiend


def test_starting_twice_is_one_server_and_stopping_twice_is_harmless(draaiend: Server, datamap: Path) -> None:
    first = postmaster(draaiend)
    assert embedded.start(datamap) == draaiend
    assert postmaster(draaiend) == first
    assert embedded.runs(datamap)
    assert embedded.stop(datamap)
    assert not embedded.stop(datamap)
    assert not embedded.runs(datamap)
    assert processen(draaiend) == []


def test_a_directory_without_a_server_is_not_running_and_is_left_alone(tmp_path: Path) -> None:
    assert not embedded.runs(tmp_path)
    assert not embedded.stop(tmp_path)
    assert list(tmp_path.iterdir()) == []


async def test_owner_and_application_have_their_roles(draaiend: Server) -> None:
    for url, role in ((draaiend.eigenaar_url, "bv_eigenaar"), (draaiend.application_url, "bv_toepassing")):
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("SELECT current_user") == role
        assert not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        await connection.close()


def test_settings_are_in_force_and_nothing_listens_on_the_network(draaiend: Server) -> None:
    names = ("max_connections", "shared_buffers", "jit", "listen_addresses", "fsync")
    assert [draaiend.psql(f"SHOW {name}").stdout.strip() for name in names] == ["200", "256MB", "off", "", "off"]


def test_the_socket_is_reachable_for_the_user_that_runs_the_server_only(draaiend: Server) -> None:
    assert draaiend.socket.stat().st_mode & 0o077 == 0


def test_a_postmaster_killed_just_now_is_started_again(draaiend: Server, datamap: Path) -> None:
    for _ in range(3):
        dood(draaiend, [postmaster(draaiend)])
        embedded.start(datamap)
        assert warmte(draaiend) == "warm"


def test_a_server_killed_as_a_whole_is_started_again(draaiend: Server, datamap: Path) -> None:
    pids = processen(draaiend)
    assert len(pids) > 3
    dood(draaiend, pids)
    assert not embedded.runs(datamap)
    embedded.start(datamap)
    assert warmte(draaiend) == "warm"


def test_a_killed_backend_costs_nobody_the_server(draaiend: Server, datamap: Path) -> None:
    first = postmaster(draaiend)
    dood(draaiend, [pid for pid in processen(draaiend) if pid != first][:1])
    embedded.start(datamap)
    assert warmte(draaiend) == "warm"
    assert postmaster(draaiend) == first


@pytest.mark.parametrize(
    "content", ["", "onzin", "\n\n\n", "1", "{eigen}", "{eigen}\n/elders\n0\n5432\n/tmp\n\n1 1\nready\n"]
)
def test_a_pid_file_that_lies_is_not_believed(stopped: Server, datamap: Path, content: str) -> None:
    """Empty, rubbish, short, or with the pid of a living process that is no PostgreSQL (a container that restarted)."""
    (stopped.pgdata / "postmaster.pid").write_text(content.format(eigen=os.getpid()))
    assert not embedded.stop(datamap)  # and above all: nobody else is signalled
    embedded.start(datamap)
    assert warmte(stopped) == "warm"


def test_a_pid_file_of_an_unreaped_process_is_not_believed(stopped: Server, datamap: Path) -> None:
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    while Path(f"/proc/{zombie.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)
    (stopped.pgdata / "postmaster.pid").write_text(f"{zombie.pid}\n{stopped.pgdata}\n0\n5432\n\n\n\n")
    embedded.start(datamap)
    assert warmte(stopped) == "warm"
    zombie.wait()


def test_a_lock_beside_the_socket_with_the_pid_of_another_is_not_believed(stopped: Server, datamap: Path) -> None:
    """PostgreSQL leaves it there when it is killed, and refuses to start while anything with that pid lives."""
    other = subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=gebruiker_van_server())  # noqa: S607 (where the system has it)
    (stopped.socket / ".s.PGSQL.5432.lock").write_text(f"{other.pid}\n{stopped.pgdata}\n0\n5432\n{stopped.socket}\n")
    embedded.start(datamap)
    assert warmte(stopped) == "warm"
    other.communicate()


def test_another_port_in_the_configuration_does_not_matter(stopped: Server, datamap: Path) -> None:
    with (stopped.pgdata / "postgresql.conf").open("a") as conf:
        conf.write("\nport = 6543\nlisten_addresses = '127.0.0.1'\n")
    embedded.start(datamap)
    assert warmte(stopped) == "warm"


def test_a_new_directory_gets_a_database_also_after_an_interrupted_initdb(datamap: Path) -> None:
    data = datamap / "nieuw"
    (data / "postgres.nieuw").mkdir(parents=True)
    (data / "postgres.nieuw" / "PG_VERSION").write_text("18\n")
    try:
        assert warmte(embedded.start(data)) == "warm"
    finally:
        embedded.stop(data)


def test_an_interrupted_setup_is_finished_at_the_next_start(draaiend: Server, datamap: Path) -> None:
    draaiend.psql(f"DROP DATABASE {DATABASE}")
    embedded.start(datamap)
    assert warmte(draaiend) == "warm"


def test_a_server_that_cannot_start_says_where_to_look(
    stopped: Server, datamap: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_START_ATTEMPTS", 1)
    with pytest.raises(DatabaseGone, match=r"postgres\.log"):
        embedded.start(datamap, {"shared_buffers": "niet te lezen"})
    assert warmte(embedded.start(datamap)) == "warm"
    assert processen(stopped)


def test_a_long_or_odd_path_still_gets_a_socket(datamap: Path) -> None:
    for name in ("m" * 120, "map met spatie, komma's en é"):
        data = datamap / name
        data.mkdir()
        (datamap / "postgres").rename(data / "postgres")
        server = embedded.start(data)
        try:
            assert warmte(server) == "warm"
            assert embedded.runs(data)
        finally:
            embedded.stop(data)
            server.socket.rmdir()
            (data / "postgres").rename(datamap / "postgres")
        assert len(str(server.socket)) < 100


def test_threads_that_start_together_share_one_server(datamap: Path) -> None:
    gebruiken: list[embedded.Use] = []
    lopers = [threading.Thread(target=lambda: gebruiken.append(embedded.use(datamap))) for _ in range(5)]
    for loper in lopers:
        loper.start()
    for loper in lopers:
        loper.join()
    assert [use.close() for use in gebruiken] == [False, False, False, False, True]
    assert not embedded.runs(datamap)


def test_the_last_process_that_leaves_stops_the_server_and_a_killed_one_does_not_count(datamap: Path) -> None:
    one, two, drie = (user(datamap) for _ in range(3))
    one.communicate()
    assert embedded.runs(datamap)
    two.kill()
    two.communicate()
    assert embedded.runs(datamap)
    drie.communicate()
    assert not embedded.runs(datamap)


def test_a_killed_last_user_leaves_the_server_running_for_the_next(datamap: Path) -> None:
    one = user(datamap)
    one.kill()
    one.communicate()
    assert embedded.runs(datamap)
    following = embedded.use(datamap)
    assert warmte(following.server) == "warm"
    assert following.close()
    assert not following.close()


async def test_every_acknowledged_row_survives_kill_9_of_the_server_during_inserts(datamap: Path) -> None:
    """With fsync on, as in production; a row that was not acknowledged may be there or not."""
    server = await asyncio.to_thread(embedded.start, datamap, {"fsync": "on"})
    server.psql("CREATE TABLE proef (n int PRIMARY KEY); GRANT ALL ON proef TO bv_toepassing", DATABASE)
    config = Settings(
        database_url=server.application_url,
        data=datamap,
        hoofdsleutel=b"h" * 32,
        zoeksleutel=b"z" * 32,
        verbinding_wacht_ms=2_000,
    )
    database = await Database.open(config)
    confirmed: set[int] = set()
    failed = 0

    async def writer(begin: int) -> None:
        nonlocal failed
        for n in range(begin, begin + 100_000):
            try:
                async with database.transaction() as connection:
                    await connection.execute("INSERT INTO proef VALUES ($1)", n)
            except DatabaseGone:
                failed += 1
                return
            confirmed.add(n)

    taken = [asyncio.create_task(writer(part * 1_000_000)) for part in range(6)]
    for _ in range(2_000):
        await asyncio.sleep(0.01)
        if len(confirmed) >= 200:
            break
    dood(server, processen(server))
    await asyncio.gather(*taken)
    await asyncio.to_thread(embedded.start, datamap)
    async with database.lees() as connection:  # the same Database object: back without a restart
        found = {row["n"] for row in await connection.fetch("SELECT n FROM proef")}
    await database.close()
    assert failed == 6
    assert confirmed - found == set()
    assert len(found - confirmed) <= 6
