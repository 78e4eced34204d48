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

from berichtenverkeer.berichten.lezen import parser
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.structuur import Onderdeel, structuur
from berichtenverkeer.standaarden import STANDAARDEN
from berichtenverkeer.validation.xsd import toets_xsd

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
BERICHTEN = {
    bestand.stem: bestand.read_bytes().replace(b"2027-06-31", b"2027-06-30") for bestand in VOORBEELDEN.glob("*.xml")
}
Deel = tuple[str, etree._Element, Onderdeel]
Geplant = tuple[str, str]


def delen(pad: str, element: etree._Element, deel: Onderdeel) -> Iterator[Deel]:
    """Every part of a valid bericht that has child elements, with its path."""
    yield pad, element, deel
    tellers: dict[str, int] = {}
    for kind in element:
        onder = deel.kinderen[deel.plaats[str(kind.tag)]]
        tellers[onder.naam] = tellers.get(onder.naam, 0) + 1
        if onder.waarde is None:
            hier = f"{pad}/{onder.naam}[{tellers[onder.naam]}]" if onder.herhaalt else f"{pad}/{onder.naam}"
            yield from delen(hier, kind, onder)


def bladen(element: etree._Element, deel: Onderdeel) -> list[tuple[etree._Element, Onderdeel]]:
    """The single values right under a part."""
    onder = [(kind, deel.kinderen[deel.plaats[str(kind.tag)]]) for kind in element]
    return [(kind, soort) for kind, soort in onder if soort.waarde is not None and not soort.herhaalt]


def ontbreekt(deel: Deel, toeval: Random) -> Geplant | None:
    pad, element, soort = deel
    keuzes = [(kind, onder) for kind, onder in bladen(element, soort) if onder.verplicht]
    if not keuzes:
        return None
    kind, onder = toeval.choice(keuzes)
    element.remove(kind)
    return "XSD-ONTBREEKT", f"{pad}/{onder.naam}"


def foute_waarde(deel: Deel, toeval: Random) -> Geplant | None:
    pad, element, soort = deel
    keuzes = bladen(element, soort)
    if not keuzes:
        return None
    kind, onder = toeval.choice(keuzes)
    assert onder.waarde is not None
    kind.text = toeval.choice(["", "x" * 500 if onder.waarde.hoogstens else ""])
    return "XSD-WAARDE", f"{pad}/{onder.naam}"


def onbekend(deel: Deel, toeval: Random) -> Geplant | None:
    pad, element, _ = deel
    naam = toeval.choice(["Qqq", "Wxyz.w", "Bericht"])
    nieuw = etree.Element(etree.QName(etree.QName(element).namespace, naam))
    nieuw.text = toeval.choice([None, "x", "\n"])
    element.insert(toeval.randint(0, len(element)), nieuw)
    return "XSD-ONBEKEND", f"{pad}/{naam}"


def verkeerde_plaats(deel: Deel, toeval: Random) -> Geplant | None:
    pad, element, soort = deel
    keuzes = bladen(element, soort)
    if len(element) < 3 or len({kind.tag for kind in element}) < len(element) or not keuzes:
        return None
    kind, onder = toeval.choice(keuzes)
    plek = element.index(kind)
    andere = [nummer for nummer in range(len(element)) if abs(nummer - plek) > 1]
    if not andere:
        return None
    naar = toeval.choice(andere)
    element.remove(kind)
    element.insert(naar, kind)
    return "XSD-VOLGORDE", f"{pad}/{onder.naam}"


def te_vaak(deel: Deel, toeval: Random) -> Geplant | None:
    pad, element, soort = deel
    keuzes = bladen(element, soort)
    if not keuzes:
        return None
    kind, onder = toeval.choice(keuzes)
    element.insert(toeval.randint(0, len(element)), deepcopy(kind))
    return "XSD-TE-VAAK", f"{pad}/{onder.naam}"


def attribuut(deel: Deel, toeval: Random) -> Geplant | None:
    pad, element, _ = deel
    element.set(toeval.choice(["id", "{urn:x}soort"]), "1")
    return "XSD-ATTRIBUUT", pad


SOORTEN: tuple[Callable[[Deel, Random], Geplant | None], ...] = (
    ontbreekt,
    foute_waarde,
    onbekend,
    verkeerde_plaats,
    te_vaak,
    attribuut,
)


def soort_van(data: bytes) -> Berichtsoort:
    return STANDAARDEN.per_namespace[etree.QName(etree.fromstring(data, parser())).namespace or ""]


def plant(data: bytes, aantal: int, toeval: Random) -> tuple[bytes, list[Geplant]]:
    """The bericht with `aantal` faults, each in a part of its own, and what should be found."""
    boom = etree.fromstring(data, parser())
    soort = soort_van(data)
    kandidaten = list(delen(soort.naam, boom, structuur(soort)))
    toeval.shuffle(kandidaten)
    geplant: list[Geplant] = []
    for deel in kandidaten:
        fout = toeval.choice(SOORTEN)(deel, toeval)
        if fout is not None:
            geplant.append(fout)
        if len(geplant) == aantal:
            break
    return etree.tostring(boom, encoding="UTF-8", xml_declaration=True), geplant


@settings(max_examples=150, deadline=None)
@given(naam=st.sampled_from(sorted(BERICHTEN)), aantal=st.integers(1, 5), zaad=st.integers(0, 2**32))
def test_every_planted_fault_is_found_exactly_once(naam: str, aantal: int, zaad: int) -> None:
    data, geplant = plant(BERICHTEN[naam], aantal, Random(zaad))
    bevindingen = toets_xsd(etree.fromstring(data, parser()), soort_van(data))
    assert sorted((b.code, b.pad) for b in bevindingen) == sorted(geplant)
    regels = data.decode().split("\n")
    for bevinding in bevindingen:
        assert bevinding.regelnummer is not None
        if bevinding.code not in {"XSD-ONTBREEKT", "XSD-ATTRIBUUT"}:
            naam_van_element = bevinding.pad.rpartition("/")[2].partition("[")[0]
            assert f":{naam_van_element}" in regels[bevinding.regelnummer - 1]


@pytest.mark.parametrize("naam", sorted(BERICHTEN))
@pytest.mark.parametrize("fout", SOORTEN, ids=lambda fout: fout.__name__)
def test_a_fault_in_any_part_is_found(naam: str, fout: Callable[[Deel, Random], Geplant | None]) -> None:
    soort = soort_van(BERICHTEN[naam])
    aantal = len(list(delen(soort.naam, etree.fromstring(BERICHTEN[naam], parser()), structuur(soort))))
    gevonden = 0
    for nummer in range(aantal):
        boom = etree.fromstring(BERICHTEN[naam], parser())
        deel = list(delen(soort.naam, boom, structuur(soort)))[nummer]
        verwacht = fout(deel, Random(nummer))
        if verwacht is None:
            continue
        data = etree.tostring(boom, encoding="UTF-8", xml_declaration=True)
        assert [(b.code, b.pad) for b in toets_xsd(etree.fromstring(data, parser()), soort)] == [verwacht]
        gevonden += 1
    assert gevonden
