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
from berichtenverkeer.core.database import Grootboek, Verbinding
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway import ontvangst, verwerking
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.projections import opslag
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import jw301, jw305, jw307, jw315, jw317, jw319, jw323, met
from gatewaybouw import BEGIN
from web.loket import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Loket, open_loket

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
AFGEWEZEN = jw319({"Antwoord/ReferentieAanbieder": "VOT1", "Header/BerichtIdentificatie/Identificatie": "JW319-1"})
VERHAAL: tuple[tuple[Bericht, str], ...] = (
    (TOEWIJZINGEN, GEMEENTE),
    (jw315(), AANBIEDER),
    (AFGEWEZEN, GEMEENTE),
    (jw305(), AANBIEDER),
    (jw307(), AANBIEDER),
    (DECLARATIE, AANBIEDER),
    (jw317(), AANBIEDER),
)
"""What aanbieder and gemeente have with each other; the strangers have no part in it."""

Maker = Callable[[bool], Bericht]
"""The bericht of a stranger that names what is there, or what is nobody's."""


def _retour(heen: Bericht, rol: str, vreemde: str) -> Maker:
    """A stranger answers, as if it had received `heen`."""

    def maak(is_er: bool) -> Bericht:
        retour: Bericht = met(retourbericht(heen, (), "EIGEN", VANDAAG), f"Header/{rol}", vreemde)
        return retour if is_er else met(retour, "Header/BerichtIdentificatie/Identificatie", NOOIT)

    return maak


def _met(bericht: Bericht, velden: Mapping[str, Any], onbekend: Mapping[str, Any]) -> Maker:
    def maak(is_er: bool) -> Bericht:
        resultaat = bericht
        for pad, waarde in {**velden, **({} if is_er else onbekend)}.items():
            resultaat = met(resultaat, pad, waarde)
        return resultaat

    return maak


def _jw325(onbekend: Mapping[str, Any], **velden: Any) -> Maker:
    return _met(
        declaratieantwoord(DECLARATIE, (), "EIGEN", VANDAAG), {"Header/Afzender": ANDERE_GEMEENTE, **velden}, onbekend
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
    "JW320": (ANDERE_AANBIEDER, _retour(AFGEWEZEN, "Ontvanger", ANDERE_AANBIEDER)),
    "JW325 op Identificatie": (ANDERE_GEMEENTE, _jw325({_IDENTIFICATIE: NOOIT, _NUMMER: NOOIT})),
    "JW325 op DeclaratieNummer": (ANDERE_GEMEENTE, _jw325({_NUMMER: NOOIT}, **{_IDENTIFICATIE: NOOIT})),
    "JW319 op een verzoek": (
        ANDERE_GEMEENTE,
        _met(
            jw319(), {**_ALS_GEMEENTE, "Antwoord/ReferentieAanbieder": "VOT1"}, {"Antwoord/ReferentieAanbieder": NOOIT}
        ),
    ),
    "JW319 op een wijziging": (
        ANDERE_GEMEENTE,
        _met(jw319(), _ALS_GEMEENTE, {"Antwoord/ReferentieAanbieder": NOOIT}),
    ),
    "JW301 op een verzoek": (
        ANDERE_GEMEENTE,
        _met(jw301(), {**_ALS_GEMEENTE, f"{T}/ReferentieAanbieder": "VOT1"}, {f"{T}/ReferentieAanbieder": NOOIT}),
    ),
    "JW301 op een wijziging": (
        ANDERE_GEMEENTE,
        _met(jw301(), {**_ALS_GEMEENTE, f"{T}/ReferentieAanbieder": "VOW1"}, {f"{T}/ReferentieAanbieder": NOOIT}),
    ),
    "JW305 op een toewijzing": (ANDERE_AANBIEDER, _met(jw305(), _ALS_AANBIEDER, {_VOORBEELD: 99})),
    "JW307 op een toewijzing": (
        ANDERE_AANBIEDER,
        _met(jw307(), _ALS_AANBIEDER, {"Client/StopProducten/StopProduct[1]/ToewijzingNummer": 99}),
    ),
    "JW317 op toewijzingen": (
        ANDERE_AANBIEDER,
        _met(
            jw317(),
            _ALS_AANBIEDER,
            {
                "Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct[1]/ToewijzingNummer": 98,
                "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/ToewijzingNummer": 99,
            },
        ),
    ),
    "JW323 op een toewijzing": (ANDERE_AANBIEDER, _met(DECLARATIE, _ALS_AANBIEDER, {f"{P}/ToewijzingNummer": 99})),
    "JW323 op een prestatie": (
        ANDERE_AANBIEDER,
        _met(
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
async def verhaal(request: pytest.FixtureRequest, instellingen: Instellingen) -> AsyncIterator[Loket]:
    """The API after the story, with parties that all answer themselves or all leave it to the gateway."""
    partijen = [
        *(_partij("gemeente", code, request.param) for code in (GEMEENTE, ANDERE_GEMEENTE)),
        *(_partij("aanbieder", code, request.param) for code in (AANBIEDER, ANDERE_AANBIEDER)),
        Partij(soort="regio", code=REGIO, naam="De regio", geldig_van=BEGIN),
    ]
    async with open_loket(instellingen, partijen=partijen) as loket:
        for bericht, wie in VERHAAL:
            bon = await loket.stuur(bericht, wie)
            assert (bon.status, bon.json["bevindingen"]) == (201, []), bon.json
        yield loket


def _partij(soort: Any, code: str, retour: Any) -> Partij:
    return Partij(soort=soort, code=code, naam=code, retour=retour, geldig_van=BEGIN)


@pytest.fixture
def opdrachten(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement of judging and booking, in the order in which PostgreSQL got them."""
    gezien: list[str] = []

    async def verwerk(conn: Verbinding, *argumenten: Any, **opties: Any) -> list[Bon]:
        with conn.query_logger(lambda opdracht: gezien.append(opdracht.query)):
            return await verwerking.verwerk(conn, *argumenten, **opties)

    monkeypatch.setattr(ontvangst, "verwerk", verwerk)
    return gezien


@pytest.mark.parametrize("weg", WEGEN)
async def test_a_key_of_others_is_a_key_of_nobody(verhaal: Loket, weg: str, opdrachten: list[str]) -> None:
    wie, maak = WEGEN[weg]
    voor = await _van_hen(verhaal)
    for pad in ("/v1/berichten?proef=ja", "/v1/validaties?historie=ja"):
        gehoord, gedaan = [], []
        for is_er in (True, False):
            opdrachten.clear()
            antwoord = await verhaal.stuur(maak(is_er), wie, pad)
            assert antwoord.status == 200, antwoord.json
            gehoord.append(_zonder_namen(antwoord.json))
            gedaan.append(list(opdrachten))
        assert gehoord[0] == gehoord[1], pad
        assert gedaan[0] == gedaan[1], pad
        assert gedaan[0], pad
    assert await _van_hen(verhaal) == voor

    proef = (await verhaal.stuur(maak(False), wie, "/v1/berichten?proef=ja")).json
    bon = (await verhaal.stuur(maak(True), wie)).json
    assert bon["bevindingen"], "a key of nobody is wrong"
    for veld in ("oordeel", "niveaus", "bevindingen", "signalen"):
        assert bon[veld] == proef[veld]
    assert await _van_hen(verhaal) == voor
    inzage = (await verhaal.vraag("GET", f"/v1/berichten/{bon['id']}", wie)).json
    assert inzage["antwoord"] is None
    draad = (await verhaal.vraag("GET", f"/v1/berichten/{bon['id']}/draad", wie)).json
    assert not draad["erIsMeer"]
    gezien = list(_berichten(draad["takken"]))
    assert bon["id"] in {een["id"] for een in gezien}
    assert all(wie in (een["verzender"], een["bestemming"]) for een in gezien)
    anders = await herbouw(verhaal.gateway.database, verhaal.gateway.regio)
    assert not any(anders.verschillen.values()), anders.verschillen


@pytest.mark.parametrize("weg", [weg for weg in WEGEN if weg in ("JW302", "JW306", "JW308", "JW316", "JW318", "JW320")])
async def test_who_it_was_for_can_still_answer_after_a_stranger_tried(verhaal: Loket, weg: str) -> None:
    wie, maak = WEGEN[weg]
    vreemd = maak(True)
    await verhaal.stuur(vreemd, wie)
    eigenaar = AANBIEDER if wie == ANDERE_AANBIEDER else GEMEENTE
    bon = (await verhaal.stuur(met(vreemd, "Header/Ontvanger", eigenaar), eigenaar)).json
    assert (bon["oordeel"], bon["bevindingen"]) == ("goedgekeurd", [])
    signalen = [een["code"] for een in bon["signalen"]]
    assert signalen == ([] if _is_zelf(verhaal) else ["SIGNAAL-RETOUR-DUBBEL"])


def _is_zelf(loket: Loket) -> bool:
    return loket.gateway.register.stand.partij(GEMEENTE, VANDAAG).retour == "zelf"  # type: ignore[union-attr]


_NAMEN = {"id", "sha256", "identificatie", "ontvangenOp", "href"}


def _zonder_namen(json: Any) -> Any:
    """All that an answer says, but for what is different for every bericht."""
    if isinstance(json, dict):
        return {naam: _zonder_namen(waarde) for naam, waarde in json.items() if naam not in _NAMEN}
    return [_zonder_namen(een) for een in json] if isinstance(json, list) else json


def _berichten(takken: list[Any]) -> Iterator[Any]:
    for tak in takken:
        for een in tak["berichten"]:
            yield from (een, *een["antwoorden"])
        yield from _berichten(tak["takken"])


async def _van_hen(loket: Loket) -> list[Any]:
    """What the two of the story have: state, mailboxes and answers."""
    gateway, hier = loket.gateway, (GEMEENTE, AANBIEDER)
    async with gateway.database.lees() as conn:
        rijen = (await opslag.laad_op(Grootboek(conn, gateway.regio), 2**62)).rijen()
    stand = [rij for rij in rijen if (getattr(rij, "gemeente", GEMEENTE), rij.aanbieder) == hier]
    post = []
    for wie in hier:
        lijst = (await loket.vraag("GET", "/v1/berichten", wie)).json["berichten"]
        eigen = [een for een in lijst if een["wederpartij"] in hier]
        post += [(await loket.vraag("GET", f"/v1/berichten/{een['id']}", wie)).json for een in eigen]
    return [stand, post]
