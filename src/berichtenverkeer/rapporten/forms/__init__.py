# SPDX-License-Identifier: EUPL-1.2
"""The forms of a report, by the name that a user gives: from what was made to bytes."""

from enum import StrEnum
from typing import assert_never

from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.forms import csv_form, json_form, page, parquet, svg, text, xlsx
from berichtenverkeer.rapporten.forms.grid import Grid, grid
from berichtenverkeer.rapporten.result import Result


class Vorm(StrEnum):
    """What a report is written as."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    SVG = "svg"
    HTML = "html"


MEDIA_TYPES = {
    Vorm.TEXT: "text/plain",
    Vorm.JSON: "application/json",
    Vorm.CSV: "text/csv",
    Vorm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Vorm.PARQUET: "application/vnd.apache.parquet",
    Vorm.SVG: "image/svg+xml",
    Vorm.HTML: "text/html",
}
"""What each is called on the web."""

SUFFIX = {Vorm.TEXT: "txt"}
"""How the name of a file ends, where that is not the name of the form."""


WITH_BAND = (Vorm.TEXT, Vorm.JSON, Vorm.XLSX, Vorm.HTML)
"""Those that have room beside their tables for how much figures still move."""


def render(vorm: Vorm, report: Report, result: Result, part: str | None = None) -> bytes:
    """All of a report; of CSV and Parquet one table (`part`, the first without), of SVG one chart, by its name.

    Raises KeyError when the report has no such part.
    """
    match vorm:
        case Vorm.TEXT:
            return text.render(report, result)
        case Vorm.JSON:
            return json_form.render(report, result)
        case Vorm.XLSX:
            return xlsx.render(report, result)
        case Vorm.HTML:
            return page.render(report, result)
        case Vorm.SVG:
            charts = {chart.name: chart for chart in report.charts}
            return svg.render(report, charts[part or next(iter(charts), "")], result).encode()
        case Vorm.CSV:
            return csv_form.render(_cells(report, result, part))
        case Vorm.PARQUET:
            return parquet.render(_cells(report, result, part), result.ground)
        case _:
            assert_never(vorm)


def _cells(report: Report, result: Result, part: str | None) -> Grid:
    table = report.table(part or report.tables[0].name)
    return grid(table, result.part(table.name), result.ground)
