# SPDX-License-Identifier: EUPL-1.2
"""Secrets with which a party shows who it is: made, replaced, withdrawn. Only their SHA-256 is kept.

Moments are handed in (the clock is a value); that a credential was given or withdrawn is booked by the gateway.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.core.klok import dag
from berichtenverkeer.register.stand import RegisterStand

VOORVOEGSEL = "bv_"
"""Lets a scanner of source code and logs recognise a secret that got out."""

RESPIJT = timedelta(days=7)
"""How long an old secret still works after it was replaced, so that a party can change over without a gap."""


class PartijOnbekend(BerichtenverkeerError):
    """Deze partij staat niet in het register, of is vandaag niet geldig."""

    actie = "Controleer de code, of laad eerst een register waarin de partij staat."
    status = 404


class CredentialOnbekend(BerichtenverkeerError):
    """Dit token bestaat niet, of is al ingetrokken of verlopen."""

    actie = "Bekijk de tokens met `berichtenverkeer token list`."
    status = 404


class Credential(msgspec.Struct, frozen=True):
    """What is known of a credential; never its secret."""

    id: UUID
    partij: str
    label: str
    aangemaakt_op: datetime
    verloopt_op: datetime | None = None
    ingetrokken_op: datetime | None = None

    def is_geldig(self, nu: datetime) -> bool:
        """Whether the secret opens the door at that moment."""
        return self.ingetrokken_op is None and (self.verloopt_op is None or nu < self.verloopt_op)


def afdruk(geheim: str) -> bytes:
    """The form in which a secret is kept. It has 256 random bits, so a slow hash would add nothing (decision 021)."""
    return hashlib.sha256(geheim.encode()).digest()


async def nieuw(
    conn: Verbinding, regio: str, stand: RegisterStand, partij: str, label: str, nu: datetime
) -> tuple[UUID, str]:
    """A new credential: its id, and the secret that is never shown again. Raises PartijOnbekend."""
    if stand.partij(partij, dag(nu)) is None:
        raise PartijOnbekend
    return await _geef_uit(conn, regio, partij, label, nu)


async def roteer(
    conn: Verbinding, regio: str, id_: UUID, nu: datetime, respijt: timedelta = RESPIJT
) -> tuple[str, UUID, str]:
    """Party, new id and new secret; the old one expires after `respijt`. Raises CredentialOnbekend."""
    oud = await conn.fetchrow(_LAAT_VERLOPEN, regio, id_, nu, nu + respijt)
    if oud is None:
        raise CredentialOnbekend
    return oud["partij"], *await _geef_uit(conn, regio, oud["partij"], oud["label"], nu)


async def trek_in(conn: Verbinding, regio: str, id_: UUID, nu: datetime) -> str:
    """End a credential at once; gives its party. Raises CredentialOnbekend."""
    partij: str | None = await conn.fetchval(_TREK_IN, regio, id_, nu)
    if partij is None:
        raise CredentialOnbekend
    return partij


async def lijst(conn: Verbinding, regio: str) -> list[Credential]:
    """All credentials, also those that ended, by party and age."""
    return [Credential(*rij) for rij in await conn.fetch(_LIJST, regio)]


async def alle_geldige(conn: Verbinding, regio: str, nu: datetime) -> dict[bytes, str]:
    """Hash of the secret -> party, for every credential that is valid at that moment."""
    return {rij["hash"]: rij["partij"] for rij in await conn.fetch(_GELDIGE, regio, nu)}


async def _geef_uit(conn: Verbinding, regio: str, partij: str, label: str, nu: datetime) -> tuple[UUID, str]:
    id_, geheim = nieuw_id(), VOORVOEGSEL + secrets.token_urlsafe(32)
    await conn.execute(_NIEUW, regio, id_, partij, afdruk(geheim), label, nu)
    return id_, geheim


_GELDIG = "regio = $1 and ingetrokken_op is null and (verloopt_op is null or verloopt_op > {nu})"

_NIEUW = "insert into credential (regio, id, partij, hash, label, aangemaakt_op) values ($1, $2, $3, $4, $5, $6)"

_LAAT_VERLOPEN = f"""
update credential set verloopt_op = least(verloopt_op, $4::timestamptz)
where {_GELDIG.format(nu="$3::timestamptz")} and id = $2 returning partij, label"""

_TREK_IN = f"""
update credential set ingetrokken_op = $3
where {_GELDIG.format(nu="$3")} and id = $2 returning partij"""

_LIJST = f"""
select {", ".join(Credential.__struct_fields__)} from credential
where regio = $1 order by partij, aangemaakt_op, id"""

_GELDIGE = f"select hash, partij from credential where {_GELDIG.format(nu='$2')}"
