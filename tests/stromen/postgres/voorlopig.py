# SPDX-License-Identifier: EUPL-1.2
"""Whether figures need a second layer: what is confirmed alone, beside all that counts (decision 099)."""

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from stromen.postgres.question import FOLDER

_IS_THERE = query(FOLDER, "is_er_voorlopig")


async def is_there_voorlopig(grootboek: Grootboek, k: int) -> bool:
    """Whether anything waited at K for the answer of a receiver who answers himself."""
    return bool(await grootboek.fetchval(_IS_THERE, k))
