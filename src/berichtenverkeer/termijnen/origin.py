# SPDX-License-Identifier: EUPL-1.2
"""On which bericht a clock hangs, and under which key that is followed: asked for one page, not for all clocks."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import draden
from berichtenverkeer.termijnen.kinds import Kind
from berichtenverkeer.termijnen.kloksleutel import OF_CARE, key_of

Origin = tuple[UUID | None, str | None]
"""The bericht (None when the ledger has no bericht of it), and its key as a thread has it (ledger/draden.py)."""

_ORIGIN = query("termijnen", "herkomst")


async def origin(grootboek: Grootboek, k: int, rows: Sequence[Mapping[str, Any]]) -> list[Origin]:
    """Of each clock (soort, partij, wederpartij, client and the columns of its key) its bericht and its thread.

    The bericht is the one that began the clock; of a stop that was told of, the one that did so.
    """
    who, key = (
        [[row[name] for row in rows] for name in names] for names in (("partij", "wederpartij", "client"), OF_CARE)
    )
    is_stop = [row["soort"] == Kind.STOP for row in rows]
    found = await grootboek.fetch(_ORIGIN, k, *who, is_stop, *key)
    return [(one["id"] or one["bericht_id"], _draad(row, one["draad"])) for row, one in zip(rows, found, strict=True)]


def _draad(row: Mapping[str, Any], first: str | None) -> str | None:
    return key_of(row).draad(row["partij"], row["wederpartij"]) or (first and draden.without_client(first))
