# SPDX-License-Identifier: EUPL-1.2
"""Names of what must stand still while a transaction judges and books, as keys of advisory locks."""

import hashlib
from collections.abc import Iterable


def sloten(regio: str, namen: Iterable[str]) -> set[int]:
    """One int4 per name. Two names that share one merely wait for each other."""
    return {_slot(f"{regio}/{naam}") for naam in namen}


def _slot(naam: str) -> int:
    return int.from_bytes(hashlib.blake2b(naam.encode(), digest_size=4).digest(), signed=True)
