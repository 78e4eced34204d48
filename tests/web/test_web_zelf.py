# SPDX-License-Identifier: EUPL-1.2
"""A gemeente that answers itself, over HTTP: what both parties see until it answers, and what its answer does."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, TypeVar

import msgspec
import pytest
import pytest_asyncio

from bellers import administration
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.cli.plafond import table
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.projections import store
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rows import Gebied, Gemeente, Partij
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.web.app import STANDAARD
from bouwers import jw301, jw305, jw307, jw315, jw319, jw323, with_
from gateway.test_plafonds_in_de_gateway import rows, toewijzing, verzoek
from gatewaybouw import BEGIN, register
from web.desk import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Antwoord, Desk, open_loket

REGISTER: dict[str, Any] = {
    "partijen": [
        Partij(soort="gemeente", code=GEMEENTE, naam="Zelf", retour="zelf", geldig_van=BEGIN),
        Partij(soort="gemeente", code=ANDERE_GEMEENTE, naam="Automatisch", geldig_van=BEGIN),
        *(Partij(soort="aanbieder", code=one, naam=one, geldig_van=BEGIN) for one in (AANBIEDER, ANDERE_AANBIEDER)),
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
async def himself(config: Settings) -> AsyncIterator[Desk]:
    """The API, with two toewijzingen from the gemeente that answers itself."""
    async with open_loket(config, **REGISTER) as desk:
        antwoord = await desk.send(toewijzingen(), GEMEENTE)
        assert antwoord.json["oordeel"] == "goedgekeurd", antwoord.json
        yield desk


def toewijzingen(**otherwise: Any) -> JW301:
    """Toewijzing 1 of product 45A04 and 2 of 45A05, 100 hours a month each."""
    omvang = {"Volume": 100, "Eenheid": "04", "Frequentie": "4"}
    tweede = {f"{T}[2]/ToewijzingNummer": 2, f"{T}[2]/Product/Code": "45A05"}
    return jw301({f"{T}[1]/Omvang": omvang, **tweede, **otherwise})


def declaratie(number: str = "D1", *referenties: str, **otherwise: Any) -> JW323:
    """A JW323 over April of 50 euro for each reference: R1 is on toewijzing 1, R2 on 2."""
    april = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}
    fields: dict[str, Any] = {
        "Header/BerichtIdentificatie": {"Identificatie": f"I{number}", "Dagtekening": "2026-05-20"},
        "Declaratie/DeclaratieNummer": number,
        "Declaratie/DeclaratieDagtekening": "2026-05-20",
        "Declaratie/DeclaratiePeriode": april,
        "Declaratie/TotaalIngediendBedrag/TotaalBedrag": 5000 * len(referenties),
    }
    for volg, referentie in enumerate(referenties, 1):
        fields[f"{P}[{volg}]/ProductPeriode"] = april
        fields[f"{P}[{volg}]/ProductReferentie/ReferentieNummer"] = referentie
        fields[f"{P}[{volg}]/ToewijzingNummer"] = int(referentie[1])
        fields[f"{P}[{volg}]/ProductCode"] = {"R1": "45A04", "R2": "45A05"}[referentie]
    return jw323(fields | otherwise)


def fault(pad: str, retourcode: str, niveau: Niveau = Niveau.BERICHTOVERSTIJGEND) -> Bevinding:
    """What the gemeente finds wrong, in its own system."""
    return Bevinding(code="EIGEN", niveau=niveau, pad=pad, regelnummer=None, tekst="", actie="", retourcode=retourcode)


def jw325_op(heen: JW323, number: str, *faults: Bevinding) -> JW325:
    """The answer of the gemeente itself."""
    return declaratieantwoord(heen, faults, number, VANDAAG)


def retour_op(heen: Bericht, number: str, *faults: Bevinding) -> Bericht:
    """The retourbericht of the gemeente itself."""
    return retourbericht(heen, faults, number, VANDAAG)


async def toon(desk: Desk, receipt: Antwoord, who: str) -> Any:
    return (await desk.vraag("GET", f"/v1/berichten/{receipt.json['id']}", who)).json


async def listing(desk: Desk, who: str, question: str) -> list[tuple[str, str, str]]:
    """Berichtsoort, direction and oordeel."""
    antwoord = await desk.vraag("GET", f"/v1/berichten?{question}", who)
    assert antwoord.status == 200, antwoord.json
    return [(one["berichtsoort"], one["richting"], one["oordeel"]) for one in antwoord.json["berichten"]]


async def regiocijfers(desk: Desk) -> dict[str, tuple[int, int]]:
    """Instroom of April and stand of May: how many, and how many of those are not confirmed."""
    antwoord = await desk.vraag("GET", "/v1/rapportages/stromen?periode=2026-04..2026-05", REGIO)
    april, mei = (row for row in antwoord.json["tabellen"]["stromen"]["regels"] if row["niveau"] == "totaal")
    return {
        "instroom": (april["instroom"], april["onbevestigd"].get("instroom", 0)),
        "standEind": (mei["standEind"], mei["onbevestigd"].get("standEind", 0)),
    }


async def declaraties(desk: Desk) -> tuple[dict[str, str], dict[str, tuple[bool, int | None]]]:
    """Uitslag of every prestatie; whether every declaratie was rejected, and what was granted."""
    return (
        {row.referentie: row.uitslag for row in await rijen_van(desk, Prestatie)},
        {row.nummer: (row.is_verworpen, row.toegekend_cents) for row in await rijen_van(desk, Declaratie)},
    )


async def herbouwd_is_gelijk(desk: Desk) -> None:
    otherwise = await rebuild(desk.gateway.database, desk.gateway.regio)
    assert not any(otherwise.verschillen.values()), otherwise.verschillen


async def test_until_it_answers_both_parties_see_voorlopig_and_then_the_answer(himself: Desk) -> None:
    start = jw305()
    receipt = await himself.send(start, AANBIEDER)
    assert (receipt.status, receipt.json["oordeel"], receipt.json["retour"]) == (201, "voorlopig", None)
    assert (receipt.json["bevindingen"], receipt.json["signalen"]) == ([], [])
    assert set(receipt.json["niveaus"].values()) == {"goed"}
    assert await listing(himself, AANBIEDER, "oordeel=voorlopig") == [("JW305", "uit", "voorlopig")]
    assert await listing(himself, GEMEENTE, "oordeel=voorlopig&status=wachtend") == [("JW305", "in", "voorlopig")]
    for who in (AANBIEDER, GEMEENTE):
        assert (await toon(himself, receipt, who))["antwoord"] is None
        assert (await toon(himself, receipt, who))["ontvangstbewijs"] == receipt.json

    retour = await himself.send(retour_op(start, "EIGEN1"), GEMEENTE)
    assert (retour.status, retour.json["oordeel"], retour.json["signalen"]) == (201, "goedgekeurd", [])
    assert await listing(himself, AANBIEDER, "berichtsoort=JW306") == [("JW306", "in", "goedgekeurd")]
    reference = {"id": retour.json["id"], "href": f"/v1/berichten/{retour.json['id']}"}
    for who in (AANBIEDER, GEMEENTE):
        assert (await toon(himself, receipt, who))["antwoord"] == reference
        assert (await himself.vraag("GET", reference["href"], who)).status == 200
    again = await himself.send(start, AANBIEDER)
    assert (again.status, again.json) == (200, receipt.json)


async def test_what_the_gateway_finds_is_a_finding_to_the_sender_and_a_signal_to_who_decides(himself: Desk) -> None:
    receipt = await himself.send(
        with_(jw305(), "Client/StartProducten/StartProduct[1]/ToewijzingNummer", 77), AANBIEDER
    )
    assert (receipt.status, receipt.json["oordeel"]) == (201, "voorlopig")
    assert {one["retourcode"] for one in receipt.json["bevindingen"]} == {"9019"}
    assert (await toon(himself, receipt, AANBIEDER))["ontvangstbewijs"] == receipt.json
    seen = (await toon(himself, receipt, GEMEENTE))["ontvangstbewijs"]
    assert (seen["bevindingen"], seen["signalen"]) == ([], receipt.json["bevindingen"])
    assert seen["niveaus"] == receipt.json["niveaus"]
    assert seen["niveaus"]["BERICHTOVERSTIJGEND"] == "fout"


async def test_what_another_answers_for_it_is_bound_by_its_findings_as_before(himself: Desk) -> None:
    elders = with_(jw305(), "Header/Ontvanger", ANDERE_GEMEENTE)
    receipt = await himself.send(elders, AANBIEDER)
    assert (receipt.json["oordeel"], receipt.codes) == ("afgekeurd", ["TR019"])
    assert await listing(himself, ANDERE_GEMEENTE, "richting=in") == []


async def test_figures_count_what_is_voorlopig_and_say_so_until_the_answer(himself: Desk) -> None:
    start = jw305()
    await himself.send(start, AANBIEDER)
    assert await regiocijfers(himself) == {"instroom": (1, 1), "standEind": (1, 1)}
    await himself.send(retour_op(start, "EIGEN1"), GEMEENTE)
    assert await regiocijfers(himself) == {"instroom": (1, 0), "standEind": (1, 0)}
    await herbouwd_is_gelijk(himself)


async def test_a_rejection_takes_it_out_of_the_figures_but_not_out_of_those_of_before(himself: Desk) -> None:
    start = jw305()
    await himself.send(start, AANBIEDER)
    address = "/v1/rapportages/stromen?periode=2026-04"
    first = (await himself.vraag("GET", address, REGIO)).json
    await himself.send(retour_op(start, "EIGEN1", fault("JW305/Client", "8001", Niveau.BERICHT)), GEMEENTE)
    assert await regiocijfers(himself) == {"instroom": (0, 0), "standEind": (0, 0)}
    waarop = first["verantwoording"]
    zoals_toen = await himself.vraag("GET", f"{address}&k={waarop['k']}&dagK={waarop['dagK']}", REGIO)
    assert zoals_toen.json == first
    await herbouwd_is_gelijk(himself)


async def test_who_leaves_the_answering_to_the_gateway_still_answers_what_came_before(himself: Desk) -> None:
    start = jw305()
    await himself.send(start, AANBIEDER)
    gateway = himself.gateway
    partijen = [msgspec.structs.replace(one, retour="automatisch") for one in REGISTER["partijen"]]
    new = register(gateway.regio, **{**REGISTER, "partijen": partijen})
    await gateway.register.load(administration(gateway), new)
    await gateway.register.refresh(now=True)
    assert (await himself.send(jw307(), AANBIEDER)).json["oordeel"] == "goedgekeurd"
    assert (await himself.send(retour_op(start, "EIGEN1"), GEMEENTE)).json["signalen"] == []
    assert await listing(himself, AANBIEDER, "berichtsoort=JW306") == [("JW306", "in", "goedgekeurd")]
    assert await regiocijfers(himself) == {"instroom": (1, 0), "standEind": (0, 0)}
    await herbouwd_is_gelijk(himself)


async def test_a_proef_to_it_is_judged_and_keeps_nothing(himself: Desk) -> None:
    for soort, heen in (("JW305", jw305()), ("JW323", declaratie("D1", "R1"))):
        receipt = await himself.send(heen, AANBIEDER, "/v1/berichten?proef=ja")
        assert (receipt.status, receipt.json["oordeel"], receipt.json["id"], receipt.json["proef"]) == (
            200,
            "voorlopig",
            None,
            True,
        )
        assert await listing(himself, GEMEENTE, f"berichtsoort={soort}") == []
    assert await regiocijfers(himself) == {"instroom": (0, 0), "standEind": (0, 0)}


async def test_a_proef_of_its_answer_confirms_nothing(himself: Desk) -> None:
    start = jw305()
    await himself.send(start, AANBIEDER)
    proef = await himself.send(retour_op(start, "EIGEN1"), GEMEENTE, "/v1/berichten?proef=ja")
    assert (proef.status, proef.json["oordeel"]) == (200, "goedgekeurd")
    assert await regiocijfers(himself) == {"instroom": (1, 1), "standEind": (1, 1)}
    echt = await himself.send(retour_op(start, "EIGEN1"), GEMEENTE)
    assert (echt.status, echt.json["signalen"]) == (201, [])


async def test_metrics_count_what_was_voorlopig_apart(himself: Desk) -> None:
    await himself.send(jw305(), AANBIEDER)
    text = (await himself.vraag("GET", "/metrics", REGIO)).data.decode()
    assert 'berichtsoort="JW305",oordeel="voorlopig"} 1' in text


async def test_its_jw325_decides_on_every_prestatie(himself: Desk) -> None:
    heen = declaratie("D1", "R1", "R2")
    receipt = await himself.send(heen, AANBIEDER)
    assert (receipt.json["oordeel"], receipt.json["retour"], receipt.json["bevindingen"]) == ("voorlopig", None, [])
    assert await declaraties(himself) == ({"R1": "ingediend", "R2": "ingediend"}, {"D1": (False, None)})
    antwoord = await himself.send(jw325_op(heen, "A1", fault(f"JW323/{P}[2]", "9338")), GEMEENTE)
    assert (antwoord.status, antwoord.json["oordeel"], antwoord.json["bevindingen"]) == (201, "goedgekeurd", [])
    assert await declaraties(himself) == ({"R1": "goedgekeurd", "R2": "afgewezen"}, {"D1": (False, 5000)})
    assert await listing(himself, AANBIEDER, "berichtsoort=JW325") == [("JW325", "in", "goedgekeurd")]
    assert (await toon(himself, receipt, AANBIEDER))["antwoord"]["id"] == antwoord.json["id"]
    await herbouwd_is_gelijk(himself)


async def test_its_jw325_can_grant_all_or_reject_all(himself: Desk) -> None:
    good, slecht = declaratie("D1", "R1"), declaratie("D2", "R2")
    for heen in (good, slecht):
        await himself.send(heen, AANBIEDER)
    await himself.send(jw325_op(good, "A1"), GEMEENTE)
    verworpen = await himself.send(jw325_op(slecht, "A2", fault("JW323/Header", "0001", Niveau.BERICHT)), GEMEENTE)
    assert verworpen.json["oordeel"] == "goedgekeurd"
    verdicts, per_nummer = await declaraties(himself)
    assert verdicts == {"R1": "goedgekeurd", "R2": "verworpen"}
    assert {number: is_verworpen for number, (is_verworpen, _) in per_nummer.items()} == {"D1": False, "D2": True}
    again = with_(slecht, "Header/BerichtIdentificatie/Identificatie", "ID2-2")
    receipt = await himself.send(again, AANBIEDER)
    assert receipt.json["bevindingen"] == []  # what counts as not sent may be sent again
    await herbouwd_is_gelijk(himself)


async def test_a_wrong_jw325_is_refused_with_findings_and_books_nothing(himself: Desk) -> None:
    heen = declaratie("D1", "R1", "R2")
    await himself.send(heen, AANBIEDER)
    good = jw325_op(heen, "A1", fault(f"JW323/{P}[2]", "9338"))
    before = await declaraties(himself)
    prestatie = "DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie[1]"
    for pad, value, code in (
        ("Header/DeclaratieIdentificatie/Identificatie", "nooit", "TR337"),
        ("DeclaratieAntwoord/DeclaratieNummer", "nooit", "TR376"),
        (f"{prestatie}/ToewijzingNummer", 9, "TR367"),
        (f"{prestatie}/ProductReferentie/ReferentieNummer", "nooit", "TR366"),
        ("DeclaratieAntwoord/TotaalIngediendBedrag/TotaalBedrag", 9000, "TR342"),
    ):
        krom = with_(with_(good, "Header/BerichtIdentificatie/Identificatie", code), pad, value)
        antwoord = await himself.send(krom, GEMEENTE)
        assert (antwoord.status, antwoord.json["oordeel"], antwoord.json["retour"]) == (201, "afgekeurd", None), code
        assert antwoord.codes == [code]
        assert await declaraties(himself) == before
    assert await listing(himself, AANBIEDER, "berichtsoort=JW325") == []
    assert (await himself.send(good, GEMEENTE)).json["oordeel"] == "goedgekeurd"
    tweede = with_(good, "Header/BerichtIdentificatie/Identificatie", "A2")
    assert (await himself.send(tweede, GEMEENTE)).codes == ["TR337"]
    await herbouwd_is_gelijk(himself)


@pytest.mark.parametrize("good", [True, False])
async def test_a_declaratie_that_is_wrong_in_itself_can_be_answered_but_is_never_booked(
    himself: Desk, *, good: bool
) -> None:
    heen = declaratie("D1", "R1", **{"Declaratie/TotaalIngediendBedrag/TotaalBedrag": 4999})
    receipt = await himself.send(heen, AANBIEDER)
    assert (receipt.json["oordeel"], {one["niveau"] for one in receipt.json["bevindingen"]}) == (
        "voorlopig",
        {"BERICHT"},
    )
    faults = [] if good else [fault("JW323/Header", "0001", Niveau.BERICHT)]
    antwoord = await himself.send(jw325_op(heen, "A1", *faults), GEMEENTE)
    assert (antwoord.json["oordeel"], antwoord.json["bevindingen"]) == ("goedgekeurd", [])
    assert [one["code"] for one in antwoord.json["signalen"]] == (["SIGNAAL-NIET-GEBOEKT"] if good else [])
    assert await listing(himself, AANBIEDER, "berichtsoort=JW325") == [("JW325", "in", "goedgekeurd")]
    assert await declaraties(himself) == ({}, {})
    tweede = await himself.send(jw325_op(heen, "A2"), GEMEENTE)
    assert [one["code"] for one in tweede.json["signalen"]] == ["SIGNAAL-RETOUR-DUBBEL"]
    await herbouwd_is_gelijk(himself)


async def test_a_declaratienummer_that_was_used_leaves_what_it_was_used_for_as_it_is(himself: Desk) -> None:
    first = declaratie("D1", "R1")
    await himself.send(first, AANBIEDER)
    await himself.send(jw325_op(first, "A1"), GEMEENTE)
    dubbel = with_(declaratie("D1", "R2"), "Header/BerichtIdentificatie/Identificatie", "ID1-2")
    receipt = await himself.send(dubbel, AANBIEDER)
    assert (receipt.json["oordeel"], receipt.codes) == ("voorlopig", ["TR333"])
    assert [one["code"] for one in receipt.json["signalen"]] == ["SIGNAAL-NUMMER-BEZET"]
    antwoord = await himself.send(jw325_op(dubbel, "A2", fault("JW323/Declaratie/DeclaratieNummer", "9333")), GEMEENTE)
    assert antwoord.json["oordeel"] == "goedgekeurd"
    verdicts, per_nummer = await declaraties(himself)
    assert (verdicts["R1"], per_nummer["D1"]) == ("goedgekeurd", (False, 5000))
    await herbouwd_is_gelijk(himself)


async def test_a_plafond_says_how_much_of_it_is_not_confirmed_yet(
    config: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """4 uur of 100 euro asked; 5 uur assigned on it; once more 4 asked. The gemeente answers itself, then both do."""
    money = rows()
    partijen = [
        msgspec.structs.replace(one, retour="zelf" if one.code == AANBIEDER else one.retour)
        for one in REGISTER["partijen"]
    ]
    async with open_loket(config, STANDAARD, **{**money, "partijen": partijen}) as desk:

        async def euros(k: int | None = None) -> tuple[int, int, int]:
            address = f"/v1/aanbieders/{AANBIEDER}/plafonds/2026{f'?k={k}' if k else ''}"
            (one,) = (await desk.vraag("GET", address, AANBIEDER)).json["plafonds"]
            return one["gereserveerdCents"] // 100, one["beslagCents"] // 100, one["onbevestigdCents"] // 100

        async def text() -> str:
            table(await desk.gateway.plafonds.from_regio(administration(desk.gateway), None))
            return capsys.readouterr().out

        first, toegewezen, tweede = verzoek(0), toewijzing(0, volume=5), verzoek(1)
        await desk.send(first, AANBIEDER)
        assert await euros() == (400, 0, 400)
        await desk.send(retour_op(first, "A1"), GEMEENTE)
        assert await euros() == (400, 0, 0)
        assert "onbevestigd" not in await text()
        await desk.send(toegewezen, GEMEENTE)
        assert await euros() == (0, 500, 100)  # without the toewijzing 400 were reserved
        await desk.send(tweede, AANBIEDER)
        assert await euros() == (400, 500, 500)
        assert "onbevestigd" in await text()
        k = (await desk.vraag("GET", f"/v1/aanbieders/{AANBIEDER}/plafonds/2026", AANBIEDER)).json["k"]
        await desk.send(retour_op(toegewezen, "B1"), AANBIEDER)
        assert await euros() == (400, 500, 400)
        await desk.send(retour_op(tweede, "A2", fault("JW315/Client", "0001", Niveau.BERICHT)), GEMEENTE)
        assert await euros() == (0, 500, 0)
        assert await euros(k) == (400, 500, 500)
        await herbouwd_is_gelijk(desk)


# --- an aanbieder that answers itself -----------------------------------------------------------------------------


@pytest_asyncio.fixture
async def zelf_aanbieder(config: Settings) -> AsyncIterator[Desk]:
    """The API, with a request of an aanbieder that answers itself."""
    partijen = [
        *(Partij(soort="gemeente", code=one, naam=one, geldig_van=BEGIN) for one in (GEMEENTE, ANDERE_GEMEENTE)),
        Partij(soort="aanbieder", code=AANBIEDER, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    ]
    async with open_loket(config, partijen=partijen) as desk:
        antwoord = await desk.send(jw315(), AANBIEDER)
        assert antwoord.json["oordeel"] == "goedgekeurd", antwoord.json
        yield desk


async def rijen_van(desk: Desk, soort: type[R]) -> list[R]:
    async with desk.gateway.database.lees() as conn:
        stand = await store.load_at(Grootboek(conn, desk.gateway.regio), 2**62)
    return [row for row in stand.rijen() if isinstance(row, soort)]


@pytest.mark.parametrize("good", [True, False])
async def test_an_answer_to_a_request_is_confirmed_or_undone_like_all_else(zelf_aanbieder: Desk, *, good: bool) -> None:
    desk = zelf_aanbieder
    heen = jw319({"Antwoord/ReferentieAanbieder": "VOT1"})
    receipt = await desk.send(heen, GEMEENTE)
    assert (receipt.json["oordeel"], receipt.json["bevindingen"]) == ("voorlopig", [])
    (verzoek,) = await rijen_van(desk, Verzoek)
    assert (verzoek.afgewezen_op, verzoek.is_voorlopig) == (VANDAAG, True)
    faults = [] if good else [fault("JW319/Antwoord", "0001", Niveau.BERICHT)]
    assert (await desk.send(retour_op(heen, "EIGEN1", *faults), AANBIEDER)).json["signalen"] == []
    (verzoek,) = await rijen_van(desk, Verzoek)
    assert (verzoek.afgewezen_op, verzoek.is_voorlopig) == (VANDAAG if good else None, False)
    await herbouwd_is_gelijk(desk)


async def test_a_number_of_another_client_stays_his_whatever_is_answered(zelf_aanbieder: Desk) -> None:
    desk = zelf_aanbieder
    first = toewijzingen()
    other = toewijzingen(**{"Client/Bsn": "999900018", "Header/BerichtIdentificatie/Identificatie": "JW301-2"})
    for heen in (first, other):
        await desk.send(heen, GEMEENTE)
    before = await rijen_van(desk, Toewijzing)
    assert [one.is_voorlopig for one in before] == [True, True]
    await desk.send(retour_op(first, "EIGEN1"), AANBIEDER)
    antwoord = await desk.send(retour_op(other, "EIGEN2"), AANBIEDER)
    assert [one["code"] for one in antwoord.json["signalen"]] == ["SIGNAAL-NIET-GEBOEKT"]
    na = await rijen_van(desk, Toewijzing)
    assert [(one.client, one.is_voorlopig) for one in na] == [(one.client, False) for one in before]
    await herbouwd_is_gelijk(desk)


async def test_nothing_is_written_about_a_person(himself: Desk) -> None:
    start = jw305()
    receipt = await himself.send(start, AANBIEDER)
    await himself.send(retour_op(start, "EIGEN1"), GEMEENTE)
    await toon(himself, receipt, GEMEENTE)
    assert all(start.client.bsn.encode() not in antwoord.data for antwoord in himself.antwoorden)
    assert start.client.bsn.encode() in write(start)
