# SPDX-License-Identifier: EUPL-1.2
"""What surrounds every request: its id, its errors as problem+json, the fixed headers, one log line, one measurement.

One layer, because every layer costs time on the hot path. A log line holds no address, header or body: only the
template of the route, so that nothing of a client can be in it.
"""

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter_ns

from aiohttp import web
from aiohttp.typedefs import Middleware

from berichtenverkeer.core import logboek
from berichtenverkeer.core.errors import (
    BerichtenverkeerError,
    Botsing,
    InhoudVernietigd,
    SlotBezet,
    TeDruk,
    TeGroot,
    VraagOnjuist,
)
from berichtenverkeer.gateway.rechten import GeenRecht
from berichtenverkeer.ledger.veroorzaker import Kanaal
from berichtenverkeer.web import probleem
from berichtenverkeer.web.door import Door
from berichtenverkeer.web.gang import Gang
from berichtenverkeer.web.koppen import OPEN, aanvraag_id, kleed_aan
from berichtenverkeer.web.metingen import Metingen
from berichtenverkeer.web.probleem import Afwijzing
from berichtenverkeer.web.toegang import AANVRAAG, vereis_eenduidig

PARTIJ = web.RequestKey("partij", str)
"""The code of the party that calls, once it is known."""

REGIO = web.RequestKey("regio", str)
"""The regio that its token is of: the same code in another regio is another party."""

VOOR_IEDER = web.RequestKey("voor_ieder", bool)
"""Set for what is not bound to a party: the answer, also an error, may be read from anywhere."""

ONBEKEND = "-"
"""The route of an address that does not exist, and a method that HTTP does not know: both could carry data."""

_METHODEN = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

VERWACHT = (TeDruk, TeGroot, SlotBezet, Botsing, InhoudVernietigd)
"""Refusals that belong to a normal day: nobody has to come and look."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def omhulsel(metingen: Mapping[str, Metingen], gang: Gang, door: Door) -> Middleware:
    """The middleware of the application; `metingen` by regio."""

    @web.middleware
    async def omhul(request: web.Request, handler: Handler) -> web.StreamResponse:
        begin = perf_counter_ns()
        gang.begin()
        aanvraag = aanvraag_id(request.headers.get("X-Request-Id"))
        request[AANVRAAG] = aanvraag
        logboek.verzoek(aanvraag, kanaal=Kanaal.API)
        try:
            vereis_eenduidig(request)
            if request.method not in _METHODEN:
                raise Afwijzing(501, "Deze methode kent deze gateway niet.")
            with door.verzoek(request):
                antwoord = await handler(request)
        except Exception as fout:
            antwoord = probleem.antwoord(_afwijzing(fout), aanvraag)
        finally:
            gang.einde()
        if gang.stopt:
            antwoord.force_close()
        if request.get(VOOR_IEDER):
            antwoord.headers.update(OPEN)
        kleed_aan(antwoord, aanvraag)
        bron = request.match_info.route.resource
        route = bron.canonical if bron is not None else ONBEKEND
        methode = request.method if request.method in _METHODEN else ONBEKEND
        duur_us = (perf_counter_ns() - begin) // 1000
        regio = request.get(REGIO)
        for een in [metingen[regio]] if regio else metingen.values():  # what is of no regio is told to each
            een.verzoek(methode, route, antwoord.status, duur_us)
        logboek.logger.info(
            "verzoek",
            methode=methode,
            route=route,
            status=antwoord.status,
            duur_ms=duur_us / 1000,
            regio=regio,
            partij=request.get(PARTIJ),
        )
        return antwoord

    return omhul


def _afwijzing(fout: Exception) -> Afwijzing:
    if isinstance(fout, Afwijzing):
        return fout
    if isinstance(fout, VraagOnjuist):
        return probleem.van_vraag(fout)
    if isinstance(fout, GeenRecht):
        return Afwijzing(fout.status, str(fout))
    if isinstance(fout, VERWACHT):
        logboek.logger.info("even_niet", fout=type(fout).__name__)
        return probleem.van_wereld(fout)
    if isinstance(fout, BerichtenverkeerError):
        logboek.logger.error("wereld", fout=type(fout).__name__)
        return probleem.van_wereld(fout)
    if isinstance(fout, web.HTTPException):
        return probleem.van_http(fout)
    if isinstance(fout, ConnectionError | web.RequestPayloadError):
        return Afwijzing(400, "De inhoud van het verzoek kwam niet heel aan.", sluit=True)
    logboek.logger.error("fout_van_ons", exc_info=fout)
    return probleem.intern()
