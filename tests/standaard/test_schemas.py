# SPDX-License-Identifier: EUPL-1.2
"""Schemas are loaded once per thread for lxml and once in all for xmlschema, and say the same."""

import threading

import pytest

from berichtenverkeer.berichten import KLASSEN, Klasse
from berichtenverkeer.berichten.plan import velden
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import schemabestand, uitlegger, xsd
from berichtenverkeer.standaard.structuur import Onderdeel, structuur


def test_a_thread_has_its_own_lxml_schema_and_keeps_it() -> None:
    van_ander: list[object] = []
    draad = threading.Thread(target=lambda: van_ander.append(xsd("JW305")))
    draad.start()
    draad.join()
    assert xsd("JW305") is xsd("JW305")
    assert van_ander
    assert van_ander[0] is not xsd("JW305")


def test_threads_share_one_explaining_schema() -> None:
    gezien: list[object] = []
    draden = [threading.Thread(target=lambda: gezien.append(uitlegger("JW307"))) for _ in range(4)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert len(gezien) == 4
    assert all(schema is gezien[0] for schema in gezien)


def test_a_name_that_is_no_berichtsoort_has_no_schema() -> None:
    with pytest.raises(KeyError):
        schemabestand("../basisschema")


def _past(deel: Onderdeel, klasse: type[Klasse]) -> None:
    assert [(kind.tag, kind.verplicht, kind.herhaalt) for kind in deel.kinderen] == [
        (veld.tag, veld.verplicht, veld.herhaalt) for veld in velden(klasse)
    ]
    for kind, veld in zip(deel.kinderen, velden(klasse), strict=True):
        assert (kind.waarde is None) == (veld.klasse is not None)
        if veld.klasse is not None:
            _past(kind, veld.klasse)


@pytest.mark.parametrize("naam", BERICHTSOORTEN)
def test_the_structure_of_a_schema_is_that_of_its_class(naam: str) -> None:
    deel = structuur(naam)
    assert deel.naam == naam
    _past(deel, KLASSEN[naam])
