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

from berichtenverkeer.berichten import KLASSEN, Bericht, Klasse
from berichtenverkeer.berichten.klasse import attribuut
from berichtenverkeer.berichten.letterlijk import sleuteltekst
from berichtenverkeer.core.bestanden import bestand

_GROOT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def keer(aantal: int) -> settings:
    """Settings for `aantal` berichten of hundreds of elements: how long one takes says nothing here.

    A failure is shown as it came: making one smaller takes minutes.
    """
    return settings(
        max_examples=aantal,
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
        return [waarde for naam, waarde in self.facetten if naam == facet]

    def grens(self, facet: str, anders: int) -> int:
        """The value of a facet that is a number."""
        return int(next(iter(self.alle(facet)), anders))


class Kind(NamedTuple):
    """One element of a complexType; `soort` is a Datatype, or prefix and name of a complexType."""

    element: str
    soort: Datatype | tuple[str, str]
    verplicht: bool
    herhaalt: bool


@cache
def _schema(prefix: str) -> etree._Element:
    naam = "basisschema" if prefix == "ijw" else prefix.upper()
    return etree.parse(bestand("schemas/ijw-3.2") / f"{naam}.xsd").getroot()


@cache
def complexe_typen(prefix: str) -> dict[str, tuple[Kind, ...]]:
    """Every complexType of a schema (`ijw`, `jw301`) by name, with its elements in order."""
    return {
        _van(knoop, "name"): tuple(map(_kind, knoop.iter(f"{_XS}element")))
        for knoop in _schema(prefix).iter(f"{_XS}complexType")
    }


def _van(knoop: etree._Element, attribuut: str) -> str:
    return str(knoop.attrib[attribuut])


def _kind(knoop: etree._Element) -> Kind:
    anoniem = knoop.find(f"{_XS}simpleType")
    soort = _soort(_van(knoop, "type")) if anoniem is None else _datatype(anoniem)
    return Kind(_van(knoop, "name"), soort, knoop.get("minOccurs") != "0", knoop.get("maxOccurs") == "unbounded")


def _soort(naam: str) -> Datatype | tuple[str, str]:
    prefix, _, kort = naam.partition(":")
    simpel = _schema(prefix).find(f"{_XS}simpleType[@name='{kort}']")
    return (prefix, kort) if simpel is None else _datatype(simpel)


def _datatype(knoop: etree._Element) -> Datatype:
    beperking = knoop.find(f"{_XS}restriction")
    assert beperking is not None
    eigen = tuple((etree.QName(facet).localname, _van(facet, "value")) for facet in beperking)
    prefix, _, kort = _van(beperking, "base").partition(":")
    if prefix == "xs":
        return Datatype(_PYTHON[kort], eigen)
    basis = _soort(_van(beperking, "base"))
    assert isinstance(basis, Datatype)
    return Datatype(basis.soort, eigen + basis.facetten)


def klasse_van(prefix: str, naam: str) -> type[Klasse]:
    """The class of a complexType; that of Root is called after its bericht."""
    module = import_module(f"berichtenverkeer.berichten.{'basisschema' if prefix == 'ijw' else prefix}")
    klasse: type[Klasse] = getattr(module, prefix.upper() if naam == "Root" else naam)
    return klasse


_LASTIG = "\t\n\r &<>\"']éŁ€\u0085\u2028\u00ad\u200f😀👩‍👧"


def _tekens(lastig: str) -> SearchStrategy[str]:
    """Every character of XML above the controls, the difficult ones often."""
    hoog = st.characters(min_codepoint=0x20, max_codepoint=0xFFFD, exclude_categories=["Cs"])
    return st.sampled_from(lastig) | hoog | st.characters(min_codepoint=0x10000)


@cache
def waarden(datatype: Datatype) -> SearchStrategy[Any]:
    """Every kind of value that the simple type allows."""
    if datatype.soort is date:
        return st.dates()
    if datatype.soort is time:
        return st.times()
    if lijst := datatype.alle("enumeration"):
        return st.sampled_from(lijst)
    patroon = next(iter(datatype.alle("pattern")), None)
    if datatype.soort is int:
        if patroon:
            return st.from_regex(patroon, fullmatch=True).map(int)
        return st.integers(datatype.grens("minInclusive", 0), datatype.grens("maxInclusive", 0))
    return _teksten(patroon, datatype.grens("minLength", 0), min(datatype.grens("maxLength", 30), 30))


_EEN_REGEL, _NIET_LEEG = r".*[^\s].*", r"([.\s]*\S+[.\s]*)+"
_REEKS = re.compile(r"\(?(\[[^]]+\])\)?[*+]")


def _teksten(patroon: str | None, minste: int, meeste: int) -> SearchStrategy[str]:
    if patroon in (None, _EEN_REGEL, _NIET_LEEG):
        lastig = re.sub(r"[\n\r]", "", _LASTIG) if patroon == _EEN_REGEL else _LASTIG
        tekst = st.text(_tekens(lastig), min_size=minste, max_size=meeste)
        return tekst.filter(lambda tekst: bool(tekst.strip(" \t\n\r"))) if patroon else tekst
    assert patroon is not None
    if reeks := _REEKS.fullmatch(patroon):
        return st.text(st.from_regex(reeks[1], fullmatch=True), min_size=minste, max_size=meeste)
    return st.from_regex(patroon, fullmatch=True)


@cache
def objecten(prefix: str, naam: str) -> SearchStrategy[Any]:
    """Valid objects of one complexType."""
    velden = {attribuut(kind.element): _veld(kind) for kind in complexe_typen(prefix)[naam]}
    return st.builds(klasse_van(prefix, naam), **velden)


_SLEUTELS = {"Identificatie", "IdentificatieRetour", "DeclaratieNummer", "Nummer", "Code", "ProductCode"}
_SLEUTELS |= {"ReferentieAanbieder", "ReferentieNummer", "VorigReferentieNummer"}
"""What tells one thing from another is the same with white space around it."""


def _veld(kind: Kind) -> SearchStrategy[Any]:
    een = waarden(kind.soort) if isinstance(kind.soort, Datatype) else objecten(*kind.soort)
    if kind.element in _SLEUTELS:
        een = een.map(sleuteltekst)
    if kind.herhaalt:
        return st.lists(een, min_size=1, max_size=3).map(tuple)
    return een if kind.verplicht else st.none() | een


def berichten(naam: str) -> SearchStrategy[Bericht]:
    """Valid objects of a berichtsoort (`JW305`)."""
    assert naam in KLASSEN, naam
    return objecten(naam.lower(), "Root")
