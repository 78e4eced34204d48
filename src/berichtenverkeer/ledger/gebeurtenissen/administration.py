# SPDX-License-Identifier: EUPL-1.2
"""What an operator does: the register, credentials, the time."""

from datetime import datetime
from uuid import UUID

from berichtenverkeer.ledger.gebeurtenissen.declaration import Declared, Payload


class RegisterGeladen(Declared, frozen=True, kw_only=True):
    """A register load: the hash of its content, and how many rows began and ended with it."""

    shows_time = False

    sha256: bytes
    nieuw: int
    vervallen: int


class KlokErkend(Declared, frozen=True, kw_only=True):
    """An operator said that the time was right, after a step that the gateway did not trust.

    `vorige` is the moment of what was booked last before; None when there was nothing.
    """

    vorige: datetime | None


def _without_hash(payload: Payload) -> Payload:
    """Until version 2 the ledger did not say which secret was given."""
    return {**payload, "hash": None}


class CredentialUitgegeven(Declared, frozen=True, kw_only=True):
    """A party got a credential: `hash` is the SHA-256 of its secret, which is never kept; None until version 2.

    It takes the place of `vervangt`, which works until `vervangt_tot`.
    """

    upcasters = (_without_hash,)
    shows_time = False

    credential_id: UUID
    partij: str
    hash: bytes | None
    vervangt: UUID | None = None
    vervangt_tot: datetime | None = None


class CredentialIngetrokken(Declared, frozen=True, kw_only=True):
    """A credential lost its force."""

    shows_time = False

    credential_id: UUID
    partij: str


Credentialgebeurtenis = CredentialUitgegeven | CredentialIngetrokken
AdminGebeurtenis = RegisterGeladen | KlokErkend | Credentialgebeurtenis
