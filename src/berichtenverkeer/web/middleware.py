# SPDX-License-Identifier: EUPL-1.2
"""What surrounds every request: its id, its errors as problem+json, the fixed headers, one log line, one measurement.

One layer, because every layer costs time on the hot path. A log line holds no address, header or body: only the
template of the route, so that nothing of a client can be in it.
"""

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter_ns

from aiohttp import web
from aiohttp.typedefs import Middleware

from berichtenverkeer.core import logs
from berichtenverkeer.core.errors import (
    BerichtenverkeerError,
    Botsing,
    LockHeld,
    StepImpossible,
    TooBusy,
    WrongQuestion,
)
from berichtenverkeer.gateway.json_form import WrongForm
from berichtenverkeer.gateway.rights import NoRight
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.web import problem
from berichtenverkeer.web.access import AANVRAAG, require_unambiguous
from berichtenverkeer.web.beside import Beside
from berichtenverkeer.web.door import Door
from berichtenverkeer.web.fixed_headers import OPEN, aanvraag_id, dress
from berichtenverkeer.web.in_flight import InFlight
from berichtenverkeer.web.measurements import Measurements
from berichtenverkeer.web.problem import Afwijzing

PARTIJ = web.RequestKey("partij", str)
"""The code of the party that calls, once it is known."""

REGIO = web.RequestKey("regio", str)
"""The regio that its token is of: the same code in another regio is another party."""

FOR_ALL = web.RequestKey("voor_ieder", bool)
"""Set for what is not bound to a party: the answer, also an error, may be read from anywhere."""

UNKNOWN = "-"
"""The route of an address that does not exist, and a method that HTTP does not know: both could carry data."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

EXPECTED = (TooBusy, LockHeld, Botsing)
"""Refusals that belong to a normal day: nobody has to come and look."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def middleware(
    measurements: Mapping[str, Measurements], in_flight: InFlight, door: Door, beside: Beside | None = None
) -> Middleware:
    """The middleware of the application; `measurements` by regio. What goes wrong at the door `beside`, it tells."""

    @web.middleware
    async def wrap(request: web.Request, handler: Handler) -> web.StreamResponse:
        begin = perf_counter_ns()
        in_flight.begin()
        aanvraag = aanvraag_id(request.headers.get("X-Request-Id"))
        request[AANVRAAG] = aanvraag
        is_beside = beside is not None and beside.is_here(request)
        logs.verzoek(aanvraag, kanaal=Kanaal.PAGES if is_beside else Kanaal.API)
        try:
            require_unambiguous(request)
            if request.method not in _METHODS:
                raise Afwijzing(501, "Deze methode kent deze gateway niet.")
            with door.verzoek(request):
                antwoord = await handler(request)
        except Exception as fault:
            afwijzing = _afwijzing(fault)
            told = beside.told(request, afwijzing, aanvraag) if beside is not None else None
            antwoord = told or problem.antwoord(afwijzing, aanvraag)
        finally:
            in_flight.end()
        if in_flight.stops:
            antwoord.force_close()
        if request.get(FOR_ALL):
            antwoord.headers.update(OPEN)
        dress(antwoord, aanvraag)
        origin = request.match_info.route.resource
        route = origin.canonical if origin is not None else UNKNOWN
        method = request.method if request.method in _METHODS else UNKNOWN
        duration_us = (perf_counter_ns() - begin) // 1000
        regio = request.get(REGIO)
        for one in [measurements[regio]] if regio else measurements.values():  # what is of no regio is told to each
            one.verzoek(method, route, antwoord.status, duration_us)
        logs.logger.info(
            "verzoek",
            methode=method,
            route=route,
            status=antwoord.status,
            duur_ms=duration_us / 1000,
            regio=regio,
            partij=request.get(PARTIJ),
        )
        return antwoord

    return wrap


def _afwijzing(fault: Exception) -> Afwijzing:
    if isinstance(fault, Afwijzing):
        return fault
    if isinstance(fault, WrongQuestion):
        return problem.from_question(fault)
    if isinstance(fault, StepImpossible):
        return problem.from_step(fault)
    if isinstance(fault, WrongForm):
        return problem.from_form(fault)
    if isinstance(fault, NoRight):
        return Afwijzing(fault.status, str(fault))
    if isinstance(fault, EXPECTED) or (isinstance(fault, BerichtenverkeerError) and fault.status < 500):
        logs.logger.info("even_niet", fout=type(fault).__name__)
        return problem.from_world(fault)
    if isinstance(fault, BerichtenverkeerError):
        logs.logger.error("wereld", fout=type(fault).__name__)
        return problem.from_world(fault)
    if isinstance(fault, web.HTTPException):
        return problem.from_http(fault)
    if isinstance(fault, ConnectionError | web.RequestPayloadError):
        return Afwijzing(400, "De inhoud van het verzoek kwam niet heel aan.", close=True)
    logs.logger.error("fout_van_ons", exc_info=fault)
    return problem.intern()
