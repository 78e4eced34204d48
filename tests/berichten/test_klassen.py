# SPDX-License-Identifier: EUPL-1.2
"""The classes say what the XSD files say, under names that can be mapped both ways."""

from importlib import import_module

import pytest
from lxml import etree
from rich.pretty import pretty_repr

from berichtenverkeer.berichten import KLASSEN, Klasse, alle, read
from berichtenverkeer.berichten.klasse import attribuut, element
from berichtenverkeer.berichten.plan import tag, velden
from berichtenverkeer.berichten.soorten import KLASSE_PER_TAG
from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from generator import Datatype, complexe_typen, klasse_van

SCHEMAS = ["ijw", *(naam.lower() for naam in KLASSEN)]
TYPEN = [(prefix, naam) for prefix in SCHEMAS for naam in complexe_typen(prefix)]


@pytest.mark.parametrize(("prefix", "naam"), TYPEN)
def test_a_class_has_the_fields_of_its_complex_type(prefix: str, naam: str) -> None:
    in_schema = [
        (kind.element, _soort(kind.soort), kind.verplicht, kind.herhaalt) for kind in complexe_typen(prefix)[naam]
    ]
    in_klasse = [(veld.element, veld.soort, veld.verplicht, veld.herhaalt) for veld in velden(klasse_van(prefix, naam))]
    assert in_klasse == in_schema


def _soort(soort: Datatype | tuple[str, str]) -> type:
    return soort.soort if isinstance(soort, Datatype) else klasse_van(*soort)


@pytest.mark.parametrize("prefix", SCHEMAS)
def test_every_class_is_a_complex_type(prefix: str) -> None:
    module = import_module(klasse_van(prefix, next(iter(complexe_typen(prefix)))).__module__)
    klassen = {een for een in vars(module).values() if isinstance(een, type) and een.__module__ == module.__name__}
    assert klassen == {klasse_van(prefix, naam) for naam in complexe_typen(prefix)}


@pytest.mark.parametrize("prefix", SCHEMAS)
def test_an_element_is_in_the_namespace_of_its_schema(prefix: str) -> None:
    naam = "basisschema" if prefix == "ijw" else prefix.upper()
    soort = BERICHTSOORTEN.get(naam, BERICHTSOORTEN["JW301"])
    ruimte = etree.parse(bestand("schemas/ijw-3.2") / f"{naam}.xsd").getroot().attrib["targetNamespace"]
    for type_naam in complexe_typen(prefix):
        klasse = klasse_van(prefix, type_naam)
        for veld in velden(klasse):
            assert tag(veld, klasse, soort) == f"{{{ruimte!s}}}{veld.element}"
    assert prefix == "ijw" or KLASSE_PER_TAG[f"{{{ruimte!s}}}Bericht"] is KLASSEN[naam]


def test_there_are_fifteen_schemas_with_116_types() -> None:
    assert (len(SCHEMAS), len(TYPEN)) == (15, 116)


def test_a_name_maps_to_an_attribute_and_back() -> None:
    namen = {kind.element for prefix, naam in TYPEN for kind in complexe_typen(prefix)[naam]}
    assert {element(attribuut(naam)) for naam in namen} == namen
    assert len({attribuut(naam) for naam in namen}) == len(namen)
    assert attribuut("ToegewezenProduct") == "toegewezen_product"


@pytest.mark.parametrize("naam", ["JW301", "JW305"])
def test_what_is_shown_of_an_object_holds_none_of_its_content(naam: str) -> None:
    bericht = read((bestand("tests/voorbeelden") / f"{naam}.xml").read_bytes())
    for _, deel in alle(bericht):
        if isinstance(deel, Klasse):
            assert {repr(deel), str(deel), f"{deel}"} == {f"<{type(deel).__name__}>"}
            assert pretty_repr(deel) == f"{type(deel).__name__}()"
