# SPDX-License-Identifier: EUPL-1.2
"""A gemeente that answers itself, over HTTP: what both parties see until it answers, and what its answer does."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, TypeVar

import msgspec
import pytest
import pytest_asyncio

from bellers import beheer
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.cli.plafond import tabel
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rijen import Gebied, Gemeente, Partij
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.web.app import STANDAARD
from bouwers import jw301, jw305, jw307, jw315, jw319, jw323, met
from gateway.test_plafonds_in_de_gateway import rijen, toewijzing, verzoek
from gatewaybouw import BEGIN, register
from web.loket import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Antwoord, Loket, open_loket

REGISTER: dict[str, Any] = {
    "partijen": [
        Partij(soort="gemeente", code=GEMEENTE, naam="Zelf", retour="zelf", geldig_van=BEGIN),
        Partij(soort="gemeente", code=ANDERE_GEMEENTE, naam="Automatisch", geldig_van=BEGIN),
        *(Partij(soort="aanbieder", code=een, naam=een, geldig_van=BEGIN) for een in (AANBIEDER, ANDERE_AANBIEDER)),
        Partij(soort="regio", code=REGIO, naam="De regio", geldig_van=BEGIN),
    ],
    "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
    "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
}
R = TypeVar("R")
VANDAAG = date(2026, 6, 1)
T = "Client/ToegewezenProducten/ToegewezenProduct"
P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie"


@pytest_asyncio.fixture
async def zelf(instellingen: Instellingen) -> AsyncIterator[Loket]:
    """The API, with two toewijzingen from the gemeente that answers itself."""
    async with open_loket(instellingen, **REGISTER) as loket:
        antwoord = await loket.stuur(toewijzingen(), GEMEENTE)
        assert antwoord.json["oordeel"] == "goedgekeurd", antwoord.json
        yield loket


def toewijzingen(**anders: Any) -> JW301:
    """Toewijzing 1 of product 45A04 and 2 of 45A05, 100 hours a month each."""
    omvang = {"Volume": 100, "Eenheid": "04", "Frequentie": "4"}
    tweede = {f"{T}[2]/ToewijzingNummer": 2, f"{T}[2]/Product/Code": "45A05"}
    return jw301({f"{T}[1]/Omvang": omvang, **tweede, **anders})


def declaratie(nummer: str = "D1", *referenties: str, **anders: Any) -> JW323:
    """A JW323 over April of 50 euro for each reference: R1 is on toewijzing 1, R2 on 2."""
    april = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}
    velden: dict[str, Any] = {
        "Header/BerichtIdentificatie": {"Identificatie": f"I{nummer}", "Dagtekening": "2026-05-20"},
        "Declaratie/DeclaratieNummer": nummer,
        "Declaratie/DeclaratieDagtekening": "2026-05-20",
        "Declaratie/DeclaratiePeriode": april,
        "Declaratie/TotaalIngediendBedrag/TotaalBedrag": 5000 * len(referenties),
    }
    for volg, referentie in enumerate(referenties, 1):
        velden[f"{P}[{volg}]/ProductPeriode"] = april
        velden[f"{P}[{volg}]/ProductReferentie/ReferentieNummer"] = referentie
        velden[f"{P}[{volg}]/ToewijzingNummer"] = int(referentie[1])
        velden[f"{P}[{volg}]/ProductCode"] = {"R1": "45A04", "R2": "45A05"}[referentie]
    return jw323(velden | anders)


def fout(pad: str, retourcode: str, niveau: Niveau = Niveau.BERICHTOVERSTIJGEND) -> Bevinding:
    """What the gemeente finds wrong, in its own system."""
    return Bevinding(code="EIGEN", niveau=niveau, pad=pad, regelnummer=None, tekst="", actie="", retourcode=retourcode)


def jw325_op(heen: JW323, nummer: str, *fouten: Bevinding) -> JW325:
    """The answer of the gemeente itself."""
    return declaratieantwoord(heen, fouten, nummer, VANDAAG)


def retour_op(heen: Bericht, nummer: str, *fouten: Bevinding) -> Bericht:
    """The retourbericht of the gemeente itself."""
    return retourbericht(heen, fouten, nummer, VANDAAG)


async def toon(loket: Loket, bon: Antwoord, wie: str) -> Any:
    return (await loket.vraag("GET", f"/v1/berichten/{bon.json['id']}", wie)).json


async def lijst(loket: Loket, wie: str, vraag: str) -> list[tuple[str, str, str]]:
    """Berichtsoort, direction and oordeel."""
    antwoord = await loket.vraag("GET", f"/v1/berichten?{vraag}", wie)
    assert antwoord.status == 200, antwoord.json
    return [(een["berichtsoort"], een["richting"], een["oordeel"]) for een in antwoord.json["berichten"]]


async def regiocijfers(loket: Loket) -> dict[str, tuple[int, int]]:
    """Instroom of April and stand of May: how many, and how many of those are not confirmed."""
    antwoord = await loket.vraag("GET", "/v1/rapportages/stromen?periode=2026-04..2026-05", REGIO)
    april, mei = (periode["regio"] for periode in antwoord.json["perioden"])
    return {
        "instroom": (april["instroom"], april["onbevestigd"]["instroom"]),
        "standEind": (mei["standEind"], mei["onbevestigd"]["standEind"]),
    }


async def declaraties(loket: Loket) -> tuple[dict[str, str], dict[str, tuple[bool, int | None]]]:
    """Uitslag of every prestatie; whether every declaratie was rejected, and what was granted."""
    return (
        {rij.referentie: rij.uitslag for rij in await rijen_van(loket, Prestatie)},
        {rij.nummer: (rij.is_verworpen, rij.toegekend_cents) for rij in await rijen_van(loket, Declaratie)},
    )


async def herbouwd_is_gelijk(loket: Loket) -> None:
    anders = await herbouw(loket.gateway.database, loket.gateway.regio)
    assert not any(anders.verschillen.values()), anders.verschillen


async def test_until_it_answers_both_parties_see_voorlopig_and_then_the_answer(zelf: Loket) -> None:
    start = jw305()
    bon = await zelf.stuur(start, AANBIEDER)
    assert (bon.status, bon.json["oordeel"], bon.json["retour"]) == (201, "voorlopig", None)
    assert (bon.json["bevindingen"], bon.json["signalen"]) == ([], [])
    assert set(bon.json["niveaus"].values()) == {"goed"}
    assert await lijst(zelf, AANBIEDER, "oordeel=voorlopig") == [("JW305", "uit", "voorlopig")]
    assert await lijst(zelf, GEMEENTE, "oordeel=voorlopig&status=wachtend") == [("JW305", "in", "voorlopig")]
    for wie in (AANBIEDER, GEMEENTE):
        assert (await toon(zelf, bon, wie))["antwoord"] is None
        assert (await toon(zelf, bon, wie))["ontvangstbewijs"] == bon.json

    retour = await zelf.stuur(retour_op(start, "EIGEN1"), GEMEENTE)
    assert (retour.status, retour.json["oordeel"], retour.json["signalen"]) == (201, "goedgekeurd", [])
    assert await lijst(zelf, AANBIEDER, "berichtsoort=JW306") == [("JW306", "in", "goedgekeurd")]
    verwijzing = {"id": retour.json["id"], "href": f"/v1/berichten/{retour.json['id']}"}
    for wie in (AANBIEDER, GEMEENTE):
        assert (await toon(zelf, bon, wie))["antwoord"] == verwijzing
        assert (await zelf.vraag("GET", verwijzing["href"], wie)).status == 200
    again = await zelf.stuur(start, AANBIEDER)
    assert (again.status, again.json) == (200, bon.json)


async def test_what_the_gateway_finds_is_a_finding_to_the_sender_and_a_signal_to_who_decides(zelf: Loket) -> None:
    bon = await zelf.stuur(met(jw305(), "Client/StartProducten/StartProduct[1]/ToewijzingNummer", 77), AANBIEDER)
    assert (bon.status, bon.json["oordeel"]) == (201, "voorlopig")
    assert {een["retourcode"] for een in bon.json["bevindingen"]} == {"9019"}
    assert (await toon(zelf, bon, AANBIEDER))["ontvangstbewijs"] == bon.json
    gezien = (await toon(zelf, bon, GEMEENTE))["ontvangstbewijs"]
    assert (gezien["bevindingen"], gezien["signalen"]) == ([], bon.json["bevindingen"])
    assert gezien["niveaus"] == bon.json["niveaus"]
    assert gezien["niveaus"]["BERICHTOVERSTIJGEND"] == "fout"


async def test_what_another_answers_for_it_is_bound_by_its_findings_as_before(zelf: Loket) -> None:
    elders = met(jw305(), "Header/Ontvanger", ANDERE_GEMEENTE)
    bon = await zelf.stuur(elders, AANBIEDER)
    assert (bon.json["oordeel"], bon.codes) == ("afgekeurd", ["TR019"])
    assert await lijst(zelf, ANDERE_GEMEENTE, "richting=in") == []


async def test_figures_count_what_is_voorlopig_and_say_so_until_the_answer(zelf: Loket) -> None:
    start = jw305()
    await zelf.stuur(start, AANBIEDER)
    assert await regiocijfers(zelf) == {"instroom": (1, 1), "standEind": (1, 1)}
    await zelf.stuur(retour_op(start, "EIGEN1"), GEMEENTE)
    assert await regiocijfers(zelf) == {"instroom": (1, 0), "standEind": (1, 0)}
    await herbouwd_is_gelijk(zelf)


async def test_a_rejection_takes_it_out_of_the_figures_but_not_out_of_those_of_before(zelf: Loket) -> None:
    start = jw305()
    await zelf.stuur(start, AANBIEDER)
    adres = "/v1/rapportages/stromen?periode=2026-04"
    eerst = (await zelf.vraag("GET", adres, REGIO)).json
    await zelf.stuur(retour_op(start, "EIGEN1", fout("JW305/Client", "8001", Niveau.BERICHT)), GEMEENTE)
    assert await regiocijfers(zelf) == {"instroom": (0, 0), "standEind": (0, 0)}
    waarop = eerst["verantwoording"]
    zoals_toen = await zelf.vraag("GET", f"{adres}&k={waarop['k']}&dagK={waarop['dagK']}", REGIO)
    assert zoals_toen.json == eerst
    await herbouwd_is_gelijk(zelf)


async def test_who_leaves_the_answering_to_the_gateway_still_answers_what_came_before(zelf: Loket) -> None:
    start = jw305()
    await zelf.stuur(start, AANBIEDER)
    gateway = zelf.gateway
    partijen = [msgspec.structs.replace(een, retour="automatisch") for een in REGISTER["partijen"]]
    nieuw = register(gateway.regio, **{**REGISTER, "partijen": partijen})
    await gateway.register.laad(beheer(gateway), nieuw)
    await gateway.register.ververs(nu=True)
    assert (await zelf.stuur(jw307(), AANBIEDER)).json["oordeel"] == "goedgekeurd"
    assert (await zelf.stuur(retour_op(start, "EIGEN1"), GEMEENTE)).json["signalen"] == []
    assert await lijst(zelf, AANBIEDER, "berichtsoort=JW306") == [("JW306", "in", "goedgekeurd")]
    assert await regiocijfers(zelf) == {"instroom": (1, 0), "standEind": (0, 0)}
    await herbouwd_is_gelijk(zelf)


async def test_a_proef_to_it_is_judged_and_keeps_nothing(zelf: Loket) -> None:
    for soort, heen in (("JW305", jw305()), ("JW323", declaratie("D1", "R1"))):
        bon = await zelf.stuur(heen, AANBIEDER, "/v1/berichten?proef=ja")
        assert (bon.status, bon.json["oordeel"], bon.json["id"], bon.json["proef"]) == (200, "voorlopig", None, True)
        assert await lijst(zelf, GEMEENTE, f"berichtsoort={soort}") == []
    assert await regiocijfers(zelf) == {"instroom": (0, 0), "standEind": (0, 0)}


async def test_a_proef_of_its_answer_confirms_nothing(zelf: Loket) -> None:
    start = jw305()
    await zelf.stuur(start, AANBIEDER)
    proef = await zelf.stuur(retour_op(start, "EIGEN1"), GEMEENTE, "/v1/berichten?proef=ja")
    assert (proef.status, proef.json["oordeel"]) == (200, "goedgekeurd")
    assert await regiocijfers(zelf) == {"instroom": (1, 1), "standEind": (1, 1)}
    echt = await zelf.stuur(retour_op(start, "EIGEN1"), GEMEENTE)
    assert (echt.status, echt.json["signalen"]) == (201, [])


async def test_metrics_count_what_was_voorlopig_apart(zelf: Loket) -> None:
    await zelf.stuur(jw305(), AANBIEDER)
    tekst = (await zelf.vraag("GET", "/metrics", REGIO)).data.decode()
    assert 'berichtsoort="JW305",oordeel="voorlopig"} 1' in tekst


async def test_its_jw325_decides_on_every_prestatie(zelf: Loket) -> None:
    heen = declaratie("D1", "R1", "R2")
    bon = await zelf.stuur(heen, AANBIEDER)
    assert (bon.json["oordeel"], bon.json["retour"], bon.json["bevindingen"]) == ("voorlopig", None, [])
    assert await declaraties(zelf) == ({"R1": "ingediend", "R2": "ingediend"}, {"D1": (False, None)})
    antwoord = await zelf.stuur(jw325_op(heen, "A1", fout(f"JW323/{P}[2]", "9338")), GEMEENTE)
    assert (antwoord.status, antwoord.json["oordeel"], antwoord.json["bevindingen"]) == (201, "goedgekeurd", [])
    assert await declaraties(zelf) == ({"R1": "goedgekeurd", "R2": "afgewezen"}, {"D1": (False, 5000)})
    assert await lijst(zelf, AANBIEDER, "berichtsoort=JW325") == [("JW325", "in", "goedgekeurd")]
    assert (await toon(zelf, bon, AANBIEDER))["antwoord"]["id"] == antwoord.json["id"]
    await herbouwd_is_gelijk(zelf)


async def test_its_jw325_can_grant_all_or_reject_all(zelf: Loket) -> None:
    goed, slecht = declaratie("D1", "R1"), declaratie("D2", "R2")
    for heen in (goed, slecht):
        await zelf.stuur(heen, AANBIEDER)
    await zelf.stuur(jw325_op(goed, "A1"), GEMEENTE)
    verworpen = await zelf.stuur(jw325_op(slecht, "A2", fout("JW323/Header", "0001", Niveau.BERICHT)), GEMEENTE)
    assert verworpen.json["oordeel"] == "goedgekeurd"
    uitslagen, per_nummer = await declaraties(zelf)
    assert uitslagen == {"R1": "goedgekeurd", "R2": "verworpen"}
    assert {nummer: is_verworpen for nummer, (is_verworpen, _) in per_nummer.items()} == {"D1": False, "D2": True}
    opnieuw = met(slecht, "Header/BerichtIdentificatie/Identificatie", "ID2-2")
    bon = await zelf.stuur(opnieuw, AANBIEDER)
    assert bon.json["bevindingen"] == []  # what counts as not sent may be sent again
    await herbouwd_is_gelijk(zelf)


async def test_a_wrong_jw325_is_refused_with_findings_and_books_nothing(zelf: Loket) -> None:
    heen = declaratie("D1", "R1", "R2")
    await zelf.stuur(heen, AANBIEDER)
    goed = jw325_op(heen, "A1", fout(f"JW323/{P}[2]", "9338"))
    voor = await declaraties(zelf)
    prestatie = "DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie[1]"
    for pad, waarde, code in (
        ("Header/DeclaratieIdentificatie/Identificatie", "nooit", "TR337"),
        ("DeclaratieAntwoord/DeclaratieNummer", "nooit", "TR376"),
        (f"{prestatie}/ToewijzingNummer", 9, "TR367"),
        (f"{prestatie}/ProductReferentie/ReferentieNummer", "nooit", "TR366"),
        ("DeclaratieAntwoord/TotaalIngediendBedrag/TotaalBedrag", 9000, "TR342"),
    ):
        krom = met(met(goed, "Header/BerichtIdentificatie/Identificatie", code), pad, waarde)
        antwoord = await zelf.stuur(krom, GEMEENTE)
        assert (antwoord.status, antwoord.json["oordeel"], antwoord.json["retour"]) == (201, "afgekeurd", None), code
        assert antwoord.codes == [code]
        assert await declaraties(zelf) == voor
    assert await lijst(zelf, AANBIEDER, "berichtsoort=JW325") == []
    assert (await zelf.stuur(goed, GEMEENTE)).json["oordeel"] == "goedgekeurd"
    tweede = met(goed, "Header/BerichtIdentificatie/Identificatie", "A2")
    assert (await zelf.stuur(tweede, GEMEENTE)).codes == ["TR337"]
    await herbouwd_is_gelijk(zelf)


@pytest.mark.parametrize("goed", [True, False])
async def test_a_declaratie_that_is_wrong_in_itself_can_be_answered_but_is_never_booked(
    zelf: Loket, *, goed: bool
) -> None:
    heen = declaratie("D1", "R1", **{"Declaratie/TotaalIngediendBedrag/TotaalBedrag": 4999})
    bon = await zelf.stuur(heen, AANBIEDER)
    assert (bon.json["oordeel"], {een["niveau"] for een in bon.json["bevindingen"]}) == ("voorlopig", {"BERICHT"})
    fouten = [] if goed else [fout("JW323/Header", "0001", Niveau.BERICHT)]
    antwoord = await zelf.stuur(jw325_op(heen, "A1", *fouten), GEMEENTE)
    assert (antwoord.json["oordeel"], antwoord.json["bevindingen"]) == ("goedgekeurd", [])
    assert [een["code"] for een in antwoord.json["signalen"]] == (["SIGNAAL-NIET-GEBOEKT"] if goed else [])
    assert await lijst(zelf, AANBIEDER, "berichtsoort=JW325") == [("JW325", "in", "goedgekeurd")]
    assert await declaraties(zelf) == ({}, {})
    tweede = await zelf.stuur(jw325_op(heen, "A2"), GEMEENTE)
    assert [een["code"] for een in tweede.json["signalen"]] == ["SIGNAAL-RETOUR-DUBBEL"]
    await herbouwd_is_gelijk(zelf)


async def test_a_declaratienummer_that_was_used_leaves_what_it_was_used_for_as_it_is(zelf: Loket) -> None:
    eerst = declaratie("D1", "R1")
    await zelf.stuur(eerst, AANBIEDER)
    await zelf.stuur(jw325_op(eerst, "A1"), GEMEENTE)
    dubbel = met(declaratie("D1", "R2"), "Header/BerichtIdentificatie/Identificatie", "ID1-2")
    bon = await zelf.stuur(dubbel, AANBIEDER)
    assert (bon.json["oordeel"], bon.codes) == ("voorlopig", ["TR333"])
    assert [een["code"] for een in bon.json["signalen"]] == ["SIGNAAL-NUMMER-BEZET"]
    antwoord = await zelf.stuur(jw325_op(dubbel, "A2", fout("JW323/Declaratie/DeclaratieNummer", "9333")), GEMEENTE)
    assert antwoord.json["oordeel"] == "goedgekeurd"
    uitslagen, per_nummer = await declaraties(zelf)
    assert (uitslagen["R1"], per_nummer["D1"]) == ("goedgekeurd", (False, 5000))
    await herbouwd_is_gelijk(zelf)


async def test_a_plafond_says_how_much_of_it_is_not_confirmed_yet(
    instellingen: Instellingen, capsys: pytest.CaptureFixture[str]
) -> None:
    """4 uur of 100 euro asked; 5 uur assigned on it; once more 4 asked. The gemeente answers itself, then both do."""
    geld = rijen()
    partijen = [
        msgspec.structs.replace(een, retour="zelf" if een.code == AANBIEDER else een.retour)
        for een in REGISTER["partijen"]
    ]
    async with open_loket(instellingen, STANDAARD, **{**geld, "partijen": partijen}) as loket:

        async def euros(k: int | None = None) -> tuple[int, int, int]:
            adres = f"/v1/aanbieders/{AANBIEDER}/plafonds/2026{f'?k={k}' if k else ''}"
            (een,) = (await loket.vraag("GET", adres, AANBIEDER)).json["plafonds"]
            return een["gereserveerdCents"] // 100, een["beslagCents"] // 100, een["onbevestigdCents"] // 100

        async def tekst() -> str:
            tabel(await loket.gateway.plafonds.van_regio(beheer(loket.gateway), None))
            return capsys.readouterr().out

        eerste, toegewezen, tweede = verzoek(0), toewijzing(0, volume=5), verzoek(1)
        await loket.stuur(eerste, AANBIEDER)
        assert await euros() == (400, 0, 400)
        await loket.stuur(retour_op(eerste, "A1"), GEMEENTE)
        assert await euros() == (400, 0, 0)
        assert "onbevestigd" not in await tekst()
        await loket.stuur(toegewezen, GEMEENTE)
        assert await euros() == (0, 500, 100)  # without the toewijzing 400 were reserved
        await loket.stuur(tweede, AANBIEDER)
        assert await euros() == (400, 500, 500)
        assert "onbevestigd" in await tekst()
        k = (await loket.vraag("GET", f"/v1/aanbieders/{AANBIEDER}/plafonds/2026", AANBIEDER)).json["k"]
        await loket.stuur(retour_op(toegewezen, "B1"), AANBIEDER)
        assert await euros() == (400, 500, 400)
        await loket.stuur(retour_op(tweede, "A2", fout("JW315/Client", "0001", Niveau.BERICHT)), GEMEENTE)
        assert await euros() == (0, 500, 0)
        assert await euros(k) == (400, 500, 500)
        await herbouwd_is_gelijk(loket)


# --- an aanbieder that answers itself -----------------------------------------------------------------------------


@pytest_asyncio.fixture
async def zelf_aanbieder(instellingen: Instellingen) -> AsyncIterator[Loket]:
    """The API, with a request of an aanbieder that answers itself."""
    partijen = [
        *(Partij(soort="gemeente", code=een, naam=een, geldig_van=BEGIN) for een in (GEMEENTE, ANDERE_GEMEENTE)),
        Partij(soort="aanbieder", code=AANBIEDER, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    ]
    async with open_loket(instellingen, partijen=partijen) as loket:
        antwoord = await loket.stuur(jw315(), AANBIEDER)
        assert antwoord.json["oordeel"] == "goedgekeurd", antwoord.json
        yield loket


async def rijen_van(loket: Loket, soort: type[R]) -> list[R]:
    async with loket.gateway.database.lees() as conn:
        stand = await opslag.laad_op(Grootboek(conn, loket.gateway.regio), 2**62)
    return [rij for rij in stand.rijen() if isinstance(rij, soort)]


@pytest.mark.parametrize("goed", [True, False])
async def test_an_answer_to_a_request_is_confirmed_or_undone_like_all_else(
    zelf_aanbieder: Loket, *, goed: bool
) -> None:
    loket = zelf_aanbieder
    heen = jw319({"Antwoord/ReferentieAanbieder": "VOT1"})
    bon = await loket.stuur(heen, GEMEENTE)
    assert (bon.json["oordeel"], bon.json["bevindingen"]) == ("voorlopig", [])
    (verzoek,) = await rijen_van(loket, Verzoek)
    assert (verzoek.afgewezen_op, verzoek.is_voorlopig) == (VANDAAG, True)
    fouten = [] if goed else [fout("JW319/Antwoord", "0001", Niveau.BERICHT)]
    assert (await loket.stuur(retour_op(heen, "EIGEN1", *fouten), AANBIEDER)).json["signalen"] == []
    (verzoek,) = await rijen_van(loket, Verzoek)
    assert (verzoek.afgewezen_op, verzoek.is_voorlopig) == (VANDAAG if goed else None, False)
    await herbouwd_is_gelijk(loket)


async def test_a_number_of_another_client_stays_his_whatever_is_answered(zelf_aanbieder: Loket) -> None:
    loket = zelf_aanbieder
    eerste = toewijzingen()
    ander = toewijzingen(**{"Client/Bsn": "999900018", "Header/BerichtIdentificatie/Identificatie": "JW301-2"})
    for heen in (eerste, ander):
        await loket.stuur(heen, GEMEENTE)
    voor = await rijen_van(loket, Toewijzing)
    assert [een.is_voorlopig for een in voor] == [True, True]
    await loket.stuur(retour_op(eerste, "EIGEN1"), AANBIEDER)
    antwoord = await loket.stuur(retour_op(ander, "EIGEN2"), AANBIEDER)
    assert [een["code"] for een in antwoord.json["signalen"]] == ["SIGNAAL-NIET-GEBOEKT"]
    na = await rijen_van(loket, Toewijzing)
    assert [(een.client, een.is_voorlopig) for een in na] == [(een.client, False) for een in voor]
    await herbouwd_is_gelijk(loket)


async def test_nothing_is_written_about_a_person(zelf: Loket) -> None:
    start = jw305()
    bon = await zelf.stuur(start, AANBIEDER)
    await zelf.stuur(retour_op(start, "EIGEN1"), GEMEENTE)
    await toon(zelf, bon, GEMEENTE)
    assert all(start.client.bsn.encode() not in antwoord.data for antwoord in zelf.antwoorden)
    assert start.client.bsn.encode() in write(start)
