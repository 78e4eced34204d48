# SPDX-License-Identifier: EUPL-1.2
"""Sending over HTTP: what the sender hears, and what is kept."""

import asyncio
import base64
import gzip
import hashlib
import re
from collections.abc import AsyncIterator

import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.web.limits import Limits
from bouwers import jw301, jw305, jw315, with_
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, Desk, open_loket

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NIVEAUS = ["TRANSPORT", "XSD", "BERICHT", "BERICHTOVERSTIJGEND", "EXTERN"]


async def test_an_approved_bericht_gets_a_whole_receipt(desk: Desk) -> None:
    data = write(jw301())
    antwoord = await desk.send(data, GEMEENTE)
    assert antwoord.status == 201, antwoord.data
    receipt = antwoord.json
    assert re.fullmatch(UUID, receipt["id"])
    assert antwoord.headers["Location"] == f"/v1/berichten/{receipt['id']}"
    assert receipt == {
        "id": receipt["id"],
        "standaard": "iJw",
        "release": "3.2",
        "berichtsoort": "JW301",
        "identificatie": "JW301-1",
        "oordeel": "goedgekeurd",
        "sha256": hashlib.sha256(data).hexdigest(),
        "ontvangenOp": "2026-06-01T10:00:00Z",
        "niveaus": dict.fromkeys(NIVEAUS, "goed"),
        "bevindingen": [],
        "signalen": [],
        "retour": {"id": receipt["retour"]["id"], "href": f"/v1/berichten/{receipt['retour']['id']}"},
        "proef": False,
    }


async def test_a_bericht_that_rules_reject_is_received_all_the_same(desk: Desk) -> None:
    antwoord = await desk.send(with_(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    assert antwoord.status == 201
    assert antwoord.json["oordeel"] == "afgekeurd"
    assert list(antwoord.json["niveaus"].values()) == ["goed", "goed", "fout", "overgeslagen", "overgeslagen"]
    (bevinding,) = antwoord.json["bevindingen"]
    assert set(bevinding) == {"code", "niveau", "pad", "regelnummer", "tekst", "actie", "retourcode", "ernst"}
    assert (bevinding["code"], bevinding["pad"]) == ("CS002", "JW315/Client/Bsn")


async def test_the_same_bytes_again_get_the_same_receipt_with_200(desk: Desk) -> None:
    first = await desk.send(jw301(), GEMEENTE)
    tweede = await desk.send(jw301(), GEMEENTE)
    assert (first.status, tweede.status) == (201, 200)
    assert tweede.json == first.json
    assert await desk.count("bericht") == 2  # itself and its retour


async def test_a_proef_is_judged_and_keeps_nothing(desk: Desk) -> None:
    good = await desk.send(jw301(), GEMEENTE, "/v1/berichten?proef=ja")
    fault = await desk.send(with_(jw315(), "Client/Bsn", "999900007"), AANBIEDER, "/v1/berichten?proef=ja")
    kapot = await desk.send(b"<kapot", AANBIEDER, "/v1/berichten?proef=ja")
    assert [a.status for a in (good, fault, kapot)] == [200, 200, 400]
    assert [a.json["oordeel"] for a in (good, fault)] == ["goedgekeurd", "afgekeurd"]
    assert [(a.json["id"], a.json["retour"], a.json["proef"]) for a in (good, fault)] == [(None, None, True)] * 2
    assert "Location" not in good.headers
    assert await desk.count("bericht") == await desk.count("weigering") == 0


@pytest.mark.parametrize("question", ["proef=nee", "proef=JA", "proef=", "proef=ja&proef=ja", "proefje=ja", "x=1&y=2"])
async def test_another_word_than_proef_ja_is_400_and_nothing_happens(desk: Desk, question: str) -> None:
    antwoord = await desk.send(jw301(), GEMEENTE, f"/v1/berichten?{question}")
    assert (antwoord.status, antwoord.codes) == (400, ["VERZOEK-PARAMETER"])
    assert await desk.count("bericht") == await desk.count("weigering") == 0


async def test_a_bericht_that_breaks_its_schema_is_refused_with_every_finding(desk: Desk) -> None:
    data = write(jw305()).replace(b"<jw305:StatusAanlevering>1<", b"<jw305:StatusAanlevering>x<")
    data = re.sub(rb"Begindatum>2026-04-03<", b"Begindatum>3 april<", data)
    antwoord = await desk.send(data, AANBIEDER)
    assert antwoord.status == 400, antwoord.data
    assert antwoord.json["bevindingen"]
    assert {bevinding["niveau"] for bevinding in antwoord.json["bevindingen"]} == {"XSD"}
    assert [(partij, size) for partij, _, size in await desk.weigeringen()] == [(AANBIEDER, len(data))]


async def test_who_is_not_the_sender_gets_403_and_an_unknown_receiver_400(desk: Desk) -> None:
    other = await desk.send(jw305(), ANDERE_AANBIEDER)
    richting = await desk.send(jw305(), GEMEENTE)
    unknown = await desk.send(with_(jw305(), "Header/Ontvanger", "0014"), AANBIEDER)
    assert [(a.status, a.codes) for a in (other, richting, unknown)] == [
        (403, ["NIET-DE-AFZENDER"]),
        (403, ["VERKEERDE-RICHTING"]),
        (400, ["ONTVANGER-ONBEKEND"]),
    ]
    assert [codes for _, codes, _ in await desk.weigeringen()] == [a.codes for a in desk.antwoorden]


async def test_gzip_is_unpacked_and_the_receipt_is_of_the_plain_bytes(desk: Desk) -> None:
    data = write(jw301())
    antwoord = await desk.send(gzip.compress(data), GEMEENTE, headers={"Content-Encoding": "gzip"})
    assert (antwoord.status, antwoord.json["sha256"]) == (201, hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Content-Type": "application/xml; charset=utf-8"}, 201, None),
        ({"Content-Type": 'text/xml;charset="UTF-8"'}, 201, None),
        ({"Content-Type": "application/xml; charset=iso-8859-1"}, 415, "TRANSPORT-MEDIATYPE"),
        ({"Content-Type": "application/json"}, 415, "TRANSPORT-MEDIATYPE"),
        ({"Content-Type": "application/xmlx"}, 415, "TRANSPORT-MEDIATYPE"),
        ({"Content-Type": ""}, 415, "TRANSPORT-MEDIATYPE"),
        ({"Content-Encoding": "br"}, 415, "TRANSPORT-INPAKKING"),
        ({"Content-Encoding": "gzip, gzip"}, 415, "TRANSPORT-INPAKKING"),
        ({"Content-Encoding": "gzip"}, 400, "TRANSPORT-GZIP"),
    ],
)
async def test_the_form_of_the_body(desk: Desk, headers: dict[str, str], status: int, code: str | None) -> None:
    antwoord = await desk.send(write(jw301()), GEMEENTE, headers=headers)
    assert antwoord.status == status, antwoord.data
    if code is None:
        return
    assert antwoord.codes == [code]
    assert await desk.weigeringen() == [(GEMEENTE, [code], len(write(jw301())))]


async def test_a_small_file_that_unpacks_to_more_than_25_mb_is_413(desk: Desk) -> None:
    bom = gzip.compress(b"<a>" + b" " * (26 * 1024 * 1024))
    antwoord = await desk.send(bom, GEMEENTE, headers={"Content-Encoding": "gzip"})
    assert (antwoord.status, antwoord.codes) == (413, ["TRANSPORT-TE-GROOT"])
    assert await desk.weigeringen() == [(GEMEENTE, ["TRANSPORT-TE-GROOT"], len(bom))]


async def test_a_body_over_the_cap_is_413_before_its_end_is_read(config: Settings) -> None:
    gestuurd = 0

    async def stroom() -> AsyncIterator[bytes]:
        nonlocal gestuurd
        for _ in range(2000):
            gestuurd += 1
            yield b" " * 50_000
            await asyncio.sleep(0)

    async with open_loket(config, Limits(max_bytes=100_000)) as desk:
        antwoord = await desk.vraag(
            "POST", "/v1/berichten", GEMEENTE, data=stroom(), headers={"Content-Type": "application/xml"}
        )
        assert (antwoord.status, antwoord.codes) == (413, ["TRANSPORT-TE-GROOT"])
        ((partij, _, size),) = await desk.weigeringen()
        assert partij == GEMEENTE
        assert 100_000 < size < 100_000_000
        assert antwoord.headers.get("Connection") == "close"


async def test_an_announced_size_over_the_cap_is_413_and_the_body_is_never_asked_for(desk: Desk) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", desk.poort)
    envelope = (
        "POST /v1/berichten HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nExpect: 100-continue\r\n"
        f"Authorization: Bearer {await desk.token(GEMEENTE)}\r\nContent-Length: {26 * 1024 * 1024}\r\n\r\n"
    )
    writer.write(envelope.encode())
    regel = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert regel.split()[1] == b"413"
    assert await desk.weigeringen() == [(GEMEENTE, ["TRANSPORT-TE-GROOT"], 0)]


async def test_who_waits_for_continue_is_told_to_go_on(desk: Desk) -> None:
    antwoord = await desk.send(jw301(), GEMEENTE, expect100=True)
    assert antwoord.status == 201


async def test_a_body_that_does_not_come_is_408(config: Settings) -> None:
    async def stroom() -> AsyncIterator[bytes]:
        yield b"<"
        await asyncio.sleep(1)
        yield b">"

    async with open_loket(config, Limits(lees_s=0.1)) as desk:
        antwoord = await desk.vraag("POST", "/v1/berichten", GEMEENTE, data=stroom())
        assert antwoord.status == 408
        assert await desk.weigeringen() == []


async def test_an_unknown_caller_leaves_no_trace_in_the_ledger(desk: Desk) -> None:
    antwoord = await desk.vraag("POST", "/v1/berichten", data=write(jw301()))
    assert antwoord.status == 401
    assert await desk.weigeringen() == []


async def test_the_mailbox_pages_in_order_and_filters(desk: Desk) -> None:
    await desk.send(jw301(), GEMEENTE)
    await desk.send(jw305(), AANBIEDER)
    await desk.send(with_(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    everything = (await desk.vraag("GET", "/v1/berichten", AANBIEDER)).json
    assert everything["volgende"] is None
    assert [(b["berichtsoort"], b["richting"], b["status"]) for b in everything["berichten"]] == [
        ("JW301", "in", "wachtend"),
        ("JW302", "uit", None),  # the gateway answered in the name of the receiver
        ("JW305", "uit", None),
        ("JW306", "in", "wachtend"),
        ("JW315", "uit", None),
        ("JW316", "in", "wachtend"),
    ]
    positions = [b["positie"] for b in everything["berichten"]]
    assert positions == sorted(positions)
    found, address = [], "/v1/berichten?limit=1&richting=in"
    while address:
        page = (await desk.vraag("GET", address, AANBIEDER)).json
        found += page["berichten"]
        address = page["volgende"]
        assert address is None or "limit=1&richting=in&na=" in address
    assert found == [b for b in everything["berichten"] if b["richting"] == "in"]
    further = await desk.vraag("GET", f"/v1/berichten?na={positions[1]}", AANBIEDER)
    assert further.json["berichten"] == everything["berichten"][2:]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("berichtsoort=JW305", ["JW305"]),
        ("identificatie=JW305-1", ["JW305"]),
        ("identificatie=%20JW305-1%20", ["JW305"]),
        ("identificatie=%C2%A0JW305-1", []),
        ("richting=uit", ["JW302", "JW305"]),
        ("status=wachtend", ["JW306"]),
        ("status=afgehaald", ["JW301"]),
        ("oordeel=afgekeurd", []),
        ("oordeel=goedgekeurd&richting=in&limit=250", ["JW301", "JW306"]),
    ],
)
async def test_each_filter(desk: Desk, question: str, found: list[str]) -> None:
    toewijzing = await desk.send(jw301(), GEMEENTE)
    await desk.send(jw305(), AANBIEDER)
    await desk.vraag("DELETE", toewijzing.headers["Location"], AANBIEDER)
    antwoord = await desk.vraag("GET", f"/v1/berichten?{question}", AANBIEDER)
    assert [b["berichtsoort"] for b in antwoord.json["berichten"]] == found


async def test_a_wrong_question_names_every_wrong_parameter(desk: Desk) -> None:
    question = "limit=0&na=-1&richting=op&oordeel=x&status=y&berichtsoort=JW999&identificatie=&onbekend=geheim"
    antwoord = await desk.vraag("GET", f"/v1/berichten?{question}", AANBIEDER)
    assert antwoord.status == 400
    names = {bevinding["pad"] for bevinding in antwoord.json["bevindingen"]}
    assert names == {"?limit", "?na", "?richting", "?oordeel", "?status", "?berichtsoort", "?identificatie", "?"}
    assert b"geheim" not in antwoord.data


@pytest.mark.parametrize(
    "question",
    [
        "limit=251",
        "limit=1e1",
        "limit=%D9%A1",
        "limit=5&limit=6",
        "na=9223372036854775808",
        "identificatie=%00",
        "identificatie=%0A",
        f"identificatie={'x' * 51}",
        "richting=uit&status=wachtend",
        "Limit=5",
    ],
)
async def test_a_value_that_cannot_be_is_400(desk: Desk, question: str) -> None:
    assert (await desk.vraag("GET", f"/v1/berichten?{question}", AANBIEDER)).status == 400


async def test_receipt_payload_and_digest_of_a_bericht_for_both_parties(desk: Desk) -> None:
    data = write(jw301())
    receipt = (await desk.send(data, GEMEENTE)).json
    for partij, richting in ((GEMEENTE, "uit"), (AANBIEDER, "in")):
        view = (await desk.vraag("GET", f"/v1/berichten/{receipt['id']}", partij)).json
        assert view["ontvangstbewijs"] == receipt
        assert view["bericht"]["richting"] == richting
        payload = await desk.vraag("GET", view["bericht"]["payload"], partij)
        assert payload.data == data
        assert payload.headers["Content-Type"] == "application/xml"
        assert payload.headers["Content-Disposition"] == f'attachment; filename="{receipt["id"]}.xml"'
        assert payload.headers["ETag"] == f'"{receipt["sha256"]}"'
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        assert payload.headers["Repr-Digest"] == f"sha-256=:{digest}:"


async def test_taking_a_bericht_is_for_once_and_for_all_and_it_stays_readable(desk: Desk) -> None:
    address = (await desk.send(jw301(), GEMEENTE)).headers["Location"]
    desk.clock.zet(desk.clock.moment.date())
    first = await desk.vraag("DELETE", address, AANBIEDER)
    then = (await desk.vraag("GET", address, AANBIEDER)).json["bericht"]
    desk.clock.zet(desk.clock.moment.date())
    tweede = await desk.vraag("DELETE", address, AANBIEDER)
    now = (await desk.vraag("GET", address, AANBIEDER)).json["bericht"]
    assert (first.status, first.data, tweede.status) == (204, b"", 204)
    assert (then["status"], then) == ("afgehaald", now)
    assert (await desk.vraag("GET", f"{address}/payload", AANBIEDER)).data == write(jw301())


async def test_what_one_sent_cannot_be_taken(desk: Desk) -> None:
    address = (await desk.send(jw301(), GEMEENTE)).headers["Location"]
    assert (await desk.vraag("DELETE", address, GEMEENTE)).status == 404


@pytest.mark.parametrize(
    "id_", ["x", "0", "{018f2c6e-0000-7000-8000-000000000000}", "018f2c6e000070008000000000000000"]
)
async def test_what_cannot_be_an_id_is_not_in_the_mailbox(desk: Desk, id_: str) -> None:
    assert (await desk.vraag("GET", f"/v1/berichten/{id_}", AANBIEDER)).status == 404


async def test_an_extra_retour_of_a_party_is_a_signal_and_no_fault(desk: Desk) -> None:
    receipt = (await desk.send(jw301(), GEMEENTE)).json
    assert receipt["oordeel"] == "goedgekeurd"
    retour = retourbericht(jw301(), [], "EIGEN1", desk.clock.moment.date())
    antwoord = await desk.send(retour, AANBIEDER)
    assert (antwoord.status, antwoord.json["oordeel"]) == (201, "goedgekeurd")
    assert antwoord.json["bevindingen"] == []
    assert [signaal["code"] for signaal in antwoord.json["signalen"]] == ["SIGNAAL-RETOUR-DUBBEL"]
    assert list(antwoord.json["niveaus"].values()) == ["goed", "goed", "overgeslagen", "goed", "overgeslagen"]
