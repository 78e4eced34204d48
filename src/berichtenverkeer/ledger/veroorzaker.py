# SPDX-License-Identifier: EUPL-1.2
"""Who made something happen: written beside every gebeurtenis."""

from enum import StrEnum

import msgspec


class Kanaal(StrEnum):
    """By which way somebody came in. `GATEWAY`: nobody did, the gateway acts by itself."""

    API = "api"
    CLI = "cli"
    GATEWAY = "gateway"


class Veroorzaker(msgspec.Struct, frozen=True, kw_only=True):
    """A partij, the person who acted for it, the channel.

    Without a partij: who keeps the gateway, or the gateway itself; with one the gateway acted in its name.
    """

    kanaal: Kanaal
    partij: str | None = None
    persoon: str | None = None
