# SPDX-License-Identifier: EUPL-1.2
"""One connection: what it may cost before, between and after its requests, and what it says of one it cannot read."""

import asyncio
import re
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMethod, LineTooLong
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import _ErrInfo
from aiohttp.web_request import BaseRequest

from berichtenverkeer.core import logboek
from berichtenverkeer.web import probleem
from berichtenverkeer.web.budget import KLEIN_BYTES, Budget, Hold
from berichtenverkeer.web.door import Door, adres_van
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.koppen import aanvraag_id, kleed_aan
from berichtenverkeer.web.omhulsel import PARTIJ, REGIO
from berichtenverkeer.web.probleem import Afwijzing

KOP_BYTES = 64 * 1024
"""How large the head of a request may be, all lines together."""

_KOPREGELS = 64
_NAZIEN_S = 2.0
"""How long the rest of a refused body is read and thrown away, so that the client gets to see the answer."""

_TE_VEEL_KOPPEN = "Too many headers received"
_METHODE = re.compile(r"b'[!#$%&*+.^_`|~0-9A-Za-z-]+ \S+ HTTP/1\.[01]'")
"""In the parser's own words: what would be a request if we knew its method."""

_GEEN_TOEGANGSLOG: Any = None  # the log line of omhulsel.py is the one
_DETAIL = {
    400: "Dit is geen leesbaar HTTP-verzoek.",
    408: "De kop van het verzoek kwam niet op tijd binnen.",
    414: "Het adres van het verzoek is te lang.",
    431: "De headers van het verzoek zijn samen, of een ervan is, te groot.",
    501: "Deze methode kent deze gateway niet.",
}


class Verbinding(web.RequestHandler):
    """Differs from aiohttp's own in four things.

    A head has a time to come in, an answer a time to leave, and its bytes count in the Budget. Who says that he
    will send no more still gets his answers. Every error is the same problem+json as elsewhere. No log holds the
    words of the parser, which quote what the client sent.
    """

    __slots__ = ("_adres", "_budget", "_door", "_grenzen", "_is_half", "_kopgrootte", "_kopwacht", "_laatste")

    def __init__(self, aansluiting: web.Server, grenzen: Grenzen, door: Door, budget: Budget) -> None:
        super().__init__(
            aansluiting,
            loop=asyncio.get_running_loop(),
            access_log=_GEEN_TOEGANGSLOG,
            auto_decompress=False,
            lingering_time=_NAZIEN_S,
            keepalive_timeout=grenzen.stil_s,
            max_headers=_KOPREGELS,
        )
        self._grenzen = grenzen
        self._door = door
        self._budget = budget
        self._adres = ""
        self._is_half = False
        self._kopgrootte = 0
        self._kopwacht: asyncio.TimerHandle | None = None
        self._laatste: StreamReader = (
            EMPTY_PAYLOAD  # the body of the newest request: the only one that may still be coming
        )

    @property
    def is_stil(self) -> bool:
        """No request is under way: none came in whole yet, or the last one was answered."""
        return not self._messages and (self._waiter is not None or self._request_count == 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert self.transport is not None
        self.transport.set_write_buffer_limits(0)  # `drain` means: the kernel has it all, nothing is left with us
        self._adres = adres_van(transport.get_extra_info("peername"))
        self._kopwacht = self._loop.call_later(self._grenzen.kop_s, self._kop_te_laat)
        self._door.binnen(self, self._adres)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._door.buiten(self, self._adres)
        self._wacht_niet()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._messages:
            self._laatste = self._messages[-1][1]
        if not self.is_stil:
            self._wacht_niet()
            return
        self._kopgrootte += len(data)
        if self._kopgrootte > KOP_BYTES:
            self._meld(431)
        elif self._kopwacht is None and data:
            self._kopwacht = self._loop.call_later(self._grenzen.kop_s, self._kop_te_laat)

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it; aiohttp narrows it to None
        """The client sends no more. What it sent whole is answered; a body that stays unfinished is told so."""
        if self.is_stil:
            return False
        if not self._laatste.is_eof():
            self._laatste.set_exception(web.RequestPayloadError("no more will come"))
        self._is_half = True
        self._close = self._close or not self._messages
        return True

    def ontvang_niet(self) -> None:
        """Break the connection off."""
        if self.transport is not None:
            self.transport.abort()

    def _wacht_niet(self) -> None:
        self._kopgrootte = 0
        if self._kopwacht is not None:
            self._kopwacht.cancel()
            self._kopwacht = None

    def _kop_te_laat(self) -> None:
        self._kopwacht = None
        if not self.is_stil:
            return
        if self._kopgrootte:
            self._meld(408)
        else:
            self.force_close()

    def _meld(self, status: int) -> None:
        """Answer an error instead of the request that is not whole yet."""
        if self._waiter is not None and not self._waiter.done():
            self._messages.append((_ErrInfo(status, TimeoutError(), ""), EMPTY_PAYLOAD))
            self._waiter.set_result(None)

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is already on its way")
        status = _status(exc, message or "") if status == 400 else status
        detail = _DETAIL.get(status)
        if detail is None:
            return _problem(request, probleem.intern(sluit=True), exc)
        return _problem(request, Afwijzing(status, detail, sluit=True), exc)

    async def finish_response(
        self, request: BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if isinstance(resp, web.HTTPException):  # raised before the application's middleware, such as 417
            resp = _problem(request, probleem.van_http(resp), resp)
        if self._is_half and not self._messages:
            resp.force_close()
            self._close = True
        try:
            with Hold(self._budget, (request.get(REGIO), request.get(PARTIJ) or self._adres)) as hold:
                resp = _als_er_ruimte_is(request, resp, hold)
                async with asyncio.timeout(self._grenzen.schrijf_s):
                    return await super().finish_response(request, resp, start_time)
        except TimeoutError:
            self.ontvang_niet()  # a close would still wait for the client
            return resp, True

    def log_exception(self, *args: Any, **kw: Any) -> None:  # noqa: ARG002  # may quote what the client sent
        logboek.logger.error("verbinding_mislukt", fout=type(kw.get("exc_info")).__name__)


def _status(fout: BaseException | None, woorden: str) -> int:
    """What is wrong with a request that the parser could not read."""
    if isinstance(fout, LineTooLong):
        return 414 if isinstance(fout.args[0], bytearray) else 431  # only the address is collected in pieces
    if woorden == _TE_VEEL_KOPPEN:
        return 431
    return 501 if isinstance(fout, BadHttpMethod) and _METHODE.search(woorden) else 400


def _als_er_ruimte_is(verzoek: BaseRequest, antwoord: web.StreamResponse, hold: Hold) -> web.StreamResponse:
    """The answer, counted; or that there is no room for it."""
    inhoud = antwoord.body if isinstance(antwoord, web.Response) else None
    if isinstance(inhoud, bytes) and len(inhoud) > KLEIN_BYTES:
        try:
            hold.erbij(len(inhoud))
        except Afwijzing as afwijzing:
            return _problem(verzoek, afwijzing, afwijzing, "geen_ruimte")
    return antwoord


def _problem(
    verzoek: BaseRequest, afwijzing: Afwijzing, fout: BaseException | None, gebeurd: str = "onleesbaar_verzoek"
) -> web.StreamResponse:
    aanvraag = aanvraag_id(verzoek.headers.get("X-Request-Id"))
    kenmerken = {"verzoek_id": aanvraag, "status": afwijzing.status, "fout": type(fout).__name__}
    logboek.logger.info(gebeurd, **kenmerken)
    antwoord = probleem.antwoord(afwijzing, aanvraag)
    kleed_aan(antwoord, aanvraag)
    return antwoord
