# SPDX-License-Identifier: EUPL-1.2
"""Reading while parsing makes the same object as reading a tree, or fails at the same places."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.berichten import CLASSES, JW301, JW323, Bericht, ReadError, read, stroom, volgorde, write
from berichtenverkeer.berichten.reading import parser
from berichtenverkeer.berichten.stroom import read_streamed
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd
from bouwers import jw301, jw323
from generator import berichten, keer

_DATUM = re.compile(rb">(\d{4}-\d\d-\d\d)<")
_TIJD = re.compile(rb">\d\d:\d\d:\d\d<")


@pytest.fixture(autouse=True, params=[1, 50, stroom.BITE], ids="{} bytes at once".format)
def _happen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stroom, "BITE", request.param)


def stromend(data: bytes, name: str) -> Bericht | None:
    return read_streamed(data, CLASSES[name], xsd(BERICHTSOORTEN[name]))


def plekken(data: bytes, name: str | None = None) -> list[tuple[str, int | None, str]]:
    with pytest.raises(ReadError) as fault:
        stromend(data, name) if name else read(data)
    return [(plek.pad, plek.regelnummer, plek.tekst) for plek in fault.value.plekken]


@pytest.mark.parametrize("name", CLASSES)
def test_both_ways_give_equal_objects_or_equal_faults(name: str) -> None:
    @keer(4)
    @given(berichten(name), st.data())
    def probeer(bericht: Any, choice: st.DataObject) -> None:
        data = write(bericht)
        if not xsd(BERICHTSOORTEN[name]).validate(etree.fromstring(data, parser())):
            assert stromend(data, name) is None
            return
        assert stromend(data, name) == read(data) == bericht
        later = [plek.start(1) for plek in _DATUM.finditer(data) if choice.draw(st.booleans())]
        for plek in reversed(later):
            data = data[:plek] + b"1" + data[plek:]  # a year that XML Schema has and Python has not
        data = _TIJD.sub(b">24:00:00<", data)
        if later:
            expected = plekken(data)
            assert (
                plekken(data, name) == sorted(expected, key=lambda plek: volgorde(plek[0], CLASSES[name])) == expected
            )

    probeer()


def test_a_value_that_comes_again_is_the_same_object() -> None:
    parts = "Declaratie/Clienten/Client/Prestaties/Prestatie"
    bericht = stromend(write(jw323({f"{parts}[2]/ProductReferentie/ReferentieNummer": "RN2"})), "JW323")
    assert isinstance(bericht, JW323)
    one, other = bericht.declaratie.clienten.client[0].prestaties.prestatie
    assert one.product_code is other.product_code
    assert one.product_periode.begindatum is other.product_periode.begindatum
    assert one.product_referentie.referentie_nummer != other.product_referentie.referentie_nummer


def test_an_element_that_repeats_in_one_place_only_is_read_in_both() -> None:
    whole = jw301()
    assert whole.client.relaties
    assert whole.client.contactgegevens
    was_read = stromend(write(whole), "JW301")
    assert isinstance(was_read, JW301)
    assert was_read == whole


@pytest.mark.parametrize(
    ("van", "to"),
    [
        (b"<jw323:Eenheid>04<", b"<jw323:Eenheid>x<"),
        (b"</jw323:Prestaties>", b"</jw323:Prestaties><jw323:Prestatie/>"),
        (b"<jw323:Header>", b"<jw323:Prestatie/><jw323:Header>"),
        (b"<jw323:Prestatie>", b"<jw323:Prestatie><jw323:Prestatie/>"),
        (b"</jw323:Clienten>", b"<jw323:Client><jw323:Client/></jw323:Client></jw323:Clienten>"),
        (b"</jw323:Bericht>", b""),
        (b"</jw323:Bericht>", b"</jw323:Bericht><a/>"),
        (b"</jw323:Eenheid>", b"</jw323:eenheid>"),
    ],
)
def test_what_is_not_valid_or_not_well_formed_is_none(van: bytes, to: bytes) -> None:
    data = write(jw323())
    assert stromend(data, "JW323") == read(data)
    assert van in data
    assert stromend(data.replace(van, to, 1), "JW323") is None
    assert stromend(data, "JW301") is None
