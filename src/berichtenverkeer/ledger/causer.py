# SPDX-License-Identifier: EUPL-1.2
"""Who made something happen: written beside every gebeurtenis."""

from enum import StrEnum

import msgspec


class Kanaal(StrEnum):
    """By which way somebody came in. `GATEWAY`: nobody did, the gateway acts by itself."""

    API = "api"
    CLI = "cli"
    PAGES = "pages"
    GATEWAY = "gateway"
    ONBEKEND = "onbekend"
    """Of what was booked before anybody wrote it down."""


class Veroorzaker(msgspec.Struct, frozen=True, kw_only=True):
    """A partij, the person who acted for it, the channel.

    Without a partij: who keeps the gateway, or the gateway itself; with one the gateway acted in its name.
    """

    kanaal: Kanaal
    partij: str | None = None
    persoon: str | None = None

    def before(self, partij: str) -> "Veroorzaker":
        """As `partij` may see it (empty: who keeps the gateway): not which person it was at another."""
        return self if partij in ("", self.partij) else msgspec.structs.replace(self, persoon=None)


def causer_of(channel: str | None, partij: str | None, person: str | None) -> Veroorzaker:
    """Who it was, from the columns beside a gebeurtenis."""
    return Veroorzaker(kanaal=Kanaal(channel or Kanaal.ONBEKEND), partij=partij, persoon=person)
