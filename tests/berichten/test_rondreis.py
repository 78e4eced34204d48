# SPDX-License-Identifier: EUPL-1.2
"""What is written can be read back, and passes its schema."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from berichtenverkeer.berichten import CLASSES, JW305, each, read, soort, write
from berichtenverkeer.berichten.kinds import CLASS_PER_TAG
from berichtenverkeer.berichten.reading import read_part
from berichtenverkeer.berichten.reading_plan import reading_plan
from berichtenverkeer.core.files import bestand
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd
from bouwers import jw301, jw305
from generator import berichten, keer

VOORBEELDEN = ["JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323"]


def example(name: str) -> bytes:
    """A sample; that of JW315 with a day that exists."""
    return (bestand("tests/voorbeelden") / f"{name}.xml").read_bytes().replace(b"2027-06-31", b"2027-06-30")


@pytest.mark.parametrize("name", CLASSES)
def test_read_is_the_inverse_of_write(name: str) -> None:
    @keer(15)
    @given(berichten(name))
    def rondreis(bericht: Any) -> None:
        for is_compact in (False, True):
            tree = etree.fromstring(write(bericht, compact=is_compact))
            xsd(BERICHTSOORTEN[name]).assertValid(tree)
            assert read(tree) == _by_plan(tree) == bericht

    rondreis()


def _by_plan(tree: etree._Element) -> Any:
    """What is read by the plan alone, which has another order and comments too."""
    class_ = CLASS_PER_TAG[str(tree.tag)]
    return read_part(tree, reading_plan(class_, class_.berichtsoort), (None, class_.__name__, 0), [])


@pytest.mark.parametrize("name", VOORBEELDEN)
def test_what_no_schema_has_is_read_all_the_same_where_it_means_the_same(name: str) -> None:
    tree = etree.fromstring(example(name))
    bericht = read(tree)
    for part in [one for one in tree.iter() if len(one) > 1]:
        part[:] = [etree.Comment("x"), *reversed(part)]
        part[-1].tail = "\r\n"
        expected = _by_plan(tree)
        assert read(tree) == expected
        assert type(expected) is type(bericht)


@pytest.mark.parametrize("name", VOORBEELDEN)
def test_a_sample_is_read_written_and_read_back_equal(name: str) -> None:
    bericht = read(example(name))
    assert type(bericht) is CLASSES[name]
    assert bericht.header.bericht_code == soort(bericht).code
    data = write(bericht)
    assert read(data) == bericht
    xsd(BERICHTSOORTEN[name]).assertValid(etree.fromstring(data))


@pytest.mark.parametrize("name", VOORBEELDEN)
def test_every_value_of_a_sample_survives(name: str) -> None:
    def values(data: bytes) -> list[tuple[Any, str]]:
        return [(node.tag, node.text or "") for node in etree.fromstring(data).iter() if not len(node)]

    assert values(write(read(example(name)))) == values(example(name))


def test_written_lines_end_in_cr_lf_and_there_is_no_bom() -> None:
    data = write(read(example("JW305")))
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\r\n')
    assert data.endswith(b"</jw305:Bericht>\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")


def met_achternaam(xml: str) -> bytes:
    """The sample JW305 with this inside Achternaam."""
    before, _, rest = example("JW305").partition(b"Achternaam>")
    _, _, na = rest.partition(b"</")
    return before + b"Achternaam>" + xml.encode() + b"</" + na


HEEL = "van der Berg & Zn"
GEBROKEN = [
    "van der<!-- opmerking --> Berg &amp; Zn",
    "van der<?pi x?> Berg &amp; Zn",
    "<!-- voor -->van der Berg &amp; Zn<!-- na -->",
    "van der<![CDATA[ Berg & Zn]]>",
    "<![CDATA[van der]]> Berg<!-- & --><?pi y?><![CDATA[ &]]> Zn",
    "van der &#66;erg &#38; Zn",
]


@pytest.mark.parametrize("xml", GEBROKEN)
@pytest.mark.parametrize("bewaart_commentaar", [False, True])
def test_a_value_with_comments_or_cdata_inside_is_read_whole(xml: str, bewaart_commentaar: bool) -> None:
    data = met_achternaam(xml)
    bericht = read(etree.fromstring(data, etree.XMLParser(strip_cdata=False)) if bewaart_commentaar else data)
    assert isinstance(bericht, JW305)
    assert bericht.client.naam.geslachtsnaam.achternaam == HEEL


def test_comments_between_elements_change_nothing() -> None:
    data = example("JW305").replace(b">\r\n", b"><!-- x --><?pi y?>\r\n")
    assert read(etree.fromstring(data)) == read(data) == read(example("JW305"))


@pytest.mark.parametrize(
    "text", ["a\rb", "a\r\nb\r", "\ta\n", "]]>", "&amp;", "<a/>", "'\"", "\u0085 \u2028", "😀👩‍👧", "  a  "]
)
def test_a_difficult_text_survives(text: str) -> None:
    bericht = jw301({"Client/Commentaar": text})
    assert read(write(bericht)) == bericht


@pytest.mark.parametrize("moment", [time(0, 0), time(23, 59, 59, 999999), time(9, 30, 0, 1), time(1, 2, 3, 400000)])
def test_a_time_survives_to_the_microsecond(moment: time) -> None:
    bericht = jw301({"Client/ToegewezenProducten/ToegewezenProduct[1]/Toewijzingstijd": moment})
    assert read(write(bericht)) == bericht


@pytest.mark.parametrize(
    ("geschreven", "was_read"),
    [
        ("09:30:00.1", time(9, 30, 0, 100000)),
        ("09:30:00.123456000", time(9, 30, 0, 123456)),
        (" 09:30:00\n", time(9, 30)),
    ],
)
def test_a_time_is_read_in_every_form_of_the_schema(geschreven: str, was_read: time) -> None:
    pad = "Client/ToegewezenProducten/ToegewezenProduct[1]/Toewijzingstijd"
    data = write(jw301({pad: time(1, 2, 3)})).replace(b"01:02:03", geschreven.encode())
    xsd(BERICHTSOORTEN["JW301"]).assertValid(etree.fromstring(data))
    assert [value for _, value in each(read(data), pad.replace("[1]", ""))] == [was_read]


@pytest.mark.parametrize("geschreven", ["1", "+1", "01", " 1 ", "0" * 40 + "1"])
def test_a_number_is_read_in_every_form_of_the_schema(geschreven: str) -> None:
    data = write(jw305()).replace(b"ToewijzingNummer>1<", f"ToewijzingNummer>{geschreven}<".encode())
    xsd(BERICHTSOORTEN["JW305"]).assertValid(etree.fromstring(data))
    assert read(data) == jw305()


def test_an_empty_value_is_read_as_empty_text() -> None:
    assert [value for _, value in each(read(met_achternaam("")), "Client/Naam/Geslachtsnaam/Achternaam")] == [""]
