# SPDX-License-Identifier: EUPL-1.2
"""Zips as senders make them and as attackers make them; what is found in them, counted and shown."""

import io
import random
import struct
import tracemalloc
import warnings
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from berichtenverkeer.berichten import write
from berichtenverkeer.core.bevinding import Bevinding, Ernst, Niveau
from berichtenverkeer.regels.meldingen.bestand import ZIP_BROKEN
from berichtenverkeer.validation.bundle import ABOUT_HTTP, MB, BundleLimits, unpack, unpack_zip
from berichtenverkeer.validation.nagekeken import (
    Bundelverslag,
    Gathering,
    Nagekeken,
    Piece,
    check,
    printable_name,
    refused,
)
from berichtenverkeer.validation.verslag_page import as_page
from berichtenverkeer.validation.verslag_text import as_text
from bouwers import grote_jw323, jw305

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
JW305 = write(jw305())
MOMENT = datetime(2026, 6, 1, 10, tzinfo=UTC)
KLEIN = BundleLimits(zip_bytes=MB, berichten=10, uitgepakt_bytes=2 * MB, bevindingen=100, klein=10_000)


def zip_van(*parts: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A proper zip, also when its content is not."""
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", method) as archive:
        warnings.simplefilter("ignore")  # a name that stands twice is what we want to make
        for name, data in parts:
            archive.writestr(name, data, method)
    return target.getvalue()


def unpacked(data: bytes, limits: BundleLimits = KLEIN) -> list[tuple[str, str]]:
    """Of each thing in the zip its name, and either `stuk` or the code of the refusal."""
    found = []
    for one in unpack_zip("z.zip", data, limits):
        if isinstance(one, Piece):
            found.append((one.naam, "stuk"))
        else:
            assert not one.geldig
            assert all(bevinding.tekst and bevinding.actie for bevinding in one.bevindingen)
            found.append((one.bestand, one.bevindingen[0].code))
    return found


def verzwaard(data: bytes, plek: int, form: str, value: int, envelope: bytes = b"PK\x01\x02") -> bytes:
    """The zip with one number in the first record of this kind replaced."""
    begin = data.index(envelope) + plek
    part = struct.pack(form, value)
    return data[:begin] + part + data[begin + len(part) :]


# --- what is in it -----------------------------------------------------------------------------------------------


def test_xml_stays_what_it_is_and_a_zip_gives_its_berichten_in_order_byte_for_byte() -> None:
    bundle = zip_van(("b.xml", JW305), ("a.xml", b"<a/>"))
    assert list(unpack([("los.xml", b"<l/>"), ("z.zip", bundle)], KLEIN)) == [
        Piece("los.xml", b"<l/>"),
        Piece("z.zip/b.xml", JW305),
        Piece("z.zip/a.xml", b"<a/>"),
    ]


def test_a_zip_is_known_by_its_bytes_and_not_by_its_name() -> None:
    (one,) = unpack([("JW305.xml", zip_van(("a.xml", b"<a/>")))], KLEIN)
    assert one == Piece("JW305.xml/a.xml", b"<a/>")
    (nep,) = unpack([("levering.zip", b"<a/>")], KLEIN)
    assert nep == Piece("levering.zip", b"<a/>")
    assert unpacked(b"<a/>") == [("z.zip", "ZIP-KAPOT")]


def test_a_stored_zip_and_one_of_a_streaming_writer_are_read_too() -> None:
    class Stroom(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert unpacked(zip_van(("a.xml", JW305), method=zipfile.ZIP_STORED)) == [("z.zip/a.xml", "stuk")]
    target = Stroom()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", JW305)
    assert unpacked(target.getvalue()) == [("z.zip/a.xml", "stuk")]


def test_a_real_declaratie_of_many_lines_is_no_bomb() -> None:
    large = write(grote_jw323(2000))
    assert len(large) > MB
    assert unpacked(zip_van(("a.xml", large)), ABOUT_HTTP) == [("z.zip/a.xml", "stuk")]


# --- what may not be in it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../a.xml", "ZIP-MAP"),
        ("map/../../a.xml", "ZIP-MAP"),
        ("/etc/passwd", "ZIP-MAP"),
        ("//a.xml", "ZIP-MAP"),
        ("C:/a.xml", "ZIP-MAP"),
        ("..", "ZIP-MAP"),
        ("map/", "ZIP-MAP"),
        ("a.xml", "ZIP-DUBBEL"),
    ],
)
def test_a_path_that_leads_out_or_a_second_file_of_one_name_is_refused_and_the_rest_is_not(
    name: str, code: str
) -> None:
    data = zip_van(("a.xml", JW305), (name, JW305), ("c.xml", JW305))
    shown = name.replace("//", "/")
    assert unpacked(data) == [("z.zip/a.xml", "stuk"), (f"z.zip/{shown}", code), ("z.zip/c.xml", "stuk")]
    andersom = zip_van(("a.xml", JW305), (name.replace("/", "\\"), JW305))
    assert [what for _, what in unpacked(andersom)] == ["stuk", code]


@pytest.mark.parametrize(
    ("first", "tweede"), [("map/a.xml", "map\\a.xml"), ("a.xml", "./a.xml"), ("map/a.xml", "map/./a.xml")]
)
def test_two_ways_to_write_one_name_are_one_name(first: str, tweede: str) -> None:
    assert [what for _, what in unpacked(zip_van((first, JW305), (tweede, JW305)))] == ["stuk", "ZIP-DUBBEL"]


# --- folders, and what systems add -------------------------------------------------------------------------------

SCHADUW = b"\x00\x05\x16\x07" + b"\x00" * 120


def test_zips_as_explorer_and_finder_make_them() -> None:
    explorer = zip_van(("levering\\JW305.xml", JW305))
    assert unpacked(explorer, ABOUT_HTTP) == [("z.zip/levering/JW305.xml", "stuk")]
    finder = zip_van(("JW305.xml", JW305), ("__MACOSX/._JW305.xml", SCHADUW))
    assert unpacked(finder, ABOUT_HTTP) == [("z.zip/JW305.xml", "stuk")]


def test_files_in_folders_are_shown_with_their_path_in_order() -> None:
    data = zip_van(
        ("levering/", b""),
        ("levering/juni/", b""),
        ("levering/juni/a.xml", JW305),
        ("levering\\mei\\", b""),
        ("levering\\mei\\a.xml", JW305),
        ("./los//b.xml", JW305),
        ("a.xml", JW305),
    )
    names = ["levering/juni/a.xml", "levering/mei/a.xml", "los/b.xml", "a.xml"]
    assert unpacked(data) == [(f"z.zip/{name}", "stuk") for name in names]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("__MACOSX/", b""),
        ("__MACOSX/._a.xml", SCHADUW),
        ("__MACOSX/levering/._a.xml", SCHADUW),
        ("levering/__MACOSX/._a.xml", b"iets"),
        ("._a.xml", SCHADUW),
        ("levering/._a.xml", SCHADUW),
        ("levering\\._a.xml", SCHADUW),
        (".DS_Store", b"\x00\x00\x00\x01Bud1"),
        ("levering/.DS_Store", b"\x00\x00\x00\x01Bud1"),
        ("Thumbs.db", b"\xd0\xcf\x11\xe0"),
        ("levering\\thumbs.db", b"\xd0\xcf\x11\xe0"),
        ("levering/desktop.ini", b"[.ShellClassInfo]"),
    ],
)
def test_what_a_system_adds_is_passed_over(name: str, content: bytes) -> None:
    assert unpacked(zip_van((name, content), ("a.xml", JW305))) == [("z.zip/a.xml", "stuk")]
    assert unpacked(zip_van((name, content))) in ([("z.zip", "ZIP-LEEG")], [])


@pytest.mark.parametrize("name", ["._a.xml", "levering/._a.xml", ".a.xml", "MACOSX/a.xml", "Thumbs.db.xml"])
def test_what_only_looks_like_it_is_looked_at(name: str) -> None:
    assert unpacked(zip_van((name, JW305))) == [(f"z.zip/{name}", "stuk")]


def test_a_shadow_beside_a_file_that_is_no_zip_is_passed_over_too() -> None:
    assert list(unpack([("map/._a.xml", SCHADUW), ("map/a.xml", JW305)], KLEIN)) == [Piece("map/a.xml", JW305)]


def test_folders_and_shadows_do_not_count_as_berichten_but_have_a_bound() -> None:
    tien = [(f"m/{n}.xml", b"<a/>") for n in range(10)]
    schaduwen = [(f"__MACOSX/m/._{n}.xml", SCHADUW) for n in range(10)]
    assert [what for _, what in unpacked(zip_van(("m/", b""), *tien, *schaduwen))] == ["stuk"] * 10
    assert unpacked(zip_van(("m/", b""), *tien, ("m/elf.xml", b"<a/>"))) == [("z.zip", "ZIP-TE-VEEL")]
    folders = [(f"m{n}/", b"") for n in range(41)]
    assert unpacked(zip_van(*folders)) == [("z.zip", "ZIP-TE-VEEL")]


def test_a_bomb_in_what_is_passed_over_is_still_a_bomb() -> None:
    bom = zip_van(("__MACOSX/._a.xml", b" " * 3 * MB), ("a.xml", JW305))
    assert unpacked(bom) == [("z.zip", "ZIP-VERHOUDING")]


def _met_naam(name: bytes, *, utf8: bool) -> bytes:
    """A zip with a file of which the name is these bytes, whatever the library would make of them."""
    sign = b"N" * len(name)
    data = zip_van((sign.decode(), JW305)).replace(sign, name)
    vlag = 0x800 if utf8 else 0
    return verzwaard(verzwaard(data, 8, "<H", vlag), 6, "<H", vlag, b"PK\x03\x04")


@pytest.mark.parametrize(
    ("name", "utf8"),
    [
        ("zoë.xml".encode(), True),
        ("zoë.xml".encode(), False),  # Finder
        ("zoë.xml".encode("cp437"), False),  # Explorer
        ("Levering/zoë.xml".encode(), False),
        ("Levering\\zoë.xml".encode("cp437"), False),
    ],
)
def test_a_name_is_read_in_the_encoding_of_its_maker(name: bytes, utf8: bool) -> None:
    ((was_read, what),) = unpacked(_met_naam(name, utf8=utf8))
    assert (was_read.endswith("/zoë.xml"), what) == (True, "stuk")


def test_a_zip64_and_one_with_descriptors_in_folders_are_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, archive.open("m/a.xml", "w", force_zip64=True) as part:
        part.write(JW305)
    assert unpacked(target.getvalue()) == [("z.zip/m/a.xml", "stuk")]


def test_an_entry_that_only_its_attributes_call_a_folder_is_one() -> None:
    map_ = zipfile.ZipInfo("levering")
    map_.external_attr = 0x10
    assert unpacked(zip_van((map_, b""), ("levering/a.xml", JW305))) == [("z.zip/levering/a.xml", "stuk")]


@pytest.mark.parametrize("vlag", [0x1, 0x40, 0x2000])
def test_a_password_is_refused(vlag: int) -> None:
    data = verzwaard(zip_van(("a.xml", JW305), ("b.xml", JW305)), 8, "<H", vlag)
    assert unpacked(data) == [("z.zip/a.xml", "ZIP-WACHTWOORD"), ("z.zip/b.xml", "stuk")]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_take_unbounded_memory_are_refused(method: int) -> None:
    assert unpacked(zip_van(("a.xml", JW305), method=method)) == [("z.zip/a.xml", "ZIP-INPAKKING")]


def test_an_unknown_method_is_refused() -> None:
    assert unpacked(verzwaard(zip_van(("a.xml", JW305)), 10, "<H", 97)) == [("z.zip/a.xml", "ZIP-INPAKKING")]


def test_a_zip_in_a_zip_is_not_opened_whatever_it_is_called() -> None:
    inside = zip_van(("a.xml", JW305))
    empty = zip_van()
    data = zip_van(("binnen.zip", inside), ("vermomd.xml", inside), ("leeg.xml", empty))
    assert [code for _, code in unpacked(data)] == ["ZIP-IN-ZIP"] * 3


def test_an_empty_zip_and_a_cut_off_one_are_said_to_be_so() -> None:
    whole = zip_van(("a.xml", JW305))
    assert unpacked(zip_van()) == [("z.zip", "ZIP-LEEG")]
    assert unpacked(whole[:-5]) == unpacked(whole[:20]) == unpacked(b"PK\x03\x04") == [("z.zip", "ZIP-KAPOT")]


def test_a_changed_byte_in_the_content_is_noticed() -> None:
    whole = zip_van(("a.xml", JW305), ("b.xml", JW305), method=zipfile.ZIP_STORED)
    assert unpacked(whole.replace(b"StatusAanlevering>1<", b"StatusAanlevering>3<", 1)) == [
        ("z.zip/a.xml", "ZIP-KAPOT"),
        ("z.zip/b.xml", "stuk"),
    ]


# --- bombs -------------------------------------------------------------------------------------------------------


def test_too_many_files_are_refused_before_the_table_of_contents_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    net = zip_van(*((f"{number}.xml", b"<a/>") for number in range(10)))
    too_much = zip_van(*((f"{number}.xml", b"<a/>") for number in range(41)))  # four lines for each bericht
    assert len(unpacked(net)) == 10

    def verboden(*_: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(zipfile, "ZipFile", verboden)
    assert unpacked(too_much) == [("z.zip", "ZIP-TE-VEEL")]


def test_a_number_of_files_that_is_a_lie_does_not_help() -> None:
    data = zip_van(*((f"{number}.xml", b"<a/>") for number in range(11)))
    for plek in (8, 10):
        data = verzwaard(data, plek, "<H", 1, b"PK\x05\x06")
    assert unpacked(data) == [("z.zip", "ZIP-TE-VEEL")]


def test_a_zip_that_grows_too_much_is_refused_whole_without_unpacking_it() -> None:
    bom = zip_van(("a.xml", JW305), ("bom.xml", b"<a>" + b" " * 20 * MB))
    tracemalloc.start()
    try:
        assert unpacked(bom, ABOUT_HTTP) == [("z.zip", "ZIP-VERHOUDING")]
        assert tracemalloc.get_traced_memory()[1] < MB
    finally:
        tracemalloc.stop()


def test_one_file_that_grows_too_much_among_others_is_refused_alone() -> None:
    ruis = random.Random(1).randbytes(100_000)
    data = zip_van(("bom.xml", b" " * 1_900_000), ("ruis.xml", ruis))
    assert unpacked(data) == [("z.zip/bom.xml", "ZIP-VERHOUDING"), ("z.zip/ruis.xml", "stuk")]


def test_what_is_small_may_grow_as_much_as_it_likes() -> None:
    assert unpacked(zip_van(("a.xml", b" " * 9_999))) == [("z.zip/a.xml", "stuk")]


def test_caps_on_the_zip_on_one_file_and_on_all_together() -> None:
    ruis = bytes(range(256)) * 4000  # 1,024,000 bytes that are stored as they are
    loose = zip_van(("a.xml", ruis), method=zipfile.ZIP_STORED)
    drie = zip_van(*((f"{n}.xml", ruis) for n in range(3)), method=zipfile.ZIP_STORED)
    ruim = msgspec.structs.replace(KLEIN, zip_bytes=10 * MB)
    assert unpacked(loose, msgspec.structs.replace(KLEIN, zip_bytes=1000)) == [("z.zip", "ZIP-TE-GROOT")]
    assert unpacked(loose, msgspec.structs.replace(KLEIN, bericht_bytes=1000)) == [("z.zip/a.xml", "ZIP-TE-GROOT")]
    assert unpacked(drie, ruim) == [("z.zip", "ZIP-TE-GROOT")]
    assert [code for _, code in unpacked(drie, msgspec.structs.replace(ruim, uitgepakt_bytes=4 * MB))] == ["stuk"] * 3


@pytest.mark.parametrize("beloofd", [0, 1, 5_000, 9_999])
def test_a_size_that_is_a_lie_is_not_believed_and_costs_no_memory(beloofd: int) -> None:
    """The promise is small, so no cap sees it; what comes out is 20 MB."""
    data = verzwaard(zip_van(("a.xml", b" " * 20 * MB)), 24, "<I", beloofd)
    tracemalloc.start()
    try:
        assert unpacked(data) == [("z.zip/a.xml", "ZIP-KAPOT")]
        assert tracemalloc.get_traced_memory()[1] < MB
    finally:
        tracemalloc.stop()


def test_a_size_that_promises_more_than_there_is_is_a_lie_too() -> None:
    data = verzwaard(zip_van(("a.xml", JW305)), 24, "<I", len(JW305) + 1)
    assert unpacked(data) == [("z.zip/a.xml", "ZIP-KAPOT")]


def test_a_packed_size_that_is_a_lie_does_not_hide_the_ratio() -> None:
    data = zip_van(("a.xml", b" " * 1_500_000))
    assert unpacked(verzwaard(data, 20, "<I", 2**31)) == [("z.zip", "ZIP-VERHOUDING")]


def test_many_files_that_share_the_same_packed_bytes_are_refused() -> None:
    """The bomb without nesting: one kernel, ten lines in the table of contents that all point to it."""
    core = zip_van(("a.xml", b" " * 200_000))
    begin = core.index(b"PK\x01\x02")
    end = core.index(b"PK\x05\x06")
    regel = core[begin:end]
    table = regel * 10
    lock = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 10, 10, len(table), begin, 0)
    assert unpacked(core[:begin] + table + lock) == [("z.zip", "ZIP-VERHOUDING")]


_GEZOND = zip_van(("a.xml", JW305[:600]), ("b.xml", b"<a/>"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_GEZOND) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_no_damage_whatever_raises(damage: list[tuple[int, int]]) -> None:
    data = bytearray(_GEZOND)
    for plek, value in damage:
        data[plek] = value
    assert unpacked(bytes(data))


# --- judged, counted ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "uitkomst"),
    [
        ("JW305", ["goed", "goed", "goed", "overgeslagen", "overgeslagen"]),
        ("JW315", ["goed", "fout", "overgeslagen", "overgeslagen", "overgeslagen"]),
        ("JW323", ["goed", "goed", "fout", "overgeslagen", "overgeslagen"]),
    ],
)
def test_every_level_of_a_file_is_shown(name: str, uitkomst: list[str]) -> None:
    one = check(Piece("x.xml", (VOORBEELDEN / f"{name}.xml").read_bytes()))
    assert (one.bestand, one.berichtsoort, one.geldig) == ("x.xml", name, "fout" not in uitkomst)
    assert list(one.niveaus) == list(Niveau)
    assert list(one.niveaus.values()) == uitkomst


def test_what_is_no_bericht_fails_on_transport_and_has_no_berichtsoort() -> None:
    one = check(Piece("brief.txt", b"Geachte heer"))
    assert (one.berichtsoort, one.niveaus[Niveau.TRANSPORT], one.bevindingen[0].code) == (
        None,
        "fout",
        "TRANSPORT-GEEN-XML",
    )


def _with(bestand: str, *codes: str) -> Nagekeken:
    faults = [
        Bevinding(code=code, niveau=Niveau.BERICHT, pad="", regelnummer=number, tekst=f"{code} {number}", actie="a")
        for number, code in enumerate(codes)
    ]
    every = [msgspec.structs.replace(one, ernst=Ernst.SIGNAAL) if "-" in one.code else one for one in faults]
    return Nagekeken.van(bestand, "JW305", every)


def verslag_van(*every: Nagekeken, at_most: int = 100) -> Bundelverslag:
    collection = Gathering(historie=False, at_most=at_most)
    for one in every:
        collection.take_in(one)
    return collection.verslag()


def test_the_summary_counts_berichten_and_places_by_code_the_most_widespread_first() -> None:
    verslag = verslag_van(_with("a", "X", "Y", "Y", "Y", "Y"), _with("b", "X"), _with("c"), _with("d", "SIGNAAL-Z"))
    assert [(one.code, one.aantal_berichten, one.aantal_plaatsen, one.tekst) for one in verslag.codes] == [
        ("X", 2, 2, "X 0"),
        ("Y", 1, 4, "Y 1"),
        ("SIGNAAL-Z", 1, 1, "SIGNAAL-Z 0"),
    ]
    assert (verslag.aantal_bestanden, verslag.aantal_geldig) == (4, 2)


def test_a_signal_rejects_nothing() -> None:
    one = _with("a", "SIGNAAL-X")
    assert (one.geldig, one.signalen[0].code, one.niveaus[Niveau.BERICHT]) == (True, "SIGNAAL-X", "goed")


def test_more_faults_than_the_cap_are_counted_and_each_file_keeps_one() -> None:
    verslag = verslag_van(_with("a", *"XXX"), _with("b", *"XXX"), _with("c", *"XX"), _with("d"), at_most=4)
    assert [(len(one.bevindingen), one.weggelaten) for one in verslag.bestanden] == [(3, 0), (1, 2), (1, 1), (0, 0)]
    assert [one.geldig for one in verslag.bestanden] == [False, False, False, True]
    assert verslag.codes[0].aantal_plaatsen == 8
    text = "\n".join(as_text(verslag))
    assert "b: ongeldig (JW305), 3 bevindingen" in text
    assert all("En nog 2 bevindingen die hier niet staan." in out for out in (text, as_page(verslag, MOMENT)))


def test_a_file_name_is_shown_without_what_could_mislead_or_steer_a_terminal() -> None:
    assert printable_name("a\x1b[31m\u202egpj.xml\n\udce9") == "a?[31m?gpj.xml??"
    long = printable_name("x" * 500 + "einde.xml")
    assert (len(long), long[0], long[-9:]) == (200, "…", "einde.xml")
    (one,) = unpack_zip("", zip_van(("\u202ea.xml", b"<a/>")), KLEIN)
    assert one == Piece("?a.xml", b"<a/>")


def test_the_content_of_a_file_is_not_in_its_repr() -> None:
    assert repr(Piece("999900006.xml", b"999900006")) == "<Stuk van 9 bytes>"


# --- the page ----------------------------------------------------------------------------------------------------

BOOS = """<script>alert(1)</script>"'&lt;{stijl}{0}<img src=x onerror=alert(1)>"""


def test_everything_on_the_page_is_escaped() -> None:
    bevinding = Bevinding(
        code=f"c{BOOS}", niveau=Niveau.EXTERN, pad=f"p{BOOS}", regelnummer=7, tekst=f"t{BOOS}", actie=f"a{BOOS}"
    )
    signaal = msgspec.structs.replace(bevinding, code=f"SIGNAAL-{BOOS}")
    boos = Nagekeken.van(f"b{BOOS}", f"s{BOOS}", [bevinding, signaal], reden=bevinding)
    page = as_page(verslag_van(boos), MOMENT)
    tree: Any = lxml_html.fromstring(page)
    assert not tree.xpath("//script | //img | //link | //iframe | //@onerror | //@src | //@href")
    assert "<script" not in page
    texts = set(tree.xpath("//text()"))
    for begin in ("c", "p", "t", "a", "b", "s", "SIGNAAL-"):
        assert any(f"{begin}{BOOS}" in text for text in texts), begin


def test_the_page_needs_nothing_from_outside_and_forbids_it() -> None:
    tree: Any = lxml_html.fromstring(as_page(verslag_van(_with("a", "X")), MOMENT))
    (beleid,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert beleid.startswith("default-src 'none'; style-src 'sha256-")
    assert tree.get("lang") == "nl"
    (stijl,) = tree.xpath("//style/text()")
    assert "@media print" in stijl
    assert "url(" not in stijl
    assert "@import" not in stijl


def test_the_page_shows_levels_findings_and_the_summary() -> None:
    slecht = check(Piece("slecht.xml", (VOORBEELDEN / "JW315.xml").read_bytes()))
    good = check(Piece("goed.xml", JW305))
    tree: Any = lxml_html.fromstring(as_page(verslag_van(slecht, good), MOMENT))
    codes, overview, bevindingen = (
        [[cell.text_content() for cell in row.xpath("td")] for row in table.xpath("tbody/tr")]
        for table in tree.xpath("//table")
    )
    assert codes[0][:4] == ["XSD-WAARDE", "XSD", "1", "2"]
    rest = ["overgeslagen"] * 2
    assert overview == [
        ["slecht.xml", "JW315", "ongeldig", "goed", "fout", "overgeslagen", *rest],
        ["goed.xml", "JW305", "geldig", "goed", "goed", "goed", *rest],
    ]
    pad = "JW315/Client/AangevraagdeProducten/AangevraagdProduct[1]/ToewijzingEinddatum"
    assert bevindingen[0][:4] == ["44", "XSD-WAARDE", "XSD", pad]
    assert all(bevindingen[0][4:6])
    assert "2 bestanden: 1 geldig, 1 ongeldig. Gemaakt op 01-06-2026 12:00." in tree.text_content()


def test_a_refused_file_is_told_on_the_page_and_in_text() -> None:
    verslag = verslag_van(refused("z.zip", ZIP_BROKEN.at()))
    for out in ("\n".join(as_text(verslag)), as_page(verslag, MOMENT)):
        for word in ("z.zip", ZIP_BROKEN.code, ZIP_BROKEN.tekst, ZIP_BROKEN.actie):
            assert word in out
