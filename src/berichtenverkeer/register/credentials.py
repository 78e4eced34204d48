# SPDX-License-Identifier: EUPL-1.2
"""Secrets with which a party shows who it is: made, replaced, withdrawn. Only their SHA-256 is kept.

Moments are handed in (the clock is a value); that a credential was given or withdrawn is booked by the gateway.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.ids import nieuw_id

VOORVOEGSEL = "bv_"
"""Lets a scanner of source code and logs recognise a secret that got out."""

OVERLAP = timedelta(days=7)
"""How long an old secret still works after it was replaced, so that a party can change over without a gap."""


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


def hash_van(geheim: str) -> bytes:
    """The form in which a secret is kept. It has 256 random bits, so a slow hash would add nothing (decision 021)."""
    return hashlib.sha256(geheim.encode()).digest()


async def nieuw_credential(grootboek: Grootboek, partij: str, nu: datetime, label: str = "") -> tuple[UUID, str]:
    """A new credential for a party: its id, and the secret that is never shown again."""
    id_, geheim = nieuw_id(), VOORVOEGSEL + secrets.token_urlsafe(32)
    await grootboek.execute(_NIEUW, id_, partij, hash_van(geheim), label, nu)
    return id_, geheim


async def roteer(
    grootboek: Grootboek, id_: UUID, nu: datetime, overlap: timedelta = OVERLAP
) -> tuple[UUID, str] | None:
    """A new credential beside `id_`, which expires after `overlap`. None when there is no such valid credential."""
    oud = await grootboek.fetchrow(_LAAT_VERLOPEN, id_, nu, nu + overlap)
    return await nieuw_credential(grootboek, oud["partij"], nu, oud["label"]) if oud else None


async def trek_in(grootboek: Grootboek, id_: UUID, nu: datetime) -> Credential | None:
    """End a credential at once. None when there is no such valid credential."""
    oud = await grootboek.fetchrow(_TREK_IN, id_, nu)
    return Credential(*oud) if oud else None


async def lijst(grootboek: Grootboek) -> list[Credential]:
    """All credentials, also those that ended, by party and age."""
    return [Credential(*rij) for rij in await grootboek.fetch(_LIJST)]


async def geldige_per_id(grootboek: Grootboek, nu: datetime) -> dict[UUID, tuple[bytes, str]]:
    """Hash of the secret and party of every credential that is valid at that moment, by its id."""
    return {rij["id"]: (rij["hash"], rij["partij"]) for rij in await grootboek.fetch(_GELDIGE, nu)}


_KOLOMMEN = ", ".join(Credential.__struct_fields__)
_GELDIG = "regio = $1 and ingetrokken_op is null and (verloopt_op is null or verloopt_op > {nu})"

_NIEUW = "insert into credential (regio, id, partij, hash, label, aangemaakt_op) values ($1, $2, $3, $4, $5, $6)"

_LAAT_VERLOPEN = f"""
update credential set verloopt_op = least(verloopt_op, $4::timestamptz)
where {_GELDIG.format(nu="$3::timestamptz")} and id = $2 returning partij, label"""

_TREK_IN = f"""
update credential set ingetrokken_op = $3
where {_GELDIG.format(nu="$3")} and id = $2 returning {_KOLOMMEN}"""

_LIJST = f"""
select {_KOLOMMEN} from credential
where regio = $1 order by partij, aangemaakt_op, id"""

_GELDIGE = f"select id, hash, partij from credential where {_GELDIG.format(nu='$2')}"
