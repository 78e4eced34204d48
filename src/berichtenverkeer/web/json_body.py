# SPDX-License-Identifier: EUPL-1.2
"""A body in JSON: every field known, every value right, or one 400 that names all that is wrong."""

from typing import Any, TypeVar

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.json_form import read_form
from berichtenverkeer.regels.meldingen import transport
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.intake import Body, accept
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import Afwijzing

T = TypeVar("T", bound=msgspec.Struct)

MAX_BYTES = 256 * 1024
"""The largest body in JSON."""

_JSON = frozenset({"application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"})


async def read_json(
    verzoek: web.Request, limits: Limits, budget: Budget, beller: Beller, form: type[T], **known: Any
) -> T:
    """The body as `form`; its rules may ask what is `known` besides, as the year in the address.

    Raises WrongForm (400) with all faults, Afwijzing: 408, 413, 415, 429, 503.
    """
    if verzoek.headers.get("Content-Type", "").strip().lower() not in _JSON:
        melding = transport.MEDIATYPE.at(
            text="De header Content-Type noemt geen JSON in UTF-8.", action="Stuur de inhoud als application/json."
        )
        raise Afwijzing(415, f"{melding.tekst} {melding.actie}", [melding], {"Accept-Post": "application/json"})
    small = msgspec.structs.replace(limits, max_bytes=min(limits.max_bytes, MAX_BYTES))
    with Body(budget, (beller.regio, beller.code)) as body:
        await accept(verzoek, small, body)
        return read_form(body.data, form, **known)
