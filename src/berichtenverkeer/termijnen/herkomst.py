# SPDX-License-Identifier: EUPL-1.2
"""On which bericht a clock hangs, and under which key that is followed: asked for one page, not for all clocks."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import draden
from berichtenverkeer.termijnen.soorten import Soort

Herkomst = tuple[UUID | None, str | None]
"""The bericht (None when the ledger has no bericht of it), and its key as a thread has it (ledger/draden.py)."""

_HERKOMST = query("termijnen", "herkomst")


async def herkomst(grootboek: Grootboek, k: int, rijen: Sequence[Mapping[str, Any]]) -> list[Herkomst]:
    """Of each clock (soort, partij, wederpartij, sleutel, client) its bericht and its thread.

    The bericht is the one that began the clock; of a stop that was told of, the one that did so.
    """
    kolommen = [[rij[naam] for rij in rijen] for naam in ("partij", "wederpartij", "sleutel", "client")]
    is_stop = [rij["soort"] == Soort.STOP for rij in rijen]
    gevonden = await grootboek.fetch(_HERKOMST, k, *kolommen, is_stop)
    return [
        (een["id"] or een["bericht_id"], _draad(rij, een["sleutel"])) for rij, een in zip(rijen, gevonden, strict=True)
    ]


def _draad(rij: Mapping[str, Any], eerste: str | None) -> str | None:
    familie, _, rest = rij["sleutel"].partition("/")
    if familie == "verzoek":
        return f"{draden.VERZOEK}{rij['wederpartij']}/{rest}"
    if familie == "levering":
        nummer, _, product = rest.partition("/")
        if nummer:
            return f"{draden.TOEWIJZING}{rij['wederpartij']}/{nummer}"
        return f"{draden.LEVERING}{rij['wederpartij']}/{rij['partij']}/{product}"
    return draden.zonder_client(eerste) if eerste else None
