# SPDX-License-Identifier: EUPL-1.2
"""Cliëntenstops that happen in every year of the example region, at the aanbieders that it always has.

docs/voorbeeldregio.md names them, so that whoever looks for one finds it.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.voorbeeldregio import stopping
from berichtenverkeer.voorbeeldregio.bureau import Bureau, Course


class Seeded(msgspec.Struct, frozen=True, kw_only=True):
    """Asked on `asked` (a day of the year) to begin on `van`, for all gemeenten; what is decided, and `why` at both.

    It is lifted from `lifted` on; when that is None by the region's own look at every quarter, or never.
    """

    aanbieder: str
    asked: tuple[int, int]
    van: tuple[int, int]
    grond: str
    besluit: Mapping[str, str]
    why: tuple[str, str]
    lifted: tuple[int, int] | None = None


STOPS = (
    Seeded(
        aanbieder="99000110",
        asked=(1, 8),
        van=(1, 26),
        grond="plafond",
        besluit={"besluit": "toegekend"},
        why=("Het plafond van dit jaar is op 1 januari al vergeven.", "Toegekend tot er een nieuw plafond is."),
    ),
    Seeded(
        aanbieder="99000107",
        asked=(3, 2),
        van=(3, 23),
        grond="personeel",
        besluit={"besluit": "toegekend", "gemeente": "0855"},
        why=(
            "Twee groepsleiders zijn langdurig ziek; wij kunnen geen nieuwe jeugdigen ontvangen.",
            "Toegekend voor Tilburg; op de andere locaties is er genoeg personeel.",
        ),
        lifted=(6, 1),
    ),
    Seeded(
        aanbieder="99000109",
        asked=(5, 11),
        van=(6, 1),
        grond="anders",
        besluit={"besluit": "afgewezen"},
        why=("Wij willen in de zomer eerst de wachtlijst wegwerken.", "Er is ruimte, en wie wacht moet verder kunnen."),
    ),
)


async def stop(bureau: Bureau, one: Seeded) -> Course:
    """One of them, unless its day is over or he asked one already."""
    jaar, (why_asked, why_decided) = bureau.today.year, one.why
    if date(jaar, *one.asked) < bureau.today:
        return
    yield date(jaar, *one.asked)
    if await stopping.is_held(bureau, one.aanbieder, None, None):
        return
    scope = {"aanbieder": one.aanbieder, "van": date(jaar, *one.van), "grond": one.grond}
    asked = await bureau.post(one.aanbieder, "/v1/clientenstops", **scope, toelichting=why_asked)
    bureau.outcome.asked_stop(by_regio=False)
    yield werkdag_after(bureau.today, 4)
    pad = f"/v1/clientenstops/{asked['id']}"
    decided = await bureau.post(bureau.regio, f"{pad}/besluit", **one.besluit, toelichting=why_decided)
    bureau.outcome.decided_stop(decided)
    if one.lifted is not None:
        yield date(jaar, *one.lifted)
        lifted = await bureau.post(bureau.regio, f"{pad}/opheffing", vanaf=bureau.today, toelichting="Niet meer nodig.")
        bureau.outcome.lifted_stop(lifted)
