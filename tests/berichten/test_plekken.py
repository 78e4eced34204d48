# SPDX-License-Identifier: EUPL-1.2
"""A path leads to what stands there, and paths can be put in document order."""

import random
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from berichtenverkeer.berichten import CLASSES, JW301, JW305, each, every, volgorde, where, write
from bouwers import grote_jw323, jw301, jw305, jw319
from generator import berichten, keer


def test_elk_gives_every_value_with_its_own_path() -> None:
    bericht = jw305({"Client/StartProducten/StartProduct[2]/StatusAanlevering": "3"})
    assert list(each(bericht, "Client/StartProducten/StartProduct/StatusAanlevering")) == [
        ("JW305/Client/StartProducten/StartProduct[1]/StatusAanlevering", "1"),
        ("JW305/Client/StartProducten/StartProduct[2]/StatusAanlevering", "3"),
    ]
    assert list(each(bericht, "Header")) == [("JW305/Header", bericht.header)]


def test_elk_gives_nothing_for_what_is_absent() -> None:
    assert list(each(jw319(), "Antwoord/Woonplaatsbeginsel/Gemeente")) == []
    assert list(each(jw305({"Client/Naam/Voorletters": None}), "Client/Naam/Voorletters")) == []


@pytest.mark.parametrize(
    "pad",
    [
        "Header/Afzender",
        "Declaratie/Clienten/Client",
        "Declaratie/Clienten/Client/Bsn",
        "Declaratie/Clienten/Client/Prestaties/Prestatie",
        "Declaratie/Clienten/Client/Prestaties/Prestatie/ProductPeriode/Begindatum",
        "Declaratie/Clienten/Client/Prestaties/Prestatie/ProductReferentie/VorigReferentieNummer",
        "Declaratie/Clienten/Client/Prestaties/Prestatie/ProductTarief",
    ],
)
def test_waar_gives_the_paths_of_elk_for_which_a_claim_holds(pad: str) -> None:
    vijfde = "Declaratie/Clienten/Client[2]/Prestaties/Prestatie[2]"
    bericht = grote_jw323(5, {f"{vijfde}/ProductTarief": None}, per_client=3)
    paden = [plek for plek, _ in each(bericht, pad)]
    assert list(where(bericht, pad, lambda _: True)) == paden
    assert list(where(bericht, pad, lambda _: False)) == []
    om_en_om = cycle([True, False])
    assert list(where(bericht, pad, lambda _: next(om_en_om))) == paden[::2]


def test_waar_asks_nothing_of_what_is_absent() -> None:
    assert list(where(jw319(), "Antwoord/Woonplaatsbeginsel/Gemeente", lambda _: True)) == []
    assert list(where(jw301({"Client/Relaties": None}), "Client/Relaties/Relatie/Contact", lambda _: True)) == []


@pytest.mark.parametrize(
    "pad", ["Antwoord/Woonplaats", "Antwoord/Woonplaatsbeginsel/Plaats", "Antwoord/Woonplaatsbeginsel/Gemeente/X"]
)
def test_a_name_that_the_class_does_not_have_is_an_error_even_where_nothing_is(pad: str) -> None:
    with pytest.raises(KeyError):
        list(each(jw319(), pad))


@pytest.mark.parametrize("name", CLASSES)
def test_alle_gives_each_element_of_the_xml_once_in_document_order(name: str) -> None:
    @keer(10)
    @given(berichten(name))
    def vergelijk(bericht: Any) -> None:
        in_xml = [etree.QName(node).localname for node in etree.fromstring(write(bericht)).iter()]
        paden = [pad for pad, _ in every(bericht)]
        assert [pad.rpartition("/")[2].partition("[")[0] for pad in paden] == [name, *in_xml[1:]]
        assert len(set(paden)) == len(paden)
        assert sorted(random.sample(paden, len(paden)), key=lambda pad: volgorde(pad, type(bericht))) == paden

    vergelijk()


def test_the_path_of_an_absent_element_stands_where_it_would_have_stood() -> None:
    gone = "JW301/Client/ToegewezenProducten/ToegewezenProduct[1]/Einddatum"
    paden = [pad for pad, _ in every(jw301())]
    without = [pad for pad, _ in every(jw301({gone.partition("/")[2]: None}))]
    assert gone in paden
    assert sorted([gone, *without], key=lambda pad: volgorde(pad, JW301)) == paden


@pytest.mark.parametrize("pad", ["", "JW999", "JW305/Klant", "JW305/Client/Bsn/X"])
def test_a_path_of_no_bericht_has_no_place(pad: str) -> None:
    with pytest.raises(KeyError):
        volgorde(pad, JW305)
