# SPDX-License-Identifier: EUPL-1.2
"""Who may come in: giving, renewing and revoking the credentials of a party. The secret itself is shown once."""

from datetime import timedelta
from uuid import UUID

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek, PgConnection
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.gateway.register import book_loose_gebeurtenis
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.gebeurtenissen.administration import CredentialIngetrokken, CredentialUitgegeven
from berichtenverkeer.register import credentials
from berichtenverkeer.register.credentials import OVERLAP, Credential
from berichtenverkeer.register.stand import read_stand


class UnknownPartij(BerichtenverkeerError):
    """Deze partij staat vandaag niet in het register."""

    actie = "Controleer de code, of laad eerst een register waarin de partij staat."


class UnknownCredential(BerichtenverkeerError):
    """Dit token bestaat niet of is niet meer geldig."""

    actie = "Vraag de lijst op met `berichtenverkeer token list`."


class Access:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("access.create")
    async def create(self, zicht: Zicht, partij: str, label: str = "") -> tuple[UUID, str]:
        """A new credential: its id and its secret. Raises UnknownPartij."""
        now = self._clock()
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermark.begin(grootboek, locks(self._regio, {"register"}))
            if (await read_stand(grootboek)).partij(partij, day(now)) is None:
                raise UnknownPartij
            credential_id, secret = await credentials.new_credential(grootboek, partij, now, label)
            hash_ = credentials.hash_of(secret)
            await self._book(conn, zicht, CredentialUitgegeven(credential_id=credential_id, partij=partij, hash=hash_))
        return credential_id, secret

    @use("access.rotate")
    async def rotate(self, zicht: Zicht, credential_id: UUID, overlap: timedelta = OVERLAP) -> tuple[UUID, str]:
        """A new credential beside an old one, which expires after `overlap`. Raises UnknownCredential."""
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermark.begin(grootboek, locks(self._regio, {"register"}))
            new = await credentials.rotate(grootboek, credential_id, self._clock(), overlap)
            if new is None:
                raise UnknownCredential
            per_id = {row.id: row for row in await credentials.listing(grootboek)}
            gebeurtenis = CredentialUitgegeven(
                credential_id=new[0],
                partij=per_id[new[0]].partij,
                hash=credentials.hash_of(new[1]),
                vervangt=credential_id,
                vervangt_tot=per_id[credential_id].verloopt_op,
            )
            await self._book(conn, zicht, gebeurtenis)
        return new

    @use("access.withdraw")
    async def withdraw(self, zicht: Zicht, credential_id: UUID) -> Credential:
        """End a credential now. Raises UnknownCredential."""
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermark.begin(grootboek, locks(self._regio, {"register"}))
            old = await credentials.withdraw(grootboek, credential_id, self._clock())
            if old is None:
                raise UnknownCredential
            await self._book(conn, zicht, CredentialIngetrokken(credential_id=credential_id, partij=old.partij))
        return old

    @use("access.listing")
    async def listing(self, _zicht: Zicht) -> list[Credential]:
        """Every credential of a region, without secrets."""
        async with self._database.lees() as conn:
            return await credentials.listing(Grootboek(conn, self._regio))

    async def _book(
        self, conn: PgConnection, zicht: Zicht, gebeurtenis: CredentialUitgegeven | CredentialIngetrokken
    ) -> None:
        (position,) = await book.reserve(conn, 1, self._clock)
        await book_loose_gebeurtenis(conn, zicht.beller, position, gebeurtenis, self._clock)
