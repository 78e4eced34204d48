# SPDX-License-Identifier: EUPL-1.2
"""The addresses of what is done when a plafond is full, in the description of the API."""

from berichtenverkeer.web.alternatief_schemas import alternatieven
from berichtenverkeer.web.openapi_parts import Part
from berichtenverkeer.web.signal_schemas import plafondsignalen
from berichtenverkeer.web.stop_paths import clientenstops


def when_full() -> dict[str, Part]:
    """By path: where else to go, who takes no new clients, who must speak with whom."""
    return {**alternatieven(), **clientenstops(), **plafondsignalen()}
