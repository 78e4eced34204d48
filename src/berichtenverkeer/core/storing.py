# SPDX-License-Identifier: EUPL-1.2
"""One place decides whether the world is wrong or we are: what the database drivers raise, as an error of ours.

PostgreSQL says by its five-character code what went wrong; its classes are in Appendix A of its manual. What is in
neither table below (a wrong statement, a broken constraint) is a bug of ours and stays what it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from berichtenverkeer.core.errors import (
    AanmeldingGeweigerd,
    BerichtenverkeerError,
    Botsing,
    DatabaseWeg,
    SlotBezet,
    TeGroot,
)

DRIVERFOUTEN = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a driver can raise: InterfaceError stands for misuse as well, OSError for anything outside the database."""

_PER_KLASSE: dict[str, type[BerichtenverkeerError]] = {
    "08": DatabaseWeg,  # the connection failed
    "28": AanmeldingGeweigerd,  # role or password
    "3D": AanmeldingGeweigerd,  # no such database
    "40": Botsing,  # deadlock, serialization
    "53": DatabaseWeg,  # disk full, out of memory, no room for locks, too many connections
    "54": TeGroot,  # beyond what PostgreSQL can hold: it will never fit
    "57": DatabaseWeg,  # shut down, crashed, starting up, took too long
    "58": DatabaseWeg,  # the disk or the system under it
    "F0": DatabaseWeg,  # its configuration
    "XX": DatabaseWeg,  # its own failure, or its files are damaged
}
_PER_CODE: dict[str, type[BerichtenverkeerError]] = {
    "25P03": DatabaseWeg,  # idle in a transaction for too long
    "25P04": DatabaseWeg,  # the transaction as a whole took too long
    "55P03": SlotBezet,  # a lock was not there in time
}
_ALLEEN_LEZEN = "25006"


def wereldfout(fout: BaseException, *, is_verbroken: bool = False, leest: bool = False) -> BerichtenverkeerError | None:
    """The error of ours that `fout` stands for, or None when it is none of the world.

    `is_verbroken`: there is no connection (any more), so that whatever a driver raises is about that. `leest`: in a
    transaction that only reads; elsewhere a database that refuses to write is a standby, or protects a full disk.
    """
    for oorzaak in _oorzaken(fout):
        if isinstance(oorzaak, BerichtenverkeerError):
            return oorzaak
        code = getattr(oorzaak, "sqlstate", None) or ""
        soort = _PER_CODE.get(code) or _PER_KLASSE.get(code[:2])
        if soort is not None:
            return soort(_met(soort, code))
        if code == _ALLEEN_LEZEN and not leest:
            return DatabaseWeg(_met(DatabaseWeg, code))
        if isinstance(oorzaak, ConnectionError | TimeoutError | asyncpg.InternalClientError):
            return DatabaseWeg()  # the server said goodbye while the connection was idle, or says nothing at all
        if is_verbroken and isinstance(oorzaak, DRIVERFOUTEN):
            return DatabaseWeg(_met(DatabaseWeg, getattr(oorzaak, "strerror", None)))
    return None


def _met(soort: type[BerichtenverkeerError], kenmerk: str | None) -> str:
    """What the operator reads: the code of PostgreSQL or of the system, never its words (they may quote a row)."""
    tekst = (soort.__doc__ or "").strip()
    return f"{tekst.removesuffix('.')} ({kenmerk})." if kenmerk else tekst


@contextmanager
def wereldfouten() -> Iterator[None]:
    """Around what connects by itself, outside `Database`: what drivers raise there, as errors of ours."""
    try:
        yield
    except Exception as fout:
        if (wereld := wereldfout(fout, is_verbroken=True)) is not None and wereld is not fout:
            raise wereld from fout
        raise


def _oorzaken(fout: BaseException | None) -> Iterator[BaseException]:
    """SQLAlchemy wraps what asyncpg raised, more than once."""
    while fout is not None:
        yield fout
        fout = fout.__cause__
