# SPDX-License-Identifier: EUPL-1.2
"""The address /v1/validaties: berichten looked at without being sent; nothing of them is kept, no weigering either."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

import msgspec
from aiohttp import web

from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.validation.bundle import ABOUT_HTTP, unpack_zip
from berichtenverkeer.validation.nagekeken import Bundelverslag, Gathering, Nagekeken, Piece, judge
from berichtenverkeer.validation.verslag_page import BELEID, as_page
from berichtenverkeer.validation.verslag_text import as_text
from berichtenverkeer.web import questions
from berichtenverkeer.web.access import choose_form
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.intake import Body, read_bundle, strip
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import WAIT_S, Afwijzing

T = TypeVar("T")

LOOSE_BERICHT = "bericht.xml"
"""What a bericht that did not come in a zip is called in the report."""

_FORMS = ("application/json", "text/html", "text/plain")
_FROM_PAGE = {
    "Content-Security-Policy": f"{BELEID}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What the page says of itself, in the headers too: and nothing on it may run, be sent or be framed."""

_DRADEN = 2


class Validaties:
    """The handler; it gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget
        self._unpacking = asyncio.Semaphore(limits.zwaar)
        self._busy: set[str] = set()
        # A few threads of their own: each keeps its own schemas, and receiving must not wait for them.
        self._draden = ThreadPoolExecutor(_DRADEN, thread_name_prefix="validaties")

    async def check(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/validaties."""
        form = choose_form(verzoek, _FORMS)
        is_historic = questions.read(verzoek.query, questions.VALIDATION).get("historie") == "ja"
        self._require_place(beller)  # before the body comes, so that nobody sends it in vain; it is taken after
        with Body(self._budget, (beller.regio, beller.code)) as body:
            is_zip = await read_bundle(verzoek, self._limits, body)
            self._require_place(beller)
            self._busy.add(beller.code)
            try:
                data = await strip(verzoek, self._limits, body, self._unpacking)
                pieces = unpack_zip("", data, ABOUT_HTTP) if is_zip else iter([Piece(LOOSE_BERICHT, data)])
                verslag = await self._verslag(pieces, beller, is_historic=is_historic)
                content = await self._apart(_composed, verslag, form, self._gateway.clock())
            finally:
                self._busy.discard(beller.code)
        soort = form if form == _FORMS[0] else f"{form}; charset=utf-8"
        return web.Response(body=content, headers={"Content-Type": soort, **(_FROM_PAGE if "html" in form else {})})

    def _require_place(self, beller: Beller) -> None:
        if beller.code in self._busy:
            raise _wait(429, "Er worden al berichten van u nagekeken.")
        if len(self._busy) >= self._limits.validaties:
            raise _wait(503, "Er worden nu te veel berichten tegelijk nagekeken.")

    async def _verslag(
        self, pieces: Iterator[Piece | Nagekeken], beller: Beller, *, is_historic: bool
    ) -> Bundelverslag:
        collection = Gathering(historie=is_historic, at_most=ABOUT_HTTP.bevindingen)
        while (piece := await self._apart(next, pieces, None)) is not None:
            collection.take_in(await self._nagekeken(piece, beller, is_historic=is_historic))
        return collection.verslag()

    async def _nagekeken(self, piece: Piece | Nagekeken, beller: Beller, *, is_historic: bool) -> Nagekeken:
        if isinstance(piece, Nagekeken):
            return piece
        first = await self._apart(judge, piece, self._gateway.standaarden, day(self._gateway.clock()))
        return await self._gateway.checking.with_history(beller, piece, first) if is_historic else first.nagekeken

    async def _apart(self, task: Callable[..., T], *arguments: object) -> T:
        """Do it outside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._draden, task, *arguments)


def _composed(verslag: Bundelverslag, form: str, moment: datetime) -> bytes:
    if form == "text/html":
        return as_page(verslag, moment).encode()
    if form == "text/plain":
        return "".join(f"{regel}\n" for regel in as_text(verslag)).encode()
    return msgspec.json.encode(verslag)


def _wait(status: int, reden: str) -> Afwijzing:
    detail = f"{reden} Wacht het aantal seconden in Retry-After en verstuur het verzoek dan opnieuw."
    return Afwijzing(status, detail, headers={"Retry-After": str(WAIT_S)})
