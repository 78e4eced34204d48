# SPDX-License-Identifier: EUPL-1.2
"""Plafonds over HTTP, on figures countable by hand: 400 euro asked twice, 500 euro assigned, a third that does not fit.

Product 45A04 of segment 4 costs 100 euro a uur. The aanbieder has 1,000 euro for all and 900 euro for segment 4, the
other one 500 euro for all.
"""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.register.rijen import Plafond
from berichtenverkeer.web.app import STANDAARD
from bouwers import met
from gateway.test_plafonds_in_de_gateway import OMVANG, VERZOEK, rijen, toewijzing, verzoek
from web.loket import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, Loket, open_loket
from web.test_web_afspraken import zoals_beschreven

EIGEN, ALLE = f"/v1/aanbieders/{AANBIEDER}/plafonds/2026", "/v1/plafonds/2026"
REKENINGEN = ("plafond", "vrij", "gereserveerd", "beslag", "realisatie", "overschrijding")
NA_TWEE = [("geheel", 1000, 100, 400, 500, 0, 0, 90), ("4", 900, 0, 400, 500, 0, 0, 100)]


def _plafond(aanbieder: str, euro: int, segment: str = "") -> Plafond:
    return Plafond(
        aanbieder=aanbieder,
        jaar=2026,
        segment=segment,
        bedrag_cents=euro * 100,
        geldig_van=date(2026, 1, 1),
        geldig_tot=date(2026, 12, 31),
    )


@pytest_asyncio.fixture
async def geldloket(instellingen: Instellingen) -> AsyncIterator[Loket]:
    """The loket after the story of this module, up to the request that does not fit."""
    register: dict[str, list[Any]] = rijen()
    register["plafonds"] = [_plafond(AANBIEDER, 1000), _plafond(AANBIEDER, 900, "4"), _plafond(ANDERE_AANBIEDER, 500)]
    register["contracten"].append(msgspec.structs.replace(register["contracten"][0], aanbieder=ANDERE_AANBIEDER))
    async with open_loket(instellingen, STANDAARD, **register) as loket:
        loket.klok.zet(date(2026, 6, 2))
        for bericht, wie in ((verzoek(0), AANBIEDER), (toewijzing(0, volume=5), GEMEENTE), (verzoek(1), AANBIEDER)):
            assert (await loket.stuur(bericht, wie)).json["oordeel"] == "goedgekeurd"
        yield loket


async def _haal(loket: Loket, pad: str, wie: str = AANBIEDER) -> Any:
    antwoord = await loket.vraag("GET", pad, wie)
    assert antwoord.status == 200, antwoord.data
    return antwoord.json


def _cijfers(plafonds: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Segment, the rekeningen in euros, and the use."""
    return [
        (een["segment"] or "geheel", *(een[f"{naam}Cents"] // 100 for naam in REKENINGEN), een["gebruikProcent"])
        for een in plafonds
    ]


async def _boekingen(loket: Loket, pad: str) -> list[dict[str, Any]]:
    """All pages."""
    gevonden = []
    volgende: str | None = pad
    while volgende is not None:
        pagina = await _haal(loket, volgende)
        gevonden += pagina["boekingen"]
        volgende = pagina["volgende"]
    return gevonden


def _optelling(boekingen: list[dict[str, Any]]) -> Counter[str]:
    som: Counter[str] = Counter()
    for een in boekingen:
        som[een["debet"]] += een["bedragCents"]
        som[een["credit"]] -= een["bedragCents"]
    return som


async def test_an_aanbieder_sees_what_is_left_and_what_took_it(geldloket: Loket) -> None:
    overzicht = await _haal(geldloket, EIGEN)
    assert _cijfers(overzicht["plafonds"]) == NA_TWEE
    assert (overzicht["definitieversie"], overzicht["jaar"], overzicht["registerDag"]) == (2, 2026, "2026-06-01")
    assert 0 < overzicht["registerVersie"] < overzicht["k"]
    assert {een["naam"] for een in overzicht["plafonds"]} == {f"Aanbieder {AANBIEDER}"}
    assert await _haal(geldloket, EIGEN.replace("2026", "2027")) == {**overzicht, "jaar": 2027, "plafonds": []}


async def test_what_does_not_fit_is_shown_below_zero(geldloket: Loket) -> None:
    await geldloket.stuur(toewijzing(2, met_referentie=False), GEMEENTE)
    plafonds = (await _haal(geldloket, EIGEN))["plafonds"]
    assert _cijfers(plafonds) == [
        ("geheel", 1000, 0, 400, 900, 0, -300, 130),
        ("4", 900, 0, 400, 900, 0, -400, 144),
    ]
    assert all(een["plafondCents"] == sum(een[f"{naam}Cents"] for naam in REKENINGEN[1:]) for een in plafonds)


async def test_the_region_sees_every_aanbieder_and_the_same_figures(geldloket: Loket) -> None:
    alle = await _haal(geldloket, ALLE, REGIO)
    assert [een["aanbieder"] for een in alle["plafonds"]] == [ANDERE_AANBIEDER, AANBIEDER, AANBIEDER]
    assert _cijfers(alle["plafonds"]) == [("geheel", 500, 500, 0, 0, 0, 0, 0), *NA_TWEE]
    assert (await _haal(geldloket, EIGEN, REGIO))["plafonds"] == alle["plafonds"][1:]
    eigen = await geldloket.vraag("GET", EIGEN, AANBIEDER)
    assert ANDERE_AANBIEDER.encode() not in eigen.data


async def test_the_boekingen_add_up_to_every_number_page_by_page_while_others_book(geldloket: Loket) -> None:
    overzicht = await _haal(geldloket, EIGEN)
    await geldloket.stuur(toewijzing(2, met_referentie=False), GEMEENTE)
    assert _cijfers((await _haal(geldloket, EIGEN))["plafonds"]) != NA_TWEE
    for een in overzicht["plafonds"]:
        boekingen = await _boekingen(geldloket, f"{een['boekingen']}&limit=2")
        som = _optelling(boekingen)
        assert len(boekingen) > 2
        assert {naam: som[naam.upper()] for naam in REKENINGEN} == {
            naam: een[f"{naam}Cents"] * (-1 if naam == "plafond" else 1) for naam in REKENINGEN
        }
        assert {(b["segment"], b["perceel"]) for b in boekingen} == {(een["segment"], None)}
    alle = await _boekingen(geldloket, f"{EIGEN}/boekingen?limit=3&k={overzicht['k']}")
    assert len(alle) == sum([len(await _boekingen(geldloket, een["boekingen"])) for een in overzicht["plafonds"]])
    assert [(b["positie"], b["volgnr"]) for b in alle] == sorted({(b["positie"], b["volgnr"]) for b in alle})


async def test_a_figure_at_an_older_k_is_the_same_to_the_byte(geldloket: Loket) -> None:
    eerst = await geldloket.vraag("GET", EIGEN, AANBIEDER)
    pad = f"{EIGEN}?k={eerst.json['k']}"
    await geldloket.stuur(verzoek(2), AANBIEDER)
    await geldloket.stuur(toewijzing(2, met_referentie=False), GEMEENTE)
    assert (await geldloket.vraag("GET", pad, AANBIEDER)).data == eerst.data
    voor_het_verzoek = min(b["positie"] for b in await _boekingen(geldloket, f"{EIGEN}/boekingen") if b["claim"])
    begin = await _haal(geldloket, f"{EIGEN}?k={voor_het_verzoek - 1}")
    assert _cijfers(begin["plafonds"]) == [("geheel", 1000, 1000, 0, 0, 0, 0, 0), ("4", 900, 900, 0, 0, 0, 0, 0)]


async def test_a_boeking_names_its_claim_its_gebeurtenis_and_its_bericht_but_never_a_person(geldloket: Loket) -> None:
    boekingen = await _boekingen(geldloket, f"{EIGEN}/boekingen?segment=&rekening=BESLAG")
    assert [(b["debet"], b["credit"], b["bedragCents"], b["claim"], b["vanClaim"]) for b in boekingen] == [
        ("BESLAG", "GERESERVEERD", 40_000, f"toewijzing/{GEMEENTE}/1", f"verzoek/{AANBIEDER}/R0"),
        ("BESLAG", "VRIJ", 10_000, f"toewijzing/{GEMEENTE}/1", None),
    ]
    assert {b["gebeurtenis"] for b in boekingen} == {"PlafondBesloten"}
    (bericht_id,) = {b["bericht"] for b in boekingen}
    assert (await _haal(geldloket, f"/v1/berichten/{bericht_id}"))["bericht"]["berichtsoort"] == "JW301"
    bedragen = await _boekingen(geldloket, f"{EIGEN}/boekingen?rekening=PLAFOND")
    assert [(b["gebeurtenis"], b["bericht"], b["claim"]) for b in bedragen] == [("RegisterGeladen", None, None)] * 2
    assert not any(bsn in antwoord.data for antwoord in geldloket.antwoorden for bsn in (b"999900006", b"999900018"))


async def test_a_request_that_does_not_fit_shows_both_parties_who_has_room_by_name_only(geldloket: Loket) -> None:
    past = (await geldloket.stuur(verzoek(2), AANBIEDER)).json
    assert [een["code"] for een in past["signalen"]] == ["SIGNAAL-PLAFOND-NEE-PLAFOND"]
    ander = [{"code": ANDERE_AANBIEDER, "naam": f"Aanbieder {ANDERE_AANBIEDER}"}]
    for partij in (AANBIEDER, GEMEENTE):
        inzage = await geldloket.vraag("GET", f"/v1/berichten/{past['id']}", partij)
        zoals_beschreven("toonBericht", inzage)
        assert inzage.json["alternatieven"] == [{"referentie": "R2", "aanbieders": ander}]
        assert b"Cents" not in inzage.data
    for bericht_id in {b["bericht"] for b in await _boekingen(geldloket, f"{EIGEN}/boekingen")} - {None}:
        assert (await _haal(geldloket, f"/v1/berichten/{bericht_id}"))["alternatieven"] == []


async def test_who_is_full_too_is_no_alternative(geldloket: Loket) -> None:
    nummer = (await geldloket.stuur(verzoek(2), AANBIEDER)).json["id"]
    ander = met(verzoek(3), "Header/Afzender", ANDERE_AANBIEDER)
    ander = met(ander, f"{VERZOEK}/Omvang", {**OMVANG, "Volume": 5})
    assert not (await geldloket.stuur(ander, ANDERE_AANBIEDER)).json["signalen"]
    inzage = await _haal(geldloket, f"/v1/berichten/{nummer}")
    assert inzage["alternatieven"] == [{"referentie": "R2", "aanbieders": []}]


async def test_live_answers_about_plafonds_are_as_described(geldloket: Loket) -> None:
    for werking, status, pad, wie in (
        ("toonPlafonds", 200, EIGEN, AANBIEDER),
        ("toonPlafonds", 200, EIGEN, REGIO),
        ("toonPlafonds", 400, f"{EIGEN}?k=0", AANBIEDER),
        ("toonPlafonds", 400, f"{EIGEN}?k={2**62}", AANBIEDER),
        ("toonPlafonds", 404, EIGEN, ANDERE_AANBIEDER),
        ("toonPlafonds", 404, f"/v1/aanbieders/{AANBIEDER}/plafonds/dit", AANBIEDER),
        ("toonPlafonds", 404, "/v1/aanbieders/99999999/plafonds/2026", REGIO),
        ("toonPlafonds", 403, EIGEN, GEMEENTE),
        ("toonPlafondsVanRegio", 200, ALLE, REGIO),
        ("toonPlafondsVanRegio", 403, ALLE, AANBIEDER),
        ("lijstBoekingen", 200, f"{EIGEN}/boekingen?limit=1", AANBIEDER),
        ("lijstBoekingen", 200, f"{EIGEN}/boekingen?na=1.1&perceel=&segment=4", REGIO),
        ("lijstBoekingen", 404, f"{EIGEN}/boekingen", ANDERE_AANBIEDER),
    ):
        antwoord = await geldloket.vraag("GET", pad, wie)
        assert antwoord.status == status, (pad, wie, antwoord.data)
        zoals_beschreven(werking, antwoord)


@pytest.mark.parametrize(
    "vraag", ["na=1", "na=1.1.1", "na=-1.1", "na=x", "limit=251", "rekening=GELD", "jaar=1", "k=x"]
)
async def test_a_wrong_question_about_boekingen_is_400(loket: Loket, vraag: str) -> None:
    antwoord = await loket.vraag("GET", f"{EIGEN}/boekingen?{vraag}", AANBIEDER)
    assert (antwoord.status, antwoord.codes) == (400, ["VERZOEK-PARAMETER"])
