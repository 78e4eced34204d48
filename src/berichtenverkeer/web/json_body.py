# SPDX-License-Identifier: EUPL-1.2
"""A body in JSON: every field known, every value right, or one 400 that names all that is wrong."""

from typing import TypeVar

import msgspec
from aiohttp import web

from berichtenverkeer.gateway import json_form
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.regels.meldingen import transport
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.intake import Body, accept
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import Afwijzing

T = TypeVar("T", bound=msgspec.Struct)

MAX_BYTES = 256 * 1024
"""The largest body in JSON."""

_JSON = frozenset({"application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"})
_WRONG = "De inhoud van het verzoek klopt niet; zie bevindingen."


async def read_json(verzoek: web.Request, limits: Limits, budget: Budget, beller: Beller, form: type[T]) -> T:
    """The body as `form`. Raises Afwijzing: 400 with all faults, 408, 413, 415, 429, 503."""
    if verzoek.headers.get("Content-Type", "").strip().lower() not in _JSON:
        melding = transport.MEDIATYPE.at(
            text="De header Content-Type noemt geen JSON in UTF-8.", action="Stuur de inhoud als application/json."
        )
        raise Afwijzing(415, f"{melding.tekst} {melding.actie}", [melding], {"Accept-Post": "application/json"})
    small = msgspec.structs.replace(limits, max_bytes=min(limits.max_bytes, MAX_BYTES))
    with Body(budget, (beller.regio, beller.code)) as body:
        await accept(verzoek, small, body)
        return read_form(body.data, form)


def read_form(data: bytes, form: type[T]) -> T:
    """JSON as `form`. Raises Afwijzing (400)."""
    try:
        return json_form.read_form(data, form)
    except json_form.WrongForm as fault:
        raise Afwijzing(400, _WRONG, fault.bevindingen) from None
