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
from berichtenverkeer.core.ids import new_id

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

    def is_valid(self, now: datetime) -> bool:
        """Whether the secret opens the door at that moment."""
        return self.ingetrokken_op is None and (self.verloopt_op is None or now < self.verloopt_op)


def hash_of(secret: str) -> bytes:
    """The form in which a secret is kept. It has 256 random bits, so a slow hash would add nothing (decision 021)."""
    return hashlib.sha256(secret.encode()).digest()


async def new_credential(grootboek: Grootboek, partij: str, now: datetime, label: str = "") -> tuple[UUID, str]:
    """A new credential for a party: its id, and the secret that is never shown again."""
    id_, secret = new_id(), VOORVOEGSEL + secrets.token_urlsafe(32)
    await grootboek.execute(_NEW, id_, partij, hash_of(secret), label, now)
    return id_, secret


async def rotate(
    grootboek: Grootboek, id_: UUID, now: datetime, overlap: timedelta = OVERLAP
) -> tuple[UUID, str] | None:
    """A new credential beside `id_`, which expires after `overlap`. None when there is no such valid credential."""
    old = await grootboek.fetchrow(_EXPIRE_LATER, id_, now, now + overlap)
    return await new_credential(grootboek, old["partij"], now, old["label"]) if old else None


async def withdraw(grootboek: Grootboek, id_: UUID, now: datetime) -> Credential | None:
    """End a credential at once. None when there is no such valid credential."""
    old = await grootboek.fetchrow(_WITHDRAW, id_, now)
    return Credential(*old) if old else None


async def listing(grootboek: Grootboek) -> list[Credential]:
    """All credentials, also those that ended, by party and age."""
    return [Credential(*row) for row in await grootboek.fetch(_LISTING)]


async def valid_per_id(grootboek: Grootboek, now: datetime) -> dict[UUID, tuple[bytes, str]]:
    """Hash of the secret and party of every credential that is valid at that moment, by its id."""
    return {row["id"]: (row["hash"], row["partij"]) for row in await grootboek.fetch(_ALL_VALID, now)}


_COLUMNS = ", ".join(Credential.__struct_fields__)
_VALID = "regio = $1 and ingetrokken_op is null and (verloopt_op is null or verloopt_op > {nu})"

_NEW = "insert into credential (regio, id, partij, hash, label, aangemaakt_op) values ($1, $2, $3, $4, $5, $6)"

_EXPIRE_LATER = f"""
update credential set verloopt_op = least(verloopt_op, $4::timestamptz)
where {_VALID.format(nu="$3::timestamptz")} and id = $2 returning partij, label"""

_WITHDRAW = f"""
update credential set ingetrokken_op = $3
where {_VALID.format(nu="$3")} and id = $2 returning {_COLUMNS}"""

_LISTING = f"""
select {_COLUMNS} from credential
where regio = $1 order by partij, aangemaakt_op, id"""

_ALL_VALID = f"select id, hash, partij from credential where {_VALID.format(nu='$2')}"
