# SPDX-License-Identifier: EUPL-1.2
"""A large bericht meets the same fate as a small one: the same object, the same findings, without its tree."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.berichten import stroom
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.validation import intake as validation_invoer
from berichtenverkeer.validation import stream_explanation, transport
from berichtenverkeer.validation.intake import Intake, read_intake
from examples import examples

VOORBEELDEN = {
    bestand.stem: bestand.read_bytes() for bestand in (Path(__file__).parents[1] / "voorbeelden").glob("*.xml")
}
JW323 = VOORBEELDEN["JW323"]
LANG = JW323[: JW323.index(b"<jw323:Prestatie>")] + b"\r\n" * 66_000 + JW323[JW323.index(b"<jw323:Prestatie>") :]
"""Most of it stands beyond line 65,535."""


def op_beide_wijzen(data: bytes, bite: int) -> list[Intake | list[Bevinding]]:
    """As a small bericht and as a large one, `bite` bytes at once."""
    with pytest.MonkeyPatch.context() as patch:
        uitkomsten = []
        patch.setattr(stroom, "BITE", bite)
        patch.setattr(stream_explanation, "BITE", bite)
        patch.setattr(transport, "_BITE", max(bite, 8))
        for bound in (len(data) + 1, 0):
            patch.setattr(validation_invoer, "LARGE_BYTES", bound)
            uitkomsten.append(read_intake(data))
    return uitkomsten


def zijn_gelijk(data: bytes, bite: int = 100) -> None:
    small, large = op_beide_wijzen(data, bite)
    if isinstance(small, Intake):
        assert isinstance(large, Intake)
        assert small == large
    else:
        assert small == large
        assert small


@pytest.mark.parametrize("bite", [1, 7, 1000, 65_536])
@pytest.mark.parametrize("name", sorted(VOORBEELDEN))
def test_the_samples_are_read_alike(name: str, bite: int) -> None:
    zijn_gelijk(VOORBEELDEN[name], bite)


_STUKKEN = [
    b"<a/>",
    b"<jw323:Prestatie/>",
    b"<jw323:Client/>",
    b"<jw323:Client><jw323:Prestaties><jw323:Prestatie>x</jw323:Prestatie></jw323:Prestaties></jw323:Client>",
    b"<jw323:Clienten><jw323:Client/><jw323:Client>\n</jw323:Client></jw323:Clienten>",
    b"<Prestatie xmlns='urn:x'/>",
    b"<Client xmlns='urn:x'><Client/></Client>",
    b"<jw323:Client><jw323:Client/></jw323:Client>",
    b"<jw323:prestatie/>",
    b"</jw323:Prestatie>",
    b"<q:a/>",
    b"tekst",
    b"\n\n",
    b"<!-- -->",
    b"<?p?>",
    b"<![CDATA[x]]>",
    b"&x;",
    b"1",
    b"\xff",
    b">",
    b"<!DOCTYPE a>",
    b" a='1'",
]


@settings(max_examples=examples(250), deadline=None)
@given(st.data(), st.sampled_from([JW323, LANG]), st.integers(1, 3), st.sampled_from([1, 64, 5_000]))
def test_a_spoiled_bericht_is_judged_alike(choice: st.DataObject, whole: bytes, count: int, bite: int) -> None:
    data = whole
    begin = 0 if whole is JW323 else whole.index(b"<jw323:Prestatie>")
    for _ in range(count):
        plek = choice.draw(st.integers(begin, len(data)))
        if choice.draw(st.booleans()):  # between two tags: what is well-formed there stays well-formed
            plek = data.find(b"<", plek) if b"<" in data[plek:] else len(data)
        gone = choice.draw(st.sampled_from([0, 0, 0, 1, 30]))
        data = data[:plek] + choice.draw(st.sampled_from(_STUKKEN)) + data[plek + gone :]
    zijn_gelijk(data, max(bite, 1_000) if whole is LANG else bite)


@pytest.mark.parametrize(
    ("van", "to"),
    [
        (b"jw323:Client>", b"jw323:Klient>"),
        (b"jw323:Prestatie>", b"jw323:Prestaties>"),
        (b"jw323:Clienten>", b"jw323:Clienten1>"),
        (b'xmlns:jw323="http://www.istandaarden.nl/ijw/3_2/jw323/schema"', b'xmlns:jw323="urn:x"'),
        (b"<jw323:Prestaties>", b'<jw323:Prestaties xmlns:jw323="urn:x">'),
        (b"<jw323:Bsn>", b"<jw323:Bsn/><jw323:Bsn>"),
        (b">2026-04-01<", b">12026-04-01<"),
        (b">04<", b">4<"),
        (b"<jw323:Prestatie>", b"x<jw323:Prestatie>"),
        (b"</jw323:Prestatie>", b"</jw323:Prestatie>x"),
        (b"<jw323:Prestatie>", b"<jw323:Prestatie/>\n<jw323:Prestatie>"),
        (b"<jw323:Client>", b"<jw323:Client soort='x'>"),
        (b"<ijw:Bedrag>", b"<jw323:Bedrag>"),
    ],
)
@pytest.mark.parametrize("whole", [JW323, LANG, JW323.replace(b"\r\n", b"")], ids=["gewoon", "lang", "op een regel"])
def test_a_fault_made_everywhere_is_explained_alike(whole: bytes, van: bytes, to: bytes) -> None:
    assert van in whole
    zijn_gelijk(whole.replace(van, to), 3_000)


def test_the_lines_of_rules_are_those_of_the_bytes_whatever_the_size() -> None:
    for data in (JW323, LANG):
        for was_read in op_beide_wijzen(data, 10_000):
            assert isinstance(was_read, Intake)
            pad = "JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]/Eenheid"
            plek = [part.start() for part in re.finditer(b"<jw323:Eenheid>", data)][1]
            assert was_read.regelnummer(pad) == data.count(b"\n", 0, plek) + 1
