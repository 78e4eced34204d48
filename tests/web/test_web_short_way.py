# SPDX-License-Identifier: EUPL-1.2
"""A bericht that goes the short way is answered, logged and counted as it is on the way of every request."""

import asyncio
import gzip
import io
import ipaddress
import json
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from itertools import count
from typing import Any, NamedTuple

import msgspec
import pytest

from bellers import as_
from berichtenverkeer.berichten import write
from berichtenverkeer.core.errors import TooBusy
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import register
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.receiving import Reception
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.server import listen
from berichtenverkeer.web.short_way import ShortWay
from bouwers import jw301, jw305
from patience import until
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, Desk, open_loket

SHORT, OTHER = "short", "other"
UUID = "018f2c6e-0000-7000-8000-00000000abcd"
PROXIES = (ipaddress.ip_network("127.0.0.0/8"),)
LIMITS = Limits(max_bytes=8000, proxies=PROXIES)
NUMBERS = count(10_000)
FIRST = "POST /v1/berichten HTTP/1.1"


class Answer(NamedTuple):
    """What came back, without what is new in every answer; whether the server kept the connection; its line in the
    log."""

    status: str
    headers: list[str]
    body: str
    keeps: bool
    line: dict[str, Any]


def without_new(text: str) -> str:
    """Ids, hashes, what we call our berichten, the moment."""
    for pattern in (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"[0-9a-f]{64}", r"KW\d+", r"Date: .*"):
        text = re.sub(pattern, "*", text)
    return text


class Ways:
    """Sends a request the way that is asked; `taken` counts what really went the short one."""

    def __init__(self, desk: Desk, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk, self.taken, self._log, self._is_open = desk, 0, log, True
        take = ShortWay.take

        def counted(*given: Any) -> Any:
            taken = take(*given) if self._is_open else None
            self.taken += taken is not None
            return taken

        monkeypatch.setattr(ShortWay, "take", counted)

    async def send(self, way: str, data: bytes, poort: int | None = None, *, is_half: bool = False) -> Answer:
        self._is_open = way == SHORT
        begin = len(self._log.getvalue())
        reader, writer = await asyncio.open_connection("127.0.0.1", poort or self.desk.poort)
        writer.write(data)
        if is_half:
            writer.write_eof()
        async with asyncio.timeout(20):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            body = await reader.readexactly(int(head.partition("Content-Length: ")[2].split()[0]))
            lines = [json.loads(line) for line in self._log.getvalue()[begin:].splitlines()]
            keeps = not is_half and await self._answers(reader, writer)
        await _close(writer)
        status, *headers = head.split("\r\n")
        own = [
            line for line in lines if line["event"] == "verzoek" and f"X-Request-Id: {line['verzoek_id']}" in headers
        ]
        (line,) = own  # another, who hung up, may have ended meanwhile
        assert (line.pop("duur_ms") >= 0, bool(line.pop("timestamp")), bool(line.pop("verzoek_id"))) == (True,) * 3
        return Answer(status, sorted(map(without_new, headers)), without_new(body.decode()), keeps, line)

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether another request on the same connection is answered."""
        with suppress(ConnectionError):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            return bool(await reader.read(9))
        return False

    async def both(self, request: Callable[[], bytes], poort: int | None = None, **more: bool) -> list[Answer]:
        """The answers of the two ways."""
        return [await self.send(way, request(), poort, **more) for way in (SHORT, OTHER)]


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@pytest.fixture
async def ways(config: Settings, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ways]:
    async with open_loket(config, LIMITS) as desk:
        for who in (AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO):
            await desk.token(who)
        yield Ways(desk, log, monkeypatch)


def request(token: str | None, data: bytes, *more: str, first: str = FIRST) -> bytes:
    """A request in one piece. A header of `more` stands in the place of ours with that name."""
    own = ["Host: x", "Content-Type: application/xml", f"Content-Length: {len(data)}"]
    own += [f"Authorization: Bearer {token}"] if token else []
    names = {one.partition(":")[0] for one in more}
    kept = [one for one in own if one.partition(":")[0] not in names]
    return "\r\n".join([first, *kept, *more, "", ""]).encode() + data


def fresh() -> bytes:
    """A bericht that was not sent before."""
    return write(jw301({"Header/BerichtIdentificatie/Identificatie": f"KW{next(NUMBERS)}"}))


SENT = fresh()
JW305 = write(jw305())

PLAIN: list[tuple[str, Callable[[], bytes], tuple[str, ...], int]] = [
    (GEMEENTE, fresh, (), 201),
    (GEMEENTE, fresh, ("Content-Type: application/octet-stream",), 201),
    (GEMEENTE, fresh, ("Content-Type: text/xml; charset=utf-8",), 201),
    (GEMEENTE, fresh, (f"X-Request-Id: {UUID}",), 201),
    (GEMEENTE, fresh, ("X-Request-Id: 999900006",), 201),
    (GEMEENTE, fresh, ("Accept: text/html, application/json;q=0.5",), 201),
    (GEMEENTE, fresh, ("Accept: application/problem+json",), 201),
    (GEMEENTE, fresh, ("X-Forwarded-For: 192.0.2.7",), 201),
    (GEMEENTE, lambda: SENT, (), 200),
    (GEMEENTE, lambda: b"<a/>", (), 400),
    (GEMEENTE, lambda: b"", (), 400),
    (ANDERE_AANBIEDER, lambda: JW305, (), 403),
    (REGIO, lambda: JW305, (), 403),
]
"""Who sends, what, what the head says besides, the status: goes the short way."""

OTHERS: list[tuple[str | None, Callable[[], bytes], tuple[str, ...], int]] = [
    (GEMEENTE, fresh, ("Accept: text/csv",), 406),
    (GEMEENTE, fresh, ("Content-Type: text/csv",), 415),
    (GEMEENTE, lambda: gzip.compress(fresh()), ("Content-Encoding: gzip",), 201),
    (GEMEENTE, fresh, ("Content-Encoding: br",), 415),
    (GEMEENTE, lambda: b"<a>" + b" " * 9000, (), 413),
    (GEMEENTE, fresh, ("Connection: close",), 201),
    (GEMEENTE, fresh, ("Accept: */*", "Accept: */*"), 201),
    (GEMEENTE, fresh, ("Authorization: Bearer x", "Authorization: Bearer x"), 400),
    (None, fresh, (), 401),
    (None, fresh, ("Authorization: Bearer bv_onbekend",), 401),
    (None, fresh, ("Authorization: Basic x",), 401),
]
"""The same of what asks for more than the short way has."""


async def test_both_ways_answer_alike(ways: Ways) -> None:
    desk = ways.desk
    await ways.send(OTHER, request(desk.tokens[GEMEENTE], SENT))
    for rows, is_short in ((PLAIN, True), (OTHERS, False)):
        for who, body, more, status in rows:
            before = ways.taken
            token = desk.tokens.get(who or "")
            short, other = await ways.both(lambda: request(token, body(), *more))  # noqa: B023  # asked at once
            assert short == other, more
            assert (int(short.status.split()[1]), ways.taken - before) == (status, int(is_short)), (who, more)
    for first in (f"{FIRST[:-1]}0", f"{FIRST[:-9]}?proef=ja HTTP/1.1", f"{FIRST[:-9]}?proef=x HTTP/1.1"):
        before = ways.taken
        short, other = await ways.both(lambda: request(desk.tokens[GEMEENTE], SENT, first=first))  # noqa: B023
        assert (short, ways.taken) == (other, before)
    given = await ways.both(lambda: request(desk.tokens[GEMEENTE], SENT), is_half=True)
    assert given[0] == given[1]
    assert "Connection: close" in given[0].headers


async def test_while_berichten_come_nobody_waits_for_what_is_known_of_callers(
    ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "REFRESH_S", 3600.0)
    now, held = asyncio.get_running_loop().time, ways.desk.gateway.register
    held._fresh_until = now() + 1000  # more than half as old as it may be

    async def is_new() -> bool:
        return held._fresh_until > now() + 3000

    sent = request(ways.desk.tokens[GEMEENTE], SENT)
    await ways.send(SHORT, sent)
    await until(is_new)
    await ways.send(SHORT, sent)
    assert ways.taken == 2
    assert held._renewal is None  # it is new: nothing to be read


async def test_an_id_of_the_caller_comes_back_by_the_short_way(ways: Ways) -> None:
    data = request(ways.desk.tokens[GEMEENTE], fresh(), f"X-Request-Id: {UUID.upper()}")
    reader, writer = await asyncio.open_connection("127.0.0.1", ways.desk.poort)
    writer.write(data)
    assert f"X-Request-Id: {UUID}" in (await reader.readuntil(b"\r\n\r\n")).decode()
    await _close(writer)
    assert ways.taken == 1


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"onderweg": 0}, 429),
        ({"stoot": 0}, 429),
        ({"per_adres": 0}, 429),
        ({"budget_per_partij": 10}, 429),
        ({"budget_bytes": 10}, 503),
    ],
)
async def test_a_limit_is_the_same_both_ways(ways: Ways, more: dict[str, int], status: int) -> None:
    limits = msgspec.structs.replace(LIMITS, **more)
    async with listen(Gateways([ways.desk.gateway]), "127.0.0.1", 0, limits=limits) as poort:
        data = request(ways.desk.tokens[GEMEENTE], SENT, "X-Forwarded-For: 192.0.2.7")
        short, other = await ways.both(lambda: data, poort)
    assert (short, ways.taken, int(short.status.split()[1])) == (other, 0, status)


@pytest.mark.parametrize(("fault", "status"), [(TooBusy(), 503), (AssertionError("999900006"), 500)])
async def test_what_goes_wrong_in_receiving_is_told_alike(
    ways: Ways, monkeypatch: pytest.MonkeyPatch, log: io.StringIO, fault: Exception, status: int
) -> None:
    async def wrong(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Reception, "_receive", wrong)
    short, other = await ways.both(lambda: request(ways.desk.tokens[GEMEENTE], SENT))
    assert (short, ways.taken, int(short.status.split()[1])) == (other, 1, status)
    assert "999900006" not in log.getvalue() + short.body
    marks = [json.loads(line) for line in log.getvalue().splitlines() if type(fault).__name__ in line]
    assert len({line["verzoek_id"] for line in marks}) == 2, "each line has the id of its request"


class Held:
    """Receiving that waits until it is let go; what it gives does not matter."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.under_way, self.go, receive = 0, asyncio.Event(), Reception._receive

        async def held(*given: Any) -> Any:
            self.under_way += 1
            await self.go.wait()
            return await receive(*given)

        monkeypatch.setattr(Reception, "_receive", held)

    async def is_under_way(self) -> bool:
        return bool(self.under_way)


async def test_who_waits_for_his_receipt_is_not_still(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection may be still for a moment only; a new one may take the place of one that is."""
    held = Held(monkeypatch)
    limits = msgspec.structs.replace(LIMITS, stil_s=0.05, verbindingen=1)
    async with listen(Gateways([ways.desk.gateway]), "127.0.0.1", 0, limits=limits) as poort:
        task = asyncio.create_task(ways.send(SHORT, request(ways.desk.tokens[GEMEENTE], SENT), poort))
        await until(held.is_under_way)
        _, writer = await asyncio.open_connection("127.0.0.1", poort)
        await asyncio.sleep(0.2)
        await _close(writer)
        held.go.set()
        assert (await task).status == "HTTP/1.1 201 Created"
    assert ways.taken == 1


@pytest.mark.parametrize("way", [SHORT, OTHER])
async def test_who_is_under_way_when_the_process_stops_gets_his_receipt(
    ways: Ways, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    held = Held(monkeypatch)
    async with listen(Gateways([ways.desk.gateway]), "127.0.0.1", 0) as poort:
        task = asyncio.create_task(ways.send(way, request(ways.desk.tokens[GEMEENTE], SENT), poort))
        await until(held.is_under_way)
        asyncio.get_running_loop().call_later(0.05, held.go.set)
    answer = await task
    assert (answer.status, answer.keeps, ways.taken) == ("HTTP/1.1 201 Created", False, int(way == SHORT))
    assert "Connection: close" in answer.headers


async def test_nothing_of_who_hangs_up_stays(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(monkeypatch)
    limits = msgspec.structs.replace(LIMITS, onderweg=1)
    async with listen(Gateways([ways.desk.gateway]), "127.0.0.1", 0, limits=limits) as poort:
        data = request(ways.desk.tokens[GEMEENTE], SENT)
        _, writer = await asyncio.open_connection("127.0.0.1", poort)
        writer.write(data)
        await until(held.is_under_way)
        await _close(writer)
        assert (await ways.send(SHORT, data, poort)).status.split()[1] == "429"
        held.go.set()

        async def is_let_in() -> bool:
            return (await ways.send(SHORT, data, poort)).status.split()[1] == "200"

        await until(is_let_in)


async def test_answers_come_in_the_order_of_the_requests(ways: Ways) -> None:
    """Also when some go the short way and others do not."""
    token = ways.desk.tokens[GEMEENTE]
    health = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    short, other = request(token, SENT), request(token, b"<a/>", "Accept: text/csv")
    reader, writer = await asyncio.open_connection("127.0.0.1", ways.desk.poort)
    writer.write(short + health + short + other + request(token, b"<a/>") + health)
    writer.write_eof()
    async with asyncio.timeout(20):
        everything = (await reader.read()).decode()
    await _close(writer)
    assert re.findall(r"HTTP/1.1 (\d+)", everything) == ["201", "200", "200", "406", "400", "200"]
    assert ways.taken >= 1


async def at_once(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A request of which the receipt is there at once."""
    receipt = await ways.desk.gateway.reception.receive(as_(ways.desk.gateway, GEMEENTE), SENT)

    async def receive(*_: object) -> Any:
        return receipt

    monkeypatch.setattr(Reception, "_receive", receive)
    return request(ways.desk.tokens[GEMEENTE], SENT)


async def test_who_sends_many_at_once_gets_all_his_receipts(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a connection keeps: it is read on when some are answered."""
    data, many = await at_once(ways, monkeypatch), 200
    reader, writer = await asyncio.open_connection("127.0.0.1", ways.desk.poort)
    writer.write(data * many)
    async with asyncio.timeout(20):
        for _ in range(many):
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.partition(b"Content-Length: ")[2].split()[0]))
    await _close(writer)
    assert ways.taken > many / 2


async def test_who_does_not_read_his_receipts_is_broken_off(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = msgspec.structs.replace(LIMITS, schrijf_s=0.2)
    data = await at_once(ways, monkeypatch)
    async with listen(Gateways([ways.desk.gateway]), "127.0.0.1", 0, limits=limits) as poort:
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.connect(("127.0.0.1", poort))
            line.setblocking(False)
            async with asyncio.timeout(20):
                with pytest.raises(ConnectionError):
                    await _send_for_ever(line, data)
    assert ways.taken > 1


async def _send_for_ever(line: socket.socket, data: bytes) -> None:
    while True:
        await asyncio.get_running_loop().sock_sendall(line, data)
        await asyncio.sleep(0)
