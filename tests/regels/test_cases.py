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
from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, Regel, gebroken
from bouwers import DAGTEKENING, bouw
from regels.historie import GeenHistorie, historie

MAP = Path(__file__).parent / "cases"


def lees(pad: Path) -> dict[str, Any]:
    """One file of cases, checked for typing errors in its keys."""
    inhoud: dict[str, Any] = yaml.safe_load(pad.read_text(encoding="utf-8"))
    assert inhoud.keys() == {"code", "goed", "fout"}, pad.name
    assert inhoud["code"] == pad.stem, pad.name
    for soort in ("goed", "fout"):
        for geval in inhoud[soort]:
            optioneel = {"met", "eerder", "vandaag", "register"}
            assert geval.keys() - optioneel == {"naam", "bericht"} | ({"paden"} if soort == "fout" else set()), geval
            assert geval.get("paden", [""]), geval["naam"]
    return inhoud


CASES = {inhoud["code"]: inhoud for inhoud in map(lees, sorted(MAP.glob("*.yaml")))}


def gevallen(soort: str) -> list[Any]:
    return [
        pytest.param(code, geval, id=f"{code} {geval['bericht']} {geval['naam']}")
        for code, inhoud in CASES.items()
        for geval in inhoud[soort]
    ]


def paden(regel: Regel, geval: dict[str, Any]) -> tuple[Bericht, list[str]]:
    """The bericht of a case and the places at which it breaks the rule."""
    bericht = bouw(geval["bericht"], geval.get("met"))
    return bericht, gevonden(regel, bericht, geval)


def gevonden(regel: Regel, bericht: Bericht, geval: dict[str, Any]) -> list[str]:
    """The places at which the bericht breaks the rule, after what came before it in the case."""
    if regel.niveau is Niveau.BERICHT:
        return gebroken(regel, bericht, GeenHistorie())
    eerder = [bouw(een["bericht"], een.get("met")) for een in geval.get("eerder", ())]
    vandaag: date = geval.get("vandaag", DAGTEKENING)
    return gebroken(regel, bericht, historie(bericht, eerder, vandaag, geval.get("register", {})))


@cache
def schema(soort: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(bestand("schemas/ijw-3.2") / f"{soort}.xsd"))


def keur_schema(bericht: Bericht) -> None:
    """Only a bericht that passes its schema shows that the rule is what catches it."""
    xsd = schema(type(bericht).__name__)
    assert xsd.validate(etree.fromstring(write(bericht))), str(xsd.error_log)


@pytest.mark.parametrize(("code", "geval"), gevallen("goed"))
def test_a_good_case_has_no_finding(code: str, geval: dict[str, Any]) -> None:
    bericht, daar = paden(REGELS[code], geval)
    keur_schema(bericht)
    assert daar == []


@pytest.mark.parametrize(("code", "geval"), gevallen("fout"))
def test_a_bad_case_is_found_at_exactly_its_places(code: str, geval: dict[str, Any]) -> None:
    bericht, daar = paden(REGELS[code], geval)
    keur_schema(bericht)
    assert daar == geval["paden"]


@pytest.mark.parametrize("regel", list(REGELS), ids=lambda regel: regel.code)
def test_every_rule_has_a_good_and_a_bad_case_for_each_of_its_berichten(regel: Regel) -> None:
    for soort in ("goed", "fout"):
        gezien = {geval["bericht"].upper() for geval in CASES.get(regel.code, {}).get(soort, ())}
        assert gezien <= regel.berichten, f"{regel.code} names no {gezien - regel.berichten}"
        missen = regel.berichten - gezien
        assert not missen or (regel.wacht_op and gezien), f"{regel.code} has no case '{soort}' for {sorted(missen)}"


def test_every_file_of_cases_belongs_to_a_rule() -> None:
    assert {regel.code for regel in REGELS} >= CASES.keys()
