# SPDX-License-Identifier: EUPL-1.2
"""Schemas are loaded once per thread for lxml and once in all for xmlschema, and say the same."""

import threading

import pytest

from berichtenverkeer.berichten import CLASSES, Class
from berichtenverkeer.berichten.plan import fields, tag
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort
from berichtenverkeer.standaard.schemas import explainer, xsd
from berichtenverkeer.standaard.structure import Component, structure

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
    seen: list[object] = []
    draden = [threading.Thread(target=lambda: seen.append(explainer(BERICHTSOORTEN["JW307"]))) for _ in range(4)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert len(seen) == 4
    assert all(schema is seen[0] for schema in seen)


def _fits(part: Component, class_: type[Class], soort: Berichtsoort) -> None:
    assert [(child.tag, child.verplicht, child.herhaalt) for child in part.kinderen] == [
        (tag(field, class_, soort), field.verplicht, field.herhaalt) for field in fields(class_)
    ]
    for child, field in zip(part.kinderen, fields(class_), strict=True):
        assert (child.waarde is None) == (field.klasse is not None)
        if field.klasse is not None:
            _fits(child, field.klasse, soort)


@pytest.mark.parametrize("name", BERICHTSOORTEN)
def test_the_structure_of_a_schema_is_that_of_its_class(name: str) -> None:
    part = structure(BERICHTSOORTEN[name])
    assert part.naam == name
    _fits(part, CLASSES[name], BERICHTSOORTEN[name])
