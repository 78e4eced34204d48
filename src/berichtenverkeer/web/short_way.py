# SPDX-License-Identifier: EUPL-1.2
"""POST /v1/berichten without the application around it, when nothing of the request asks for more (decision 159).

What is promised is declared where it is for all: who calls, the limits, the answer, the errors, the line in the log.
Here it is only asked, in the plain case, where all can be said at once. Whatever is otherwise is left to the way of
every request, and nothing of it was counted.
"""

import asyncio
from collections.abc import Callable, Mapping
from time import perf_counter_ns
from typing import NamedTuple

from aiohttp import HttpVersion11, web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader

from berichtenverkeer.core import logs
from berichtenverkeer.gateway.beller import Beller, from_partij
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.web import problem
from berichtenverkeer.web.access import Headers, can_read, names_of, secret_of
from berichtenverkeer.web.berichten import JSON, Berichten
from berichtenverkeer.web.budget import Budget, Holder
from berichtenverkeer.web.fixed_headers import aanvraag_id, dress, whole
from berichtenverkeer.web.intake import is_bericht
from berichtenverkeer.web.limits import Gatekeeper, Limits
from berichtenverkeer.web.middleware import Surrounding, afwijzing_of
from berichtenverkeer.web.problem import Afwijzing

WHERE = METHOD, PATH = "POST", "/v1/berichten"

_ASKS_MORE = frozenset({"expect", "content-encoding", "transfer-encoding"})

Answer = bytes | web.Response
"""A receipt as it goes over the line; what went wrong goes as from the application."""


class Taken(NamedTuple):
    """A bericht that is to be received, and under what it was counted."""

    begin: int
    beller: Beller
    aanvraag: str
    holder: Holder
    address: str | None
    data: bytes


class ShortWay:
    """Asks of the parts of the application what a plain request asks of them."""

    def __init__(
        self,
        gateways: Gateways,
        berichten: Mapping[str, Berichten],
        limits: Limits,
        gatekeeper: Gatekeeper,
        budget: Budget,
        surrounding: Surrounding,
    ) -> None:
        """`berichten` by regio."""
        self._gateways = gateways
        self._berichten = berichten
        self._largest = limits.largest
        self._gatekeeper = gatekeeper
        self._budget = budget
        self._surrounding = surrounding
        self._door = surrounding.door
        self._in_flight = surrounding.in_flight

    @property
    def stops(self) -> bool:
        """Whether the process is to end, and each connection with its answer."""
        return self._in_flight.stops

    def take(
        self, message: RawRequestMessage, body: StreamReader, transport: asyncio.BaseTransport | None
    ) -> Taken | None:
        """Take a request, or leave it as it is. What is taken is to be answered."""
        begin = perf_counter_ns()
        headers = message.headers
        if message.path != PATH or not _is_plain(message, body) or body.total_bytes > self._largest:
            return None
        secret = secret_of(headers)
        known = self._gateways.known(secret) if secret is not None else None
        if known is None:
            return None
        holder = known[0], known[1].code
        try:
            address = self._enter(holder, body.total_bytes, transport, headers)
        except Afwijzing:
            return None
        self._in_flight.begin()
        aanvraag = aanvraag_id(headers.get("X-Request-Id"))
        beller = from_partij(*known, Kanaal.API, aanvraag, PATH)
        return Taken(begin, beller, aanvraag, holder, address, body.read_nowait())

    async def answer(self, taken: Taken, is_gone: Callable[[], bool], ends: Callable[[], bool]) -> Answer:
        """Receive it. `is_gone` says whether the client hung up, `ends` whether the connection ends with the answer."""
        begin, beller, aanvraag, *_ = taken
        logs.verzoek(aanvraag, kanaal=beller.kanaal)
        antwoord: Answer
        try:
            told = await self._berichten[beller.regio].receive_whole(taken.data, beller, is_gone)
        except Exception as fault:
            antwoord = problem.antwoord(afwijzing_of(fault), aanvraag)
            dress(antwoord, aanvraag)
            status = antwoord.status
        else:
            headers = {"Content-Type": JSON, **told.headers}
            antwoord = whole(told.status, headers, told.content, aanvraag, close=ends())
            status = told.status
        finally:
            self._leave(taken)
        self._surrounding.tell(begin, aanvraag, beller.kanaal, WHERE, status, beller.regio, beller.code)
        return antwoord

    def _enter(
        self, holder: Holder, size: int, transport: asyncio.BaseTransport | None, headers: Headers
    ) -> str | None:
        """Count it wherever it counts; its address at the door. Raises Afwijzing: then it is counted nowhere."""
        address = self._door.begin(transport, headers)
        try:
            self._budget.take(holder, size)
            try:
                self._gatekeeper.enter(holder)
            except Afwijzing:
                self._budget.give_back(holder, size)
                raise
        except Afwijzing:
            self._door.end(address)
            raise
        return address

    def _leave(self, taken: Taken) -> None:
        self._gatekeeper.leave(taken.holder)
        self._budget.give_back(taken.holder, len(taken.data))
        self._door.end(taken.address)
        self._in_flight.end()


def _is_plain(message: RawRequestMessage, body: StreamReader) -> bool:
    """Whether a request asks for nothing but to receive what came with it: it is whole, of a form that is taken as it
    is, and its answer is one that the caller reads, on a connection that stays."""
    headers = message.headers
    names = names_of(headers)
    return (
        message.method == METHOD
        and body.is_eof()
        and message.version == HttpVersion11
        and not (message.should_close or message.upgrade)
        and len(names) == len(headers)
        and names.isdisjoint(_ASKS_MORE)
        and is_bericht(headers)
        and can_read(headers, JSON)
    )


SHORT_WAY = web.AppKey("korte_weg", ShortWay)
