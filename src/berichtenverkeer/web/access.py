# SPDX-License-Identifier: EUPL-1.2
"""Before a handler runs: who calls, may he, how often, and can he read the answer."""

import re
from collections.abc import Sequence
from functools import lru_cache

from aiohttp import web
from multidict import CIMultiDictProxy

from berichtenverkeer.gateway.beller import Beller, from_partij
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.regels.meldingen.verzoek import HEADER
from berichtenverkeer.web.problem import PROBLEM_JSON, Afwijzing

Headers = CIMultiDictProxy[str]

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,200}=*) *", re.IGNORECASE)
_REALM = 'Bearer realm="berichtenverkeer"'

AANVRAAG = web.RequestKey("aanvraag", str)
"""The id of the request."""


_ONCE = ("Authorization", "Content-Encoding", "Expect", "X-Request-Id", "Origin", "Access-Control-Request-Method")
"""Headers that decide something and may come once. The server itself refuses a second Host, Content-Length,
Content-Type or Transfer-Encoding."""


def names_of(headers: Headers) -> set[str]:
    """The headers that came, in small letters: fewer than there are headers when one came more than once."""
    return {name.lower() for name in headers}


def require_unambiguous(headers: Headers) -> None:
    """Raises Afwijzing: 400 when a header that decides something stands twice (a proxy and we could each take another
    one), 501 for a body that is packed by Transfer-Encoding."""
    if len(names_of(headers)) < len(headers):
        faults = [
            HEADER.at(text=f"De header {name} staat er meer dan één keer.", action=f"Stuur {name} één keer.")
            for name in _ONCE
            if len(headers.getall(name, ())) > 1
        ]
        if faults:
            raise Afwijzing(
                400, "De headers van het verzoek spreken elkaar tegen; zie bevindingen.", faults, close=True
            )
    if headers.get("Transfer-Encoding", "chunked").strip().lower() != "chunked":
        raise Afwijzing(501, "Van Transfer-Encoding kent deze gateway alleen chunked.", close=True)


async def who(verzoek: web.Request, gateways: Gateways) -> Beller:
    """Who calls, and of which regio. Raises Afwijzing (401): the same answer for unknown, of a regio elsewhere,
    revoked, expired, no longer valid."""
    if "Authorization" not in verzoek.headers:
        raise Afwijzing(
            401,
            "Stuur uw token mee in de header Authorization: Bearer <token>.",
            headers={"WWW-Authenticate": _REALM},
        )
    secret = secret_of(verzoek.headers)
    known = await gateways.who(secret) if secret is not None else None
    if known is None:
        raise Afwijzing(
            401,
            "Dit token is onbekend, ingetrokken of verlopen, of uw aansluiting is beëindigd. Vraag de regio een nieuw.",
            headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'},
        )
    regio, partij = known
    return from_partij(regio, partij, Kanaal.API, verzoek[AANVRAAG], pattern_of(verzoek))


def secret_of(headers: Headers) -> str | None:
    """The token in the header Authorization; None without one that could be."""
    found = _BEARER.fullmatch(headers.get("Authorization", ""))
    return found[1] if found else None


def pattern_of(verzoek: web.Request) -> str | None:
    """The address as it is declared, without what was filled in."""
    resource = verzoek.match_info.route.resource
    return resource.canonical if resource is not None else None


def require_form(verzoek: web.Request, form: str) -> None:
    """Raises Afwijzing (406) when the caller does not accept the media type of the answer.

    Who names the form of our errors knows this API: a generated client may name no other.
    """
    if not can_read(verzoek.headers, form):
        raise Afwijzing(406, f"Dit adres antwoordt met {form}; laat de header Accept weg of noem die vorm.")


def can_read(headers: Headers, form: str) -> bool:
    """Whether the caller accepts `form`, or that of our errors."""
    accepted = _accepted(headers)
    return accepted is None or accepts(accepted, form) or accepts(accepted, PROBLEM_JSON)


def is_known(verzoek: web.Request, etag: str) -> bool:
    """Whether the caller has this already: one of the tags in If-None-Match, weak or not, or any."""
    named = ",".join(verzoek.headers.getall("If-None-Match", ())).split(",")
    return not {etag, f"W/{etag}", "*"}.isdisjoint(one.strip() for one in named)


def choose_form(verzoek: web.Request, forms: Sequence[str]) -> str:
    """Which of these media types the caller likes best, the first of equals. Raises Afwijzing (406) for none."""
    accepted = _accepted(verzoek.headers)
    if accepted is None:
        return forms[0]
    best = max(forms, key=lambda form: _quality_of(accepted, form))
    if not (accepts(accepted, best) or accepts(accepted, PROBLEM_JSON)):
        choice = f"{', '.join(forms[:-1])} of {forms[-1]}"
        raise Afwijzing(406, f"Dit adres antwoordt met {choice}; laat de header Accept weg of noem een van die vormen.")
    return best


def _accepted(headers: Headers) -> str | None:
    """All that the caller says to accept: a list may come in several headers."""
    return ", ".join(headers.getall("Accept", ())) or None


def accepts(accepted: str, form: str) -> bool:
    """Whether an Accept header leaves room for `form`."""
    return _quality_of(accepted, form) > 0


@lru_cache(maxsize=256)
def _quality_of(accepted: str, form: str) -> float:
    """How much an Accept header wants `form`, from 0 to 1: the most specific range that names it decides."""
    fitting: tuple[int, float] = (-1, 0.0)
    ranks = {"*/*": 0, f"{form.split('/')[0]}/*": 1, form: 2}
    for part in accepted[:2000].lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name in ranks:
            fitting = max(fitting, (ranks[name], _quality(parameters)))
    return fitting[1]


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
