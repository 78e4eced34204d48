# SPDX-License-Identifier: EUPL-1.2
"""Level XSD: every fault once, with its code, path and line, and never a value."""

import time
from pathlib import Path

import pytest
from lxml import etree

from berichtenverkeer.berichten.lezen import parser
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden import STANDAARDEN
from berichtenverkeer.validation import xsd as validation_xsd
from berichtenverkeer.validation.invoer import GROOT_BYTES
from berichtenverkeer.validation.xsd import MAX_BEVINDINGEN, leg_groot_uit, toets_xsd

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
JW315 = (VOORBEELDEN / "JW315.xml").read_bytes().replace(b"2027-06-31", b"2027-06-30")
JW323 = (VOORBEELDEN / "JW323.xml").read_bytes()
PRODUCT = "JW315/Client/AangevraagdeProducten/AangevraagdProduct"
Gevonden = list[tuple[str, str, int | None]]


def toets(data: bytes) -> list[Bevinding]:
    if len(data) >= GROOT_BYTES:
        return leg_groot_uit(data, BERICHTSOORTEN["JW323"])
    boom = etree.fromstring(data, parser())
    return toets_xsd(boom, STANDAARDEN.per_namespace[etree.QName(boom).namespace or ""])


def kort(data: bytes) -> Gevonden:
    bevindingen = toets(data)
    assert all(b.niveau is Niveau.XSD and b.retourcode is None and b.tekst and b.actie for b in bevindingen)
    return [(b.code.removeprefix("XSD-"), b.pad, b.regelnummer) for b in bevindingen]


def bederf(van: str, naar: str, data: bytes = JW315) -> bytes:
    """The bericht with the first `van` replaced."""
    assert van.encode() in data, van
    return data.replace(van.encode(), naar.encode(), 1)


def regel(tekst: str, data: bytes) -> int:
    return data[: data.index(tekst.encode())].count(b"\n") + 1


def test_a_valid_bericht_has_no_findings() -> None:
    assert kort(JW315) == []


def test_the_official_negative_sample_has_two_faults() -> None:
    assert kort((VOORBEELDEN / "JW315.xml").read_bytes()) == [
        ("WAARDE", f"{PRODUCT}[1]/ToewijzingEinddatum", 44),
        ("WAARDE", f"{PRODUCT}[2]/ToewijzingEinddatum", 66),
    ]


def test_a_missing_element_is_reported_at_the_element_behind_the_gap() -> None:
    data = bederf("<jw315:Bsn>999900006</jw315:Bsn>", "")
    assert kort(data) == [("ONTBREEKT", "JW315/Client/Bsn", regel("<jw315:Geboortedatum>", data))]


def test_a_missing_last_element_is_reported_at_its_parent() -> None:
    data = bederf("<ijw:BerichtXsdVersie>1.0.0</ijw:BerichtXsdVersie>", "")
    assert kort(data) == [("ONTBREEKT", "JW315/Header/XsdVersie/BerichtXsdVersie", regel("<jw315:XsdVersie>", data))]


def test_a_missing_repeating_element_has_a_number() -> None:
    begin, eind = JW323.index(b"<jw323:Prestatie>"), JW323.index(b"</jw323:Prestaties>")
    assert kort(JW323[:begin] + JW323[eind:]) == [
        ("ONTBREEKT", "JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]", 32)
    ]


def test_one_fault_does_not_hide_the_next_in_the_same_part() -> None:
    data = JW323
    for van, naar in (
        ("<jw323:ProductCategorie>45</jw323:ProductCategorie>", ""),
        ("<jw323:GeleverdVolume>4<", "<jw323:GeleverdVolume>vier<"),
        ("<jw323:Eenheid>04<", "<jw323:Eenheid>99<"),
        ("<jw323:ProductTarief>1250<", "<jw323:ProductTarief>-1<"),
    ):
        data = bederf(van, naar, data)
    pad = "JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
    assert [(code, waar) for code, waar, _ in kort(data)] == [
        ("ONTBREEKT", f"{pad}/ProductCategorie"),
        ("WAARDE", f"{pad}/GeleverdVolume"),
        ("WAARDE", f"{pad}/Eenheid"),
        ("WAARDE", f"{pad}/ProductTarief"),
    ]


def test_an_unknown_element_is_reported_by_name() -> None:
    data = bederf("<jw315:Geslacht>", "<jw315:Kleur>rood</jw315:Kleur><jw315:Geslacht>")
    assert kort(data) == [("ONBEKEND", "JW315/Client/Kleur", regel("<jw315:Kleur>", data))]


def test_a_made_up_name_that_could_be_a_number_of_someone_is_not_shown() -> None:
    data = bederf("<jw315:Geslacht>", "<jw315:B999900006/><jw315:Geslacht>")
    assert [(b.code, b.pad) for b in toets(data)] == [("XSD-ONBEKEND", "JW315/Client")]
    assert "9999" not in str(toets(data)[0].tekst + toets(data)[0].actie)


@pytest.mark.parametrize("naam", ["BSN", "bsn", "Bsnn"])
def test_a_misspelt_name_is_one_fault(naam: str) -> None:
    data = bederf("<jw315:Bsn>999900006</jw315:Bsn>", f"<jw315:{naam}>999900006</jw315:{naam}>")
    assert [(b.code, b.pad) for b in toets(data)] == [("XSD-ONBEKEND", "JW315/Client/Bsn")]
    assert "Bsn" in toets(data)[0].actie


def test_under_a_misspelt_name_the_search_goes_on() -> None:
    data = JW315.replace(b"jw315:Geboortedatum>", b"jw315:GeboorteDatum>").replace(b">2010-02-14<", b">14-02-2010<")
    assert [(code, pad) for code, pad, _ in kort(data)] == [
        ("ONBEKEND", "JW315/Client/Geboortedatum"),
        ("WAARDE", "JW315/Client/Geboortedatum/Datum"),
    ]


def test_a_wrong_order_is_one_fault_and_says_where_the_element_belongs() -> None:
    geslacht = "<jw315:Geslacht>1</jw315:Geslacht>"
    data = bederf("<jw315:AangevraagdeProducten>", geslacht + "<jw315:AangevraagdeProducten>", bederf(geslacht, ""))
    assert kort(data) == [("VOLGORDE", "JW315/Client/Geslacht", regel(geslacht, data))]
    assert toets(data)[0].actie == "Zet Geslacht direct na Geboortedatum."


def test_an_element_too_many_is_one_fault_at_the_second() -> None:
    bsn = "<jw315:Bsn>999900006</jw315:Bsn>"
    data = bederf("<jw315:Geslacht>", "\n" + bsn + "\n<jw315:Geslacht>")
    eerste = regel(bsn, data)
    assert [(code, pad) for code, pad, _ in kort(data)] == [("TE-VAAK", "JW315/Client/Bsn")]
    assert kort(data)[0][2] != eerste


def test_the_wrong_namespace_is_one_fault_for_an_element_and_what_hangs_under_it() -> None:
    data = bederf("<ijw:Datum>2010-02-14</ijw:Datum>", "<jw315:Datum>2010-02-14</jw315:Datum>")
    assert kort(data) == [("NAAMRUIMTE", "JW315/Client/Geboortedatum/Datum", regel("<jw315:Datum>", data))]
    data = JW315.replace(b"jw315:Naam>", b"ijw:Naam>").replace(b"ijw:Voornamen>", b"Voornamen>")
    assert [(code, pad) for code, pad, _ in kort(data)] == [
        ("NAAMRUIMTE", "JW315/Client/Naam"),
        ("NAAMRUIMTE", "JW315/Client/Naam/Voornamen"),
    ]
    heel = JW315.replace(b"<jw315:Header>", b'<Header xmlns="urn:x">').replace(b"</jw315:Header>", b"</Header>")
    heel = heel.replace(b"jw315:BerichtCode>", b"BerichtCode>")
    assert [(code, pad) for code, pad, _ in kort(heel)] == [("NAAMRUIMTE", "JW315/Header")]


def test_an_attribute_is_a_fault() -> None:
    data = bederf("<jw315:Geslacht>", '<jw315:Geslacht bron="x">')
    assert kort(data) == [("ATTRIBUUT", "JW315/Client/Geslacht", regel("<jw315:Geslacht", data))]


@pytest.mark.parametrize("plek", ["<jw315:Geslacht>", "<jw315:Bsn>", "</jw315:Client>"])
def test_text_between_elements_is_one_fault(plek: str) -> None:
    data = bederf(plek, "Jan Jansen " + plek)
    assert [(code, pad) for code, pad, _ in kort(data)] == [("TEKST", "JW315/Client")]
    assert "Jan" not in str(toets(data)[0].tekst + toets(data)[0].actie)


_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@pytest.mark.parametrize("waarde", ["true", "false"])
def test_xsi_nil_is_a_fault(waarde: str) -> None:
    data = bederf("<jw315:Geslacht>1", f'<jw315:Geslacht {_XSI} xsi:nil="{waarde}">1')
    assert [(code, pad) for code, pad, _ in kort(data)] == [("NIL", "JW315/Client/Geslacht")]


def test_xsi_type_is_a_fault_unless_it_names_the_type_of_the_schema() -> None:
    goed = bederf("<jw315:Geslacht>", f'<jw315:Geslacht {_XSI} xsi:type="ijw:LDT_Geslacht">')
    assert kort(goed) == []
    fout = bederf("<jw315:Raamcontract>", f'<jw315:Raamcontract {_XSI} xsi:type="ijw:LDT_Geslacht">', goed)
    assert [(code, pad) for code, pad, _ in kort(fout)] == [("TYPE", f"{PRODUCT}[1]/Raamcontract")]


def test_xsi_type_without_a_namespace_is_no_type_that_has_no_name() -> None:
    data = bederf("<jw315:Client>", f'<jw315:Client {_XSI} xsi:type="Client">')
    assert [(code, pad) for code, pad, _ in kort(data)] == [("TYPE", "JW315/Client")]


def test_ten_thousand_attributes_on_one_element_are_no_burden() -> None:
    los = " ".join(f"a{nummer}=''" for nummer in range(10_000))
    data = bederf("<jw315:Client>", f"<jw315:Client {los}>")
    begin = time.process_time()
    assert len(toets_xsd(etree.fromstring(data, parser()), BERICHTSOORTEN["JW315"])) == MAX_BEVINDINGEN + 1
    assert time.process_time() - begin < 1


def test_a_schema_location_is_allowed_and_not_followed(tmp_path: Path) -> None:
    vreemd = tmp_path / "vreemd.xsd"
    vreemd.write_text("<dit is geen schema")
    ruimte = "http://www.istandaarden.nl/ijw/3_2/jw315/schema"
    data = bederf("<jw315:Bericht ", f'<jw315:Bericht {_XSI} xsi:schemaLocation="{ruimte} {vreemd.as_uri()}" ')
    assert kort(data) == []


def test_elements_where_a_value_belongs_are_one_fault() -> None:
    data = bederf("<jw315:Bsn>999900006<", "<jw315:Bsn><a><b/></a><")
    assert kort(data) == [("STRUCTUUR", "JW315/Client/Bsn", regel("<jw315:Bsn>", data))]


@pytest.mark.parametrize(
    ("van", "naar", "woord", "nodig"),
    [
        ("<jw315:Bsn>999900006<", "<jw315:Bsn><", "is leeg", "9 cijfers"),
        ("<jw315:Bsn>999900006<", "<jw315:Bsn>   <", "is leeg", "9 cijfers"),
        ("<jw315:Bsn>999900006<", "<jw315:Bsn>9999000061<", "te lang: hoogstens 9", "9 cijfers"),
        ("<jw315:Bsn>999900006<", "<jw315:Bsn> 999900006<", "spaties", "9 cijfers"),
        ("<jw315:Bsn>999900006<", "<jw315:Bsn>99990000a<", "niet past", "9 cijfers"),
        ("<ijw:Datum>2010-02-14<", "<ijw:Datum>14-02-2010<", "niet past", "jjjj-mm-dd"),
        ("<jw315:Geslacht>1<", "<jw315:Geslacht>M<", "niet past", "1 (mannelijk)"),
        ("<ijw:Volume>2<", "<ijw:Volume>2,5<", "niet past", "geheel getal van 0"),
        ("<jw315:BerichtCode>446<", "<jw315:BerichtCode>438<", "niet past", "de waarde 446"),
        ("<ijw:Voorletters>W<", "<ijw:Voorletters>W.<", "niet past", "alleen letters"),
    ],
)
def test_a_finding_says_what_is_wrong_and_what_belongs_there_but_not_the_value(
    van: str, naar: str, woord: str, nodig: str
) -> None:
    bevindingen = toets(bederf(van, naar))
    assert len(bevindingen) == 1
    assert woord in bevindingen[0].tekst
    assert nodig in bevindingen[0].actie
    waarde = naar.partition(">")[2].rstrip("<").strip()
    if len(waarde) > 3 and waarde not in nodig:
        assert waarde not in bevindingen[0].tekst + bevindingen[0].actie


def test_only_an_optional_element_may_be_left_out() -> None:
    verplicht, optioneel = bederf(">2010-02-14<", ">x<"), bederf(">2026-03-15<", ">x<")
    assert "ook weg" not in toets(verplicht)[0].actie
    assert "ook weg" in toets(optioneel)[0].actie


@pytest.mark.parametrize("getal", ["+2", " 002 ", "\n2\n", "-0", "2"])
def test_an_integer_may_be_written_as_xml_schema_allows(getal: str) -> None:
    assert kort(bederf("<ijw:Volume>2<", f"<ijw:Volume>{getal}<")) == []


@pytest.mark.parametrize("waarde", ["9999<!-- x -->00006", "9999<?x y?>00006", "<![CDATA[9999]]>00006"])
def test_comments_instructions_and_cdata_leave_a_value_whole(waarde: str) -> None:
    assert kort(bederf("999900006", waarde)) == []


def lang(aantal: int, prestatie: bytes | None = None) -> bytes:
    """A JW323 with `aantal` copies of a Prestatie, each ended by a line feed."""
    begin, eind = JW323.index(b"<jw323:Prestatie>"), JW323.index(b"</jw323:Prestaties>")
    gewoon = JW323[begin : JW323.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")] + b"\r\n"
    return JW323[:begin] + (prestatie or gewoon) * aantal + JW323[eind:]


@pytest.mark.parametrize(
    ("van", "naar", "code", "staart"),
    [
        (b"<jw323:Eenheid>04<", b"<jw323:Eenheid>x<", "WAARDE", "/Eenheid"),
        (b"<jw323:Eenheid>04</jw323:Eenheid>", b"<!--gat-->", "ONTBREEKT", "/Eenheid"),
        (b"<jw323:Eenheid>04</jw323:Eenheid>", b"<jw323:Eenheid/>", "WAARDE", "/Eenheid"),
        (b"<jw323:ProductPeriode>", b"<jw323:Extra/><jw323:ProductPeriode>", "ONBEKEND", "/Extra"),
    ],
)
def test_a_line_number_beyond_65535_is_right(van: bytes, naar: bytes, code: str, staart: str) -> None:
    heel = lang(5_000)
    plek = heel.index(van, int(len(heel) * 0.95))
    data = heel[:plek] + naar + heel[plek + len(van) :]
    nummer = data.count(b"<jw323:Prestatie>", 0, plek)
    verwacht = data.count(b"\n", 0, plek) + 1 + (code == "ONTBREEKT")
    assert verwacht > 65_535
    assert kort(data) == [
        (code, f"JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[{nummer}]{staart}", verwacht)
    ]


def test_the_list_of_findings_is_cut_off_and_says_so() -> None:
    bevindingen = toets(lang(MAX_BEVINDINGEN + 5, b"<jw323:Onzin/>\n"))
    assert len(bevindingen) == MAX_BEVINDINGEN + 1
    assert [b.code for b in bevindingen[-2:]] == ["XSD-ONBEKEND", "XSD-MEER"]
    assert len(toets(lang(MAX_BEVINDINGEN - 1, b"<jw323:Onzin/>\n"))) == MAX_BEVINDINGEN  # and Prestatie[1] is missing


@pytest.mark.parametrize(
    "prestatie", [b"<jw323:Prestatie/>", b"<jw323:P/>", b"<jw323:Prestatie a='b'>x</jw323:Prestatie>"]
)
def test_a_bericht_of_nothing_but_faults_is_no_burden(prestatie: bytes) -> None:
    data = lang(60_000, prestatie)
    begin = time.process_time()
    assert len(toets(data)) == MAX_BEVINDINGEN + 1
    assert time.process_time() - begin < 5


def test_a_bericht_of_strange_but_valid_values_is_no_burden() -> None:
    data = (
        lang(12_000)
        .replace(b">2026-04-01<", b">12026-04-01<")
        .replace(b"</jw323:Prestaties>", b"<x/></jw323:Prestaties>")
    )
    begin = time.process_time()
    assert kort(data)
    assert time.process_time() - begin < 8


def test_a_fault_that_only_lxml_sees_is_still_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation_xsd, "leg_uit", lambda *_: ([], True))
    assert kort(bederf(">2010-02-14<", ">x<")) == [("ONGELDIG", "JW315", 2)]


def test_25_mb_with_one_fault_takes_seconds_of_which_the_machine_is_the_measure() -> None:
    heel = lang(34_000)
    assert len(heel) > 24_000_000
    plek = heel.index(b">04<", len(heel) // 2)
    data = heel[:plek] + b">4<" + heel[plek + 4 :]
    begin = time.process_time()
    boom = etree.fromstring(data, parser())
    xsd(BERICHTSOORTEN["JW323"]).validate(boom)
    maat = time.process_time() - begin
    begin = time.process_time()
    assert len(toets(data)) == 1
    assert time.process_time() - begin < max(2.0, 12 * maat)
