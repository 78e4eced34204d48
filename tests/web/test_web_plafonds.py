# SPDX-License-Identifier: EUPL-1.2
"""Plafonds over HTTP, on figures countable by hand: 400 euro asked twice, 500 euro assigned, a third that does not fit.

Product 45A04 of segment 4 costs 100 euro a uur. The aanbieder has 1,000 euro for all and 900 euro for segment 4, the
other one 500 euro for all.
"""

import io
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from bellers import as_
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.stop_forms import StopAsked, StopDecided
from berichtenverkeer.register.rows import Plafond
from berichtenverkeer.web.app import STANDAARD
from bouwers import jw305, with_
from gateway.test_plafonds_in_de_gateway import BSN, OMVANG, TOEGEWEZEN, VERZOEK, rows, toewijzing, verzoek
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, Desk, open_loket
from web.test_web_afspraken import zoals_beschreven

EIGEN, ALLE = f"/v1/aanbieders/{AANBIEDER}/plafonds/2026", "/v1/plafonds/2026"
REKENINGEN = ("plafond", "vrij", "gereserveerd", "beslag", "realisatie", "overschrijding")
NA_TWEE = [("geheel", 1000, 100, 400, 500, 0, 0, 90), ("4", 900, 0, 400, 500, 0, 0, 100)]


GESTART = "Client/StartProducten/StartProduct[1]"


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
async def geldloket(config: Settings) -> AsyncIterator[Desk]:
    """The loket after the story of this module, up to the request that does not fit."""
    register: dict[str, list[Any]] = rows()
    register["plafonds"] = [_plafond(AANBIEDER, 1000), _plafond(AANBIEDER, 900, "4"), _plafond(ANDERE_AANBIEDER, 500)]
    register["contracten"].append(msgspec.structs.replace(register["contracten"][0], aanbieder=ANDERE_AANBIEDER))
    async with open_loket(config, STANDAARD, **register) as desk:
        desk.clock.zet(date(2026, 6, 2))
        for bericht, who in ((verzoek(0), AANBIEDER), (toewijzing(0, volume=5), GEMEENTE), (verzoek(1), AANBIEDER)):
            assert (await desk.send(bericht, who)).json["oordeel"] == "goedgekeurd"
        yield desk


async def _haal(desk: Desk, pad: str, who: str = AANBIEDER) -> Any:
    antwoord = await desk.vraag("GET", pad, who)
    assert antwoord.status == 200, antwoord.data
    return antwoord.json


def _figures(plafonds: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Segment, the rekeningen in euros, and the use."""
    return [
        (one["segment"] or "geheel", *(one[f"{name}Cents"] // 100 for name in REKENINGEN), one["gebruikProcent"])
        for one in plafonds
    ]


async def _boekingen(desk: Desk, pad: str) -> list[dict[str, Any]]:
    """All pages."""
    found = []
    following: str | None = pad
    while following is not None:
        page = await _haal(desk, following)
        found += page["boekingen"]
        following = page["volgende"]
    return found


def _sum_per_rekening(boekingen: list[dict[str, Any]]) -> Counter[str]:
    summed: Counter[str] = Counter()
    for one in boekingen:
        summed[one["debet"]] += one["bedragCents"]
        summed[one["credit"]] -= one["bedragCents"]
    return summed


async def test_an_aanbieder_sees_what_is_left_and_what_took_it(geldloket: Desk) -> None:
    overview = await _haal(geldloket, EIGEN)
    assert _figures(overview["plafonds"]) == NA_TWEE
    assert (overview["definitieversie"], overview["jaar"], overview["registerDag"]) == (2, 2026, "2026-06-01")
    assert 0 < overview["registerVersie"] < overview["k"]
    assert {one["naam"] for one in overview["plafonds"]} == {f"Aanbieder {AANBIEDER}"}
    assert await _haal(geldloket, EIGEN.replace("2026", "2027")) == overview | {
        "jaar": 2027,
        "plafonds": [],
        "signalen": [],
    }


async def test_what_does_not_fit_is_shown_below_zero(geldloket: Desk) -> None:
    await geldloket.send(toewijzing(2, met_referentie=False), GEMEENTE)
    plafonds = (await _haal(geldloket, EIGEN))["plafonds"]
    assert _figures(plafonds) == [
        ("geheel", 1000, 0, 400, 900, 0, -300, 130),
        ("4", 900, 0, 400, 900, 0, -400, 144),
    ]
    assert all(one["plafondCents"] == sum(one[f"{name}Cents"] for name in REKENINGEN[1:]) for one in plafonds)


async def test_the_region_sees_every_aanbieder_and_the_same_figures(geldloket: Desk) -> None:
    every = await _haal(geldloket, ALLE, REGIO)
    assert [one["aanbieder"] for one in every["plafonds"]] == [ANDERE_AANBIEDER, AANBIEDER, AANBIEDER]
    assert _figures(every["plafonds"]) == [("geheel", 500, 500, 0, 0, 0, 0, 0), *NA_TWEE]
    assert (await _haal(geldloket, EIGEN, REGIO))["plafonds"] == every["plafonds"][1:]
    own = await geldloket.vraag("GET", EIGEN, AANBIEDER)
    assert ANDERE_AANBIEDER.encode() not in own.data


async def test_the_boekingen_add_up_to_every_number_page_by_page_while_others_book(geldloket: Desk) -> None:
    overview = await _haal(geldloket, EIGEN)
    await geldloket.send(toewijzing(2, met_referentie=False), GEMEENTE)
    assert _figures((await _haal(geldloket, EIGEN))["plafonds"]) != NA_TWEE
    for one in overview["plafonds"]:
        boekingen = await _boekingen(geldloket, f"{one['boekingen']}&limit=2")
        summed = _sum_per_rekening(boekingen)
        assert len(boekingen) > 2
        assert {name: summed[name.upper()] for name in REKENINGEN} == {
            name: one[f"{name}Cents"] * (-1 if name == "plafond" else 1) for name in REKENINGEN
        }
        assert {(b["segment"], b["perceel"]) for b in boekingen} == {(one["segment"], None)}
    every = await _boekingen(geldloket, f"{EIGEN}/boekingen?limit=3&k={overview['k']}")
    assert len(every) == sum([len(await _boekingen(geldloket, one["boekingen"])) for one in overview["plafonds"]])
    assert [(b["positie"], b["volgnr"]) for b in every] == sorted({(b["positie"], b["volgnr"]) for b in every})


async def test_a_figure_at_an_older_k_is_the_same_to_the_byte(geldloket: Desk) -> None:
    first = await geldloket.vraag("GET", EIGEN, AANBIEDER)
    pad = f"{EIGEN}?k={first.json['k']}"
    await geldloket.send(verzoek(2), AANBIEDER)
    await geldloket.send(toewijzing(2, met_referentie=False), GEMEENTE)
    assert (await geldloket.vraag("GET", pad, AANBIEDER)).data == first.data
    voor_het_verzoek = min(b["positie"] for b in await _boekingen(geldloket, f"{EIGEN}/boekingen") if b["claim"])
    begin = await _haal(geldloket, f"{EIGEN}?k={voor_het_verzoek - 1}")
    assert _figures(begin["plafonds"]) == [("geheel", 1000, 1000, 0, 0, 0, 0, 0), ("4", 900, 900, 0, 0, 0, 0, 0)]


async def test_a_boeking_names_its_claim_its_gebeurtenis_and_its_bericht_but_never_a_person(geldloket: Desk) -> None:
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


async def test_a_request_that_does_not_fit_shows_both_parties_who_has_room_by_name_only(geldloket: Desk) -> None:
    fits = (await geldloket.send(verzoek(2), AANBIEDER)).json
    assert [one["code"] for one in fits["signalen"]] == ["SIGNAAL-PLAFOND-NEE-PLAFOND"]
    other = [{"code": ANDERE_AANBIEDER, "naam": f"Aanbieder {ANDERE_AANBIEDER}"}]
    for partij in (AANBIEDER, GEMEENTE):
        view = await geldloket.vraag("GET", f"/v1/berichten/{fits['id']}", partij)
        zoals_beschreven("toonBericht", view)
        (one,) = view.json["alternatieven"]
        assert (one["referentie"], one["aanbieders"]) == ("R2", other)
        assert b"Cents" not in view.data
    for bericht_id in {b["bericht"] for b in await _boekingen(geldloket, f"{EIGEN}/boekingen")} - {None}:
        assert (await _haal(geldloket, f"/v1/berichten/{bericht_id}"))["alternatieven"] == []


async def test_who_is_full_too_is_no_alternative(geldloket: Desk) -> None:
    number = (await geldloket.send(verzoek(2), AANBIEDER)).json["id"]
    other = with_(verzoek(3), "Header/Afzender", ANDERE_AANBIEDER)
    other = with_(other, f"{VERZOEK}/Omvang", {**OMVANG, "Volume": 5})
    assert not (await geldloket.send(other, ANDERE_AANBIEDER)).json["signalen"]
    view = await _haal(geldloket, f"/v1/berichten/{number}")
    assert [(one["referentie"], one["aanbieders"]) for one in view["alternatieven"]] == [("R2", [])]


async def test_the_alternatieven_of_a_k_are_the_same_for_ever_and_say_more_to_who_must_choose(geldloket: Desk) -> None:
    sent = (await geldloket.send(verzoek(2), AANBIEDER)).json
    pad = f"/v1/berichten/{sent['id']}/alternatieven"
    before = {who: await geldloket.vraag("GET", pad, who) for who in (GEMEENTE, REGIO, AANBIEDER)}
    for antwoord in before.values():
        zoals_beschreven("lijstAlternatieven", antwoord)
        assert b"Cents" not in antwoord.data
    name = {"code": ANDERE_AANBIEDER, "naam": f"Aanbieder {ANDERE_AANBIEDER}"}
    for who, rest in (
        (GEMEENTE, {"aanbod": "product", "wachttijd": None}),
        (REGIO, {"aanbod": "product", "wachttijd": None}),
        (AANBIEDER, {"aanbod": None, "wachttijd": None}),
    ):
        assert before[who].json["verzoeken"] == [{"referentie": "R2", "aanbieders": [name | rest]}]
    for who in (ANDERE_AANBIEDER, "0384"):
        assert (await geldloket.vraag("GET", pad, who)).status == 404
    geldloket.clock.zet(date(2026, 6, 20))
    stop = await geldloket.gateway.stops.ask(
        as_(geldloket.gateway, ANDERE_AANBIEDER),
        StopAsked(aanbieder=ANDERE_AANBIEDER, van=date(2026, 6, 20), grond="personeel"),
    )
    await geldloket.gateway.stops.decide(as_(geldloket.gateway, REGIO), stop.id, StopDecided(besluit="toegekend"))
    assert (await _haal(geldloket, pad, GEMEENTE))["verzoeken"] == [{"referentie": "R2", "aanbieders": []}]
    for who, antwoord in before.items():
        later = await geldloket.vraag("GET", f"{pad}?k={antwoord.json['k']}", who)
        assert later.data == antwoord.data
    assert (await _haal(geldloket, f"{pad}?k={before[REGIO].json['k'] - 20}", REGIO))["verzoeken"] == []


async def test_how_long_others_waited_is_told_to_who_must_choose(geldloket: Desk) -> None:
    elsewhere = with_(toewijzing(3, met_referentie=False), "Header/Ontvanger", ANDERE_AANBIEDER)
    assert (await geldloket.send(with_(elsewhere, f"{TOEGEWEZEN}/Omvang/Volume", 1), GEMEENTE)).json["oordeel"]
    geldloket.clock.zet(date(2026, 6, 12))
    begin = jw305(
        {
            "Header/Afzender": ANDERE_AANBIEDER,
            "Header/BerichtIdentificatie/Dagtekening": date(2026, 6, 12),
            "Client/Bsn": BSN[3],
            f"{GESTART}/ToewijzingNummer": 4,
            f"{GESTART}/Begindatum": date(2026, 6, 10),
        }
    )
    started = (await geldloket.send(begin, ANDERE_AANBIEDER)).json
    assert started["oordeel"] == "goedgekeurd", started
    sent = (await geldloket.send(verzoek(2), AANBIEDER)).json
    ((one,),) = [
        verzoek["aanbieders"]
        for verzoek in (await _haal(geldloket, f"/v1/berichten/{sent['id']}/alternatieven", GEMEENTE))["verzoeken"]
    ]
    assert (one["code"], one["wachttijd"]["aantal"]) == (ANDERE_AANBIEDER, 1)
    assert one["wachttijd"]["mediaan"] == (date(2026, 6, 10) - date(2026, 4, 1)).days


async def test_live_answers_about_plafonds_are_as_described(geldloket: Desk) -> None:
    for effect, status, pad, who in (
        ("toonPlafonds", 200, EIGEN, AANBIEDER),
        ("toonPlafonds", 200, EIGEN, REGIO),
        ("toonPlafonds", 400, f"{EIGEN}?k=0", AANBIEDER),
        ("toonPlafonds", 400, f"{EIGEN}?k={2**62}", AANBIEDER),
        ("toonPlafonds", 404, EIGEN, ANDERE_AANBIEDER),
        ("toonPlafonds", 404, f"/v1/aanbieders/{AANBIEDER}/plafonds/dit", AANBIEDER),
        ("toonPlafonds", 404, "/v1/aanbieders/99999999/plafonds/2026", REGIO),
        ("toonPlafonds", 404, "/v1/aanbieders/%00/plafonds/2026", REGIO),
        ("lijstBoekingen", 200, "/v1/aanbieders/%00/plafonds/2026/boekingen", REGIO),
        ("toonPlafonds", 403, EIGEN, GEMEENTE),
        ("toonPlafondsVanRegio", 200, ALLE, REGIO),
        ("toonPlafondsVanRegio", 403, ALLE, AANBIEDER),
        ("lijstBoekingen", 200, f"{EIGEN}/boekingen?limit=1", AANBIEDER),
        ("lijstBoekingen", 200, f"{EIGEN}/boekingen?na=1.1&perceel=&segment=4", REGIO),
        ("lijstBoekingen", 404, f"{EIGEN}/boekingen", ANDERE_AANBIEDER),
    ):
        antwoord = await geldloket.vraag("GET", pad, who)
        assert antwoord.status == status, (pad, who, antwoord.data)
        zoals_beschreven(effect, antwoord)


@pytest.mark.parametrize(
    "question", ["na=1", "na=1.1.1", "na=-1.1", "na=x", "limit=251", "rekening=GELD", "jaar=1", "k=x"]
)
async def test_a_wrong_question_about_boekingen_is_400(desk: Desk, question: str) -> None:
    antwoord = await desk.vraag("GET", f"{EIGEN}/boekingen?{question}", AANBIEDER)
    assert (antwoord.status, antwoord.codes) == (400, ["VERZOEK-PARAMETER"])


# --- wat-als ------------------------------------------------------------------------------------------------------

WAT_ALS = "/v1/plafonds/2026/_wat-als"


async def _wat_als(
    desk: Desk, data: bytes, who: str = REGIO, form: str = "application/json", pad: str = WAT_ALS
) -> Any:
    antwoord = await desk.vraag("POST", pad, who, data=io.BytesIO(data), headers={"Content-Type": form})
    if antwoord.status not in (404, 405):
        zoals_beschreven("rekenWatAls", antwoord)
    return antwoord


async def test_other_amounts_say_who_was_full_first_and_what_was_asked_then(geldloket: Desk) -> None:
    """900 is known of it: 400 asked on 2 June, then assigned for 500, then 400 asked. With 700 the last did not fit."""
    asked = {"plafonds": [{"aanbieder": AANBIEDER, "bedragCents": 70_000}]}
    found = (await _wat_als(geldloket, msgspec.json.encode(asked))).json
    assert (found["jaar"], found["definitieversie"]) == (2026, 2)
    assert "Er is niets geboekt" in found["letOp"]
    first, second = found["aanbieders"]
    assert (first["aanbieder"], first["dag"]) == (AANBIEDER, "2026-06-02")
    assert (first["verzoeken"], first["verzoekenCents"], first["nietPassend"]) == (1, 40_000, 1)
    amounts = [
        (one["segment"], one["plafondCents"], one["wordtCents"], one["bekendCents"]) for one in first["plafonds"]
    ]
    assert amounts == [(None, 100_000, 70_000, 90_000), ("4", 90_000, 90_000, 90_000)]
    assert (second["aanbieder"], second["dag"], second["verzoeken"]) == (ANDERE_AANBIEDER, None, 0)
    pad = f"{WAT_ALS}?k={found['k']}"
    await geldloket.send(verzoek(2), AANBIEDER)
    assert (await _wat_als(geldloket, msgspec.json.encode(asked), pad=pad)).json == found
    assert _figures((await _haal(geldloket, EIGEN))["plafonds"]) == NA_TWEE


@pytest.mark.parametrize(
    ("data", "form", "status", "code", "pad"),
    [
        (b"{}", "application/json", 400, "VERZOEK-INHOUD", ""),
        (b'{"norm": "0.6", "plafonds": []}', "application/json", 400, "VERZOEK-INHOUD", ""),
        (b'{"basisjaar": 2026}', "application/json", 400, "VERZOEK-INHOUD", "basisjaar"),
        (b'{"norm": "0.6"}', "application/json", 400, "VERZOEK-PARAMETER", "?norm"),
        (b'{"verdeling": {"bedragCents": 1, "wijze": "eerlijk"}}', "application/json", 400, "VERZOEK-INHOUD",
         "verdeling.wijze"),
        (b'{"plafonds": [{"aanbieder": "65656055"}]}', "application/json", 400, "VERZOEK-INHOUD",
         "plafonds[0].bedragCents"),
        (b"[]", "application/json", 400, "VERZOEK-INHOUD", ""),
        (b'{"plafonds": [{"aanbieder": "999900006"}]}', "application/json", 400, "VERZOEK-INHOUD",
         "plafonds[0].aanbieder"),
        (b'{"plafonds": [{"aanbieder": "65656055", "bedragCents": -1}]}', "application/json; charset=UTF-8", 400,
         "VERZOEK-INHOUD", "plafonds[0].bedragCents"),
        (b'{"plafonds": [{"aanbieder": "65656055", "bedragCents": 1.5}]}', "application/json", 400, "VERZOEK-INHOUD",
         "plafonds[0].bedragCents"),
        (b'{"plafonds": [], "999900006": 1}', "application/json", 400, "VERZOEK-INHOUD", ""),
        (b'{"plafonds": [{"aanbieder": "65656055", "segment": "4\\u0000", "bedragCents": 1}]}', "application/json", 400,
         "VERZOEK-INHOUD", "plafonds[0].segment"),
        (b'{"plafonds": [{"aanbieder": "65656055", "bedragCents": 1}, {"aanbieder": "65656055", "bedragCents": 1}]}',
         "application/json", 400, "VERZOEK-INHOUD", "plafonds[1]"),
        (b'{"plafonds": [{"aanbieder": "99999999", "bedragCents": 1}]}', "application/json", 400, "VERZOEK-PARAMETER",
         "?plafonds"),
        (b"{", "application/json", 400, "VERZOEK-INHOUD", ""),
        (b"\xff", "application/json", 400, "VERZOEK-INHOUD", ""),
        (b"[" * 100_000, "application/json", 400, "VERZOEK-INHOUD", ""),
        (b'{"plafonds": [' + b" " * 2**20 + b"]}", "application/json", 413, "TRANSPORT-TE-GROOT", ""),
        (b"{}", "text/json", 415, "TRANSPORT-MEDIATYPE", ""),
        (b"{}", "application/json; charset=utf-16", 415, "TRANSPORT-MEDIATYPE", ""),
    ],
)  # fmt: skip
async def test_a_body_that_is_not_what_is_asked_says_where_and_repeats_nothing(
    geldloket: Desk, data: bytes, form: str, status: int, code: str, pad: str
) -> None:
    antwoord = await _wat_als(geldloket, data, form=form)
    assert (antwoord.status, [(one["code"], one["pad"]) for one in antwoord.json["bevindingen"]]) == (
        status,
        [(code, pad)],
    )
    assert b"999900006" not in antwoord.data


async def test_other_plafonds_by_a_norm_a_base_year_or_a_verdeling(geldloket: Desk) -> None:
    """No plafond rests on a norm; nothing was approved in 2025, so a base year gives norm times the startbudget."""
    for asked, becomes in (
        ({"basisjaar": 2025, "norm": "0.05"}, {50_000}),
        ({"verdeling": {"bedragCents": -30_000}}, {90_000, 80_000}),
        ({"plafonds": [{"aanbieder": AANBIEDER, "norm": "0.05"}]}, {50_000, 90_000}),
    ):
        found = (await _wat_als(geldloket, msgspec.json.encode(asked))).json
        first = found["aanbieders"][0]
        assert {part["wordtCents"] for part in first["plafonds"]} == becomes, asked


async def test_wat_als_is_for_the_region(geldloket: Desk) -> None:
    good = b'{"plafonds": []}'
    assert (await _wat_als(geldloket, good)).status == 200
    assert [(await _wat_als(geldloket, good, who)).status for who in (AANBIEDER, GEMEENTE)] == [403, 403]
    assert (await _wat_als(geldloket, good, pad="/v1/plafonds/dit/_wat-als")).status == 404
    assert (await _wat_als(geldloket, good, pad=f"{WAT_ALS}?k=0")).status == 400


async def test_a_signaal_is_seen_spoken_of_and_decided_on(geldloket: Desk) -> None:
    pad, part = "/v1/plafondsignalen", {"aanbieder": AANBIEDER, "jaar": 2026}
    seen = await geldloket.vraag("GET", pad, AANBIEDER)
    zoals_beschreven("lijstPlafondsignalen", seen)
    assert [(one["segment"], one["tot"], one["stopVoorgesteld"]) for one in seen.json["signalen"]] == [
        (None, None, False),
        ("4", None, True),
    ]
    assert (await geldloket.vraag("GET", pad, GEMEENTE)).status == 403
    early = await geldloket.vraag("POST", f"{pad}/besluit", REGIO, json=part | {"uitkomst": "ophogen"})
    zoals_beschreven("legBesluitVast", early)
    assert early.status == 409
    for step, body in (
        ("gesprek", part),
        ("besluit", part | {"uitkomst": "niet ophogen", "toelichting": "Er is aanbod."}),
    ):
        antwoord = await geldloket.vraag("POST", f"{pad}/{step}", REGIO, json=body)
        assert (antwoord.status, antwoord.data) == (204, b"")
    whole, _ = (await _haal(geldloket, f"{pad}?jaar=2026&aanbieder={AANBIEDER}", REGIO))["signalen"]
    assert (whole["gesprekOp"], whole["besluitOp"], whole["uitkomst"]) == ("2026-06-02", "2026-06-02", "niet ophogen")
    assert (whole["gesprekToelichting"], whole["besluitToelichting"]) == (None, "Er is aanbod.")
    own, _ = (await _haal(geldloket, pad, AANBIEDER))["signalen"]
    assert (own["uitkomst"], own["besluitToelichting"]) == ("niet ophogen", None), "what was written is the region's"
    again = await geldloket.vraag("GET", f"{pad}?k={seen.json['k']}", AANBIEDER)
    assert again.json == seen.json
