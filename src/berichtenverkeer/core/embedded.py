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

from berichtenverkeer.core.errors import DatabaseWeg
from berichtenverkeer.core.pgprogramma import gebruiker, geef_aan_server, maak_bereikbaar, voer_uit

DATABASE = "berichtenverkeer"
BEHEERDER, EIGENAAR, TOEPASSING = "postgres", "bv_eigenaar", "bv_toepassing"
POORT = 5432  # of the socket's name; every data directory has its own folder, so no two servers meet
WACHT_SECONDEN = 300.0  # a long recovery after a crash is not a failure
_START_POGINGEN = 8
_ANTWOORD_S = 15.0
_GEEN_PROCES = 2**31 - 1  # no system hands out this pid
_LANGSTE_SOCKET = 100  # the kernel allows 107 bytes, with the name of the socket

_INSTELLINGEN = {
    "listen_addresses": "",
    "port": str(POORT),
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
_ROLLEN = f"""
DO $$ BEGIN
  IF to_regrole('{EIGENAAR}') IS NULL THEN CREATE ROLE {EIGENAAR} LOGIN; END IF;
  IF to_regrole('{TOEPASSING}') IS NULL THEN CREATE ROLE {TOEPASSING} LOGIN; END IF;
END $$;
CREATE DATABASE {DATABASE} OWNER {EIGENAAR};
"""


class Server(msgspec.Struct, frozen=True):
    """Where an embedded server keeps its data and listens."""

    pgdata: Path
    socket: Path

    def url(self, rol: str, database: str = DATABASE) -> str:
        """The address for `rol`, as libpq, asyncpg and SQLAlchemy read it."""
        return f"postgresql://{rol}@/{database}?host={quote(str(self.socket), safe='/')}&port={POORT}"

    @property
    def eigenaar_url(self) -> str:
        """For migrations."""
        return self.url(EIGENAAR)

    @property
    def toepassing_url(self) -> str:
        """For everything else."""
        return self.url(TOEPASSING)

    def psql(self, sql: str, database: str = "postgres", wacht: float = 600) -> subprocess.CompletedProcess[str]:
        """Run `sql` as superuser over a new connection; the exit code tells. Raises DatabaseWeg after `wacht` s."""
        vast = ("-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.socket), "-p", str(POORT))
        return voer_uit("psql", *vast, "-U", BEHEERDER, "-d", database, invoer=sql, wacht=wacht)


class Gebruik:
    """One user of the server. `sluit` leaves, and stops the server when nobody else uses it."""

    def __init__(self, data: Path, server: Server, slot: int) -> None:
        self.server = server
        self._data = data
        self._slot: int | None = slot

    def sluit(self) -> bool:
        """Leave; True when the server was stopped. Harmless when called again."""
        if self._slot is None:
            return False
        with _op_slot(self._data):
            os.close(self._slot)
            self._slot = None
            laatste = os.open(_gebruikers(self._data), os.O_RDWR)
            try:
                fcntl.flock(laatste, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            finally:
                os.close(laatste)
            return _stop(_server(self._data))


def start(data: Path, extra: Mapping[str, str] | None = None, *, wacht_s: float = WACHT_SECONDEN) -> Server:
    """Make sure that the server of `data` runs and has its roles and database; `extra` are PostgreSQL settings.

    Blocks for as long as PostgreSQL needs (about 1 s the first time). Raises DatabaseWeg when it does not come up
    within `wacht_s`; it may still do so later.
    """
    with _op_slot(data):
        return _start(data, extra or {}, wacht_s)


def gebruik(data: Path, extra: Mapping[str, str] | None = None) -> Gebruik:
    """`start`, and count as a user until `sluit` or the end of this process."""
    with _op_slot(data):
        server = _start(data, extra or {})
        slot = os.open(_gebruikers(data), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(slot, fcntl.LOCK_SH)
        return Gebruik(data, server, slot)


def stop(data: Path) -> bool:
    """Stop the server of `data`, whoever uses it. False when it did not run."""
    if not (data / "postgres").exists():
        return False
    with _op_slot(data):
        return _stop(_server(data))


def draait(data: Path) -> bool:
    """The server of `data` answers over a real connection."""
    return (data / "postgres").exists() and _antwoord(_server(data)) is not None


@contextmanager
def _op_slot(data: Path) -> Iterator[None]:
    data.mkdir(parents=True, exist_ok=True)
    slot = os.open(data / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(slot, fcntl.LOCK_EX)
        yield
    finally:
        os.close(slot)


def _gebruikers(data: Path) -> Path:
    return data / "gebruikers.lock"


def _server(data: Path) -> Server:
    data = data.resolve()
    socket = data / "socket"
    if len(os.fsencode(socket / f".s.PGSQL.{POORT}")) > _LANGSTE_SOCKET or re.search(r"[^\w./-]", str(socket)):
        naam = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
        socket = Path(tempfile.gettempdir()) / f"bv-{os.geteuid()}-{naam}"
    return Server(data / "postgres", socket)


def _start(data: Path, extra: Mapping[str, str], wacht_s: float = WACHT_SECONDEN) -> Server:
    server = _server(data)
    einde = time.monotonic() + wacht_s
    pogingen = 0
    if not (server.pgdata / "PG_VERSION").exists():
        _maak_cluster(server)
    while (antwoord := _antwoord(server)) is None:
        if time.monotonic() > einde or pogingen >= _START_POGINGEN:
            raise DatabaseWeg(f"De meegeleverde database start niet; zie {server.pgdata / 'postgres.log'}.")
        if _leeft(server):  # starting, recovering, shutting down, or children of a killed postmaster
            time.sleep(0.05)
            continue
        if pogingen:
            time.sleep(0.2 * pogingen)
        pogingen += 1
        _ruim_pidbestand_op(server)
        _pg_ctl_start(server, extra, wacht_s)
    if antwoord != "klaar":
        _richt_in(server)
    return server


def _maak_cluster(server: Server) -> None:
    """initdb beside the final place, then one rename: a killed initdb leaves nothing that looks like a database."""
    nieuw = server.pgdata.with_name("postgres.nieuw")
    if nieuw.exists():
        shutil.rmtree(nieuw)
    nieuw.mkdir()
    if gebruiker() is not None:
        maak_bereikbaar(nieuw)
    geef_aan_server(nieuw)
    taal = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    klaar = voer_uit("initdb", "-A", "trust", "-U", BEHEERDER, *taal, "-D", str(nieuw), als_server=True)
    if klaar.returncode:
        raise DatabaseWeg(f"De meegeleverde database kon niet worden gemaakt: {klaar.stderr.strip()}")
    nieuw.rename(server.pgdata)


def _antwoord(server: Server) -> str | None:
    """None: no server of ours answers. "klaar": it does and has our database. "leeg": it does and has not."""
    if not server.socket.exists():
        return None
    try:
        vraag = server.psql(
            f"SELECT current_setting('data_directory'), EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}')",
            wacht=_ANTWOORD_S,
        )
    except DatabaseWeg:  # it takes connections, and then says nothing
        return None
    map_, _, heeft = vraag.stdout.strip().rpartition("|")
    if vraag.returncode or map_ != str(server.pgdata):
        return None
    return "klaar" if heeft == "t" else "leeg"


def _leeft(server: Server, pid: int | None = None) -> bool:
    """A postgres process (the one with `pid`) works in this data directory. Pid files lie; processes do not."""
    if not Path("/proc/self/cwd").exists():
        keuze = ["-ax"] if pid is None else ["-p", str(pid)]
        lijst = subprocess.run(["ps", *keuze, "-o", "args="], capture_output=True, text=True, check=False)  # noqa: S607 (where the system has it)
        return any("postgres" in regel and str(server.pgdata) in regel for regel in lijst.stdout.splitlines())
    for proces in Path("/proc").iterdir() if pid is None else [Path("/proc", str(pid))]:
        try:
            if (
                proces.name.isdigit()
                and (proces / "comm").read_text() == "postgres\n"
                and (proces / "cwd").readlink() == server.pgdata
            ):
                return True
        except OSError:  # ended meanwhile, a zombie, or of another user
            continue
    return False


def _pid_in_bestand(server: Server) -> int | None:
    try:
        return int((server.pgdata / "postmaster.pid").read_text(errors="replace").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _ruim_pidbestand_op(server: Server) -> None:
    """Called when no process of ours lives. PostgreSQL refuses to start while any process has the pid in the file.

    Only the pid is replaced, by one that cannot exist: the shared memory key beside it remains PostgreSQL's own guard.
    The file beside the socket has nothing but a pid, and goes.
    """
    (server.socket / f".s.PGSQL.{POORT}.lock").unlink(missing_ok=True)
    bestand = server.pgdata / "postmaster.pid"
    if not bestand.exists():
        return
    if _pid_in_bestand(server) is None:
        bestand.unlink()
        return
    regels = bestand.read_text(errors="replace").splitlines()
    with bestand.open("r+") as open_bestand:
        open_bestand.write("\n".join([str(_GEEN_PROCES), *regels[1:]]) + "\n")
        open_bestand.truncate()


def _pg_ctl_start(server: Server, extra: Mapping[str, str], wacht_s: float) -> None:
    """One attempt; whether it worked is for `_antwoord` to say."""
    server.socket.mkdir(mode=0o700, exist_ok=True)
    if server.socket.is_symlink() or server.socket.stat().st_uid not in (os.geteuid(), server.pgdata.stat().st_uid):
        raise DatabaseWeg(f"De map {server.socket} is van een andere gebruiker; verwijder hem.")
    geef_aan_server(server.socket)
    if gebruiker() is not None:
        maak_bereikbaar(server.pgdata)
    waarden = {**_INSTELLINGEN, "unix_socket_directories": str(server.socket), **extra}
    opties = " ".join(f"-c {naam}='{waarde}'" for naam, waarde in waarden.items())
    logboek = str(server.pgdata / "postgres.log")
    vast = ("-w", "-t", str(int(wacht_s)), "-D", str(server.pgdata), "-l", logboek)
    voer_uit("pg_ctl", *vast, "-o", opties, "start", wacht=wacht_s + 30, als_server=True)


def _richt_in(server: Server) -> None:
    """Roles first, the database last: its presence means that all is there."""
    gedaan = server.psql(_ROLLEN)
    if gedaan.returncode:
        raise DatabaseWeg("De rollen en de database konden niet worden gemaakt in de meegeleverde PostgreSQL.")


def _stop(server: Server) -> bool:
    """Orderly first, then at once. Only a process of ours is signalled, never the pid that a stale file names."""
    if not _leeft(server):
        return False
    for wijze, seconden in (("fast", 60), ("immediate", 30)):
        pid = _pid_in_bestand(server)
        if pid is not None and _leeft(server, pid):
            vast = ("-w", "-t", str(seconden), "-m", wijze, "-D", str(server.pgdata))
            voer_uit("pg_ctl", *vast, "stop", wacht=seconden + 30, als_server=True)
        if _is_weg(server):
            return True
    raise DatabaseWeg(f"De meegeleverde database stopt niet; zie {server.pgdata / 'postgres.log'}.")


def _is_weg(server: Server) -> bool:
    """The last process ends a moment after the pid file is gone."""
    for _ in range(50):
        if not _leeft(server):
            return True
        time.sleep(0.02)
    return False
