# SPDX-License-Identifier: EUPL-1.2
"""Two releases in one gateway: each read, judged, answered and booked as its own release says, on one ledger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from lxml import etree

from bellers import administration, as_
from berichtenverkeer.berichten import Bericht, Class, read, taken_over, write
from berichtenverkeer.core.clock import in_words
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden import IJW_3_2, STANDAARDEN, Standaarden
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.examining import Oordeel
from berichtenverkeer.validation.intake import LARGE_BYTES, Intake, read_intake
from bouwers import AANBIEDER, GEMEENTE, bouw, grote_jw323, jw301, jw305, jw307, with_
from gateway.test_plafonds_in_de_gateway import rows, verzoek
from gatewaybouw import StaandeKlok, received, register
from ijw_3_3 import IJW_3_3
from ijw_3_3.release import OF
from regels.test_cases import CASES, found
from web.desk import Desk, luister_bij

BEIDE = Standaarden(IJW_3_2, IJW_3_3)
START = "Client/StartProducten/StartProduct[1]"
SUBVERSIE = "Header/BerichtSubversie"


def in_3_3(bericht: Bericht, vervolgzorg: str | None = "2") -> Bericht:
    """The same bericht as iJw 3.3 has it; a start says whether it is vervolgzorg."""
    data = write(with_(bericht, SUBVERSIE, 3)).replace(b"/ijw/3_2/", b"/ijw/3_3/")
    if vervolgzorg is not None:
        behind = b"<jw305:StatusAanlevering>"
        data = data.replace(behind, b"<jw305:Vervolgzorg>" + vervolgzorg.encode() + b"</jw305:Vervolgzorg>" + behind)
    return read(data, BEIDE.per_tag)


@asynccontextmanager
async def both(config: Settings, clock: StaandeKlok, **rows: list[Any]) -> AsyncIterator[Gateway]:
    """A gateway that speaks both."""
    async with open_gateway(config, clock, standaarden=BEIDE) as gateway:
        await gateway.register.load(administration(gateway), register(gateway.regio, **rows))
        await gateway.register.refresh(now=True)
        yield gateway


@pytest_asyncio.fixture
async def desk(config: Settings) -> AsyncIterator[Desk]:
    """The API of a gateway that speaks both, after the day on which iJw 3.3 came in force."""
    clock = StaandeKlok()
    async with (
        both(config, clock) as gateway,
        luister_bij(gateway, clock) as open_,
    ):
        yield open_


async def payload(desk: Desk, who: str, address: str) -> Bericht:
    antwoord = await desk.vraag("GET", f"{address}/payload", who)
    assert antwoord.status == 200
    return read(antwoord.data, BEIDE.per_tag)


@pytest.mark.parametrize("name", IJW_3_3.soorten)
def test_every_bericht_of_the_second_release_is_read_and_written_in_its_own_namespaces(name: str) -> None:
    soort = IJW_3_3.soorten[name]
    bericht = bouw(name) if name in {"JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323", "JW325"} else None
    if bericht is None:
        assert IJW_3_3.klassen[name].berichtsoort is soort
        return
    new = in_3_3(bericht)
    data = write(new)
    xsd(soort).assertValid(etree.fromstring(data))
    assert b"3_2" not in data
    intake = read_intake(data, BEIDE)
    assert isinstance(intake, Intake)
    assert (intake.bericht, intake.standaard) == (new, IJW_3_3)
    assert intake.bericht.berichtsoort is soort


def test_an_element_more_stands_where_the_schema_has_it_and_only_in_its_release() -> None:
    data = write(in_3_3(jw305(), "1"))
    assert data.index(b"Begindatum") < data.index(b"Vervolgzorg") < data.index(b"StatusAanlevering")
    old = data.replace(b"/ijw/3_3/", b"/ijw/3_2/").replace(b"BerichtSubversie>3<", b"BerichtSubversie>2<")
    (bevinding,) = _bevindingen(old)
    assert (bevinding.code, bevinding.pad) == ("XSD-ONBEKEND", f"JW305/{START}/Vervolgzorg")


def _bevindingen(data: bytes, standaarden: Standaarden = BEIDE, op: date | None = None) -> Any:
    bevindingen = read_intake(data, standaarden, op)
    assert isinstance(bevindingen, list)
    return bevindingen


def test_the_versions_in_the_header_are_those_of_the_namespace() -> None:
    data = write(in_3_3(jw305())).replace(b"BerichtSubversie>3<", b"BerichtSubversie>2<")
    assert [one.code for one in _bevindingen(data)] == ["XSD-WAARDE"]


def test_a_large_bericht_of_the_second_release_is_read_without_its_tree() -> None:
    large = in_3_3(grote_jw323(200))
    data = write(large)
    assert len(data) > LARGE_BYTES
    intake = read_intake(data, BEIDE)
    assert isinstance(intake, Intake)
    assert (intake.bericht, intake.standaard) == (large, IJW_3_3)
    assert [one.code for one in _bevindingen(data.replace(b">RN150<", b"><"))] == ["XSD-WAARDE"]


def test_who_speaks_one_release_refuses_the_other_and_says_what_is_spoken() -> None:
    (bevinding,) = _bevindingen(write(in_3_3(jw305())), STANDAARDEN)
    assert bevinding.code == "TRANSPORT-VERSIE"
    assert bevinding.tekst == "Dit is een bericht van iJw 3.3; hier wordt alleen iJw 3.2 verwerkt."
    (bevinding,) = _bevindingen(write(jw305()).replace(b"/ijw/3_2/", b"/ijw/3_4/"))
    assert "alleen iJw 3.2 of iJw 3.3 verwerkt" in bevinding.tekst


async def test_a_whole_life_in_the_second_release(desk: Desk) -> None:
    toegewezen = await desk.send(in_3_3(jw301()), GEMEENTE)
    assert (toegewezen.status, toegewezen.json["oordeel"]) == (201, "goedgekeurd")
    assert (toegewezen.json["standaard"], toegewezen.json["release"]) == ("iJw", "3.3")
    gestart = await desk.send(in_3_3(jw305(), "1"), AANBIEDER)
    assert (gestart.status, gestart.json["oordeel"]) == (201, "goedgekeurd")
    retour = await payload(desk, AANBIEDER, gestart.json["retour"]["href"])
    assert retour.berichtsoort is IJW_3_3.soorten["JW306"]
    xsd(retour.berichtsoort).assertValid(etree.fromstring(write(retour)))
    bezorgd = await payload(desk, GEMEENTE, gestart.headers["Location"])
    assert bezorgd == in_3_3(jw305(), "1")
    view = await desk.vraag("GET", gestart.headers["Location"], GEMEENTE)
    assert view.json["ontvangstbewijs"]["release"] == "3.3"
    assert await desk.count("levering") == 1


async def test_the_changed_rule_holds_in_its_release_alone(desk: Desk) -> None:
    await desk.send(jw301(), GEMEENTE)
    without = await desk.send(in_3_3(jw305(), None), AANBIEDER)
    assert (without.json["oordeel"], without.codes) == ("afgekeurd", ["CS058"])
    assert without.json["bevindingen"][0]["pad"] == f"JW305/{START}/Vervolgzorg"
    retour: Any = await payload(desk, AANBIEDER, without.json["retour"]["href"])
    assert retour.berichtsoort is IJW_3_3.soorten["JW306"]
    assert retour.header.retour_codes.retour_code == ("0001",)
    old = await desk.send(with_(jw305(), "Header/BerichtIdentificatie/Identificatie", "OUD"), AANBIEDER)
    assert (old.json["oordeel"], old.json["release"]) == ("goedgekeurd", "3.2")


async def test_what_comes_before_the_day_of_force_is_refused_and_said(config: Settings) -> None:
    vroeg = StaandeKlok(OF - timedelta(days=1))
    async with (
        both(config, vroeg) as gateway,
        luister_bij(gateway, vroeg) as loket_toen,
    ):
        refused = await loket_toen.send(in_3_3(jw305()), AANBIEDER)
        assert (refused.status, refused.codes) == (400, ["TRANSPORT-VERSIE"])
        assert (
            refused.json["bevindingen"][0]["tekst"] == f"iJw 3.3 geldt vanaf {in_words(OF)}; dit bericht is te vroeg."
        )
        assert [codes for _, codes, _ in await loket_toen.weigeringen()] == [["TRANSPORT-VERSIE"]]
        assert (await loket_toen.send(jw301(), GEMEENTE)).json["oordeel"] == "goedgekeurd"
        vroeg.zet(OF)
        assert (await loket_toen.send(in_3_3(jw305()), AANBIEDER)).json["oordeel"] == "goedgekeurd"


async def test_history_does_not_know_of_releases(desk: Desk) -> None:
    await desk.send(jw301(), GEMEENTE)
    await desk.send(jw305(), AANBIEDER)
    dubbel = await desk.send(with_(in_3_3(jw305()), "Header/BerichtIdentificatie/Identificatie", "TWEE"), AANBIEDER)
    assert set(dubbel.codes) == {"TR074", "TR326"}
    used = await desk.send(in_3_3(jw305()), AANBIEDER)
    assert used.codes == ["TR056"]
    stopped = await desk.send(in_3_3(jw307()), AANBIEDER)
    assert stopped.json["oordeel"] == "goedgekeurd"
    nogmaals = await desk.send(with_(jw307(), "Header/BerichtIdentificatie/Identificatie", "TWEE"), AANBIEDER)
    assert "TR415" in nogmaals.codes


async def test_the_ledger_says_of_which_release_each_bericht_is(desk: Desk) -> None:
    await desk.send(jw301(), GEMEENTE)
    await desk.send(in_3_3(jw305()), AANBIEDER)
    gateway = desk.gateway
    async with gateway.database.lees() as conn:
        rows = await conn.fetch(
            "select berichtsoort, standaard, release from bericht where regio = $1 order by positie", gateway.regio
        )
    assert [tuple(row) for row in rows] == [
        ("JW301", "iJw", "3.2"),
        ("JW302", "iJw", "3.2"),
        ("JW305", "iJw", "3.3"),
        ("JW306", "iJw", "3.3"),
    ]


async def test_declaring_and_asking_in_the_second_release(desk: Desk) -> None:
    await desk.send(in_3_3(jw301()), GEMEENTE)
    gedeclareerd = await desk.send(in_3_3(bouw("JW323")), AANBIEDER)
    antwoord = await payload(desk, AANBIEDER, gedeclareerd.json["retour"]["href"])
    assert antwoord.berichtsoort is IJW_3_3.soorten["JW325"]
    xsd(antwoord.berichtsoort).assertValid(etree.fromstring(write(antwoord)))
    asked = await desk.send(in_3_3(bouw("JW315")), AANBIEDER)
    assert asked.json["oordeel"] == "goedgekeurd"


@pytest.mark.parametrize("code", sorted(CASES.keys() - {"CS058", "TR056"}))
def test_a_rule_that_did_not_change_judges_both_releases_alike(code: str) -> None:
    """What came before is of iJw 3.2. TR056 tells bytes apart, so to it another release is never the same bericht."""
    for geval in (*CASES[code]["goed"], *CASES[code]["fout"]):
        bericht = in_3_3(bouw(geval["bericht"], geval.get("met")))
        assert found(IJW_3_3.regels[code], bericht, geval) == geval.get("paden", []), geval["naam"]


async def test_what_the_gateway_says_for_a_gemeente_is_of_the_release_of_the_verzoek(
    config: Settings,
) -> None:
    async with both(config, StaandeKlok(), **rows(plafond_cents=0, beleid="blokkeren")) as gateway:
        receipt = await received(gateway, write(in_3_3(verzoek(0))), AANBIEDER)
        assert receipt.oordeel is Oordeel.GOEDGEKEURD
        who = as_(gateway, AANBIEDER)
        page = await gateway.postvak.listing(who, PostvakQuery(richting=Richting.IN))
        (nee,) = [one for one in page.pieces if one.berichtsoort == "JW319"]
        data = await gateway.postvak.payload(who, nee.bericht_id)
    assert data is not None
    afwijzing: Any = read(data, BEIDE.per_tag)
    assert afwijzing.berichtsoort is IJW_3_3.soorten["JW319"]
    assert (afwijzing.header.bericht_versie, afwijzing.header.bericht_subversie) == (3, 3)
    xsd(afwijzing.berichtsoort).assertValid(etree.fromstring(data))


def test_a_release_that_ended_still_gets_its_answers_and_nothing_else() -> None:
    last = OF + timedelta(days=30)
    old = msgspec.structs.replace(IJW_3_3.release, tot=last)
    kinds = {name: msgspec.structs.replace(one, release=old) for name, one in IJW_3_3.soorten.items()}
    classes = taken_over(IJW_3_3.klassen.values(), kinds)
    spreekt = Standaarden(IJW_3_2, msgspec.structs.replace(IJW_3_3, release=old, soorten=kinds, klassen=classes))
    na = last + timedelta(days=1)
    start = write(in_3_3(jw305()))
    assert isinstance(read_intake(start, spreekt, last), Intake)
    (bevinding,) = _bevindingen(start, spreekt, na)
    assert bevinding.tekst == f"iJw 3.3 gold tot en met {in_words(last)}; dit bericht is te laat."
    for antwoord in (retourbericht(jw305(), (), "R1", OF), bouw("JW325")):
        assert isinstance(read_intake(write(in_3_3(antwoord)), spreekt, na), Intake)


def test_a_standard_whose_parts_do_not_fit_is_not_made() -> None:
    with pytest.raises(AssertionError, match="the class of JW301"):
        msgspec.structs.replace(IJW_3_3, klassen=IJW_3_2.klassen)
    with pytest.raises(AssertionError, match="JW301 is of iJw"):
        msgspec.structs.replace(IJW_3_3, soorten=IJW_3_2.soorten)
    loose = type("JW301", (Class,), {"berichtsoort": IJW_3_3.soorten["JW301"]}, frozen=True, kw_only=True)
    with pytest.raises(AssertionError, match="JW301 is made of no class"):
        msgspec.structs.replace(IJW_3_3, klassen={**IJW_3_3.klassen, "JW301": loose})
    with pytest.raises(AssertionError, match="is no rule"):
        IJW_3_2.regels.successor("CS999")
    with pytest.raises(AssertionError, match="two standards of one name"):
        Standaarden(IJW_3_2, msgspec.structs.replace(IJW_3_2))
