# SPDX-License-Identifier: EUPL-1.2
"""On which bericht a clock hangs, and under which key that is followed: asked for one page, not for all clocks."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import draden
from berichtenverkeer.termijnen.kinds import Kind

Origin = tuple[UUID | None, str | None]
"""The bericht (None when the ledger has no bericht of it), and its key as a thread has it (ledger/draden.py)."""

_ORIGIN = query("termijnen", "herkomst")


async def origin(grootboek: Grootboek, k: int, rows: Sequence[Mapping[str, Any]]) -> list[Origin]:
    """Of each clock (soort, partij, wederpartij, sleutel, client) its bericht and its thread.

    The bericht is the one that began the clock; of a stop that was told of, the one that did so.
    """
    columns = [[row[name] for row in rows] for name in ("partij", "wederpartij", "sleutel", "client")]
    is_stop = [row["soort"] == Kind.STOP for row in rows]
    found = await grootboek.fetch(_ORIGIN, k, *columns, is_stop)
    return [(one["id"] or one["bericht_id"], _draad(row, one["sleutel"])) for row, one in zip(rows, found, strict=True)]


def _draad(row: Mapping[str, Any], first: str | None) -> str | None:
    family, _, rest = row["sleutel"].partition("/")
    if family == "verzoek":
        return f"{draden.VERZOEK}{row['wederpartij']}/{rest}"
    if family == "levering":
        number, _, product = rest.partition("/")
        if number:
            return f"{draden.TOEWIJZING}{row['wederpartij']}/{number}"
        return f"{draden.LEVERING}{row['wederpartij']}/{row['partij']}/{product}"
    return draden.without_client(first) if first else None
