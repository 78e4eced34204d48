# SPDX-License-Identifier: EUPL-1.2
"""Identifiers: time-ordered UUIDs, so that an index on them grows at one end; Identificaties made of positions; keys of
advisory locks."""

import hashlib
from uuid import UUID

from uuid_utils.compat import uuid7

_TEKENS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTE = 10
_MET_CIJFERS = 10**_LENGTE
_MET_LETTER = 10 * len(_TEKENS) ** (_LENGTE - 1)
"""The smallest number that begins with a letter when it is written with all of `_TEKENS`."""

MAX_POSITIE = len(_TEKENS) ** _LENGTE - _MET_LETTER
"""Every ledger position lies below it; it lies below 2^53, so that JSON keeps every position whole everywhere."""


def nieuw_id() -> UUID:
    """A fresh UUID version 7."""
    nieuw: UUID = uuid7()
    return nieuw


def lock_key(name: str) -> int:
    """The int4 of the advisory lock with this name. Two names that share one merely wait for each other."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), signed=True)


def identificatie_van(soort: str, positie: int) -> str:
    """An Identificatie that belongs to a ledger position: `soort` (two letters) and ten characters, another for each.

    Twelve is all that the standard gives. Ten digits as long as they suffice, and behind that a letter first.
    """
    assert 0 <= positie < MAX_POSITIE
    if positie < _MET_CIJFERS:
        return f"{soort}{positie:0{_LENGTE}d}"
    rest, tekens = positie + _MET_LETTER, ""
    while rest:
        rest, cijfer = divmod(rest, len(_TEKENS))
        tekens = _TEKENS[cijfer] + tekens
    return soort + tekens
