# SPDX-License-Identifier: EUPL-1.2
"""Names and texts that somebody meant ill with, in every text of every report, in every form: no more than text."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import duckdb
import msgspec
import pytest

from berichtenverkeer.rapporten import forms
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Column, Report, Table, Unit
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.rapporten.result import Cell, Level, Part, Result, Row
from rapporten.made import made

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</text></svg><svg onload=alert(1)>",
    "=cmd()|' /C calc'!A0",
    "+1+cmd()",
    "-2+cmd()",
    "@SUM(1)",
    "\t=cmd()",
    "＝cmd()",
    "eerste\r\nregel;tweede\x0b\u2028derde\x85",
    "\x1b[31m\x00\x07\x9b",
    "\u202eomgekeerd\u2066\u200f",
    "a;b\";c,=d",
    "]]> &amp; <!-- {{ 7*7 }} ${7*7} ￿",
    "x" * 10_000,
)  # fmt: skip
HARMLESS = tuple(f"naam {number}" + " van twee regels in een grafiek" * (number % 2) for number in range(len(HOSTILE)))
reports = pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: report.code)


def filled(report: Report, texts: tuple[str, ...]) -> Result:
    """Each table with a row per text, in every column and name that holds text."""
    parts = [Part(name=table.name, rows=[_row(table, text) for text in texts]) for table in report.tables]
    ground = msgspec.structs.replace(made().ground, regio=texts[3], filters={"gemeente": texts})
    return Result(code=report.code, ground=ground, parts=parts)


def _row(table: Table, text: str) -> Row:
    names = {"plek": text} | {column.name: text for column in table.columns if column.unit is Unit.CODE}
    cell = Cell(Level.PLEK, 2 if table.per_period else None, text if table.per_plek else None)
    return Row(cell=cell, values={column.name: _value(column, text) for column in table.columns}, names=names)


def _value(column: Column, text: str) -> Any:
    match column.unit:
        case Unit.CODE | Unit.TEXT:
            return text
        case Unit.DATE:
            return date(2026, 1, 2)
        case Unit.YES_NO:
            return True
        case _:
            return 7


class Markup(HTMLParser):
    """Which tags a page has, each with the names of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, ""), *((tag, name) for name, _ in attrs)}

    def handle_comment(self, data: str) -> None:
        self.found.add(("comment", data))


def page(report: Report, texts: tuple[str, ...]) -> str:
    return forms.render(Vorm.HTML, report, filled(report, texts)).decode()


def markup(html: str) -> set[tuple[str, str]]:
    parser = Markup()
    parser.feed(html)
    return parser.found


@reports
def test_a_page_and_its_drawings_have_no_other_markup(report: Report) -> None:
    """A drawing stands in the page as it is by itself, but for the font (test_charts.py)."""
    shown = page(report, HOSTILE)
    assert markup(shown) <= markup(page(report, HARMLESS))
    drawings = re.findall("<svg .*?</svg>", shown, re.DOTALL)
    assert len(drawings) == len(report.charts)
    for one in drawings:
        ElementTree.fromstring(one)  # noqa: S314 (ours)


@pytest.fixture(scope="module")
def reader() -> Iterator[duckdb.DuckDBPyConnection]:
    """What reads a Parquet file, opened once."""
    with duckdb.connect() as connection:
        yield connection


@reports
def test_files_have_whole_lines_and_no_formula(
    report: Report, tmp_path: Path, reader: duckdb.DuckDBPyConnection
) -> None:
    result = filled(report, HOSTILE)
    for table in report.tables:
        text = forms.render(Vorm.CSV, report, result, table.name).decode()
        assert len(text.splitlines()) == len(HOSTILE) + 1, "a line is a line for every reader"
        for line in csv.reader(StringIO(text), delimiter=";"):
            assert len(line) == len(text.splitlines()[0].split(";"))
            assert not [cell for cell in line if cell.lstrip()[:1] in tuple("=+-@＝＋－＠")]
        (tmp_path / "a.parquet").write_bytes(forms.render(Vorm.PARQUET, report, result, table.name))
        count = reader.execute(f"select count(*) from '{tmp_path / 'a.parquet'}'").fetchall()
        assert count == [(len(HOSTILE),)]


@reports
def test_a_workbook_has_text_and_no_formula(report: Report) -> None:
    book = ZipFile(BytesIO(forms.render(Vorm.XLSX, report, filled(report, HOSTILE))))
    for name in book.namelist():
        root = ElementTree.fromstring(book.read(name))  # noqa: S314 (made here)
        assert not [one for one in root.iter() if re.search(r"\}(f|hyperlink|externalLink)$", one.tag)], name


@reports
def test_text_drives_no_terminal_and_json_has_all_of_it(report: Report) -> None:
    result = filled(report, HOSTILE)
    text = forms.render(Vorm.TEXT, report, result).decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069]", text)
    told = json.loads(forms.render(Vorm.JSON, report, result))
    assert set(HOSTILE) <= set(_texts(told)) or not any(_has_text(table) for table in report.tables)


def _has_text(table: Table) -> bool:
    return table.per_plek or any(column.unit in (Unit.CODE, Unit.TEXT) for column in table.columns)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)
        case _:
            return
