# SPDX-License-Identifier: EUPL-1.2
"""Cliëntenstops that happen in every year of the example region, at the aanbieders that it always has.

docs/voorbeeldregio.md names them, so that whoever looks for one finds it.
"""

from datetime import date

import msgspec

from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.voorbeeldregio import stopping
from berichtenverkeer.voorbeeldregio.bureau import Bureau, Course


class Seeded(msgspec.Struct, frozen=True, kw_only=True):
    """Asked on `asked` (a day of the year) to begin on `van`; `gemeente` is where it is granted for, None: everywhere.

    Turned down without `lifted`: the day from which it holds no longer; with `is_next_year` that of the year after.
    """

    aanbieder: str
    asked: tuple[int, int]
    van: tuple[int, int]
    grond: str
    why: str
    besluit: str
    gemeente: str | None = None
    lifted: tuple[int, int] | None = None
    is_next_year: bool = False


STOPS = (
    Seeded(
        aanbieder="99000110",
        asked=(1, 8),
        van=(1, 26),
        grond="plafond",
        why="Het plafond van dit jaar is op 1 januari al vergeven.",
        besluit="Toegekend tot er een nieuw plafond is.",
        lifted=(1, 4),
        is_next_year=True,
    ),
    Seeded(
        aanbieder="99000107",
        asked=(3, 2),
        van=(3, 23),
        grond="personeel",
        why="Twee groepsleiders zijn langdurig ziek; wij kunnen geen nieuwe kinderen ontvangen.",
        besluit="Toegekend voor Tilburg; voor de andere gemeenten is er genoeg personeel.",
        gemeente="0855",
        lifted=(6, 1),
    ),
    Seeded(
        aanbieder="99000109",
        asked=(5, 11),
        van=(6, 1),
        grond="anders",
        why="Wij willen in de zomer eerst de wachtlijst wegwerken.",
        besluit="Afgewezen: er is ruimte, en wie wacht is al cliënt.",
    ),
)


async def stop(bureau: Bureau, one: Seeded) -> Course:
    """One of them, unless its day is over or he asked one already."""
    begin = bureau.district.setup.begin
    if date(begin.year, *one.asked) < begin:
        return
    yield date(begin.year, *one.asked)
    if await stopping.is_held(bureau, one.aanbieder, None, None):
        return
    scope = {"aanbieder": one.aanbieder, "van": date(begin.year, *one.van), "grond": one.grond}
    asked = await bureau.post(one.aanbieder, "/v1/clientenstops", **scope, toelichting=one.why)
    bureau.outcome.asked_stop(by_regio=False)
    yield werkdag_after(bureau.today, 4)
    besluit = {"besluit": "toegekend", "gemeente": one.gemeente} if one.lifted else {"besluit": "afgewezen"}
    pad = f"/v1/clientenstops/{asked['id']}"
    decided = await bureau.post(bureau.regio, f"{pad}/besluit", **besluit, toelichting=one.besluit)
    bureau.outcome.decided_stop(decided)
    if one.lifted:
        yield date(begin.year + one.is_next_year, *one.lifted)
        lifted = await bureau.post(bureau.regio, f"{pad}/opheffing", vanaf=bureau.today, toelichting="Niet meer nodig.")
        bureau.outcome.lifted_stop(lifted)
