# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL through asyncpg.

Session settings are given at connect; inside, only SET LOCAL: a session is handed on as it is, without a statement that
resets it, and a pooler would mix them (decision 151).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, NamedTuple

import asyncpg

from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import DatabaseGone, LockHeld, TooBusy
from berichtenverkeer.core.ids import lock_key
from berichtenverkeer.core.outage import DRIVER_FAULTS, world_fault, world_faults
from berichtenverkeer.core.revisions import application_name
from berichtenverkeer.core.settings import Settings

PgConnection = Any
"""An asyncpg connection (the library ships no types)."""

LOOKUP_S = 5.0
"""How much longer we wait for a statement than PostgreSQL lets it run: beyond that it is not there, or stopped."""

_FORGET = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "4",
    "tcp_user_timeout": "12000",
}
"""How soon PostgreSQL gives up a machine of ours that is cut off (s; ms), and lets go of its locks: in some 13 s. By
itself it would keep them until a transaction was still for too long, and outside one for two hours."""

_DAY_ZERO = date(2000, 1, 1).toordinal()
"""The day from which PostgreSQL counts."""


class Grootboek(NamedTuple):
    """A connection to what one regio has. Every statement has the regio as its first argument ($1)."""

    conn: PgConnection
    regio: str

    async def fetch(self, sql: str, *args: Any) -> Any:
        """The rows of a statement."""
        return await self.conn.fetch(sql, self.regio, *args)

    async def fetchrow(self, sql: str, *args: Any) -> Any:
        """Its first row, or None."""
        return await self.conn.fetchrow(sql, self.regio, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        """The first value of that."""
        return await self.conn.fetchval(sql, self.regio, *args)

    async def execute(self, sql: str, *args: Any) -> Any:
        """What it did."""
        return await self.conn.execute(sql, self.regio, *args)


class Database:
    """A small pool of connections to one database, as the application role (no right to change the past)."""

    def __init__(self, config: Settings, url: str, use: embedded.Use | None) -> None:
        self.url = url
        self._use = use
        self._wait = config.verbinding_wacht_ms / 1000
        self._pool = asyncpg.create_pool(
            url,
            min_size=0,
            max_size=config.pool_grootte,
            timeout=self._wait,
            command_timeout=config.statement_timeout_ms / 1000 + LOOKUP_S,
            init=_agree,
            reset=_as_it_is,
            server_settings={
                "application_name": application_name(),
                "timezone": "UTC",
                "jit": "off",
                # Every statement of the hot path finds its rows by an index. On a young table the planner thinks
                # otherwise, and a cached plan keeps reading the whole table long after it has grown.
                "enable_seqscan": "off",
                "statement_timeout": str(config.statement_timeout_ms),
                "idle_in_transaction_session_timeout": str(config.stille_transactie_ms),
                **_FORGET,
            },
        )

    @classmethod
    async def open(cls, config: Settings) -> "Database":
        """A database that has answered once; starts the embedded one when no DATABASE_URL is set.

        Raises DatabaseGone. Whether its tables fit is for `shape.require_migration` to say.
        """
        use = None
        if config.is_embedded:
            with world_faults():
                use = await asyncio.to_thread(embedded.use, config.data)
        url = use.server.application_url if use else config.database_url
        assert url is not None
        database = cls(config, url, use)
        try:
            await database._pool
            async with database.lees() as connection:
                await connection.fetchval("SELECT 1")
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Close every connection; leave the embedded server, which stops when nobody else uses it."""
        try:
            async with asyncio.timeout(self._wait):
                await self._pool.close()
        except DRIVER_FAULTS:
            self._pool.terminate()
        if self._use is not None:
            await asyncio.to_thread(self._use.close)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PgConnection]:
        """A connection inside a READ COMMITTED transaction: committed at the end, rolled back on an exception.

        Raises DatabaseGone when the connection is lost (a commit may then have happened or not), TooBusy when the pool
        has no connection in time, and what else `outage` knows: Botsing, LockHeld, TooLarge, RegistrationRefused.
        The next transaction simply connects again. An error of PostgreSQL that is caught inside leaves nothing to
        commit: catch it outside, or use a savepoint (`connection.transaction()`).
        """
        async with self._borrowed() as connection:
            yield connection

    @asynccontextmanager
    async def lees(self, *, snapshot: bool = False) -> AsyncIterator[PgConnection]:
        """A read-only transaction; with `snapshot` every statement sees the same moment. Raises as `transaction`.

        A report asks for a snapshot: there the planner may read whole tables.
        """
        isolation = "repeatable_read" if snapshot else "read_committed"
        async with self._borrowed(isolation=isolation, readonly=True) as connection:
            if snapshot:
                await connection.execute("SET LOCAL enable_seqscan = on")
            yield connection

    @asynccontextmanager
    async def alone(self, space: int, name: str) -> AsyncIterator[bool]:
        """Whether nobody else is in a block of this name, in any process of any machine; who is, is not waited for.

        It keeps one connection, without a transaction, so it may last. `space` is the first key of the advisory lock.
        Raises DatabaseGone, TooBusy.
        """
        connection = await self._borrow()
        try:
            with world_faults():
                is_alone = await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", space, lock_key(name))
            yield is_alone
        finally:
            _break_off(connection)  # and the lock with it
            await self._give_back(connection)

    @asynccontextmanager
    async def _borrowed(self, **soort: Any) -> AsyncIterator[PgConnection]:
        connection, transaction = await self._begin(soort)
        reads = soort.get("readonly", False)
        try:
            try:
                yield connection
            except Exception as fault:
                if isinstance(fault, TimeoutError):
                    _break_off(connection)  # who did not answer will not answer a rollback either
                is_broken = await _roll_back(connection, transaction)
                world = world_fault(fault, is_broken=is_broken, reads=reads)
                if world is None or world is fault:
                    raise
                if is_broken or not isinstance(world, LockHeld):
                    _break_off(connection)
                raise world from fault
            except BaseException:  # cancelled
                await _roll_back(connection, transaction)
                raise
            try:
                await transaction.commit()
            except DRIVER_FAULTS as fault:
                world = world_fault(fault, is_broken=_is_dead(connection), reads=reads)
                _break_off(connection)
                if world is None:
                    raise
                raise world from fault
        finally:
            await self._give_back(connection)

    async def _begin(self, soort: dict[str, Any]) -> tuple[PgConnection, Any]:
        """A connection on which BEGIN has worked. Connections that died while idle are dropped on the way."""
        for last in (*[False] * self._pool.get_max_size(), True):
            connection = await self._borrow()
            transaction = connection.transaction(**soort)
            try:
                async with asyncio.timeout(self._wait):
                    await transaction.start()
            except DRIVER_FAULTS as fault:
                _break_off(connection)
                await self._give_back(connection)
                if last or isinstance(fault, TimeoutError):
                    raise world_fault(fault, is_broken=True) or DatabaseGone from fault
            except BaseException:
                await self._give_back(connection)
                raise
            else:
                return connection, transaction
        raise AssertionError

    async def _give_back(self, connection: PgConnection) -> None:
        """What was committed stays committed, also when the connection turns out to be lost while it is cleaned."""
        try:
            await self._pool.release(connection)
        except DRIVER_FAULTS:
            _break_off(connection)

    async def _borrow(self) -> PgConnection:
        try:
            return await self._pool.acquire(timeout=self._wait)
        except TimeoutError as fault:
            full = not self._pool.get_idle_size() and self._pool.get_size() == self._pool.get_max_size()
            raise (TooBusy if full else DatabaseGone) from fault
        except (EOFError, *DRIVER_FAULTS) as fault:
            raise world_fault(fault, is_broken=True) or DatabaseGone from fault


class TooManyRows(Exception):
    """There is more than may be read here: whoever can take longer should."""


async def fetch(connection: PgConnection, sql: str, *values: Any, at_most: int | None = None) -> Sequence[Any]:
    """The rows of a select, `at_most` so many (None: all there are). Raises TooManyRows, with no more read."""
    if at_most is None:
        rows: Sequence[Any] = await connection.fetch(sql, *values)
        return rows
    rows = await connection.fetch(f"{sql} limit {at_most + 1}", *values)
    if len(rows) > at_most:
        raise TooManyRows
    return rows


async def _roll_back(connection: PgConnection, transaction: Any) -> bool:
    """Roll back; True when there turns out to be no connection any more. Why we roll back is worth more than how that
    ended, so this raises nothing; what cannot be rolled back is broken off, which comes to the same.
    """
    if _is_dead(connection):
        return True
    try:
        async with asyncio.timeout(LOOKUP_S):
            await transaction.rollback()
    except DRIVER_FAULTS as fault:
        is_broken = world_fault(fault, is_broken=_is_dead(connection)) is not None
        _break_off(connection)
        return is_broken
    except BaseException:  # cancelled while it rolled back
        _break_off(connection)
        raise
    return _is_dead(connection)


def _is_dead(connection: PgConnection) -> bool:
    """The connection was lost; the pool may have taken it back already, and then it refuses to say so."""
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        return True


def _break_off(connection: PgConnection) -> None:
    """Not to be used again: the pool finds it closed and forgets it."""
    if not _is_dead(connection):
        connection.terminate()


async def _as_it_is(_: PgConnection) -> None:
    """Nothing is left of a transaction that came to its end: what it set was set LOCAL."""


async def _agree(connection: PgConnection) -> None:
    """Dates and amounts as they are. By itself asyncpg keeps the first and the last day of the calendar as -infinity
    and infinity, and one bericht with such a day would stop every query that subtracts two dates. What is `numeric` is
    here a whole number that may be beyond 64 bits.
    """
    await connection.set_type_codec("date", schema="pg_catalog", encoder=_write_day, decoder=_read_day, format="tuple")
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=int, format="text")


def _write_day(day: date) -> tuple[int]:
    return (day.toordinal() - _DAY_ZERO,)


def _read_day(value: tuple[int]) -> date:
    """What lies outside the calendar of Python, infinity too, is its first or last day."""
    return date.fromordinal(min(max(value[0] + _DAY_ZERO, date.min.toordinal()), date.max.toordinal()))
