# SPDX-License-Identifier: EUPL-1.2
"""After a nee: the gemeente asks a tenzij with the aanbieder, assigns nevertheless, or looks who does have room."""

from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.voorbeeldregio import tenzij_asking
from berichtenverkeer.voorbeeldregio.bureau import Bureau, Course
from berichtenverkeer.voorbeeldregio.life import Life
from berichtenverkeer.voorbeeldregio.nay import Answer, Request

_ASKS, _ASSIGNS = 0.45, 0.15
"""How often a tenzij is asked, and how often the gemeente assigns all the same: it is free to."""


async def weigh(bureau: Bureau, life: Life, request: Request) -> Course:
    """One youth; where the gateway turned the request down for the gemeente, only another aanbieder is left."""
    luck = bureau.luck(request.referentie, "nee")
    yield werkdag_after(bureau.today, luck.randint(1, 2))
    is_open, what = request.referentie not in life.afgewezen, luck.random()
    if is_open and what < _ASKS:
        async for day in tenzij_asking.ask(bureau, request, luck):
            yield day
    elif is_open and what < _ASKS + _ASSIGNS:
        request.answer = Answer.ASSIGN
        bureau.outcome.assigned()
    if request.answer is None:
        await _refer(bureau, life, request)


async def _refer(bureau: Bureau, life: Life, request: Request) -> None:
    """To the first of the list who delivers what this youth does not have yet; else it stays with the nee."""
    request.answer, plek = Answer.REJECT, request.plek
    found = await bureau.get(plek.gemeente, f"/v1/berichten/{request.bericht}/alternatieven")
    for one in tenzij_asking.listed(found, request.referentie):
        op = max(bureau.today, request.entry)
        offer = bureau.district.landscape.nearest(one["code"], plek.gemeente, request.offer, op)
        if offer is not None and life.is_free_for(offer):
            request.answer = offer
            bureau.outcome.refer(life, plek, offer)
            return
    bureau.outcome.turned_down()
