# SPDX-License-Identifier: EUPL-1.2
"""Nothing of a client gets into a log line or an error answer, whatever goes wrong."""

import gzip
import io
import json
import re

from berichtenverkeer.berichten import write
from bouwers import jw301, jw305, jw307, jw315, jw317, with_
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, Desk

NAMEN = ("Berg", "van den", "Amsterdam", "1012AB", "0201234567", "2012-05-20")
_FIGURES = re.compile(r"(?<![0-9a-fA-F-])\d{8,9}(?![0-9a-fA-F-])")


def _is_bsn(figures: str) -> bool:
    figures = figures.zfill(9)
    summed = sum(int(figure) * (9 - plek) for plek, figure in enumerate(figures[:8])) - int(figures[8])
    return int(figures) != 0 and summed % 11 == 0


def _verdacht(text: str, tokens: list[str], known: set[str]) -> list[str]:
    """What should not be in `text`: numbers that pass the test of a BSN, names, XML, tokens."""
    found = [figures for figures in _FIGURES.findall(text) if figures not in known and _is_bsn(figures)]
    found += re.findall(r"9999\d{5}", text)
    found += [name for name in (*NAMEN, *tokens, "<jw3", "</", "xmlns") if name in text]
    return found


def test_the_search_finds_what_it_should() -> None:
    assert _verdacht('x "999900006" Berg </Bsn>', [], set()) == ["999900006", "999900006", "Berg", "</"]
    assert _verdacht("018f2c6e-0000-7000-8000-999900006000 65656055", [], {"65656055"}) == ["999900006"]


async def _loop(desk: Desk) -> None:
    """Everything that can go right and wrong, in short."""
    toewijzing, start = write(jw301()), write(jw305())
    address = (await desk.send(toewijzing, GEMEENTE)).headers["Location"]
    for data, who in (
        (start, AANBIEDER),
        (write(jw307()), AANBIEDER),
        (write(jw315()), AANBIEDER),
        (write(jw317()), AANBIEDER),
        (write(with_(jw315(), "Client/Bsn", "999900007")), AANBIEDER),
        (write(with_(jw305(), "Header/Ontvanger", "0014")), AANBIEDER),
        (start, ANDERE_AANBIEDER),
        (start, REGIO),
        (start[:-200], AANBIEDER),
        (start.replace(b"999900006", b"99990000<Berg/>6"), AANBIEDER),
        (start.replace(b"999900006", b"999900006999900006"), AANBIEDER),
        (start.replace(b"2012-05-20", b"999900006 Berg"), AANBIEDER),
        (start.replace(b"JW305-1", b"999900006 van den Berg die er niet in past"), AANBIEDER),
        (start.replace(b"Achternaam", b"Berg999900006"), AANBIEDER),
        (start.replace(b"utf-8", b"Berg").replace(b"UTF-8", b"Berg"), AANBIEDER),
        (start.decode().encode("utf-16"), AANBIEDER),
        (b"<!DOCTYPE Berg [<!ENTITY Berg '999900006'>]>" + start, AANBIEDER),
        (b"999900006 Berg", AANBIEDER),
        (gzip.compress(start), AANBIEDER),
    ):
        for pad in ("/v1/berichten", "/v1/berichten?proef=ja"):
            await desk.send(data, who, pad)
    for headers in (
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "Berg"},
        {"Content-Type": "application/999900006"},
        {"Accept": "text/999900006"},
        {"X-Request-Id": "999900006"},
        {"Expect": "999900006"},
    ):
        await desk.send(start, AANBIEDER, headers=headers)
    for pad in (
        "/v1/berichten?bsn=999900006",
        "/v1/berichten?identificatie=999900006&limit=Berg",
        "/v1/berichten?999900006=Berg",
        "/v1/berichten/999900006",
        "/v1/clienten/999900006",
        f"{address}/payload",
        address,
    ):
        await desk.vraag("GET", pad, AANBIEDER)
    await desk.vraag("BSN999900006", "/v1/berichten", AANBIEDER)
    await desk.vraag("PUT", "/v1/berichten?bsn=999900006", AANBIEDER)
    await desk.vraag("GET", "/v1/berichten", headers={"Authorization": "Bearer 999900006"})
    await desk.vraag("DELETE", address, AANBIEDER)
    await desk.vraag("GET", "/metrics", REGIO)


async def test_no_log_line_and_no_error_answer_holds_anything_of_a_client(desk: Desk, log: io.StringIO) -> None:
    await _loop(desk)
    tokens = list(desk.tokens.values())
    partijen = {AANBIEDER, ANDERE_AANBIEDER}
    faults = [antwoord for antwoord in desk.antwoorden if antwoord.status >= 400]
    assert {antwoord.status for antwoord in faults} >= {400, 401, 403, 404, 405, 406, 415}
    assert {antwoord.status for antwoord in faults if antwoord.status >= 500} == {501}  # a method that nobody knows
    for antwoord in faults:
        text = antwoord.data.decode() + str(antwoord.headers)
        assert not _verdacht(text, tokens, partijen), text
    # Receipts name what the sender called his bericht; the findings in them are held to the same.
    for antwoord in desk.antwoorden:
        if antwoord.status in (200, 201) and b"bevindingen" in antwoord.data:
            assert not _verdacht(json.dumps(_bevindingen(antwoord.json)), tokens, partijen)
    regels = log.getvalue()
    assert regels.count('"event":"verzoek"') >= len(desk.antwoorden) - 1  # the strange method has no route
    assert not _verdacht(regels, tokens, partijen)


def _bevindingen(proof: dict[str, object]) -> object:
    return proof.get("bevindingen") or proof.get("signalen")


async def test_a_log_line_says_who_what_and_how_long_and_nothing_else(desk: Desk, log: io.StringIO) -> None:
    antwoord = await desk.vraag("GET", "/v1/berichten?limit=1", AANBIEDER)
    (regel,) = [json.loads(regel) for regel in log.getvalue().splitlines() if '"verzoek"' in regel]
    duur_ms, moment = regel.pop("duur_ms"), regel.pop("timestamp")
    assert 0 < duur_ms < 60_000
    assert moment
    assert regel == {
        "event": "verzoek",
        "level": "info",
        "verzoek_id": antwoord.headers["X-Request-Id"],
        "methode": "GET",
        "route": "/v1/berichten",
        "status": 200,
        "partij": AANBIEDER,
        "regio": desk.gateway.regio,
        "kanaal": "api",
    }
