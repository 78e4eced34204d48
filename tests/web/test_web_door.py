# SPDX-License-Identifier: EUPL-1.2
"""Clients that are slow, silent, many or greedy: each holds up itself, and nobody else."""

import asyncio
import gzip
import io
import ipaddress
import json
import os
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.web.budget import Budget, Hold
from berichtenverkeer.web.door import Door, adres_van, is_vertrouwd
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.probleem import Afwijzing
from berichtenverkeer.web.werkproces import EIGEN_BESTANDEN, MEESTE
from bouwers import grote_jw323, jw301
from dienst import Dienst, dienst, wacht_op
from web.loket import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, XML, Antwoord, Loket, open_loket

MB = 1024 * 1024
XMLKOP = "Content-Type: application/xml\r\n"
LUIS = ipaddress.ip_network("127.0.0.0/8")

Lijn = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def kop(token: str, meer: str, pad: str = "/v1/berichten") -> bytes:
    """The head of a POST that says `meer` about its body."""
    return f"POST {pad} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{meer}\r\n".encode()


def vraag(pad: str, token: str = "") -> bytes:
    """A whole GET."""
    wie = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {pad} HTTP/1.1\r\nHost: x\r\n{wie}\r\n".encode()


@asynccontextmanager
async def lijn(poort: int, data: bytes = b"") -> AsyncIterator[Lijn]:
    """A connection on which `data` was sent."""
    lezer, schrijver = await asyncio.open_connection("127.0.0.1", poort)
    try:
        schrijver.write(data)
        yield lezer, schrijver
    finally:
        schrijver.close()
        with suppress(ConnectionError):
            await schrijver.wait_closed()


@asynccontextmanager
async def lijnen(poort: int, aantal: int, data: bytes) -> AsyncIterator[list[Lijn]]:
    """Many at once."""
    open_ = [await asyncio.open_connection("127.0.0.1", poort) for _ in range(aantal)]
    try:
        for _, schrijver in open_:
            schrijver.write(data)
        await asyncio.sleep(0.2)
        yield open_
    finally:
        for _, schrijver in open_:
            schrijver.close()


async def rest(lezer: asyncio.StreamReader) -> bytes:
    """All that comes until the other side closes, in good order or not."""
    alles = b""
    with suppress(ConnectionError):
        async with asyncio.timeout(20):
            while deel := await lezer.read(MB):
                alles += deel
    return alles


def statussen(data: bytes) -> list[int]:
    return [int(deel[9:12]) for deel in data.split(b"HTTP/1.")[1:] for deel in [b"HTTP/1." + deel]]


async def stuur_groot(loket: Loket, data: bytes, pad: str = "/v1/berichten") -> Antwoord:
    """POST more than the client library takes as bytes."""
    return await loket.vraag("POST", pad, AANBIEDER, data=io.BytesIO(data), headers=XML)


# --- bodies that do not come -------------------------------------------------------------------------------------

TRAGE_LICHAMEN = pytest.mark.parametrize(
    "meer",
    [
        f"{XMLKOP}Content-Encoding: gzip\r\nContent-Length: 1000\r\n",
        f"{XMLKOP}Content-Length: {20 * MB}\r\n",
        f"{XMLKOP}Transfer-Encoding: chunked\r\n",
        f"{XMLKOP}Content-Length: {20 * MB}\r\nExpect: 100-continue\r\n",
    ],
    ids=["gzip", "large", "chunked", "continue"],
)


@TRAGE_LICHAMEN
async def test_who_sends_one_byte_of_a_heavy_body_holds_no_place(loket: Loket, meer: str) -> None:
    begin = kop(await loket.token(GEMEENTE), meer) + (b"1\r\nx\r\n" if "chunked" in meer else b"\x1f")
    groot = gzip.compress(write(jw301()))
    async with lijnen(loket.poort, 12, begin), asyncio.timeout(30):
        antwoord = await loket.stuur(groot, GEMEENTE, headers={"Content-Encoding": "gzip"})
        assert antwoord.status == 201
        groot_bericht = write(grote_jw323(2000))
        assert len(groot_bericht) > MB
        assert (await stuur_groot(loket, groot_bericht, "/v1/berichten?proef=ja")).status == 200
        assert (await loket.vraag("POST", "/v1/validaties", AANBIEDER, data=b"<a/>")).status == 200


def test_bytes_are_held_within_the_share_of_one_and_of_all_and_given_back() -> None:
    budget = Budget(100, 60)
    with Hold(budget, ("r", "a")) as een, Hold(budget, ("r", "b")) as ander:
        een.erbij(60)
        with pytest.raises(Afwijzing) as te_veel:
            een.erbij(1)
        ander.erbij(40)
        with pytest.raises(Afwijzing) as vol:
            ander.erbij(1)
        assert (te_veel.value.status, vol.value.status, budget.som) == (429, 503, 100)
        assert int(vol.value.headers["Retry-After"]) > 0
    assert budget.som == 0


async def test_all_bodies_together_are_bounded_by_party_and_in_all(instellingen: Instellingen) -> None:
    """Three parties send 300 kB each and then wait; nobody can make this process hold more than 700 kB."""
    grenzen = Grenzen(budget_bytes=700_000, budget_per_partij=400_000)
    async with open_loket(instellingen, grenzen) as loket:
        groot = f"{XMLKOP}Content-Length: {MB}\r\n"
        tokens = {wie: await loket.token(wie) for wie in (AANBIEDER, ANDERE_AANBIEDER, GEMEENTE)}
        async with (
            lijn(loket.poort, kop(tokens[AANBIEDER], groot) + b" " * 300_000),
            lijn(loket.poort, kop(tokens[ANDERE_AANBIEDER], groot) + b" " * 300_000),
        ):
            await asyncio.sleep(0.3)
            for wie, status in ((AANBIEDER, 429), (GEMEENTE, 503)):
                async with lijn(loket.poort, kop(tokens[wie], groot) + b" " * 300_000) as (lezer, _):
                    assert statussen(await rest(lezer)) == [status]
            assert (await loket.stuur(jw301(), GEMEENTE)).status == 201  # what is small still fits
        await asyncio.sleep(0.2)
        assert (await loket.stuur(b" " * 390_000, GEMEENTE)).status == 400  # all of it was given back
        assert await loket.aantal("weigering") == 1


# --- heads that do not come, connections without a request --------------------------------------------------------


@pytest.mark.parametrize(
    "begin", [b"G", b"GET /healthz HTTP/1.1\r\nHo", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: y\r\n"]
)
async def test_a_head_that_does_not_come_is_408(instellingen: Instellingen, begin: bytes) -> None:
    async with open_loket(instellingen, Grenzen(kop_s=0.2)) as loket:
        async with lijn(loket.poort, begin) as (lezer, _):
            alles = await rest(lezer)
        assert statussen(alles) == [408]
        assert json.loads(alles.partition(b"\r\n\r\n")[2])["status"] == 408
        async with lijn(loket.poort) as (lezer, _):
            assert await rest(lezer) == b""  # who says nothing gets nothing
        async with lijn(loket.poort, vraag("/healthz")) as (lezer, schrijver):
            assert await lezer.readline() == b"HTTP/1.1 200 OK\r\n"
            schrijver.write(begin)  # a second head, as slow
            assert statussen(await rest(lezer)) == [408]


async def test_a_head_that_drips_does_not_get_more_time(instellingen: Instellingen) -> None:
    async with open_loket(instellingen, Grenzen(kop_s=0.5)) as loket, lijn(loket.poort) as (lezer, schrijver):
        schrijver.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        druppels = 0
        eerste = asyncio.ensure_future(lezer.readline())
        while not eerste.done() and druppels < 200:
            schrijver.write(b"X: y\r\n")
            druppels += 1
            await asyncio.sleep(0.05)
        assert statussen(await eerste) == [408]
        assert druppels < 200


async def test_a_head_without_end_is_431(loket: Loket) -> None:
    regel = b"X-%d: " + b"a" * 4000 + b"\r\n"
    async with lijn(loket.poort, b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(regel % n for n in range(40))) as (
        lezer,
        _,
    ):
        assert statussen(await rest(lezer)) == [431]


async def test_a_connection_that_is_still_is_closed_but_not_one_that_sends(instellingen: Instellingen) -> None:
    async with open_loket(instellingen, Grenzen(stil_s=0.5, kop_s=0.3)) as loket:
        async with lijn(loket.poort, vraag("/healthz")) as (lezer, _):
            assert statussen(await rest(lezer)) == [200]
        bericht = write(jw301())
        begin = kop(await loket.token(GEMEENTE), f"{XMLKOP}Content-Length: {len(bericht)}\r\n")
        async with lijn(loket.poort, begin + bericht[:10]) as (lezer, schrijver):
            await asyncio.sleep(1)  # a body may take longer than a head or a pause
            schrijver.write(bericht[10:])
            assert await lezer.readline() == b"HTTP/1.1 201 Created\r\n"


async def test_half_open_connections_of_one_address_make_room_for_a_new_one(instellingen: Instellingen) -> None:
    async with open_loket(instellingen, Grenzen(per_adres=20)) as loket:
        async with lijnen(loket.poort, 200, b"GET /healthz HTTP/1.1\r\n") as open_:
            assert (await loket.vraag("GET", "/healthz")).status == 200
            assert (await loket.stuur(jw301(), GEMEENTE)).status == 201
            dicht = [lezer for lezer, _ in open_ if lezer.at_eof() or lezer.exception()]
            assert len(dicht) >= 180
        async with lijnen(loket.poort, 200, b"") as open_:
            assert (await loket.vraag("GET", "/healthz")).status == 200


async def test_connections_with_work_under_way_are_not_broken_off_for_a_new_one(instellingen: Instellingen) -> None:
    async with open_loket(instellingen, Grenzen(per_adres=5)) as loket:
        bericht = write(jw301())
        begin = kop(await loket.token(GEMEENTE), f"{XMLKOP}Content-Length: {len(bericht)}\r\n")
        async with lijnen(loket.poort, 5, begin) as open_:
            async with lijn(loket.poort, vraag("/healthz")) as (lezer, _):
                assert await rest(lezer) == b""
            for lezer, schrijver in open_:
                schrijver.write(bericht)
                assert (await lezer.readline()).split()[1] in (b"200", b"201")
            assert (await loket.vraag("GET", "/healthz")).status == 200


async def test_all_connections_together_are_bounded_too(instellingen: Instellingen) -> None:
    async with (
        open_loket(instellingen, Grenzen(per_adres=1000, verbindingen=10)) as loket,
        lijnen(loket.poort, 100, b"GET") as open_,
    ):
        assert (await loket.vraag("GET", "/healthz")).status == 200
        assert sum(lezer.at_eof() or lezer.exception() is not None for lezer, _ in open_) >= 90


class Stille:
    """A connection that says nothing, and takes its time to go."""

    def __init__(self, *, is_stil: bool = True) -> None:
        self.is_stil = is_stil
        self.is_weg = False

    def ontvang_niet(self) -> None:
        self.is_weg = True


def test_many_that_come_at_once_are_all_but_the_last_few_broken_off() -> None:
    """Before any of them is really gone."""
    door = Door(Grenzen(per_adres=20, verbindingen=30))
    bezig = [Stille(is_stil=False) for _ in range(5)]
    stille = [Stille() for _ in range(200)]
    for een in (*bezig, *stille):
        door.binnen(een, "192.0.2.1")
    assert door.aantal == 20
    assert not any(een.is_weg for een in bezig)
    assert [een.is_weg for een in stille] == [True] * 185 + [False] * 15
    elders = [Stille() for _ in range(20)]
    for een in elders:
        door.binnen(een, "192.0.2.2")
    assert (door.aantal, any(een.is_weg for een in elders[10:])) == (30, False)
    for een in (*bezig, *stille):
        door.buiten(een, "192.0.2.1")
    for een in elders:
        door.buiten(een, "192.0.2.2")
    assert door.aantal == 0


def test_when_all_have_work_the_newest_is_broken_off() -> None:
    door = Door(Grenzen(per_adres=2))
    alle = [Stille(is_stil=False) for _ in range(4)]
    for een in alle:
        door.binnen(een, "192.0.2.1")
    assert [een.is_weg for een in alle] == [False, False, True, True]
    vol = Door(Grenzen(verbindingen=3))
    drie, nieuw = [Stille(is_stil=False) for _ in range(3)], Stille(is_stil=False)
    for een in drie:
        vol.binnen(een, "192.0.2.1")
    vol.binnen(nieuw, "192.0.2.2")
    assert (nieuw.is_weg, any(een.is_weg for een in drie)) == (True, False)


# --- behind a proxy ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peername", "adres"),
    [
        (("192.0.2.1", 1), "192.0.2.1"),
        (("::ffff:192.0.2.1", 1, 0, 0), "192.0.2.1"),
        (("2001:db8:1:2:3:4:5:6", 1, 0, 0), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 1, 0, 2), "fe80::/64"),
        (None, "-"),
        (("geen adres", 1), "-"),
    ],
)
def test_an_address_is_that_of_one_client(peername: object, adres: str) -> None:
    assert adres_van(peername) == adres
    assert not is_vertrouwd(adres, (LUIS,))


async def test_a_proxy_that_the_settings_name_is_believed_and_another_is_not(instellingen: Instellingen) -> None:
    bericht = write(jw301())
    for proxies, statussen_ in (((LUIS,), [429, 201]), ((), [201, 201])):
        grenzen = Grenzen(per_adres=3 if proxies else 100, proxies=proxies)
        async with open_loket(instellingen, grenzen) as loket:
            meer = f"{XMLKOP}X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 192.0.2.1, 127.0.0.2\r\n"
            begin = kop(await loket.token(GEMEENTE), f"{meer}Content-Length: {len(bericht)}\r\n")
            async with lijnen(loket.poort, 3, begin):
                gekregen = []
                for adres in ("203.0.113.9, 192.0.2.1", "198.51.100.7"):
                    headers = {"X-Forwarded-For": adres}
                    antwoord = await loket.stuur(bericht, GEMEENTE, headers=headers)
                    gekregen.append(201 if antwoord.status == 200 else antwoord.status)
                assert gekregen == statussen_
            await asyncio.sleep(0.1)
            headers = {"X-Forwarded-For": "192.0.2.1"}
            assert (await loket.stuur(bericht, GEMEENTE, headers=headers)).status == 200


# --- answers that are not read -----------------------------------------------------------------------------------


async def groot_bericht(loket: Loket) -> str:
    """The address of a bericht of some MB."""
    antwoord = await stuur_groot(loket, write(grote_jw323(8000)))
    assert antwoord.status == 201, antwoord.data
    return str(antwoord.headers["Location"])


async def test_who_does_not_read_his_answer_holds_no_place_and_is_broken_off(instellingen: Instellingen) -> None:
    grenzen = Grenzen(schrijf_s=2, zwaar=1, budget_bytes=20 * MB, budget_per_partij=15 * MB)
    async with open_loket(instellingen, grenzen) as loket:
        pad = f"{await groot_bericht(loket)}/payload"
        token = await loket.token(AANBIEDER)
        async with lijnen(loket.poort, 8, vraag(pad, token)) as open_:
            await asyncio.sleep(0.5)
            # The receiver of it still gets it; the greedy party has its share and is told to wait.
            gehaald = await loket.vraag("GET", pad, GEMEENTE)
            grootte = len(gehaald.data)
            assert (gehaald.status, grootte > 5 * MB) == (200, True)
            assert (await loket.vraag("GET", pad, AANBIEDER)).status == 429
            await asyncio.sleep(3)
            assert (await loket.vraag("GET", pad, AANBIEDER)).status == 200
            assert max([len(await rest(lezer)) for lezer, _ in open_]) < grootte


async def test_pipelined_answers_that_are_not_read_end_too(instellingen: Instellingen) -> None:
    async with open_loket(instellingen, Grenzen(schrijf_s=0.5)) as loket:
        _, schrijver = await asyncio.open_connection("127.0.0.1", loket.poort, limit=1)
        schrijver.transport.pause_reading()  # type: ignore[attr-defined]
        with suppress(ConnectionError):
            async with asyncio.timeout(20):
                while not schrijver.is_closing():
                    schrijver.write(vraag("/v1/openapi.json") * 30)
                    await schrijver.drain()
                    await asyncio.sleep(0.02)
        schrijver.close()
        assert (await loket.vraag("GET", "/healthz")).status == 200


# --- who says that he sends no more ------------------------------------------------------------------------------


async def test_a_client_that_only_listens_any_more_gets_its_answers(loket: Loket) -> None:
    bericht = write(jw301())
    token = await loket.token(GEMEENTE)
    heel = kop(token, f"{XMLKOP}Content-Length: {len(bericht)}\r\n") + bericht
    for data, verwacht in (
        (heel, [201]),
        (heel + vraag("/healthz") + vraag("/v1/berichten", token), [200, 200, 200]),
        (heel[:-5], [400]),
        (vraag("/healthz") + heel[:-5], [200, 400]),
        (kop(token, f"{XMLKOP}Transfer-Encoding: chunked\r\n") + b"5\r\n<abcd\r\n", [400]),
        (heel[:40], []),
    ):
        async with lijn(loket.poort, data) as (lezer, schrijver):
            schrijver.write_eof()
            async with asyncio.timeout(10):
                assert statussen(await rest(lezer)) == verwacht, data[-30:]
    assert await loket.aantal("weigering") == 0


async def test_a_client_that_says_so_later_is_answered_as_well(loket: Loket) -> None:
    async with lijn(loket.poort, vraag("/healthz")) as (lezer, schrijver):
        assert (await lezer.readline()).split()[1] == b"200"
        schrijver.write_eof()
        async with asyncio.timeout(10):
            await rest(lezer)


# --- file descriptors --------------------------------------------------------------------------------------------


def werkproces(draait: Dienst) -> int:
    """The pid of the one process of a service that serves."""
    (pid,) = draait.werkprocessen()
    return pid


def antwoordt(poort: int) -> bool:
    """Whether /healthz is answered, on a connection of its own."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", poort), timeout=2) as los:
        los.sendall(vraag("/healthz"))
        return los.recv(100).startswith(b"HTTP/1.1 200")
    return False


def test_a_process_without_file_descriptors_left_serves_again_once_there_are(omgeving: dict[str, str]) -> None:
    """The limit is lowered while it runs, so far that connections alone use it up; half open ones, that stay."""
    with dienst(omgeving, processen=1) as draait:
        pid = werkproces(draait)
        ruimte = len(os.listdir(f"/proc/{pid}/fd")) + 20
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (ruimte, ruimte))
        halve = [socket.create_connection(("127.0.0.1", draait.poort)) for _ in range(60)]
        try:
            for los in halve:
                with suppress(OSError):
                    los.sendall(b"GET / HTTP/1.1\r\n")
            wacht_op(lambda: antwoordt(draait.poort), 40)  # at the latest when the heads are too late
        finally:
            for los in halve:
                los.close()
        wacht_op(lambda: antwoordt(draait.poort))
        assert werkproces(draait) == pid


def test_1100_half_open_connections_do_not_stop_a_worker(omgeving: dict[str, str]) -> None:
    with dienst(omgeving | {"BV_PER_ADRES": "100"}, processen=1) as draait:
        pid = werkproces(draait)
        halve = []
        try:
            for _ in range(1100):
                los = socket.create_connection(("127.0.0.1", draait.poort))
                halve.append(los)
                los.sendall(b"GET / HTTP/1.1\r\n")
            assert antwoordt(draait.poort)
            assert len(os.listdir(f"/proc/{pid}/fd")) < 300
        finally:
            for los in halve:
                los.close()


def test_the_limit_of_file_descriptors_is_raised_as_far_as_it_may(omgeving: dict[str, str]) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    oud = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        with dienst(omgeving, processen=1) as draait:
            zacht, _ = resource.prlimit(werkproces(draait), resource.RLIMIT_NOFILE)
            assert zacht == min(hard, MEESTE + EIGEN_BESTANDEN)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, oud)


def test_the_loop_of_production_waits_for_nobody_either(omgeving: dict[str, str]) -> None:
    """The same on uvloop: half closed, half a head, half a body; each is answered or ended, and others are served."""
    with dienst(omgeving, processen=1) as draait:

        def zeg(data: bytes, *, is_uit: bool) -> bytes:
            with socket.create_connection(("127.0.0.1", draait.poort), timeout=30) as los:
                los.sendall(data)
                if is_uit:
                    los.shutdown(socket.SHUT_WR)
                alles = b""
                while deel := los.recv(MB):
                    alles += deel
                return alles

        assert statussen(zeg(vraag("/healthz"), is_uit=True)) == [200]
        assert statussen(zeg(vraag("/healthz") + vraag("/v1/regels/TR074"), is_uit=True)) == [200, 200]
        assert statussen(zeg(kop("onbekend", f"{XMLKOP}Content-Length: 50\r\n") + b"<", is_uit=True)) == [401]
        assert zeg(b"GET / HTTP", is_uit=True) == b""
        assert statussen(zeg(b"GET / HTTP/1.1\r\nHost: x\r\n", is_uit=False)) == [408]
        assert antwoordt(draait.poort)
