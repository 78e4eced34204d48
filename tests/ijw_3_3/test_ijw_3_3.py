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

from bellers import als, beheer
from berichtenverkeer.berichten import Bericht, Klasse, overgenomen, read, write
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.postvak.bak import Richting, Zoekvraag
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden import IJW_3_2, STANDAARDEN, Standaarden
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.invoer import GROOT_BYTES, Invoer, lees_invoer
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, bouw, grote_jw323, jw301, jw305, jw307, met
from gateway.test_plafonds_in_de_gateway import rijen, verzoek
from gatewaybouw import StaandeKlok, ontvangen, register
from ijw_3_3 import IJW_3_3
from ijw_3_3.release import VAN
from regels.test_cases import CASES, gevonden
from web.loket import Loket, luister_bij

BEIDE = Standaarden(IJW_3_2, IJW_3_3)
START = "Client/StartProducten/StartProduct[1]"
SUBVERSIE = "Header/BerichtSubversie"


def in_3_3(bericht: Bericht, vervolgzorg: str | None = "2") -> Bericht:
    """The same bericht as iJw 3.3 has it; a start says whether it is vervolgzorg."""
    data = write(met(bericht, SUBVERSIE, 3)).replace(b"/ijw/3_2/", b"/ijw/3_3/")
    if vervolgzorg is not None:
        achter = b"<jw305:StatusAanlevering>"
        data = data.replace(achter, b"<jw305:Vervolgzorg>" + vervolgzorg.encode() + b"</jw305:Vervolgzorg>" + achter)
    return read(data, BEIDE.per_tag)


@asynccontextmanager
async def beide(instellingen: Instellingen, klok: StaandeKlok, **rijen: list[Any]) -> AsyncIterator[Gateway]:
    """A gateway that speaks both."""
    async with open_gateway(instellingen, klok, standaarden=BEIDE) as gateway:
        await gateway.register.laad(beheer(gateway), register(gateway.regio, **rijen))
        await gateway.register.ververs(nu=True)
        yield gateway


@pytest_asyncio.fixture
async def loket(instellingen: Instellingen) -> AsyncIterator[Loket]:
    """The API of a gateway that speaks both, after the day on which iJw 3.3 came in force."""
    klok = StaandeKlok()
    async with (
        beide(instellingen, klok) as gateway,
        luister_bij(gateway, klok) as open_,
    ):
        yield open_


async def payload(loket: Loket, wie: str, adres: str) -> Bericht:
    antwoord = await loket.vraag("GET", f"{adres}/payload", wie)
    assert antwoord.status == 200
    return read(antwoord.data, BEIDE.per_tag)


@pytest.mark.parametrize("naam", IJW_3_3.soorten)
def test_every_bericht_of_the_second_release_is_read_and_written_in_its_own_namespaces(naam: str) -> None:
    soort = IJW_3_3.soorten[naam]
    bericht = bouw(naam) if naam in {"JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323", "JW325"} else None
    if bericht is None:
        assert IJW_3_3.klassen[naam].berichtsoort is soort
        return
    nieuw = in_3_3(bericht)
    data = write(nieuw)
    xsd(soort).assertValid(etree.fromstring(data))
    assert b"3_2" not in data
    invoer = lees_invoer(data, BEIDE)
    assert isinstance(invoer, Invoer)
    assert (invoer.bericht, invoer.standaard) == (nieuw, IJW_3_3)
    assert invoer.bericht.berichtsoort is soort


def test_an_element_more_stands_where_the_schema_has_it_and_only_in_its_release() -> None:
    data = write(in_3_3(jw305(), "1"))
    assert data.index(b"Begindatum") < data.index(b"Vervolgzorg") < data.index(b"StatusAanlevering")
    oud = data.replace(b"/ijw/3_3/", b"/ijw/3_2/").replace(b"BerichtSubversie>3<", b"BerichtSubversie>2<")
    (bevinding,) = _bevindingen(oud)
    assert (bevinding.code, bevinding.pad) == ("XSD-ONBEKEND", f"JW305/{START}/Vervolgzorg")


def _bevindingen(data: bytes, standaarden: Standaarden = BEIDE, op: date | None = None) -> Any:
    bevindingen = lees_invoer(data, standaarden, op)
    assert isinstance(bevindingen, list)
    return bevindingen


def test_the_versions_in_the_header_are_those_of_the_namespace() -> None:
    data = write(in_3_3(jw305())).replace(b"BerichtSubversie>3<", b"BerichtSubversie>2<")
    assert [een.code for een in _bevindingen(data)] == ["XSD-WAARDE"]


def test_a_large_bericht_of_the_second_release_is_read_without_its_tree() -> None:
    groot = in_3_3(grote_jw323(200))
    data = write(groot)
    assert len(data) > GROOT_BYTES
    invoer = lees_invoer(data, BEIDE)
    assert isinstance(invoer, Invoer)
    assert (invoer.bericht, invoer.standaard) == (groot, IJW_3_3)
    assert [een.code for een in _bevindingen(data.replace(b">RN150<", b"><"))] == ["XSD-WAARDE"]


def test_who_speaks_one_release_refuses_the_other_and_says_what_is_spoken() -> None:
    (bevinding,) = _bevindingen(write(in_3_3(jw305())), STANDAARDEN)
    assert bevinding.code == "TRANSPORT-VERSIE"
    assert bevinding.tekst == "Dit is een bericht van iJw 3.3; hier wordt alleen iJw 3.2 verwerkt."
    (bevinding,) = _bevindingen(write(jw305()).replace(b"/ijw/3_2/", b"/ijw/3_4/"))
    assert "alleen iJw 3.2 of iJw 3.3 verwerkt" in bevinding.tekst


async def test_a_whole_life_in_the_second_release(loket: Loket) -> None:
    toegewezen = await loket.stuur(in_3_3(jw301()), GEMEENTE)
    assert (toegewezen.status, toegewezen.json["oordeel"]) == (201, "goedgekeurd")
    assert (toegewezen.json["standaard"], toegewezen.json["release"]) == ("iJw", "3.3")
    gestart = await loket.stuur(in_3_3(jw305(), "1"), AANBIEDER)
    assert (gestart.status, gestart.json["oordeel"]) == (201, "goedgekeurd")
    retour = await payload(loket, AANBIEDER, gestart.json["retour"]["href"])
    assert retour.berichtsoort is IJW_3_3.soorten["JW306"]
    xsd(retour.berichtsoort).assertValid(etree.fromstring(write(retour)))
    bezorgd = await payload(loket, GEMEENTE, gestart.headers["Location"])
    assert bezorgd == in_3_3(jw305(), "1")
    inzage = await loket.vraag("GET", gestart.headers["Location"], GEMEENTE)
    assert inzage.json["ontvangstbewijs"]["release"] == "3.3"
    assert await loket.aantal("levering") == 1


async def test_the_changed_rule_holds_in_its_release_alone(loket: Loket) -> None:
    await loket.stuur(jw301(), GEMEENTE)
    zonder = await loket.stuur(in_3_3(jw305(), None), AANBIEDER)
    assert (zonder.json["oordeel"], zonder.codes) == ("afgekeurd", ["CS058"])
    assert zonder.json["bevindingen"][0]["pad"] == f"JW305/{START}/Vervolgzorg"
    retour: Any = await payload(loket, AANBIEDER, zonder.json["retour"]["href"])
    assert retour.berichtsoort is IJW_3_3.soorten["JW306"]
    assert retour.header.retour_codes.retour_code == ("0001",)
    oud = await loket.stuur(met(jw305(), "Header/BerichtIdentificatie/Identificatie", "OUD"), AANBIEDER)
    assert (oud.json["oordeel"], oud.json["release"]) == ("goedgekeurd", "3.2")


async def test_what_comes_before_the_day_of_force_is_refused_and_said(instellingen: Instellingen) -> None:
    vroeg = StaandeKlok(VAN - timedelta(days=1))
    async with (
        beide(instellingen, vroeg) as gateway,
        luister_bij(gateway, vroeg) as loket_toen,
    ):
        geweigerd = await loket_toen.stuur(in_3_3(jw305()), AANBIEDER)
        assert (geweigerd.status, geweigerd.codes) == (400, ["TRANSPORT-VERSIE"])
        assert geweigerd.json["bevindingen"][0]["tekst"] == f"iJw 3.3 geldt vanaf {VAN}; dit bericht is te vroeg."
        assert [codes for _, codes, _ in await loket_toen.weigeringen()] == [["TRANSPORT-VERSIE"]]
        assert (await loket_toen.stuur(jw301(), GEMEENTE)).json["oordeel"] == "goedgekeurd"
        vroeg.zet(VAN)
        assert (await loket_toen.stuur(in_3_3(jw305()), AANBIEDER)).json["oordeel"] == "goedgekeurd"


async def test_history_does_not_know_of_releases(loket: Loket) -> None:
    await loket.stuur(jw301(), GEMEENTE)
    await loket.stuur(jw305(), AANBIEDER)
    dubbel = await loket.stuur(met(in_3_3(jw305()), "Header/BerichtIdentificatie/Identificatie", "TWEE"), AANBIEDER)
    assert set(dubbel.codes) == {"TR074", "TR326"}
    gebruikt = await loket.stuur(in_3_3(jw305()), AANBIEDER)
    assert gebruikt.codes == ["TR056"]
    gestopt = await loket.stuur(in_3_3(jw307()), AANBIEDER)
    assert gestopt.json["oordeel"] == "goedgekeurd"
    nogmaals = await loket.stuur(met(jw307(), "Header/BerichtIdentificatie/Identificatie", "TWEE"), AANBIEDER)
    assert "TR415" in nogmaals.codes


async def test_the_ledger_says_of_which_release_each_bericht_is(loket: Loket) -> None:
    await loket.stuur(jw301(), GEMEENTE)
    await loket.stuur(in_3_3(jw305()), AANBIEDER)
    gateway = loket.gateway
    async with gateway.database.lees() as conn:
        rijen = await conn.fetch(
            "select berichtsoort, standaard, release from bericht where regio = $1 order by positie", gateway.regio
        )
    assert [tuple(rij) for rij in rijen] == [
        ("JW301", "iJw", "3.2"),
        ("JW302", "iJw", "3.2"),
        ("JW305", "iJw", "3.3"),
        ("JW306", "iJw", "3.3"),
    ]


async def test_declaring_and_asking_in_the_second_release(loket: Loket) -> None:
    await loket.stuur(in_3_3(jw301()), GEMEENTE)
    gedeclareerd = await loket.stuur(in_3_3(bouw("JW323")), AANBIEDER)
    antwoord = await payload(loket, AANBIEDER, gedeclareerd.json["retour"]["href"])
    assert antwoord.berichtsoort is IJW_3_3.soorten["JW325"]
    xsd(antwoord.berichtsoort).assertValid(etree.fromstring(write(antwoord)))
    gevraagd = await loket.stuur(in_3_3(bouw("JW315")), AANBIEDER)
    assert gevraagd.json["oordeel"] == "goedgekeurd"


@pytest.mark.parametrize("code", sorted(CASES.keys() - {"CS058", "TR056"}))
def test_a_rule_that_did_not_change_judges_both_releases_alike(code: str) -> None:
    """What came before is of iJw 3.2. TR056 tells bytes apart, so to it another release is never the same bericht."""
    for geval in (*CASES[code]["goed"], *CASES[code]["fout"]):
        bericht = in_3_3(bouw(geval["bericht"], geval.get("met")))
        assert gevonden(IJW_3_3.regels[code], bericht, geval) == geval.get("paden", []), geval["naam"]


async def test_what_the_gateway_says_for_a_gemeente_is_of_the_release_of_the_verzoek(
    instellingen: Instellingen,
) -> None:
    async with beide(instellingen, StaandeKlok(), **rijen(plafond_cents=0, beleid="blokkeren")) as gateway:
        bon = await ontvangen(gateway, write(in_3_3(verzoek(0))), AANBIEDER)
        assert bon.oordeel is Oordeel.GOEDGEKEURD
        wie = als(gateway, AANBIEDER)
        pagina = await gateway.postvak.lijst(wie, Zoekvraag(richting=Richting.IN))
        (nee,) = [een for een in pagina.stukken if een.berichtsoort == "JW319"]
        data = await gateway.postvak.payload(wie, nee.bericht_id)
    assert data is not None
    afwijzing: Any = read(data, BEIDE.per_tag)
    assert afwijzing.berichtsoort is IJW_3_3.soorten["JW319"]
    assert (afwijzing.header.bericht_versie, afwijzing.header.bericht_subversie) == (3, 3)
    xsd(afwijzing.berichtsoort).assertValid(etree.fromstring(data))


def test_a_release_that_ended_still_gets_its_answers_and_nothing_else() -> None:
    laatste = VAN + timedelta(days=30)
    oud = msgspec.structs.replace(IJW_3_3.release, tot=laatste)
    soorten = {naam: msgspec.structs.replace(een, release=oud) for naam, een in IJW_3_3.soorten.items()}
    klassen = overgenomen(IJW_3_3.klassen.values(), soorten)
    spreekt = Standaarden(IJW_3_2, msgspec.structs.replace(IJW_3_3, release=oud, soorten=soorten, klassen=klassen))
    na = laatste + timedelta(days=1)
    start = write(in_3_3(jw305()))
    assert isinstance(lees_invoer(start, spreekt, laatste), Invoer)
    (bevinding,) = _bevindingen(start, spreekt, na)
    assert bevinding.tekst == f"iJw 3.3 gold tot en met {laatste}; dit bericht is te laat."
    for antwoord in (retourbericht(jw305(), (), "R1", VAN), bouw("JW325")):
        assert isinstance(lees_invoer(write(in_3_3(antwoord)), spreekt, na), Invoer)


def test_a_standard_whose_parts_do_not_fit_is_not_made() -> None:
    with pytest.raises(AssertionError, match="the class of JW301"):
        msgspec.structs.replace(IJW_3_3, klassen=IJW_3_2.klassen)
    with pytest.raises(AssertionError, match="JW301 is of iJw"):
        msgspec.structs.replace(IJW_3_3, soorten=IJW_3_2.soorten)
    los = type("JW301", (Klasse,), {"berichtsoort": IJW_3_3.soorten["JW301"]}, frozen=True, kw_only=True)
    with pytest.raises(AssertionError, match="JW301 is made of no class"):
        msgspec.structs.replace(IJW_3_3, klassen={**IJW_3_3.klassen, "JW301": los})
    with pytest.raises(AssertionError, match="is no rule"):
        IJW_3_2.regels.vervolg("CS999")
    with pytest.raises(AssertionError, match="two standards of one name"):
        Standaarden(IJW_3_2, msgspec.structs.replace(IJW_3_2))
