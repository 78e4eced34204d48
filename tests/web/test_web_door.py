# SPDX-License-Identifier: EUPL-1.2
"""Clients that are slow, silent, many or greedy: each holds up itself, and nobody else."""

import asyncio
import gzip
import io
import ipaddress
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.web.budget import Budget, Hold
from berichtenverkeer.web.door import Door, address_of, is_trusted
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import Afwijzing
from bouwers import grote_jw323, jw301
from patience import until
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, XML, Antwoord, Desk, open_loket

MB = 1024 * 1024
XMLKOP = "Content-Type: application/xml\r\n"
LUIS = ipaddress.ip_network("127.0.0.0/8")

Lijn = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def envelope(token: str, more: str, pad: str = "/v1/berichten") -> bytes:
    """The head of a POST that says `more` about its body."""
    return f"POST {pad} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{more}\r\n".encode()


def question(pad: str, token: str = "") -> bytes:
    """A whole GET."""
    who = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {pad} HTTP/1.1\r\nHost: x\r\n{who}\r\n".encode()


@asynccontextmanager
async def lijn(poort: int, data: bytes = b"") -> AsyncIterator[Lijn]:
    """A connection on which `data` was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", poort)
    try:
        writer.write(data)
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def lijnen(poort: int, count: int, data: bytes) -> AsyncIterator[list[Lijn]]:
    """Many at once."""
    open_ = [await asyncio.open_connection("127.0.0.1", poort) for _ in range(count)]
    try:
        for _, writer in open_:
            writer.write(data)
        await asyncio.sleep(0.2)
        yield open_
    finally:
        for _, writer in open_:
            writer.close()


async def rest(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the other side closes, in good order or not."""
    everything = b""
    with suppress(ConnectionError):
        async with asyncio.timeout(20):
            while part := await reader.read(MB):
                everything += part
    return everything


def statussen(data: bytes) -> list[int]:
    return [int(part[9:12]) for part in data.split(b"HTTP/1.")[1:] for part in [b"HTTP/1." + part]]


async def _is_heard(desk: Desk, data: bytes, status: int, headers: Mapping[str, str] | None = None) -> bool:
    """With this status; before that there was no room."""
    seen = (await desk.send(data, GEMEENTE, headers=headers or {})).status
    assert seen in (status, 429, 503)
    return seen == status


async def _is_given(desk: Desk, pad: str) -> bool:
    """Before that he has his share."""
    seen = (await desk.vraag("GET", pad, AANBIEDER)).status
    assert seen in (200, 429)
    return seen == 200


async def stuur_groot(desk: Desk, data: bytes, pad: str = "/v1/berichten") -> Antwoord:
    """POST more than the client library takes as bytes."""
    return await desk.vraag("POST", pad, AANBIEDER, data=io.BytesIO(data), headers=XML)


# --- bodies that do not come -------------------------------------------------------------------------------------

TRAGE_LICHAMEN = pytest.mark.parametrize(
    "more",
    [
        f"{XMLKOP}Content-Encoding: gzip\r\nContent-Length: 1000\r\n",
        f"{XMLKOP}Content-Length: {20 * MB}\r\n",
        f"{XMLKOP}Transfer-Encoding: chunked\r\n",
        f"{XMLKOP}Content-Length: {20 * MB}\r\nExpect: 100-continue\r\n",
    ],
    ids=["gzip", "large", "chunked", "continue"],
)


@TRAGE_LICHAMEN
async def test_who_sends_one_byte_of_a_heavy_body_holds_no_place(desk: Desk, more: str) -> None:
    begin = envelope(await desk.token(GEMEENTE), more) + (b"1\r\nx\r\n" if "chunked" in more else b"\x1f")
    large = gzip.compress(write(jw301()))
    async with lijnen(desk.poort, 12, begin), asyncio.timeout(30):
        antwoord = await desk.send(large, GEMEENTE, headers={"Content-Encoding": "gzip"})
        assert antwoord.status == 201
        groot_bericht = write(grote_jw323(2000))
        assert len(groot_bericht) > MB
        assert (await stuur_groot(desk, groot_bericht, "/v1/berichten?proef=ja")).status == 200
        assert (await desk.vraag("POST", "/v1/validaties", AANBIEDER, data=b"<a/>")).status == 200


def test_bytes_are_held_within_the_share_of_one_and_of_all_and_given_back() -> None:
    budget = Budget(100, 60)
    with Hold(budget, ("r", "a")) as one, Hold(budget, ("r", "b")) as other:
        one.reserve(60)
        with pytest.raises(Afwijzing) as too_much:
            one.reserve(1)
        other.reserve(40)
        with pytest.raises(Afwijzing) as full:
            other.reserve(1)
        assert (too_much.value.status, full.value.status, budget.summed) == (429, 503, 100)
        assert int(full.value.headers["Retry-After"]) > 0
    assert budget.summed == 0


async def test_all_bodies_together_are_bounded_by_party_and_in_all(config: Settings) -> None:
    """Three parties send 300 kB each and then wait; nobody can make this process hold more than 700 kB."""
    limits = Limits(budget_bytes=700_000, budget_per_partij=400_000)
    async with open_loket(config, limits) as desk:
        large = f"{XMLKOP}Content-Length: {MB}\r\n"
        tokens = {who: await desk.token(who) for who in (AANBIEDER, ANDERE_AANBIEDER, GEMEENTE)}
        async with (
            lijn(desk.poort, envelope(tokens[AANBIEDER], large) + b" " * 300_000),
            lijn(desk.poort, envelope(tokens[ANDERE_AANBIEDER], large) + b" " * 300_000),
        ):
            await asyncio.sleep(0.3)
            for who, status in ((AANBIEDER, 429), (GEMEENTE, 503)):
                async with lijn(desk.poort, envelope(tokens[who], large) + b" " * 300_000) as (reader, _):
                    assert statussen(await rest(reader)) == [status]
            assert (await desk.send(jw301(), GEMEENTE)).status == 201  # what is small still fits
        await until(lambda: _is_heard(desk, b" " * 390_000, 400))  # all of it was given back
        assert await desk.count("weigering") == 1


# --- heads that do not come, connections without a request --------------------------------------------------------


@pytest.mark.parametrize(
    "begin", [b"G", b"GET /healthz HTTP/1.1\r\nHo", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: y\r\n"]
)
async def test_a_head_that_does_not_come_is_408(config: Settings, begin: bytes) -> None:
    async with open_loket(config, Limits(kop_s=0.2)) as desk:
        async with lijn(desk.poort, begin) as (reader, _):
            everything = await rest(reader)
        assert statussen(everything) == [408]
        assert json.loads(everything.partition(b"\r\n\r\n")[2])["status"] == 408
        async with lijn(desk.poort) as (reader, _):
            assert await rest(reader) == b""  # who says nothing gets nothing
        async with lijn(desk.poort, question("/healthz")) as (reader, writer):
            assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
            writer.write(begin)  # a second head, as slow
            assert statussen(await rest(reader)) == [408]


async def test_a_head_that_drips_does_not_get_more_time(config: Settings) -> None:
    async with open_loket(config, Limits(kop_s=0.5)) as desk, lijn(desk.poort) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        druppels = 0
        first = asyncio.ensure_future(reader.readline())
        while not first.done() and druppels < 200:
            writer.write(b"X: y\r\n")
            druppels += 1
            await asyncio.sleep(0.05)
        assert statussen(await first) == [408]
        assert druppels < 200


async def test_a_head_without_end_is_431(desk: Desk) -> None:
    regel = b"X-%d: " + b"a" * 4000 + b"\r\n"
    async with lijn(desk.poort, b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(regel % n for n in range(40))) as (
        reader,
        _,
    ):
        assert statussen(await rest(reader)) == [431]


async def test_a_connection_that_is_still_is_closed_but_not_one_that_sends(config: Settings) -> None:
    async with open_loket(config, Limits(stil_s=0.5, kop_s=0.3)) as desk:
        async with lijn(desk.poort, question("/healthz")) as (reader, _):
            assert statussen(await rest(reader)) == [200]
        bericht = write(jw301())
        begin = envelope(await desk.token(GEMEENTE), f"{XMLKOP}Content-Length: {len(bericht)}\r\n")
        async with lijn(desk.poort, begin + bericht[:10]) as (reader, writer):
            await asyncio.sleep(1)  # a body may take longer than a head or a pause
            writer.write(bericht[10:])
            assert await reader.readline() == b"HTTP/1.1 201 Created\r\n"


async def test_half_open_connections_of_one_address_make_room_for_a_new_one(config: Settings) -> None:
    async with open_loket(config, Limits(per_adres=20)) as desk:
        async with lijnen(desk.poort, 200, b"GET /healthz HTTP/1.1\r\n") as open_:
            assert (await desk.vraag("GET", "/healthz")).status == 200
            assert (await desk.send(jw301(), GEMEENTE)).status == 201
            closed = [reader for reader, _ in open_ if reader.at_eof() or reader.exception()]
            assert len(closed) >= 180
        async with lijnen(desk.poort, 200, b"") as open_:
            assert (await desk.vraag("GET", "/healthz")).status == 200


async def test_connections_with_work_under_way_are_not_broken_off_for_a_new_one(config: Settings) -> None:
    async with open_loket(config, Limits(per_adres=5)) as desk:
        bericht = write(jw301())
        begin = envelope(await desk.token(GEMEENTE), f"{XMLKOP}Content-Length: {len(bericht)}\r\n")
        async with lijnen(desk.poort, 5, begin) as open_:
            async with lijn(desk.poort, question("/healthz")) as (reader, _):
                assert await rest(reader) == b""
            for reader, writer in open_:
                writer.write(bericht)
                assert (await reader.readline()).split()[1] in (b"200", b"201")
            assert (await desk.vraag("GET", "/healthz")).status == 200


async def test_all_connections_together_are_bounded_too(config: Settings) -> None:
    async with (
        open_loket(config, Limits(per_adres=1000, verbindingen=10)) as desk,
        lijnen(desk.poort, 100, b"GET") as open_,
    ):
        assert (await desk.vraag("GET", "/healthz")).status == 200
        assert sum(reader.at_eof() or reader.exception() is not None for reader, _ in open_) >= 90


class Stille:
    """A connection that says nothing, and takes its time to go."""

    def __init__(self, *, is_stil: bool = True) -> None:
        self.is_quiet = is_stil
        self.is_gone = False

    def break_off(self) -> None:
        self.is_gone = True


def test_many_that_come_at_once_are_all_but_the_last_few_broken_off() -> None:
    """Before any of them is really gone."""
    door = Door(Limits(per_adres=20, verbindingen=30))
    bezig = [Stille(is_stil=False) for _ in range(5)]
    quiet = [Stille() for _ in range(200)]
    for one in (*bezig, *quiet):
        door.enter(one, "192.0.2.1")
    assert door.count == 20
    assert not any(one.is_gone for one in bezig)
    assert [one.is_gone for one in quiet] == [True] * 185 + [False] * 15
    elders = [Stille() for _ in range(20)]
    for one in elders:
        door.enter(one, "192.0.2.2")
    assert (door.count, any(one.is_gone for one in elders[10:])) == (30, False)
    for one in (*bezig, *quiet):
        door.leave(one, "192.0.2.1")
    for one in elders:
        door.leave(one, "192.0.2.2")
    assert door.count == 0


def test_when_all_have_work_the_newest_is_broken_off() -> None:
    door = Door(Limits(per_adres=2))
    every = [Stille(is_stil=False) for _ in range(4)]
    for one in every:
        door.enter(one, "192.0.2.1")
    assert [one.is_gone for one in every] == [False, False, True, True]
    full = Door(Limits(verbindingen=3))
    drie, new = [Stille(is_stil=False) for _ in range(3)], Stille(is_stil=False)
    for one in drie:
        full.enter(one, "192.0.2.1")
    full.enter(new, "192.0.2.2")
    assert (new.is_gone, any(one.is_gone for one in drie)) == (True, False)


# --- behind a proxy ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peername", "address"),
    [
        (("192.0.2.1", 1), "192.0.2.1"),
        (("::ffff:192.0.2.1", 1, 0, 0), "192.0.2.1"),
        (("2001:db8:1:2:3:4:5:6", 1, 0, 0), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 1, 0, 2), "fe80::/64"),
        (None, "-"),
        (("geen adres", 1), "-"),
    ],
)
def test_an_address_is_that_of_one_client(peername: object, address: str) -> None:
    assert address_of(peername) == address
    assert not is_trusted(address, (LUIS,))


async def test_a_proxy_that_the_settings_name_is_believed_and_another_is_not(config: Settings) -> None:
    bericht = write(jw301())
    for proxies, statussen_ in (((LUIS,), [429, 201]), ((), [201, 201])):
        limits = Limits(per_adres=3 if proxies else 100, proxies=proxies)
        async with open_loket(config, limits) as desk:
            more = f"{XMLKOP}X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 192.0.2.1, 127.0.0.2\r\n"
            begin = envelope(await desk.token(GEMEENTE), f"{more}Content-Length: {len(bericht)}\r\n")
            async with lijnen(desk.poort, 3, begin):
                gekregen = []
                for address in ("203.0.113.9, 192.0.2.1", "198.51.100.7"):
                    headers = {"X-Forwarded-For": address}
                    antwoord = await desk.send(bericht, GEMEENTE, headers=headers)
                    gekregen.append(201 if antwoord.status == 200 else antwoord.status)
                assert gekregen == statussen_
            await until(lambda: _is_heard(desk, bericht, 200, {"X-Forwarded-For": "192.0.2.1"}))


# --- answers that are not read -----------------------------------------------------------------------------------


async def groot_bericht(desk: Desk) -> str:
    """The address of a bericht of some MB."""
    antwoord = await stuur_groot(desk, write(grote_jw323(8000)))
    assert antwoord.status == 201, antwoord.data
    return str(antwoord.headers["Location"])


async def test_who_does_not_read_his_answer_holds_no_place_and_is_broken_off(config: Settings) -> None:
    limits = Limits(schrijf_s=2, zwaar=1, budget_bytes=20 * MB, budget_per_partij=15 * MB)
    async with open_loket(config, limits) as desk:
        pad = f"{await groot_bericht(desk)}/payload"
        token = await desk.token(AANBIEDER)
        async with lijnen(desk.poort, 8, question(pad, token)) as open_:
            await asyncio.sleep(0.5)
            # The receiver of it still gets it; the greedy party has its share and is told to wait.
            gehaald = await desk.vraag("GET", pad, GEMEENTE)
            size = len(gehaald.data)
            assert (gehaald.status, size > 5 * MB) == (200, True)
            assert (await desk.vraag("GET", pad, AANBIEDER)).status == 429
            await until(lambda: _is_given(desk, pad))
            assert max([len(await rest(reader)) for reader, _ in open_]) < size


async def test_pipelined_answers_that_are_not_read_end_too(config: Settings) -> None:
    async with open_loket(config, Limits(schrijf_s=0.5)) as desk:
        _, writer = await asyncio.open_connection("127.0.0.1", desk.poort, limit=1)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        with suppress(ConnectionError):
            async with asyncio.timeout(20):
                while not writer.is_closing():
                    writer.write(question("/v1/openapi.json") * 30)
                    await writer.drain()
                    await asyncio.sleep(0.02)
        writer.close()
        assert (await desk.vraag("GET", "/healthz")).status == 200


# --- who says that he sends no more ------------------------------------------------------------------------------


async def test_a_client_that_only_listens_any_more_gets_its_answers(desk: Desk) -> None:
    bericht = write(jw301())
    token = await desk.token(GEMEENTE)
    whole = envelope(token, f"{XMLKOP}Content-Length: {len(bericht)}\r\n") + bericht
    for data, expected in (
        (whole, [201]),
        (whole + question("/healthz") + question("/v1/berichten", token), [200, 200, 200]),
        (whole[:-5], [400]),
        (question("/healthz") + whole[:-5], [200, 400]),
        (envelope(token, f"{XMLKOP}Transfer-Encoding: chunked\r\n") + b"5\r\n<abcd\r\n", [400]),
        (whole[:40], []),
    ):
        async with lijn(desk.poort, data) as (reader, writer):
            writer.write_eof()
            async with asyncio.timeout(10):
                assert statussen(await rest(reader)) == expected, data[-30:]
    assert await desk.count("weigering") == 0


async def test_a_client_that_says_so_later_is_answered_as_well(desk: Desk) -> None:
    async with lijn(desk.poort, question("/healthz")) as (reader, writer):
        assert (await reader.readline()).split()[1] == b"200"
        writer.write_eof()
        async with asyncio.timeout(10):
            await rest(reader)
