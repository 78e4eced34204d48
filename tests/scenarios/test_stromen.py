# SPDX-License-Identifier: EUPL-1.2
"""The tables of README.md are whole: every flow of the standard has a story, and every story is in a table."""

import re
from pathlib import Path

import pytest

from scenarios.verhaal import HIER, VERHALEN

STROMEN = Path(__file__).resolve().parents[3] / "shared" / "ijw-3.2" / "berichtstromen.md"

_CODE = re.compile(r"\b(?:OP|IV|TR)\d+(?:x\d)?\b")


def afdeling(tekst: str, kop: str) -> str:
    return tekst.split(f"\n## {kop}\n")[1].split("\n## ")[0]


def rijen(tekst: str, kop: str) -> dict[str, str]:
    """First cell -> second cell of the table under a heading."""
    cellen = [regel.strip("| ").split(" | ") for regel in afdeling(tekst, kop).splitlines() if regel.startswith("| ")]
    return {eerste: tweede for eerste, tweede, *_ in cellen[1:]}


@pytest.fixture(scope="module")
def tabellen() -> str:
    return (HIER / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def standaard() -> str:
    if not STROMEN.exists():
        pytest.skip("the facts of the standard (../shared) are not beside this checkout")
    return STROMEN.read_text(encoding="utf-8")


def test_every_story_is_in_a_table_and_has_a_number_of_its_own(tabellen: str) -> None:
    koppen = ("Flows", "Constraints across flows", "Beyond the table")
    genoemd = [nummer for kop in koppen for cel in rijen(tabellen, kop).values() for nummer in re.findall(r"\d\d", cel)]
    nummers = [pad.name[:2] for pad in VERHALEN]
    assert sorted(set(genoemd)) == nummers
    assert all(re.search(r"\d\d", cel) for kop in koppen for cel in rijen(tabellen, kop).values())


def test_every_flow_of_the_standard_has_a_story(tabellen: str, standaard: str) -> None:
    assert rijen(tabellen, "Flows").keys() == rijen(standaard, "Flows").keys()


def test_every_constraint_of_the_standard_has_a_story(tabellen: str, standaard: str) -> None:
    lijst = afdeling(standaard, "Flows").split("\nConstraints across flows:\n")[1]
    beperkingen = re.split(r"^- ", lijst, flags=re.MULTILINE)[1:]
    codes = [", ".join(_CODE.findall(beperking)) for beperking in beperkingen]
    assert list(rijen(tabellen, "Constraints across flows")) == codes


def test_every_code_that_a_flow_rests_on_is_named_by_a_story(standaard: str) -> None:
    codes = set(_CODE.findall(afdeling(standaard, "Flows")))
    verteld = " ".join(pad.read_text(encoding="utf-8") for pad in VERHALEN)
    niet_te_zien = {"OP295"}  # that starts and stops are mandatory: no bericht tells that one is missing
    assert codes - set(_CODE.findall(verteld)) == niet_te_zien
