# SPDX-License-Identifier: EUPL-1.2
"""Words and quick tests for simple types, held against lxml: the verdict is lxml's, the explanation may not differ."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.structure import Component, structure
from berichtenverkeer.standaard.values import Value

_SPACE = "http://www.istandaarden.nl/ijw/3_2/basisschema/schema"


def _waarden(part: Component) -> dict[str, Value]:
    own = {part.datatype: part.waarde} if part.waarde and part.datatype else {}
    for child in part.kinderen:
        own |= _waarden(child)
    return own


@cache
def _every() -> dict[str, Value]:
    """Every named simple type that a bericht uses, by its name in the basisschema."""
    found: dict[str, Value] = {}
    for name in BERICHTSOORTEN:
        found |= _waarden(structure(BERICHTSOORTEN[name]))
    return {datatype.rpartition("}")[2]: value for datatype, value in found.items()}


@cache
def _schema(datatype: str) -> etree.XMLSchema:
    basis = BERICHTSOORTEN["JW305"].schema_file.with_name("basisschema.xsd").as_uri()
    text = (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:ijw="{_SPACE}">'
        f'<xs:import namespace="{_SPACE}" schemaLocation="{basis}"/>'
        f'<xs:element name="x" type="ijw:{datatype}"/></xs:schema>'
    )
    return etree.XMLSchema(etree.fromstring(text))


def _volgens_lxml(datatype: str, text: str) -> bool:
    element = etree.Element("x")
    element.text = text
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


def test_a_difficult_value_is_judged_as_lxml_judges_it() -> None:
    otherwise = [
        (datatype, text[:20])
        for datatype, value in _every().items()
        for text in LASTIG
        if (value.is_gewoon(text) or value.mag(text)) != _volgens_lxml(datatype, text)
    ]
    assert not otherwise


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=40)


_TYPES = st.deferred(lambda: st.sampled_from(sorted(_every())))


@given(datatype=_TYPES, text=_TEXT | st.integers().map(str) | st.dates().map(str))
def test_an_ordinary_value_is_one_that_lxml_accepts(datatype: str, text: str) -> None:
    if _every()[datatype].is_gewoon(text):
        assert _volgens_lxml(datatype, text)


def test_every_simple_type_says_what_belongs_there() -> None:
    words = {name: value.verwacht for name, value in _every().items()}
    assert len(words) > 50
    assert words["LDT_BurgerServicenummer"] == "precies 9 cijfers"
    assert words["LDT_Datum"] == "een bestaande datum als jjjj-mm-dd, zonder tijdzone"
    assert words["LDT_Geslacht"] == "een van de codes 0 (onbekend), 1 (mannelijk), 2 (vrouwelijk)"
    assert words["LDT_LandCode"] == "een code uit codelijst COD032 (land)"
    assert words["LDT_Budget"] == "een geheel getal van 0 tot en met 99999999"
    assert all("\\" not in text and "[" not in text for text in words.values())


@pytest.mark.parametrize(
    ("datatype", "expected"),
    [
        ("LDT_Huisletter", "precies 1 teken, op één regel en niet alleen spaties"),
        ("LDT_Postcode", "een tekst van 1 tot en met 8 tekens, op één regel en niet alleen spaties"),
        ("LDT_ReferentieNummer", "een tekst van 1 tot en met 20 tekens"),
        ("LDT_Commentaar", "een tekst die niet alleen uit spaties bestaat"),
    ],
)
def test_the_length_is_told_as_the_schema_has_it(datatype: str, expected: str) -> None:
    assert _every()[datatype].verwacht == expected


@pytest.mark.parametrize(
    ("datatype", "texts"),
    [
        ("LDT_Budget", ["0", "99999999"]),
        ("LDT_Postcode", ["1", "1012 ABC"]),
        ("LDT_ReferentieNummer", ["1", "1" * 20]),
        ("LDT_Datum", ["2024-02-29"]),
    ],
)
def test_what_is_just_allowed_takes_the_quick_way(datatype: str, texts: list[str]) -> None:
    assert all(map(_every()[datatype].is_gewoon, texts))


def test_only_dates_must_be_in_the_calendar() -> None:
    assert {name for name, value in _every().items() if not value.is_houdbaar("2026-02-30")} == {"LDT_Datum"}
    assert _every()["LDT_Datum"].is_houdbaar(" 2024-02-29 ")


def test_fourteen_codes_are_written_out() -> None:
    assert _every()["LDT_RedenWijziging"].verwacht.startswith("een van de codes 01 (administratieve correctie")
