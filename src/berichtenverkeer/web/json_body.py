# SPDX-License-Identifier: EUPL-1.2
"""A body in JSON: every field known, every value right, or one 400 that names all that is wrong."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, TypeVar, get_args, get_origin
from uuid import UUID

import msgspec
from aiohttp import web

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import FIRST_DAY, LAST_DAY
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.regels.meldingen import transport
from berichtenverkeer.regels.meldingen.verzoek import CONTENT
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.intake import Body, accept
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import Afwijzing

T = TypeVar("T", bound=msgspec.Struct)

MAX_BYTES = 256 * 1024
"""The largest body in JSON."""

_JSON = frozenset({"application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"})
_EXPECTED: dict[Any, str] = {
    str: "een tekst",
    bool: "true of false",
    int: "een geheel getal",
    date: f"een datum als 2026-01-31, van {FIRST_DAY} tot en met {LAST_DAY}",
    UUID: "een UUID",
}
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
        content = msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError):
        content = None
    if not isinstance(content, dict):
        text = "De inhoud is geen JSON-object."
        raise Afwijzing(400, _WRONG, [CONTENT.at(text=text, action="Stuur één JSON-object; zie /v1/openapi.json.")])
    if faults := [*_faults(content, form)]:
        raise Afwijzing(400, _WRONG, faults)
    return msgspec.convert(content, form)


def _faults(content: dict[str, Any], form: type[msgspec.Struct]) -> Iterator[Bevinding]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(form)}
    if unknown := len(content.keys() - fields.keys()):
        many = f"Dit verzoek heeft {unknown} {'veld' if unknown == 1 else 'velden'} die dit adres niet kent."
        yield CONTENT.at(text=many, action=f"Laat weg wat niet hoort bij: {', '.join(fields)}.")
    for name, field in fields.items():
        if name not in content:
            if field.required:
                yield CONTENT.at(name, text=f"Het veld {name} ontbreekt.", action=f"Vul {_expected(field.type)} in.")
            continue
        try:
            msgspec.convert(content[name], field.type)
        except msgspec.ValidationError as fault:
            yield CONTENT.at(
                f"{name}{_place(fault)}",
                text=f"Het veld {name} klopt niet.",
                action=f"Verwacht wordt {_expected(field.type)}.",
            )


def _place(fault: msgspec.ValidationError) -> str:
    """Where in a field that is made of others: msgspec names the place, and never what stands there."""
    found = re.search(r" - at `\$([\w.\[\]]*)`$", str(fault))
    return found[1] if found else ""


def _expected(soort: Any) -> str:
    """What a value should be, in Dutch."""
    if soort in _EXPECTED:
        return _EXPECTED[soort]
    if get_origin(soort) is list:
        names = [field.encode_name for field in msgspec.structs.fields(get_args(soort)[0])]
        return f"een lijst met per onderdeel: {', '.join(names)}"
    if get_origin(soort) is Literal:
        return " of ".join(map(str, get_args(soort)))
    parts = [part for part in get_args(soort) if part not in (type(None), msgspec.UnsetType)]
    if hasattr(soort, "__metadata__"):
        return f"{_expected(parts[0])} ({soort.__metadata__[0].description})"
    return " of ".join([_expected(part) for part in parts])
