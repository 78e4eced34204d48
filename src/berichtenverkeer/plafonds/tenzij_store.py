# SPDX-License-Identifier: EUPL-1.2
"""Tenzij's as the ledger has them: a tenzij is the fold of its steps, which an index of their own finds."""

from collections.abc import Iterable

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.plafonds.tenzij import Tenzij, folded

_STEPS = query("plafonds", "tenzijs")

NOW = 2**63 - 1
"""For `k`: all that there is."""


async def read_tenzijs(grootboek: Grootboek, k: int = NOW, clienten: Iterable[bytes] | None = None) -> list[Tenzij]:
    """Those that were known at `k` (of `clienten`, or all), in the order in which they were asked."""
    who = None if clienten is None else sorted(clienten)
    read = [gebeurtenissen.read(*row) for row in await grootboek.fetch(_STEPS, k, who)]
    return list(folded(one for one in read if isinstance(one, OneTenzijGebeurtenis)).values())
