# SPDX-License-Identifier: EUPL-1.2
"""The embedded PostgreSQL in `<data>/postgres`: one server, shared by every process that names the same data directory.

- Whether it runs is asked over a real connection; a postmaster.pid is never believed.
- Starting and stopping happens under a file lock; users hold a shared file lock, which the kernel drops when they die,
  however they die. The last user that leaves in an orderly way stops the server; a killed one leaves it running.
- Its roles are a convention: pg_hba says trust, and the folder of the socket (mode 0700) is what keeps others out.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import msgspec

from berichtenverkeer.core.errors import DatabaseGone
from berichtenverkeer.core.pg_program import give_to_server, make_reachable, run, user

DATABASE = "berichtenverkeer"
ADMINISTRATOR, OWNER, APPLICATION = "postgres", "bv_eigenaar", "bv_toepassing"
PORT = 5432  # of the socket's name; every data directory has its own folder, so no two servers meet
WAIT_SECONDS = 300.0  # a long recovery after a crash is not a failure
_START_ATTEMPTS = 8
_REPLY_S = 15.0
_NO_PROCESS = 2**31 - 1  # no system hands out this pid
_LONGEST_SOCKET = 100  # the kernel allows 107 bytes, with the name of the socket

_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # no gain measured, and /dev/shm is 64 MB in many containers
    "max_parallel_maintenance_workers": "0",
    "log_min_error_statement": "panic",  # a failing statement or row must not bring personal data into the log
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_ROLES = f"""
DO $$ BEGIN
  IF to_regrole('{OWNER}') IS NULL THEN CREATE ROLE {OWNER} LOGIN; END IF;
  IF to_regrole('{APPLICATION}') IS NULL THEN CREATE ROLE {APPLICATION} LOGIN; END IF;
END $$;
CREATE DATABASE {DATABASE} OWNER {OWNER};
"""


class Server(msgspec.Struct, frozen=True):
    """Where an embedded server keeps its data and listens."""

    pgdata: Path
    socket: Path

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for `role`, as libpq, asyncpg and SQLAlchemy read it."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='/')}&port={PORT}"

    @property
    def eigenaar_url(self) -> str:
        """For migrations."""
        return self.url(OWNER)

    @property
    def application_url(self) -> str:
        """For everything else."""
        return self.url(APPLICATION)

    def psql(self, sql: str, database: str = "postgres", wait: float = 600) -> subprocess.CompletedProcess[str]:
        """Run `sql` as superuser over a new connection; the exit code tells. Raises DatabaseGone after `wait` s."""
        fixed = ("-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.socket), "-p", str(PORT))
        return run("psql", *fixed, "-U", ADMINISTRATOR, "-d", database, intake=sql, wait=wait)


class Use:
    """One user of the server. `close` leaves, and stops the server when nobody else uses it."""

    def __init__(self, data: Path, server: Server, lock: int) -> None:
        self.server = server
        self._data = data
        self._lock: int | None = lock

    def close(self) -> bool:
        """Leave; True when the server was stopped. Harmless when called again."""
        if self._lock is None:
            return False
        with _locked(self._data):
            os.close(self._lock)
            self._lock = None
            last = os.open(_users(self._data), os.O_RDWR)
            try:
                fcntl.flock(last, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            finally:
                os.close(last)
            return _stop(_server(self._data))


def start(data: Path, extra: Mapping[str, str] | None = None, *, wait_s: float = WAIT_SECONDS) -> Server:
    """Make sure that the server of `data` runs and has its roles and database; `extra` are PostgreSQL settings.

    Blocks for as long as PostgreSQL needs (about 1 s the first time). Raises DatabaseGone when it does not come up
    within `wait_s`; it may still do so later.
    """
    with _locked(data):
        return _start(data, extra or {}, wait_s)


def use(data: Path, extra: Mapping[str, str] | None = None) -> Use:
    """`start`, and count as a user until `close` or the end of this process."""
    with _locked(data):
        server = _start(data, extra or {})
        lock = os.open(_users(data), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_SH)
        return Use(data, server, lock)


def stop(data: Path) -> bool:
    """Stop the server of `data`, whoever uses it. False when it did not run."""
    if not (data / "postgres").exists():
        return False
    with _locked(data):
        return _stop(_server(data))


def runs(data: Path) -> bool:
    """The server of `data` answers over a real connection."""
    return (data / "postgres").exists() and _reply(_server(data)) is not None


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    data.mkdir(parents=True, exist_ok=True)
    lock = os.open(data / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _users(data: Path) -> Path:
    return data / "gebruikers.lock"


def _server(data: Path) -> Server:
    data = data.resolve()
    socket = data / "socket"
    if len(os.fsencode(socket / f".s.PGSQL.{PORT}")) > _LONGEST_SOCKET or re.search(r"[^\w./-]", str(socket)):
        name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
        socket = Path(tempfile.gettempdir()) / f"bv-{os.geteuid()}-{name}"
    return Server(data / "postgres", socket)


def _start(data: Path, extra: Mapping[str, str], wait_s: float = WAIT_SECONDS) -> Server:
    server = _server(data)
    end = time.monotonic() + wait_s
    attempts = 0
    if not (server.pgdata / "PG_VERSION").exists():
        _make_cluster(server)
    while (reply := _reply(server)) is None:
        if time.monotonic() > end or attempts >= _START_ATTEMPTS:
            raise DatabaseGone(f"De meegeleverde database start niet; zie {server.pgdata / 'postgres.log'}.")
        if _is_alive(server):  # starting, recovering, shutting down, or children of a killed postmaster
            time.sleep(0.05)
            continue
        if attempts:
            time.sleep(0.2 * attempts)
        attempts += 1
        _remove_pid_file(server)
        _pg_ctl_start(server, extra, wait_s)
    if reply != "klaar":
        _point_in(server)
    return server


def _make_cluster(server: Server) -> None:
    """initdb beside the final place, then one rename: a killed initdb leaves nothing that looks like a database."""
    new = server.pgdata.with_name("postgres.nieuw")
    if new.exists():
        shutil.rmtree(new)
    new.mkdir()
    if user() is not None:
        make_reachable(new)
    give_to_server(new)
    locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    ready = run("initdb", "-A", "trust", "-U", ADMINISTRATOR, *locale, "-D", str(new), as_server=True)
    if ready.returncode:
        raise DatabaseGone(f"De meegeleverde database kon niet worden gemaakt: {ready.stderr.strip()}")
    new.rename(server.pgdata)


def _reply(server: Server) -> str | None:
    """None: no server of ours answers. "klaar": it does and has our database. "leeg": it does and has not."""
    if not server.socket.exists():
        return None
    try:
        question = server.psql(
            f"SELECT current_setting('data_directory'), EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}')",
            wait=_REPLY_S,
        )
    except DatabaseGone:  # it takes connections, and then says nothing
        return None
    map_, _, has = question.stdout.strip().rpartition("|")
    if question.returncode or map_ != str(server.pgdata):
        return None
    return "klaar" if has == "t" else "leeg"


def _is_alive(server: Server, pid: int | None = None) -> bool:
    """A postgres process (the one with `pid`) works in this data directory. Pid files lie; processes do not."""
    if not Path("/proc/self/cwd").exists():
        choice = ["-ax"] if pid is None else ["-p", str(pid)]
        listing = subprocess.run(["ps", *choice, "-o", "args="], capture_output=True, text=True, check=False)  # noqa: S607 (where the system has it)
        return any("postgres" in regel and str(server.pgdata) in regel for regel in listing.stdout.splitlines())
    for process in Path("/proc").iterdir() if pid is None else [Path("/proc", str(pid))]:
        try:
            if (
                process.name.isdigit()
                and (process / "comm").read_text() == "postgres\n"
                and (process / "cwd").readlink() == server.pgdata
            ):
                return True
        except OSError:  # ended meanwhile, a zombie, or of another user
            continue
    return False


def _pid_in_file(server: Server) -> int | None:
    try:
        return int((server.pgdata / "postmaster.pid").read_text(errors="replace").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _remove_pid_file(server: Server) -> None:
    """Called when no process of ours lives. PostgreSQL refuses to start while any process has the pid in the file.

    Only the pid is replaced, by one that cannot exist: the shared memory key beside it remains PostgreSQL's own guard.
    The file beside the socket has nothing but a pid, and goes.
    """
    (server.socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    bestand = server.pgdata / "postmaster.pid"
    if not bestand.exists():
        return
    if _pid_in_file(server) is None:
        bestand.unlink()
        return
    regels = bestand.read_text(errors="replace").splitlines()
    with bestand.open("r+") as open_file:
        open_file.write("\n".join([str(_NO_PROCESS), *regels[1:]]) + "\n")
        open_file.truncate()


def _pg_ctl_start(server: Server, extra: Mapping[str, str], wait_s: float) -> None:
    """One attempt; whether it worked is for `_reply` to say."""
    server.socket.mkdir(mode=0o700, exist_ok=True)
    if server.socket.is_symlink() or server.socket.stat().st_uid not in (os.geteuid(), server.pgdata.stat().st_uid):
        raise DatabaseGone(f"De map {server.socket} is van een andere gebruiker; verwijder hem.")
    give_to_server(server.socket)
    if user() is not None:
        make_reachable(server.pgdata)
    values = {**_SETTINGS, "unix_socket_directories": str(server.socket), **extra}
    options = " ".join(f"-c {name}='{value}'" for name, value in values.items())
    logs = str(server.pgdata / "postgres.log")
    fixed = ("-w", "-t", str(int(wait_s)), "-D", str(server.pgdata), "-l", logs)
    run("pg_ctl", *fixed, "-o", options, "start", wait=wait_s + 30, as_server=True)


def _point_in(server: Server) -> None:
    """Roles first, the database last: its presence means that all is there."""
    done = server.psql(_ROLES)
    if done.returncode:
        raise DatabaseGone("De rollen en de database konden niet worden gemaakt in de meegeleverde PostgreSQL.")


def _stop(server: Server) -> bool:
    """Orderly first, then at once. Only a process of ours is signalled, never the pid that a stale file names."""
    if not _is_alive(server):
        return False
    for manner, seconds in (("fast", 60), ("immediate", 30)):
        pid = _pid_in_file(server)
        if pid is not None and _is_alive(server, pid):
            fixed = ("-w", "-t", str(seconds), "-m", manner, "-D", str(server.pgdata))
            run("pg_ctl", *fixed, "stop", wait=seconds + 30, as_server=True)
        if _is_gone(server):
            return True
    raise DatabaseGone(f"De meegeleverde database stopt niet; zie {server.pgdata / 'postgres.log'}.")


def _is_gone(server: Server) -> bool:
    """The last process ends a moment after the pid file is gone."""
    for _ in range(50):
        if not _is_alive(server):
            return True
        time.sleep(0.02)
    return False
