# SPDX-License-Identifier: EUPL-1.2
"""Proof that the schemas hold the rules that are declared as held by them: at every place, and in a whole bericht."""

import re
from collections.abc import Iterator

import pytest
from lxml import etree

from berichtenverkeer.berichten import write
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, Staat
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.structure import Component, structure
from berichtenverkeer.validation.intake import read_intake
from bouwers import Met, bouw
from regels.test_registry import met_standaard, regellijst

REGELCODES = sorted(code for code, one in REGELS.explained.items() if one.staat is Staat.SCHEMA)

GRENS: dict[str, tuple[str, str | None]] = {
    "CS015": ("1", "2"),
    "CS025": ("2", "3"),
    "CS319": ("2026-04", "202604A"),
    "RS001": ("-1", "0"),
    "RS002": ("100", "99"),
    "RS004": ("100000", "99999"),
    "RS005": ("100000000", "99999999"),
    "RS006": ("1000000000", "999999999"),
    "RS008": ("11", "1"),
    "RS009": ("011", "01"),
    "RS010": ("4380", None),
    "RS011": ("00010", "0001"),
    "RS012": ("45A045", "45A04"),
    "RS013": ("abcdefg", "abcdef"),
    "RS014": ("123456789", "12345678"),
    "RS015": ("9999000060", "999900006"),
    "RS016": ("x" * 11, "x" * 10),
    "RS017": ("x" * 13, "x" * 12),
    "RS018": ("1" * 16, "1" * 15),
    "RS019": ("x" * 21, "x" * 20),
    "RS020": ("x" * 25, "x" * 24),
    "RS021": ("x" * 26, "x" * 25),
    "RS023": ("x" * 36, "x" * 35),
    "RS024": ("x" * 37, "x" * 36),
    "RS025": ("x" * 65, "x" * 64),
    "RS026": ("x" * 81, "x" * 80),
    "RS028": ("x" * 201, "x" * 200),
    "RS031": (" \n ", "ja"),
    "RS032": ("2026-08-30Z", "2026-08-30"),
    "RS033": ("  ", "x"),
    "RS034": ("13:59:41+01:00", "13:59:41.123"),
    "RS035": ("036", "0363"),
    "RS036": ("6565605", "65656055"),
    "RS037": ("99990000", "999900006"),
    "RS040": ("1" + "0" * 12, "9" * 12),
    "RS045": ("J.P.", "JP"),
    "RS046": ("06-12345678", "0612345678"),
    "RS047": ("000", None),
    "RS048": ("1.0", "1.0.0"),
}
"""A value that just breaks a rule and one that just does not; None where each berichtsoort has one right value."""

AANGEVULD: dict[str, Met] = {
    "JW301": {
        "Client/Contactgegevens/Contact[1]/Organisatie": "Huis van de Wijk",
        "Client/Contactgegevens/Contact[1]/Adres/Straatnaam": "Dam",
        "Client/Commentaar": "Bel eerst.",
    },
    "JW315": {"Client/AangevraagdeProducten/AangevraagdProduct[1]/Verwijzer/Naam": "Huisartsenpraktijk"},
}
"""What the builder of a berichtsoort leaves out and a rule speaks of."""

BERICHTEN = {
    soort: write(bouw(soort, AANGEVULD.get(soort)))
    for soort in ("JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323", "JW325")
}


def plekken(code: str) -> Iterator[tuple[str, Component]]:
    """Every element that the list names for a rule, with what the schema says of it."""
    for pad in regellijst()[code]["paden"].split(" | ") if regellijst() else ():
        soort, *names = pad.split("/")
        part = structure(BERICHTSOORTEN[soort])
        for name in names:
            (part,) = (child for child in part.kinderen if child.naam == name)
        yield pad, part


def may(part: Component, value: str) -> bool:
    assert part.waarde is not None
    return part.waarde.mag(value)


@met_standaard
def test_every_rule_on_level_xsd_is_proved() -> None:
    xsd = {code for code, row in regellijst().items() if row["controleniveau"] == "XSD"}
    assert set(REGELCODES) == GRENS.keys() == xsd


@met_standaard
@pytest.mark.parametrize("code", REGELCODES)
def test_the_schema_refuses_a_broken_value_wherever_the_rule_holds(code: str) -> None:
    fault, good = GRENS[code]
    parts = list(plekken(code))
    assert [pad for pad, part in parts if may(part, fault)] == []
    assert good is None or any(may(part, good) for _, part in parts)


@met_standaard
@pytest.mark.parametrize("code", REGELCODES)
def test_one_broken_value_in_a_whole_bericht_is_one_finding_at_its_place(code: str) -> None:
    geplant = 0
    for pad, _ in plekken(code):
        soort, _, rest = pad.partition("/")
        if soort not in BERICHTEN:
            continue
        tree = etree.fromstring(BERICHTEN[soort])
        element = tree.find("/".join(f"{{*}}{name}" for name in rest.split("/")))
        if element is None:
            continue
        element.text = GRENS[code][0]
        bevindingen = read_intake(etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
        assert isinstance(bevindingen, list), f"{pad} passes"
        (bevinding,) = bevindingen
        assert (bevinding.niveau, bevinding.code) == (Niveau.XSD, "XSD-WAARDE")
        assert re.sub(r"\[\d+\]", "", bevinding.pad) == pad
        geplant += 1
    assert geplant, f"no builder has an element of {code}"
