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

from bellers import administration, as_
from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.draden import searching
from berichtenverkeer.draden.tree import Draad, Draadbericht, Tak
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, BSN, DAGTEKENING, GEMEENTE, Met, bouw, grote_jw323, jw305
from gatewaybouw import StaandeKlok, gateway_met_register, received

KLOK = StaandeKlok(date(2026, 6, 1))
ANDERE_GEMEENTE, ANDERE_AANBIEDER = "0384", "42420001"
T = "Client/ToegewezenProducten/ToegewezenProduct"
S, E = "Client/StartProducten/StartProduct", "Client/StopProducten/StopProduct"
V = "Client/AangevraagdeProducten/AangevraagdProduct"
W = "Client/Verzoek"
P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie"
APRIL = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}


class Traffic:
    """A gateway and what was sent through it; every bericht gets an Identificatie of its own."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._number = 0

    async def send(self, soort: str, wijzigingen: Met | None = None, **van_naar: str) -> Receipt:
        """Send a bericht of the builders; `van` and `naar` make others its parties."""
        self._number += 1
        envelope = {"Header/BerichtIdentificatie/Identificatie": f"{soort}-{self._number}"}
        for field, role in (("Header/Afzender", "van"), ("Header/Ontvanger", "naar")):
            if role in van_naar:
                envelope[field] = van_naar[role]
        bericht = bouw(soort, {**envelope, **(wijzigingen or {})})
        return await received(self.gateway, write(bericht), bericht.header.afzender)

    async def draad(self, receipt: Receipt | UUID, before: str | None = None, limiet: int = 100) -> Draad | None:
        id_ = receipt if isinstance(receipt, UUID) else receipt.id
        return await self.gateway.draden.draad(
            as_(self.gateway, before) if before else administration(self.gateway), id_, limiet
        )

    async def beeld(self, receipt: Receipt | UUID, before: str | None = None) -> list[str]:
        """The thread as text."""
        found = await self.draad(receipt, before)
        assert found is not None
        assert not found.er_is_meer
        return [regel for branch in found.takken for regel in sign(branch)]


def sign(branch: Tak, diep: int = 0) -> Iterator[str]:
    yield f"{'  ' * diep}{branch.sleutel}: {', '.join(_kort(one) for one in branch.berichten)}".rstrip()
    for under in branch.takken:
        yield from sign(under, diep + 1)


def _kort(one: Draadbericht) -> str:
    teken_ = {"goedgekeurd": "", "afgekeurd": "!", "voorlopig": "?"}[one.oordeel]
    antwoorden = " ".join(_kort(antwoord) for antwoord in one.antwoorden)
    return f"{one.berichtsoort}{teken_}" + (f" [{antwoorden}]" if antwoorden else "")


@pytest_asyncio.fixture
async def traffic(config: Settings) -> AsyncIterator[Traffic]:
    async with gateway_met_register(config, KLOK) as gateway:
        yield Traffic(gateway)


def prestatie(number: str, referentie: dict[str, str], bedrag: dict[str, Any] | None = None) -> dict[str, Any]:
    """A declaratie over April with one prestatie."""
    bedrag = bedrag or {"Bedrag": 5000, "DebetCredit": "D"}
    return {
        "Header/BerichtIdentificatie/Dagtekening": "2026-05-20",
        "Declaratie/DeclaratieNummer": number,
        "Declaratie/DeclaratiePeriode": APRIL,
        "Declaratie/DeclaratieDagtekening": "2026-05-20",
        "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": 5000, "DebetCredit": bedrag["DebetCredit"]},
        f"{P}[1]/ProductPeriode": APRIL,
        f"{P}[1]/ProductReferentie": referentie,
        f"{P}[1]/IngediendBedrag": bedrag,
    }


TOEWIJZING = {f"{T}[1]/Omvang": {"Volume": 100, "Eenheid": "04", "Frequentie": "4"}}
OP_VOT1 = {**TOEWIJZING, f"{T}[1]/ReferentieAanbieder": "VOT1"}
NAY = {"Antwoord/ReferentieAanbieder": "VOT1"}
ONDERZOEK = {
    "Antwoord/ReferentieAanbieder": "VOT1",
    "Antwoord/VerzoekAntwoord": "2",
    "Antwoord/RedenAfwijzingVerzoek": None,
}


async def test_a_life_from_verzoek_to_declaratie_is_one_thread_from_whatever_bericht_in_it(traffic: Traffic) -> None:
    receipts = [
        await traffic.send("JW315"),
        await traffic.send("JW319", ONDERZOEK),
        await traffic.send("JW301", OP_VOT1),
        await traffic.send("JW305"),
        await traffic.send("JW323", prestatie("D1", {"ReferentieNummer": "R1"})),
        await traffic.send(
            "JW307",
            {"Header/BerichtIdentificatie/Dagtekening": "2026-05-31", f"{E}[1]/Einddatum": "2026-05-31"},
        ),
    ]
    assert [receipt.oordeel for receipt in receipts] == ["goedgekeurd"] * 6, [
        receipt.bevindingen for receipt in receipts
    ]
    story = [
        f"verzoek/{AANBIEDER}/VOT1: JW315 [JW316], JW319 [JW320]",
        "  toewijzing/0363/1: JW301 [JW302], JW305 [JW306], JW323 [JW325], JW307 [JW308]",
    ]
    for receipt in receipts:
        if receipt.berichtsoort != "JW323":
            assert receipt.retour_id is not None
            for id_ in (receipt.id, receipt.retour_id):
                for partij in (AANBIEDER, GEMEENTE, None):
                    assert await traffic.beeld(id_, partij) == story, receipt.berichtsoort
    assert await traffic.beeld(receipts[4], AANBIEDER) == [f"declaratie/{AANBIEDER}/JW323-5: JW323 [JW325]"]


@pytest.mark.parametrize(
    ("antwoorden", "expected"),
    [
        ([("JW301", OP_VOT1)], "JW315 [JW316] / JW301 [JW302]"),
        ([("JW319", NAY)], "JW315 [JW316], JW319 [JW320]"),
        ([("JW319", ONDERZOEK), ("JW319", NAY)], "JW315 [JW316], JW319 [JW320], JW319 [JW320]"),
        ([("JW319", ONDERZOEK), ("JW301", OP_VOT1)], "JW315 [JW316], JW319 [JW320] / JW301 [JW302]"),
    ],
)
async def test_a_request_hangs_with_its_answers(
    traffic: Traffic, antwoorden: list[tuple[str, dict[str, Any]]], expected: str
) -> None:
    receipt = await traffic.send("JW315")
    for soort, otherwise in antwoorden:
        await traffic.send(soort, otherwise)
    content = " / ".join(regel.split(": ", 1)[1] for regel in await traffic.beeld(receipt, AANBIEDER))
    assert content == expected


async def test_of_a_request_with_several_products_each_has_a_story_of_its_own(traffic: Traffic) -> None:
    another = {f"{V}[2]/ReferentieAanbieder": "VOT2", f"{V}[2]/Product": {"Categorie": "45", "Code": "45A05"}}
    verzoek = await traffic.send("JW315", another)
    toewijzing = await traffic.send("JW301", OP_VOT1)
    nee = await traffic.send("JW319", {"Antwoord/ReferentieAanbieder": "VOT2"})
    first = [f"verzoek/{AANBIEDER}/VOT1: JW315 [JW316]", "  toewijzing/0363/1: JW301 [JW302]"]
    tweede = [f"verzoek/{AANBIEDER}/VOT2: JW315 [JW316], JW319 [JW320]"]
    assert await traffic.beeld(toewijzing, AANBIEDER) == first
    assert await traffic.beeld(nee, AANBIEDER) == tweede
    assert await traffic.beeld(verzoek, AANBIEDER) == [*first, *tweede]


async def test_a_jw301_with_all_toewijzingen_of_a_client_does_not_glue_them_together(traffic: Traffic) -> None:
    other = {f"{T}[2]/ToewijzingNummer": 2, f"{T}[2]/Product": {"Categorie": "45", "Code": "45A05"}}
    together = await traffic.send("JW301", {**TOEWIJZING, **other})
    start = await traffic.send("JW305")
    assert await traffic.beeld(start, AANBIEDER) == ["toewijzing/0363/1: JW301 [JW302], JW305 [JW306]"]
    assert await traffic.beeld(together, AANBIEDER) == [
        "toewijzing/0363/1: JW301 [JW302], JW305 [JW306]",
        "toewijzing/0363/2: JW301 [JW302]",
    ]


async def test_a_request_for_change_ties_what_is_to_change_and_names_what_stays(traffic: Traffic) -> None:
    other = {f"{T}[2]/ToewijzingNummer": 2, f"{T}[2]/Product": {"Categorie": "45", "Code": "45A05"}}
    await traffic.send("JW301", {**TOEWIJZING, **other})
    start = await traffic.send("JW305")
    wijziging = {
        "Header/BerichtIdentificatie/Dagtekening": "2026-06-01",
        f"{W}/TeWijzigenProducten/TeWijzigenProduct[1]/GewensteIngangsdatum": "2026-07-01",
        f"{W}/NieuweProducten": None,
    }
    verzoek = await traffic.send("JW317", wijziging)
    await traffic.send("JW319")
    assert await traffic.beeld(verzoek, AANBIEDER) == [
        f"verzoek/{AANBIEDER}/VOW1: JW317 [JW318], JW319 [JW320]",
        "  toewijzing/0363/2: JW301 [JW302]",
        "toewijzing/0363/1: JW301 [JW302], JW305 [JW306], JW317 [JW318]",
    ]
    assert await traffic.beeld(start, AANBIEDER) == [
        "toewijzing/0363/1: JW301 [JW302], JW305 [JW306], JW317 [JW318]",
    ]


async def test_a_granted_change_hangs_under_its_request(traffic: Traffic) -> None:
    await traffic.send("JW315")
    await traffic.send("JW301", OP_VOT1)
    changes = {"ToewijzingNummer": 1, "GewensteIngangsdatum": "2026-07-01", "Einddatum": "2026-12-31"}
    omvang = {"Volume": 50, "Eenheid": "04", "Frequentie": "4"}
    wijziging = {
        "Header/BerichtIdentificatie/Dagtekening": "2026-06-01",
        f"{W}/OngewijzigdeProducten": None,
        f"{W}/TeWijzigenProducten/TeWijzigenProduct[1]": {**changes, "Omvang": omvang},
        f"{W}/NieuweProducten": None,
    }
    verzoek = await traffic.send("JW317", wijziging)
    new = {
        f"{T}[1]/ToewijzingNummer": 2,
        f"{T}[1]/ReferentieAanbieder": "VOW1",
        f"{T}[1]/Product": {"Categorie": "45", "Code": "45A05"},
    }
    besides = await traffic.send("JW301", new)
    assert await traffic.beeld(verzoek, GEMEENTE) == [
        f"verzoek/{AANBIEDER}/VOT1: JW315 [JW316]",
        "  toewijzing/0363/1: JW301 [JW302]",
        f"    verzoek/{AANBIEDER}/VOW1: JW317 [JW318]",
        "      toewijzing/0363/2: " + ("JW301 [JW302]" if besides.oordeel == "goedgekeurd" else "JW301! [JW302]"),
    ]


@pytest.mark.parametrize("number", [1, None])
async def test_a_temporary_stop_a_resumption_and_a_removal_hang_with_their_start(
    traffic: Traffic, number: int | None
) -> None:
    without: dict[str, Any] = (
        {} if number else {f"{S}[1]/ToewijzingNummer": None, f"{S}[1]/ToewijzingIngangsdatum": None}
    )
    stop = {pad.replace("Start", "Stop"): value for pad, value in without.items()}
    if number:
        await traffic.send("JW301", TOEWIJZING)
    start = await traffic.send("JW305", without)
    await traffic.send("JW307", {**stop, f"{E}[1]/RedenBeeindiging": "20"})
    await traffic.send("JW307", {**stop, f"{E}[1]/RedenBeeindiging": "20", f"{E}[1]/StatusAanlevering": "3"})
    gone = await traffic.send("JW305", {**without, f"{S}[1]/StatusAanlevering": "3"})
    toegewezen = "JW301 [JW302], " if number else ""
    key = "toewijzing/0363/1" if number else f"levering/0363/{AANBIEDER}/45/45A04/2026-04-03"
    steps = ["JW305 [JW306]", "JW307 [JW308]", "JW307 [JW308]", "JW305 [JW306]"]
    for receipt in (start, gone):
        beeld = [regel.replace("!", "") for regel in await traffic.beeld(receipt, AANBIEDER)]
        assert beeld == [f"{key}: {toegewezen}{', '.join(steps)}"]


async def test_a_start_that_came_before_its_toewijzing_hangs_with_it_all_the_same(traffic: Traffic) -> None:
    wees = await traffic.send("JW305")
    assert await traffic.beeld(wees, AANBIEDER) == ["toewijzing/0363/1: JW305! [JW306]"]
    toewijzing = await traffic.send("JW301", TOEWIJZING)
    again = await traffic.send("JW305", {f"{S}[1]/Begindatum": "2026-04-04"})
    assert (toewijzing.oordeel, again.oordeel) == ("goedgekeurd", "goedgekeurd")
    assert await traffic.beeld(wees, AANBIEDER) == ["toewijzing/0363/1: JW305! [JW306], JW301 [JW302], JW305 [JW306]"]


async def test_what_a_rejected_bericht_ties_is_not_followed_and_it_hangs_under_both(traffic: Traffic) -> None:
    await traffic.send("JW315")
    await traffic.send("JW301", OP_VOT1)
    fault = {f"{T}[1]/ReferentieAanbieder": "VOT1", f"{T}[1]/ToewijzingNummer": 9, f"{T}[1]/Einddatum": "2026-03-01"}
    afgekeurd = await traffic.send("JW301", fault)
    assert afgekeurd.oordeel == "afgekeurd"
    loose = await traffic.send("JW305", {f"{S}[1]/ToewijzingNummer": 9})
    assert loose.retour_id is not None
    assert await traffic.beeld(loose.retour_id, GEMEENTE) == ["toewijzing/0363/9: JW301! [JW302], JW306"]
    assert await traffic.beeld(loose, AANBIEDER) == ["toewijzing/0363/9: JW302, JW305! [JW306]"]
    seen = await traffic.draad(afgekeurd, GEMEENTE)
    assert seen is not None
    first, tweede = seen.takken
    assert {first.sleutel, tweede.sleutel} == {"toewijzing/0363/9", f"verzoek/{AANBIEDER}/VOT1"}
    (_, verworpen) = [one for branch in (first, tweede) for one in branch.berichten if one.berichtsoort == "JW301"]
    assert verworpen.oordeel == "afgekeurd"
    assert verworpen.codes


async def test_a_credit_ties_two_declaraties_one_step_far(traffic: Traffic) -> None:
    await traffic.send("JW301", TOEWIJZING)
    debet = await traffic.send("JW323", prestatie("D1", {"ReferentieNummer": "R1"}))
    back = {"Bedrag": 5000, "DebetCredit": "C"}
    credit = await traffic.send(
        "JW323", prestatie("D2", {"ReferentieNummer": "R2", "VorigReferentieNummer": "R1"}, back)
    )
    loose = await traffic.send("JW323", prestatie("D3", {"ReferentieNummer": "R3"}))
    assert [receipt.oordeel for receipt in (debet, credit, loose)] == ["goedgekeurd"] * 3
    one, two = (f"declaratie/{AANBIEDER}/JW323-{number}: JW323 [JW325]" for number in (2, 3))
    assert await traffic.beeld(debet, GEMEENTE) == [one, f"  {two}"]
    assert await traffic.beeld(credit, GEMEENTE) == [one, f"  {two}"]
    assert await traffic.beeld(loose, GEMEENTE) == [f"declaratie/{AANBIEDER}/JW323-4: JW323 [JW325]"]
    still_once = {"ReferentieNummer": "R4", "VorigReferentieNummer": "R1"}
    refused = await traffic.send("JW323", prestatie("D4", still_once, back))
    assert [one.code for one in refused.bevindingen] == ["TR390"]
    assert await traffic.beeld(debet, GEMEENTE) == [one, f"  {two}", f"  {two.replace('3:', '5:')}"]


async def test_another_party_sees_nothing_and_each_sees_its_own_mailbox(traffic: Traffic) -> None:
    toewijzing = await traffic.send("JW301", TOEWIJZING)
    good = await traffic.send("JW305")
    foreign = await traffic.send("JW305", {f"{S}[1]/Begindatum": "2026-04-05"}, van=ANDERE_AANBIEDER)
    elders = await traffic.send("JW305", {f"{S}[1]/Begindatum": "2026-04-06"}, naar=ANDERE_GEMEENTE)
    assert [receipt.oordeel for receipt in (good, foreign, elders)] == ["goedgekeurd", "afgekeurd", "afgekeurd"]
    for receipt, partij in ((toewijzing, ANDERE_AANBIEDER), (toewijzing, ANDERE_GEMEENTE), (foreign, AANBIEDER)):
        assert await traffic.draad(receipt, partij) is None
    together = "JW301 [JW302], JW305 [JW306]"
    assert await traffic.beeld(good, AANBIEDER) == [f"toewijzing/0363/1: {together}"]
    assert await traffic.beeld(good, GEMEENTE) == [f"toewijzing/0363/1: {together}, JW306"]
    assert await traffic.beeld(good) == [f"toewijzing/0363/1: {together}, JW305! [JW306]"]
    assert await traffic.beeld(foreign, ANDERE_AANBIEDER) == ["toewijzing/0363/1: JW305! [JW306]"]
    assert await traffic.beeld(elders, AANBIEDER) == ["toewijzing/0384/1: JW305! [JW306]"]
    assert await traffic.draad(elders, ANDERE_GEMEENTE) is None
    assert elders.retour_id is not None
    assert await traffic.beeld(elders.retour_id, ANDERE_GEMEENTE) == ["toewijzing/0384/1: JW306"]


async def test_richting_and_wederpartij_are_those_of_who_asks(traffic: Traffic) -> None:
    receipt = await traffic.send("JW301", TOEWIJZING)
    seen = {partij: await traffic.draad(receipt, partij) for partij in (GEMEENTE, AANBIEDER, None)}
    short = {}
    for partij, found in seen.items():
        assert found is not None
        ((heen,),) = (branch.berichten for branch in found.takken)
        (retour,) = heen.antwoorden
        short[partij] = [(one.richting, one.wederpartij, one.verzender, one.bron) for one in (heen, retour)]
    van, back = (GEMEENTE, "partij"), (AANBIEDER, "gateway")
    assert short == {
        GEMEENTE: [("uit", AANBIEDER, *van), ("in", AANBIEDER, *back)],
        AANBIEDER: [("in", GEMEENTE, *van), ("uit", GEMEENTE, *back)],
        None: [(None, None, *van), (None, None, *back)],
    }


async def test_an_answer_on_what_never_came_hangs_by_itself(traffic: Traffic) -> None:
    retour = retourbericht(jw305(), [], "RET-1", DAGTEKENING)
    receipt = await received(traffic.gateway, write(retour), GEMEENTE)
    assert receipt.oordeel == "afgekeurd"
    assert await traffic.beeld(receipt, GEMEENTE) == ["None: JW306!"]


async def test_a_declaratieantwoord_on_what_never_came_hangs_in_the_thread_of_its_declaratie(traffic: Traffic) -> None:
    receipt = await traffic.send("JW325")
    beeld = await traffic.beeld(receipt, GEMEENTE)
    assert [regel.replace("!", "") for regel in beeld] == [f"declaratie/{AANBIEDER}/JW323-1: JW325"]


async def test_the_same_identificatie_again_hangs_beside_the_first(traffic: Traffic) -> None:
    await traffic.send("JW301", TOEWIJZING)
    first = await traffic.send("JW305")
    dubbel = {"Header/BerichtIdentificatie/Identificatie": "JW305-2", f"{S}[1]/Begindatum": "2026-04-09"}
    tweede = await traffic.send("JW305", dubbel)
    assert (first.identificatie, tweede.oordeel) == (tweede.identificatie, "afgekeurd")
    assert await traffic.beeld(tweede, AANBIEDER) == ["toewijzing/0363/1: JW301 [JW302], JW305 [JW306], JW305! [JW306]"]


async def test_a_long_thread_says_that_there_is_more_and_keeps_what_was_asked(traffic: Traffic) -> None:
    await traffic.send("JW301", TOEWIJZING)
    receipts = [await traffic.send("JW305", {f"{S}[1]/Begindatum": f"2026-04-{day:02}"}) for day in range(3, 9)]
    seen = await traffic.draad(receipts[-1], AANBIEDER, limiet=3)
    assert seen is not None
    assert seen.er_is_meer
    (branch,) = seen.takken
    assert [one.identificatie for one in branch.berichten] == ["JW301-1", "JW305-2", receipts[-1].identificatie]
    whole = await traffic.draad(receipts[-1], AANBIEDER, limiet=7)
    assert whole is not None
    assert not whole.er_is_meer


async def test_a_large_declaratie_counts_its_toewijzingen_and_takes_a_few_statements(traffic: Traffic) -> None:
    await traffic.send("JW301", TOEWIJZING)
    large = grote_jw323(2000)
    receipt = await received(traffic.gateway, write(large), AANBIEDER)
    questions: list[str] = []
    async with traffic.gateway.database.lees() as conn:
        await searching.draad(
            Grootboek(conn, traffic.gateway.regio), receipt.id, AANBIEDER, AANBIEDER
        )  # the types of a new connection
        conn.add_query_logger(lambda question: questions.append(question.query))
        seen = await searching.draad(Grootboek(conn, traffic.gateway.regio), receipt.id, AANBIEDER, AANBIEDER)
        await asyncio.sleep(0)  # the last one is logged
        assert len(questions) == 4
    assert seen is not None
    assert seen.toewijzingen == 2000
    assert [one.sleutels for branch in seen.takken for one in branch.berichten] == [
        (f"declaratie/{AANBIEDER}/JW323-1",)
    ]
    loose = await traffic.send("JW305", {f"{S}[1]/ToewijzingNummer": 1500})
    assert await traffic.beeld(loose, AANBIEDER) == [
        "toewijzing/0363/1500: "
        + ("JW323! [JW325]" if receipt.oordeel == "afgekeurd" else "JW323 [JW325]")
        + ", JW305! [JW306]"
    ]


async def test_no_thread_holds_a_bsn_or_a_pseudonym(traffic: Traffic) -> None:
    without = {f"{S}[1]/ToewijzingNummer": None, f"{S}[1]/ToewijzingIngangsdatum": None}
    receipt = await traffic.send("JW305", without)
    async with traffic.gateway.database.lees() as conn:
        client = await conn.fetchval(
            "select client from bericht where regio = $1 and id = $2", traffic.gateway.regio, receipt.id
        )
    text = repr(await traffic.draad(receipt, AANBIEDER))
    assert "levering/" in text
    assert BSN not in text
    assert client.hex() not in text
