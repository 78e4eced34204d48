# SPDX-License-Identifier: EUPL-1.2
"""Identifiers: time-ordered UUIDs, so that an index on them grows at one end; Identificaties made of positions; keys of
advisory locks."""

import hashlib
from datetime import datetime
from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTH = 10
_WITH_FIGURES = 10**_LENGTH
_WITH_LETTER = 10 * len(_CHARACTERS) ** (_LENGTH - 1)
"""The smallest number that begins with a letter when it is written with all of `_CHARACTERS`."""

MAX_POSITION = len(_CHARACTERS) ** _LENGTH - _WITH_LETTER
"""Every ledger position lies below it; it lies below 2^53, so that JSON keeps every position whole everywhere."""


def new_id() -> UUID:
    """A fresh UUID version 7."""
    new: UUID = uuid7()
    return new


def new_id_text() -> str:
    """The same as text, for what never needs it as a UUID."""
    return str(uuid_utils.uuid7())


def first_id(moment: datetime) -> UUID:
    """Below every id that `new_id` made at that moment or later."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def lock_key(name: str) -> int:
    """The int4 of the advisory lock with this name. Two names that share one merely wait for each other."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), signed=True)


def identificatie_of(soort: str, position: int) -> str:
    """An Identificatie that belongs to a ledger position: `soort` (two letters) and ten characters, another for each.

    Twelve is all that the standard gives. Ten digits as long as they suffice, and behind that a letter first.
    """
    assert 0 <= position < MAX_POSITION
    if position < _WITH_FIGURES:
        return f"{soort}{position:0{_LENGTH}d}"
    rest, characters = position + _WITH_LETTER, ""
    while rest:
        rest, figure = divmod(rest, len(_CHARACTERS))
        characters = _CHARACTERS[figure] + characters
    return soort + characters
