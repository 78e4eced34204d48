# SPDX-License-Identifier: EUPL-1.2
"""How long others waited at an aanbieder, per product and per perceel: the median W3 of the last 26 weeks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.plafonds.alternatieven import Wait
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.stromen.wait_figures import Measurements

PERIOD = timedelta(weeks=26)

_WAITS = query("stromen", "aanbieder_waits")


async def waits_at(
    grootboek: Grootboek, k: int, today: date, register: RegisterStand, aanbieders: Sequence[str]
) -> dict[tuple[str, str, str], Wait]:
    """By aanbieder, and `product` or `perceel` with which, as known at `k`, over the 26 weeks that end with `today`."""
    since, termijn = today - PERIOD + timedelta(days=1), register.parameters(today).doorstroomtermijn_dagen
    measured: dict[tuple[str, str, str], Measurements] = defaultdict(Measurements)
    for aanbieder, categorie, code, w3, count in await grootboek.fetch(_WAITS, k, since, today, aanbieders, termijn):
        product = register.product(categorie, code, today) if categorie is not None else None
        measured[aanbieder, "product", f"{categorie}/{code or ''}"].count_up(w3, count)
        if product is not None and product.perceel:
            measured[aanbieder, "perceel", product.perceel].count_up(w3, count)
    distributions = {key: one.distribution() for key, one in measured.items()}
    return {key: Wait(one.mediaan, one.aantal) for key, one in distributions.items() if one.mediaan is not None}
