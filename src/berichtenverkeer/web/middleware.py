# SPDX-License-Identifier: EUPL-1.2
"""What surrounds every request: its id, its errors as problem+json, the fixed headers, one log line, one measurement.

One layer, because every layer costs time on the hot path. A log line holds no address, header or body: only the
template of the route, so that nothing of a client can be in it.
"""

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter_ns

from aiohttp import web

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
from berichtenverkeer.web.access import AANVRAAG, pattern_of, require_unambiguous
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


class Surrounding:
    """What every request is promised, whichever way it goes: through the application, or the short way of
    `short_way.py`."""

    def __init__(
        self, measurements: Mapping[str, Measurements], in_flight: InFlight, door: Door, beside: Beside | None = None
    ) -> None:
        """`measurements` by regio. What goes wrong at the door `beside`, it tells."""
        self._measurements = measurements
        self.in_flight = in_flight
        self.door = door
        self._beside = beside

    @web.middleware
    async def wrap(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The middleware of the application."""
        begin = perf_counter_ns()
        self.in_flight.begin()
        request[AANVRAAG] = aanvraag = aanvraag_id(request.headers.get("X-Request-Id"))
        is_beside = self._beside is not None and self._beside.is_here(request)
        kanaal = Kanaal.PAGES if is_beside else Kanaal.API
        logs.verzoek(aanvraag, kanaal=kanaal)
        try:
            antwoord = await self._guarded(request, handler)
        except Exception as fault:
            afwijzing = afwijzing_of(fault)
            told = self._beside.told(request, afwijzing, aanvraag) if self._beside is not None else None
            antwoord = told or problem.antwoord(afwijzing, aanvraag)
        finally:
            self.in_flight.end()
        if self.in_flight.stops:
            antwoord.force_close()
        if request.get(FOR_ALL):
            antwoord.headers.update(OPEN)
        dress(antwoord, aanvraag)
        method = request.method if request.method in _METHODS else UNKNOWN
        where = (method, pattern_of(request) or UNKNOWN)
        self.tell(begin, aanvraag, kanaal, where, antwoord.status, request.get(REGIO), request.get(PARTIJ))
        return antwoord

    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        require_unambiguous(request.headers)
        if request.method not in _METHODS:
            raise Afwijzing(501, "Deze methode kent deze gateway niet.")
        with self.door.verzoek(request.transport, request.headers):
            return await handler(request)

    def tell(
        self,
        begin: int,
        aanvraag: str,
        kanaal: Kanaal,
        where: tuple[str, str],
        status: int,
        regio: str | None,
        partij: str | None,
    ) -> None:
        """Measure and log a request that began at `begin` (nanoseconds); `where` is its method and route."""
        duration_us = (perf_counter_ns() - begin) // 1000
        for one in (self._measurements[regio],) if regio else self._measurements.values():
            one.verzoek(*where, status, duration_us)  # what is of no regio is told to each
        logs.answered(
            logs.Answered(
                verzoek_id=aanvraag,
                kanaal=kanaal,
                method=where[0],
                route=where[1],
                status=status,
                duration_ms=duration_us / 1000,
                regio=regio,
                partij=partij,
            )
        )


def afwijzing_of(fault: Exception) -> Afwijzing:
    """What a caller hears of what went wrong."""
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
