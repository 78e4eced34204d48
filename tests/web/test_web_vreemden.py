# SPDX-License-Identifier: EUPL-1.2
"""Naming what is another's: every key that a bericht can name, by a stranger, over every way in.

Whether the key belongs to others or to nobody, the stranger hears the same and nothing of theirs moves.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import processing, receiving
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.projections import store
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import jw301, jw305, jw307, jw315, jw317, jw319, jw323, with_
from gatewaybouw import BEGIN
from web.desk import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Desk, open_loket

VANDAAG = date(2026, 6, 1)
T = "Client/ToegewezenProducten/ToegewezenProduct"
P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
NOOIT = "NOOIT"
"""A key of nobody."""

TOEWIJZINGEN = jw301({f"{T}[2]/ToewijzingNummer": 2, f"{T}[2]/Product/Code": "45A06"})
APRIL = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}
DECLARATIE = jw323(
    {
        "Header/BerichtIdentificatie/Dagtekening": "2026-05-20",
        "Declaratie/DeclaratieDagtekening": "2026-05-20",
        "Declaratie/DeclaratiePeriode": APRIL,
        f"{P}/ProductPeriode": APRIL,
    }
)
REJECTED = jw319({"Antwoord/ReferentieAanbieder": "VOT1", "Header/BerichtIdentificatie/Identificatie": "JW319-1"})
VERHAAL: tuple[tuple[Bericht, str], ...] = (
    (TOEWIJZINGEN, GEMEENTE),
    (jw315(), AANBIEDER),
    (REJECTED, GEMEENTE),
    (jw305(), AANBIEDER),
    (jw307(), AANBIEDER),
    (DECLARATIE, AANBIEDER),
    (jw317(), AANBIEDER),
)
"""What aanbieder and gemeente have with each other; the strangers have no part in it."""

Maker = Callable[[bool], Bericht]
"""The bericht of a stranger that names what is there, or what is nobody's."""


def _retour(heen: Bericht, role: str, vreemde: str) -> Maker:
    """A stranger answers, as if it had received `heen`."""

    def make(is_there: bool) -> Bericht:
        retour: Bericht = with_(retourbericht(heen, (), "EIGEN", VANDAAG), f"Header/{role}", vreemde)
        return retour if is_there else with_(retour, "Header/BerichtIdentificatie/Identificatie", NOOIT)

    return make


def _with(bericht: Bericht, fields: Mapping[str, Any], unknown: Mapping[str, Any]) -> Maker:
    def make(is_there: bool) -> Bericht:
        result = bericht
        for pad, value in {**fields, **({} if is_there else unknown)}.items():
            result = with_(result, pad, value)
        return result

    return make


def _jw325(unknown: Mapping[str, Any], **fields: Any) -> Maker:
    return _with(
        declaratieantwoord(DECLARATIE, (), "EIGEN", VANDAAG), {"Header/Afzender": ANDERE_GEMEENTE, **fields}, unknown
    )


_IDENTIFICATIE, _NUMMER = "Header/DeclaratieIdentificatie/Identificatie", "DeclaratieAntwoord/DeclaratieNummer"
_ALS_AANBIEDER, _ALS_GEMEENTE = {"Header/Afzender": ANDERE_AANBIEDER}, {"Header/Afzender": ANDERE_GEMEENTE}
_VOORBEELD = "Client/StartProducten/StartProduct[1]/ToewijzingNummer"

WEGEN: dict[str, tuple[str, Maker]] = {
    "JW302": (ANDERE_AANBIEDER, _retour(TOEWIJZINGEN, "Ontvanger", ANDERE_AANBIEDER)),
    "JW306": (ANDERE_GEMEENTE, _retour(jw305(), "Ontvanger", ANDERE_GEMEENTE)),
    "JW308": (ANDERE_GEMEENTE, _retour(jw307(), "Ontvanger", ANDERE_GEMEENTE)),
    "JW316": (ANDERE_GEMEENTE, _retour(jw315(), "Ontvanger", ANDERE_GEMEENTE)),
    "JW318": (ANDERE_GEMEENTE, _retour(jw317(), "Ontvanger", ANDERE_GEMEENTE)),
    "JW320": (ANDERE_AANBIEDER, _retour(REJECTED, "Ontvanger", ANDERE_AANBIEDER)),
    "JW325 op Identificatie": (ANDERE_GEMEENTE, _jw325({_IDENTIFICATIE: NOOIT, _NUMMER: NOOIT})),
    "JW325 op DeclaratieNummer": (ANDERE_GEMEENTE, _jw325({_NUMMER: NOOIT}, **{_IDENTIFICATIE: NOOIT})),
    "JW319 op een verzoek": (
        ANDERE_GEMEENTE,
        _with(
            jw319(), {**_ALS_GEMEENTE, "Antwoord/ReferentieAanbieder": "VOT1"}, {"Antwoord/ReferentieAanbieder": NOOIT}
        ),
    ),
    "JW319 op een wijziging": (
        ANDERE_GEMEENTE,
        _with(jw319(), _ALS_GEMEENTE, {"Antwoord/ReferentieAanbieder": NOOIT}),
    ),
    "JW301 op een verzoek": (
        ANDERE_GEMEENTE,
        _with(jw301(), {**_ALS_GEMEENTE, f"{T}/ReferentieAanbieder": "VOT1"}, {f"{T}/ReferentieAanbieder": NOOIT}),
    ),
    "JW301 op een wijziging": (
        ANDERE_GEMEENTE,
        _with(jw301(), {**_ALS_GEMEENTE, f"{T}/ReferentieAanbieder": "VOW1"}, {f"{T}/ReferentieAanbieder": NOOIT}),
    ),
    "JW305 op een toewijzing": (ANDERE_AANBIEDER, _with(jw305(), _ALS_AANBIEDER, {_VOORBEELD: 99})),
    "JW307 op een toewijzing": (
        ANDERE_AANBIEDER,
        _with(jw307(), _ALS_AANBIEDER, {"Client/StopProducten/StopProduct[1]/ToewijzingNummer": 99}),
    ),
    "JW317 op toewijzingen": (
        ANDERE_AANBIEDER,
        _with(
            jw317(),
            _ALS_AANBIEDER,
            {
                "Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct[1]/ToewijzingNummer": 98,
                "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/ToewijzingNummer": 99,
            },
        ),
    ),
    "JW323 op een toewijzing": (ANDERE_AANBIEDER, _with(DECLARATIE, _ALS_AANBIEDER, {f"{P}/ToewijzingNummer": 99})),
    "JW323 op een prestatie": (
        ANDERE_AANBIEDER,
        _with(
            DECLARATIE,
            {
                **_ALS_AANBIEDER,
                "Declaratie/TotaalIngediendBedrag/DebetCredit": "C",
                f"{P}/IngediendBedrag/DebetCredit": "C",
                f"{P}/ProductReferentie": {"ReferentieNummer": "X1", "VorigReferentieNummer": "RN1"},
            },
            {f"{P}/ProductReferentie": {"ReferentieNummer": "X1", "VorigReferentieNummer": NOOIT}},
        ),
    ),
}


@pytest_asyncio.fixture(params=["automatisch", "zelf"])
async def story(request: pytest.FixtureRequest, config: Settings) -> AsyncIterator[Desk]:
    """The API after the story, with parties that all answer themselves or all leave it to the gateway."""
    partijen = [
        *(_partij("gemeente", code, request.param) for code in (GEMEENTE, ANDERE_GEMEENTE)),
        *(_partij("aanbieder", code, request.param) for code in (AANBIEDER, ANDERE_AANBIEDER)),
        Partij(soort="regio", code=REGIO, naam="De regio", geldig_van=BEGIN),
    ]
    async with open_loket(config, partijen=partijen) as desk:
        for bericht, who in VERHAAL:
            receipt = await desk.send(bericht, who)
            assert (receipt.status, receipt.json["bevindingen"]) == (201, []), receipt.json
        yield desk


def _partij(soort: Any, code: str, retour: Any) -> Partij:
    return Partij(soort=soort, code=code, naam=code, retour=retour, geldig_van=BEGIN)


@pytest.fixture
def opdrachten(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement of judging and booking, in the order in which PostgreSQL got them; not what the driver asks about
    types on a connection that is new to it."""
    seen: list[str] = []

    def see(order: Any) -> None:
        if not any(own in order.query for own in ("set_config('jit'", "typeinfo_tree")):
            seen.append(order.query)

    async def process(conn: PgConnection, *arguments: Any, **options: Any) -> list[Receipt]:
        with conn.query_logger(see):
            return await processing.process(conn, *arguments, **options)

    monkeypatch.setattr(receiving, "process", process)
    return seen


@pytest.mark.parametrize("gone", WEGEN)
async def test_a_key_of_others_is_a_key_of_nobody(story: Desk, gone: str, opdrachten: list[str]) -> None:
    who, make = WEGEN[gone]
    before = await _van_hen(story)
    for pad in ("/v1/berichten?proef=ja", "/v1/validaties?historie=ja"):
        gehoord, done = [], []
        for is_there in (True, False):
            opdrachten.clear()
            antwoord = await story.send(make(is_there), who, pad)
            assert antwoord.status == 200, antwoord.json
            gehoord.append(_zonder_namen(antwoord.json))
            done.append(list(opdrachten))
        assert gehoord[0] == gehoord[1], pad
        assert done[0] == done[1], pad
        assert done[0], pad
    assert await _van_hen(story) == before

    proef = (await story.send(make(False), who, "/v1/berichten?proef=ja")).json
    receipt = (await story.send(make(True), who)).json
    assert receipt["bevindingen"], "a key of nobody is wrong"
    for field in ("oordeel", "niveaus", "bevindingen", "signalen"):
        assert receipt[field] == proef[field]
    assert await _van_hen(story) == before
    view = (await story.vraag("GET", f"/v1/berichten/{receipt['id']}", who)).json
    assert view["antwoord"] is None
    draad = (await story.vraag("GET", f"/v1/berichten/{receipt['id']}/draad", who)).json
    assert not draad["erIsMeer"]
    seen = list(_berichten(draad["takken"]))
    assert receipt["id"] in {one["id"] for one in seen}
    assert all(who in (one["verzender"], one["bestemming"]) for one in seen)
    otherwise = await rebuild(story.gateway.database, story.gateway.regio)
    assert not any(otherwise.verschillen.values()), otherwise.verschillen


@pytest.mark.parametrize(
    "gone", [gone for gone in WEGEN if gone in ("JW302", "JW306", "JW308", "JW316", "JW318", "JW320")]
)
async def test_who_it_was_for_can_still_answer_after_a_stranger_tried(story: Desk, gone: str) -> None:
    who, make = WEGEN[gone]
    foreign = make(True)
    await story.send(foreign, who)
    eigenaar = AANBIEDER if who == ANDERE_AANBIEDER else GEMEENTE
    receipt = (await story.send(with_(foreign, "Header/Ontvanger", eigenaar), eigenaar)).json
    assert (receipt["oordeel"], receipt["bevindingen"]) == ("goedgekeurd", [])
    signalen = [one["code"] for one in receipt["signalen"]]
    assert signalen == ([] if _is_zelf(story) else ["SIGNAAL-RETOUR-DUBBEL"])


def _is_zelf(desk: Desk) -> bool:
    return desk.gateway.register.stand.partij(GEMEENTE, VANDAAG).retour == "zelf"  # type: ignore[union-attr]


_NAMES = {"id", "sha256", "identificatie", "ontvangenOp", "href"}


def _zonder_namen(json: Any) -> Any:
    """All that an answer says, but for what is different for every bericht."""
    if isinstance(json, dict):
        return {name: _zonder_namen(value) for name, value in json.items() if name not in _NAMES}
    return [_zonder_namen(one) for one in json] if isinstance(json, list) else json


def _berichten(branches: list[Any]) -> Iterator[Any]:
    for branch in branches:
        for one in branch["berichten"]:
            yield from (one, *one["antwoorden"])
        yield from _berichten(branch["takken"])


async def _van_hen(desk: Desk) -> list[Any]:
    """What the two of the story have: state, mailboxes and answers."""
    gateway, here = desk.gateway, (GEMEENTE, AANBIEDER)
    async with gateway.database.lees() as conn:
        rows = (await store.load_at(Grootboek(conn, gateway.regio), 2**62)).rijen()
    stand = [row for row in rows if (getattr(row, "gemeente", GEMEENTE), row.aanbieder) == here]
    post = []
    for who in here:
        listing = (await desk.vraag("GET", "/v1/berichten", who)).json["berichten"]
        own = [one for one in listing if one["wederpartij"] in here]
        post += [(await desk.vraag("GET", f"/v1/berichten/{one['id']}", who)).json for one in own]
    return [stand, post]
