# SPDX-License-Identifier: EUPL-1.2
"""Headers that decide something: never two that contradict each other, and a list in one header or in several."""

import asyncio
import json
from contextlib import suppress

import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.weigeringen import Weigeringen
from bouwers import jw301
from web.loket import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, Loket, open_loket

UUID = "018f2c6e-0000-7000-8000-00000000abc"


async def stuur_ruw(loket: Loket, *koppen: str, data: bytes = b"", pad: str = "/v1/berichten") -> tuple[int, bytes]:
    """POST with exactly these headers and a Host; status and body of the answer."""
    lezer, schrijver = await asyncio.open_connection("127.0.0.1", loket.poort)
    kop = "".join(f"{een}\r\n" for een in (f"POST {pad} HTTP/1.1", "Host: x", *koppen, "Connection: close", ""))
    schrijver.write(kop.encode() + data)
    async with asyncio.timeout(20):
        alles = await lezer.read()
    schrijver.close()
    with suppress(ConnectionError):
        await schrijver.wait_closed()
    return int(alles.split()[1]), alles.partition(b"\r\n\r\n")[2]


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
async def test_a_header_that_decides_something_comes_once(loket: Loket, tweede: str) -> None:
    data = write(jw301())
    eigen, ander = await loket.token(GEMEENTE), await loket.token(AANBIEDER)
    extra = tweede.format(zelfde=eigen, ander=ander, lengte=len(data))
    for koppen in ((*gewone_koppen(eigen, data).values(), extra), (extra, *gewone_koppen(eigen, data).values())):
        status, inhoud = await stuur_ruw(loket, *koppen, data=data)
        assert (status, json.loads(inhoud)["status"]) == (400, 400)
        assert b"elders" not in inhoud
        assert b"iets" not in inhoud
    assert await loket.aantal("bericht") == 0
    assert (await loket.stuur(data, GEMEENTE)).status == 201


async def test_the_finding_names_every_header_that_came_twice(loket: Loket) -> None:
    token = await loket.token(GEMEENTE)
    dubbel = [f"Authorization: Bearer {token}"] * 2 + ["Content-Encoding: gzip"] * 2
    status, inhoud = await stuur_ruw(loket, *dubbel, "Content-Type: application/xml", "Content-Length: 0")
    codes = [(een["code"], een["tekst"].split()[2]) for een in json.loads(inhoud)["bevindingen"]]
    assert (status, codes) == (400, [("VERZOEK-KOP", "Authorization"), ("VERZOEK-KOP", "Content-Encoding")])


@pytest.mark.parametrize(
    ("naam", "waarde", "status"),
    [
        ("Authorization", "Authorization: Bearer {token}, Bearer {token}", 401),
        ("Content-Type", "Content-Type: application/xml, text/xml", 415),
        ("Content-Length", "Content-Length: {lengte}, {lengte}", 400),
        ("Content-Length", "Transfer-Encoding: gzip, chunked", 501),
        ("Content-Length", "Transfer-Encoding: chunked, chunked", 400),
        ("Host", "Content-Encoding: gzip, identity", 415),
    ],
)
async def test_a_list_in_such_a_header_is_refused_too(loket: Loket, naam: str, waarde: str, status: int) -> None:
    data = write(jw301())
    token = await loket.token(GEMEENTE)
    koppen = gewone_koppen(token, data)
    koppen.pop(naam, None)
    nieuw = waarde.format(token=token, lengte=len(data))
    inhoud = b"0\r\n\r\n" if "Transfer-Encoding" in nieuw else data
    gekregen, antwoord = await stuur_ruw(loket, *koppen.values(), nieuw, data=inhoud)
    assert (gekregen, json.loads(antwoord)["status"]) == (status, status)
    assert await loket.aantal("bericht") == 0


async def test_accept_may_come_in_several_headers(loket: Loket) -> None:
    data = write(jw301())
    koppen = gewone_koppen(await loket.token(GEMEENTE), data).values()
    for accept, status in (("application/json", 201), ("text/csv", 406)):
        gekregen, _ = await stuur_ruw(loket, *koppen, "Accept: text/html", f"Accept: {accept}", data=data)
        assert gekregen == status


@pytest.mark.parametrize(
    ("pad", "wie"),
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
async def test_a_key_of_the_query_comes_once(loket: Loket, pad: str, wie: str | None) -> None:
    assert (await loket.vraag("GET", pad, wie)).status == 400


async def test_a_party_that_sends_rubbish_fills_nothing_and_the_count_is_shown(
    instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_loket(instellingen) as loket:
        gateway = loket.gateway
        monkeypatch.setattr(gateway.ontvangst, "_weigeringen", Weigeringen(gateway.database, gateway.regio, per_uur=5))
        await asyncio.gather(*(loket.stuur(b"<a/>", AANBIEDER) for _ in range(30)))
        assert {antwoord.status for antwoord in loket.antwoorden} == {400}
        assert (await loket.stuur(b"<a/>", ANDERE_AANBIEDER)).status == 400
        metingen = (await loket.vraag("GET", "/metrics", REGIO)).data.decode()
        gemeten = {
            regel.split()[0].removeprefix("berichtenverkeer_weigeringen"): int(regel.split()[1])
            for regel in metingen.splitlines()
            if regel.startswith("berichtenverkeer_weigeringen")
        }
        assert gemeten[""] + gemeten["_alleen_geteld"] == 31
        # So many may write at the same time that none sees the other.
        assert 6 <= gemeten[""] <= 6 + 30
        await asyncio.gather(*(loket.stuur(b"<a/>", AANBIEDER) for _ in range(30)))
        assert await loket.aantal("weigering") == gemeten[""]
