# SPDX-License-Identifier: EUPL-1.2
"""Runs tests/regels/cases/<CODE>.yaml: berichten that a rule lets pass and berichten that break it, with the places.

Only the rule of the file is asked, and every place must be named. README.md has the format.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.core.files import bestand
from berichtenverkeer.regels import REGELS, Regel, violations
from bouwers import DAGTEKENING, bouw
from regels.historie import GeenHistorie, historie

MAP = Path(__file__).parent / "cases"


def read(pad: Path) -> dict[str, Any]:
    """One file of cases, checked for typing errors in its keys."""
    content: dict[str, Any] = yaml.load(pad.read_bytes(), yaml.CSafeLoader)  # a hundred files, at every start
    assert content.keys() == {"code", "goed", "fout"}, pad.name
    assert content["code"] == pad.stem, pad.name
    for soort in ("goed", "fout"):
        for geval in content[soort]:
            optioneel = {"met", "eerder", "vandaag", "register"}
            assert geval.keys() - optioneel == {"naam", "bericht"} | ({"paden"} if soort == "fout" else set()), geval
            assert geval.get("paden", [""]), geval["naam"]
    return content


CASES = {content["code"]: content for content in map(read, sorted(MAP.glob("*.yaml")))}


def gevallen(soort: str) -> list[Any]:
    return [
        pytest.param(code, geval, id=f"{code} {geval['bericht']} {geval['naam']}")
        for code, content in CASES.items()
        for geval in content[soort]
    ]


def paden(regel: Regel, geval: dict[str, Any]) -> tuple[Bericht, list[str]]:
    """The bericht of a case and the places at which it breaks the rule."""
    bericht = bouw(geval["bericht"], geval.get("met"))
    return bericht, found(regel, bericht, geval)


def found(regel: Regel, bericht: Bericht, geval: dict[str, Any]) -> list[str]:
    """The places at which the bericht breaks the rule, after what came before it in the case."""
    if regel.niveau is Niveau.BERICHT:
        return violations(regel, bericht, GeenHistorie())
    earlier = [bouw(one["bericht"], one.get("met")) for one in geval.get("eerder", ())]
    today: date = geval.get("vandaag", DAGTEKENING)
    return violations(regel, bericht, historie(bericht, earlier, today, geval.get("register", {})))


@cache
def schema(soort: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(bestand("schemas/ijw-3.2") / f"{soort}.xsd"))


def keur_schema(bericht: Bericht) -> None:
    """Only a bericht that passes its schema shows that the rule is what catches it."""
    xsd = schema(type(bericht).__name__)
    assert xsd.validate(etree.fromstring(write(bericht))), str(xsd.error_log)


@pytest.mark.parametrize(("code", "geval"), gevallen("goed"))
def test_a_good_case_has_no_finding(code: str, geval: dict[str, Any]) -> None:
    bericht, there = paden(REGELS[code], geval)
    keur_schema(bericht)
    assert there == []


@pytest.mark.parametrize(("code", "geval"), gevallen("fout"))
def test_a_bad_case_is_found_at_exactly_its_places(code: str, geval: dict[str, Any]) -> None:
    bericht, there = paden(REGELS[code], geval)
    keur_schema(bericht)
    assert there == geval["paden"]


@pytest.mark.parametrize("regel", list(REGELS), ids=lambda regel: regel.code)
def test_every_rule_has_a_good_and_a_bad_case_for_each_of_its_berichten(regel: Regel) -> None:
    for soort in ("goed", "fout"):
        seen = {geval["bericht"].upper() for geval in CASES.get(regel.code, {}).get(soort, ())}
        assert seen <= regel.berichten, f"{regel.code} names no {seen - regel.berichten}"
        missen = regel.berichten - seen
        assert not missen or (regel.wacht_op and seen), f"{regel.code} has no case '{soort}' for {sorted(missen)}"


def test_every_file_of_cases_belongs_to_a_rule() -> None:
    assert {regel.code for regel in REGELS} >= CASES.keys()
