# SPDX-License-Identifier: EUPL-1.2
"""Who may come in: giving, renewing and revoking the credentials of a party. The secret itself is shown once."""

from datetime import timedelta
from uuid import UUID

from berichtenverkeer.core.database import Database, Verbinding
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.klok import Klok, dag, systeemklok
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


async def nieuw_credential(
    database: Database, regio: str, partij: str, label: str = "", *, klok: Klok = systeemklok
) -> tuple[UUID, str]:
    """A new credential: its id and its secret. Raises PartijOnbekend."""
    nu = klok()
    async with database.transactie() as conn:
        await watermerk.begin(conn, regio, sloten(regio, {"register"}))
        if (await lees_stand(conn, regio)).partij(partij, dag(nu)) is None:
            raise PartijOnbekend
        credential_id, geheim = await credentials.nieuw_credential(conn, regio, partij, nu, label)
        hash_ = credentials.hash_van(geheim)
        await _boek(conn, regio, CredentialUitgegeven(credential_id=credential_id, partij=partij, hash=hash_), klok)
    return credential_id, geheim


async def roteer(
    database: Database, regio: str, credential_id: UUID, overlap: timedelta = OVERLAP, *, klok: Klok = systeemklok
) -> tuple[UUID, str]:
    """A new credential beside an old one, which expires after `overlap`. Raises CredentialOnbekend."""
    async with database.transactie() as conn:
        await watermerk.begin(conn, regio, sloten(regio, {"register"}))
        nieuw = await credentials.roteer(conn, regio, credential_id, klok(), overlap)
        if nieuw is None:
            raise CredentialOnbekend
        per_id = {rij.id: rij for rij in await credentials.lijst(conn, regio)}
        feit = CredentialUitgegeven(
            credential_id=nieuw[0],
            partij=per_id[nieuw[0]].partij,
            hash=credentials.hash_van(nieuw[1]),
            vervangt=credential_id,
            vervangt_tot=per_id[credential_id].verloopt_op,
        )
        await _boek(conn, regio, feit, klok)
    return nieuw


async def trek_in(database: Database, regio: str, credential_id: UUID, *, klok: Klok = systeemklok) -> Credential:
    """End a credential now. Raises CredentialOnbekend."""
    async with database.transactie() as conn:
        await watermerk.begin(conn, regio, sloten(regio, {"register"}))
        oud = await credentials.trek_in(conn, regio, credential_id, klok())
        if oud is None:
            raise CredentialOnbekend
        await _boek(conn, regio, CredentialIngetrokken(credential_id=credential_id, partij=oud.partij), klok)
    return oud


async def lijst(database: Database, regio: str) -> list[Credential]:
    """Every credential of a region, without secrets."""
    async with database.lees() as conn:
        return await credentials.lijst(conn, regio)


async def _boek(conn: Verbinding, regio: str, feit: CredentialUitgegeven | CredentialIngetrokken, klok: Klok) -> None:
    (positie,) = await boek.reserveer(conn, 1, klok)
    await boek_los_feit(conn, regio, positie, feit, klok)
