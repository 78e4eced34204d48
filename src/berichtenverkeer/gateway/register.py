# SPDX-License-Identifier: EUPL-1.2
"""The register as every process holds it in memory, renewed when a load is noticed; and loading it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Self
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek, PgConnection
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.gateway import verklaring
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.verklaring import RegisterOnverklaard, Verklaring
from berichtenverkeer.ledger import book, gebeurtenissen, watermark
from berichtenverkeer.ledger.gebeurtenissen.administration import RegisterGeladen
from berichtenverkeer.plafonds import lading
from berichtenverkeer.plafonds import store as money
from berichtenverkeer.register import credentials, loading
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.difference import FileDifference, difference
from berichtenverkeer.register.loading import LoadResult
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.register.stand import RegisterStand, read_stand

REFRESH_S = 1.0
"""How long a process may go on with what it knew: a revoked token works at most this long after its revocation."""

HISTORY = 50
"""How many loads the history tells."""


class NoRegister(BerichtenverkeerError):
    """Er was hier nog geen register geladen."""

    actie = "Laad eerst een register met `berichtenverkeer register load MAP`, of kies een later moment."
    status = 404


class RegisterChanged(BerichtenverkeerError):
    """Intussen is er een ander register geladen; er is niets gewijzigd."""

    actie = "Kijk opnieuw wat laden verandert, en laad dan."
    status = 409


class RegisterDifference(msgspec.Struct, frozen=True):
    """What a load would change: rows per file, and the plafonds whose amount or claims would move.

    `versie` is the ledger position of the register that it was held against.
    """

    files: list[FileDifference]
    plafonds: list[lading.Moved]
    versie: int


class RegisterHolder:
    """The current register and the valid credentials, asked anew every second when the database has newer ones.

    What no gebeurtenis explains is not believed: such a credential opens nothing, and such a register is not taken.
    """

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock
        self._stand = RegisterStand({}, 0)
        self._valid: Mapping[UUID, tuple[bytes, str]] | None = None
        self._verklaring = Verklaring({}, frozenset())
        self._unexplained_version: int | None = None
        self._lock = asyncio.Lock()
        self._fresh_until = 0.0
        self._renewal: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Who is reading it anew stops."""
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.wait([self._renewal])

    @property
    def stand(self) -> RegisterStand:
        """The register as last read."""
        return self._stand

    @property
    def onverklaard(self) -> int:
        """How many credentials, and whether the register, are not what the ledger says."""
        return len(self._verklaring.onverklaard) + (self._unexplained_version is not None)

    def require_explained(self) -> None:
        """Raises RegisterOnverklaard when what the database has as register was never loaded."""
        if self._unexplained_version is not None:
            raise RegisterOnverklaard

    async def refresh(self, *, now: bool = False) -> None:
        """Read register and credentials when they changed; once a second is enough unless `now`. Raises
        DatabaseGone."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._fresh_until and not now:
            return
        async with self._lock:
            if loop.time() < self._fresh_until and not now:
                return
            async with self._database.lees(snapshot=True) as conn:  # a row is written with its gebeurtenis
                grootboek = Grootboek(conn, self._regio)
                valid = await credentials.valid_per_id(grootboek, self._clock())
                if valid != self._valid:
                    self._replace(await verklaring.from_credentials(grootboek, valid))
                versie = await loading.last_version(grootboek)
                if versie not in (self._stand.versie, self._unexplained_version) or self._valid is None:
                    await self._refresh_register(grootboek)
            self._valid = valid
            self._fresh_until = loop.time() + REFRESH_S

    async def _refresh_register(self, grootboek: Grootboek) -> None:
        stand = await read_stand(grootboek)
        if await verklaring.is_loaded(grootboek, stand.versie):
            self._stand, self._unexplained_version = stand, None
        elif self._unexplained_version != stand.versie:
            self._unexplained_version = stand.versie
            logger.error("register_onverklaard", regio=self._regio, versie=stand.versie)

    def _replace(self, new: Verklaring) -> None:
        for credential_id in sorted(new.onverklaard - self._verklaring.onverklaard):
            logger.error("credential_onverklaard", regio=self._regio, credential_id=str(credential_id))
        self._verklaring = new

    @property
    def is_fresh(self) -> bool:
        """Whether it was read so short ago that it need not be asked again."""
        return asyncio.get_running_loop().time() < self._fresh_until

    def renew(self) -> None:
        """Have it read anew beside what goes on, once it is half as old as it may be: who calls waits for nothing."""
        if self._renewal is None and asyncio.get_running_loop().time() > self._fresh_until - REFRESH_S / 2:
            self._renewal = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        try:
            with contextlib.suppress(BerichtenverkeerError):  # who calls when it is too old asks himself, and is told
                await self.refresh(now=True)
        finally:
            self._renewal = None

    def knows(self, hash_: bytes) -> bool:
        """Whether the secret with this hash opened something when the credentials were last read."""
        return hash_ in self._verklaring.grants

    async def who(self, secret: str) -> Partij | None:
        """Whose this secret is, by what is known now. Raises as `known`, and DatabaseGone."""
        await self.refresh()
        return self.known(credentials.hash_of(secret))

    def known(self, hash_: bytes) -> Partij | None:
        """The party that owns the secret with this hash, or None when it is unknown, revoked, expired, or its party is
        not valid; by what was read last. Raises RegisterOnverklaard when the only register was never loaded."""
        grant = self._verklaring.grants.get(hash_)
        now = self._clock()
        if grant is None or (grant.until is not None and now >= grant.until):
            return None
        if not self._stand.versie:
            self.require_explained()
        return self._stand.partij(grant.partij, day(now))

    @use("register.export")
    async def export(self, _zicht: Zicht, k: int | None = None) -> Content:
        """What is in force, or was known at `k`. Raises NoRegister, UnknownPeil, DatabaseGone."""
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            stand = await read_stand(grootboek, peil.positie)
        if not stand.versie:
            raise NoRegister
        own = (row.code for row in stand.rows(Partij) if row.soort == "regio")
        return stand.content(next(own, self._regio))

    @use("register.diff")
    async def diff(self, _zicht: Zicht, content: Content) -> RegisterDifference:
        """What a load of this checked register would change. Writes nothing. Raises Beschadigd, DatabaseGone."""
        async with self._database.lees(snapshot=True) as conn:
            grootboek = Grootboek(conn, self._regio)
            stand = await read_stand(grootboek)
            old = stand.content(self._regio)
            moved = await lading.preview(grootboek, RegisterStand(content.rows, self._stand.versie + 1))
        return RegisterDifference(list(difference(old, content)), moved, stand.versie)

    @use("register.history")
    async def history(self, _zicht: Zicht) -> list[book.Lading]:
        """The last loads, the newest first. Raises DatabaseGone."""
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            return await book.ladingen(grootboek, await loading.last_versions(grootboek, HISTORY))

    @use("register.load")
    async def load(self, zicht: Zicht, content: Content, since: int | None = None) -> LoadResult:
        """Load a checked register in one transaction, as a gebeurtenis. The same content again changes nothing.

        `since`: only in the place of the register of that version. Raises RegisterChanged when there is another by now.
        """

        async def given(grootboek: Grootboek) -> Content:
            if since is not None and await loading.last_version(grootboek) != since:
                raise RegisterChanged
            return content

        return await self.replace(zicht.beller, given)

    async def replace(self, beller: Beller, made: Callable[[Grootboek], Awaitable[Content]]) -> LoadResult:
        """Load what `made` gives, while no other load can come between what it reads and what is written."""
        regio, clock = self._regio, self._clock
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, regio)
            await watermark.begin(grootboek, locks(regio, {"register"}))
            # Before the position is drawn: no decision at a later one may still follow the register before this.
            await money.lock_regio(grootboek)
            (position,) = await book.reserve(conn, 1, clock)
            result = await loading.load(grootboek, await made(grootboek), position)
            if result.nieuw or result.vervallen:
                gebeurtenis = RegisterGeladen(sha256=result.sha256, nieuw=result.nieuw, vervallen=result.vervallen)
                await book_loose_gebeurtenis(conn, beller, position, gebeurtenis, clock)
                await lading.book_lading(grootboek, position)
        return result


async def book_loose_gebeurtenis(
    conn: PgConnection, beller: Beller, position: int, gebeurtenis: gebeurtenissen.Gebeurtenis, clock: Clock
) -> None:
    """Book a gebeurtenis that no bericht caused."""
    row = book.row_of(gebeurtenis, regio=beller.regio, position=position, booked_at=clock(), causer=beller.veroorzaker)
    await book.write_gebeurtenissen(conn, [row])
