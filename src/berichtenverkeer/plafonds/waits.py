# SPDX-License-Identifier: EUPL-1.2
"""How long others waited at an aanbieder, per product and per perceel: the median W3 of the last 26 weeks."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.plafonds.alternatieven import Wait
from berichtenverkeer.register.stand import RegisterStand

PERIOD = timedelta(weeks=26)

_WAITS = query("plafonds", "waits")


async def waits_at(
    grootboek: Grootboek, k: int, today: date, register: RegisterStand, aanbieders: Sequence[str]
) -> dict[tuple[str, str, str], Wait]:
    """By aanbieder, and `product` or `perceel` with which, as known at `k`, over the 26 weeks that end with `today`.

    Who began before the wait did is not in it.
    """
    since, termijn = today - PERIOD + timedelta(days=1), register.parameters(today).doorstroomtermijn_dagen
    measured: dict[tuple[str, str, str], Counter[int]] = defaultdict(Counter)
    for aanbieder, categorie, code, w3, count in await grootboek.fetch(_WAITS, k, since, today, aanbieders, termijn):
        if w3 < 0:
            continue
        product = register.product(categorie, code, today) if categorie is not None else None
        measured[aanbieder, "product", f"{categorie}/{code or ''}"][w3] += count
        if product is not None and product.perceel:
            measured[aanbieder, "perceel", product.perceel][w3] += count
    return {key: Wait(_median(days), days.total()) for key, days in measured.items()}


def _median(days: Counter[int]) -> int:
    """The fewest days within which half of them began."""
    left = -(-days.total() // 2)
    for one, count in sorted(days.items()):
        left -= count
        if left <= 0:
            return one
    raise AssertionError("there are some")
