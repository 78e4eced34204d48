# SPDX-License-Identifier: EUPL-1.2
"""Faults planted in a valid bericht are all found, each exactly once, on a line that shows them."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.berichten.reading import parser
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.structure import Component, structure
from berichtenverkeer.standaarden import STANDAARDEN
from berichtenverkeer.validation.xsd import examine_xsd
from examples import examples

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
BERICHTEN = {
    bestand.stem: bestand.read_bytes().replace(b"2027-06-31", b"2027-06-30") for bestand in VOORBEELDEN.glob("*.xml")
}
Part = tuple[str, etree._Element, Component]
Geplant = tuple[str, str]


def parts(pad: str, element: etree._Element, part: Component) -> Iterator[Part]:
    """Every part of a valid bericht that has child elements, with its path."""
    yield pad, element, part
    counters: dict[str, int] = {}
    for child in element:
        under = part.kinderen[part.plaats[str(child.tag)]]
        counters[under.naam] = counters.get(under.naam, 0) + 1
        if under.waarde is None:
            here = f"{pad}/{under.naam}[{counters[under.naam]}]" if under.herhaalt else f"{pad}/{under.naam}"
            yield from parts(here, child, under)


def sheets(element: etree._Element, part: Component) -> list[tuple[etree._Element, Component]]:
    """The single values right under a part."""
    under = [(child, part.kinderen[part.plaats[str(child.tag)]]) for child in element]
    return [(child, soort) for child, soort in under if soort.waarde is not None and not soort.herhaalt]


def ontbreekt(part: Part, luck: Random) -> Geplant | None:
    pad, element, soort = part
    choices = [(child, under) for child, under in sheets(element, soort) if under.verplicht]
    if not choices:
        return None
    child, under = luck.choice(choices)
    element.remove(child)
    return "XSD-ONTBREEKT", f"{pad}/{under.naam}"


def foute_waarde(part: Part, luck: Random) -> Geplant | None:
    pad, element, soort = part
    choices = sheets(element, soort)
    if not choices:
        return None
    child, under = luck.choice(choices)
    assert under.waarde is not None
    child.text = luck.choice(["", "x" * 500 if under.waarde.hoogstens else ""])
    return "XSD-WAARDE", f"{pad}/{under.naam}"


def unknown(part: Part, luck: Random) -> Geplant | None:
    pad, element, _ = part
    name = luck.choice(["Qqq", "Wxyz.w", "Bericht"])
    new = etree.Element(etree.QName(etree.QName(element).namespace, name))
    new.text = luck.choice([None, "x", "\n"])
    element.insert(luck.randint(0, len(element)), new)
    return "XSD-ONBEKEND", f"{pad}/{name}"


def verkeerde_plaats(part: Part, luck: Random) -> Geplant | None:
    pad, element, soort = part
    choices = sheets(element, soort)
    if len(element) < 3 or len({child.tag for child in element}) < len(element) or not choices:
        return None
    child, under = luck.choice(choices)
    plek = element.index(child)
    other = [number for number in range(len(element)) if abs(number - plek) > 1]
    if not other:
        return None
    to = luck.choice(other)
    element.remove(child)
    element.insert(to, child)
    return "XSD-VOLGORDE", f"{pad}/{under.naam}"


def te_vaak(part: Part, luck: Random) -> Geplant | None:
    pad, element, soort = part
    choices = sheets(element, soort)
    if not choices:
        return None
    child, under = luck.choice(choices)
    element.insert(luck.randint(0, len(element)), deepcopy(child))
    return "XSD-TE-VAAK", f"{pad}/{under.naam}"


def attribute(part: Part, luck: Random) -> Geplant | None:
    pad, element, _ = part
    element.set(luck.choice(["id", "{urn:x}soort"]), "1")
    return "XSD-ATTRIBUUT", pad


SOORTEN: tuple[Callable[[Part, Random], Geplant | None], ...] = (
    ontbreekt,
    foute_waarde,
    unknown,
    verkeerde_plaats,
    te_vaak,
    attribute,
)


def kind_of(data: bytes) -> Berichtsoort:
    return STANDAARDEN.per_namespace[etree.QName(etree.fromstring(data, parser())).namespace or ""]


def plant(data: bytes, count: int, luck: Random) -> tuple[bytes, list[Geplant]]:
    """The bericht with `count` faults, each in a part of its own, and what should be found."""
    tree = etree.fromstring(data, parser())
    soort = kind_of(data)
    candidates = list(parts(soort.naam, tree, structure(soort)))
    luck.shuffle(candidates)
    geplant: list[Geplant] = []
    for part in candidates:
        fault = luck.choice(SOORTEN)(part, luck)
        if fault is not None:
            geplant.append(fault)
        if len(geplant) == count:
            break
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True), geplant


@settings(max_examples=examples(150), deadline=None)
@given(name=st.sampled_from(sorted(BERICHTEN)), count=st.integers(1, 5), seed=st.integers(0, 2**32))
def test_every_planted_fault_is_found_exactly_once(name: str, count: int, seed: int) -> None:
    data, geplant = plant(BERICHTEN[name], count, Random(seed))
    bevindingen = examine_xsd(etree.fromstring(data, parser()), kind_of(data))
    assert sorted((b.code, b.pad) for b in bevindingen) == sorted(geplant)
    regels = data.decode().split("\n")
    for bevinding in bevindingen:
        assert bevinding.regelnummer is not None
        if bevinding.code not in {"XSD-ONTBREEKT", "XSD-ATTRIBUUT"}:
            naam_van_element = bevinding.pad.rpartition("/")[2].partition("[")[0]
            assert f":{naam_van_element}" in regels[bevinding.regelnummer - 1]


@pytest.mark.parametrize("name", sorted(BERICHTEN))
@pytest.mark.parametrize("fault", SOORTEN, ids=lambda fault: fault.__name__)
def test_a_fault_in_any_part_is_found(name: str, fault: Callable[[Part, Random], Geplant | None]) -> None:
    soort = kind_of(BERICHTEN[name])
    count = len(list(parts(soort.naam, etree.fromstring(BERICHTEN[name], parser()), structure(soort))))
    found = 0
    for number in range(count):
        tree = etree.fromstring(BERICHTEN[name], parser())
        part = list(parts(soort.naam, tree, structure(soort)))[number]
        expected = fault(part, Random(number))
        if expected is None:
            continue
        data = etree.tostring(tree, encoding="UTF-8", xml_declaration=True)
        assert [(b.code, b.pad) for b in examine_xsd(etree.fromstring(data, parser()), soort)] == [expected]
        found += 1
    assert found
