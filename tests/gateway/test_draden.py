# SPDX-License-Identifier: EUPL-1.2
"""Threads through the gateway: every flow of the standard hangs together, and nobody sees what is not in his mailbox.

A thread is drawn as text: a line for each key, and under it a line for each bericht with its answers between brackets;
`!` was rejected, `?` waits for an answer.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from bellers import als, beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.draden import zoeken
from berichtenverkeer.draden.boom import Draad, Draadbericht, Tak
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, BSN, DAGTEKENING, GEMEENTE, Met, bouw, grote_jw323, jw305
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen

KLOK = StaandeKlok(date(2026, 6, 1))
ANDERE_GEMEENTE, ANDERE_AANBIEDER = "0384", "42420001"
T = "Client/ToegewezenProducten/ToegewezenProduct"
S, E = "Client/StartProducten/StartProduct", "Client/StopProducten/StopProduct"
V = "Client/AangevraagdeProducten/AangevraagdProduct"
W = "Client/Verzoek"
P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie"
APRIL = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}


class Verkeer:
    """A gateway and what was sent through it; every bericht gets an Identificatie of its own."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._nummer = 0

    async def stuur(self, soort: str, wijzigingen: Met | None = None, **van_naar: str) -> Bon:
        """Send a bericht of the builders; `van` and `naar` make others its parties."""
        self._nummer += 1
        kop = {"Header/BerichtIdentificatie/Identificatie": f"{soort}-{self._nummer}"}
        for veld, rol in (("Header/Afzender", "van"), ("Header/Ontvanger", "naar")):
            if rol in van_naar:
                kop[veld] = van_naar[rol]
        bericht = bouw(soort, {**kop, **(wijzigingen or {})})
        return await ontvangen(self.gateway, write(bericht), bericht.header.afzender)

    async def draad(self, bon: Bon | UUID, voor: str | None = None, limiet: int = 100) -> Draad | None:
        id_ = bon if isinstance(bon, UUID) else bon.id
        return await self.gateway.draden.draad(als(self.gateway, voor) if voor else beheer(self.gateway), id_, limiet)

    async def beeld(self, bon: Bon | UUID, voor: str | None = None) -> list[str]:
        """The thread as text."""
        gevonden = await self.draad(bon, voor)
        assert gevonden is not None
        assert not gevonden.er_is_meer
        return [regel for tak in gevonden.takken for regel in teken(tak)]


def teken(tak: Tak, diep: int = 0) -> Iterator[str]:
    yield f"{'  ' * diep}{tak.sleutel}: {', '.join(_kort(een) for een in tak.berichten)}".rstrip()
    for onder in tak.takken:
        yield from teken(onder, diep + 1)


def _kort(een: Draadbericht) -> str:
    teken_ = {"goedgekeurd": "", "afgekeurd": "!", "voorlopig": "?"}[een.oordeel]
    antwoorden = " ".join(_kort(antwoord) for antwoord in een.antwoorden)
    return f"{een.berichtsoort}{teken_}" + (f" [{antwoorden}]" if antwoorden else "")


@pytest_asyncio.fixture
async def verkeer(instellingen: Instellingen) -> AsyncIterator[Verkeer]:
    async with gateway_met_register(instellingen, KLOK) as gateway:
        yield Verkeer(gateway)


def prestatie(nummer: str, referentie: dict[str, str], bedrag: dict[str, Any] | None = None) -> dict[str, Any]:
    """A declaratie over April with one prestatie."""
    bedrag = bedrag or {"Bedrag": 5000, "DebetCredit": "D"}
    return {
        "Header/BerichtIdentificatie/Dagtekening": "2026-05-20",
        "Declaratie/DeclaratieNummer": nummer,
        "Declaratie/DeclaratiePeriode": APRIL,
        "Declaratie/DeclaratieDagtekening": "2026-05-20",
        "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": 5000, "DebetCredit": bedrag["DebetCredit"]},
        f"{P}[1]/ProductPeriode": APRIL,
        f"{P}[1]/ProductReferentie": referentie,
        f"{P}[1]/IngediendBedrag": bedrag,
    }


TOEWIJZING = {f"{T}[1]/Omvang": {"Volume": 100, "Eenheid": "04", "Frequentie": "4"}}
OP_VOT1 = {**TOEWIJZING, f"{T}[1]/ReferentieAanbieder": "VOT1"}
NEE = {"Antwoord/ReferentieAanbieder": "VOT1"}
ONDERZOEK = {
    "Antwoord/ReferentieAanbieder": "VOT1",
    "Antwoord/VerzoekAntwoord": "2",
    "Antwoord/RedenAfwijzingVerzoek": None,
}


async def test_a_life_from_verzoek_to_declaratie_is_one_thread_from_whatever_bericht_in_it(verkeer: Verkeer) -> None:
    bonnen = [
        await verkeer.stuur("JW315"),
        await verkeer.stuur("JW319", ONDERZOEK),
        await verkeer.stuur("JW301", OP_VOT1),
        await verkeer.stuur("JW305"),
        await verkeer.stuur("JW323", prestatie("D1", {"ReferentieNummer": "R1"})),
        await verkeer.stuur(
            "JW307",
            {"Header/BerichtIdentificatie/Dagtekening": "2026-05-31", f"{E}[1]/Einddatum": "2026-05-31"},
        ),
    ]
    assert [bon.oordeel for bon in bonnen] == ["goedgekeurd"] * 6, [bon.bevindingen for bon in bonnen]
    verhaal = [
        f"verzoek/{AANBIEDER}/VOT1: JW315 [JW316], JW319 [JW320]",
        "  toewijzing/0363/1: JW301 [JW302], JW305 [JW306], JW323 [JW325], JW307 [JW308]",
    ]
    for bon in bonnen:
        if bon.berichtsoort != "JW323":
            assert bon.retour_id is not None
            for id_ in (bon.id, bon.retour_id):
                for partij in (AANBIEDER, GEMEENTE, None):
                    assert await verkeer.beeld(id_, partij) == verhaal, bon.berichtsoort
    assert await verkeer.beeld(bonnen[4], AANBIEDER) == [f"declaratie/{AANBIEDER}/JW323-5: JW323 [JW325]"]


@pytest.mark.parametrize(
    ("antwoorden", "verwacht"),
    [
        ([("JW301", OP_VOT1)], "JW315 [JW316] / JW301 [JW302]"),
        ([("JW319", NEE)], "JW315 [JW316], JW319 [JW320]"),
        ([("JW319", ONDERZOEK), ("JW319", NEE)], "JW315 [JW316], JW319 [JW320], JW319 [JW320]"),
        ([("JW319", ONDERZOEK), ("JW301", OP_VOT1)], "JW315 [JW316], JW319 [JW320] / JW301 [JW302]"),
    ],
)
async def test_a_request_hangs_with_its_answers(
    verkeer: Verkeer, antwoorden: list[tuple[str, dict[str, Any]]], verwacht: str
) -> None:
    bon = await verkeer.stuur("JW315")
    for soort, anders in antwoorden:
        await verkeer.stuur(soort, anders)
    inhoud = " / ".join(regel.split(": ", 1)[1] for regel in await verkeer.beeld(bon, AANBIEDER))
    assert inhoud == verwacht


async def test_of_a_request_with_several_products_each_has_a_story_of_its_own(verkeer: Verkeer) -> None:
    nog_een = {f"{V}[2]/ReferentieAanbieder": "VOT2", f"{V}[2]/Product": {"Categorie": "45", "Code": "45A05"}}
    verzoek = await verkeer.stuur("JW315", nog_een)
    toewijzing = await verkeer.stuur("JW301", OP_VOT1)
    nee = await verkeer.stuur("JW319", {"Antwoord/ReferentieAanbieder": "VOT2"})
    eerste = [f"verzoek/{AANBIEDER}/VOT1: JW315 [JW316]", "  toewijzing/0363/1: JW301 [JW302]"]
    tweede = [f"verzoek/{AANBIEDER}/VOT2: JW315 [JW316], JW319 [JW320]"]
    assert await verkeer.beeld(toewijzing, AANBIEDER) == eerste
    assert await verkeer.beeld(nee, AANBIEDER) == tweede
    assert await verkeer.beeld(verzoek, AANBIEDER) == [*eerste, *tweede]


async def test_a_jw301_with_all_toewijzingen_of_a_client_does_not_glue_them_together(verkeer: Verkeer) -> None:
    ander = {f"{T}[2]/ToewijzingNummer": 2, f"{T}[2]/Product": {"Categorie": "45", "Code": "45A05"}}
    samen = await verkeer.stuur("JW301", {**TOEWIJZING, **ander})
    start = await verkeer.stuur("JW305")
    assert await verkeer.beeld(start, AANBIEDER) == ["toewijzing/0363/1: JW301 [JW302], JW305 [JW306]"]
    assert await verkeer.beeld(samen, AANBIEDER) == [
        "toewijzing/0363/1: JW301 [JW302], JW305 [JW306]",
        "toewijzing/0363/2: JW301 [JW302]",
    ]


async def test_a_request_for_change_ties_what_is_to_change_and_names_what_stays(verkeer: Verkeer) -> None:
    ander = {f"{T}[2]/ToewijzingNummer": 2, f"{T}[2]/Product": {"Categorie": "45", "Code": "45A05"}}
    await verkeer.stuur("JW301", {**TOEWIJZING, **ander})
    start = await verkeer.stuur("JW305")
    wijziging = {
        "Header/BerichtIdentificatie/Dagtekening": "2026-06-01",
        f"{W}/TeWijzigenProducten/TeWijzigenProduct[1]/GewensteIngangsdatum": "2026-07-01",
        f"{W}/NieuweProducten": None,
    }
    verzoek = await verkeer.stuur("JW317", wijziging)
    await verkeer.stuur("JW319")
    assert await verkeer.beeld(verzoek, AANBIEDER) == [
        f"verzoek/{AANBIEDER}/VOW1: JW317 [JW318], JW319 [JW320]",
        "  toewijzing/0363/2: JW301 [JW302]",
        "toewijzing/0363/1: JW301 [JW302], JW305 [JW306], JW317 [JW318]",
    ]
    assert await verkeer.beeld(start, AANBIEDER) == [
        "toewijzing/0363/1: JW301 [JW302], JW305 [JW306], JW317 [JW318]",
    ]


async def test_a_granted_change_hangs_under_its_request(verkeer: Verkeer) -> None:
    await verkeer.stuur("JW315")
    await verkeer.stuur("JW301", OP_VOT1)
    wijzigt = {"ToewijzingNummer": 1, "GewensteIngangsdatum": "2026-07-01", "Einddatum": "2026-12-31"}
    omvang = {"Volume": 50, "Eenheid": "04", "Frequentie": "4"}
    wijziging = {
        "Header/BerichtIdentificatie/Dagtekening": "2026-06-01",
        f"{W}/OngewijzigdeProducten": None,
        f"{W}/TeWijzigenProducten/TeWijzigenProduct[1]": {**wijzigt, "Omvang": omvang},
        f"{W}/NieuweProducten": None,
    }
    verzoek = await verkeer.stuur("JW317", wijziging)
    nieuw = {
        f"{T}[1]/ToewijzingNummer": 2,
        f"{T}[1]/ReferentieAanbieder": "VOW1",
        f"{T}[1]/Product": {"Categorie": "45", "Code": "45A05"},
    }
    erbij = await verkeer.stuur("JW301", nieuw)
    assert await verkeer.beeld(verzoek, GEMEENTE) == [
        f"verzoek/{AANBIEDER}/VOT1: JW315 [JW316]",
        "  toewijzing/0363/1: JW301 [JW302]",
        f"    verzoek/{AANBIEDER}/VOW1: JW317 [JW318]",
        "      toewijzing/0363/2: " + ("JW301 [JW302]" if erbij.oordeel == "goedgekeurd" else "JW301! [JW302]"),
    ]


@pytest.mark.parametrize("nummer", [1, None])
async def test_a_temporary_stop_a_resumption_and_a_removal_hang_with_their_start(
    verkeer: Verkeer, nummer: int | None
) -> None:
    zonder: dict[str, Any] = (
        {} if nummer else {f"{S}[1]/ToewijzingNummer": None, f"{S}[1]/ToewijzingIngangsdatum": None}
    )
    stop = {pad.replace("Start", "Stop"): waarde for pad, waarde in zonder.items()}
    if nummer:
        await verkeer.stuur("JW301", TOEWIJZING)
    start = await verkeer.stuur("JW305", zonder)
    await verkeer.stuur("JW307", {**stop, f"{E}[1]/RedenBeeindiging": "20"})
    await verkeer.stuur("JW307", {**stop, f"{E}[1]/RedenBeeindiging": "20", f"{E}[1]/StatusAanlevering": "3"})
    weg = await verkeer.stuur("JW305", {**zonder, f"{S}[1]/StatusAanlevering": "3"})
    toegewezen = "JW301 [JW302], " if nummer else ""
    sleutel = "toewijzing/0363/1" if nummer else f"levering/0363/{AANBIEDER}/45/45A04/2026-04-03"
    stappen = ["JW305 [JW306]", "JW307 [JW308]", "JW307 [JW308]", "JW305 [JW306]"]
    for bon in (start, weg):
        beeld = [regel.replace("!", "") for regel in await verkeer.beeld(bon, AANBIEDER)]
        assert beeld == [f"{sleutel}: {toegewezen}{', '.join(stappen)}"]


async def test_a_start_that_came_before_its_toewijzing_hangs_with_it_all_the_same(verkeer: Verkeer) -> None:
    wees = await verkeer.stuur("JW305")
    assert await verkeer.beeld(wees, AANBIEDER) == ["toewijzing/0363/1: JW305! [JW306]"]
    toewijzing = await verkeer.stuur("JW301", TOEWIJZING)
    opnieuw = await verkeer.stuur("JW305", {f"{S}[1]/Begindatum": "2026-04-04"})
    assert (toewijzing.oordeel, opnieuw.oordeel) == ("goedgekeurd", "goedgekeurd")
    assert await verkeer.beeld(wees, AANBIEDER) == ["toewijzing/0363/1: JW305! [JW306], JW301 [JW302], JW305 [JW306]"]


async def test_what_a_rejected_bericht_ties_is_not_followed_and_it_hangs_under_both(verkeer: Verkeer) -> None:
    await verkeer.stuur("JW315")
    await verkeer.stuur("JW301", OP_VOT1)
    fout = {f"{T}[1]/ReferentieAanbieder": "VOT1", f"{T}[1]/ToewijzingNummer": 9, f"{T}[1]/Einddatum": "2026-03-01"}
    afgekeurd = await verkeer.stuur("JW301", fout)
    assert afgekeurd.oordeel == "afgekeurd"
    los = await verkeer.stuur("JW305", {f"{S}[1]/ToewijzingNummer": 9})
    assert los.retour_id is not None
    assert await verkeer.beeld(los.retour_id, GEMEENTE) == ["toewijzing/0363/9: JW301! [JW302], JW306"]
    assert await verkeer.beeld(los, AANBIEDER) == ["toewijzing/0363/9: JW302, JW305! [JW306]"]
    gezien = await verkeer.draad(afgekeurd, GEMEENTE)
    assert gezien is not None
    eerste, tweede = gezien.takken
    assert {eerste.sleutel, tweede.sleutel} == {"toewijzing/0363/9", f"verzoek/{AANBIEDER}/VOT1"}
    (_, verworpen) = [een for tak in (eerste, tweede) for een in tak.berichten if een.berichtsoort == "JW301"]
    assert verworpen.oordeel == "afgekeurd"
    assert verworpen.codes


async def test_a_credit_ties_two_declaraties_one_step_far(verkeer: Verkeer) -> None:
    await verkeer.stuur("JW301", TOEWIJZING)
    debet = await verkeer.stuur("JW323", prestatie("D1", {"ReferentieNummer": "R1"}))
    terug = {"Bedrag": 5000, "DebetCredit": "C"}
    credit = await verkeer.stuur(
        "JW323", prestatie("D2", {"ReferentieNummer": "R2", "VorigReferentieNummer": "R1"}, terug)
    )
    los = await verkeer.stuur("JW323", prestatie("D3", {"ReferentieNummer": "R3"}))
    assert [bon.oordeel for bon in (debet, credit, los)] == ["goedgekeurd"] * 3
    een, twee = (f"declaratie/{AANBIEDER}/JW323-{nummer}: JW323 [JW325]" for nummer in (2, 3))
    assert await verkeer.beeld(debet, GEMEENTE) == [een, f"  {twee}"]
    assert await verkeer.beeld(credit, GEMEENTE) == [een, f"  {twee}"]
    assert await verkeer.beeld(los, GEMEENTE) == [f"declaratie/{AANBIEDER}/JW323-4: JW323 [JW325]"]
    nog_eens = {"ReferentieNummer": "R4", "VorigReferentieNummer": "R1"}
    geweigerd = await verkeer.stuur("JW323", prestatie("D4", nog_eens, terug))
    assert [een.code for een in geweigerd.bevindingen] == ["TR390"]
    assert await verkeer.beeld(debet, GEMEENTE) == [een, f"  {twee}", f"  {twee.replace('3:', '5:')}"]


async def test_another_party_sees_nothing_and_each_sees_its_own_mailbox(verkeer: Verkeer) -> None:
    toewijzing = await verkeer.stuur("JW301", TOEWIJZING)
    goed = await verkeer.stuur("JW305")
    vreemd = await verkeer.stuur("JW305", {f"{S}[1]/Begindatum": "2026-04-05"}, van=ANDERE_AANBIEDER)
    elders = await verkeer.stuur("JW305", {f"{S}[1]/Begindatum": "2026-04-06"}, naar=ANDERE_GEMEENTE)
    assert [bon.oordeel for bon in (goed, vreemd, elders)] == ["goedgekeurd", "afgekeurd", "afgekeurd"]
    for bon, partij in ((toewijzing, ANDERE_AANBIEDER), (toewijzing, ANDERE_GEMEENTE), (vreemd, AANBIEDER)):
        assert await verkeer.draad(bon, partij) is None
    samen = "JW301 [JW302], JW305 [JW306]"
    assert await verkeer.beeld(goed, AANBIEDER) == [f"toewijzing/0363/1: {samen}"]
    assert await verkeer.beeld(goed, GEMEENTE) == [f"toewijzing/0363/1: {samen}, JW306"]
    assert await verkeer.beeld(goed) == [f"toewijzing/0363/1: {samen}, JW305! [JW306]"]
    assert await verkeer.beeld(vreemd, ANDERE_AANBIEDER) == ["toewijzing/0363/1: JW305! [JW306]"]
    assert await verkeer.beeld(elders, AANBIEDER) == ["toewijzing/0384/1: JW305! [JW306]"]
    assert await verkeer.draad(elders, ANDERE_GEMEENTE) is None
    assert elders.retour_id is not None
    assert await verkeer.beeld(elders.retour_id, ANDERE_GEMEENTE) == ["toewijzing/0384/1: JW306"]


async def test_richting_and_wederpartij_are_those_of_who_asks(verkeer: Verkeer) -> None:
    bon = await verkeer.stuur("JW301", TOEWIJZING)
    gezien = {partij: await verkeer.draad(bon, partij) for partij in (GEMEENTE, AANBIEDER, None)}
    kort = {}
    for partij, gevonden in gezien.items():
        assert gevonden is not None
        ((heen,),) = (tak.berichten for tak in gevonden.takken)
        (retour,) = heen.antwoorden
        kort[partij] = [(een.richting, een.wederpartij, een.verzender, een.bron) for een in (heen, retour)]
    van, terug = (GEMEENTE, "partij"), (AANBIEDER, "gateway")
    assert kort == {
        GEMEENTE: [("uit", AANBIEDER, *van), ("in", AANBIEDER, *terug)],
        AANBIEDER: [("in", GEMEENTE, *van), ("uit", GEMEENTE, *terug)],
        None: [(None, None, *van), (None, None, *terug)],
    }


async def test_an_answer_on_what_never_came_hangs_by_itself(verkeer: Verkeer) -> None:
    retour = retourbericht(jw305(), [], "RET-1", DAGTEKENING)
    bon = await ontvangen(verkeer.gateway, write(retour), GEMEENTE)
    assert bon.oordeel == "afgekeurd"
    assert await verkeer.beeld(bon, GEMEENTE) == ["None: JW306!"]


async def test_a_declaratieantwoord_on_what_never_came_hangs_in_the_thread_of_its_declaratie(verkeer: Verkeer) -> None:
    bon = await verkeer.stuur("JW325")
    beeld = await verkeer.beeld(bon, GEMEENTE)
    assert [regel.replace("!", "") for regel in beeld] == [f"declaratie/{AANBIEDER}/JW323-1: JW325"]


async def test_the_same_identificatie_again_hangs_beside_the_first(verkeer: Verkeer) -> None:
    await verkeer.stuur("JW301", TOEWIJZING)
    eerste = await verkeer.stuur("JW305")
    dubbel = {"Header/BerichtIdentificatie/Identificatie": "JW305-2", f"{S}[1]/Begindatum": "2026-04-09"}
    tweede = await verkeer.stuur("JW305", dubbel)
    assert (eerste.identificatie, tweede.oordeel) == (tweede.identificatie, "afgekeurd")
    assert await verkeer.beeld(tweede, AANBIEDER) == ["toewijzing/0363/1: JW301 [JW302], JW305 [JW306], JW305! [JW306]"]


async def test_a_long_thread_says_that_there_is_more_and_keeps_what_was_asked(verkeer: Verkeer) -> None:
    await verkeer.stuur("JW301", TOEWIJZING)
    bonnen = [await verkeer.stuur("JW305", {f"{S}[1]/Begindatum": f"2026-04-{dag:02}"}) for dag in range(3, 9)]
    gezien = await verkeer.draad(bonnen[-1], AANBIEDER, limiet=3)
    assert gezien is not None
    assert gezien.er_is_meer
    (tak,) = gezien.takken
    assert [een.identificatie for een in tak.berichten] == ["JW301-1", "JW305-2", bonnen[-1].identificatie]
    heel = await verkeer.draad(bonnen[-1], AANBIEDER, limiet=7)
    assert heel is not None
    assert not heel.er_is_meer


async def test_a_large_declaratie_counts_its_toewijzingen_and_takes_a_few_statements(verkeer: Verkeer) -> None:
    await verkeer.stuur("JW301", TOEWIJZING)
    groot = grote_jw323(2000)
    bon = await ontvangen(verkeer.gateway, write(groot), AANBIEDER)
    vragen: list[str] = []
    async with verkeer.gateway.database.lees() as conn:
        await zoeken.draad(
            Grootboek(conn, verkeer.gateway.regio), bon.id, AANBIEDER, AANBIEDER
        )  # the types of a new connection
        conn.add_query_logger(lambda vraag: vragen.append(vraag.query))
        gezien = await zoeken.draad(Grootboek(conn, verkeer.gateway.regio), bon.id, AANBIEDER, AANBIEDER)
        await asyncio.sleep(0)  # the last one is logged
        assert len(vragen) == 4
    assert gezien is not None
    assert gezien.toewijzingen == 2000
    assert [een.sleutels for tak in gezien.takken for een in tak.berichten] == [(f"declaratie/{AANBIEDER}/JW323-1",)]
    los = await verkeer.stuur("JW305", {f"{S}[1]/ToewijzingNummer": 1500})
    assert await verkeer.beeld(los, AANBIEDER) == [
        "toewijzing/0363/1500: "
        + ("JW323! [JW325]" if bon.oordeel == "afgekeurd" else "JW323 [JW325]")
        + ", JW305! [JW306]"
    ]


async def test_no_thread_holds_a_bsn_or_a_pseudonym(verkeer: Verkeer) -> None:
    zonder = {f"{S}[1]/ToewijzingNummer": None, f"{S}[1]/ToewijzingIngangsdatum": None}
    bon = await verkeer.stuur("JW305", zonder)
    async with verkeer.gateway.database.lees() as conn:
        client = await conn.fetchval(
            "select client from bericht where regio = $1 and id = $2", verkeer.gateway.regio, bon.id
        )
    tekst = repr(await verkeer.draad(bon, AANBIEDER))
    assert "levering/" in tekst
    assert BSN not in tekst
    assert client.hex() not in tekst
