# SPDX-License-Identifier: EUPL-1.2
"""Which courses a living region has: the region looks and settles, and a nee sets gemeente and aanbieder in motion."""

from berichtenverkeer.voorbeeldregio import placing, seeded, settling, stopping, talks
from berichtenverkeer.voorbeeldregio.bureau import Ask, Bureau
from berichtenverkeer.voorbeeldregio.district import District
from berichtenverkeer.voorbeeldregio.life import Life
from berichtenverkeer.voorbeeldregio.nay import PLAFOND, Request


def make_bureau(ask: Ask, district: District) -> Bureau:
    """For a region that lives through HTTP."""
    bureau = Bureau(ask, district, _after_nay)
    bureau.begin(talks.look(bureau))
    bureau.begin(stopping.lift(bureau))
    bureau.begin(settling.half_years(bureau))
    for one in seeded.STOPS:
        bureau.begin(seeded.stop(bureau, one))
    return bureau


def _after_nay(bureau: Bureau, life: Life, request: Request) -> None:
    bureau.outcome.refused(request)
    bureau.begin(placing.weigh(bureau, life, request))
    if request.nay == PLAFOND:
        bureau.begin(stopping.run_full(bureau, request))
