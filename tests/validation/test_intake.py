# SPDX-License-Identifier: EUPL-1.2
"""From bytes to a bericht: what the schema allows but no calendar holds is a finding, never a crash."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.validation.intake import Intake, read_intake
from berichtenverkeer.validation.xsd import MAX_BEVINDINGEN

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
JW301_XML = (VOORBEELDEN / "JW301.xml").read_bytes()
JW323_XML = (VOORBEELDEN / "JW323.xml").read_bytes()


def intake(data: bytes) -> Intake:
    was_read = read_intake(data)
    assert isinstance(was_read, Intake)
    return was_read


def codes(data: bytes) -> list[tuple[str, str, int | None]]:
    was_read = read_intake(data)
    assert isinstance(was_read, list)
    return [(bevinding.code, bevinding.pad, bevinding.regelnummer) for bevinding in was_read]


@pytest.mark.parametrize("name", ["JW301", "JW305", "JW307", "JW317", "JW319", "JW323"])
def test_a_valid_sample_becomes_a_bericht_with_its_bytes(name: str) -> None:
    data = (VOORBEELDEN / f"{name}.xml").read_bytes()
    was_read = intake(data)
    assert was_read.data is data
    assert type(was_read.bericht).__name__ == name
    again: Bericht = intake(write(was_read.bericht)).bericht
    assert again == was_read.bericht


def test_an_invoer_shows_no_personal_data() -> None:
    assert repr(intake(JW301_XML)) == "<Invoer JW301>"


def test_the_first_level_that_fails_is_the_only_one_reported() -> None:
    assert [code for code, _, _ in codes(b"\xef\xbb\xbf" + JW301_XML)] == ["TRANSPORT-BOM"]
    assert {code for code, _, _ in codes((VOORBEELDEN / "JW315.xml").read_bytes())} == {"XSD-WAARDE"}


def test_a_year_beyond_9999_is_a_finding() -> None:
    data = JW323_XML.replace(b"<ijw:Begindatum>2026-04-01<", b"<ijw:Begindatum>12026-04-01<", 1)
    assert codes(data) == [("XSD-ONHOUDBAAR", "JW323/Declaratie/DeclaratiePeriode/Begindatum", 21)]


def test_every_value_that_cannot_be_held_is_found_at_once() -> None:
    found = codes(JW323_XML.replace(b">2026-04-01<", b">12026-04-01<"))
    assert len(found) == JW323_XML.count(b">2026-04-01<") > 3


@pytest.mark.parametrize("hoe_vaak", [1, 500])
def test_a_year_that_cannot_be_held_is_told_beside_what_the_schema_refuses(hoe_vaak: int) -> None:
    """In a small bericht and in one that is read in parts; the line is its own."""
    begin, ending = JW323_XML.index(b"<jw323:Prestatie>"), JW323_XML.index(b"</jw323:Prestaties>")
    one = JW323_XML[begin : JW323_XML.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")] + b"\n"
    amiss = one.replace(b">2026-04-01<", b"> 12026-04-01 <").replace(b">04<", b">4<")
    pad = f"JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[{hoe_vaak + 1}]"
    found = codes(JW323_XML[:begin] + one * hoe_vaak + amiss + JW323_XML[ending:])
    assert [(code, plek) for code, plek, _ in found] == [
        ("XSD-ONHOUDBAAR", f"{pad}/ProductPeriode/Begindatum"),
        ("XSD-WAARDE", f"{pad}/Eenheid"),
    ]
    regels = [regel for _, _, regel in found]
    assert regels == sorted(regel for regel in regels if regel is not None)


def test_the_list_of_values_that_cannot_be_held_is_cut_off_and_says_so() -> None:
    begin, ending = JW323_XML.index(b"<jw323:Prestatie>"), JW323_XML.index(b"</jw323:Prestaties>")
    one = JW323_XML[begin : JW323_XML.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")]
    jaar = one.replace(b">2026-04-01<", b">12026-04-01<")
    found = codes(JW323_XML[:begin] + jaar * (MAX_BEVINDINGEN + 10) + JW323_XML[ending:])
    assert len(found) == MAX_BEVINDINGEN + 1
    assert found[-1][:2] == ("XSD-MEER", "JW323")


@pytest.mark.parametrize(("geschreven", "value"), [("+7", 7), (" 007 ", 7), ("\n\t7\r\n", 7), ("-0", 0), ("7", 7)])
def test_an_integer_is_read_however_xml_schema_lets_it_be_written(geschreven: str, value: int) -> None:
    data = JW323_XML.replace(b"<jw323:GeleverdVolume>4<", f"<jw323:GeleverdVolume>{geschreven}<".encode(), 1)
    bericht = intake(data).bericht
    assert isinstance(bericht, JW323)
    assert bericht.declaratie.clienten.client[0].prestaties.prestatie[0].geleverd_volume == value


@pytest.mark.parametrize(
    "geschreven",
    [
        b"9999<!-- niet dit -->00006",
        b"9999<?niet dit?>00006",
        b"<![CDATA[9999]]>00006",
        b"<![CDATA[9999]]><!-- --><![CDATA[00006]]>",
        b"&#57;99900006",
        b"<!-- --><?x?>999900006<!-- -->",
    ],
)
def test_a_value_is_read_whole_around_comments_instructions_and_cdata(geschreven: bytes) -> None:
    bericht = intake(JW301_XML.replace(b"999900006", geschreven, 1)).bericht
    assert isinstance(bericht, JW301)
    assert bericht.client.bsn == "999900006"


def test_no_finding_holds_a_value_of_the_bericht() -> None:
    data = JW301_XML.replace(b"<jw301:Bsn>999900006<", b"<jw301:Bsn>99990000x<").replace(
        b"<jw301:Geslacht>1<", b"<jw301:Geslacht>Jansen<"
    )
    was_read = read_intake(data)
    assert isinstance(was_read, list)
    assert was_read
    text = " ".join(f"{b.pad} {b.tekst} {b.actie}" for b in was_read if b.niveau is Niveau.XSD)
    assert "Bsn" in text
    assert "99990000" not in text
    assert "Jansen" not in text


@settings(deadline=None)  # the first fault loads a schema
@given(st.data())
def test_a_spoiled_bericht_gives_findings_or_a_bericht_and_never_an_error(data: st.DataObject) -> None:
    plek = data.draw(st.integers(0, len(JW323_XML) - 1))
    piece = data.draw(st.binary(max_size=4) | st.sampled_from([b"<a/>", b"</ijw:Bedrag>", b">", b"<!--", b"<![CDATA["]))
    gone = data.draw(st.integers(0, 30))
    was_read = read_intake(JW323_XML[:plek] + piece + JW323_XML[plek + gone :])
    assert isinstance(was_read, Intake) or was_read
