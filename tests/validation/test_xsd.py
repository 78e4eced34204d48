# SPDX-License-Identifier: EUPL-1.2
"""Level XSD: every fault once, with its code, path and line, and never a value."""

import time
from pathlib import Path

import pytest
from lxml import etree

from berichtenverkeer.berichten.reading import parser
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden import STANDAARDEN
from berichtenverkeer.validation import xsd as validation_xsd
from berichtenverkeer.validation.intake import LARGE_BYTES
from berichtenverkeer.validation.xsd import MAX_BEVINDINGEN, examine_xsd, explain_large

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
JW315 = (VOORBEELDEN / "JW315.xml").read_bytes().replace(b"2027-06-31", b"2027-06-30")
JW323 = (VOORBEELDEN / "JW323.xml").read_bytes()
PRODUCT = "JW315/Client/AangevraagdeProducten/AangevraagdProduct"
Gevonden = list[tuple[str, str, int | None]]


def examine(data: bytes) -> list[Bevinding]:
    if len(data) >= LARGE_BYTES:
        return explain_large(data, BERICHTSOORTEN["JW323"])
    tree = etree.fromstring(data, parser())
    return examine_xsd(tree, STANDAARDEN.per_namespace[etree.QName(tree).namespace or ""])


def short(data: bytes) -> Gevonden:
    bevindingen = examine(data)
    assert all(b.niveau is Niveau.XSD and b.retourcode is None and b.tekst and b.actie for b in bevindingen)
    return [(b.code.removeprefix("XSD-"), b.pad, b.regelnummer) for b in bevindingen]


def spoil(van: str, to: str, data: bytes = JW315) -> bytes:
    """The bericht with the first `van` replaced."""
    assert van.encode() in data, van
    return data.replace(van.encode(), to.encode(), 1)


def regel(text: str, data: bytes) -> int:
    return data[: data.index(text.encode())].count(b"\n") + 1


def test_a_valid_bericht_has_no_findings() -> None:
    assert short(JW315) == []


def test_the_official_negative_sample_has_two_faults() -> None:
    assert short((VOORBEELDEN / "JW315.xml").read_bytes()) == [
        ("WAARDE", f"{PRODUCT}[1]/ToewijzingEinddatum", 44),
        ("WAARDE", f"{PRODUCT}[2]/ToewijzingEinddatum", 66),
    ]


def test_a_missing_element_is_reported_at_the_element_behind_the_gap() -> None:
    data = spoil("<jw315:Bsn>999900006</jw315:Bsn>", "")
    assert short(data) == [("ONTBREEKT", "JW315/Client/Bsn", regel("<jw315:Geboortedatum>", data))]


def test_a_missing_last_element_is_reported_at_its_parent() -> None:
    data = spoil("<ijw:BerichtXsdVersie>1.0.0</ijw:BerichtXsdVersie>", "")
    assert short(data) == [("ONTBREEKT", "JW315/Header/XsdVersie/BerichtXsdVersie", regel("<jw315:XsdVersie>", data))]


def test_a_missing_repeating_element_has_a_number() -> None:
    begin, ending = JW323.index(b"<jw323:Prestatie>"), JW323.index(b"</jw323:Prestaties>")
    assert short(JW323[:begin] + JW323[ending:]) == [
        ("ONTBREEKT", "JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]", 32)
    ]


def test_one_fault_does_not_hide_the_next_in_the_same_part() -> None:
    data = JW323
    for van, to in (
        ("<jw323:ProductCategorie>45</jw323:ProductCategorie>", ""),
        ("<jw323:GeleverdVolume>4<", "<jw323:GeleverdVolume>vier<"),
        ("<jw323:Eenheid>04<", "<jw323:Eenheid>99<"),
        ("<jw323:ProductTarief>1250<", "<jw323:ProductTarief>-1<"),
    ):
        data = spoil(van, to, data)
    pad = "JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
    assert [(code, where) for code, where, _ in short(data)] == [
        ("ONTBREEKT", f"{pad}/ProductCategorie"),
        ("WAARDE", f"{pad}/GeleverdVolume"),
        ("WAARDE", f"{pad}/Eenheid"),
        ("WAARDE", f"{pad}/ProductTarief"),
    ]


def test_an_unknown_element_is_reported_by_name() -> None:
    data = spoil("<jw315:Geslacht>", "<jw315:Kleur>rood</jw315:Kleur><jw315:Geslacht>")
    assert short(data) == [("ONBEKEND", "JW315/Client/Kleur", regel("<jw315:Kleur>", data))]


def test_a_made_up_name_that_could_be_a_number_of_someone_is_not_shown() -> None:
    data = spoil("<jw315:Geslacht>", "<jw315:B999900006/><jw315:Geslacht>")
    assert [(b.code, b.pad) for b in examine(data)] == [("XSD-ONBEKEND", "JW315/Client")]
    assert "9999" not in str(examine(data)[0].tekst + examine(data)[0].actie)


@pytest.mark.parametrize("name", ["BSN", "bsn", "Bsnn"])
def test_a_misspelt_name_is_one_fault(name: str) -> None:
    data = spoil("<jw315:Bsn>999900006</jw315:Bsn>", f"<jw315:{name}>999900006</jw315:{name}>")
    assert [(b.code, b.pad) for b in examine(data)] == [("XSD-ONBEKEND", "JW315/Client/Bsn")]
    assert "Bsn" in examine(data)[0].actie


def test_under_a_misspelt_name_the_search_goes_on() -> None:
    data = JW315.replace(b"jw315:Geboortedatum>", b"jw315:GeboorteDatum>").replace(b">2010-02-14<", b">14-02-2010<")
    assert [(code, pad) for code, pad, _ in short(data)] == [
        ("ONBEKEND", "JW315/Client/Geboortedatum"),
        ("WAARDE", "JW315/Client/Geboortedatum/Datum"),
    ]


def test_a_wrong_order_is_one_fault_and_says_where_the_element_belongs() -> None:
    geslacht = "<jw315:Geslacht>1</jw315:Geslacht>"
    data = spoil("<jw315:AangevraagdeProducten>", geslacht + "<jw315:AangevraagdeProducten>", spoil(geslacht, ""))
    assert short(data) == [("VOLGORDE", "JW315/Client/Geslacht", regel(geslacht, data))]
    assert examine(data)[0].actie == "Zet Geslacht direct na Geboortedatum."


def test_an_element_too_many_is_one_fault_at_the_second() -> None:
    bsn = "<jw315:Bsn>999900006</jw315:Bsn>"
    data = spoil("<jw315:Geslacht>", "\n" + bsn + "\n<jw315:Geslacht>")
    first = regel(bsn, data)
    assert [(code, pad) for code, pad, _ in short(data)] == [("TE-VAAK", "JW315/Client/Bsn")]
    assert short(data)[0][2] != first


def test_the_wrong_namespace_is_one_fault_for_an_element_and_what_hangs_under_it() -> None:
    data = spoil("<ijw:Datum>2010-02-14</ijw:Datum>", "<jw315:Datum>2010-02-14</jw315:Datum>")
    assert short(data) == [("NAAMRUIMTE", "JW315/Client/Geboortedatum/Datum", regel("<jw315:Datum>", data))]
    data = JW315.replace(b"jw315:Naam>", b"ijw:Naam>").replace(b"ijw:Voornamen>", b"Voornamen>")
    assert [(code, pad) for code, pad, _ in short(data)] == [
        ("NAAMRUIMTE", "JW315/Client/Naam"),
        ("NAAMRUIMTE", "JW315/Client/Naam/Voornamen"),
    ]
    whole = JW315.replace(b"<jw315:Header>", b'<Header xmlns="urn:x">').replace(b"</jw315:Header>", b"</Header>")
    whole = whole.replace(b"jw315:BerichtCode>", b"BerichtCode>")
    assert [(code, pad) for code, pad, _ in short(whole)] == [("NAAMRUIMTE", "JW315/Header")]


def test_an_attribute_is_a_fault() -> None:
    data = spoil("<jw315:Geslacht>", '<jw315:Geslacht bron="x">')
    assert short(data) == [("ATTRIBUUT", "JW315/Client/Geslacht", regel("<jw315:Geslacht", data))]


@pytest.mark.parametrize("plek", ["<jw315:Geslacht>", "<jw315:Bsn>", "</jw315:Client>"])
def test_text_between_elements_is_one_fault(plek: str) -> None:
    data = spoil(plek, "Jan Jansen " + plek)
    assert [(code, pad) for code, pad, _ in short(data)] == [("TEKST", "JW315/Client")]
    assert "Jan" not in str(examine(data)[0].tekst + examine(data)[0].actie)


_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@pytest.mark.parametrize("value", ["true", "false"])
def test_xsi_nil_is_a_fault(value: str) -> None:
    data = spoil("<jw315:Geslacht>1", f'<jw315:Geslacht {_XSI} xsi:nil="{value}">1')
    assert [(code, pad) for code, pad, _ in short(data)] == [("NIL", "JW315/Client/Geslacht")]


def test_xsi_type_is_a_fault_unless_it_names_the_type_of_the_schema() -> None:
    good = spoil("<jw315:Geslacht>", f'<jw315:Geslacht {_XSI} xsi:type="ijw:LDT_Geslacht">')
    assert short(good) == []
    fault = spoil("<jw315:Raamcontract>", f'<jw315:Raamcontract {_XSI} xsi:type="ijw:LDT_Geslacht">', good)
    assert [(code, pad) for code, pad, _ in short(fault)] == [("TYPE", f"{PRODUCT}[1]/Raamcontract")]


def test_xsi_type_without_a_namespace_is_no_type_that_has_no_name() -> None:
    data = spoil("<jw315:Client>", f'<jw315:Client {_XSI} xsi:type="Client">')
    assert [(code, pad) for code, pad, _ in short(data)] == [("TYPE", "JW315/Client")]


def test_ten_thousand_attributes_on_one_element_are_no_burden() -> None:
    loose = " ".join(f"a{number}=''" for number in range(10_000))
    data = spoil("<jw315:Client>", f"<jw315:Client {loose}>")
    begin = time.process_time()
    assert len(examine_xsd(etree.fromstring(data, parser()), BERICHTSOORTEN["JW315"])) == MAX_BEVINDINGEN + 1
    assert time.process_time() - begin < 1


def test_a_schema_location_is_allowed_and_not_followed(tmp_path: Path) -> None:
    foreign = tmp_path / "vreemd.xsd"
    foreign.write_text("<dit is geen schema")
    space = "http://www.istandaarden.nl/ijw/3_2/jw315/schema"
    data = spoil("<jw315:Bericht ", f'<jw315:Bericht {_XSI} xsi:schemaLocation="{space} {foreign.as_uri()}" ')
    assert short(data) == []


def test_elements_where_a_value_belongs_are_one_fault() -> None:
    data = spoil("<jw315:Bsn>999900006<", "<jw315:Bsn><a><b/></a><")
    assert short(data) == [("STRUCTUUR", "JW315/Client/Bsn", regel("<jw315:Bsn>", data))]


@pytest.mark.parametrize(
    ("van", "to", "word", "needed"),
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
    van: str, to: str, word: str, needed: str
) -> None:
    bevindingen = examine(spoil(van, to))
    assert len(bevindingen) == 1
    assert word in bevindingen[0].tekst
    assert needed in bevindingen[0].actie
    value = to.partition(">")[2].rstrip("<").strip()
    if len(value) > 3 and value not in needed:
        assert value not in bevindingen[0].tekst + bevindingen[0].actie


def test_only_an_optional_element_may_be_left_out() -> None:
    mandatory, optioneel = spoil(">2010-02-14<", ">x<"), spoil(">2026-03-15<", ">x<")
    assert "ook weg" not in examine(mandatory)[0].actie
    assert "ook weg" in examine(optioneel)[0].actie


@pytest.mark.parametrize("numeral", ["+2", " 002 ", "\n2\n", "-0", "2"])
def test_an_integer_may_be_written_as_xml_schema_allows(numeral: str) -> None:
    assert short(spoil("<ijw:Volume>2<", f"<ijw:Volume>{numeral}<")) == []


@pytest.mark.parametrize("value", ["9999<!-- x -->00006", "9999<?x y?>00006", "<![CDATA[9999]]>00006"])
def test_comments_instructions_and_cdata_leave_a_value_whole(value: str) -> None:
    assert short(spoil("999900006", value)) == []


def long(count: int, prestatie: bytes | None = None) -> bytes:
    """A JW323 with `count` copies of a Prestatie, each ended by a line feed."""
    begin, ending = JW323.index(b"<jw323:Prestatie>"), JW323.index(b"</jw323:Prestaties>")
    plain = JW323[begin : JW323.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")] + b"\r\n"
    return JW323[:begin] + (prestatie or plain) * count + JW323[ending:]


@pytest.mark.parametrize(
    ("van", "to", "code", "tail"),
    [
        (b"<jw323:Eenheid>04<", b"<jw323:Eenheid>x<", "WAARDE", "/Eenheid"),
        (b"<jw323:Eenheid>04</jw323:Eenheid>", b"<!--gat-->", "ONTBREEKT", "/Eenheid"),
        (b"<jw323:Eenheid>04</jw323:Eenheid>", b"<jw323:Eenheid/>", "WAARDE", "/Eenheid"),
        (b"<jw323:ProductPeriode>", b"<jw323:Extra/><jw323:ProductPeriode>", "ONBEKEND", "/Extra"),
    ],
)
def test_a_line_number_beyond_65535_is_right(van: bytes, to: bytes, code: str, tail: str) -> None:
    whole = long(5_000)
    plek = whole.index(van, int(len(whole) * 0.95))
    data = whole[:plek] + to + whole[plek + len(van) :]
    number = data.count(b"<jw323:Prestatie>", 0, plek)
    expected = data.count(b"\n", 0, plek) + 1 + (code == "ONTBREEKT")
    assert expected > 65_535
    assert short(data) == [
        (code, f"JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[{number}]{tail}", expected)
    ]


def test_the_list_of_findings_is_cut_off_and_says_so() -> None:
    bevindingen = examine(long(MAX_BEVINDINGEN + 5, b"<jw323:Onzin/>\n"))
    assert len(bevindingen) == MAX_BEVINDINGEN + 1
    assert [b.code for b in bevindingen[-2:]] == ["XSD-ONBEKEND", "XSD-MEER"]
    assert (
        len(examine(long(MAX_BEVINDINGEN - 1, b"<jw323:Onzin/>\n"))) == MAX_BEVINDINGEN
    )  # and Prestatie[1] is missing


@pytest.mark.parametrize(
    "prestatie", [b"<jw323:Prestatie/>", b"<jw323:P/>", b"<jw323:Prestatie a='b'>x</jw323:Prestatie>"]
)
def test_a_bericht_of_nothing_but_faults_is_no_burden(prestatie: bytes) -> None:
    data = long(60_000, prestatie)
    begin = time.process_time()
    assert len(examine(data)) == MAX_BEVINDINGEN + 1
    assert time.process_time() - begin < 5


def test_a_bericht_of_strange_but_valid_values_is_no_burden() -> None:
    data = (
        long(12_000)
        .replace(b">2026-04-01<", b">12026-04-01<")
        .replace(b"</jw323:Prestaties>", b"<x/></jw323:Prestaties>")
    )
    begin = time.process_time()
    assert short(data)
    assert time.process_time() - begin < 8


def test_a_fault_that_only_lxml_sees_is_still_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation_xsd, "explain", lambda *_: ([], True))
    assert short(spoil(">2010-02-14<", ">x<")) == [("ONGELDIG", "JW315", 2)]


def test_25_mb_with_one_fault_takes_seconds_of_which_the_machine_is_the_measure() -> None:
    whole = long(34_000)
    assert len(whole) > 24_000_000
    plek = whole.index(b">04<", len(whole) // 2)
    data = whole[:plek] + b">4<" + whole[plek + 4 :]
    begin = time.process_time()
    tree = etree.fromstring(data, parser())
    xsd(BERICHTSOORTEN["JW323"]).validate(tree)
    measure = time.process_time() - begin
    begin = time.process_time()
    assert len(examine(data)) == 1
    assert time.process_time() - begin < max(2.0, 12 * measure)
