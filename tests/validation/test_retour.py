# SPDX-License-Identifier: EUPL-1.2
"""The retourbericht of IV028: what it holds for every kind of fault, and against a slow reading of the XML."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.berichten import (
    JW302,
    JW306,
    JW320,
    KLASSEN,
    Bericht,
    Klasse,
    Retourbericht,
    alle,
    read,
    soort,
    write,
)
from berichtenverkeer.berichten.plan import velden
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.regels import REGELS
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import jw301, jw305, jw319, jw323, met
from generator import Datatype, Kind, berichten, complexe_typen, keer

HEEN = [naam for naam in KLASSEN if (retour := BERICHTSOORTEN[naam].retour) and BERICHTSOORTEN[retour].is_retourbericht]
VANDAAG = date(2026, 4, 16)
RETOURCODE = complexe_typen("jw302")["RetourCodes"][0].soort
assert isinstance(RETOURCODE, Datatype)
WJ001 = RETOURCODE.alle("enumeration")

START = "JW305/Client/StartProducten/StartProduct"


def bevinding(pad: str, retourcode: str, niveau: Niveau = Niveau.BERICHTOVERSTIJGEND) -> Bevinding:
    return Bevinding(
        code="TR000", niveau=niveau, pad=pad, regelnummer=1, tekst="Fout.", actie="Herstel.", retourcode=retourcode
    )


def antwoord(heen: Bericht, *bevindingen: Bevinding, niet_beoordeeld: Sequence[str] = ()) -> Retourbericht:
    retour = retourbericht(heen, bevindingen, "RET1", VANDAAG, niet_beoordeeld)
    xsd(soort(retour)).assertValid(etree.fromstring(write(retour)))
    return retour


def codes_in(retour: Retourbericht) -> dict[str, list[str]]:
    """The retourcodes in the XML of a retourbericht, by the path of the class in the heenbericht."""
    heen = soort(retour).heen
    return {
        f"{heen}/{_pad(codes.getparent())}": [str(code.text) for code in codes]
        for codes in etree.fromstring(write(retour)).iter("{*}RetourCodes")
    }


def _pad(knoop: etree._Element | None) -> str:
    """Namespaces left out; an index where the schema lets the element repeat."""
    assert knoop is not None
    boven = knoop.getparent()
    if boven is None:
        return ""
    naam = etree.QName(knoop).localname
    kinderen = _typen(knoop).get(etree.QName(boven).localname, ())
    herhaalt = any(kind.herhaalt for kind in kinderen if kind.element == naam)
    index = f"[{len(list(knoop.itersiblings(knoop.tag, preceding=True))) + 1}]" if herhaalt else ""
    return f"{_pad(boven)}/{naam}{index}".lstrip("/")


def _typen(knoop: etree._Element) -> dict[str, tuple[Kind, ...]]:
    """The types of the schema that `knoop` comes from; an element with repeating parts is called after its type."""
    prefix = str(etree.QName(knoop).namespace).split("/")[-2]
    return complexe_typen("ijw" if prefix == "basisschema" else prefix)


def test_there_are_six_heenberichten() -> None:
    assert HEEN == ["JW301", "JW305", "JW307", "JW315", "JW317", "JW319"]


@pytest.mark.parametrize("naam", HEEN)
def test_an_approved_bericht_gets_a_header_without_retourcodes(naam: str) -> None:
    @keer(10)
    @given(berichten(naam))
    def keur_goed(heen: Any) -> None:
        retour = antwoord(heen)
        assert codes_in(retour) == {}
        assert _onderdelen(retour) == ["Header"]

    keur_goed()


def _onderdelen(retour: Retourbericht) -> list[str]:
    return [etree.QName(kind).localname for kind in etree.fromstring(write(retour))]


def test_the_header_repeats_that_of_the_heenbericht() -> None:
    heen = jw305({"Header/XsdVersie/BerichtXsdVersie": "1.7.3"})
    header = antwoord(heen).header
    assert header.bericht_code == "439"
    for overgenomen in ("afzender", "ontvanger", "bericht_identificatie", "xsd_versie", "bericht_versie"):
        assert getattr(header, overgenomen) == getattr(heen.header, overgenomen)
    assert (header.identificatie_retour, header.dagtekening_retour) == ("RET1", VANDAAG)
    assert (header.xsd_versie_retour.basisschema_xsd_versie, header.xsd_versie_retour.bericht_xsd_versie) == (
        "0.1.0",
        "0.1.0",
    )
    assert header.xslt_versie is None


def test_a_fault_inside_the_bericht_gives_a_header_with_0001() -> None:
    fouten = [bevinding(f"{START}[1]/Begindatum", "0001", Niveau.BERICHT), bevinding(START, "0001", Niveau.BERICHT)]
    assert codes_in(antwoord(jw305(), *fouten)) == {"JW305/Header": ["0001"]}


def test_a_fault_in_the_header_gives_a_header_with_its_codes() -> None:
    fouten = [
        bevinding("JW305/Header/BerichtIdentificatie/Identificatie", "9056"),
        bevinding("JW305/Header/BerichtIdentificatie/Dagtekening", "8848", Niveau.EXTERN),
        bevinding(f"{START}[1]", "9074"),
    ]
    retour = antwoord(jw305(), *fouten)
    assert codes_in(retour) == {"JW305/Header": ["9056", "8848"]}
    assert _onderdelen(retour) == ["Header"]


def test_a_fault_below_the_header_returns_every_class_with_its_own_code() -> None:
    heen = jw305({"Client/StartProducten/StartProduct[2]/StatusAanlevering": "3"})
    retour = antwoord(heen, bevinding(f"{START}[2]", "9063"))
    assert codes_in(retour) == {
        "JW305/Header": ["0200"],
        "JW305/Client": ["0200"],
        f"{START}[1]": ["0200"],
        f"{START}[2]": ["9063"],
    }
    assert isinstance(retour, JW306)
    assert retour.client is not None
    assert retour.client.naam == heen.client.naam


def test_several_codes_stand_in_order_and_each_once() -> None:
    fouten = [
        bevinding(f"{START}[1]/ToewijzingNummer", "9019"),
        bevinding(f"{START}[1]/ToewijzingNummer", "9074"),
        bevinding(f"{START}[1]/Begindatum", "9019"),
        bevinding("JW305/Client/Bsn", "8187", Niveau.EXTERN),
    ]
    codes = codes_in(antwoord(jw305(), *fouten))
    assert codes[f"{START}[1]"] == ["9019", "9074"]
    assert codes["JW305/Client"] == ["8187"]


def test_a_fault_in_a_part_without_retourcodes_belongs_to_the_class_around_it() -> None:
    fouten = [
        bevinding("JW301/Client/Relaties/Relatie[1]/Contact/Adres/Huis/Huisletter", "9384"),
        bevinding("JW301/Client/Relaties/Relatie[1]/Naam/Partnernaam", "9385"),
        bevinding("JW301/Client/ToegewezenProducten/ToegewezenProduct[9]", "9332"),
    ]
    codes = codes_in(antwoord(jw301(), *fouten))
    assert codes["JW301/Client/Relaties/Relatie[1]/Contact"] == ["9384"]
    assert codes["JW301/Client/Relaties/Relatie[1]"] == ["9385"]
    assert codes["JW301/Client"] == ["9332"]
    assert codes["JW301/Client/ToegewezenProducten/ToegewezenProduct[1]"] == ["0200"]


def test_a_fault_in_an_absent_class_belongs_to_the_class_around_it() -> None:
    retour = antwoord(jw319(), bevinding("JW319/Antwoord/Woonplaatsbeginsel/Gemeente", "9355"))
    assert codes_in(retour) == {"JW319/Header": ["0200"], "JW319/Antwoord": ["9355"]}
    assert isinstance(retour, JW320)


def test_a_fault_of_the_whole_bericht_belongs_to_the_header() -> None:
    assert codes_in(antwoord(jw305(), bevinding("JW305", "9056"))) == {"JW305/Header": ["9056"]}


def test_what_was_not_judged_gets_0233_unless_it_has_a_fault() -> None:
    fout = bevinding("JW305/Client/Bsn", "8187")
    codes = codes_in(antwoord(jw305(), fout, niet_beoordeeld=[f"{START}[1]", "JW305/Client"]))
    assert codes == {"JW305/Header": ["0200"], "JW305/Client": ["8187"], f"{START}[1]": ["0233"]}


def test_what_was_not_judged_is_not_returned_when_nothing_is_wrong() -> None:
    assert codes_in(antwoord(jw305(), niet_beoordeeld=[START])) == {}


@pytest.mark.parametrize("heen", [jw323(), antwoord(jw301())], ids=["JW323", "JW302"])
def test_only_a_heenbericht_gets_a_retourbericht(heen: Bericht) -> None:
    with pytest.raises(AssertionError):
        retourbericht(heen, [], "RET1", VANDAAG)


def test_a_fault_below_level_bericht_gets_no_retourbericht() -> None:
    fout = Bevinding(code="XSD", niveau=Niveau.XSD, pad="JW305/Client", regelnummer=1, tekst="x", actie="x")
    with pytest.raises(AssertionError):
        retourbericht(jw305(), [fout], "RET1", VANDAAG)


def test_every_rule_of_a_heenbericht_declares_a_code_that_a_retourbericht_may_hold() -> None:
    codes = {regel.retourcode for regel in REGELS.voor("JW305", *Niveau)}
    codes |= {regel.retourcode for naam in HEEN for regel in REGELS.voor(naam, *Niveau)}
    assert "0001" in codes
    assert codes <= set(WJ001)


# A slow reading of IV028, from the XML and the XSD files only.


def _langzaam(heen: Bericht, bevindingen: Sequence[Bevinding], niet_beoordeeld: Sequence[str]) -> dict[str, list[str]]:
    naam = soort(heen).naam
    retour = str(soort(heen).retour).lower()
    dragend = {
        type_naam
        for type_naam, kinderen in complexe_typen(retour).items()
        if any(kind.element == "RetourCodes" for kind in kinderen)
    }
    klassen = [f"{naam}/{_pad(knoop)}" for knoop in etree.fromstring(write(heen)).iter() if _type(knoop) in dragend]
    per_klasse: dict[str, list[str]] = {klasse: [] for klasse in klassen}
    for fout in bevindingen:
        rondom = [klasse for klasse in klassen if f"{fout.pad}/".startswith(f"{klasse}/")]
        klasse = max(rondom, key=len, default=f"{naam}/Header")
        if fout.retourcode not in per_klasse[klasse]:
            per_klasse[klasse].append(str(fout.retourcode))
    if not bevindingen:
        return {}
    if any(fout.niveau is Niveau.BERICHT for fout in bevindingen):
        return {f"{naam}/Header": ["0001"]}
    if per_klasse[f"{naam}/Header"]:
        return {f"{naam}/Header": per_klasse[f"{naam}/Header"]}
    for klasse, codes in per_klasse.items():
        if not codes:
            codes.append("0233" if klasse in niet_beoordeeld and not klasse.endswith("/Header") else "0200")
    return per_klasse


def _type(knoop: etree._Element) -> str:
    """In all six berichten an element of a class is called after its class."""
    return etree.QName(knoop).localname if len(knoop) else ""


def _paden(bericht: Bericht) -> list[str]:
    """Every path that is there, and every path one step beyond that could be."""
    paden = [type(bericht).__name__]
    for pad, deel in alle(bericht):
        paden.append(pad)
        if isinstance(deel, Klasse):
            paden += [f"{pad}/{veld.element}{'[4]' if veld.herhaalt else ''}" for veld in velden(type(deel))]
    return paden


@pytest.mark.parametrize("naam", HEEN)
def test_codes_per_class_equal_a_slow_reading_and_the_content_is_unchanged(naam: str) -> None:
    gewoon = st.sampled_from([Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN])

    @keer(40)
    @given(berichten(naam), st.data())
    def vergelijk(heen: Any, data: st.DataObject) -> None:
        paden = st.sampled_from(_paden(heen))
        onder = st.sampled_from([pad for pad in _paden(heen) if pad.count("/") > 1 and "/Header" not in pad])
        fouten = data.draw(st.lists(st.builds(bevinding, onder | paden, st.sampled_from(WJ001), gewoon), max_size=5))
        if data.draw(st.integers(0, 9)) == 0:
            fouten.append(bevinding(data.draw(paden), "0001", Niveau.BERICHT))
        niet_beoordeeld = data.draw(st.lists(paden, max_size=3))
        retour = antwoord(heen, *fouten, niet_beoordeeld=niet_beoordeeld)
        assert codes_in(retour) == _langzaam(heen, fouten, niet_beoordeeld)
        assert read(write(retour)) == retour
        assert _inhoud(retour) in (_inhoud(heen), [])

    vergelijk()


def _inhoud(bericht: Bericht) -> list[tuple[str, str]]:
    """Everything below the Header except the retourcodes."""
    boom = etree.fromstring(write(bericht))
    for weg in list(boom.iter("{*}RetourCodes", "{*}Header")):
        boven = weg.getparent()
        assert boven is not None
        boven.remove(weg)
    knopen = list(boom.iter())[1:]
    return [(etree.QName(knoop).localname, "" if len(knoop) else knoop.text or "") for knoop in knopen]


def test_the_retourbericht_of_a_large_bericht_holds_every_product() -> None:
    heen = jw301()
    for nummer in range(2, 301):
        heen = met(heen, f"Client/ToegewezenProducten/ToegewezenProduct[{nummer}]/ToewijzingNummer", nummer)
    retour = antwoord(heen, bevinding("JW301/Client/ToegewezenProducten/ToegewezenProduct[300]", "9332"))
    assert isinstance(retour, JW302)
    assert retour.client is not None
    producten = retour.client.toegewezen_producten.toegewezen_product
    assert [product.toewijzing_nummer for product in producten] == list(range(1, 301))
    assert [product.retour_codes.retour_code for product in producten] == [("0200",)] * 299 + [("9332",)]
