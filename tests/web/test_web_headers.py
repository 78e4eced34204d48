# SPDX-License-Identifier: EUPL-1.2
"""Headers that decide something: never two that contradict each other, and a list in one header or in several."""

import asyncio
import json
from contextlib import suppress

import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.weigeringen import Weigeringen
from bouwers import jw301
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, Desk, open_loket

UUID = "018f2c6e-0000-7000-8000-00000000abc"


async def stuur_ruw(desk: Desk, *envelopes: str, data: bytes = b"", pad: str = "/v1/berichten") -> tuple[int, bytes]:
    """POST with exactly these headers and a Host; status and body of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", desk.poort)
    envelope = "".join(f"{one}\r\n" for one in (f"POST {pad} HTTP/1.1", "Host: x", *envelopes, "Connection: close", ""))
    writer.write(envelope.encode() + data)
    async with asyncio.timeout(20):
        everything = await reader.read()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return int(everything.split()[1]), everything.partition(b"\r\n\r\n")[2]


def gewone_koppen(token: str, data: bytes) -> dict[str, str]:
    return {
        "Authorization": f"Authorization: Bearer {token}",
        "Content-Type": "Content-Type: application/xml",
        "Content-Length": f"Content-Length: {len(data)}",
    }


@pytest.mark.parametrize(
    "tweede",
    [
        "Authorization: Bearer bv_iets_anders",
        "authorization: Basic x",
        "Authorization: Bearer {zelfde}",
        "Authorization: Bearer {ander}",
        "Content-Type: text/xml",
        "Content-Type: application/xml",
        "Content-Length: 5",
        "Content-Length: {lengte}",
        "Transfer-Encoding: chunked",
        "Host: elders",
        "Content-Encoding: gzip\r\nContent-Encoding: identity",
        "Content-Encoding: identity\r\ncontent-encoding: identity",
        "Expect: 100-continue\r\nExpect: iets",
        f"X-Request-Id: {UUID}1\r\nX-Request-Id: {UUID}2",
    ],
)
async def test_a_header_that_decides_something_comes_once(desk: Desk, tweede: str) -> None:
    data = write(jw301())
    own, other = await desk.token(GEMEENTE), await desk.token(AANBIEDER)
    extra = tweede.format(zelfde=own, ander=other, lengte=len(data))
    for envelopes in ((*gewone_koppen(own, data).values(), extra), (extra, *gewone_koppen(own, data).values())):
        status, content = await stuur_ruw(desk, *envelopes, data=data)
        assert (status, json.loads(content)["status"]) == (400, 400)
        assert b"elders" not in content
        assert b"iets" not in content
    assert await desk.count("bericht") == 0
    assert (await desk.send(data, GEMEENTE)).status == 201


async def test_the_finding_names_every_header_that_came_twice(desk: Desk) -> None:
    token = await desk.token(GEMEENTE)
    dubbel = [f"Authorization: Bearer {token}"] * 2 + ["Content-Encoding: gzip"] * 2
    status, content = await stuur_ruw(desk, *dubbel, "Content-Type: application/xml", "Content-Length: 0")
    codes = [(one["code"], one["tekst"].split()[2]) for one in json.loads(content)["bevindingen"]]
    assert (status, codes) == (400, [("VERZOEK-KOP", "Authorization"), ("VERZOEK-KOP", "Content-Encoding")])


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("Authorization", "Authorization: Bearer {token}, Bearer {token}", 401),
        ("Content-Type", "Content-Type: application/xml, text/xml", 415),
        ("Content-Length", "Content-Length: {lengte}, {lengte}", 400),
        ("Content-Length", "Transfer-Encoding: gzip, chunked", 501),
        ("Content-Length", "Transfer-Encoding: chunked, chunked", 400),
        ("Host", "Content-Encoding: gzip, identity", 415),
    ],
)
async def test_a_list_in_such_a_header_is_refused_too(desk: Desk, name: str, value: str, status: int) -> None:
    data = write(jw301())
    token = await desk.token(GEMEENTE)
    envelopes = gewone_koppen(token, data)
    envelopes.pop(name, None)
    new = value.format(token=token, lengte=len(data))
    content = b"0\r\n\r\n" if "Transfer-Encoding" in new else data
    gekregen, antwoord = await stuur_ruw(desk, *envelopes.values(), new, data=content)
    assert (gekregen, json.loads(antwoord)["status"]) == (status, status)
    assert await desk.count("bericht") == 0


async def test_accept_may_come_in_several_headers(desk: Desk) -> None:
    data = write(jw301())
    envelopes = gewone_koppen(await desk.token(GEMEENTE), data).values()
    for accept, status in (("application/json", 201), ("text/csv", 406)):
        gekregen, _ = await stuur_ruw(desk, *envelopes, "Accept: text/html", f"Accept: {accept}", data=data)
        assert gekregen == status


@pytest.mark.parametrize(
    ("pad", "who"),
    [
        ("/v1/berichten?limit=5&limit=6", AANBIEDER),
        ("/v1/berichten?na=1&na=1", AANBIEDER),
        ("/v1/berichten?proef=ja&proef=ja", AANBIEDER),
        ("/v1/termijnen?status=open&status=voldaan", AANBIEDER),
        ("/v1/plafonds/2026?k=1&k=2", REGIO),
        ("/v1/rapportages/stromen?periode=2026&periode=2025", REGIO),
        ("/v1/rapportages/wachttijden?periode=2026&op=2026-01-01&op=2026-01-02", REGIO),
        ("/v1/regels?soort=TR&soort=CD", None),
        ("/v1/openapi.json?a=1&a=1", None),
        ("/healthz?a=1", None),
        ("/metrics?a=1", REGIO),
    ],
)
async def test_a_key_of_the_query_comes_once(desk: Desk, pad: str, who: str | None) -> None:
    assert (await desk.vraag("GET", pad, who)).status == 400


async def test_a_party_that_sends_rubbish_fills_nothing_and_the_count_is_shown(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_loket(config) as desk:
        gateway = desk.gateway
        monkeypatch.setattr(gateway.reception, "_weigeringen", Weigeringen(gateway.database, gateway.regio, per_hour=5))
        await asyncio.gather(*(desk.send(b"<a/>", AANBIEDER) for _ in range(30)))
        assert {antwoord.status for antwoord in desk.antwoorden} == {400}
        assert (await desk.send(b"<a/>", ANDERE_AANBIEDER)).status == 400
        measurements = (await desk.vraag("GET", "/metrics", REGIO)).data.decode()
        measured = {
            regel.partition("{")[0].removeprefix("berichtenverkeer_weigeringen"): int(regel.split()[1])
            for regel in measurements.splitlines()
            if regel.startswith("berichtenverkeer_weigeringen")
        }
        assert measured[""] + measured["_alleen_geteld"] == 31
        # So many may write at the same time that none sees the other.
        assert 6 <= measured[""] <= 6 + 30
        await asyncio.gather(*(desk.send(b"<a/>", AANBIEDER) for _ in range(30)))
        assert await desk.count("weigering") == measured[""]
