# SPDX-License-Identifier: EUPL-1.2
"""What a partij is called on a page, by the register of today."""

from collections.abc import Callable

from berichtenverkeer.core.clock import day
from berichtenverkeer.pages.visit import Visit


def names(visit: Visit) -> Callable[[str], str]:
    """Its name and code; of whom the register does not know the code alone."""
    stand, today = visit.gateway.register.stand, day(visit.gateway.clock())

    def name(code: str) -> str:
        partij = stand.partij(code, today) or stand.former_partij(code, today)
        return f"{partij.naam} ({code})" if partij is not None else code

    return name
