# SPDX-License-Identifier: EUPL-1.2
"""A page of a report and its charts are of one making; what was asked longer ago is made again."""

import duckdb
import msgspec
import pytest

from berichtenverkeer.rapporten import lately
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.rapporten.orders import FormOrder, ShownOrder, carry_out, show
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from rapporten.bouw import question, region


def page(connection: duckdb.DuckDBPyConnection, asked: Question) -> str:
    order = ShownOrder(
        report=JEUGDIGEN.code, question=asked, tables=("jeugdigen",), first=None, limit=20, totals_for=None
    )
    return show(connection, order).tables[0].rows[0].cells[2].text


def picture(connection: duckdb.DuckDBPyConnection, asked: Question) -> bytes:
    (chart,) = JEUGDIGEN.charts
    return carry_out(connection, FormOrder(report=JEUGDIGEN.code, question=asked, vorm=Vorm.SVG, part=chart.name))


def test_a_chart_is_drawn_of_the_report_that_the_page_showed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = question("2025", k=100)
    other = msgspec.structs.replace(asked, outside_assignment=False)
    care = [{"client": one, "toewijzing_nummer": one, "begindatum": "2025-01-01"} for one in range(1, 4)]
    connection = region(levering=care)
    drawn = picture(region(levering=care), asked)
    shown = page(connection, asked)
    connection.execute("drop schema bron cascade")  # now nothing can be made
    assert (page(connection, asked), picture(connection, asked)) == (shown, drawn) == ("3", drawn)
    with pytest.raises(duckdb.Error):
        picture(connection, other)
    monkeypatch.setattr(lately, "MOST_ROWS", 0)
    assert page(connection, asked) == shown, "what is kept is given once more"
    with pytest.raises(duckdb.Error):
        page(connection, asked)
