# SPDX-License-Identifier: EUPL-1.2
"""The server itself: what cannot be read, what goes wrong with us or with the world, and stopping in order."""

import asyncio
import io
import json
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import msgspec
import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.ledger import watermark
from berichtenverkeer.projections.needs import from_aanbieder
from berichtenverkeer.web.server import listen, serve
from bouwers import jw301, jw305, jw315, with_
from patience import until
from web.desk import AANBIEDER, GEMEENTE, REGIO, XML, Desk, open_loket


async def _ruw(poort: int, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, read until the server closes: status, headers, body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", poort)
    writer.write(data)
    everything = await reader.read()
    writer.close()
    await writer.wait_closed()
    envelope, _, content = everything.partition(b"\r\n\r\n")
    first, *regels = envelope.decode().split("\r\n")
    return int(first.split()[1]), dict(regel.split(": ", 1) for regel in regels), content


@pytest.mark.parametrize(
    ("verzoek", "status"),
    [
        (b"<Bsn>999900006</Bsn>\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\n999900006 x\r\n\r\n", 400),
        (b"GET /999900006 HTTP/9.9\r\n\r\n", 400),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Bsn: 999900006" + b"a" * 20_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a" * 20_000 + b": 999900006\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 999900006\r\n" % n for n in range(90)) + b"\r\n", 431),
        (b"HAAL /999900006 HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        (b"get /999900006 HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        (b"GET /999900006 HTTP/1.1\r\n\r\n", 400),
        (b"POST /v1/berichten HTTP/1.1\r\nHost: x\r\nExpect: 999900006\r\nConnection: close\r\n\r\n", 401),
        (b"GET /999900006 HTTP/1.1\r\nHost: x\r\nExpect: 999900006\r\nConnection: close\r\n\r\n", 417),
    ],
)
async def test_what_is_no_http_gets_the_same_problem_json(
    desk: Desk, verzoek: bytes, status: int, log: io.StringIO
) -> None:
    gekregen, headers, content = await _ruw(desk.poort, verzoek)
    assert gekregen == status
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["API-Version"]
    assert json.loads(content)["status"] == status
    assert log.getvalue()
    assert "999900006" not in content.decode() + log.getvalue()


async def test_a_broken_chunk_is_400_and_the_next_client_is_served(desk: Desk) -> None:
    token = await desk.token(AANBIEDER)
    envelope = (
        f"POST /v1/berichten HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n"
    )
    status, _, _ = await _ruw(desk.poort, envelope.encode() + b"Content-Type: application/xml\r\n\r\nzz\r\n<a/>\r\n")
    assert status == 400
    assert (await desk.vraag("GET", "/healthz")).status == 200


async def test_our_own_fault_is_500_without_details(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    async def kapot(*_: Any, **__: Any) -> None:
        raise AssertionError("de client heet 999900006")

    monkeypatch.setattr(type(desk.gateway.postvak), "listing", kapot)
    antwoord = await desk.vraag("GET", "/v1/berichten", AANBIEDER)
    assert antwoord.status == 500
    assert "999900006" not in antwoord.data.decode() + log.getvalue()
    assert "AssertionError" not in antwoord.data.decode()
    (regel,) = [json.loads(regel) for regel in log.getvalue().splitlines() if "fout_van_ons" in regel]
    assert (regel["fout"], regel["verzoek_id"]) == ("AssertionError", antwoord.json["aanvraag"])
    assert "test_web_server.py" in regel["waar"][-1]


async def test_a_database_that_is_away_is_503_and_comes_back(
    config: Settings, server: embedded.Server, databasenaam: str
) -> None:
    ongeduldig = msgspec.structs.replace(config, verbinding_wacht_ms=300)
    async with open_loket(ongeduldig) as desk:
        address = (await desk.send(jw301(), GEMEENTE)).headers["Location"]
        await desk.token(AANBIEDER)
        closed = server.psql(f'ALTER DATABASE "{databasenaam}" CONNECTION LIMIT 0')
        assert not closed.returncode, closed.stderr
        try:
            server.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{databasenaam}'")
            for method, pad in (("GET", address), ("GET", "/v1/berichten"), ("GET", "/readyz")):
                antwoord = await desk.vraag(method, pad, AANBIEDER)
                assert (antwoord.status, int(antwoord.headers["Retry-After"]) > 0) == (503, True), pad
                assert databasenaam.encode() not in antwoord.data
            assert (await desk.send(jw305(), AANBIEDER)).status == 503
            assert (await desk.vraag("GET", "/healthz")).status == 200
        finally:
            server.psql(f'ALTER DATABASE "{databasenaam}" CONNECTION LIMIT -1')
        assert (await desk.vraag("GET", "/readyz")).status == 200
        assert (await desk.send(jw305(), AANBIEDER)).status == 201


async def test_a_database_that_was_not_migrated_is_not_ready(
    desk: Desk, config: Settings, server: embedded.Server, lege_database: str
) -> None:
    empty = await Database.open(
        msgspec.structs.replace(config, database_url=server.url(embedded.APPLICATION, lege_database))
    )
    try:
        async with listen(Gateways([msgspec.structs.replace(desk.gateway, database=empty)]), "127.0.0.1", 0) as poort:
            other = Desk(desk.gateway, desk.clock, poort, desk.sessie)
            assert (await other.vraag("GET", "/readyz")).status == 503
            assert (await other.vraag("GET", "/healthz")).status == 200
    finally:
        await empty.close()


async def test_metrics_tell_that_the_event_loop_was_held(desk: Desk) -> None:
    async def te_laat() -> int:
        regels = (await desk.vraag("GET", "/metrics", REGIO)).data.decode().splitlines()
        name = "berichtenverkeer_lus_vertraging_seconds_"
        regio = f'{{regio="{desk.gateway.regio}"'
        parts = (f"{name}count{regio}}} ", f'{name}bucket{regio},le="0.2"}} ')
        every, op_tijd = (int(r.removeprefix(part)) for part in parts for r in regels if r.startswith(part))
        return every - op_tijd

    earlier = await te_laat()
    await asyncio.sleep(0.01)
    time.sleep(0.4)  # noqa: ASYNC251  # the fault that is looked for

    async def is_told() -> bool:
        return await te_laat() > earlier

    await until(is_told)


async def test_metrics_count_what_happened(desk: Desk) -> None:
    await desk.send(jw301(), GEMEENTE)
    await desk.send(jw301(), GEMEENTE)
    await desk.send(with_(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    await desk.send(jw315({"Header/BerichtIdentificatie/Identificatie": "P"}), AANBIEDER, "/v1/berichten?proef=ja")
    await desk.send(b"<", AANBIEDER)
    await desk.vraag("GET", "/geheim/999900006", AANBIEDER)
    antwoord = await desk.vraag("GET", "/metrics", REGIO)
    assert antwoord.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = antwoord.data.decode()
    for regel in (
        'berichtenverkeer_berichten_ontvangen_total{regio="R",berichtsoort="JW301",oordeel="goedgekeurd"} 1',
        'berichtenverkeer_berichten_ontvangen_total{regio="R",berichtsoort="JW315",oordeel="afgekeurd"} 1',
        'berichtenverkeer_verzoeken_total{regio="R",methode="POST",route="/v1/berichten",status="201"} 2',
        'berichtenverkeer_verzoeken_total{regio="R",methode="POST",route="/v1/berichten",status="200"} 2',
        'berichtenverkeer_verzoeken_total{regio="R",methode="GET",route="-",status="404"} 1',
        'berichtenverkeer_verzoek_duur_seconds_bucket{regio="R",methode="POST",route="/v1/berichten",le="+Inf"} 5',
        'berichtenverkeer_verzoek_duur_seconds_count{regio="R",methode="POST",route="/v1/berichten"} 5',
        'berichtenverkeer_wachtend{regio="R"} 3',
        'berichtenverkeer_oudste_wachtend_seconds{regio="R"} 0',
        'berichtenverkeer_onbeantwoord{regio="R"} 0',
        'berichtenverkeer_weigeringen{regio="R"} 1',
        'berichtenverkeer_berichten{regio="R"} 4',
    ):
        assert regel.replace('"R"', f'"{desk.gateway.regio}"') in text.splitlines()
    assert "999900006" not in text
    assert not any(code in text for code in (AANBIEDER, GEMEENTE))


async def test_stopping_refuses_new_connections_and_finishes_what_is_under_way(desk: Desk) -> None:
    async def langzaam() -> AsyncIterator[bytes]:
        yield data[:100]
        bezig.set()
        await refused.wait()
        yield data[100:]

    async def is_refused() -> bool:
        try:
            await tweede.vraag("GET", "/healthz")
        except aiohttp.ClientConnectorError:
            return True
        return False

    data = write(jw301())
    bezig, ready, refused = asyncio.Event(), asyncio.Event(), asyncio.Event()
    with socket.socket() as proef:
        proef.bind(("127.0.0.1", 0))
        poort = proef.getsockname()[1]
    every = Gateways([desk.gateway])
    dienst = asyncio.create_task(serve(every, "127.0.0.1", poort, reuse_port=True, ready=ready))
    await ready.wait()
    tweede = Desk(desk.gateway, desk.clock, poort, desk.sessie)
    await tweede.token(GEMEENTE)
    bericht = asyncio.create_task(tweede.vraag("POST", "/v1/berichten", GEMEENTE, data=langzaam(), headers=XML))
    await bezig.wait()
    await asyncio.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)
    await until(is_refused)
    refused.set()
    assert (await bericht).status == 201
    await asyncio.wait_for(dienst, 5)


async def test_who_waits_for_an_aanbieder_hears_so_when_the_server_stops(desk: Desk) -> None:
    ready = asyncio.Event()
    with socket.socket() as proef:
        proef.bind(("127.0.0.1", 0))
        poort = proef.getsockname()[1]
    every = Gateways([desk.gateway])
    dienst = asyncio.create_task(serve(every, "127.0.0.1", poort, reuse_port=True, ready=ready))
    await ready.wait()
    tweede = Desk(desk.gateway, desk.clock, poort, desk.sessie)
    await tweede.token(GEMEENTE)
    async with desk.gateway.database.transaction() as declaratie:
        await watermark.begin(
            Grootboek(declaratie, desk.gateway.regio), only=locks(desk.gateway.regio, [from_aanbieder(AANBIEDER)])
        )
        bericht = asyncio.create_task(tweede.send(jw301(), GEMEENTE))
        await asyncio.sleep(0.5)
        assert not bericht.done()
        os.kill(os.getpid(), signal.SIGTERM)
        antwoord = await asyncio.wait_for(bericht, 10)
    assert antwoord.status == 503
    assert int(antwoord.headers["Retry-After"]) > 0
    assert AANBIEDER not in antwoord.data.decode()
    await asyncio.wait_for(dienst, 5)


async def test_two_servers_share_a_port_when_asked_and_only_then(desk: Desk) -> None:
    async with listen(Gateways([desk.gateway]), "127.0.0.1", 0, reuse_port=True) as poort:
        async with listen(Gateways([desk.gateway]), "127.0.0.1", poort, reuse_port=True) as same:
            assert same == poort
        with pytest.raises(OSError, match="address already in use"):
            async with listen(Gateways([desk.gateway]), "127.0.0.1", poort):
                pass


async def test_a_client_that_leaves_halfway_harms_nobody(desk: Desk) -> None:
    token = await desk.token(GEMEENTE)
    _, writer = await asyncio.open_connection("127.0.0.1", desk.poort)
    writer.write(f"POST /v1/berichten HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n".encode())
    writer.write(b"Content-Type: application/xml\r\nContent-Length: 5000\r\n\r\n<half")
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.05)
    assert (await desk.send(jw301(), GEMEENTE)).status == 201
    assert (await desk.send(jw305(), AANBIEDER)).status == 201
    assert await desk.count("weigering") == 0
