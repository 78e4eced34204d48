# SPDX-License-Identifier: EUPL-1.2
"""Names of what must stand still while a transaction judges and books, as keys of advisory locks."""

from collections.abc import Iterable

from berichtenverkeer.core.ids import lock_key


def locks(regio: str, names: Iterable[str]) -> set[int]:
    """One int4 per name: what is locked in one regio is free in every other."""
    return {lock_key(f"{regio}/{name}") for name in names}
