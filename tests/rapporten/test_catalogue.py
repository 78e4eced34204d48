# SPDX-License-Identifier: EUPL-1.2
"""What every declaration owes: that it is named, tested by hand, and meets the requirements that are its own."""

import ast
import re
from pathlib import Path

import pytest

from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import REPORTS as FOLDER
from berichtenverkeer.rapporten.declaration import Report

HERE = Path(__file__).parent
FIGURES = Path(__file__).parents[3] / "shared" / "figures.md"
needs_figures = pytest.mark.skipif(not FIGURES.exists(), reason="../shared/figures.md is not here")

SERIES = re.compile(r"([A-Z])(\d\d)(?: to \1(\d\d))?")


def asked() -> dict[str, frozenset[str]]:
    """Code -> ids, of the table of reports."""
    rows = re.findall(r"^\| ([a-z]+) \| .* \| ([^|]*) \|$", FIGURES.read_text(encoding="utf-8"), re.MULTILINE)
    return {code: ids(text) for code, text in rows if code != "code"}


def ids(text: str) -> frozenset[str]:
    return frozenset(
        f"{letter}{number:02d}"
        for letter, first, last in SERIES.findall(text)
        for number in range(int(first), int(last or first) + 1)
    )


def test_every_declaration_is_in_the_catalogue() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    named = set(re.findall(r"rapporten\.reports\.(\w+) import", (FOLDER.parent / "catalogue.py").read_text()))
    assert named == files


def test_every_file_of_facts_is_read_by_a_report() -> None:
    named = {table.facts for report in REPORTS.values() for table in report.tables}
    assert named == {path.stem for path in FOLDER.glob("*.sql")}


@needs_figures
def test_there_is_a_report_for_every_question() -> None:
    assert list(REPORTS) == list(asked())


@needs_figures
@pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: report.code)
def test_a_report_names_the_requirements_that_are_asked_of_it(report: Report) -> None:
    assert asked()[report.code] <= set(report.ids)


@pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: report.code)
def test_a_report_has_figures_that_were_counted_by_hand(report: Report) -> None:
    tree = ast.parse((HERE / f"test_{report.code}.py").read_text(encoding="utf-8"))
    told = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert any("By hand:" in text for text in told)


def test_a_series_of_ids_is_read_whole() -> None:
    assert ids("M01 V01 to V03") == {"M01", "V01", "V02", "V03"}
