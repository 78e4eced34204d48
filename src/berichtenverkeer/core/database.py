# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL through asyncpg for the hot path; SQLAlchemy for migrations and reports.

Session settings are given at connect; inside, only SET LOCAL (the pool resets sessions, a pooler would mix them).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import DatabaseWeg, SlotBezet, TeDruk
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.revisions import application_name
from berichtenverkeer.core.storing import DRIVERFOUTEN, wereldfout, wereldfouten

Verbinding = Any
"""An asyncpg connection (the library ships no types)."""

NASLAG_S = 5.0
"""How much longer we wait for a statement than PostgreSQL lets it run: beyond that it is not there, or stopped."""

_DAG_NUL = date(2000, 1, 1).toordinal()
"""The day from which PostgreSQL counts."""


class Grootboek(NamedTuple):
    """A connection to what one regio has. Every statement has the regio as its first argument ($1)."""

    conn: Verbinding
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

    def __init__(self, instellingen: Instellingen, url: str, gebruik: embedded.Gebruik | None) -> None:
        self.url = url
        self._gebruik = gebruik
        self._wacht = instellingen.verbinding_wacht_ms / 1000
        self._pool = asyncpg.create_pool(
            url,
            min_size=0,
            max_size=instellingen.pool_grootte,
            timeout=self._wacht,
            command_timeout=instellingen.statement_timeout_ms / 1000 + NASLAG_S,
            init=_spreek_af,
            server_settings={
                "application_name": application_name(),
                "timezone": "UTC",
                "jit": "off",
                # Every statement of the hot path finds its rows by an index. On a young table the planner thinks
                # otherwise, and a cached plan keeps reading the whole table long after it has grown.
                "enable_seqscan": "off",
                "statement_timeout": str(instellingen.statement_timeout_ms),
                "idle_in_transaction_session_timeout": str(instellingen.stille_transactie_ms),
            },
        )

    @classmethod
    async def open(cls, instellingen: Instellingen) -> "Database":
        """A database that has answered once; starts the embedded one when no DATABASE_URL is set.

        Raises DatabaseWeg. Whether its tables fit is for `migraties.vereist_migratie` to say.
        """
        gebruik = None
        if instellingen.is_embedded:
            with wereldfouten():
                gebruik = await asyncio.to_thread(embedded.gebruik, instellingen.data)
        url = gebruik.server.toepassing_url if gebruik else instellingen.database_url
        assert url is not None
        database = cls(instellingen, url, gebruik)
        try:
            await database._pool
            async with database.lees() as verbinding:
                await verbinding.fetchval("SELECT 1")
        except BaseException:
            await database.sluit()
            raise
        return database

    async def sluit(self) -> None:
        """Close every connection; leave the embedded server, which stops when nobody else uses it."""
        try:
            async with asyncio.timeout(self._wacht):
                await self._pool.close()
        except DRIVERFOUTEN:
            self._pool.terminate()
        if self._gebruik is not None:
            await asyncio.to_thread(self._gebruik.sluit)

    @asynccontextmanager
    async def transactie(self) -> AsyncIterator[Verbinding]:
        """A connection inside a READ COMMITTED transaction: committed at the end, rolled back on an exception.

        Raises DatabaseWeg when the connection is lost (a commit may then have happened or not), TeDruk when the pool
        has no connection in time, and what else `storing` knows: Botsing, SlotBezet, TeGroot, AanmeldingGeweigerd.
        The next transaction simply connects again. An error of PostgreSQL that is caught inside leaves nothing to
        commit: catch it outside, or use a savepoint (`verbinding.transaction()`).
        """
        async with self._geleend() as verbinding:
            yield verbinding

    @asynccontextmanager
    async def lees(self, *, momentopname: bool = False) -> AsyncIterator[Verbinding]:
        """A read-only transaction; with `momentopname` every statement sees the same moment. Raises as `transactie`.

        A report asks for a momentopname: there the planner may read whole tables.
        """
        isolatie = "repeatable_read" if momentopname else "read_committed"
        async with self._geleend(isolation=isolatie, readonly=True) as verbinding:
            if momentopname:
                await verbinding.execute("SET LOCAL enable_seqscan = on")
            yield verbinding

    @asynccontextmanager
    async def _geleend(self, **soort: Any) -> AsyncIterator[Verbinding]:
        verbinding, transactie = await self._begin(soort)
        leest = soort.get("readonly", False)
        try:
            try:
                yield verbinding
            except Exception as fout:
                if isinstance(fout, TimeoutError):
                    _breek_af(verbinding)  # who did not answer will not answer a rollback either
                is_verbroken = await _draai_terug(verbinding, transactie)
                wereld = wereldfout(fout, is_verbroken=is_verbroken, leest=leest)
                if wereld is None or wereld is fout:
                    raise
                if is_verbroken or not isinstance(wereld, SlotBezet):
                    _breek_af(verbinding)
                raise wereld from fout
            except BaseException:  # cancelled
                await _draai_terug(verbinding, transactie)
                raise
            try:
                await transactie.commit()
            except DRIVERFOUTEN as fout:
                wereld = wereldfout(fout, is_verbroken=_is_dood(verbinding), leest=leest)
                _breek_af(verbinding)
                if wereld is None:
                    raise
                raise wereld from fout
        finally:
            await self._geef_terug(verbinding)

    async def _begin(self, soort: dict[str, Any]) -> tuple[Verbinding, Any]:
        """A connection on which BEGIN has worked. Connections that died while idle are dropped on the way."""
        for laatste in (*[False] * self._pool.get_max_size(), True):
            verbinding = await self._leen()
            transactie = verbinding.transaction(**soort)
            try:
                async with asyncio.timeout(self._wacht):
                    await transactie.start()
            except DRIVERFOUTEN as fout:
                _breek_af(verbinding)
                await self._geef_terug(verbinding)
                if laatste or isinstance(fout, TimeoutError):
                    raise wereldfout(fout, is_verbroken=True) or DatabaseWeg from fout
            except BaseException:
                await self._geef_terug(verbinding)
                raise
            else:
                return verbinding, transactie
        raise AssertionError

    async def _geef_terug(self, verbinding: Verbinding) -> None:
        """What was committed stays committed, also when the connection turns out to be lost while it is cleaned."""
        try:
            await self._pool.release(verbinding)
        except DRIVERFOUTEN:
            _breek_af(verbinding)

    async def _leen(self) -> Verbinding:
        try:
            return await self._pool.acquire(timeout=self._wacht)
        except TimeoutError as fout:
            vol = not self._pool.get_idle_size() and self._pool.get_size() == self._pool.get_max_size()
            raise (TeDruk if vol else DatabaseWeg) from fout
        except (EOFError, *DRIVERFOUTEN) as fout:
            raise wereldfout(fout, is_verbroken=True) or DatabaseWeg from fout

    def engine(self) -> AsyncEngine:
        """A SQLAlchemy engine on the same database."""
        return engine(self.url)


class TeVeelRijen(Exception):
    """There is more than may be read here: whoever can take longer should."""


async def haal(verbinding: Verbinding, sql: str, *waarden: Any, hoogstens: int | None = None) -> Sequence[Any]:
    """The rows of a select, `hoogstens` so many (None: all there are). Raises TeVeelRijen, with no more read."""
    if hoogstens is None:
        rijen: Sequence[Any] = await verbinding.fetch(sql, *waarden)
        return rijen
    rijen = await verbinding.fetch(f"{sql} limit {hoogstens + 1}", *waarden)
    if len(rijen) > hoogstens:
        raise TeVeelRijen
    return rijen


def engine(url: str) -> AsyncEngine:
    """A SQLAlchemy engine without a pool, for migrations and reports; `url` as in DATABASE_URL."""
    return create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)


async def _draai_terug(verbinding: Verbinding, transactie: Any) -> bool:
    """Roll back; True when there turns out to be no connection any more. Why we roll back is worth more than how that
    ended, so this raises nothing; what cannot be rolled back is broken off, which comes to the same.
    """
    if _is_dood(verbinding):
        return True
    try:
        async with asyncio.timeout(NASLAG_S):
            await transactie.rollback()
    except DRIVERFOUTEN as fout:
        is_verbroken = wereldfout(fout, is_verbroken=_is_dood(verbinding)) is not None
        _breek_af(verbinding)
        return is_verbroken
    except BaseException:  # cancelled while it rolled back
        _breek_af(verbinding)
        raise
    return _is_dood(verbinding)


def _is_dood(verbinding: Verbinding) -> bool:
    """The connection was lost; the pool may have taken it back already, and then it refuses to say so."""
    try:
        return bool(verbinding.is_closed())
    except asyncpg.InterfaceError:
        return True


def _breek_af(verbinding: Verbinding) -> None:
    """Not to be used again: the pool finds it closed and forgets it."""
    if not _is_dood(verbinding):
        verbinding.terminate()


async def _spreek_af(verbinding: Verbinding) -> None:
    """Dates and amounts as they are. By itself asyncpg keeps the first and the last day of the calendar as -infinity
    and infinity, and one bericht with such a day would stop every query that subtracts two dates. What is `numeric` is
    here a whole number that may be beyond 64 bits.
    """
    await verbinding.set_type_codec(
        "date", schema="pg_catalog", encoder=_schrijf_dag, decoder=_lees_dag, format="tuple"
    )
    await verbinding.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=int, format="text")


def _schrijf_dag(dag: date) -> tuple[int]:
    return (dag.toordinal() - _DAG_NUL,)


def _lees_dag(waarde: tuple[int]) -> date:
    """What lies outside the calendar of Python, infinity too, is its first or last day."""
    return date.fromordinal(min(max(waarde[0] + _DAG_NUL, date.min.toordinal()), date.max.toordinal()))
