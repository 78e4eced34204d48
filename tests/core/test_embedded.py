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
from berichtenverkeer.core.errors import DatabaseWeg
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.pgprogramma import gebruiker as gebruiker_van_server

pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="watches processes through /proc")

GEBRUIKER = """
import sys, time
from pathlib import Path
from berichtenverkeer.core import embedded
gebruik = embedded.gebruik(Path(sys.argv[1]))
print("klaar", flush=True)
sys.stdin.read()
gebruik.sluit()
"""


def processen(server: Server) -> list[int]:
    gevonden = []
    for proces in Path("/proc").iterdir():
        with suppress(OSError):
            if proces.name.isdigit() and (proces / "cwd").readlink() == server.pgdata:
                gevonden.append(int(proces.name))
    return gevonden


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


def gebruiker(data: Path) -> "subprocess.Popen[str]":
    proces = subprocess.Popen(
        [sys.executable, "-c", GEBRUIKER, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert proces.stdout is not None
    assert proces.stdout.readline() == "klaar\n"
    return proces


@pytest.fixture
def draaiend(datamap: Path) -> Server:
    return embedded.start(datamap)


@pytest.fixture
def gestopt(draaiend: Server, datamap: Path) -> Server:
    assert embedded.stop(datamap)
    return draaiend


def test_starting_twice_is_one_server_and_stopping_twice_is_harmless(draaiend: Server, datamap: Path) -> None:
    eerste = postmaster(draaiend)
    assert embedded.start(datamap) == draaiend
    assert postmaster(draaiend) == eerste
    assert embedded.draait(datamap)
    assert embedded.stop(datamap)
    assert not embedded.stop(datamap)
    assert not embedded.draait(datamap)
    assert processen(draaiend) == []


def test_a_directory_without_a_server_is_not_running_and_is_left_alone(tmp_path: Path) -> None:
    assert not embedded.draait(tmp_path)
    assert not embedded.stop(tmp_path)
    assert list(tmp_path.iterdir()) == []


async def test_owner_and_application_have_their_roles(draaiend: Server) -> None:
    for url, rol in ((draaiend.eigenaar_url, "bv_eigenaar"), (draaiend.toepassing_url, "bv_toepassing")):
        verbinding = await asyncpg.connect(url)
        assert await verbinding.fetchval("SELECT current_user") == rol
        assert not await verbinding.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        await verbinding.close()


def test_settings_are_in_force_and_nothing_listens_on_the_network(draaiend: Server) -> None:
    namen = ("max_connections", "shared_buffers", "jit", "listen_addresses", "fsync")
    assert [draaiend.psql(f"SHOW {naam}").stdout.strip() for naam in namen] == ["200", "256MB", "off", "", "off"]


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
    assert not embedded.draait(datamap)
    embedded.start(datamap)
    assert warmte(draaiend) == "warm"


def test_a_killed_backend_costs_nobody_the_server(draaiend: Server, datamap: Path) -> None:
    eerste = postmaster(draaiend)
    dood(draaiend, [pid for pid in processen(draaiend) if pid != eerste][:1])
    embedded.start(datamap)
    assert warmte(draaiend) == "warm"
    assert postmaster(draaiend) == eerste


@pytest.mark.parametrize(
    "inhoud", ["", "onzin", "\n\n\n", "1", "{eigen}", "{eigen}\n/elders\n0\n5432\n/tmp\n\n1 1\nready\n"]
)
def test_a_pid_file_that_lies_is_not_believed(gestopt: Server, datamap: Path, inhoud: str) -> None:
    """Empty, rubbish, short, or with the pid of a living process that is no PostgreSQL (a container that restarted)."""
    (gestopt.pgdata / "postmaster.pid").write_text(inhoud.format(eigen=os.getpid()))
    assert not embedded.stop(datamap)  # and above all: nobody else is signalled
    embedded.start(datamap)
    assert warmte(gestopt) == "warm"


def test_a_pid_file_of_an_unreaped_process_is_not_believed(gestopt: Server, datamap: Path) -> None:
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    while Path(f"/proc/{zombie.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)
    (gestopt.pgdata / "postmaster.pid").write_text(f"{zombie.pid}\n{gestopt.pgdata}\n0\n5432\n\n\n\n")
    embedded.start(datamap)
    assert warmte(gestopt) == "warm"
    zombie.wait()


def test_a_lock_beside_the_socket_with_the_pid_of_another_is_not_believed(gestopt: Server, datamap: Path) -> None:
    """PostgreSQL leaves it there when it is killed, and refuses to start while anything with that pid lives."""
    ander = subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=gebruiker_van_server())  # noqa: S607 (where the system has it)
    (gestopt.socket / ".s.PGSQL.5432.lock").write_text(f"{ander.pid}\n{gestopt.pgdata}\n0\n5432\n{gestopt.socket}\n")
    embedded.start(datamap)
    assert warmte(gestopt) == "warm"
    ander.communicate()


def test_another_port_in_the_configuration_does_not_matter(gestopt: Server, datamap: Path) -> None:
    with (gestopt.pgdata / "postgresql.conf").open("a") as conf:
        conf.write("\nport = 6543\nlisten_addresses = '127.0.0.1'\n")
    embedded.start(datamap)
    assert warmte(gestopt) == "warm"


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
    gestopt: Server, datamap: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_START_POGINGEN", 1)
    with pytest.raises(DatabaseWeg, match=r"postgres\.log"):
        embedded.start(datamap, {"shared_buffers": "niet te lezen"})
    assert warmte(embedded.start(datamap)) == "warm"
    assert processen(gestopt)


def test_a_long_or_odd_path_still_gets_a_socket(datamap: Path) -> None:
    for naam in ("m" * 120, "map met spatie, komma's en é"):
        data = datamap / naam
        data.mkdir()
        (datamap / "postgres").rename(data / "postgres")
        server = embedded.start(data)
        try:
            assert warmte(server) == "warm"
            assert embedded.draait(data)
        finally:
            embedded.stop(data)
            server.socket.rmdir()
            (data / "postgres").rename(datamap / "postgres")
        assert len(str(server.socket)) < 100


def test_threads_that_start_together_share_one_server(datamap: Path) -> None:
    gebruiken: list[embedded.Gebruik] = []
    lopers = [threading.Thread(target=lambda: gebruiken.append(embedded.gebruik(datamap))) for _ in range(5)]
    for loper in lopers:
        loper.start()
    for loper in lopers:
        loper.join()
    assert [gebruik.sluit() for gebruik in gebruiken] == [False, False, False, False, True]
    assert not embedded.draait(datamap)


def test_the_last_process_that_leaves_stops_the_server_and_a_killed_one_does_not_count(datamap: Path) -> None:
    een, twee, drie = (gebruiker(datamap) for _ in range(3))
    een.communicate()
    assert embedded.draait(datamap)
    twee.kill()
    twee.communicate()
    assert embedded.draait(datamap)
    drie.communicate()
    assert not embedded.draait(datamap)


def test_a_killed_last_user_leaves_the_server_running_for_the_next(datamap: Path) -> None:
    een = gebruiker(datamap)
    een.kill()
    een.communicate()
    assert embedded.draait(datamap)
    volgende = embedded.gebruik(datamap)
    assert warmte(volgende.server) == "warm"
    assert volgende.sluit()
    assert not volgende.sluit()


async def test_every_acknowledged_row_survives_kill_9_of_the_server_during_inserts(datamap: Path) -> None:
    """With fsync on, as in production; a row that was not acknowledged may be there or not."""
    server = await asyncio.to_thread(embedded.start, datamap, {"fsync": "on"})
    server.psql("CREATE TABLE proef (n int PRIMARY KEY); GRANT ALL ON proef TO bv_toepassing", DATABASE)
    instellingen = Instellingen(
        database_url=server.toepassing_url,
        data=datamap,
        hoofdsleutel=b"h" * 32,
        zoeksleutel=b"z" * 32,
        verbinding_wacht_ms=2_000,
    )
    database = await Database.open(instellingen)
    bevestigd: set[int] = set()
    mislukt = 0

    async def schrijver(begin: int) -> None:
        nonlocal mislukt
        for n in range(begin, begin + 100_000):
            try:
                async with database.transactie() as verbinding:
                    await verbinding.execute("INSERT INTO proef VALUES ($1)", n)
            except DatabaseWeg:
                mislukt += 1
                return
            bevestigd.add(n)

    taken = [asyncio.create_task(schrijver(deel * 1_000_000)) for deel in range(6)]
    for _ in range(2_000):
        await asyncio.sleep(0.01)
        if len(bevestigd) >= 200:
            break
    dood(server, processen(server))
    await asyncio.gather(*taken)
    await asyncio.to_thread(embedded.start, datamap)
    async with database.lees() as verbinding:  # the same Database object: back without a restart
        gevonden = {rij["n"] for rij in await verbinding.fetch("SELECT n FROM proef")}
    await database.sluit()
    assert mislukt == 6
    assert bevestigd - gevonden == set()
    assert len(gevonden - bevestigd) <= 6
