# SPDX-License-Identifier: EUPL-1.2
"""One place decides whether the world is wrong or we are: what the database drivers raise, as an error of ours.

PostgreSQL says by its five-character code what went wrong; its classes are in Appendix A of its manual. What is in
neither table below (a wrong statement, a broken constraint) is a bug of ours and stays what it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from berichtenverkeer.core.errors import (
    BerichtenverkeerError,
    Botsing,
    DatabaseGone,
    LockHeld,
    RegistrationRefused,
    TooLarge,
)

DRIVER_FAULTS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a driver can raise: InterfaceError stands for misuse as well, OSError for anything outside the database."""

_PER_CLASS: dict[str, type[BerichtenverkeerError]] = {
    "08": DatabaseGone,  # the connection failed
    "28": RegistrationRefused,  # role or password
    "3D": RegistrationRefused,  # no such database
    "40": Botsing,  # deadlock, serialization
    "53": DatabaseGone,  # disk full, out of memory, no room for locks, too many connections
    "54": TooLarge,  # beyond what PostgreSQL can hold: it will never fit
    "57": DatabaseGone,  # shut down, crashed, starting up, took too long
    "58": DatabaseGone,  # the disk or the system under it
    "F0": DatabaseGone,  # its configuration
    "XX": DatabaseGone,  # its own failure, or its files are damaged
}
_PER_CODE: dict[str, type[BerichtenverkeerError]] = {
    "25P03": DatabaseGone,  # idle in a transaction for too long
    "25P04": DatabaseGone,  # the transaction as a whole took too long
    "55P03": LockHeld,  # a lock was not there in time
}
_ONLY_READING = "25006"


def world_fault(fault: BaseException, *, is_broken: bool = False, reads: bool = False) -> BerichtenverkeerError | None:
    """The error of ours that `fault` stands for, or None when it is none of the world.

    `is_broken`: there is no connection (any more), so that whatever a driver raises is about that. `reads`: in a
    transaction that only reads; elsewhere a database that refuses to write is a standby, or protects a full disk.
    """
    for cause in _causes(fault):
        if isinstance(cause, BerichtenverkeerError):
            return cause
        code = getattr(cause, "sqlstate", None) or ""
        soort = _PER_CODE.get(code) or _PER_CLASS.get(code[:2])
        if soort is not None:
            return soort(_with(soort, code))
        if code == _ONLY_READING and not reads:
            return DatabaseGone(_with(DatabaseGone, code))
        if isinstance(cause, ConnectionError | TimeoutError | asyncpg.InternalClientError):
            return DatabaseGone()  # the server said goodbye while the connection was idle, or says nothing at all
        if is_broken and isinstance(cause, DRIVER_FAULTS):
            return DatabaseGone(_with(DatabaseGone, getattr(cause, "strerror", None)))
    return None


def _with(soort: type[BerichtenverkeerError], mark: str | None) -> str:
    """What the operator reads: the code of PostgreSQL or of the system, never its words (they may quote a row)."""
    text = (soort.__doc__ or "").strip()
    return f"{text.removesuffix('.')} ({mark})." if mark else text


@contextmanager
def world_faults() -> Iterator[None]:
    """Around what connects by itself, outside `Database`: what drivers raise there, as errors of ours."""
    try:
        yield
    except Exception as fault:
        if (world := world_fault(fault, is_broken=True)) is not None and world is not fault:
            raise world from fault
        raise


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    """SQLAlchemy wraps what asyncpg raised, more than once."""
    while fault is not None:
        yield fault
        fault = fault.__cause__
