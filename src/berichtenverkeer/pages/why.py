# SPDX-License-Identifier: EUPL-1.2
"""Why a bericht was judged as it was: its rules, the sums of the plafond, and what the rules of today say."""

from berichtenverkeer.gateway.why_report import Answered
from berichtenverkeer.pages.bericht import asked
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.web.problem import Afwijzing


async def why(visit: Visit) -> Page:
    """GET /berichten/{id}/waarom."""
    found = await visit.gateway.reasons.why(visit.beller, asked(visit))
    if found is None:
        raise Afwijzing(404, "Dit bericht staat niet in uw postvak.")
    values = {
        "why": found,
        "name": names(visit),
        "broken": [one for one in found.regels if one.answered is Answered.BROKEN],
        "counts": {one: sum(regel.answered is one for regel in found.regels) for one in Answered},
    }
    return Page("why/why.html", values)
