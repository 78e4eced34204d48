# SPDX-License-Identifier: EUPL-1.2
"""Reading while parsing makes the same object as reading a tree, or fails at the same places."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.berichten import JW301, JW323, KLASSEN, Bericht, Leesfout, read, stroom, volgorde, write
from berichtenverkeer.berichten.lezen import parser
from berichtenverkeer.berichten.stroom import lees_stromend
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd
from bouwers import jw301, jw323
from generator import berichten, keer

_DATUM = re.compile(rb">(\d{4}-\d\d-\d\d)<")
_TIJD = re.compile(rb">\d\d:\d\d:\d\d<")


@pytest.fixture(autouse=True, params=[1, 50, stroom.HAP], ids="{} bytes at once".format)
def _happen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stroom, "HAP", request.param)


def stromend(data: bytes, naam: str) -> Bericht | None:
    return lees_stromend(data, KLASSEN[naam], xsd(BERICHTSOORTEN[naam]))


def plekken(data: bytes, naam: str | None = None) -> list[tuple[str, int | None, str]]:
    with pytest.raises(Leesfout) as fout:
        stromend(data, naam) if naam else read(data)
    return [(plek.pad, plek.regelnummer, plek.tekst) for plek in fout.value.plekken]


@pytest.mark.parametrize("naam", KLASSEN)
def test_both_ways_give_equal_objects_or_equal_faults(naam: str) -> None:
    @keer(4)
    @given(berichten(naam), st.data())
    def probeer(bericht: Any, keuze: st.DataObject) -> None:
        data = write(bericht)
        if not xsd(BERICHTSOORTEN[naam]).validate(etree.fromstring(data, parser())):
            assert stromend(data, naam) is None
            return
        assert stromend(data, naam) == read(data) == bericht
        later = [plek.start(1) for plek in _DATUM.finditer(data) if keuze.draw(st.booleans())]
        for plek in reversed(later):
            data = data[:plek] + b"1" + data[plek:]  # a year that XML Schema has and Python has not
        data = _TIJD.sub(b">24:00:00<", data)
        if later:
            verwacht = plekken(data)
            assert (
                plekken(data, naam) == sorted(verwacht, key=lambda plek: volgorde(plek[0], KLASSEN[naam])) == verwacht
            )

    probeer()


def test_a_value_that_comes_again_is_the_same_object() -> None:
    delen = "Declaratie/Clienten/Client/Prestaties/Prestatie"
    bericht = stromend(write(jw323({f"{delen}[2]/ProductReferentie/ReferentieNummer": "RN2"})), "JW323")
    assert isinstance(bericht, JW323)
    een, ander = bericht.declaratie.clienten.client[0].prestaties.prestatie
    assert een.product_code is ander.product_code
    assert een.product_periode.begindatum is ander.product_periode.begindatum
    assert een.product_referentie.referentie_nummer != ander.product_referentie.referentie_nummer


def test_an_element_that_repeats_in_one_place_only_is_read_in_both() -> None:
    heel = jw301()
    assert heel.client.relaties
    assert heel.client.contactgegevens
    gelezen = stromend(write(heel), "JW301")
    assert isinstance(gelezen, JW301)
    assert gelezen == heel


@pytest.mark.parametrize(
    ("van", "naar"),
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
def test_what_is_not_valid_or_not_well_formed_is_none(van: bytes, naar: bytes) -> None:
    data = write(jw323())
    assert stromend(data, "JW323") == read(data)
    assert van in data
    assert stromend(data.replace(van, naar, 1), "JW323") is None
    assert stromend(data, "JW301") is None
