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
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.ontvangst import ZWAAR_BYTES, ZWAAR_ELEMENTEN, elementen
from berichtenverkeer.register.rijen import Gebied, Gemeente
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Rol
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, GEMEENTE, grote_jw323, jw305, jw319, met
from gatewaybouw import BEGIN, StaandeKlok
from regels.groei import VORMEN
from web.loket import ANDERE_AANBIEDER, REGIO
from web.lus import Lusloket, open_lusloket
from web.test_web_afspraken import WERKINGEN

HOOGSTENS_S = 0.05
KENMERK = "Header/BerichtIdentificatie/Identificatie"


@pytest.fixture
async def lusloket(instellingen: Instellingen) -> AsyncIterator[Lusloket]:
    rijen: dict[str, Any] = {
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
    }
    wie = (AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO)
    async with open_lusloket(instellingen, wie, StaandeKlok(date(2026, 6, 1)), **rijen) as loket:
        yield loket


def _is_licht(data: bytes) -> bool:
    return len(data) < ZWAAR_BYTES and elementen(data) < ZWAAR_ELEMENTEN


def _grootste_lichte(vorm: str) -> Bericht:
    """As many parts as stay on the event loop."""
    laagste, hoogste = 1, 1000
    while hoogste - laagste > 3:
        midden = (laagste + hoogste) // 2
        laagste, hoogste = (midden, hoogste) if _is_licht(write(VORMEN[vorm](midden)[0])) else (laagste, midden)
    return VORMEN[vorm](laagste)[0]


def _verzender(bericht: Bericht) -> str:
    return {Rol.GEMEENTE: GEMEENTE, Rol.AANBIEDER: AANBIEDER}[BERICHTSOORTEN[type(bericht).__name__].verzender]


def _alle_soorten() -> Iterator[tuple[str, Bericht]]:
    """Every shape that a bericht can grow in, below the lane and far above it; and the answers to them."""
    soorten: dict[str, Bericht] = {}
    for vorm in VORMEN:
        bericht = _grootste_lichte(vorm)
        yield vorm, bericht
        soorten[type(bericht).__name__] = bericht
    yield "JW319", jw319()
    for naam, bericht in {**soorten, "JW319": jw319()}.items():
        if BERICHTSOORTEN[naam].retour is not None and naam != "JW323":
            yield f"answer to {naam}", retourbericht(bericht, [], "R", date(2026, 4, 16))
    for vorm in ("JW301 new", "JW305 new", "JW307 unknown", "JW315 new", "JW317 of one number", "JW325 on nothing"):
        yield f"{vorm}, in the lane", VORMEN[vorm](300)[0]


async def test_no_berichtsoort_holds_the_event_loop(lusloket: Lusloket) -> None:
    te_lang, gezien = {}, set[str]()
    for nummer, (vorm, bericht) in enumerate(_alle_soorten()):
        data, wie = write(met(bericht, KENMERK, f"L{nummer}")), _verzender(bericht)
        gezien.add(type(bericht).__name__)
        for pad in ("/v1/berichten?proef=ja", "/v1/berichten", "/v1/validaties?historie=ja"):
            status, antwoord, duur = await lusloket.vraag("POST", pad, wie, data=data)
            assert status < 500, antwoord  # some shapes have codes that the schema does not know
            if duur > HOOGSTENS_S:
                te_lang[vorm, pad] = duur
    assert not te_lang
    assert gezien == set(BERICHTSOORTEN)


def _vijandig(omvang: int) -> dict[str, bytes]:
    """Bytes of about this size that are no bericht, or not a right one."""
    basis = write(grote_jw323(1))
    begin, einde = b"<jw323:Prestatie>", b"</jw323:Prestatie>"
    regel = basis[basis.index(begin) : basis.index(einde) + len(einde)]
    keren = omvang // len(regel)
    return {
        "unknown elements": basis.replace(regel, b"<a/>" * (omvang // 4)),
        "empty elements": basis.replace(regel, b"<jw323:Prestatie/>" * (omvang // 18)),
        "wrong dates": basis.replace(regel, regel.replace(b"2026-03-01", b"2026-13-01") * keren),
        "all wrong": basis.replace(regel, regel.replace(b">", b">x") * keren),
        "entities": basis.replace(regel, regel.replace(b"RN1", b"&#65;" * 10) * keren),
        "comments": basis.replace(regel, regel + b"<!---->" * (omvang // 7)),
        "open comments": basis.replace(regel, regel + b"<!--" * (omvang // 4)),
        "instructions": basis.replace(regel, regel + b"<?a?>" * (omvang // 5)),
        "deep": basis.replace(regel, b"<a>" * (omvang // 7) + b"</a>" * (omvang // 7)),
        "attributes": basis.replace(regel, b"<a " + b" ".join(b'a%d=""' % n for n in range(omvang // 9)) + b"/>"),
        "namespaces": basis.replace(regel, b"<a%b/>" % b"".join(b' xmlns:a%d="b"' % n for n in range(omvang // 16))),
        "one text": basis.replace(b"RN1", b"R" * omvang),
        "one line": basis.replace(regel, regel * keren),
        "zeros": b"\0" * omvang,
        "spaces": b" " * omvang,
    }


@pytest.mark.parametrize("omvang", [12 * 1024, ZWAAR_BYTES - 4096, 250 * 1024])
async def test_no_bytes_hold_the_event_loop(lusloket: Lusloket, omvang: int) -> None:
    te_lang = {}
    for naam, data in _vijandig(omvang).items():
        for pad in ("/v1/berichten?proef=ja", "/v1/berichten", "/v1/validaties?historie=ja"):
            status, _, duur = await lusloket.vraag("POST", pad, AANBIEDER, data=data)
            assert status < 500, naam
            if duur > HOOGSTENS_S:
                te_lang[naam, pad] = duur
    assert not te_lang


async def test_a_large_bericht_and_a_zip_do_not_hold_the_event_loop(lusloket: Lusloket) -> None:
    groot = write(grote_jw323(2000))
    zip_ = io.BytesIO()
    with zipfile.ZipFile(zip_, "w", zipfile.ZIP_DEFLATED) as stukken:
        for nummer in range(100):
            stukken.writestr(f"{nummer}.xml", write(grote_jw323(40)))
    te_lang = {}
    for naam, data, vorm, pad in (
        ("sent", groot, "application/xml", "/v1/berichten"),
        ("repeated", groot, "application/xml", "/v1/berichten"),
        ("cut", groot[:-500], "application/xml", "/v1/berichten"),
        ("looked at", groot, "application/xml", "/v1/validaties?historie=ja"),
        ("zipped", zip_.getvalue(), "application/zip", "/v1/validaties?historie=ja"),
    ):
        _, _, duur = await lusloket.vraag("POST", pad, AANBIEDER, data=data, vorm=vorm)
        if duur > HOOGSTENS_S:
            te_lang[naam] = duur
    assert not te_lang


VRAGEN = {
    "/berichten": "?limit=250",
    "/berichten/{id}/draad": "?limit=250",
    "/aanbieders/{agb}/plafonds/{jaar}/boekingen": "?limit=250",
    "/rapportages/stromen": "?periode=2010-01..2026-05&dimensie=aanbieder&termijn=365",
    "/rapportages/stromen/bewegingen": "?periode=2010-01..2026-05&dimensie=aanbieder",
    "/rapportages/wachttijden": "?periode=2010-01..2026-05&dimensie=aanbieder",
    "/termijnen": "?limit=250&op=2099-12-31",
    "/termijnen/samenvatting": "?op=2099-12-31&periode=2000..2099",
}
"""What makes an address work hardest."""


async def test_no_address_holds_the_event_loop(lusloket: Lusloket) -> None:
    for nummer, vorm in enumerate(("JW301 new", "JW305 new", "JW315 new")):
        bericht = met(VORMEN[vorm](500)[0], KENMERK, f"V{nummer}")
        await lusloket.vraag("POST", "/v1/berichten", _verzender(bericht), data=write(bericht))
    _, lijst, _ = await lusloket.vraag("GET", "/v1/berichten?richting=uit", AANBIEDER)
    bericht_id = lijst.split(b'"id":"')[1][:36].decode()
    plek = {"id": bericht_id, "agb": AANBIEDER, "jaar": "2026", "code": "TR074"}
    te_lang = {}
    for pad, methode, _ in WERKINGEN:
        voor = "" if pad in ("/healthz", "/readyz", "/metrics") else "/v1"
        if methode == "post":
            continue  # the tests above
        for wie in (REGIO, AANBIEDER):
            _, _, duur = await lusloket.vraag(methode.upper(), voor + pad.format(**plek) + VRAGEN.get(pad, ""), wie)
            if duur > HOOGSTENS_S:
                te_lang[pad, wie] = duur
    assert not te_lang


async def test_a_client_with_a_long_history_holds_up_nobody(lusloket: Lusloket) -> None:
    """A small bericht about him reads it all: the first time that is found out in time, and then it is known."""
    for soort in ("JW301 new", "JW305 unknown"):
        bericht = VORMEN[soort](3000)[0]
        antwoord = await lusloket.vraag("POST", "/v1/berichten", _verzender(bericht), data=write(bericht))
        assert antwoord[0] == 201
    for nummer in range(3):
        begin = {"Client/StartProducten/StartProduct/Begindatum": date(2026, 4, 10 + nummer)}
        klein = write(jw305({**begin, KENMERK: f"K{nummer}"}))
        for pad in ("/v1/berichten?proef=ja", "/v1/berichten"):
            status, antwoord_, duur = await lusloket.vraag("POST", pad, AANBIEDER, data=klein)
            assert status in (200, 201), antwoord_
            assert duur < HOOGSTENS_S


async def test_forty_middling_berichten_of_one_party_hold_up_no_other(lusloket: Lusloket) -> None:
    """250 kB each: those of another party that are sent meanwhile are all answered before most of them."""
    klaar = 0

    async def stuur(nummer: int) -> None:
        nonlocal klaar
        data = write(met(grote_jw323(310), KENMERK, f"M{nummer}"))
        assert 240 * 1024 < len(data) < 260 * 1024
        status, _, duur = await lusloket.vraag("POST", "/v1/berichten", AANBIEDER, data=data)
        assert (status, duur < HOOGSTENS_S) == (201, True), duur
        klaar += 1

    async with asyncio.TaskGroup() as taken:
        for nummer in range(40):
            taken.create_task(stuur(nummer))
        await asyncio.sleep(0.2)
        eigen = {"Header/Afzender": ANDERE_AANBIEDER}
        for nummer in range(10):
            data = write(jw305({**eigen, KENMERK: f"B{nummer}"}))
            status, _, _ = await lusloket.vraag("POST", "/v1/berichten", ANDERE_AANBIEDER, data=data)
            assert status == 201
        middelgroot = write(grote_jw323(310, {**eigen, KENMERK: "B"}))
        status, _, _ = await lusloket.vraag("POST", "/v1/berichten", ANDERE_AANBIEDER, data=middelgroot)
        assert status == 201
        assert klaar < 25, "a large one waits for the turns of others, not for all that one party has waiting"
