# SPDX-License-Identifier: EUPL-1.2
"""The address /v1/validaties: berichten looked at without being sent; nothing of them is kept, no weigering either."""

import asyncio
from datetime import datetime

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.validation.bundle import ABOUT_HTTP, unpack_zip
from berichtenverkeer.validation.nagekeken import Bundelverslag, Piece
from berichtenverkeer.validation.verslag_page import BELEID, as_page
from berichtenverkeer.validation.verslag_text import as_text
from berichtenverkeer.web import questions
from berichtenverkeer.web.access import choose_form
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.intake import Body, read_bundle, strip
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import WAIT_S, Afwijzing

LOOSE_BERICHT = "bericht.xml"
"""What a bericht that did not come in a zip is called in the report."""

_FORMS = ("application/json", "text/html", "text/plain")
_FROM_PAGE = {
    "Content-Security-Policy": f"{BELEID}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What the page says of itself, in the headers too: and nothing on it may run, be sent or be framed."""


class Validaties:
    """The handler; it gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget
        self._unpacking = asyncio.Semaphore(limits.zwaar)
        self._busy: set[str] = set()

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
                checking = self._gateway.checking
                verslag = await checking.every(beller, pieces, is_historic=is_historic)
                content = await checking.apart(_composed, verslag, form, self._gateway.clock())
            finally:
                self._busy.discard(beller.code)
        soort = form if form == _FORMS[0] else f"{form}; charset=utf-8"
        return web.Response(body=content, headers={"Content-Type": soort, **(_FROM_PAGE if "html" in form else {})})

    def _require_place(self, beller: Beller) -> None:
        if beller.code in self._busy:
            raise _wait(429, "Er worden al berichten van u nagekeken.")
        if len(self._busy) >= self._limits.validaties:
            raise _wait(503, "Er worden nu te veel berichten tegelijk nagekeken.")


def _composed(verslag: Bundelverslag, form: str, moment: datetime) -> bytes:
    if form == "text/html":
        return as_page(verslag, moment).encode()
    if form == "text/plain":
        return "".join(f"{regel}\n" for regel in as_text(verslag)).encode()
    return msgspec.json.encode(verslag)


def _wait(status: int, reden: str) -> Afwijzing:
    detail = f"{reden} Wacht het aantal seconden in Retry-After en verstuur het verzoek dan opnieuw."
    return Afwijzing(status, detail, headers={"Retry-After": str(WAIT_S)})
