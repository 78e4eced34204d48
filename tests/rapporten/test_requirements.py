# SPDX-License-Identifier: EUPL-1.2
"""Each requirement that berichten or register can meet is named by a report or a page, or is in a list with why."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from berichtenverkeer.rapporten.catalogue import REPORTS

HERE = Path(__file__)
ROOT = HERE.parents[2]
SHARED = ROOT.parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")

_ROW = re.compile(r"^\| ([A-Z]\d\d) \| .* \| (?:metric|rule|report|actor|data) \| ([MCE+-]+) \|$", re.MULTILINE)


@cache
def asked() -> frozenset[str]:
    """The ids of A1 to A7 that need berichten (M) or the register (C)."""
    text = (SHARED / "requirements.md").read_text(encoding="utf-8")
    rows = _ROW.findall(text[text.index("### A1 ") : text.index("### A9 ")])
    assert len(rows) == len(re.findall(r"^\| [A-Z]\d\d \|", text[text.index("### A1 ") : text.index("### A9 ")], re.M))
    return frozenset(number for number, needs in rows if {"M", "C"} & {*needs.split("+")})


@cache
def listed() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(HERE.with_name("requirements.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def of_reports() -> set[str]:
    return {one for report in REPORTS.values() for one in report.ids}


def test_each_is_named_by_a_report_or_a_page_or_has_a_reason() -> None:
    places = [of_reports(), *(set(listed()[kind]) for kind in ("pages", "held", "absent"))]
    found = {one: sum(one in place for place in places) for one in asked()}
    assert not {one for one, places in found.items() if places != 1}, "in no place, or in two"


def test_the_list_has_nothing_else() -> None:
    assert set().union(*(listed()[kind] for kind in ("pages", "held", "absent"))) <= asked()
    assert set(listed()["partly"]) <= of_reports()


def test_a_page_is_one_of_those_that_are_asked() -> None:
    text = (SHARED / "pages.md").read_text(encoding="utf-8")
    pages = {
        name.strip() for row in re.findall(r"^\| ([^|]+) \| .* \|$", text, re.MULTILINE) for name in row.split(",")
    }
    assert set(listed()["pages"].values()) <= pages


def test_what_holds_a_requirement_is_there_and_says_how() -> None:
    for number, one in listed()["held"].items():
        assert (ROOT / one["in"]).exists(), number
        assert one["why"].endswith("."), number
    for kind in ("absent", "partly"):
        assert all(reason.endswith(".") for reason in listed()[kind].values())
