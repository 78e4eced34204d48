# SPDX-License-Identifier: EUPL-1.2
"""One connection: what it may cost before, between and after its requests, and what it says of one it cannot read."""

import asyncio
import re
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMethod, LineTooLong
from aiohttp.http_parser import RawRequestMessage
from aiohttp.http_writer import StreamWriter
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import _ErrInfo
from aiohttp.web_request import BaseRequest

from berichtenverkeer.core import logs
from berichtenverkeer.web import problem
from berichtenverkeer.web.budget import SMALL_BYTES, Budget, Hold
from berichtenverkeer.web.door import Door, address_of
from berichtenverkeer.web.fixed_headers import aanvraag_id, dress
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.middleware import PARTIJ, REGIO
from berichtenverkeer.web.problem import Afwijzing
from berichtenverkeer.web.short_way import ShortWay, Taken

HEADER_BYTES = 64 * 1024
"""How large the head of a request may be, all lines together."""

_HEADER_LINES = 64
_LINGER_S = 2.0
"""How long the rest of a refused body is read and thrown away, so that the client gets to see the answer."""

_TOO_MANY_HEADERS = "Too many headers received"
_METHOD = re.compile(r"b'[!#$%&*+.^_`|~0-9A-Za-z-]+ \S+ HTTP/1\.[01]'")
"""In the parser's own words: what would be a request if we knew its method."""

_NO_ACCESS_LOG: Any = None  # the log line of middleware.py is the one
_DETAIL = {
    400: "Dit is geen leesbaar HTTP-verzoek.",
    408: "De kop van het verzoek kwam niet op tijd binnen.",
    414: "Het adres van het verzoek is te lang.",
    431: "De headers van het verzoek zijn samen, of een ervan is, te groot.",
    501: "Deze methode kent deze gateway niet.",
}


class Connection(web.RequestHandler):
    """Differs from aiohttp's own in four things.

    A head has a time to come in, an answer a time to leave, and its bytes count in the Budget. Who says that he
    will send no more still gets his answers. Every error is the same problem+json as elsewhere. No log holds the
    words of the parser, which quote what the client sent.
    """

    __slots__ = (
        "_address",
        "_budget",
        "_door",
        "_header_size",
        "_header_wait",
        "_is_half",
        "_last",
        "_limits",
        "_short_way",
        "_taken",
    )

    def __init__(self, server: web.Server, limits: Limits, door: Door, budget: Budget, short_way: ShortWay) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=_NO_ACCESS_LOG,
            auto_decompress=False,
            lingering_time=_LINGER_S,
            keepalive_timeout=limits.stil_s,
            max_headers=_HEADER_LINES,
        )
        self._limits = limits
        self._door = door
        self._budget = budget
        self._short_way = short_way
        self._taken: asyncio.Task[None] | None = None  # that answers a request by the short way
        self._address = ""
        self._is_half = False
        self._header_size = 0
        self._header_wait: asyncio.TimerHandle | None = None
        self._last: StreamReader = (
            EMPTY_PAYLOAD  # the body of the newest request: the only one that may still be coming
        )

    @property
    def is_quiet(self) -> bool:
        """No request is under way: none came in whole yet, or the last one was answered."""
        is_waiting = self._waiter is not None or self._request_count == 0
        return is_waiting and not self._messages and self._taken is None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert self.transport is not None
        self.transport.set_write_buffer_limits(0)  # `drain` means: the kernel has it all, nothing is left with us
        self._address = address_of(transport.get_extra_info("peername"))
        self._header_wait = self._loop.call_later(self._limits.kop_s, self._head_too_late)
        self._door.enter(self, self._address)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._door.leave(self, self._address)
        self._do_not_wait()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        waiter, self._waiter = self._waiter, None  # who comes in is looked at before he goes the way of every request
        super().data_received(data)
        self._waiter = waiter
        if self._messages:
            self._last = self._messages[-1][1]
            self._go_on()
        if not self.is_quiet:
            self._do_not_wait()
            return
        self._header_size += len(data)
        if self._header_size > HEADER_BYTES:
            self._report(431)
        elif self._header_wait is None and data:
            self._header_wait = self._loop.call_later(self._limits.kop_s, self._head_too_late)

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it; aiohttp narrows it to None
        """The client sends no more. What it sent whole is answered; a body that stays unfinished is told so."""
        if self.is_quiet:
            return False
        if not self._last.is_eof():
            self._last.set_exception(web.RequestPayloadError("no more will come"))
        self._is_half = True
        self._close = self._close or not self._messages
        return True

    def resume_reading(self, resume_parser: bool = True) -> None:
        if self._reading_paused:  # aiohttp asks it of every body that is read
            super().resume_reading(resume_parser)

    def break_off(self) -> None:
        """Break the connection off."""
        if self.transport is not None:
            self.transport.abort()

    def _do_not_wait(self) -> None:
        self._header_size = 0
        if self._header_wait is not None:
            self._header_wait.cancel()
            self._header_wait = None

    def _head_too_late(self) -> None:
        self._header_wait = None
        if not self.is_quiet:
            return
        if self._header_size:
            self._report(408)
        else:
            self.force_close()

    def _report(self, status: int) -> None:
        """Answer an error instead of the request that is not whole yet."""
        if self._waiter is not None and not self._waiter.done():
            self._messages.append((_ErrInfo(status, TimeoutError(), ""), EMPTY_PAYLOAD))
            self._waiter.set_result(None)

    def _go_on(self) -> None:
        """With the first request that waits, unless one is being answered."""
        waiter = self._waiter
        if self._taken is not None or waiter is None or waiter.done():
            return
        message, body = self._messages[0]
        if isinstance(message, _ErrInfo) or (taken := self._short_way.take(message, body, self.transport)) is None:
            waiter.set_result(None)
            return
        self._messages.popleft()
        if self._parser is not None:
            self._parser.message_consumed()
        self._request_in_progress = True
        self._taken = self._loop.create_task(self._answer(taken, message, body))
        if self._buffer_paused and len(self._messages) <= self._msg_queue_resume_size:
            self._resume_reading_if_drained()  # who sends many at once was told to wait

    async def _answer(self, taken: Taken, message: RawRequestMessage, body: StreamReader) -> None:
        """Answer what was taken, as `start` of aiohttp does for all others."""
        keeps = False
        try:
            antwoord = await self._short_way.answer(taken, self._is_gone, self._ends)
            if isinstance(antwoord, bytes):
                keeps = await self._write(antwoord) and not self._ends()
            elif self._request_factory is not None:
                assert self._taken is not None
                request = self._request_factory(message, body, self, StreamWriter(self, self._loop), self._taken)
                request[REGIO], request[PARTIJ] = taken.beller.regio, taken.beller.code
                _, is_lost = await self.finish_response(request, antwoord, None)
                keeps = not is_lost and bool(antwoord.keep_alive)
        finally:
            self._taken = None
            self._request_in_progress = False
            if self._handler_waiter is not None:
                self._handler_waiter.set_result(None)
            self._next_keepalive_close_time = self._loop.time() + self._limits.stil_s
            if not keeps:
                self.force_close()
            elif self._messages:
                self._go_on()

    async def _write(self, antwoord: bytes) -> bool:
        """Whether it went; who does not read it in time is broken off."""
        transport = self.transport
        if transport is None or transport.is_closing():
            return False
        transport.write(antwoord)
        if not self._paused:
            return True
        try:
            async with asyncio.timeout(self._limits.schrijf_s):
                await self._drain_helper()
        except (TimeoutError, ConnectionError):
            self.break_off()
            return False
        return True

    def _is_gone(self) -> bool:
        return self.transport is None

    def _ends(self) -> bool:
        """Whether the connection ends with this answer: the process stops, or the client sends no more."""
        return self._short_way.stops or (self._is_half and not self._messages)

    def _process_keepalive(self) -> None:
        if self._taken is None:
            super()._process_keepalive()
        else:  # not still, though aiohttp knows of no request
            self._keepalive_handle = self._loop.call_later(self._limits.stil_s, self._process_keepalive)

    async def shutdown(self, timeout: float | None = 15.0) -> None:  # noqa: ASYNC109  # as aiohttp has it
        await super().shutdown(timeout)
        if self._taken is not None:
            self._taken.cancel()

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
            return _problem(request, problem.intern(close=True), exc)
        return _problem(request, Afwijzing(status, detail, close=True), exc)

    async def finish_response(
        self, request: BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if isinstance(resp, web.HTTPException):  # raised before the application's middleware, such as 417
            resp = _problem(request, problem.from_http(resp), resp)
        if self._ends():
            resp.force_close()
            self._close = True
        try:
            with Hold(self._budget, (request.get(REGIO), request.get(PARTIJ) or self._address)) as hold:
                resp = _if_there_is_room(request, resp, hold)
                async with asyncio.timeout(self._limits.schrijf_s):
                    return await super().finish_response(request, resp, start_time)
        except TimeoutError:
            self.break_off()  # a close would still wait for the client
            return resp, True

    def log_exception(self, *args: Any, **kw: Any) -> None:  # noqa: ARG002  # may quote what the client sent
        logs.logger.error("verbinding_mislukt", fout=type(kw.get("exc_info")).__name__)


def _status(fault: BaseException | None, words: str) -> int:
    """What is wrong with a request that the parser could not read."""
    if isinstance(fault, LineTooLong):
        return 414 if isinstance(fault.args[0], bytearray) else 431  # only the address is collected in pieces
    if words == _TOO_MANY_HEADERS:
        return 431
    return 501 if isinstance(fault, BadHttpMethod) and _METHOD.search(words) else 400


def _if_there_is_room(verzoek: BaseRequest, antwoord: web.StreamResponse, hold: Hold) -> web.StreamResponse:
    """The answer, counted; or that there is no room for it."""
    content = antwoord.body if isinstance(antwoord, web.Response) else None
    if isinstance(content, bytes) and len(content) > SMALL_BYTES:
        try:
            hold.reserve(len(content))
        except Afwijzing as afwijzing:
            return _problem(verzoek, afwijzing, afwijzing, "geen_ruimte")
    return antwoord


def _problem(
    verzoek: BaseRequest, afwijzing: Afwijzing, fault: BaseException | None, happened: str = "onleesbaar_verzoek"
) -> web.StreamResponse:
    aanvraag = aanvraag_id(verzoek.headers.get("X-Request-Id"))
    marks = {"verzoek_id": aanvraag, "status": afwijzing.status, "fout": type(fault).__name__}
    logs.logger.info(happened, **marks)
    antwoord = problem.antwoord(afwijzing, aanvraag)
    dress(antwoord, aanvraag)
    return antwoord
