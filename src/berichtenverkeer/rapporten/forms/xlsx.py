# SPDX-License-Identifier: EUPL-1.2
"""A report as a workbook: a sheet per table with typed cells, and last what it rests on. The same to the byte."""

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from berichtenverkeer.rapporten.declaration import Report, Table, Unit
from berichtenverkeer.rapporten.forms import bands, ground, wording
from berichtenverkeer.rapporten.forms.xlsx_columns import columns
from berichtenverkeer.rapporten.result import Ground, Part, Result

_NUMBERS = {
    Unit.COUNT: "#,##0",
    Unit.CENTS: "€ #,##0.00",
    Unit.PERCENT: "0.00",
    Unit.DATE: "[$-413]d mmmm yyyy",
}
_A4 = 9
_MAX_FOOT = 220
_MAX_SHEET = 31
_MAX_TEXT = 32_767
"""How many characters a cell holds."""
_DAY_0 = date(1899, 12, 30)
"""Days are counted from it in a workbook."""
_EXACT = 2**53
"""Above it a spreadsheet does not hold a whole number exactly: it is written as text."""


def render(report: Report, result: Result) -> bytes:
    """The bytes of the file."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        book.set_properties(
            {"title": report.question, "created": datetime.combine(result.ground.dag_k, time())}  # a day
        )
        for part in result.parts:
            table = report.table(part.name)
            sheet = _table(book, table, part, result.ground)
            _to_print(sheet, report, result)
        _rests_on(book, report, result)
    return out.getvalue()


def _table(book: Workbook, table: Table, part: Part, ground: Ground) -> Worksheet:
    sheet = book.add_worksheet(table.name[:_MAX_SHEET])
    formats = {unit: book.add_format({"num_format": number}) for unit, number in _NUMBERS.items()}
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    last = 0
    for last, column in enumerate(columns(table, part, ground)):
        sheet.write_string(0, last, column.head, bold)
        sheet.set_column(last, last, column.width)
        for number, value in enumerate(column.values, start=1):
            _cell(sheet, number, last, value, column.unit, formats.get(column.unit))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(part.rows)), last)
    if not part.is_complete:
        sheet.write_string(len(part.rows) + 1, 0, "Er zijn er meer dan hier staan; vraag minder tegelijk.")
    return sheet


def _to_print(sheet: Worksheet, report: Report, result: Result) -> None:
    """On A4, as wide as the sheet, heads on each, and under it what it is."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    about = f"{report.question} {ground.about(result.ground)}".replace("&", "&&")
    sheet.set_footer(f"&L&8{about[:_MAX_FOOT]}&R&8&P van &N")


def _cell(sheet: Worksheet, row: int, at: int, value: Any, unit: Unit, form: Format | None) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(row, at, "ja" if value else "nee")
        case int() | float() | Decimal() if abs(float(value)) <= _EXACT:
            sheet.write_number(row, at, value / 100 if unit is Unit.CENTS else float(value), form)
        case date():
            sheet.write_number(row, at, (value - _DAY_0).days, form)
        case list() | tuple():
            sheet.write_string(row, at, " ".join(map(str, value))[:_MAX_TEXT])
        case _:
            sheet.write_string(row, at, str(value)[:_MAX_TEXT])


def _rests_on(book: Workbook, report: Report, result: Result) -> None:
    """What it rests on, how complete that is, and what each column means."""
    sheet = book.add_worksheet("waarop het rust")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    meanings = [
        (f"{table.name}: {wording.head(column)}", f"{column.sentence} {column.absent}".strip())
        for table in report.tables
        for column in table.columns
    ]
    blocks = (
        (report.question, [("Definitie", report.definition), *ground.lines(result.ground)]),
        ("Volledigheid", ground.shares(result.ground)),
        *([("Band", _bands(report, result))] if result.bands is not None else []),
        ("Kolommen", meanings),
    )
    row = 0
    for title, lines in blocks:
        sheet.write_string(row, 0, title, bold)
        for name, value in lines:
            row += 1
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, value, wrapped)
        row += 2
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 100)
    _to_print(sheet, report, result)


def _bands(report: Report, result: Result) -> list[tuple[str, str]]:
    moved = [(f"{table.name}: {name}", text) for table in report.tables for name, text in bands.lines(table, result)]
    return [*(("", note) for note in bands.notes(result)), *moved]
