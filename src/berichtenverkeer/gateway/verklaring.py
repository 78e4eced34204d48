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
from berichtenverkeer.ledger import boek, gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen.beheer import (
    Credentialgebeurtenis,
    CredentialIngetrokken,
    CredentialUitgegeven,
)
from berichtenverkeer.register import laden


class RegisterOnverklaard(BerichtenverkeerError):
    """Wat in het register staat, is niet wat er is geladen."""

    actie = "Laad het register opnieuw met `berichtenverkeer register load`, en zoek uit wie in de database schreef."
    status = 503


class Toegang(msgspec.Struct, frozen=True):
    """Whose a secret is, and until when by the ledger (None: no end was booked)."""

    partij: str
    tot: datetime | None = None


class Verklaring(msgspec.Struct, frozen=True):
    """`toegang` by the hash of the secret; `onverklaard` are the credentials that nothing in the ledger explains."""

    toegang: Mapping[bytes, Toegang]
    onverklaard: frozenset[UUID]


async def van_credentials(grootboek: Grootboek, geldig: Mapping[UUID, tuple[bytes, str]]) -> Verklaring:
    """Which of these valid credentials (`credentials.geldige_per_id`, in the same momentopname) the ledger explains."""
    rijen = await boek.gebeurtenissen_van_credentials(grootboek)
    gelezen = (gebeurtenissen.lees(rij.soort, rij.versie, rij.inhoud) for rij in rijen)
    return verklaar(geldig, (een for een in gelezen if isinstance(een, Credentialgebeurtenis)))


def verklaar(geldig: Mapping[UUID, tuple[bytes, str]], feiten: Iterable[Credentialgebeurtenis]) -> Verklaring:
    """`geldig`: hash and partij of each credential; `feiten`: all that was booked about credentials."""
    gegeven: dict[UUID, CredentialUitgegeven] = {}
    tot: dict[UUID, datetime | None] = {}
    geeindigd: set[UUID] = set()
    for feit in feiten:
        match feit:
            case CredentialUitgegeven():
                gegeven[feit.credential_id] = feit
                if feit.vervangt is not None:
                    tot[feit.vervangt] = feit.vervangt_tot
            case CredentialIngetrokken():
                geeindigd.add(feit.credential_id)
            case _:
                assert_never(feit)
    toegang = {
        hash_: Toegang(partij, tot.get(id_))
        for id_, (hash_, partij) in geldig.items()
        if id_ not in geeindigd
        and (gift := gegeven.get(id_)) is not None
        and gift.partij == partij
        and gift.hash in (None, hash_)  # until version 2 the ledger did not say which secret was given
    }
    return Verklaring(toegang, frozenset(id_ for id_, (hash_, _) in geldig.items() if hash_ not in toegang))


async def is_geladen(grootboek: Grootboek, versie: int) -> bool:
    """Whether the register is what the load at position `versie` was about. Call it in a momentopname."""
    if not versie:
        return await laden.is_leeg(grootboek)
    sha256 = await boek.geladen_register(grootboek, versie)
    rijen = await laden.bewaarde_rijen(grootboek)
    return sha256 is not None and sha256 == await asyncio.to_thread(laden.sha256_van, rijen)
