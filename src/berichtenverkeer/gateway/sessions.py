# SPDX-License-Identifier: EUPL-1.2
"""Who is logged in: a session begins with a one-time link or at a provider, and ends by itself, or by who it is of.

On the clock of the wall, also in a region whose clock is moved: a person looks at it in real time.
"""

from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import Clock, day, system_clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.beller import Beller, from_person
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.register import sessions
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.register.sessions import Key, Opened, Session
from berichtenverkeer.register.user_rows import Gebruiker


class UnknownSession(BerichtenverkeerError):
    """Deze sessie is er niet, of zij is al beëindigd."""

    actie = "Kijk bij uw sessies welke er nog lopen."
    status = 404


class Person(msgspec.Struct, frozen=True):
    """Who is behind a session, as the register has him today."""

    session: UUID
    gebruiker: Gebruiker
    partij: Partij

    def beller(self, regio: str, aanvraag: str | None, page: str | None) -> Beller:
        """As whom he calls a use case."""
        return from_person(regio, self.gebruiker, self.partij, aanvraag, page)


class Sessions:
    """Of one region. Who is in the register no more is nobody, whatever his session says."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        register: RegisterHolder,
        clock: Clock,
        *,
        regio: str,
    ) -> None:
        """`clock` says which day it is in the region; how long a session lasts is real time."""
        self._database = database
        self._regio = regio
        self._vault = vault
        self._register = register
        self._clock = clock

    async def by_link(self, text: str) -> Key | None:
        """The session that a link begins, once; None when it does not work (any more). Raises DatabaseGone."""
        key, now = Key.read(text), system_clock()
        if key is None:
            return None
        await self._register.refresh()
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            gebruiker = await sessions.use_link(grootboek, key, self._vault.proof, now)
            if gebruiker is None or self._known(gebruiker) is None:
                return None
            return await sessions.begin(grootboek, Opened(gebruiker, "link"), self._vault.proof, now)

    async def by_provider(self, issuer: str, subject: str, name: str | None) -> Key | None:
        """The session of whom a provider knows by `subject`; `name` is how it calls it. None for nobody of here."""
        await self._register.refresh()
        gebruiker = self._register.stand.known_at(issuer, subject, day(self._clock()))
        if gebruiker is None or self._known(gebruiker.gebruiker) is None:
            return None
        opened = Opened(gebruiker.gebruiker, "provider", name)
        async with self._database.transaction() as conn:
            return await sessions.begin(Grootboek(conn, self._regio), opened, self._vault.proof, system_clock())

    async def person(self, text: str) -> Person | None:
        """Who is behind this key of a session; None when it opens nothing now. Raises DatabaseGone."""
        key, now = Key.read(text), system_clock()
        if key is None:
            return None
        await self._register.refresh()
        async with self._database.lees() as conn:
            session = await sessions.opened_by(Grootboek(conn, self._regio), key, self._vault.proof, now)
        found = self._known(session.gebruiker) if session else None
        if session is None or found is None:
            return None
        if sessions.is_to_note(session, now):
            async with self._database.transaction() as conn:
                await sessions.note_use(Grootboek(conn, self._regio), session.id, now)
        return Person(session.id, *found)

    def _known(self, key: str) -> tuple[Gebruiker, Partij] | None:
        """Him and his partij, when the register has both today."""
        stand, today = self._register.stand, day(self._clock())
        gebruiker = stand.gebruiker(key, today)
        partij = stand.partij(gebruiker.partij, today) if gebruiker else None
        return (gebruiker, partij) if gebruiker and partij else None

    async def end_at_provider(self, name: str) -> int:
        """The provider ended what it calls by this name: how many sessions that was. Raises DatabaseGone."""
        async with self._database.transaction() as conn:
            return await sessions.end_at_provider(Grootboek(conn, self._regio), name, system_clock())

    @use("sessions.own")
    async def own(self, zicht: Zicht) -> list[Session]:
        """His own that run, the newest first."""
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            return await sessions.running(grootboek, system_clock(), zicht.beller.persoon or "")

    @use("sessions.end_own")
    async def end_own(self, zicht: Zicht, session_id: UUID) -> None:
        """End one of his own now. Raises UnknownSession."""
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            if not await sessions.end(grootboek, session_id, zicht.beller.persoon or "", system_clock()):
                raise UnknownSession
