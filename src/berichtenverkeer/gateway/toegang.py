# SPDX-License-Identifier: EUPL-1.2
"""Who may come in: giving, renewing and revoking the credentials of a party. The secret itself is shown once."""

from datetime import timedelta
from uuid import UUID

from berichtenverkeer.core.database import Database, Grootboek, Verbinding
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.klok import Klok, dag
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.gateway.register import boek_los_feit
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.ledger import boek, watermerk
from berichtenverkeer.ledger.gebeurtenissen.beheer import CredentialIngetrokken, CredentialUitgegeven
from berichtenverkeer.register import credentials
from berichtenverkeer.register.credentials import OVERLAP, Credential
from berichtenverkeer.register.stand import lees_stand


class PartijOnbekend(BerichtenverkeerError):
    """Deze partij staat vandaag niet in het register."""

    actie = "Controleer de code, of laad eerst een register waarin de partij staat."


class CredentialOnbekend(BerichtenverkeerError):
    """Dit token bestaat niet of is niet meer geldig."""

    actie = "Vraag de lijst op met `berichtenverkeer token list`."


class Toegang:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, klok: Klok) -> None:
        self._database = database
        self._regio = regio
        self._klok = klok

    @gebruik("toegang.nieuw")
    async def nieuw(self, zicht: Zicht, partij: str, label: str = "") -> tuple[UUID, str]:
        """A new credential: its id and its secret. Raises PartijOnbekend."""
        nu = self._klok()
        async with self._database.transactie() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermerk.begin(grootboek, sloten(self._regio, {"register"}))
            if (await lees_stand(grootboek)).partij(partij, dag(nu)) is None:
                raise PartijOnbekend
            credential_id, geheim = await credentials.nieuw_credential(grootboek, partij, nu, label)
            hash_ = credentials.hash_van(geheim)
            await self._boek(conn, zicht, CredentialUitgegeven(credential_id=credential_id, partij=partij, hash=hash_))
        return credential_id, geheim

    @gebruik("toegang.roteer")
    async def roteer(self, zicht: Zicht, credential_id: UUID, overlap: timedelta = OVERLAP) -> tuple[UUID, str]:
        """A new credential beside an old one, which expires after `overlap`. Raises CredentialOnbekend."""
        async with self._database.transactie() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermerk.begin(grootboek, sloten(self._regio, {"register"}))
            nieuw = await credentials.roteer(grootboek, credential_id, self._klok(), overlap)
            if nieuw is None:
                raise CredentialOnbekend
            per_id = {rij.id: rij for rij in await credentials.lijst(grootboek)}
            feit = CredentialUitgegeven(
                credential_id=nieuw[0],
                partij=per_id[nieuw[0]].partij,
                hash=credentials.hash_van(nieuw[1]),
                vervangt=credential_id,
                vervangt_tot=per_id[credential_id].verloopt_op,
            )
            await self._boek(conn, zicht, feit)
        return nieuw

    @gebruik("toegang.trek_in")
    async def trek_in(self, zicht: Zicht, credential_id: UUID) -> Credential:
        """End a credential now. Raises CredentialOnbekend."""
        async with self._database.transactie() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermerk.begin(grootboek, sloten(self._regio, {"register"}))
            oud = await credentials.trek_in(grootboek, credential_id, self._klok())
            if oud is None:
                raise CredentialOnbekend
            await self._boek(conn, zicht, CredentialIngetrokken(credential_id=credential_id, partij=oud.partij))
        return oud

    @gebruik("toegang.lijst")
    async def lijst(self, _zicht: Zicht) -> list[Credential]:
        """Every credential of a region, without secrets."""
        async with self._database.lees() as conn:
            return await credentials.lijst(Grootboek(conn, self._regio))

    async def _boek(self, conn: Verbinding, zicht: Zicht, feit: CredentialUitgegeven | CredentialIngetrokken) -> None:
        (positie,) = await boek.reserveer(conn, 1, self._klok)
        await boek_los_feit(conn, zicht.beller, positie, feit, self._klok)
