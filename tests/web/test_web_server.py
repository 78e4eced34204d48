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
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.projections.behoefte import van_aanbieder
from berichtenverkeer.web.server import luister, serveer
from bouwers import jw301, jw305, jw315, met
from web.loket import AANBIEDER, GEMEENTE, REGIO, XML, Loket, open_loket


async def _ruw(poort: int, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, read until the server closes: status, headers, body."""
    lezer, schrijver = await asyncio.open_connection("127.0.0.1", poort)
    schrijver.write(data)
    alles = await lezer.read()
    schrijver.close()
    await schrijver.wait_closed()
    kop, _, inhoud = alles.partition(b"\r\n\r\n")
    eerste, *regels = kop.decode().split("\r\n")
    return int(eerste.split()[1]), dict(regel.split(": ", 1) for regel in regels), inhoud


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
    loket: Loket, verzoek: bytes, status: int, log: io.StringIO
) -> None:
    gekregen, headers, inhoud = await _ruw(loket.poort, verzoek)
    assert gekregen == status
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["API-Version"]
    assert json.loads(inhoud)["status"] == status
    assert log.getvalue()
    assert "999900006" not in inhoud.decode() + log.getvalue()


async def test_a_broken_chunk_is_400_and_the_next_client_is_served(loket: Loket) -> None:
    token = await loket.token(AANBIEDER)
    kop = f"POST /v1/berichten HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n"
    status, _, _ = await _ruw(loket.poort, kop.encode() + b"Content-Type: application/xml\r\n\r\nzz\r\n<a/>\r\n")
    assert status == 400
    assert (await loket.vraag("GET", "/healthz")).status == 200


async def test_our_own_fault_is_500_without_details(
    loket: Loket, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    async def kapot(*_: Any, **__: Any) -> None:
        raise AssertionError("de client heet 999900006")

    monkeypatch.setattr(type(loket.gateway.postvak), "lijst", kapot)
    antwoord = await loket.vraag("GET", "/v1/berichten", AANBIEDER)
    assert antwoord.status == 500
    assert "999900006" not in antwoord.data.decode() + log.getvalue()
    assert "AssertionError" not in antwoord.data.decode()
    (regel,) = [json.loads(regel) for regel in log.getvalue().splitlines() if "fout_van_ons" in regel]
    assert (regel["fout"], regel["verzoek_id"]) == ("AssertionError", antwoord.json["aanvraag"])
    assert "test_web_server.py" in regel["waar"][-1]


async def test_a_database_that_is_away_is_503_and_comes_back(
    instellingen: Instellingen, server: embedded.Server, databasenaam: str
) -> None:
    ongeduldig = msgspec.structs.replace(instellingen, verbinding_wacht_ms=300)
    async with open_loket(ongeduldig) as loket:
        adres = (await loket.stuur(jw301(), GEMEENTE)).headers["Location"]
        await loket.token(AANBIEDER)
        dicht = server.psql(f'ALTER DATABASE "{databasenaam}" CONNECTION LIMIT 0')
        assert not dicht.returncode, dicht.stderr
        try:
            server.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{databasenaam}'")
            for methode, pad in (("GET", adres), ("GET", "/v1/berichten"), ("GET", "/readyz")):
                antwoord = await loket.vraag(methode, pad, AANBIEDER)
                assert (antwoord.status, int(antwoord.headers["Retry-After"]) > 0) == (503, True), pad
                assert databasenaam.encode() not in antwoord.data
            assert (await loket.stuur(jw305(), AANBIEDER)).status == 503
            assert (await loket.vraag("GET", "/healthz")).status == 200
        finally:
            server.psql(f'ALTER DATABASE "{databasenaam}" CONNECTION LIMIT -1')
        assert (await loket.vraag("GET", "/readyz")).status == 200
        assert (await loket.stuur(jw305(), AANBIEDER)).status == 201


async def test_a_database_that_was_not_migrated_is_not_ready(
    loket: Loket, instellingen: Instellingen, server: embedded.Server, lege_database: str
) -> None:
    leeg = await Database.open(
        msgspec.structs.replace(instellingen, database_url=server.url(embedded.TOEPASSING, lege_database))
    )
    try:
        async with luister(Gateways([msgspec.structs.replace(loket.gateway, database=leeg)]), "127.0.0.1", 0) as poort:
            andere = Loket(loket.gateway, loket.klok, poort, loket.sessie)
            assert (await andere.vraag("GET", "/readyz")).status == 503
            assert (await andere.vraag("GET", "/healthz")).status == 200
    finally:
        await leeg.sluit()


async def test_metrics_tell_that_the_event_loop_was_held(loket: Loket) -> None:
    async def te_laat() -> int:
        regels = (await loket.vraag("GET", "/metrics", REGIO)).data.decode().splitlines()
        naam = "berichtenverkeer_lus_vertraging_seconds_"
        regio = f'{{regio="{loket.gateway.regio}"'
        delen = (f"{naam}count{regio}}} ", f'{naam}bucket{regio},le="0.2"}} ')
        alle, op_tijd = (int(r.removeprefix(deel)) for deel in delen for r in regels if r.startswith(deel))
        return alle - op_tijd

    eerder = await te_laat()
    await asyncio.sleep(0.01)
    time.sleep(0.4)  # noqa: ASYNC251  # the fault that is looked for
    await asyncio.sleep(0.15)
    assert await te_laat() > eerder


async def test_metrics_count_what_happened(loket: Loket) -> None:
    await loket.stuur(jw301(), GEMEENTE)
    await loket.stuur(jw301(), GEMEENTE)
    await loket.stuur(met(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    await loket.stuur(jw315({"Header/BerichtIdentificatie/Identificatie": "P"}), AANBIEDER, "/v1/berichten?proef=ja")
    await loket.stuur(b"<", AANBIEDER)
    await loket.vraag("GET", "/geheim/999900006", AANBIEDER)
    antwoord = await loket.vraag("GET", "/metrics", REGIO)
    assert antwoord.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    tekst = antwoord.data.decode()
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
        assert regel.replace('"R"', f'"{loket.gateway.regio}"') in tekst.splitlines()
    assert "999900006" not in tekst
    assert not any(code in tekst for code in (AANBIEDER, GEMEENTE))


async def test_stopping_refuses_new_connections_and_finishes_what_is_under_way(loket: Loket) -> None:
    async def langzaam() -> AsyncIterator[bytes]:
        yield data[:100]
        bezig.set()
        await asyncio.sleep(0.3)
        yield data[100:]

    data = write(jw301())
    bezig, klaar = asyncio.Event(), asyncio.Event()
    with socket.socket() as proef:
        proef.bind(("127.0.0.1", 0))
        poort = proef.getsockname()[1]
    alle = Gateways([loket.gateway])
    dienst = asyncio.create_task(serveer(alle, "127.0.0.1", poort, hergebruik_poort=True, klaar=klaar))
    await klaar.wait()
    tweede = Loket(loket.gateway, loket.klok, poort, loket.sessie)
    await tweede.token(GEMEENTE)
    bericht = asyncio.create_task(tweede.vraag("POST", "/v1/berichten", GEMEENTE, data=langzaam(), headers=XML))
    await bezig.wait()
    await asyncio.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(0.1)
    with pytest.raises(aiohttp.ClientConnectorError):
        await tweede.vraag("GET", "/healthz")
    assert (await bericht).status == 201
    await asyncio.wait_for(dienst, 5)


async def test_who_waits_for_an_aanbieder_hears_so_when_the_server_stops(loket: Loket) -> None:
    klaar = asyncio.Event()
    with socket.socket() as proef:
        proef.bind(("127.0.0.1", 0))
        poort = proef.getsockname()[1]
    alle = Gateways([loket.gateway])
    dienst = asyncio.create_task(serveer(alle, "127.0.0.1", poort, hergebruik_poort=True, klaar=klaar))
    await klaar.wait()
    tweede = Loket(loket.gateway, loket.klok, poort, loket.sessie)
    await tweede.token(GEMEENTE)
    async with loket.gateway.database.transactie() as declaratie:
        await watermerk.begin(
            Grootboek(declaratie, loket.gateway.regio), alleen=sloten(loket.gateway.regio, [van_aanbieder(AANBIEDER)])
        )
        bericht = asyncio.create_task(tweede.stuur(jw301(), GEMEENTE))
        await asyncio.sleep(0.5)
        assert not bericht.done()
        os.kill(os.getpid(), signal.SIGTERM)
        antwoord = await asyncio.wait_for(bericht, 10)
    assert antwoord.status == 503
    assert int(antwoord.headers["Retry-After"]) > 0
    assert AANBIEDER not in antwoord.data.decode()
    await asyncio.wait_for(dienst, 5)


async def test_two_servers_share_a_port_when_asked_and_only_then(loket: Loket) -> None:
    async with luister(Gateways([loket.gateway]), "127.0.0.1", 0, hergebruik_poort=True) as poort:
        async with luister(Gateways([loket.gateway]), "127.0.0.1", poort, hergebruik_poort=True) as zelfde:
            assert zelfde == poort
        with pytest.raises(OSError, match="address already in use"):
            async with luister(Gateways([loket.gateway]), "127.0.0.1", poort):
                pass


async def test_a_client_that_leaves_halfway_harms_nobody(loket: Loket) -> None:
    token = await loket.token(GEMEENTE)
    _, schrijver = await asyncio.open_connection("127.0.0.1", loket.poort)
    schrijver.write(f"POST /v1/berichten HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n".encode())
    schrijver.write(b"Content-Type: application/xml\r\nContent-Length: 5000\r\n\r\n<half")
    await schrijver.drain()
    await asyncio.sleep(0.05)
    schrijver.close()
    await schrijver.wait_closed()
    await asyncio.sleep(0.05)
    assert (await loket.stuur(jw301(), GEMEENTE)).status == 201
    assert (await loket.stuur(jw305(), AANBIEDER)).status == 201
    assert await loket.aantal("weigering") == 0
