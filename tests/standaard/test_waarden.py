# SPDX-License-Identifier: EUPL-1.2
"""Words and quick tests for simple types, held against lxml: the verdict is lxml's, the explanation may not differ."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.structuur import Onderdeel, structuur
from berichtenverkeer.standaard.waarden import Waarde

_RUIMTE = "http://www.istandaarden.nl/ijw/3_2/basisschema/schema"


def _waarden(deel: Onderdeel) -> dict[str, Waarde]:
    eigen = {deel.datatype: deel.waarde} if deel.waarde and deel.datatype else {}
    for kind in deel.kinderen:
        eigen |= _waarden(kind)
    return eigen


@cache
def _alle() -> dict[str, Waarde]:
    """Every named simple type that a bericht uses, by its name in the basisschema."""
    gevonden: dict[str, Waarde] = {}
    for naam in BERICHTSOORTEN:
        gevonden |= _waarden(structuur(BERICHTSOORTEN[naam]))
    return {datatype.rpartition("}")[2]: waarde for datatype, waarde in gevonden.items()}


@cache
def _schema(datatype: str) -> etree.XMLSchema:
    basis = BERICHTSOORTEN["JW305"].schemabestand.with_name("basisschema.xsd").as_uri()
    tekst = (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:ijw="{_RUIMTE}">'
        f'<xs:import namespace="{_RUIMTE}" schemaLocation="{basis}"/>'
        f'<xs:element name="x" type="ijw:{datatype}"/></xs:schema>'
    )
    return etree.XMLSchema(etree.fromstring(tekst))


def _volgens_lxml(datatype: str, tekst: str) -> bool:
    element = etree.Element("x")
    element.text = tekst
    return _schema(datatype).validate(element)


LASTIG = (
    "", " ", "\n", "\t", "a", "A", "é", "ỳ", "ỹ", "\u00a0", "a\u00a0b", "a\nb", " a ", "a\r", "😀",
    "a" * 5000, " " * 5000,
    "0", "7", "+7", "-0", "-1", " 007 ", "1 2", "1.0", "99", "100", "99999999", "100000000", "9" * 12, "9" * 13,
    "9" * 40,
    "٣", "²", "0" * 50 + "1", "1e3", "0x1", "1.0.0", "01.0.0", "1.0", "1.0.0\n", "10.20.30", "12345678", "123456789",
    "999900006", "0363", "2026-02-28", "2026-02-30", "2024-02-29", "2026-2-3", " 2026-02-28 ", "12026-01-01",
    "-0001-01-01",
    "0000-01-01", "+2026-01-01", "2026-01-01Z", "2026-01-01+01:00", "2026-01-01-01:00", "20260101", "2026-13-01",
    "10:00:00", "24:00:00", "24:00:01", "10:00", "10:00:60", "10.00.00", "10:00:00Z", "10:00:00.123456789", "25:00:00",
    "01", "1", "C", "c", "NL", "nl", "20", "J", "D ",
)  # fmt: skip


@pytest.mark.parametrize("datatype", sorted(_alle()))
def test_a_difficult_value_is_judged_as_lxml_judges_it(datatype: str) -> None:
    waarde = _alle()[datatype]
    for tekst in LASTIG:
        oordeel = _volgens_lxml(datatype, tekst)
        assert (waarde.is_gewoon(tekst) or waarde.mag(tekst)) == oordeel, (datatype, tekst[:20])


_TEKST = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=40)


@given(datatype=st.sampled_from(sorted(_alle())), tekst=_TEKST | st.integers().map(str) | st.dates().map(str))
def test_an_ordinary_value_is_one_that_lxml_accepts(datatype: str, tekst: str) -> None:
    if _alle()[datatype].is_gewoon(tekst):
        assert _volgens_lxml(datatype, tekst)


def test_every_simple_type_says_what_belongs_there() -> None:
    woorden = {naam: waarde.verwacht for naam, waarde in _alle().items()}
    assert len(woorden) > 50
    assert woorden["LDT_BurgerServicenummer"] == "precies 9 cijfers"
    assert woorden["LDT_Datum"] == "een bestaande datum als jjjj-mm-dd, zonder tijdzone"
    assert woorden["LDT_Geslacht"] == "een van de codes 0 (onbekend), 1 (mannelijk), 2 (vrouwelijk)"
    assert woorden["LDT_LandCode"] == "een code uit codelijst COD032 (land)"
    assert woorden["LDT_Budget"] == "een geheel getal van 0 tot en met 99999999"
    assert all("\\" not in tekst and "[" not in tekst for tekst in woorden.values())


@pytest.mark.parametrize(
    ("datatype", "verwacht"),
    [
        ("LDT_Huisletter", "precies 1 teken, op één regel en niet alleen spaties"),
        ("LDT_Postcode", "een tekst van 1 tot en met 8 tekens, op één regel en niet alleen spaties"),
        ("LDT_ReferentieNummer", "een tekst van 1 tot en met 20 tekens"),
        ("LDT_Commentaar", "een tekst die niet alleen uit spaties bestaat"),
    ],
)
def test_the_length_is_told_as_the_schema_has_it(datatype: str, verwacht: str) -> None:
    assert _alle()[datatype].verwacht == verwacht


@pytest.mark.parametrize(
    ("datatype", "teksten"),
    [
        ("LDT_Budget", ["0", "99999999"]),
        ("LDT_Postcode", ["1", "1012 ABC"]),
        ("LDT_ReferentieNummer", ["1", "1" * 20]),
        ("LDT_Datum", ["2024-02-29"]),
    ],
)
def test_what_is_just_allowed_takes_the_quick_way(datatype: str, teksten: list[str]) -> None:
    assert all(map(_alle()[datatype].is_gewoon, teksten))


def test_only_dates_must_be_in_the_calendar() -> None:
    assert {naam for naam, waarde in _alle().items() if not waarde.is_houdbaar("2026-02-30")} == {"LDT_Datum"}
    assert _alle()["LDT_Datum"].is_houdbaar(" 2024-02-29 ")


def test_fourteen_codes_are_written_out() -> None:
    assert _alle()["LDT_RedenWijziging"].verwacht.startswith("een van de codes 01 (administratieve correctie")
