# SPDX-License-Identifier: EUPL-1.2
"""Seals of a month, for the controleur: he writes them down elsewhere, and asks later whether they are the same."""

from berichtenverkeer.core.clock import day
from berichtenverkeer.pages.composing_month import month_of, months_until
from berichtenverkeer.pages.visit import Page, Visit

MONTHS = 61
"""How many can be chosen: what was written down a year ago, and years ago, can be compared."""

NAMES = {
    "gebeurtenissen": "Grootboek: wat er gebeurde",
    "berichten": "Grootboek: de berichten",
    "inzagelog": "Inzagelog",
}


async def of_month(visit: Visit) -> Page:
    """GET /beheer/zegels: of the month that is chosen; `zegel` is one that somebody wrote down."""
    beller, begin = visit.beller, month_of(visit)
    found = await visit.gateway.ask(beller, lambda there: there.seals.of_month(beller, begin))
    wanted = visit.form.value("zegel").replace(" ", "").lower()
    values = {
        "found": found,
        "names": NAMES,
        "months": months_until(day(visit.gateway.clock()), MONTHS),
        "maand": f"{begin:%Y-%m}",
        "wanted": wanted,
        "is_known": wanted in [one.digest for one in found.seals],
    }
    return Page("seals/of_month.html", values)
