# SPDX-License-Identifier: EUPL-1.2
"""What every declaration owes: that it is named, tested by hand, and meets the requirements that are its own."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import REPORTS as FOLDER
from berichtenverkeer.rapporten.declaration import Report, Table, Unit
from berichtenverkeer.rapporten.forms.grid import ORIGIN
from berichtenverkeer.rapporten.sums import ADDS, parts_of_counts

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
    files = {path.stem for path in FOLDER.glob("*.py") if " = Report(" in path.read_text(encoding="utf-8")}
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


@pytest.mark.parametrize("code", REPORTS)
def test_a_report_has_figures_that_were_counted_by_hand(code: str) -> None:
    assert code in counted_by_hand()


@cache
def counted_by_hand() -> frozenset[str]:
    """The reports that a file names in which a test says, in its name or docstring, that it was counted by hand."""
    found: set[str] = set()
    for path in HERE.glob("test_*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        told = [f"{node.name} {ast.get_docstring(node)}" for node in nodes if isinstance(node, ast.FunctionDef)]
        if any(re.search("by.hand", text, re.IGNORECASE) for text in told):
            found |= {one.id.lower() for one in nodes if isinstance(one, ast.Name)}
    return frozenset(found)


@pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: report.code)
def test_no_column_has_a_name_that_every_line_of_a_file_has(report: Report) -> None:
    """The first day of a crisis stood under the first day of the period, and the set of a month broke off on it."""
    of_period = "periode begin eind niveau plek plek_naam plek2 plek2_naam"
    of_every_line = {*of_period.split(), *ORIGIN}
    assert not [column.name for table in report.tables for column in table.columns if column.name in of_every_line]


def test_a_series_of_ids_is_read_whole() -> None:
    assert ids("M01 V01 to V03") == {"M01", "V01", "V02", "V03"}


COUNTED = [
    (report, table) for report in REPORTS.values() for table in report.tables if table.is_personal and not table.is_list
]


@pytest.mark.parametrize(("report", "table"), COUNTED, ids=lambda one: getattr(one, "code", getattr(one, "name", "")))
def test_what_is_a_part_of_a_count_says_of_which(report: Report, table: Table) -> None:
    """Else what is left of it would be shown where it is few: `Van hen` is a count less another one."""
    said = {name for text in (*table.sums, *table.tells) for name in re.findall(r"\w+", text)}
    rests = {name for pair in parts_of_counts(table) for name in (pair[0].name, pair[1].name)}
    parts = [
        column.name
        for column in table.counted
        if column.unit is Unit.COUNT and column.is_personal
        if re.match("Van (hen|de|die|zijn)|Daarvan", column.sentence)
    ]
    assert not set(parts) - said - rests, report.code


def test_tables_that_add_up_to_others_name_what_is_there() -> None:
    for report in REPORTS.values():
        for table in report.tables:
            for text in table.adds_to:
                name, key, target, column = ADDS.findall(text)[0]
                assert table.column(name).counts, text
                assert not key or table.column(key).is_key, text
                if target in {one.name for one in report.tables}:  # a letter has some tables of a report
                    assert report.table(target).column(column).counts, text
            for text in table.tells:
                assert all(table.column(name).counts for name in re.findall(r"[a-z]\w*", text)), text
