# SPDX-License-Identifier: EUPL-1.2
"""How the gateway of a region is doing, for who keeps it: counts only, each with what it means and what to do."""

from datetime import timedelta
from importlib.metadata import version

from berichtenverkeer.pages.termijnen import KINDS
from berichtenverkeer.pages.visit import Page, Visit

LOW_PERCENT = 10
"""With less of the disk free than this somebody must act."""

LONG = timedelta(days=3)
"""Whose bericht waits this long may have a system that fetches no more."""


async def state(visit: Visit) -> Page:
    """GET /beheer."""
    gateway = visit.gateway
    disk = await gateway.disk(visit.beller)
    stand = await gateway.measure(visit.beller)
    oldest = stand.wachtend.oldest
    values = {
        "stand": stand,
        "waits_long": oldest is not None and stand.gemeten_op - oldest > LONG,
        "kinds": KINDS,
        "free_gb": disk.free // 10**9,
        "is_full": disk.free * 100 < disk.total * LOW_PERCENT,
        "release": version("berichtenverkeer"),
        "register_versie": gateway.register.stand.versie,
        "standaarden": [one.naam for one in gateway.standaarden],
    }
    return Page("administration/state.html", values)
