# SPDX-License-Identifier: EUPL-1.2
"""Level TRANSPORT on real bytes: what is not one UTF-8 XML document of iJw 3.2 is refused with one clear sentence."""

import codecs
import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.validation.transport import MAX_BYTES, ongzip, read_transport

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
JW305 = (VOORBEELDEN / "JW305.xml").read_bytes()
ENVELOPE, ROMP = JW305.split(b"\n", 1)
JW315 = b"http://www.istandaarden.nl/ijw/3_2/jw315/schema"


def refused(data: bytes) -> tuple[str, int | None]:
    """Code and line of the one finding on `data`."""
    uitkomst = read_transport(data)
    assert isinstance(uitkomst, list), "accepted"
    assert len(uitkomst) == 1
    assert uitkomst[0].niveau is Niveau.TRANSPORT
    assert uitkomst[0].retourcode is None
    assert uitkomst[0].tekst
    assert uitkomst[0].actie
    return uitkomst[0].code, uitkomst[0].regelnummer


@pytest.mark.parametrize("bestand", sorted(VOORBEELDEN.glob("*.xml")), ids=lambda bestand: bestand.name)
def test_every_official_sample_passes(bestand: Path) -> None:
    was_read = read_transport(bestand.read_bytes())
    assert not isinstance(was_read, list)
    soort, tree = was_read
    assert (soort.naam, soort.release.naam) == (bestand.stem, "iJw 3.2")
    assert etree.QName(tree).localname == "Bericht"


def test_nothing_is_refused() -> None:
    assert refused(b"") == ("TRANSPORT-LEEG", None)


def test_more_than_25_mb_is_refused_and_25_mb_is_not() -> None:
    vulling = (b" " * 993 + b"<!---->") * ((MAX_BYTES - len(JW305)) // 1000)
    fitting = JW305 + vulling + b" " * ((MAX_BYTES - len(JW305)) % 1000)
    assert len(fitting) == MAX_BYTES
    assert not isinstance(read_transport(fitting), list)
    assert refused(fitting + b" ") == ("TRANSPORT-TE-GROOT", None)


def test_a_byte_order_mark_is_refused() -> None:
    assert refused(codecs.BOM_UTF8 + JW305) == ("TRANSPORT-BOM", 1)


@pytest.mark.parametrize("codering", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_two_and_four_byte_encodings_are_refused_by_name(codering: str) -> None:
    data = JW305.decode().encode(codering)
    assert refused(data) == ("TRANSPORT-CODERING", 1)
    uitkomst = read_transport(data)
    assert isinstance(uitkomst, list)
    assert codering[:6].upper() in uitkomst[0].tekst


@pytest.mark.parametrize(
    "envelope",
    [
        b'<?xml version="1.0" encoding="ISO-8859-1"?>',
        b"<?xml version='1.0' encoding='windows-1252'?>",
        b'<?xml version="1.0" encoding="UTF-7"?>',
        b'<?xml version="1.0"' + b" " * 500 + b'encoding="UTF-7"?>',
        b'<?xml\tversion="1.0"\tencoding="utf8"?>',
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes" encoding=\'x\'',
    ],
)
def test_another_declared_encoding_is_refused(envelope: bytes) -> None:
    assert refused(envelope + b"\n" + ROMP) == ("TRANSPORT-CODERING", 1)


@pytest.mark.parametrize("envelope", [b'<?xml version="1.0"?>', b"<?xml version='1.0' encoding = 'utf-8' ?>", b""])
def test_utf_8_may_be_declared_in_any_way_or_not_at_all(envelope: bytes) -> None:
    assert not isinstance(read_transport(envelope + ROMP), list)


@pytest.mark.parametrize("regel", [2, 9, 5000])
def test_a_byte_that_is_not_utf_8_is_found_on_its_line(regel: int) -> None:
    regels = [b"<!-- \xc3\xa9\xf0\x9f\x98\x80 -->"] * 6000
    regels[0] = ENVELOPE.strip()
    regels[regel - 1] = b"<!-- caf\xe9 -->"
    assert refused(b"\n".join(regels) + b"\n" + ROMP) == ("TRANSPORT-CODERING", regel)


def test_a_character_cut_off_at_the_end_is_not_utf_8() -> None:
    assert refused(JW305 + b"\xc3")[0] == "TRANSPORT-CODERING"


@given(plek=st.integers(64 * 1024 - 6, 64 * 1024 + 6), sign=st.sampled_from(["é", "€", "😀"]))
def test_a_character_may_lie_across_a_boundary_of_pieces(plek: int, sign: str) -> None:
    vulling = b"<!--" + b"x" * (plek - len(ENVELOPE) - 5) + sign.encode() + b"-->"
    assert not isinstance(read_transport(ENVELOPE + b"\n" + vulling + ROMP), list)


@pytest.mark.parametrize(
    "dtd",
    [
        b"<!DOCTYPE Bericht>",
        b'<!DOCTYPE Bericht SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE Bericht [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE b [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        b"<!-- niets aan de hand -->\n<?pi x?>\n<!DOCTYPE Bericht []>",
    ],
)
def test_a_dtd_is_refused_before_a_parser_sees_it(dtd: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def verboden(*_: object) -> None:
        raise AssertionError("a parser was called")

    monkeypatch.setattr(etree, "fromstring", verboden)
    code, regel = refused(ENVELOPE + b"\n" + dtd + ROMP)
    assert (code, regel) == ("TRANSPORT-DTD", 2 + dtd.count(b"\n"))


@pytest.mark.parametrize(
    "onschuldig",
    [b"<!-- <!DOCTYPE x> -->", b"<?pi <!DOCTYPE x> ?>", b"<!-- --><?p ?><!---->"],
)
def test_the_same_characters_before_the_root_are_no_dtd(onschuldig: bytes) -> None:
    assert not isinstance(read_transport(ENVELOPE + b"\n" + onschuldig + ROMP), list)


@pytest.mark.parametrize("text", [b"<![CDATA[<!DOCTYPE x>]]>", b"&lt;!DOCTYPE x>", b"<!-- <!DOCTYPE x> -->"])
def test_the_same_characters_inside_the_root_are_no_dtd(text: bytes) -> None:
    data = JW305.replace(b"</jw305:Bericht>", text + b"</jw305:Bericht>")
    assert not isinstance(read_transport(data), list)


def test_a_dtd_inside_the_root_is_not_well_formed() -> None:
    data = JW305.replace(b"</jw305:Bericht>", b'<!DOCTYPE x [<!ENTITY y "z">]></jw305:Bericht>')
    assert refused(data)[0] == "TRANSPORT-XML"


@pytest.mark.parametrize("text", [b"&eacute;", b"&xxe;", b"A & B", b"A&amp", b"&"])
def test_an_entity_that_xml_does_not_know_is_refused_on_its_line(text: bytes) -> None:
    data = JW305.replace(b"<jw305:BerichtCode>438", b"<jw305:BerichtCode>" + text)
    code, regel = refused(data)
    assert code in {"TRANSPORT-ENTITEIT", "TRANSPORT-XML"}
    assert regel == 4


def test_the_five_entities_of_xml_pass() -> None:
    data = JW305.replace(b"<jw305:BerichtCode>438", b"<jw305:BerichtCode>&amp;&lt;&gt;&quot;&apos;&#233;&#xe9;")
    was_read = read_transport(data)
    assert not isinstance(was_read, list)
    assert was_read[1][0][0].text == "&<>\"'éé"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (b"</jw305:Header><jw305:Header>", "TRANSPORT-XML"),
        (b"<jw305:Header", "TRANSPORT-XML"),
        (b"\x01", "TRANSPORT-XML"),
        (b"<onbekend:Header/>", "TRANSPORT-XML"),
        (b'<jw305:X a="1" a="2"/>', "TRANSPORT-XML"),
        (b"< jw305:X/>", "TRANSPORT-XML"),
    ],
)
def test_what_is_not_well_formed_is_refused_on_its_line(fault: bytes, code: str) -> None:
    regels = JW305.split(b"\n")
    regels.insert(9, fault)
    found, regel = refused(b"\n".join(regels))
    assert found == code
    assert regel in {10, 11, 12}


def test_a_line_beyond_65535_is_right() -> None:
    data = ENVELOPE + b"\n" * 70_000 + b"<a>\n<b></a>"
    assert refused(data) == ("TRANSPORT-XML", 70_002)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_bericht_that_was_cut_off_is_refused_at_its_last_line(part: float) -> None:
    piece = JW305[: JW305.index(b"\n", int(len(JW305) * part)) + 1]
    assert refused(piece) == ("TRANSPORT-AFGEKAPT", piece.count(b"\n") + 1)


@given(st.integers(0, len(JW305.rstrip()) - 1))
def test_no_beginning_of_a_bericht_is_a_bericht(end: int) -> None:
    refused(JW305[:end])


def test_what_follows_the_root_is_refused() -> None:
    assert refused(JW305 + b"<a/>")[0] == "TRANSPORT-XML"
    assert refused(JW305 + JW305)[0] == "TRANSPORT-XML"
    assert refused(JW305 + b"\0")[0] == "TRANSPORT-XML"


def test_deep_nesting_is_refused() -> None:
    assert refused(b"<a>" * 100_000)[0] == "TRANSPORT-XML"


@pytest.mark.parametrize(
    "data",
    [b"Geachte heer", b'{"bericht": 1}', b"   \n  ", b"%PDF-1.7", gzip.compress(b"<a/>", mtime=0), b"PK\x03\x04abc"],
)
def test_what_is_no_xml_is_called_so(data: bytes) -> None:
    assert refused(data)[0] == "TRANSPORT-GEEN-XML"


@pytest.mark.parametrize(
    ("space", "code", "word"),
    [
        (b"http://www.istandaarden.nl/ijw/3_1/jw305/schema", "TRANSPORT-VERSIE", "iJw 3.1"),
        (b"http://www.istandaarden.nl/ijw/2_2/jw305/schema", "TRANSPORT-VERSIE", "iJw 2.2"),
        (b"http://www.istandaarden.nl/iwmo/3_2/wmo305/schema", "TRANSPORT-VERSIE", "iWmo 3.2"),
        (b"http://www.istandaarden.nl/ijw/3_2/jw399/schema", "TRANSPORT-BERICHTSOORT", "berichtsoort"),
        (b"http://www.istandaarden.nl/ijw/3_2/basisschema/schema", "TRANSPORT-BERICHTSOORT", "berichtsoort"),
        (b"http://example.org/999900006", "TRANSPORT-NAAMRUIMTE", "naamruimte"),
        (b"HTTP://www.istandaarden.nl/ijw/3_2/jw305/schema", "TRANSPORT-NAAMRUIMTE", "naamruimte"),
    ],
)
def test_another_standard_version_or_namespace_has_its_own_code(space: bytes, code: str, word: str) -> None:
    data = JW305.replace(b"http://www.istandaarden.nl/ijw/3_2/jw305/schema", space)
    assert refused(data) == (code, 2)
    uitkomst = read_transport(data)
    assert isinstance(uitkomst, list)
    assert word in uitkomst[0].tekst
    assert "999900006" not in uitkomst[0].tekst + uitkomst[0].actie


def test_a_root_without_namespace_or_with_another_name_is_refused() -> None:
    assert refused(b"<Bericht/>") == ("TRANSPORT-NAAMRUIMTE", 1)
    assert refused(b'\n<Header xmlns="' + JW315 + b'"/>') == ("TRANSPORT-WORTEL", 2)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_bytes_raise(data: bytes) -> None:
    read_transport(data)
    ongzip(data)


def kapot(uitkomst: bytes | list[Bevinding]) -> str:
    assert isinstance(uitkomst, list)
    assert len(uitkomst) == 1
    return uitkomst[0].code


@pytest.mark.parametrize("members", [1, 2, 7])
def test_a_gzip_file_of_one_or_more_members_is_unpacked(members: int) -> None:
    piece = -(-len(JW305) // members)
    parts = [gzip.compress(JW305[begin : begin + piece]) for begin in range(0, len(JW305), piece)]
    assert ongzip(b"".join(parts)) == JW305


def test_a_gzip_file_of_several_pieces_is_unpacked() -> None:
    data = bytes(range(256)) * 4000 + JW305
    assert ongzip(gzip.compress(data, compresslevel=0)) == data


def test_a_gzip_file_may_unpack_to_25_mb_and_no_more() -> None:
    out = ongzip(gzip.compress(b" " * MAX_BYTES, compresslevel=1))
    assert isinstance(out, bytes)
    assert len(out) == MAX_BYTES
    assert kapot(ongzip(gzip.compress(b" " * (MAX_BYTES + 1), compresslevel=1))) == "TRANSPORT-TE-GROOT"


def test_a_gzip_bomb_is_stopped_while_unpacking() -> None:
    inpakker = zlib.compressobj(wbits=31)
    mb = b"\0" * 1024**2
    bom = b"".join([*(inpakker.compress(mb) for _ in range(400)), inpakker.flush()])
    assert kapot(ongzip(bom)) == "TRANSPORT-TE-GROOT"
    assert kapot(ongzip(gzip.compress(mb) * 60)) == "TRANSPORT-TE-GROOT"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x1f\x8b",
        JW305,
        gzip.compress(JW305, mtime=0)[:-1],
        gzip.compress(JW305, mtime=0)[:-400],
        gzip.compress(JW305, mtime=0) + b"rommel",
        gzip.compress(JW305, mtime=0) + b"\x1f\x8b",
        gzip.compress(JW305, mtime=0)[:-8] + b"\0" * 8,
        gzip.compress(b"") * 500,
    ],
)
def test_a_gzip_file_that_is_cut_off_damaged_or_followed_by_anything_is_refused(data: bytes) -> None:
    assert kapot(ongzip(data)) == "TRANSPORT-GZIP"
