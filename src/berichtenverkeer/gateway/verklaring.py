# SPDX-License-Identifier: EUPL-1.2
"""What gives rights is believed only when a gebeurtenis explains it (decision 087).

Whoever can write in the database can put a credential there, or a row in the register. He cannot do so unseen: each
valid credential was given by a gebeurtenis and not ended by one, and what the register says is what was loaded.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import assert_never
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.ledger import book, gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen.administration import (
    Credentialgebeurtenis,
    CredentialIngetrokken,
    CredentialUitgegeven,
)
from berichtenverkeer.register import loading


class RegisterOnverklaard(BerichtenverkeerError):
    """Wat in het register staat, is niet wat er is geladen."""

    actie = "Laad het register opnieuw met `berichtenverkeer register load`, en zoek uit wie in de database schreef."
    status = 503


class Grant(msgspec.Struct, frozen=True):
    """Whose a secret is, and until when by the ledger (None: no end was booked)."""

    partij: str
    until: datetime | None = None


class Verklaring(msgspec.Struct, frozen=True):
    """`access` by the hash of the secret; `onverklaard` are the credentials that nothing in the ledger explains."""

    grants: Mapping[bytes, Grant]
    onverklaard: frozenset[UUID]


async def from_credentials(grootboek: Grootboek, valid: Mapping[UUID, tuple[bytes, str]]) -> Verklaring:
    """Which of these valid credentials (`credentials.valid_per_id`, in the same snapshot) the ledger explains."""
    rows = await book.gebeurtenissen_of_credentials(grootboek)
    booked = (gebeurtenissen.read(row.soort, row.versie, row.inhoud) for row in rows)
    return explain(valid, (one for one in booked if isinstance(one, Credentialgebeurtenis)))


def explain(valid: Mapping[UUID, tuple[bytes, str]], gebeurtenissen: Iterable[Credentialgebeurtenis]) -> Verklaring:
    """`valid`: hash and partij of each credential; `gebeurtenissen`: all that was booked about credentials."""
    issued: dict[UUID, CredentialUitgegeven] = {}
    until: dict[UUID, datetime | None] = {}
    ended: set[UUID] = set()
    for gebeurtenis in gebeurtenissen:
        match gebeurtenis:
            case CredentialUitgegeven():
                issued[gebeurtenis.credential_id] = gebeurtenis
                if gebeurtenis.vervangt is not None:
                    until[gebeurtenis.vervangt] = gebeurtenis.vervangt_tot
            case CredentialIngetrokken():
                ended.add(gebeurtenis.credential_id)
            case _:
                assert_never(gebeurtenis)
    grants = {
        hash_: Grant(partij, until.get(id_))
        for id_, (hash_, partij) in valid.items()
        if id_ not in ended
        and (issue := issued.get(id_)) is not None
        and issue.partij == partij
        and issue.hash in (None, hash_)  # until version 2 the ledger did not say which secret was given
    }
    return Verklaring(grants, frozenset(id_ for id_, (hash_, _) in valid.items() if hash_ not in grants))


async def is_loaded(grootboek: Grootboek, versie: int) -> bool:
    """Whether the register is what the load at position `versie` was about. Call it in a snapshot."""
    if not versie:
        return await loading.is_empty(grootboek)
    sha256 = await book.loaded_register(grootboek, versie)
    rows = await loading.saved_rows(grootboek)
    return sha256 is not None and sha256 == await asyncio.to_thread(loading.sha256_of, rows)
