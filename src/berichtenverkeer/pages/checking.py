# SPDX-License-Identifier: EUPL-1.2
"""Berichten looked at without being sent: files or a zip dropped on a page, each fault with its rule one click away."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway.rights import NoRight
from berichtenverkeer.pages.given import may
from berichtenverkeer.pages.visit import Page, Upload, Visit
from berichtenverkeer.validation.bundle import ABOUT_HTTP, unpack
from berichtenverkeer.validation.nagekeken import Bundelverslag, Gathering, Nagekeken, Piece, judge
from berichtenverkeer.web.problem import Afwijzing

T = TypeVar("T")

HISTORY = "checking.with_history"
AT_ONCE = 2
"""How many are looked at at once; who comes then hears so, and what was being looked at goes on."""

_THREADS = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="nakijken")
_PLACES = asyncio.Semaphore(AT_ONCE)


async def form(visit: Visit) -> Page:
    """GET /nakijken."""
    return Page("checking/checked.html", {"verslag": None, "may_ask_history": may(visit, HISTORY)})


async def checked(visit: Visit) -> Page:
    """POST /nakijken: nothing of it is kept."""
    if not visit.uploads:
        raise Afwijzing(400, "Er is geen bestand gekozen. Kies een of meer XML-bestanden, of een zip.")
    if _PLACES.locked():
        raise Afwijzing(503, "Er worden nu te veel berichten tegelijk nagekeken. Probeer het over een minuut opnieuw.")
    is_historic = visit.form.value("historie") == "ja"
    if is_historic and not may(visit, HISTORY):
        raise NoRight
    async with _PLACES:
        verslag = await _verslag(visit, visit.uploads, is_historic=is_historic)
    return Page("checking/checked.html", {"verslag": verslag, "may_ask_history": may(visit, HISTORY)})


async def _verslag(visit: Visit, uploads: Sequence[Upload], *, is_historic: bool) -> Bundelverslag:
    pieces: Iterator[Piece | Nagekeken] = unpack(((one.name, one.data) for one in uploads), ABOUT_HTTP)
    collection = Gathering(historie=is_historic, at_most=ABOUT_HTTP.bevindingen)
    while (piece := await _apart(next, pieces, None)) is not None:
        collection.take_in(await _nagekeken(visit, piece, is_historic=is_historic))
    return collection.verslag()


async def _nagekeken(visit: Visit, piece: Piece | Nagekeken, *, is_historic: bool) -> Nagekeken:
    if isinstance(piece, Nagekeken):
        return piece
    gateway = visit.gateway
    first = await _apart(judge, piece, gateway.standaarden, day(gateway.clock()))
    return await gateway.checking.with_history(visit.beller, piece, first) if is_historic else first.nagekeken


async def _apart(task: Callable[..., T], *arguments: object) -> T:
    """Do it outside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, task, *arguments)
