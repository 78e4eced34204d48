# SPDX-License-Identifier: EUPL-1.2
"""People who may log in: which there are, a one-time link for one, and the end of one."""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import Clock, day, system_clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.sessions import UnknownSession
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.register import sessions
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.sessions import Link, Session
from berichtenverkeer.register.stand import read_stand
from berichtenverkeer.register.user_rows import Gebruiker

_DAY = timedelta(days=1)

LINKS = 50
"""How many of the last links are shown."""


class UnknownUser(BerichtenverkeerError):
    """Deze gebruiker staat vandaag niet in het register."""

    actie = "Controleer de sleutel met `berichtenverkeer gebruiker lijst`, of laad een register waarin hij staat."
    status = 404


class KnownUser(msgspec.Struct, frozen=True):
    """A row of the register, whether it holds today, and the sessions that run."""

    gebruiker: Gebruiker
    is_valid: bool
    sessions: list[Session]


class Gebruikers:
    """The use cases, on one region."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        register: RegisterHolder,
        clock: Clock,
        *,
        regio: str,
    ) -> None:
        """`clock` says which day it is in the region; how long a link works is real time."""
        self._database = database
        self._regio = regio
        self._vault = vault
        self._register = register
        self._clock = clock

    @use("gebruikers.listing")
    async def listing(self, _zicht: Zicht) -> list[KnownUser]:
        """Every row, also of who may log in no more, in the order of key and date."""
        await self._register.refresh(now=True)
        today = day(self._clock())
        async with self._database.lees() as conn:
            running = await sessions.running(Grootboek(conn, self._regio), system_clock())
        return [
            KnownUser(
                row,
                (valid := row.is_valid(today)),
                [one for one in running if valid and one.gebruiker == row.gebruiker],
            )
            for row in self._register.stand.rows(Gebruiker)
        ]

    @use("gebruikers.links")
    async def links(self, _zicht: Zicht) -> list[Link]:
        """The last that were made, the newest first: who has one is who it is for. Raises DatabaseGone."""
        async with self._database.lees() as conn:
            return await sessions.last_links(Grootboek(conn, self._regio), LINKS)

    @use("gebruikers.link")
    async def link(self, zicht: Zicht, gebruiker: str) -> str:
        """The secret of a link that lets him in, once, within LINK_LIFE. Raises UnknownUser, DatabaseGone."""
        await self._register.refresh(now=True)
        if self._register.stand.gebruiker(gebruiker, day(self._clock())) is None:
            raise UnknownUser
        by = str(zicht.beller.kanaal), zicht.beller.persoon
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            return str(await sessions.new_link(grootboek, gebruiker, by, self._vault.proof, system_clock()))

    @use("gebruikers.end_sessions")
    async def end_sessions(self, _zicht: Zicht, gebruiker: str) -> int:
        """End all sessions of a user now; he may log in again. How many that were. Raises DatabaseGone."""
        async with self._database.transaction() as conn:
            return await sessions.end_all(Grootboek(conn, self._regio), gebruiker, system_clock())

    @use("gebruikers.end_sessions")
    async def end_session(self, _zicht: Zicht, gebruiker: str, session_id: UUID) -> None:
        """End one of them. Raises UnknownSession, DatabaseGone."""
        async with self._database.transaction() as conn:
            if not await sessions.end(Grootboek(conn, self._regio), session_id, gebruiker, system_clock()):
                raise UnknownSession

    @use("gebruikers.end")
    async def end(self, zicht: Zicht, gebruiker: str) -> int:
        """Let him in no more from now on: his row of today ends, and so do his sessions; how many those were.

        A load of a register in which his row goes on lets him in again. Raises UnknownUser, DatabaseGone.
        """
        today = day(self._clock())

        async def without(grootboek: Grootboek) -> Content:
            stand = await read_stand(grootboek)
            if stand.gebruiker(gebruiker, today) is None:
                raise UnknownUser
            content = stand.content(self._regio)
            rows = [row for one in stand.rows(Gebruiker) for row in _until(one, gebruiker, today)]
            return Content(content.regio, {**content.rows, "gebruikers": rows})

        await self._register.replace(zicht.beller, without)
        await self._register.refresh(now=True)
        async with self._database.transaction() as conn:
            return await sessions.end_all(Grootboek(conn, self._regio), gebruiker, system_clock())


def _until(row: Gebruiker, key: str, today: date) -> list[Gebruiker]:
    """His rows up to yesterday; every row of another as it is."""
    if row.gebruiker != key or (row.geldig_tot is not None and row.geldig_tot < today):
        return [row]
    return [msgspec.structs.replace(row, geldig_tot=today - _DAY)] if row.geldig_van < today else []
