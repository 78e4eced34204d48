# SPDX-License-Identifier: EUPL-1.2
"""Who may come in: giving, renewing and revoking the credentials of a party. The secret itself is shown once."""

from datetime import timedelta
from uuid import UUID

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.klok import Klok, systeemklok
from berichtenverkeer.gateway.register import boek_los_feit
from berichtenverkeer.ledger import boek, watermerk
from berichtenverkeer.ledger.gebeurtenissen import CredentialIngetrokken, CredentialUitgegeven
from berichtenverkeer.register import credentials, opslag
from berichtenverkeer.register.credentials import Credential


async def nieuw_credential(
    database: Database, regio: str, partij: str, label: str = "", *, klok: Klok = systeemklok
) -> tuple[UUID, str]:
    """A new credential: its id and its secret. Raises credentials.PartijOnbekend."""
    async with database.transactie() as conn:
        await watermerk.begin(conn, regio, {"register"})
        stand = await opslag.lees_stand(conn, regio)
        credential_id, geheim = await credentials.nieuw(conn, regio, stand, partij, label, klok())
        (positie,) = await boek.reserveer(conn, 1)
        feit = CredentialUitgegeven(credential_id=credential_id, partij=partij)
        await boek_los_feit(conn, regio, positie, feit, klok)
    return credential_id, geheim


async def roteer(
    database: Database, regio: str, credential_id: UUID, respijt: timedelta, *, klok: Klok = systeemklok
) -> tuple[UUID, str]:
    """A new credential beside an old one, which expires after `respijt`. Raises credentials.CredentialOnbekend."""
    async with database.transactie() as conn:
        await watermerk.begin(conn, regio, {"register"})
        partij, nieuw_id, geheim = await credentials.roteer(conn, regio, credential_id, klok(), respijt)
        (positie,) = await boek.reserveer(conn, 1)
        feit = CredentialUitgegeven(credential_id=nieuw_id, partij=partij)
        await boek_los_feit(conn, regio, positie, feit, klok)
    return nieuw_id, geheim


async def trek_in(database: Database, regio: str, credential_id: UUID, *, klok: Klok = systeemklok) -> None:
    """End a credential now. Raises credentials.CredentialOnbekend."""
    async with database.transactie() as conn:
        await watermerk.begin(conn, regio, {"register"})
        partij = await credentials.trek_in(conn, regio, credential_id, klok())
        (positie,) = await boek.reserveer(conn, 1)
        feit = CredentialIngetrokken(credential_id=credential_id, partij=partij)
        await boek_los_feit(conn, regio, positie, feit, klok)


async def lijst(database: Database, regio: str) -> list[Credential]:
    """Every credential of a region, without secrets."""
    async with database.lees() as conn:
        return await credentials.lijst(conn, regio)
