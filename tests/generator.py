# SPDX-License-Identifier: EUPL-1.2
"""Valid berichten by the thousand, made from the XSD files alone: types, facets, patterns, optional parts, repeats.

The schemas are read here a second time, without the plan of the product, so that both can be compared.
"""

import re
from datetime import date, time
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from lxml import etree

from berichtenverkeer.berichten import CLASSES, Bericht, Class
from berichtenverkeer.berichten.class_ import attribute
from berichtenverkeer.berichten.literal import key_text
from berichtenverkeer.core.files import bestand

_GROOT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def keer(count: int) -> settings:
    """Settings for `count` berichten of hundreds of elements: how long one takes says nothing here.

    A failure is shown as it came: making one smaller takes minutes.
    """
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=_GROOT,
        database=None,
        phases=(Phase.explicit, Phase.generate),
    )


_XS = "{http://www.w3.org/2001/XMLSchema}"
_PYTHON = {"string": str, "integer": int, "date": date, "time": time}


class Datatype(NamedTuple):
    """A simple type: what Python holds it in, and its facets with those of the type it restricts."""

    soort: type
    facetten: tuple[tuple[str, str], ...]

    def alle(self, facet: str) -> list[str]:
        """The values of one facet."""
        return [value for name, value in self.facetten if name == facet]

    def bound(self, facet: str, otherwise: int) -> int:
        """The value of a facet that is a number."""
        return int(next(iter(self.alle(facet)), otherwise))


class Child(NamedTuple):
    """One element of a complexType; `soort` is a Datatype, or prefix and name of a complexType."""

    element: str
    soort: Datatype | tuple[str, str]
    verplicht: bool
    herhaalt: bool


@cache
def _schema(prefix: str) -> etree._Element:
    name = "basisschema" if prefix == "ijw" else prefix.upper()
    return etree.parse(bestand("schemas/ijw-3.2") / f"{name}.xsd").getroot()


@cache
def complexe_typen(prefix: str) -> dict[str, tuple[Child, ...]]:
    """Every complexType of a schema (`ijw`, `jw301`) by name, with its elements in order."""
    return {
        _van(node, "name"): tuple(map(_child, node.iter(f"{_XS}element")))
        for node in _schema(prefix).iter(f"{_XS}complexType")
    }


def _van(node: etree._Element, attribute: str) -> str:
    return str(node.attrib[attribute])


def _child(node: etree._Element) -> Child:
    anoniem = node.find(f"{_XS}simpleType")
    soort = _kind(_van(node, "type")) if anoniem is None else _datatype(anoniem)
    return Child(_van(node, "name"), soort, node.get("minOccurs") != "0", node.get("maxOccurs") == "unbounded")


def _kind(name: str) -> Datatype | tuple[str, str]:
    prefix, _, short = name.partition(":")
    simpel = _schema(prefix).find(f"{_XS}simpleType[@name='{short}']")
    return (prefix, short) if simpel is None else _datatype(simpel)


def _datatype(node: etree._Element) -> Datatype:
    beperking = node.find(f"{_XS}restriction")
    assert beperking is not None
    own = tuple((etree.QName(facet).localname, _van(facet, "value")) for facet in beperking)
    prefix, _, short = _van(beperking, "base").partition(":")
    if prefix == "xs":
        return Datatype(_PYTHON[short], own)
    basis = _kind(_van(beperking, "base"))
    assert isinstance(basis, Datatype)
    return Datatype(basis.soort, own + basis.facetten)


def klasse_van(prefix: str, name: str) -> type[Class]:
    """The class of a complexType; that of Root is called after its bericht."""
    module = import_module(f"berichtenverkeer.berichten.{'basisschema' if prefix == 'ijw' else prefix}")
    class_: type[Class] = getattr(module, prefix.upper() if name == "Root" else name)
    return class_


_LASTIG = "\t\n\r &<>\"']éŁ€\u0085\u2028\u00ad\u200f😀👩‍👧"


def _tekens(lastig: str) -> SearchStrategy[str]:
    """Every character of XML above the controls, the difficult ones often."""
    hoog = st.characters(min_codepoint=0x20, max_codepoint=0xFFFD, exclude_categories=["Cs"])
    return st.sampled_from(lastig) | hoog | st.characters(min_codepoint=0x10000)


@cache
def values(datatype: Datatype) -> SearchStrategy[Any]:
    """Every kind of value that the simple type allows."""
    if datatype.soort is date:
        return st.dates()
    if datatype.soort is time:
        return st.times()
    if listing := datatype.alle("enumeration"):
        return st.sampled_from(listing)
    pattern = next(iter(datatype.alle("pattern")), None)
    if datatype.soort is int:
        if pattern:
            return st.from_regex(pattern, fullmatch=True).map(int)
        return st.integers(datatype.bound("minInclusive", 0), datatype.bound("maxInclusive", 0))
    return _texts(pattern, datatype.bound("minLength", 0), min(datatype.bound("maxLength", 30), 30))


_ONE_REGEL, _NIET_LEEG = r".*[^\s].*", r"([.\s]*\S+[.\s]*)+"
_REEKS = re.compile(r"\(?(\[[^]]+\])\)?[*+]")


def _texts(pattern: str | None, minste: int, meeste: int) -> SearchStrategy[str]:
    if pattern in (None, _ONE_REGEL, _NIET_LEEG):
        lastig = re.sub(r"[\n\r]", "", _LASTIG) if pattern == _ONE_REGEL else _LASTIG
        text = st.text(_tekens(lastig), min_size=minste, max_size=meeste)
        return text.filter(lambda text: bool(text.strip(" \t\n\r"))) if pattern else text
    assert pattern is not None
    if series := _REEKS.fullmatch(pattern):
        return st.text(st.from_regex(series[1], fullmatch=True), min_size=minste, max_size=meeste)
    return st.from_regex(pattern, fullmatch=True)


@cache
def objecten(prefix: str, name: str) -> SearchStrategy[Any]:
    """Valid objects of one complexType."""
    fields = {attribute(child.element): _field(child) for child in complexe_typen(prefix)[name]}
    return st.builds(klasse_van(prefix, name), **fields)


_KEYS = {"Identificatie", "IdentificatieRetour", "DeclaratieNummer", "Nummer", "Code", "ProductCode"}
_KEYS |= {"ReferentieAanbieder", "ReferentieNummer", "VorigReferentieNummer"}
"""What tells one thing from another is the same with white space around it."""


def _field(child: Child) -> SearchStrategy[Any]:
    one = values(child.soort) if isinstance(child.soort, Datatype) else objecten(*child.soort)
    if child.element in _KEYS:
        one = one.map(key_text)
    if child.herhaalt:
        return st.lists(one, min_size=1, max_size=3).map(tuple)
    return one if child.verplicht else st.none() | one


def berichten(name: str) -> SearchStrategy[Bericht]:
    """Valid objects of a berichtsoort (`JW305`)."""
    assert name in CLASSES, name
    return objecten(name.lower(), "Root")
