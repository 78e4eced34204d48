# SPDX-License-Identifier: EUPL-1.2
"""Wat-als (definitions.md 6.5): other amounts, on the boekingen as they were. Books nothing."""

from collections.abc import Mapping
from datetime import date

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.histories import columns
from berichtenverkeer.plafonds.keys import PlafondKey

_WHAT_IF = query("plafonds", "what_if")

_NEVER_REFUSED = [str(one) for one in Uitkomst if one.passes_stop]
"""Decided before room is asked, and before a cliëntenstop is."""


class WhatIfOutcome(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """When it would first not have fitted with one aanbieder: `dag` is None when all would.

    `verzoeken` came on that day or after it, those that brought it about too; `niet_passend` of them did not fit beside
    what was known when they came. Cents of the year.
    """

    dag: date | None = None
    verzoeken: int = 0
    verzoeken_cents: int = 0
    niet_passend: int = 0
    niet_passend_cents: int = 0


async def what_if(
    grootboek: Grootboek, k: int, jaar: int, bedragen: Mapping[PlafondKey, int]
) -> dict[str, WhatIfOutcome]:
    """Per aanbieder, by the day on which it first did not fit, then by AGB; who always fitted comes last.

    `bedragen` are cents of plafonds of `jaar`, that are known at `k`.
    """
    rows = await grootboek.fetch(_WHAT_IF, k, jaar, *columns(bedragen, jaar), _NEVER_REFUSED)
    return {
        aanbieder: WhatIfOutcome(
            dag=day,
            verzoeken=count,
            verzoeken_cents=int(cents),
            niet_passend=refused,
            niet_passend_cents=int(refused_cents),
        )
        for aanbieder, day, count, cents, refused, refused_cents in rows
    }
