# SPDX-License-Identifier: EUPL-1.2
"""One tenzij over HTTP from verzoek to settlement, every amount worked out by hand; what each party sees; no BSN.

Product 45A04 costs 100 euro an uur. The ceiling is 1,000 euro, and is full: care for another child takes all of it.
Ten uur for this child, April to December, is 1,000 euro above it; the tenzij allows 600.
"""

import io
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.ledger import book, watermark
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_geld_van_declaraties import declaratie
from gateway.test_plafonds_in_de_gateway import BSN, rows, toewijzing, verzoek
from web.desk import ANDERE_AANBIEDER, ANDERE_GEMEENTE, REGIO, Antwoord, Desk, open_loket
from web.test_web_afspraken import zoals_beschreven

PAD, SETTLED = "/v1/tenzij-verzoeken", "/v1/verrekeningen"
VERZOEK = {
    "bsn": BSN[0],
    "aanbieder": AANBIEDER,
    "gemeente": GEMEENTE,
    "categorie": "45",
    "code": "45A04",
    "van": "2026-04-01",
    "tot": "2026-12-31",
    "maximumCents": 60_000,
    "door": "zorgcoördinator",
    "kanNietWachten": "De hulp kan niet wachten: geheim-1.",
    "alleenHier": "Alleen hier is een behandelaar: geheim-2.",
    "alternatieven": [{"aanbieder": ANDERE_AANBIEDER, "waarom": "Geen plek: geheim-3."}],
    "referentie": "T-2026-1",
}
BESLUIT = {"besluit": "toegekend", "door": "contractmanager", "motivering": "Beide gronden zijn er: geheim-4."}


@pytest_asyncio.fixture
async def desk(config: Settings) -> AsyncIterator[Desk]:
    tables: dict[str, Any] = rows()
    async with open_loket(config, **tables) as open_:
        yield open_


async def post(desk: Desk, pad: str, who: str, body: Any, effect: str, status: int = 200) -> Any:
    antwoord = await desk.vraag("POST", pad, who, json=body)
    assert antwoord.status == status, antwoord.data
    zoals_beschreven(effect, antwoord)
    return antwoord.json


async def get(desk: Desk, pad: str, who: str, effect: str) -> Any:
    antwoord = await desk.vraag("GET", pad, who)
    assert antwoord.status == 200, antwoord.data
    zoals_beschreven(effect, antwoord)
    return antwoord.json


async def granted(desk: Desk, **otherwise: Any) -> str:
    """Where a tenzij is that was asked by the aanbieder and granted."""
    asked = await post(desk, PAD, AANBIEDER, VERZOEK | otherwise, "vraagTenzij", 201)
    place = f"{PAD}/{asked['tenzij']['id']}"
    await post(desk, f"{place}/besluit", REGIO, BESLUIT, "besluitTenzij")
    return place


def money(tenzij: Any) -> tuple[int, int, int]:
    return tenzij["beslagCents"], tenzij["realisatieCents"], tenzij["verrekendCents"]


ASK = {"aanbieder": AANBIEDER, "jaar": 2026, "helft": 1, "door": "contractmanager"}
FIX = {"door": "contractmanager"}


async def used(desk: Desk) -> str:
    """Where a tenzij of 600 euro is that covers a toewijzing of 1,000; 200 was approved of April."""
    await desk.send(toewijzing(1, met_referentie=False, volume=10), GEMEENTE)  # fills the ceiling of 1,000 euro
    place = await granted(desk)
    assert (await desk.send(toewijzing(0, met_referentie=False, volume=10), GEMEENTE)).status == 201
    tenzij = (await get(desk, place, AANBIEDER, "toonTenzij"))["tenzij"]
    assert money(tenzij) == (60_000, 0, 0)  # of 1,000 euro 600 is covered; 400 is over the ceiling
    desk.clock.zet(date(2026, 6, 20))
    await desk.send(declaratie("D1", 2), AANBIEDER)  # April: two uur, 200 euro
    tenzij = (await get(desk, place, AANBIEDER, "toonTenzij"))["tenzij"]
    assert money(tenzij) == (40_000, 20_000, 0)  # what was approved comes first, what is expected has the rest
    return place


async def refused(desk: Desk, pad: str, who: str, body: Any) -> list[str]:
    """The fields that a 409 is about."""
    antwoord = await desk.vraag("POST", pad, who, json=body)
    assert (antwoord.status, set(antwoord.codes)) == (409, {"VERZOEK-STAP"})
    return [one["pad"] for one in antwoord.json["bevindingen"]]


async def test_a_verzoek_that_is_decided_anew_says_so_where_its_parties_look(desk: Desk) -> None:
    """At the bericht, at its alternatieven and at the tenzij, to the aanbieder, the gemeente and the region."""
    await desk.send(toewijzing(2, met_referentie=False, volume=10), GEMEENTE)  # fills the ceiling of 1,000 euro
    sent = [(await desk.send(verzoek(number), AANBIEDER)).json for number in (1, 0)]
    asked = await post(desk, PAD, AANBIEDER, VERZOEK, "vraagTenzij", 201)
    before = await get(desk, PAD, GEMEENTE, "lijstTenzijs")
    decided = await post(desk, f"{PAD}/{asked['tenzij']['id']}/besluit", REGIO, BESLUIT, "besluitTenzij")
    anew = [{"referentie": "R0", "uitkomst": "tenzij", "op": decided["tenzij"]["beslotenOp"]}]
    assert decided["opnieuwBesloten"] == decided["tenzij"]["opnieuwBesloten"] == anew
    for who in (AANBIEDER, GEMEENTE):
        seen = [await get(desk, f"/v1/berichten/{one['id']}", who, "toonBericht") for one in sent]
        assert [one["opnieuwBesloten"] for one in seen] == [[], anew]
        assert [len(one["alternatieven"]) for one in seen] == [1, 0]
    ways = f"/v1/berichten/{sent[1]['id']}/alternatieven"
    for who in (AANBIEDER, GEMEENTE, REGIO):
        assert (await get(desk, ways, who, "lijstAlternatieven"))["opnieuwBesloten"] == anew
        (one,) = (await get(desk, PAD, who, "lijstTenzijs"))["tenzijs"]
        assert one["opnieuwBesloten"] == anew
    assert (await get(desk, f"{ways}?k={before['k']}", GEMEENTE, "lijstAlternatieven"))["opnieuwBesloten"] == []
    assert await get(desk, f"{PAD}?k={before['k']}", GEMEENTE, "lijstTenzijs") == before


async def settled(desk: Desk) -> tuple[str, str]:
    """A tenzij, and its first half year: asked, answered, settled."""
    place = await used(desk)
    assert await refused(desk, SETTLED, REGIO, ASK) == ["helft"], "the half year is not over"
    desk.clock.zet(date(2026, 7, 1))
    asked = await post(desk, SETTLED, REGIO, ASK, "vraagVerrekeningUit", 201)
    assert (asked["status"], asked["bedragCents"], asked["antwoordVoor"]) == ("uitgevraagd", 20_000, "2026-07-29")
    (line,) = asked["regels"]
    assert (line["volumes"], line["bedragCents"], line["correcties"]) == ([{"eenheid": "04", "volume": 2}], 20_000, [])
    assert await refused(desk, SETTLED, REGIO, ASK) == ["helft"], "it was asked already"
    here = f"{SETTLED}/{asked['id']}"
    assert await refused(desk, f"{here}/verrekening", REGIO, FIX) == ["id"], "the aanbieder may still answer"
    other = {"tenzij": line["tenzij"], "volumes": [{"eenheid": "04", "volume": 3}], "reden": "Mei komt nog: geheim-5."}
    told = {"door": "administratie", "regels": [other]}
    answered = await post(desk, f"{here}/opgave", AANBIEDER, told, "doeOpgave")
    assert (answered["status"], answered["regels"][0]["opgave"]) == ("opgegeven", [{"eenheid": "04", "volume": 3}])
    assert "id" in await refused(desk, f"{here}/opgave", AANBIEDER, told)
    fixed = await post(desk, f"{here}/verrekening", REGIO, FIX, "verreken")
    assert (fixed["status"], fixed["verrekendCents"]) == ("verrekend", 20_000)  # the actual production
    assert await refused(desk, f"{here}/verrekening", REGIO, FIX) == ["id"]
    return place, here


async def test_from_verzoek_to_settlement_with_every_amount(desk: Desk) -> None:
    place, here = await settled(desk)
    desk.clock.zet(date(2026, 8, 3))
    await desk.send(declaratie("D2", 2, teken="C", vorige="RD1"), AANBIEDER)  # April is taken back ...
    await desk.send(declaratie("D3", 5), AANBIEDER)  # ... and becomes 500 euro
    (line,) = (await get(desk, here, AANBIEDER, "toonVerrekening"))["verrekening"]["regels"]
    assert (line["verrekendCents"], line["naVerrekeningGewijzigdCents"]) == (20_000, 30_000)
    assert (line["reden"], line["opgave"]) == ("Mei komt nog: geheim-5.", [{"eenheid": "04", "volume": 3}])

    desk.clock.zet(date(2027, 1, 4))
    second = await post(desk, SETTLED, REGIO, ASK | {"helft": 2}, "vraagVerrekeningUit", 201)
    (line,) = second["regels"]
    correctie = {"jaar": 2026, "helft": 1, "bedragCents": 30_000}
    assert (line["bedragCents"], line["correcties"], second["bedragCents"]) == (0, [correctie], 30_000)
    desk.clock.zet(date(2027, 2, 3))  # four weeks without an answer
    fixed = await post(desk, f"{SETTLED}/{second['id']}/verrekening", REGIO, FIX, "verreken")
    (line,) = fixed["regels"]
    assert (line["verrekendCents"], line["verrekendeCorrecties"]) == (0, [correctie])
    tenzij = (await get(desk, place, REGIO, "toonTenzij"))["tenzij"]
    assert tenzij["alternatieven"] == [{"aanbieder": ANDERE_AANBIEDER, "naam": f"Aanbieder {ANDERE_AANBIEDER}"}]
    assert (tenzij["realisatieCents"], tenzij["verrekendCents"]) == (50_000, 50_000)
    (first,) = (await get(desk, here, AANBIEDER, "toonVerrekening"))["verrekening"]["regels"]
    assert (first["verrekendCents"], first["naVerrekeningGewijzigdCents"]) == (20_000, 0), "settled, with its correctie"
    lower = {"maximumCents": 49_999, "tot": "2026-12-31", "door": "contractmanager", "motivering": "Minder."}
    assert await refused(desk, f"{place}/wijziging", REGIO, lower) == ["maximumCents"], "never backwards over that"


async def test_its_clock_stands_in_the_list_of_clocks(desk: Desk) -> None:
    asked = await post(desk, PAD, AANBIEDER, VERZOEK, "vraagTenzij", 201)
    for who in (AANBIEDER, GEMEENTE, REGIO):
        (clock,) = (await get(desk, "/v1/termijnen?partij=opdrachtgever", who, "lijstTermijnen"))["klokken"]
        assert (clock["soort"], clock["wederpartij"], clock["tenzij"]) == (
            "tenzij-besluit",
            AANBIEDER,
            asked["tenzij"]["id"],
        )
        assert (clock["deadline"], clock["bericht"]) == (asked["tenzij"]["beslissenVoor"], None)
    for who in (ANDERE_AANBIEDER, ANDERE_GEMEENTE):
        assert (await get(desk, "/v1/termijnen", who, "lijstTermijnen"))["klokken"] == []


async def test_another_amount_is_fixed_with_why_and_within_the_maximum(desk: Desk) -> None:
    await used(desk)
    desk.clock.zet(date(2026, 7, 1))
    asked = await post(desk, SETTLED, REGIO, ASK, "vraagVerrekeningUit", 201)
    here = f"{SETTLED}/{asked['id']}"
    await post(desk, f"{here}/opgave", AANBIEDER, {"door": "administratie"}, "doeOpgave")
    line = {"tenzij": asked["regels"][0]["tenzij"], "bedragCents": 60_001, "reden": "Mei komt nog."}
    assert await refused(desk, f"{here}/verrekening", REGIO, FIX | {"regels": [line | {"reden": ""}]}) == ["regels"]
    assert await refused(desk, f"{here}/verrekening", REGIO, FIX | {"regels": [line]}) == ["bedragCents"]
    fixed = await post(
        desk, f"{here}/verrekening", REGIO, FIX | {"regels": [line | {"bedragCents": 30_000}]}, "verreken"
    )
    assert (fixed["verrekendCents"], fixed["regels"][0]["naVerrekeningGewijzigdCents"]) == (30_000, -10_000)


async def test_the_same_again_is_the_one_that_there_is(desk: Desk) -> None:
    first = await post(desk, PAD, AANBIEDER, VERZOEK, "vraagTenzij", 201)
    again = await post(desk, PAD, AANBIEDER, VERZOEK | {"toelichting": "anders gezegd"}, "vraagTenzij")
    assert (again["tenzij"]["id"], again["isHerhaald"]) == (first["tenzij"]["id"], True)
    for other in ({"maximumCents": 1}, {"bsn": BSN[1]}, {"tot": "2026-11-30"}):
        antwoord = await desk.vraag("POST", PAD, AANBIEDER, json=VERZOEK | other)
        assert (antwoord.status, [one["pad"] for one in antwoord.json["bevindingen"]]) == (409, ["referentie"])
    of_gemeente = await post(desk, PAD, GEMEENTE, VERZOEK, "vraagTenzij", 201)
    assert of_gemeente["tenzij"]["id"] != first["tenzij"]["id"], "a reference is of its own partij"


async def test_each_sees_his_own_and_no_text_or_step_of_another(desk: Desk) -> None:
    place = await granted(desk)
    for who, count in ((AANBIEDER, 1), (GEMEENTE, 1), (REGIO, 1), (ANDERE_AANBIEDER, 0), (ANDERE_GEMEENTE, 0)):
        assert len((await get(desk, PAD, who, "lijstTenzijs"))["tenzijs"]) == count, who
        antwoord = await desk.vraag("GET", place, who)
        assert antwoord.status == (200 if count else 404), who
        assert (b"geheim-1" in antwoord.data) is bool(count), who
    step = {"door": "x", "toelichting": ""}
    change = {"maximumCents": 1, "tot": "2026-12-31", "door": "x", "motivering": "y"}
    for who, pad, body, status in (
        (ANDERE_AANBIEDER, PAD, VERZOEK, 404),
        (ANDERE_GEMEENTE, PAD, VERZOEK, 404),
        (REGIO, PAD, VERZOEK, 403),
        (AANBIEDER, f"{place}/besluit", BESLUIT, 403),
        (GEMEENTE, f"{place}/wijziging", change, 403),
        (AANBIEDER, f"{place}/einde", {"vanaf": "2026-07-01", "door": "x", "motivering": "y"}, 403),
        (GEMEENTE, f"{place}/bevestiging", step, 403),
        (ANDERE_AANBIEDER, f"{place}/intrekking", step, 404),
        (GEMEENTE, f"{place}/intrekking", step, 409),
    ):
        assert (await desk.vraag("POST", pad, who, json=body)).status == status, (who, pad)


async def test_a_settlement_is_of_its_aanbieder_and_a_gemeente_sees_its_lines(desk: Desk) -> None:
    await granted(desk)
    desk.clock.zet(date(2026, 7, 1))
    ask = {"aanbieder": AANBIEDER, "jaar": 2026, "helft": 1, "door": "contractmanager"}
    asked = await post(desk, SETTLED, REGIO, ask, "vraagVerrekeningUit", 201)
    here = f"{SETTLED}/{asked['id']}"
    for who, count in ((AANBIEDER, 1), (GEMEENTE, 1), (REGIO, 1), (ANDERE_AANBIEDER, 0), (ANDERE_GEMEENTE, 0)):
        listing = await get(desk, f"{SETTLED}?jaar=2026&status=uitgevraagd", who, "lijstVerrekeningen")
        assert [len(one["regels"]) for one in listing["verrekeningen"]] == [1] * count
        assert (await desk.vraag("GET", here, who)).status == (200 if count else 404)
    for who, pad, status in (
        (AANBIEDER, SETTLED, 403),
        (AANBIEDER, f"{here}/verrekening", 403),
        (GEMEENTE, f"{here}/opgave", 403),
        (ANDERE_AANBIEDER, f"{here}/opgave", 404),
    ):
        body = ask if pad == SETTLED else {"door": "x"}
        assert (await desk.vraag("POST", pad, who, json=body)).status == status, (who, pad)
    nothing = await desk.vraag("POST", SETTLED, REGIO, json=ask | {"aanbieder": ANDERE_AANBIEDER})
    assert nothing.status == 409


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({}, 400, ["bsn", "aanbieder", "gemeente", "categorie", "van", "tot", "maximumCents", "door"]),
        (VERZOEK | {"maximumCents": 0, "door": "", "anders": 1}, 400, ["", "maximumCents", "door"]),
        (VERZOEK | {"bsn": "999900007", "tot": "2026-01-01", "categorie": "99", "code": None}, 409,
         ["bsn", "categorie", "tot"]),
        (VERZOEK | {"door": f"ouder van {BSN[0]}", "referentie": BSN[0]}, 409, ["door", "referentie"]),
        (VERZOEK | {"alternatieven": [{"aanbieder": AANBIEDER, "waarom": "Nee."}]}, 409, ["alternatieven"]),
        (VERZOEK | {"alternatieven": [{"aanbieder": ANDERE_AANBIEDER, "waarom": " "}]}, 400,
         ["alternatieven[0].waarom"]),
        (VERZOEK | {"door": "planner\x00"}, 409, ["door"]),
    ],
)  # fmt: skip
async def test_all_that_is_wrong_is_said_at_once_and_nothing_is_repeated(
    desk: Desk, body: Any, status: int, fields: list[str]
) -> None:
    antwoord = await desk.vraag("POST", PAD, AANBIEDER, json=body)
    zoals_beschreven("vraagTenzij", antwoord)
    assert (antwoord.status, [one["pad"] for one in antwoord.json["bevindingen"]]) == (status, fields)
    assert all(bsn.encode() not in antwoord.data for bsn in (*BSN, "999900007"))
    assert (await get(desk, PAD, REGIO, "lijstTenzijs"))["tenzijs"] == []


async def test_a_decision_need_not_wait_until_a_k_knows_the_verzoek(desk: Desk) -> None:
    gateway = desk.gateway
    async with gateway.database.transaction() as conn:
        await watermark.begin(Grootboek(conn, gateway.regio))
        await book.reserve(conn, 1, gateway.clock)  # somebody writes, and holds K back
        place = await granted(desk)
    assert (await get(desk, place, REGIO, "toonTenzij"))["tenzij"]["status"] == "toegekend"


async def test_a_step_that_nobody_can_read_is_none(desk: Desk) -> None:
    asked = await post(desk, PAD, AANBIEDER, VERZOEK, "vraagTenzij", 201)
    place = f"{PAD}/{asked['tenzij']['id']}/besluit"
    for body, field in (({"door": "a\x00b"}, "door"), ({"motivering": "\u200b"}, "motivering")):
        assert await refused(desk, place, REGIO, BESLUIT | body) == [field]
    assert await refused(desk, SETTLED, REGIO, ASK | {"jaar": 2025, "door": "a\x00b"}) == ["door", "helft"]
    json = {"Content-Type": "application/json"}
    no_text = await desk.vraag("POST", place, REGIO, data=b'{"door": "\xff"}', headers=json)
    zoals_beschreven("besluitTenzij", no_text)
    assert (no_text.status, no_text.codes) == (400, ["VERZOEK-INHOUD"])


async def test_no_bsn_and_no_text_is_in_a_log_a_list_or_the_ledger(desk: Desk, log: io.StringIO) -> None:
    place = await granted(desk)
    await desk.vraag("POST", f"{place}/besluit", REGIO, json=BESLUIT)
    everything = [one.data for one in desk.antwoorden] + [str(one.headers).encode() for one in desk.antwoorden]
    assert all(BSN[0].encode() not in one for one in everything)
    assert BSN[0] not in log.getvalue()
    async with desk.gateway.database.lees() as conn:
        kept = await conn.fetch("select inhoud::text from gebeurtenis where soort like 'Tenzij%'")
    for text in (log.getvalue(), (await desk.vraag("GET", PAD, REGIO)).data.decode(), *(row[0] for row in kept)):
        assert BSN[0] not in text
        assert "geheim" not in text


async def test_what_cannot_wait_comes_first_and_a_page_leads_to_the_next(desk: Desk) -> None:
    can_wait = VERZOEK | {"kanNietWachten": "", "referentie": "A"}
    first = await post(desk, PAD, AANBIEDER, can_wait, "vraagTenzij", 201)
    second = await post(desk, PAD, AANBIEDER, VERZOEK | {"referentie": "B", "bsn": BSN[1]}, "vraagTenzij", 201)
    page = await get(desk, f"{PAD}?limit=1&status=gevraagd&aanbieder={AANBIEDER}", REGIO, "lijstTenzijs")
    rest = await get(desk, page["volgende"], REGIO, "lijstTenzijs")
    assert [one["id"] for one in page["tenzijs"] + rest["tenzijs"]] == [second["tenzij"]["id"], first["tenzij"]["id"]]
    assert (rest["volgende"], rest["tenzijs"][0]["isZwak"]) == (None, True)


async def test_the_other_steps(desk: Desk) -> None:
    place = await granted(desk)
    why = {"door": "contractmanager", "motivering": "Er is minder nodig."}
    changed = await post(
        desk, f"{place}/wijziging", REGIO, {"maximumCents": 50_000, "tot": "2026-11-30", **why}, "wijzigTenzij"
    )
    assert (changed["tenzij"]["toegekend"]["maximumCents"], changed["tenzij"]["toegekend"]["tot"]) == (
        50_000, "2026-11-30",
    )  # fmt: skip
    ended = await post(desk, f"{place}/einde", REGIO, {"vanaf": "2026-07-01", **why}, "beeindigTenzij")
    assert ended["tenzij"]["toegekend"]["tot"] == "2026-06-30"
    nothing = await desk.vraag("POST", f"{place}/bevestiging", REGIO, json={"door": "tweede"})
    zoals_beschreven("bevestigTenzij", nothing)
    assert nothing.status == 409
    asked = await post(desk, PAD, GEMEENTE, VERZOEK, "vraagTenzij", 201)
    second = f"{PAD}/{asked['tenzij']['id']}"
    withdrawn = await post(desk, f"{second}/intrekking", GEMEENTE, {"door": "toegang"}, "trekTenzijIn")
    assert withdrawn["tenzij"]["status"] == "ingetrokken"
    asked = await post(desk, PAD, GEMEENTE, VERZOEK | {"referentie": "nog een"}, "vraagTenzij", 201)
    rejected = await post(
        desk, f"{PAD}/{asked['tenzij']['id']}/besluit", REGIO,
        {"besluit": "afgewezen", "door": "contractmanager", "motivering": "Elders is plek."}, "besluitTenzij",
    )  # fmt: skip
    assert rejected["tenzij"]["status"] == "afgewezen"
    nowhere: Antwoord = await desk.vraag("GET", f"{PAD}/x", REGIO)
    assert nowhere.status == 404
