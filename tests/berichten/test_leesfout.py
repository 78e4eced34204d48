# SPDX-License-Identifier: EUPL-1.2
"""Whatever is put in, reading gives a bericht or a Leesfout, and a Leesfout says where without saying what."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.berichten import CLASSES, Class, ReadError, read, write
from berichtenverkeer.berichten.kinds import CLASS_PER_TAG
from berichtenverkeer.berichten.plan import fields, tag
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort
from bouwers import BSN, jw301, jw305
from generator import berichten, keer

JW305_TEKST = write(jw305())
JW301_TEKST = write(jw301())


def reads(data: bytes | etree._Element) -> bool:
    """Whether this is a bericht; any error but a Leesfout with a place fails the test."""
    try:
        read(data)
    except ReadError as fault:
        if not fault.plekken:
            raise
        return False
    return True


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
@keer(100)
def test_arbitrary_bytes_are_no_bericht(data: bytes) -> None:
    assert not reads(data)


@given(st.sampled_from(["utf-8", "utf-16", "utf-32", "latin-1", "ascii", "ucs-4", "ebcdic", "x"]), st.binary())
@keer(100)
def test_an_odd_encoding_is_no_other_error(codering: str, tail: bytes) -> None:
    reads(f'<?xml version="1.0" encoding="{codering}"?>'.encode() + tail + JW305_TEKST[40:])
    reads(JW305_TEKST[:300].replace(b"UTF-8", codering.encode()) + tail + JW305_TEKST[300:])


@given(st.sampled_from([JW305_TEKST, JW301_TEKST]), st.data())
@keer(100)
def test_a_mutilated_bericht_is_no_other_error(whole: bytes, data: st.DataObject) -> None:
    punten = st.integers(0, len(whole))
    van, tot, to = data.draw(punten), data.draw(punten), data.draw(punten)
    piece = data.draw(st.just(whole[van:tot]) | st.binary(max_size=4) | st.sampled_from([b"<", b"&x;", b"\0", b"<a/>"]))
    reads(whole[: min(van, tot)] + piece + whole[to:])


def _tree(tags: st.SearchStrategy[str]) -> st.SearchStrategy[etree._Element]:
    def node(tag: str, text: str, children: list[etree._Element]) -> etree._Element:
        new = etree.Element(tag, a=text)
        new.text = new.tail = text
        new.extend(children)
        return new

    texts = st.sampled_from(["", "x", "1", "2026-01-01", "2026-13-01", "12026-01-01", "24:00:00", "٣", "-", "9" * 31])
    sheet = st.builds(node, tags, texts, st.just([]))
    return st.recursive(sheet, lambda under: st.builds(node, tags, texts, st.lists(under, max_size=4)), max_leaves=20)


def _tags(class_: type[Class], soort: Berichtsoort) -> set[str]:
    under = [_tags(field.klasse, soort) for field in fields(class_) if field.klasse]
    return {tag(field, class_, soort) for field in fields(class_)}.union(*under)


_ROOT = {name: next(tag for tag, class_ in CLASS_PER_TAG.items() if class_ is CLASSES[name]) for name in CLASSES}


@pytest.mark.parametrize("name", ["JW305", "JW319", "JW325"])
def test_other_shapes_of_known_elements_are_no_other_error(name: str) -> None:
    tags = st.sampled_from([*sorted(_tags(CLASSES[name], BERICHTSOORTEN[name])), "vreemd", "{urn:x}Header"])

    @keer(100)
    @given(st.lists(_tree(tags), max_size=3), tags)
    def probeer(parts: list[etree._Element], loose: str) -> None:
        root = etree.Element(_ROOT[name])
        root.extend(parts)
        root.append(etree.Comment("x"))
        root.append(etree.Entity("x"))
        assert not reads(root)
        assert not reads(etree.Element(loose))
        assert not reads(etree.Comment("x"))

    probeer()


@pytest.mark.parametrize("name", CLASSES)
def test_leaving_out_doubling_or_swapping_an_element_is_no_other_error(name: str) -> None:
    @keer(10)
    @given(berichten(name), st.data())
    def probeer(bericht: Any, data: st.DataObject) -> None:
        tree = etree.fromstring(write(bericht))
        knopen = list(tree.iter())[1:]
        one, other = data.draw(st.sampled_from(knopen)), data.draw(st.sampled_from(knopen))
        above = one.getparent()
        assert above is not None
        match data.draw(st.sampled_from(["weg", "dubbel", "erin", "tekst"])):
            case "weg":
                above.remove(one)
            case "dubbel":
                above.append(etree.fromstring(etree.tostring(one, with_tail=False)))
            case "erin":
                one.append(etree.fromstring(etree.tostring(other, with_tail=False)))
            case "tekst":
                one.text = "x"
            case otherwise:
                raise AssertionError(otherwise)
        reads(tree)

    probeer()


@pytest.mark.parametrize(
    "data",
    [
        b"<a>" * 100_000,
        b"<a>" * 200 + b"</a>" * 200,
        JW305_TEKST.replace(b"<jw305:Header>", b"<jw305:Header>" + b"<x>" * 5_000),
        b"<a b='" + b"x" * 20_000_000 + b"'/>",
        b"<a>" + b"x" * 20_000_000 + b"</a>",
        b"<!DOCTYPE a [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><a>&b;</a>",
        b"<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>",
    ],
    ids=["open", "diep", "diep in de header", "lang attribuut", "lange waarde", "entiteit", "externe dtd"],
)
def test_a_hostile_document_is_a_leesfout(data: bytes) -> None:
    assert not reads(data)


def test_an_entity_inside_a_value_is_not_expanded() -> None:
    envelope, _, rest = JW305_TEKST.partition(b"?>")
    data = envelope + b"?><!DOCTYPE x [<!ENTITY naam 'Jansen'>]>" + rest.replace(b">Berg<", b">&naam;<")
    with pytest.raises(ReadError) as fault:
        read(data)
    assert [plek.pad for plek in fault.value.plekken] == ["JW305/Client/Naam/Geslachtsnaam/Achternaam"]


START = "JW305/Client/StartProducten/StartProduct"
FAULTS = {
    "year of five digits": ("2026-04-03", "12026-04-03", f"{START}[1]/Begindatum"),
    "day that does not exist": ("2026-04-03", "2026-02-30", f"{START}[1]/Begindatum"),
    "other form of a date": ("2026-04-03", "20260403", f"{START}[1]/Begindatum"),
    "week date": ("2026-04-03", "2026-W14-5", f"{START}[1]/Begindatum"),
    "digits of another script": (
        ">1</jw305:ToewijzingNummer",
        ">١</jw305:ToewijzingNummer",
        f"{START}[1]/ToewijzingNummer",
    ),
    "underscore in a number": (
        ">1</jw305:ToewijzingNummer",
        ">1_0</jw305:ToewijzingNummer",
        f"{START}[1]/ToewijzingNummer",
    ),
    "element inside a value": (">Berg<", "><b>Berg</b><", "JW305/Client/Naam/Geslachtsnaam/Achternaam"),
    "unknown element": ("<jw305:Begindatum>", "<x/><jw305:Begindatum>", f"{START}[1]"),
    "element twice": (
        "<jw305:Begindatum>",
        "<jw305:Begindatum>2026-01-01</jw305:Begindatum><jw305:Begindatum>",
        f"{START}[1]/Begindatum",
    ),
    "missing element": ("<jw305:StatusAanlevering>1</jw305:StatusAanlevering>", "", f"{START}[1]/StatusAanlevering"),
}


@pytest.mark.parametrize(("old", "new", "pad"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_at_its_place(old: str, new: str, pad: str) -> None:
    text = JW305_TEKST.decode()
    assert text.count(old) == 1
    regel = text[: text.index(old)].count("\n") + 1
    if not new:  # what is not there has the line of what it misses in
        regel = text[: text.index("<jw305:StartProduct>")].count("\n") + 1
    with pytest.raises(ReadError) as fault:
        read(text.replace(old, new).encode())
    assert [(plek.pad, plek.regelnummer) for plek in fault.value.plekken] == [(pad, regel)]


def test_a_time_that_does_not_exist_is_a_leesfout() -> None:
    with pytest.raises(ReadError) as fault:
        read(JW301_TEKST.replace(b"09:30:00", b"24:00:01"))
    assert [plek.pad for plek in fault.value.plekken] == [
        "JW301/Client/ToegewezenProducten/ToegewezenProduct[1]/Toewijzingstijd"
    ]


def test_every_fault_of_a_bericht_is_found() -> None:
    dubbel = jw305({"Client/StartProducten/StartProduct[2]/StatusAanlevering": "3"})
    data = write(dubbel).replace(b"2026-04-03", b"2026-04-31").replace(b"2012-05-20", b"2012-05-32")
    with pytest.raises(ReadError) as fault:
        read(data)
    assert [plek.pad for plek in fault.value.plekken] == [
        "JW305/Client/Geboortedatum/Datum",
        f"{START}[1]/Begindatum",
        f"{START}[2]/Begindatum",
    ]


def test_a_leesfout_shows_nothing_of_the_content() -> None:
    data = JW305_TEKST.replace(BSN.encode(), f"<geheim>{BSN}</geheim>".encode()).replace(b"2012-05-20", b"geheim")
    with pytest.raises(ReadError) as fault:
        read(data)
    shown = repr(fault.value) + str(fault.value) + repr(fault.value.plekken)
    assert "geheim" not in shown
    assert BSN not in shown


def test_bytes_that_are_no_xml_have_a_line_but_no_place() -> None:
    with pytest.raises(ReadError) as fault:
        read(b"<a>\n<b>\n</a>")
    assert [(plek.pad, plek.regelnummer) for plek in fault.value.plekken] == [("", 3)]
