# SPDX-License-Identifier: EUPL-1.2
"""Whatever is put in, reading gives a bericht or a Leesfout, and a Leesfout says where without saying what."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.berichten import KLASSEN, Klasse, Leesfout, read, write
from berichtenverkeer.berichten.plan import tag, velden
from berichtenverkeer.berichten.soorten import KLASSE_PER_TAG
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort
from bouwers import BSN, jw301, jw305
from generator import berichten, keer

JW305_TEKST = write(jw305())
JW301_TEKST = write(jw301())


def leest(data: bytes | etree._Element) -> bool:
    """Whether this is a bericht; any error but a Leesfout with a place fails the test."""
    try:
        read(data)
    except Leesfout as fout:
        if not fout.plekken:
            raise
        return False
    return True


@given(st.binary() | st.text().map(lambda tekst: tekst.encode("utf-8", "surrogatepass")))
@keer(200)
def test_arbitrary_bytes_are_no_bericht(data: bytes) -> None:
    assert not leest(data)


@given(st.sampled_from(["utf-8", "utf-16", "utf-32", "latin-1", "ascii", "ucs-4", "ebcdic", "x"]), st.binary())
@keer(100)
def test_an_odd_encoding_is_no_other_error(codering: str, staart: bytes) -> None:
    leest(f'<?xml version="1.0" encoding="{codering}"?>'.encode() + staart + JW305_TEKST[40:])
    leest(JW305_TEKST[:300].replace(b"UTF-8", codering.encode()) + staart + JW305_TEKST[300:])


@given(st.sampled_from([JW305_TEKST, JW301_TEKST]), st.data())
@keer(200)
def test_a_mutilated_bericht_is_no_other_error(heel: bytes, data: st.DataObject) -> None:
    punten = st.integers(0, len(heel))
    van, tot, naar = data.draw(punten), data.draw(punten), data.draw(punten)
    stuk = data.draw(st.just(heel[van:tot]) | st.binary(max_size=4) | st.sampled_from([b"<", b"&x;", b"\0", b"<a/>"]))
    leest(heel[: min(van, tot)] + stuk + heel[naar:])


def _boom(tags: st.SearchStrategy[str]) -> st.SearchStrategy[etree._Element]:
    def knoop(tag: str, tekst: str, kinderen: list[etree._Element]) -> etree._Element:
        nieuw = etree.Element(tag, a=tekst)
        nieuw.text = nieuw.tail = tekst
        nieuw.extend(kinderen)
        return nieuw

    teksten = st.sampled_from(["", "x", "1", "2026-01-01", "2026-13-01", "12026-01-01", "24:00:00", "٣", "-", "9" * 31])
    blad = st.builds(knoop, tags, teksten, st.just([]))
    return st.recursive(blad, lambda onder: st.builds(knoop, tags, teksten, st.lists(onder, max_size=4)), max_leaves=20)


def _tags(klasse: type[Klasse], soort: Berichtsoort) -> set[str]:
    onder = [_tags(veld.klasse, soort) for veld in velden(klasse) if veld.klasse]
    return {tag(veld, klasse, soort) for veld in velden(klasse)}.union(*onder)


_ROOT = {naam: next(tag for tag, klasse in KLASSE_PER_TAG.items() if klasse is KLASSEN[naam]) for naam in KLASSEN}


@pytest.mark.parametrize("naam", ["JW305", "JW319", "JW325"])
def test_other_shapes_of_known_elements_are_no_other_error(naam: str) -> None:
    tags = st.sampled_from([*sorted(_tags(KLASSEN[naam], BERICHTSOORTEN[naam])), "vreemd", "{urn:x}Header"])

    @keer(100)
    @given(st.lists(_boom(tags), max_size=3), tags)
    def probeer(delen: list[etree._Element], los: str) -> None:
        wortel = etree.Element(_ROOT[naam])
        wortel.extend(delen)
        wortel.append(etree.Comment("x"))
        wortel.append(etree.Entity("x"))
        assert not leest(wortel)
        assert not leest(etree.Element(los))
        assert not leest(etree.Comment("x"))

    probeer()


@pytest.mark.parametrize("naam", KLASSEN)
def test_leaving_out_doubling_or_swapping_an_element_is_no_other_error(naam: str) -> None:
    @keer(10)
    @given(berichten(naam), st.data())
    def probeer(bericht: Any, data: st.DataObject) -> None:
        boom = etree.fromstring(write(bericht))
        knopen = list(boom.iter())[1:]
        een, ander = data.draw(st.sampled_from(knopen)), data.draw(st.sampled_from(knopen))
        boven = een.getparent()
        assert boven is not None
        match data.draw(st.sampled_from(["weg", "dubbel", "erin", "tekst"])):
            case "weg":
                boven.remove(een)
            case "dubbel":
                boven.append(etree.fromstring(etree.tostring(een, with_tail=False)))
            case "erin":
                een.append(etree.fromstring(etree.tostring(ander, with_tail=False)))
            case "tekst":
                een.text = "x"
            case anders:
                raise AssertionError(anders)
        leest(boom)

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
    assert not leest(data)


def test_an_entity_inside_a_value_is_not_expanded() -> None:
    kop, _, rest = JW305_TEKST.partition(b"?>")
    data = kop + b"?><!DOCTYPE x [<!ENTITY naam 'Jansen'>]>" + rest.replace(b">Berg<", b">&naam;<")
    with pytest.raises(Leesfout) as fout:
        read(data)
    assert [plek.pad for plek in fout.value.plekken] == ["JW305/Client/Naam/Geslachtsnaam/Achternaam"]


START = "JW305/Client/StartProducten/StartProduct"
FOUTEN = {
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


@pytest.mark.parametrize(("oud", "nieuw", "pad"), FOUTEN.values(), ids=FOUTEN)
def test_a_fault_is_found_at_its_place(oud: str, nieuw: str, pad: str) -> None:
    tekst = JW305_TEKST.decode()
    assert tekst.count(oud) == 1
    regel = tekst[: tekst.index(oud)].count("\n") + 1
    if not nieuw:  # what is not there has the line of what it misses in
        regel = tekst[: tekst.index("<jw305:StartProduct>")].count("\n") + 1
    with pytest.raises(Leesfout) as fout:
        read(tekst.replace(oud, nieuw).encode())
    assert [(plek.pad, plek.regelnummer) for plek in fout.value.plekken] == [(pad, regel)]


def test_a_time_that_does_not_exist_is_a_leesfout() -> None:
    with pytest.raises(Leesfout) as fout:
        read(JW301_TEKST.replace(b"09:30:00", b"24:00:01"))
    assert [plek.pad for plek in fout.value.plekken] == [
        "JW301/Client/ToegewezenProducten/ToegewezenProduct[1]/Toewijzingstijd"
    ]


def test_every_fault_of_a_bericht_is_found() -> None:
    dubbel = jw305({"Client/StartProducten/StartProduct[2]/StatusAanlevering": "3"})
    data = write(dubbel).replace(b"2026-04-03", b"2026-04-31").replace(b"2012-05-20", b"2012-05-32")
    with pytest.raises(Leesfout) as fout:
        read(data)
    assert [plek.pad for plek in fout.value.plekken] == [
        "JW305/Client/Geboortedatum/Datum",
        f"{START}[1]/Begindatum",
        f"{START}[2]/Begindatum",
    ]


def test_a_leesfout_shows_nothing_of_the_content() -> None:
    data = JW305_TEKST.replace(BSN.encode(), f"<geheim>{BSN}</geheim>".encode()).replace(b"2012-05-20", b"geheim")
    with pytest.raises(Leesfout) as fout:
        read(data)
    getoond = repr(fout.value) + str(fout.value) + repr(fout.value.plekken)
    assert "geheim" not in getoond
    assert BSN not in getoond


def test_bytes_that_are_no_xml_have_a_line_but_no_place() -> None:
    with pytest.raises(Leesfout) as fout:
        read(b"<a>\n<b>\n</a>")
    assert [(plek.pad, plek.regelnummer) for plek in fout.value.plekken] == [("", 3)]
