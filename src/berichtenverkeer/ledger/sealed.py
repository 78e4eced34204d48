# SPDX-License-Identifier: EUPL-1.2
"""Texts that people write beside a decision: sealed with the data key of their month, inside the gebeurtenis itself.

So they are kept, backed up and rebuilt with it, and destroyed with the key of their month, like a bericht (vault.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import PgConnection
from berichtenverkeer.ledger.vault import MonthKey, Vault

Texts = Mapping[str, str]
"""By what each explains: a field of the gebeurtenis, a code in it, or `toelichting` for the whole."""

_decoder = msgspec.json.Decoder(dict[str, str])


class Sealed(msgspec.Struct, frozen=True):
    """Texts that only who holds the data key of `maand` can read."""

    maand: date
    verzegeld: bytes


def seal(key: MonthKey, about: UUID, texts: Texts) -> Sealed | None:
    """Texts about what has this id, without those that are empty; None when nothing is left."""
    written = {name: text for name, text in texts.items() if text}
    return Sealed(key.maand, key.seal(about, msgspec.json.encode(written))) if written else None


def unseal(key: MonthKey, about: UUID, sealed: Sealed) -> Texts:
    """What `seal` was given. Raises UnknownKey when key, id or bytes are not those."""
    return _decoder.decode(key.unseal(about, sealed.verzegeld))


async def read_texts(
    vault: Vault, connection: PgConnection, regio: str, kept: Sequence[tuple[UUID, Sealed | None]]
) -> list[Texts | None]:
    """In the same order: the texts about each id; None where the key of the month was destroyed.

    Raises UnknownKey when another master key made one.
    """
    keys = await vault.existing_keys(connection, regio, {sealed.maand for _, sealed in kept if sealed is not None})
    return [_open(keys, about, sealed) for about, sealed in kept]


def _open(keys: Mapping[date, MonthKey], about: UUID, sealed: Sealed | None) -> Texts | None:
    if sealed is None:
        return {}
    key = keys.get(sealed.maand)
    return None if key is None else unseal(key, about, sealed)
