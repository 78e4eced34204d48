# SPDX-License-Identifier: EUPL-1.2
"""What asks for somebody today: a line for each kind of work that he may see, with the page where it is done."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from berichtenverkeer.gateway.gateway import Queries
from berichtenverkeer.gateway.rights import NoRight
from berichtenverkeer.gateway.stop_forms import StopQuestion
from berichtenverkeer.pages.visit import Visit
from berichtenverkeer.plafonds.stops import Status
from berichtenverkeer.plafonds.tenzij import TenzijStatus
from berichtenverkeer.plafonds.tenzij_store import TenzijQuestion
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.termijnen.clocks import Question
from berichtenverkeer.termijnen.kinds import Kind

MOST = 100
"""How many of a kind are counted; of more it says that there are more."""

TEXTS = {
    "tenzijs": "Tenzij-verzoeken waarop nog niet is besloten",
    "stops": "Cliëntenstops die zijn gevraagd",
    "signals": "Signalen van plafonds zonder besluit",
    "verzoeken": "Verzoeken die op antwoord wachten",
    "antwoorden": "Berichten die op een retourbericht wachten",
    "expected": "Toewijzingen die voorbij zijn zonder stop",
    "post": "Berichten in uw postvak die nog niet zijn opgehaald",
    "rejected": "Berichten van u die zijn afgekeurd",
}
"""What each line says."""

_VERZOEKEN = (Kind.ANTWOORD_VERZOEK, Kind.ANTWOORD_WIJZIGING, Kind.EINDANTWOORD)
_ANTWOORDEN = (Kind.RETOURBERICHT, Kind.DECLARATIEANTWOORD)


class Task(NamedTuple):
    """`number` of something, `late` of them too late, and where it is done. `is_more`: there are more than counted."""

    text: str
    number: int
    late: int
    address: str
    is_more: bool = False


Seeker = Callable[[Visit], Awaitable[Task]]


async def work_list(visit: Visit) -> list[Task]:
    """What is open, most late first. What somebody may not see is not there."""
    found = []
    for seek in SEEKERS:
        try:
            found.append(await seek(visit))
        except NoRight:
            continue
    return sorted((one for one in found if one.number), key=lambda one: -one.late)


async def _tenzijs(visit: Visit) -> Task:
    async def read(status: TenzijStatus) -> tuple[int, int, bool]:
        page = await visit.gateway.tenzijs.listing(visit.beller, TenzijQuestion(status=status, limiet=MOST))
        return len(page.tenzijs), sum(one.is_te_laat for one in page.tenzijs), page.volgende is not None

    asked, to_confirm = [await read(one) for one in (TenzijStatus.GEVRAAGD, TenzijStatus.TE_BEVESTIGEN)]
    return Task(
        TEXTS["tenzijs"],
        asked[0] + to_confirm[0],
        asked[1] + to_confirm[1],
        "/tenzij",
        asked[2] or to_confirm[2],
    )


async def _stops(visit: Visit) -> Task:
    page = await visit.gateway.stops.listing(visit.beller, StopQuestion(status=Status.ASKED, limiet=MOST))
    return Task(TEXTS["stops"], len(page.stops), 0, "/clientenstops", page.volgende is not None)


async def _signals(visit: Visit) -> Task:
    found = await visit.gateway.signals.listing(visit.beller)
    running = [one for one in found.signalen if one.tot is None and one.besluit_op is None]
    text = TEXTS["signals"]
    return Task(text, len(running), sum(one.is_te_laat for one in running), "/signalen")


async def _clocks(visit: Visit, text: str, kinds: tuple[Kind, ...], address: str) -> Task:
    question = Question(soorten=kinds, is_open=True, limiet=MOST)

    async def read(there: Queries) -> Task:
        page = await there.termijnen.klokken(visit.beller, question)
        late = sum(one.werkdagen_te_laat > 0 for one in page.klokken)
        return Task(text, len(page.klokken), late, address, page.volgende is not None)

    return await visit.gateway.ask(visit.beller, read)


async def _verzoeken(visit: Visit) -> Task:
    return await _clocks(visit, TEXTS["verzoeken"], _VERZOEKEN, "/termijnen?groep=verzoeken")


async def _answers(visit: Visit) -> Task:
    return await _clocks(visit, TEXTS["antwoorden"], _ANTWOORDEN, "/termijnen?groep=antwoorden")


async def _stops_expected(visit: Visit) -> Task:
    text = TEXTS["expected"]
    return await _clocks(visit, text, (Kind.STOP_VERWACHT,), "/termijnen?groep=stops")


async def _post(visit: Visit) -> Task:
    question = PostvakQuery(richting=Richting.IN, is_afgehaald=False, limit=MOST)
    page = await visit.gateway.postvak.listing(visit.beller, question)
    text = TEXTS["post"]
    return Task(text, len(page.pieces), 0, "/postvak?opgehaald=nee", page.volgende is not None)


async def _rejected(visit: Visit) -> Task:
    question = PostvakQuery(richting=Richting.UIT, oordeel="afgekeurd", limit=MOST)
    page = await visit.gateway.postvak.listing(visit.beller, question)
    text = TEXTS["rejected"]
    return Task(text, len(page.pieces), 0, "/postvak?richting=uit&oordeel=afgekeurd", page.volgende is not None)


SEEKERS: tuple[Seeker, ...] = (_tenzijs, _stops, _signals, _verzoeken, _answers, _stops_expected, _post, _rejected)

GROUPS = {"verzoeken": _VERZOEKEN, "antwoorden": _ANTWOORDEN, "stops": (Kind.STOP_VERWACHT,)}
"""The clocks of a line, by the name that its address gives them."""
