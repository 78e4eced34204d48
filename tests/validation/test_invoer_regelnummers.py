# SPDX-License-Identifier: EUPL-1.2
"""A path leads to the line that a text editor shows, however long the bericht is."""

import time
import xml.parsers.expat
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.berichten import every, read
from berichtenverkeer.berichten.reading import parser
from berichtenverkeer.validation.intake import Intake, read_intake
from berichtenverkeer.validation.line_numbers import line_numbers, regel_of
from examples import examples

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
JW323 = (VOORBEELDEN / "JW323.xml").read_bytes()


def volgens_expat(data: bytes) -> list[int]:
    """The line of every start tag in document order, by another parser."""
    regels: list[int] = []
    reader = xml.parsers.expat.ParserCreate()
    reader.StartElementHandler = lambda _name, _attributen: regels.append(reader.CurrentLineNumber)
    reader.Parse(data, True)
    return regels


@pytest.mark.parametrize("bestand", sorted(VOORBEELDEN.glob("*.xml")), ids=lambda bestand: bestand.name)
def test_every_path_of_a_sample_has_the_line_of_its_element(bestand: Path) -> None:
    data = bestand.read_bytes().replace(b"2027-06-31", b"2027-06-30")
    tree = etree.fromstring(data, parser())
    regels = volgens_expat(data)
    assert [regel_of(element) for element in tree.iter()] == regels
    paden = [pad for pad, _ in every(read(tree))]
    assert [line_numbers(data, paden)[pad] for pad in paden] == regels
    assert [line_numbers(data, [pad])[pad] for pad in paden[::-1]] == regels[::-1]


GEWOON = "<a><b>x</b>\n  <c>y</c>\n  <d/>\n <e><f>1</f><g/> </e>\n <h>\n  <i>z</i>\n </h>\n</a>\n"
VORMEN = {
    "gewoon": GEWOON,
    "lege regels": GEWOON.replace("\n", "\n\n\n"),
    "commentaar": GEWOON.replace("<c>", "<!-- x\n y --><c>").replace("<i>", "<!-- q -->\n<i>"),
    "tekst over regels": GEWOON.replace(">x<", ">x\ny\nz<").replace(">1<", ">" + "regel met tekst\n" * 40 + "<"),
    "veel wit": GEWOON.replace("\n", "\n" + " " * 400 + "\n"),
    "op een regel": GEWOON.replace("\n", "") + "\n",
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("form", VORMEN)
def test_lines_beyond_65535_are_those_of_another_parser(form: str, end: str) -> None:
    data = f"<r>{chr(10) * 65_000}{VORMEN[form] * 700}\n</r>".replace("\n", end).encode()
    regels = volgens_expat(data)
    assert regels[-1] > 65_535
    tree = etree.fromstring(data, parser())
    assert [regel_of(element) for element in tree.iter()] == regels


def test_a_row_of_empty_elements_beyond_65535_has_no_line_but_ends() -> None:
    data = b"<r>" + b"\n" * 70_000 + b"<a/>" * 1_000 + b"</r>"
    tree = etree.fromstring(data, parser())
    assert regel_of(tree[0]) is None
    assert {regel_of(element) for element in tree} <= {None, 70_001}


def test_a_path_that_is_absent_has_the_line_of_the_deepest_element_that_is_there() -> None:
    clienten = "JW323/Declaratie/Clienten"
    prestatie = f"{clienten}/Client[2]/Prestaties/Prestatie[2]"
    equal = {
        "JW323/Declaratie/Onzin/Ook[3]": "JW323/Declaratie",
        f"{prestatie}/ToewijzingIngangsdatum": prestatie,
        f"{clienten}/Client[3]/Bsn": clienten,
        f"{clienten}/Client[x]": clienten,
        f"{clienten}/Client[0]/Bsn": clienten,
        "": "JW323",
    }
    regels = line_numbers(JW323, [*equal, *equal.values()])
    assert [regels[pad] for pad in equal] == [regels[pad] for pad in equal.values()]
    assert regels["JW323"] == 2
    assert regels["JW323/Declaratie"] == 18
    assert regels[prestatie] == 95


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_a_start_tag_over_several_lines_stands_where_it_ends(end: bytes) -> None:
    space = b'xmlns="http://www.istandaarden.nl/ijw/3_2/jw305/schema"'
    data = end.join(
        [b"<Bericht", space, b" a='>", b"' >", b"<!-- <x> --><![CDATA[<y>]]><?z ", b"?>", b"<Header", b"/>"]
    )
    data += b"</Bericht>"
    tree = etree.fromstring(data, parser())
    assert line_numbers(data, ["", "JW305/Header"]) == {"": tree.sourceline, "JW305/Header": tree[0].sourceline}
    assert tree[0].sourceline == (8 if b"\n" in end else 1)


def test_a_name_that_only_libxml2_knows_has_its_lines() -> None:
    data = JW323.replace(b"jw323:", "\U00010000:".encode()).replace(b"xmlns:jw323", "xmlns:\U00010000".encode())
    assert isinstance(read_intake(data), Intake)
    pad = "JW323/Declaratie/Clienten/Client[2]/Bsn"
    assert line_numbers(data, [pad]) == line_numbers(JW323, [pad])


_TUSSEN = (
    "",
    "\n",
    "x>y\n",
    "<!-- <b> - \n-->",
    "<!---->",
    "<![CDATA[</a>\n]]]]>",
    "<![CDATA[]]>",
    "<?p <b> ?\n?>",
    "&gt;",
)
_TAG = ("<b{}>|</b>", "<b{}/>|", "<p:b xmlns:p='u'{}\n>|</p:b\n>", "<c{}>|</c>", "<é{}>|</é>")
_ATTRIBUTEN = ("", " x='>'", ' x="/&gt;\n"', " x='&lt;!--'", " x='\"' y=\"'>\"", "\n", " x = '/'")

boom_van_tags = st.recursive(
    st.sampled_from(_TUSSEN),
    lambda under: st.tuples(st.sampled_from(_TAG), st.sampled_from(_ATTRIBUTEN), st.lists(under, max_size=4)).map(
        lambda part: part[0].format(part[1]).replace("|", "".join(part[2]) if "/>|" not in part[0] else "")
    ),
    max_leaves=25,
)


@settings(max_examples=examples(300), deadline=None)
@given(boom_van_tags)
def test_every_element_has_the_line_that_another_parser_gives_it(content: str) -> None:
    data = f"<?xml version='1.0'?>\n<!-- <a>\n -->\n<a>{content}</a>\n<!-- </a> -->".encode()
    tree = etree.fromstring(data, parser())
    paden: dict[str, int] = {}

    def loop(element: etree._Element, pad: str) -> None:
        paden[pad] = regel_of(element) or 0
        counters: Counter[str] = Counter()
        for child in element:
            name = etree.QName(child).localname
            counters[name] += 1
            loop(child, f"{pad}/{name}[{counters[name]}]")

    loop(tree, "a")
    assert line_numbers(data, list(paden)) == paden


def test_thousands_of_paths_in_a_long_bericht_are_quick() -> None:
    begin, ending = JW323.index(b"<jw323:Prestatie>"), JW323.index(b"</jw323:Prestaties>")
    one = JW323[begin : JW323.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")] + b"\r\n"
    data = JW323[:begin] + one * 6_000 + JW323[ending:]
    paden = [f"JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[{n}]/Eenheid" for n in range(6_000, 0, -2)]
    clock = time.process_time()
    regels = line_numbers(data, paden)
    assert time.process_time() - clock < 3
    first = data[: data.index(b"<jw323:Eenheid>")].count(b"\n") + 1
    assert [regels[pad] for pad in paden] == [first + n * one.count(b"\n") for n in range(5_999, 0, -2)]
    assert first + 5_999 * one.count(b"\n") > 65_535


def test_the_walk_ends_at_the_last_element_that_is_looked_for() -> None:
    assert line_numbers(b"<a>\n<b/>\n<dit is geen xml", ["JW305/b"]) == {"JW305/b": 2}
