# SPDX-License-Identifier: EUPL-1.2
"""No request holds the event loop for long, whatever its sender chooses: berichten, bytes, parameters, numbers.

Measured in processor time of the loop's thread (web/lus.py), so that a busy machine is no fault.
"""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

import pytest

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.receiving import HEAVY_BYTES, HEAVY_ELEMENTS, elements
from berichtenverkeer.register.rows import Gebied, Gemeente
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Role
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, GEMEENTE, grote_jw323, jw305, jw319, with_
from gatewaybouw import BEGIN, StaandeKlok
from regels.groei import VORMEN
from web.desk import ANDERE_AANBIEDER, REGIO
from web.loop import Lusloket, open_lusloket
from web.test_web_afspraken import WERKINGEN

HOOGSTENS_S = 0.05
KENMERK = "Header/BerichtIdentificatie/Identificatie"


@pytest.fixture
async def lusloket(config: Settings) -> AsyncIterator[Lusloket]:
    rows: dict[str, Any] = {
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
    }
    who = (AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO)
    async with open_lusloket(config, who, StaandeKlok(date(2026, 6, 1)), **rows) as desk:
        yield desk


def _is_licht(data: bytes) -> bool:
    return len(data) < HEAVY_BYTES and elements(data) < HEAVY_ELEMENTS


def _grootste_lichte(form: str) -> Bericht:
    """As many parts as stay on the event loop: each takes about as much as the one before it."""
    small, large = (write(VORMEN[form](count)[0]) for count in (1, 21))
    parts = min(
        1 + 20 * (most - measure(small)) // (measure(large) - measure(small))
        for measure, most in ((len, HEAVY_BYTES), (elements, HEAVY_ELEMENTS))
    )
    while not _is_licht(write(VORMEN[form](parts)[0])):
        parts -= 2
    return VORMEN[form](parts)[0]


def _verzender(bericht: Bericht) -> str:
    return {Role.GEMEENTE: GEMEENTE, Role.AANBIEDER: AANBIEDER}[BERICHTSOORTEN[type(bericht).__name__].verzender]


LOOKS = ("/v1/berichten?proef=ja", "/v1/validaties?historie=ja")
"""Two addresses that do the same work and book nothing: in turn."""


def _alle_soorten() -> Iterator[tuple[str, Bericht]]:
    """Every shape that a bericht can grow in, below the lane and far above it; and the answers to them."""
    kinds: dict[str, Bericht] = {}
    for form in VORMEN:
        bericht = _grootste_lichte(form)
        yield form, bericht
        kinds[type(bericht).__name__] = bericht
    yield "JW319", jw319()
    for name, bericht in {**kinds, "JW319": jw319()}.items():
        if BERICHTSOORTEN[name].retour is not None and name != "JW323":
            yield f"answer to {name}", retourbericht(bericht, [], "R", date(2026, 4, 16))
    for form in ("JW301 new", "JW305 new", "JW307 unknown", "JW315 new", "JW317 of one number", "JW325 on nothing"):
        yield f"{form}, in the lane", VORMEN[form](300)[0]


async def test_no_berichtsoort_holds_the_event_loop(lusloket: Lusloket) -> None:
    te_lang, seen = {}, set[str]()
    for number, (form, bericht) in enumerate(_alle_soorten()):
        data, who = write(with_(bericht, KENMERK, f"L{number}")), _verzender(bericht)
        seen.add(type(bericht).__name__)
        for pad in (LOOKS[number % 2], "/v1/berichten"):
            status, antwoord, duration = await lusloket.vraag("POST", pad, who, data=data)
            assert status < 500, antwoord  # some shapes have codes that the schema does not know
            if duration > HOOGSTENS_S:
                te_lang[form, pad] = duration
    assert not te_lang
    assert seen == set(BERICHTSOORTEN)


def _vijandig(omvang: int) -> dict[str, bytes]:
    """Bytes of about this size that are no bericht, or not a right one."""
    basis = write(grote_jw323(1))
    begin, end = b"<jw323:Prestatie>", b"</jw323:Prestatie>"
    regel = basis[basis.index(begin) : basis.index(end) + len(end)]
    times = omvang // len(regel)
    return {
        "unknown elements": basis.replace(regel, b"<a/>" * (omvang // 4)),
        "empty elements": basis.replace(regel, b"<jw323:Prestatie/>" * (omvang // 18)),
        "wrong dates": basis.replace(regel, regel.replace(b"2026-03-01", b"2026-13-01") * times),
        "all wrong": basis.replace(regel, regel.replace(b">", b">x") * times),
        "entities": basis.replace(regel, regel.replace(b"RN1", b"&#65;" * 10) * times),
        "comments": basis.replace(regel, regel + b"<!---->" * (omvang // 7)),
        "open comments": basis.replace(regel, regel + b"<!--" * (omvang // 4)),
        "instructions": basis.replace(regel, regel + b"<?a?>" * (omvang // 5)),
        "deep": basis.replace(regel, b"<a>" * (omvang // 7) + b"</a>" * (omvang // 7)),
        "attributes": basis.replace(regel, b"<a " + b" ".join(b'a%d=""' % n for n in range(omvang // 9)) + b"/>"),
        "namespaces": basis.replace(regel, b"<a%b/>" % b"".join(b' xmlns:a%d="b"' % n for n in range(omvang // 16))),
        "one text": basis.replace(b"RN1", b"R" * omvang),
        "one line": basis.replace(regel, regel * times),
        "zeros": b"\0" * omvang,
        "spaces": b" " * omvang,
    }


@pytest.mark.parametrize("omvang", [12 * 1024, HEAVY_BYTES - 4096, 250 * 1024])
async def test_no_bytes_hold_the_event_loop(lusloket: Lusloket, omvang: int) -> None:
    te_lang = {}
    for number, (name, data) in enumerate(_vijandig(omvang).items()):
        for pad in (LOOKS[number % 2], "/v1/berichten"):
            status, _, duration = await lusloket.vraag("POST", pad, AANBIEDER, data=data)
            assert status < 500, name
            if duration > HOOGSTENS_S:
                te_lang[name, pad] = duration
    assert not te_lang


async def test_a_large_bericht_and_a_zip_do_not_hold_the_event_loop(lusloket: Lusloket) -> None:
    large = write(grote_jw323(1000))
    zip_ = io.BytesIO()
    with zipfile.ZipFile(zip_, "w", zipfile.ZIP_DEFLATED) as pieces:
        for number in range(60):
            pieces.writestr(f"{number}.xml", write(grote_jw323(40)))
    te_lang = {}
    for name, data, form, pad in (
        ("sent", large, "application/xml", "/v1/berichten"),
        ("repeated", large, "application/xml", "/v1/berichten"),
        ("cut", large[:-500], "application/xml", "/v1/berichten"),
        ("looked at", large, "application/xml", "/v1/validaties?historie=ja"),
        ("zipped", zip_.getvalue(), "application/zip", "/v1/validaties?historie=ja"),
    ):
        _, _, duration = await lusloket.vraag("POST", pad, AANBIEDER, data=data, form=form)
        if duration > HOOGSTENS_S:
            te_lang[name] = duration
    assert not te_lang


VRAGEN = {
    "/berichten": "?limit=250",
    "/berichten/{id}/draad": "?limit=250",
    "/aanbieders/{agb}/plafonds/{jaar}/boekingen": "?limit=250",
    "/rapportages/stromen": "?periode=2010-01..2026-05&per=aanbieder&termijn=365",
    "/rapportages/wachttijden": "?periode=2010-01..2026-05&per=aanbieder",
    "/termijnen": "?limit=250&op=2099-12-31",
    "/termijnen/samenvatting": "?op=2099-12-31&periode=2000..2099",
}
"""What makes an address work hardest."""


async def test_no_address_holds_the_event_loop(lusloket: Lusloket) -> None:
    for number, form in enumerate(("JW301 new", "JW305 new", "JW315 new")):
        bericht = with_(VORMEN[form](500)[0], KENMERK, f"V{number}")
        await lusloket.vraag("POST", "/v1/berichten", _verzender(bericht), data=write(bericht))
    _, listing, _ = await lusloket.vraag("GET", "/v1/berichten?richting=uit", AANBIEDER)
    bericht_id = listing.split(b'"id":"')[1][:36].decode()
    plek = {"id": bericht_id, "agb": AANBIEDER, "jaar": "2026", "code": "TR074"}
    plek |= {"maand": "2026-05", "bestand": "index.html"}
    te_lang = {}
    for pad, method, _ in WERKINGEN:
        before = "" if pad in ("/healthz", "/readyz", "/metrics") else "/v1"
        if method == "post":
            continue  # the tests above
        for who in (REGIO, AANBIEDER):
            _, _, duration = await lusloket.vraag(
                method.upper(), before + pad.format(**plek) + VRAGEN.get(pad, ""), who
            )
            if duration > HOOGSTENS_S:
                te_lang[pad, who] = duration
    assert not te_lang


async def test_a_client_with_a_long_history_holds_up_nobody(lusloket: Lusloket) -> None:
    """A small bericht about him reads it all: the first time that is found out in time, and then it is known."""
    for soort in ("JW301 new", "JW305 unknown"):
        bericht = VORMEN[soort](2000)[0]
        antwoord = await lusloket.vraag("POST", "/v1/berichten", _verzender(bericht), data=write(bericht))
        assert antwoord[0] == 201
    for number in range(2):
        begin = {"Client/StartProducten/StartProduct/Begindatum": date(2026, 4, 10 + number)}
        small = write(jw305({**begin, KENMERK: f"K{number}"}))
        for pad in ("/v1/berichten?proef=ja", "/v1/berichten"):
            status, antwoord_, duration = await lusloket.vraag("POST", pad, AANBIEDER, data=small)
            assert status in (200, 201), antwoord_
            assert duration < HOOGSTENS_S


async def test_a_dozen_middling_berichten_of_one_party_hold_up_no_other(lusloket: Lusloket) -> None:
    """250 kB each: those of another party that are sent meanwhile are all answered before most of them."""
    ready = 0

    async def stuur(number: int) -> None:
        nonlocal ready
        data = write(with_(grote_jw323(310), KENMERK, f"M{number}"))
        assert 240 * 1024 < len(data) < 260 * 1024
        status, _, duration = await lusloket.vraag("POST", "/v1/berichten", AANBIEDER, data=data)
        assert (status, duration < HOOGSTENS_S) == (201, True), duration
        ready += 1

    async with asyncio.TaskGroup() as taken:
        for number in range(12):
            taken.create_task(stuur(number))
        await asyncio.sleep(0.2)
        own = {"Header/Afzender": ANDERE_AANBIEDER}
        for number in range(10):
            data = write(jw305({**own, KENMERK: f"B{number}"}))
            status, _, _ = await lusloket.vraag("POST", "/v1/berichten", ANDERE_AANBIEDER, data=data)
            assert status == 201
        middelgroot = write(grote_jw323(310, {**own, KENMERK: "B"}))
        status, _, _ = await lusloket.vraag("POST", "/v1/berichten", ANDERE_AANBIEDER, data=middelgroot)
        assert status == 201
        assert ready < 9, "a large one waits for the turns of others, not for all that one party has waiting"
