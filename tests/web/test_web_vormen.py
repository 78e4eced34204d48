# SPDX-License-Identifier: EUPL-1.2
"""What clients that were not written here ask: forms, preflights, methods and what they have already."""

import io
import json
import zipfile

import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.errors import DatabaseWeg, TeDruk
from bouwers import jw301, jw305
from web.loket import AANBIEDER, GEMEENTE, XML, Loket

PROBLEEM = {"Accept": "application/problem+json"}
BYTES = {"Content-Type": "application/octet-stream"}
OPENBAAR = ["/v1/regels", "/v1/regels/TR074", "/healthz", "/readyz", "/v1/openapi.json"]


async def test_who_names_only_the_form_of_errors_gets_the_answer_all_the_same(loket: Loket) -> None:
    adres = (await loket.stuur(jw301(), GEMEENTE, headers=PROBLEEM)).headers["Location"]
    for pad, vorm in (
        ("/v1/berichten", "application/json"),
        (adres, "application/json"),
        (f"{adres}/payload", "application/xml"),
        (f"{adres}/draad", "application/json"),
        ("/v1/regels", "application/json"),
        ("/healthz", "application/json"),
    ):
        antwoord = await loket.vraag("GET", pad, AANBIEDER, headers=PROBLEEM)
        assert (antwoord.status, antwoord.headers["Content-Type"]) == (200, vorm)
    nagekeken = await loket.vraag("POST", "/v1/validaties", AANBIEDER, data=b"<a/>", headers=XML | PROBLEEM)
    assert (nagekeken.status, nagekeken.headers["Content-Type"]) == (200, "application/json")
    geen = {"Accept": "application/problem+json;q=0, text/csv"}
    assert (await loket.vraag("GET", "/v1/berichten", AANBIEDER, headers=geen)).status == 406


@pytest.mark.parametrize(
    ("aanvaard", "vorm"),
    [
        ("*/*", "application/xml"),
        ("application/xml", "application/xml"),
        ("application/*", "application/xml"),
        ("text/xml", "text/xml"),
        ("text/*", "text/xml"),
        ("application/octet-stream", "application/octet-stream"),
        ("text/xml;q=0.5, application/octet-stream", "application/octet-stream"),
        ("application/json, application/problem+json", "application/xml"),
        ("application/json", None),
    ],
)
async def test_a_payload_comes_in_the_form_that_is_asked(loket: Loket, aanvaard: str, vorm: str | None) -> None:
    data = write(jw301())
    adres = (await loket.stuur(data, GEMEENTE)).headers["Location"]
    antwoord = await loket.vraag("GET", f"{adres}/payload", AANBIEDER, headers={"Accept": aanvaard})
    if vorm is None:
        assert antwoord.status == 406
    else:
        assert (antwoord.status, antwoord.headers["Content-Type"], antwoord.data) == (200, vorm, data)


async def test_bytes_say_themselves_what_they_are(loket: Loket) -> None:
    data = write(jw301())
    antwoord = await loket.stuur(data, GEMEENTE, headers=BYTES)
    assert (antwoord.status, antwoord.json["oordeel"]) == (201, "goedgekeurd")
    assert (await loket.stuur(b"\x00\x01", GEMEENTE, headers=BYTES)).status == 400
    doel = io.BytesIO()
    with zipfile.ZipFile(doel, "w") as archief:
        archief.writestr("m/a.xml", data)
    for bron, naam in ((doel.getvalue(), "m/a.xml"), (data, "bericht.xml")):
        verslag = await loket.vraag("POST", "/v1/validaties", GEMEENTE, data=bron, headers=BYTES)
        assert [een["bestand"] for een in verslag.json["bestanden"]] == [naam]


async def test_who_has_the_payload_already_gets_no_second_one(loket: Loket) -> None:
    pad = (await loket.stuur(jw301(), GEMEENTE)).headers["Location"] + "/payload"
    etag = (await loket.vraag("GET", pad, AANBIEDER)).headers["ETag"]
    for bekend, status in (
        (etag, 304),
        (f"W/{etag}", 304),
        (f'"x", {etag}', 304),
        ("*", 304),
        ('"x"', 200),
        (etag.strip('"'), 200),
    ):
        antwoord = await loket.vraag("GET", pad, AANBIEDER, headers={"If-None-Match": bekend})
        assert (antwoord.status, antwoord.headers["ETag"], bool(antwoord.data)) == (status, etag, status == 200)
    assert (await loket.vraag("GET", pad, "42420001", headers={"If-None-Match": "*"})).status == 404


@pytest.mark.parametrize("pad", OPENBAAR)
async def test_what_is_for_anyone_answers_a_page_on_another_site(loket: Loket, pad: str) -> None:
    vooraf = {"Origin": "https://elders.example", "Access-Control-Request-Method": "GET"}
    for headers in ({}, vooraf):
        antwoord = await loket.vraag("OPTIONS", pad, headers=headers)
        assert (antwoord.status, antwoord.data, antwoord.headers["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")
        assert antwoord.headers["Access-Control-Allow-Origin"] == "*"
        assert antwoord.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    for vraag in (pad, f"{pad}?onbekend=1"):
        assert (await loket.vraag("GET", vraag, headers=vooraf)).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("pad", ["/v1/berichten", "/v1/validaties", "/metrics", "/v1/termijnen"])
async def test_what_is_for_a_party_does_not(loket: Loket, pad: str) -> None:
    antwoord = await loket.vraag("OPTIONS", pad, AANBIEDER, headers={"Origin": "https://elders.example"})
    assert antwoord.status == 405
    assert "Access-Control-Allow-Origin" not in antwoord.headers
    assert "Access-Control-Allow-Origin" not in (await loket.vraag("GET", "/v1/berichten", AANBIEDER)).headers


@pytest.mark.parametrize(
    ("methode", "status"),
    [("PUT", 405), ("PATCH", 405), ("PROPFIND", 501), ("TRACE", 501), ("PURGE", 501), ("HAAL", 501)],
)
async def test_a_method_of_another_address_is_405_and_one_that_nobody_knows_501(
    loket: Loket, methode: str, status: int
) -> None:
    for pad in ("/v1/berichten", "/nergens" if status == 501 else "/healthz"):
        antwoord = await loket.vraag(methode, pad, AANBIEDER)
        assert (antwoord.status, antwoord.json["status"]) == (status, status)
        assert ("Allow" in antwoord.headers) is (status == 405)


async def test_the_page_carries_what_it_allows_in_its_headers(loket: Loket) -> None:
    headers = XML | {"Accept": "text/html"}
    antwoord = await loket.vraag("POST", "/v1/validaties", AANBIEDER, data=write(jw305()), headers=headers)
    (beleid,) = antwoord.headers.getall("Content-Security-Policy")
    assert beleid.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in beleid
    assert "script" not in beleid
    assert antwoord.headers["Referrer-Policy"] == "no-referrer"
    assert antwoord.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("fout", "niveau"), [(TeDruk(), "info"), (DatabaseWeg(), "error")])
async def test_a_refusal_of_a_normal_day_is_no_error_in_the_log(
    loket: Loket, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, fout: Exception, niveau: str
) -> None:
    async def weiger(*_: object, **__: object) -> None:
        raise fout

    monkeypatch.setattr(type(loket.gateway.postvak), "lijst", weiger)
    assert (await loket.vraag("GET", "/v1/berichten", AANBIEDER)).status == 503
    for pad in ("/v1/berichten?limit=0", "/nergens"):
        await loket.vraag("GET", pad, AANBIEDER)
    await loket.vraag("GET", "/v1/berichten")
    regels = [json.loads(regel) for regel in log.getvalue().splitlines()]
    assert [r["level"] for r in regels if r.get("fout") == type(fout).__name__] == [niveau]
    assert sum(r["level"] == "error" for r in regels) == (niveau == "error")
