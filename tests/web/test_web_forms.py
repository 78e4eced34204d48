# SPDX-License-Identifier: EUPL-1.2
"""What clients that were not written here ask: forms, preflights, methods and what they have already."""

import io
import json
import zipfile

import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.errors import DatabaseGone, TooBusy
from bouwers import jw301, jw305
from web.desk import AANBIEDER, GEMEENTE, XML, Desk

PROBLEEM = {"Accept": "application/problem+json"}
BYTES = {"Content-Type": "application/octet-stream"}
PUBLIC = ["/v1/regels", "/v1/regels/TR074", "/healthz", "/readyz", "/v1/openapi.json"]


async def test_who_names_only_the_form_of_errors_gets_the_answer_all_the_same(desk: Desk) -> None:
    address = (await desk.send(jw301(), GEMEENTE, headers=PROBLEEM)).headers["Location"]
    for pad, form in (
        ("/v1/berichten", "application/json"),
        (address, "application/json"),
        (f"{address}/payload", "application/xml"),
        (f"{address}/draad", "application/json"),
        ("/v1/regels", "application/json"),
        ("/healthz", "application/json"),
    ):
        antwoord = await desk.vraag("GET", pad, AANBIEDER, headers=PROBLEEM)
        assert (antwoord.status, antwoord.headers["Content-Type"]) == (200, form)
    nagekeken = await desk.vraag("POST", "/v1/validaties", AANBIEDER, data=b"<a/>", headers=XML | PROBLEEM)
    assert (nagekeken.status, nagekeken.headers["Content-Type"]) == (200, "application/json")
    no = {"Accept": "application/problem+json;q=0, text/csv"}
    assert (await desk.vraag("GET", "/v1/berichten", AANBIEDER, headers=no)).status == 406


@pytest.mark.parametrize(
    ("accepted", "form"),
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
async def test_a_payload_comes_in_the_form_that_is_asked(desk: Desk, accepted: str, form: str | None) -> None:
    data = write(jw301())
    address = (await desk.send(data, GEMEENTE)).headers["Location"]
    antwoord = await desk.vraag("GET", f"{address}/payload", AANBIEDER, headers={"Accept": accepted})
    if form is None:
        assert antwoord.status == 406
    else:
        assert (antwoord.status, antwoord.headers["Content-Type"], antwoord.data) == (200, form, data)


async def test_bytes_say_themselves_what_they_are(desk: Desk) -> None:
    data = write(jw301())
    antwoord = await desk.send(data, GEMEENTE, headers=BYTES)
    assert (antwoord.status, antwoord.json["oordeel"]) == (201, "goedgekeurd")
    assert (await desk.send(b"\x00\x01", GEMEENTE, headers=BYTES)).status == 400
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("m/a.xml", data)
    for origin, name in ((target.getvalue(), "m/a.xml"), (data, "bericht.xml")):
        verslag = await desk.vraag("POST", "/v1/validaties", GEMEENTE, data=origin, headers=BYTES)
        assert [one["bestand"] for one in verslag.json["bestanden"]] == [name]


async def test_who_has_the_payload_already_gets_no_second_one(desk: Desk) -> None:
    pad = (await desk.send(jw301(), GEMEENTE)).headers["Location"] + "/payload"
    etag = (await desk.vraag("GET", pad, AANBIEDER)).headers["ETag"]
    for known, status in (
        (etag, 304),
        (f"W/{etag}", 304),
        (f'"x", {etag}', 304),
        ("*", 304),
        ('"x"', 200),
        (etag.strip('"'), 200),
    ):
        antwoord = await desk.vraag("GET", pad, AANBIEDER, headers={"If-None-Match": known})
        assert (antwoord.status, antwoord.headers["ETag"], bool(antwoord.data)) == (status, etag, status == 200)
    assert (await desk.vraag("GET", pad, "42420001", headers={"If-None-Match": "*"})).status == 404


@pytest.mark.parametrize("pad", PUBLIC)
async def test_what_is_for_anyone_answers_a_page_on_another_site(desk: Desk, pad: str) -> None:
    beforehand = {"Origin": "https://elders.example", "Access-Control-Request-Method": "GET"}
    for headers in ({}, beforehand):
        antwoord = await desk.vraag("OPTIONS", pad, headers=headers)
        assert (antwoord.status, antwoord.data, antwoord.headers["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")
        assert antwoord.headers["Access-Control-Allow-Origin"] == "*"
        assert antwoord.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    for question in (pad, f"{pad}?onbekend=1"):
        assert (await desk.vraag("GET", question, headers=beforehand)).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("pad", ["/v1/berichten", "/v1/validaties", "/metrics", "/v1/termijnen"])
async def test_what_is_for_a_party_does_not(desk: Desk, pad: str) -> None:
    antwoord = await desk.vraag("OPTIONS", pad, AANBIEDER, headers={"Origin": "https://elders.example"})
    assert antwoord.status == 405
    assert "Access-Control-Allow-Origin" not in antwoord.headers
    assert "Access-Control-Allow-Origin" not in (await desk.vraag("GET", "/v1/berichten", AANBIEDER)).headers


@pytest.mark.parametrize(
    ("method", "status"),
    [("PUT", 405), ("PATCH", 405), ("PROPFIND", 501), ("TRACE", 501), ("PURGE", 501), ("HAAL", 501)],
)
async def test_a_method_of_another_address_is_405_and_one_that_nobody_knows_501(
    desk: Desk, method: str, status: int
) -> None:
    for pad in ("/v1/berichten", "/nergens" if status == 501 else "/healthz"):
        antwoord = await desk.vraag(method, pad, AANBIEDER)
        assert (antwoord.status, antwoord.json["status"]) == (status, status)
        assert ("Allow" in antwoord.headers) is (status == 405)


async def test_the_page_carries_what_it_allows_in_its_headers(desk: Desk) -> None:
    headers = XML | {"Accept": "text/html"}
    antwoord = await desk.vraag("POST", "/v1/validaties", AANBIEDER, data=write(jw305()), headers=headers)
    (beleid,) = antwoord.headers.getall("Content-Security-Policy")
    assert beleid.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in beleid
    assert "script" not in beleid
    assert antwoord.headers["Referrer-Policy"] == "no-referrer"
    assert antwoord.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("fault", "niveau"), [(TooBusy(), "info"), (DatabaseGone(), "error")])
async def test_a_refusal_of_a_normal_day_is_no_error_in_the_log(
    desk: Desk, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, fault: Exception, niveau: str
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(type(desk.gateway.postvak), "listing", refuse)
    assert (await desk.vraag("GET", "/v1/berichten", AANBIEDER)).status == 503
    for pad in ("/v1/berichten?limit=0", "/nergens"):
        await desk.vraag("GET", pad, AANBIEDER)
    await desk.vraag("GET", "/v1/berichten")
    regels = [json.loads(regel) for regel in log.getvalue().splitlines()]
    assert [r["level"] for r in regels if r.get("fout") == type(fault).__name__] == [niveau]
    assert sum(r["level"] == "error" for r in regels) == (niveau == "error")
