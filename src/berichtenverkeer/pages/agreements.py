# SPDX-License-Identifier: EUPL-1.2
"""What is agreed and holds today, for who works with it: contracts with their prices, each side its own."""

from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN


async def in_force(visit: Visit) -> Page:
    """GET /afspraken: of one aanbieder, `aanbieder` in the filter."""
    found = await visit.gateway.agreements.in_force(visit.beller, visit.form.value("aanbieder"))
    name = names(visit)
    values = {
        "agreed": found.agreed,
        "chosen": found.chosen,
        "aanbieders": [(code, name(code)) for code in found.aanbieders],
        "is_own": found.chosen == visit.beller.code,
        "name": name,
        "units": CODELIJSTEN["WJ756"].codes,
    }
    return Page("agreements/in_force.html", values)
