# SPDX-License-Identifier: EUPL-1.2
"""Which berichten name something: a toewijzing, a verzoek, a declaratie, a levering, by its key (ledger/draden.py)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query

_BY_KEYS = query("draden", "by_keys")


class Found(msgspec.Struct, frozen=True):
    """One bericht without its content."""

    id: UUID
    positie: int
    ontvangen_op: datetime
    berichtsoort: str
    identificatie: str
    verzender: str
    bestemming: str
    oordeel: str


async def by_keys(grootboek: Grootboek, before: str | None, keys: Sequence[str], limit: int) -> list[Found]:
    """Those that name any of `keys`, as party `before` may see them, or all when that is None; the newest first."""
    return [Found(**row) for row in await grootboek.fetch(_BY_KEYS, before, list(keys), limit)]
