# SPDX-License-Identifier: EUPL-1.2
"""A path leads to the line that a text editor shows, however long the bericht is."""

import time
import xml.parsers.expat
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from lxml import etree

from berichtenverkeer.berichten import alle, read
from berichtenverkeer.berichten.lezen import parser
from berichtenverkeer.validation.regelnummers import Regelnummers, regel_van, regelnummer

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
Zoeker = Callable[[etree._Element], Callable[[str], int | None]]
JW323 = (VOORBEELDEN / "JW323.xml").read_bytes()


def volgens_expat(data: bytes) -> list[int]:
    """The line of every start tag in document order, by another parser."""
    regels: list[int] = []
    lezer = xml.parsers.expat.ParserCreate()
    lezer.StartElementHandler = lambda _naam, _attributen: regels.append(lezer.CurrentLineNumber)
    lezer.Parse(data, True)
    return regels


@pytest.mark.parametrize("bestand", sorted(VOORBEELDEN.glob("*.xml")), ids=lambda bestand: bestand.name)
def test_every_path_of_a_sample_has_the_line_of_its_element(bestand: Path) -> None:
    data = bestand.read_bytes().replace(b"2027-06-31", b"2027-06-30")
    boom = etree.fromstring(data, parser())
    paden = [pad for pad, _ in alle(read(boom))]
    assert [regelnummer(boom, pad) for pad in paden] == volgens_expat(data)
    assert [*map(Regelnummers(boom), paden)] == volgens_expat(data)


GEWOON = "<a><b>x</b>\n  <c>y</c>\n  <d/>\n <e><f>1</f><g/> </e>\n <h>\n  <i>z</i>\n </h>\n</a>\n"
VORMEN = {
    "gewoon": GEWOON,
    "lege regels": GEWOON.replace("\n", "\n\n\n"),
    "commentaar": GEWOON.replace("<c>", "<!-- x\n y --><c>").replace("<i>", "<!-- q -->\n<i>"),
    "tekst over regels": GEWOON.replace(">x<", ">x\ny\nz<").replace(">1<", ">" + "regel met tekst\n" * 40 + "<"),
    "veel wit": GEWOON.replace("\n", "\n" + " " * 400 + "\n"),
    "op een regel": GEWOON.replace("\n", "") + "\n",
}


@pytest.mark.parametrize("einde", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("vorm", VORMEN)
def test_lines_beyond_65535_are_those_of_another_parser(vorm: str, einde: str) -> None:
    data = f"<r>{chr(10) * 65_000}{VORMEN[vorm] * 700}\n</r>".replace("\n", einde).encode()
    regels = volgens_expat(data)
    assert regels[-1] > 65_535
    boom = etree.fromstring(data, parser())
    assert [regel_van(element) for element in boom.iter()] == regels


def test_a_row_of_empty_elements_beyond_65535_has_no_line_but_ends() -> None:
    data = b"<r>" + b"\n" * 70_000 + b"<a/>" * 1_000 + b"</r>"
    boom = etree.fromstring(data, parser())
    assert regel_van(boom[0]) is None
    assert {regel_van(element) for element in boom} <= {None, 70_001}


def _een_voor_een(boom: etree._Element) -> Callable[[str], int | None]:
    return partial(regelnummer, boom)


@pytest.mark.parametrize("maak", [_een_voor_een, Regelnummers])
def test_a_path_that_is_absent_has_the_line_of_the_deepest_element_that_is_there(maak: Zoeker) -> None:
    regel = maak(etree.fromstring(JW323, parser()))
    declaratie = regel("JW323/Declaratie")
    prestatie = regel("JW323/Declaratie/Clienten/Client[2]/Prestaties/Prestatie[2]")
    assert declaratie == 18
    assert regel("JW323/Declaratie/Onzin/Ook[3]") == declaratie
    pad = "JW323/Declaratie/Clienten/Client[2]/Prestaties/Prestatie[2]/ToewijzingIngangsdatum"
    assert regel(pad) == prestatie
    clienten = regel("JW323/Declaratie/Clienten")
    assert regel("JW323/Declaratie/Clienten/Client[3]/Bsn") == clienten
    assert regel("JW323") == 2
    assert regel("") == 2
    assert regel("JW323/Declaratie/Clienten/Client[x]") == clienten
    assert regel("JW323/Declaratie/Clienten/Client[0]") == clienten


def test_a_made_up_tree_has_no_lines() -> None:
    assert regelnummer(etree.Element("Bericht"), "JW305/Client") is None


@pytest.mark.parametrize("maak", [_een_voor_een, Regelnummers])
def test_thousands_of_paths_in_a_long_bericht_are_quick(maak: Zoeker) -> None:
    begin, eind = JW323.index(b"<jw323:Prestatie>"), JW323.index(b"</jw323:Prestaties>")
    een = JW323[begin : JW323.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")] + b"\r\n"
    data = JW323[:begin] + een * 6_000 + JW323[eind:]
    regel = maak(etree.fromstring(data, parser()))
    pad = "JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[{}]/Eenheid"
    klok = time.process_time()
    regels = [regel(pad.format(nummer)) for nummer in range(1, 6_001, 2)]
    assert time.process_time() - klok < 3
    stap = een.count(b"\n")
    eerste = regels[0]
    assert eerste is not None
    assert regels == [eerste + nummer * 2 * stap for nummer in range(len(regels))]
