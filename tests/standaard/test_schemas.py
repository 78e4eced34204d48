# SPDX-License-Identifier: EUPL-1.2
"""Schemas are loaded once per thread for lxml and once in all for xmlschema, and say the same."""

import threading

import pytest

from berichtenverkeer.berichten import KLASSEN, Klasse
from berichtenverkeer.berichten.plan import tag, velden
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort
from berichtenverkeer.standaard.schemas import uitlegger, xsd
from berichtenverkeer.standaard.structuur import Onderdeel, structuur

JW305 = BERICHTSOORTEN["JW305"]


def test_a_thread_has_its_own_lxml_schema_and_keeps_it() -> None:
    van_ander: list[object] = []
    draad = threading.Thread(target=lambda: van_ander.append(xsd(JW305)))
    draad.start()
    draad.join()
    assert xsd(JW305) is xsd(JW305)
    assert van_ander
    assert van_ander[0] is not xsd(JW305)


def test_threads_share_one_explaining_schema() -> None:
    gezien: list[object] = []
    draden = [threading.Thread(target=lambda: gezien.append(uitlegger(BERICHTSOORTEN["JW307"]))) for _ in range(4)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert len(gezien) == 4
    assert all(schema is gezien[0] for schema in gezien)


def _past(deel: Onderdeel, klasse: type[Klasse], soort: Berichtsoort) -> None:
    assert [(kind.tag, kind.verplicht, kind.herhaalt) for kind in deel.kinderen] == [
        (tag(veld, klasse, soort), veld.verplicht, veld.herhaalt) for veld in velden(klasse)
    ]
    for kind, veld in zip(deel.kinderen, velden(klasse), strict=True):
        assert (kind.waarde is None) == (veld.klasse is not None)
        if veld.klasse is not None:
            _past(kind, veld.klasse, soort)


@pytest.mark.parametrize("naam", BERICHTSOORTEN)
def test_the_structure_of_a_schema_is_that_of_its_class(naam: str) -> None:
    deel = structuur(BERICHTSOORTEN[naam])
    assert deel.naam == naam
    _past(deel, KLASSEN[naam], BERICHTSOORTEN[naam])
