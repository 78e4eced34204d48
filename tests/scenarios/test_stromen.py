# SPDX-License-Identifier: EUPL-1.2
"""The tables of README.md are whole: every flow of the standard has a story, and every story is in a table."""

import re
from pathlib import Path

import pytest

from scenarios.story import HIER, VERHALEN

STROMEN = Path(__file__).resolve().parents[3] / "shared" / "ijw-3.2" / "berichtstromen.md"

_CODE = re.compile(r"\b(?:OP|IV|TR)\d+(?:x\d)?\b")


def afdeling(text: str, envelope: str) -> str:
    return text.split(f"\n## {envelope}\n")[1].split("\n## ")[0]


def rows(text: str, envelope: str) -> dict[str, str]:
    """First cell -> second cell of the table under a heading."""
    cells = [
        regel.strip("| ").split(" | ") for regel in afdeling(text, envelope).splitlines() if regel.startswith("| ")
    ]
    return {first: tweede for first, tweede, *_ in cells[1:]}


@pytest.fixture(scope="module")
def tables() -> str:
    return (HIER / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def standaard() -> str:
    if not STROMEN.exists():
        pytest.skip("the facts of the standard (../shared) are not beside this checkout")
    return STROMEN.read_text(encoding="utf-8")


def test_every_story_is_in_a_table_and_has_a_number_of_its_own(tables: str) -> None:
    envelopes = ("Flows", "Constraints across flows", "Beyond the table")
    named = [
        number
        for envelope in envelopes
        for cell in rows(tables, envelope).values()
        for number in re.findall(r"\d\d", cell)
    ]
    numbers = [pad.name[:2] for pad in VERHALEN]
    assert sorted(set(named)) == numbers
    assert all(re.search(r"\d\d", cell) for envelope in envelopes for cell in rows(tables, envelope).values())


def test_every_flow_of_the_standard_has_a_story(tables: str, standaard: str) -> None:
    assert rows(tables, "Flows").keys() == rows(standaard, "Flows").keys()


def test_every_constraint_of_the_standard_has_a_story(tables: str, standaard: str) -> None:
    listing = afdeling(standaard, "Flows").split("\nConstraints across flows:\n")[1]
    beperkingen = re.split(r"^- ", listing, flags=re.MULTILINE)[1:]
    codes = [", ".join(_CODE.findall(beperking)) for beperking in beperkingen]
    assert list(rows(tables, "Constraints across flows")) == codes


def test_every_code_that_a_flow_rests_on_is_named_by_a_story(standaard: str) -> None:
    codes = set(_CODE.findall(afdeling(standaard, "Flows")))
    verteld = " ".join(pad.read_text(encoding="utf-8") for pad in VERHALEN)
    niet_te_zien = {"OP295"}  # that starts and stops are mandatory: no bericht tells that one is missing
    assert codes - set(_CODE.findall(verteld)) == niet_te_zien
