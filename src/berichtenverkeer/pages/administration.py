# SPDX-License-Identifier: EUPL-1.2
"""How the gateway of a region is doing, for who keeps it: counts only, each with what it means and what to do."""

from datetime import UTC, datetime
from importlib.metadata import version

from berichtenverkeer.pages.condition import ENDS_SOON, condition
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.termijnen import KINDS
from berichtenverkeer.pages.visit import Page, Visit


async def state(visit: Visit) -> Page:
    """GET /beheer."""
    gateway, found = visit.gateway, await condition(visit)
    operation = found.operation
    values = {
        "stand": found.stand,
        "good": found.good,
        "lying": operation.lying,
        "last_set": operation.last_set,
        "set_months": found.set_months,
        "name": names(visit),
        "processes": [(one, datetime.fromtimestamp(one.began, UTC)) for one in operation.processes],
        "certificates": found.certificates,
        "ends_soon": ENDS_SOON,
        "backups": found.backups,
        "k": operation.k,
        "kinds": KINDS,
        "free_gb": found.disk.free // 10**9,
        "release": version("berichtenverkeer"),
        "register_versie": gateway.register.stand.versie,
        "standaarden": [one.naam for one in gateway.standaarden],
    }
    return Page("administration/state.html", values)
