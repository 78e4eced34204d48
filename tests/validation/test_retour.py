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
    CLASSES,
    JW302,
    JW306,
    JW320,
    Bericht,
    Class,
    Retourbericht,
    every,
    read,
    soort,
    write,
)
from berichtenverkeer.berichten.plan import fields
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.regels import REGELS
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import jw301, jw305, jw319, jw323, with_
from generator import Child, Datatype, berichten, complexe_typen, keer

HEEN = [name for name in CLASSES if (retour := BERICHTSOORTEN[name].retour) and BERICHTSOORTEN[retour].is_retourbericht]
VANDAAG = date(2026, 4, 16)
RETOURCODE = complexe_typen("jw302")["RetourCodes"][0].soort
assert isinstance(RETOURCODE, Datatype)
WJ001 = RETOURCODE.alle("enumeration")

START = "JW305/Client/StartProducten/StartProduct"


def bevinding(pad: str, retourcode: str, niveau: Niveau = Niveau.BERICHTOVERSTIJGEND) -> Bevinding:
    return Bevinding(
        code="TR000", niveau=niveau, pad=pad, regelnummer=1, tekst="Fout.", actie="Herstel.", retourcode=retourcode
    )


def antwoord(heen: Bericht, *bevindingen: Bevinding, not_judged: Sequence[str] = ()) -> Retourbericht:
    retour = retourbericht(heen, bevindingen, "RET1", VANDAAG, not_judged)
    xsd(soort(retour)).assertValid(etree.fromstring(write(retour)))
    return retour


def codes_in(retour: Retourbericht) -> dict[str, list[str]]:
    """The retourcodes in the XML of a retourbericht, by the path of the class in the heenbericht."""
    heen = soort(retour).heen
    return {
        f"{heen}/{_pad(codes.getparent())}": [str(code.text) for code in codes]
        for codes in etree.fromstring(write(retour)).iter("{*}RetourCodes")
    }


def _pad(node: etree._Element | None) -> str:
    """Namespaces left out; an index where the schema lets the element repeat."""
    assert node is not None
    above = node.getparent()
    if above is None:
        return ""
    name = etree.QName(node).localname
    children = _typen(node).get(etree.QName(above).localname, ())
    repeats = any(child.herhaalt for child in children if child.element == name)
    index = f"[{len(list(node.itersiblings(node.tag, preceding=True))) + 1}]" if repeats else ""
    return f"{_pad(above)}/{name}{index}".lstrip("/")


def _typen(node: etree._Element) -> dict[str, tuple[Child, ...]]:
    """The types of the schema that `node` comes from; an element with repeating parts is called after its type."""
    prefix = str(etree.QName(node).namespace).split("/")[-2]
    return complexe_typen("ijw" if prefix == "basisschema" else prefix)


def test_there_are_six_heenberichten() -> None:
    assert HEEN == ["JW301", "JW305", "JW307", "JW315", "JW317", "JW319"]


@pytest.mark.parametrize("name", HEEN)
def test_an_approved_bericht_gets_a_header_without_retourcodes(name: str) -> None:
    @keer(10)
    @given(berichten(name))
    def keur_goed(heen: Any) -> None:
        retour = antwoord(heen)
        assert codes_in(retour) == {}
        assert _components(retour) == ["Header"]

    keur_goed()


def _components(retour: Retourbericht) -> list[str]:
    return [etree.QName(child).localname for child in etree.fromstring(write(retour))]


def test_the_header_repeats_that_of_the_heenbericht() -> None:
    heen = jw305({"Header/XsdVersie/BerichtXsdVersie": "1.7.3"})
    header = antwoord(heen).header
    assert header.bericht_code == "439"
    for taken_over in ("afzender", "ontvanger", "bericht_identificatie", "xsd_versie", "bericht_versie"):
        assert getattr(header, taken_over) == getattr(heen.header, taken_over)
    assert (header.identificatie_retour, header.dagtekening_retour) == ("RET1", VANDAAG)
    assert (header.xsd_versie_retour.basisschema_xsd_versie, header.xsd_versie_retour.bericht_xsd_versie) == (
        "0.1.0",
        "0.1.0",
    )
    assert header.xslt_versie is None


def test_a_fault_inside_the_bericht_gives_a_header_with_0001() -> None:
    faults = [bevinding(f"{START}[1]/Begindatum", "0001", Niveau.BERICHT), bevinding(START, "0001", Niveau.BERICHT)]
    assert codes_in(antwoord(jw305(), *faults)) == {"JW305/Header": ["0001"]}


def test_a_fault_in_the_header_gives_a_header_with_its_codes() -> None:
    faults = [
        bevinding("JW305/Header/BerichtIdentificatie/Identificatie", "9056"),
        bevinding("JW305/Header/BerichtIdentificatie/Dagtekening", "8848", Niveau.EXTERN),
        bevinding(f"{START}[1]", "9074"),
    ]
    retour = antwoord(jw305(), *faults)
    assert codes_in(retour) == {"JW305/Header": ["9056", "8848"]}
    assert _components(retour) == ["Header"]


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
    faults = [
        bevinding(f"{START}[1]/ToewijzingNummer", "9019"),
        bevinding(f"{START}[1]/ToewijzingNummer", "9074"),
        bevinding(f"{START}[1]/Begindatum", "9019"),
        bevinding("JW305/Client/Bsn", "8187", Niveau.EXTERN),
    ]
    codes = codes_in(antwoord(jw305(), *faults))
    assert codes[f"{START}[1]"] == ["9019", "9074"]
    assert codes["JW305/Client"] == ["8187"]


def test_a_fault_in_a_part_without_retourcodes_belongs_to_the_class_around_it() -> None:
    faults = [
        bevinding("JW301/Client/Relaties/Relatie[1]/Contact/Adres/Huis/Huisletter", "9384"),
        bevinding("JW301/Client/Relaties/Relatie[1]/Naam/Partnernaam", "9385"),
        bevinding("JW301/Client/ToegewezenProducten/ToegewezenProduct[9]", "9332"),
    ]
    codes = codes_in(antwoord(jw301(), *faults))
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
    fault = bevinding("JW305/Client/Bsn", "8187")
    codes = codes_in(antwoord(jw305(), fault, not_judged=[f"{START}[1]", "JW305/Client"]))
    assert codes == {"JW305/Header": ["0200"], "JW305/Client": ["8187"], f"{START}[1]": ["0233"]}


def test_what_was_not_judged_is_not_returned_when_nothing_is_wrong() -> None:
    assert codes_in(antwoord(jw305(), not_judged=[START])) == {}


@pytest.mark.parametrize("heen", [jw323(), antwoord(jw301())], ids=["JW323", "JW302"])
def test_only_a_heenbericht_gets_a_retourbericht(heen: Bericht) -> None:
    with pytest.raises(AssertionError):
        retourbericht(heen, [], "RET1", VANDAAG)


def test_a_fault_below_level_bericht_gets_no_retourbericht() -> None:
    fault = Bevinding(code="XSD", niveau=Niveau.XSD, pad="JW305/Client", regelnummer=1, tekst="x", actie="x")
    with pytest.raises(AssertionError):
        retourbericht(jw305(), [fault], "RET1", VANDAAG)


def test_every_rule_of_a_heenbericht_declares_a_code_that_a_retourbericht_may_hold() -> None:
    codes = {regel.retourcode for regel in REGELS.for_bericht("JW305", *Niveau)}
    codes |= {regel.retourcode for name in HEEN for regel in REGELS.for_bericht(name, *Niveau)}
    assert "0001" in codes
    assert codes <= set(WJ001)


# A slow reading of IV028, from the XML and the XSD files only.


def _langzaam(heen: Bericht, bevindingen: Sequence[Bevinding], not_judged: Sequence[str]) -> dict[str, list[str]]:
    name = soort(heen).naam
    retour = str(soort(heen).retour).lower()
    dragend = {
        type_naam
        for type_naam, children in complexe_typen(retour).items()
        if any(child.element == "RetourCodes" for child in children)
    }
    classes = [f"{name}/{_pad(node)}" for node in etree.fromstring(write(heen)).iter() if _type(node) in dragend]
    per_klasse: dict[str, list[str]] = {class_: [] for class_ in classes}
    for fault in bevindingen:
        rondom = [class_ for class_ in classes if f"{fault.pad}/".startswith(f"{class_}/")]
        class_ = max(rondom, key=len, default=f"{name}/Header")
        if fault.retourcode not in per_klasse[class_]:
            per_klasse[class_].append(str(fault.retourcode))
    if not bevindingen:
        return {}
    if any(fault.niveau is Niveau.BERICHT for fault in bevindingen):
        return {f"{name}/Header": ["0001"]}
    if per_klasse[f"{name}/Header"]:
        return {f"{name}/Header": per_klasse[f"{name}/Header"]}
    for class_, codes in per_klasse.items():
        if not codes:
            codes.append("0233" if class_ in not_judged and not class_.endswith("/Header") else "0200")
    return per_klasse


def _type(node: etree._Element) -> str:
    """In all six berichten an element of a class is called after its class."""
    return etree.QName(node).localname if len(node) else ""


def _paden(bericht: Bericht) -> list[str]:
    """Every path that is there, and every path one step beyond that could be."""
    paden = [type(bericht).__name__]
    for pad, part in every(bericht):
        paden.append(pad)
        if isinstance(part, Class):
            paden += [f"{pad}/{field.element}{'[4]' if field.herhaalt else ''}" for field in fields(type(part))]
    return paden


@pytest.mark.parametrize("name", HEEN)
def test_codes_per_class_equal_a_slow_reading_and_the_content_is_unchanged(name: str) -> None:
    plain = st.sampled_from([Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN])

    @keer(40)
    @given(berichten(name), st.data())
    def vergelijk(heen: Any, data: st.DataObject) -> None:
        paden = st.sampled_from(_paden(heen))
        under = st.sampled_from([pad for pad in _paden(heen) if pad.count("/") > 1 and "/Header" not in pad])
        faults = data.draw(st.lists(st.builds(bevinding, under | paden, st.sampled_from(WJ001), plain), max_size=5))
        if data.draw(st.integers(0, 9)) == 0:
            faults.append(bevinding(data.draw(paden), "0001", Niveau.BERICHT))
        not_judged = data.draw(st.lists(paden, max_size=3))
        retour = antwoord(heen, *faults, not_judged=not_judged)
        assert codes_in(retour) == _langzaam(heen, faults, not_judged)
        assert read(write(retour)) == retour
        assert _content(retour) in (_content(heen), [])

    vergelijk()


def _content(bericht: Bericht) -> list[tuple[str, str]]:
    """Everything below the Header except the retourcodes."""
    tree = etree.fromstring(write(bericht))
    for gone in list(tree.iter("{*}RetourCodes", "{*}Header")):
        above = gone.getparent()
        assert above is not None
        above.remove(gone)
    knopen = list(tree.iter())[1:]
    return [(etree.QName(node).localname, "" if len(node) else node.text or "") for node in knopen]


def test_the_retourbericht_of_a_large_bericht_holds_every_product() -> None:
    heen = jw301()
    for number in range(2, 301):
        heen = with_(heen, f"Client/ToegewezenProducten/ToegewezenProduct[{number}]/ToewijzingNummer", number)
    retour = antwoord(heen, bevinding("JW301/Client/ToegewezenProducten/ToegewezenProduct[300]", "9332"))
    assert isinstance(retour, JW302)
    assert retour.client is not None
    producten = retour.client.toegewezen_producten.toegewezen_product
    assert [product.toewijzing_nummer for product in producten] == list(range(1, 301))
    assert [product.retour_codes.retour_code for product in producten] == [("0200",)] * 299 + [("9332",)]
