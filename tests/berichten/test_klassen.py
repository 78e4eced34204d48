# SPDX-License-Identifier: EUPL-1.2
"""The classes say what the XSD files say, under names that can be mapped both ways."""

from importlib import import_module

import pytest
from lxml import etree
from rich.pretty import pretty_repr

from berichtenverkeer.berichten import CLASSES, Class, every, read
from berichtenverkeer.berichten.class_ import attribute, element
from berichtenverkeer.berichten.kinds import CLASS_PER_TAG
from berichtenverkeer.berichten.plan import fields, tag
from berichtenverkeer.core.files import bestand
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from generator import Datatype, complexe_typen, klasse_van

SCHEMAS = ["ijw", *(name.lower() for name in CLASSES)]
TYPEN = [(prefix, name) for prefix in SCHEMAS for name in complexe_typen(prefix)]


@pytest.mark.parametrize(("prefix", "name"), TYPEN)
def test_a_class_has_the_fields_of_its_complex_type(prefix: str, name: str) -> None:
    in_schema = [
        (child.element, _kind(child.soort), child.verplicht, child.herhaalt) for child in complexe_typen(prefix)[name]
    ]
    in_klasse = [
        (field.element, field.soort, field.verplicht, field.herhaalt) for field in fields(klasse_van(prefix, name))
    ]
    assert in_klasse == in_schema


def _kind(soort: Datatype | tuple[str, str]) -> type:
    return soort.soort if isinstance(soort, Datatype) else klasse_van(*soort)


@pytest.mark.parametrize("prefix", SCHEMAS)
def test_every_class_is_a_complex_type(prefix: str) -> None:
    module = import_module(klasse_van(prefix, next(iter(complexe_typen(prefix)))).__module__)
    classes = {one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__}
    assert classes == {klasse_van(prefix, name) for name in complexe_typen(prefix)}


@pytest.mark.parametrize("prefix", SCHEMAS)
def test_an_element_is_in_the_namespace_of_its_schema(prefix: str) -> None:
    name = "basisschema" if prefix == "ijw" else prefix.upper()
    soort = BERICHTSOORTEN.get(name, BERICHTSOORTEN["JW301"])
    space = etree.parse(bestand("schemas/ijw-3.2") / f"{name}.xsd").getroot().attrib["targetNamespace"]
    for type_naam in complexe_typen(prefix):
        class_ = klasse_van(prefix, type_naam)
        for field in fields(class_):
            assert tag(field, class_, soort) == f"{{{space!s}}}{field.element}"
    assert prefix == "ijw" or CLASS_PER_TAG[f"{{{space!s}}}Bericht"] is CLASSES[name]


def test_there_are_fifteen_schemas_with_116_types() -> None:
    assert (len(SCHEMAS), len(TYPEN)) == (15, 116)


def test_a_name_maps_to_an_attribute_and_back() -> None:
    names = {child.element for prefix, name in TYPEN for child in complexe_typen(prefix)[name]}
    assert {element(attribute(name)) for name in names} == names
    assert len({attribute(name) for name in names}) == len(names)
    assert attribute("ToegewezenProduct") == "toegewezen_product"


@pytest.mark.parametrize("name", ["JW301", "JW305"])
def test_what_is_shown_of_an_object_holds_none_of_its_content(name: str) -> None:
    bericht = read((bestand("tests/voorbeelden") / f"{name}.xml").read_bytes())
    for _, part in every(bericht):
        if isinstance(part, Class):
            assert {repr(part), str(part), f"{part}"} == {f"<{type(part).__name__}>"}
            assert pretty_repr(part) == f"{type(part).__name__}()"
