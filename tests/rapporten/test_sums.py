# SPDX-License-Identifier: EUPL-1.2
"""What holds of every report by its declaration: parts add up, cells are what is behind them, absent is explained."""

import re
from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

import duckdb
import msgspec
import pytest

from berichtenverkeer.rapporten import engine, request
from berichtenverkeer.rapporten.behind import behind
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Column, Report, Table, Takes
from berichtenverkeer.rapporten.question import Dimension, Question
from berichtenverkeer.rapporten.result import Cell, Level, Part, Result
from rapporten.bouw import HIER, LINDE, WILGEN, question, region
from rapporten.geldbouw import chance

MONTHS, YEARS = "2025-01..2025-12", "2019..2025"
YEAR = 6
"""Which of the years is that of the months; in the first there was nothing yet."""
reports = pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: report.code)


STOP = {"stop_id": UUID(int=1), "gevraagd_op": "2025-02-01", "besloten_op": "2025-02-10", "van": "2025-02-10"}


@cache
def rich() -> duckdb.DuckDBPyConnection:
    """Care, money, requests, decisions, berichten and births of two dozen youths, as chance made them."""
    random, rows = Random(7), chance(7, clients=24)
    days = [date(2025, 1, 1) + timedelta(days=random.randint(0, 364)) for _ in range(200)]
    rows["jeugdige"] = [
        {"client": client, "geboortejaar": 2005 + client % 14, "geboortemaand": 1 + client % 12}
        for client in range(1, 20)
    ]
    rows["besluit"] = [
        {
            "positie": 30 + number,
            "dag": days[number],
            "client": 1 + number % 24,
            "aanbieder": (WILGEN, LINDE)[number % 2],
            "uitkomst": ("ja", "nee (plafond)", "nee (cliëntenstop)")[number % 3],
            "claim_soort": "verzoek",
            "claim_partij": WILGEN,
            "claim_referentie": f"b{number}",
            "gevraagd_cents": 100 * number,
        }
        for number in range(40)
    ]
    rows["bericht"] = [
        {
            "id": UUID(int=number),
            "berichtsoort": ("JW305", "JW307", "JW323")[number % 3],
            "verzender": (WILGEN, LINDE)[number % 2],
            "bestemming": HIER,
            "client": 1 + number % 24,
            "ontvangen_dag": day,
            "oordeel": "afgekeurd" if number % 5 == 0 else "goedgekeurd",
            "codes": ["TR074"] if number % 5 == 0 else [],
        }
        for number, day in enumerate(days)
    ]
    rows["gebeurtenis"] = [
        {
            "positie": 40 + number,
            "dag": one["begindatum"] + timedelta(days=number % 60),
            "soort": "LeveringGestart",
            "bericht_id": UUID(int=number),
            **{name: one[name] for name in ("client", "gemeente", "aanbieder", "toewijzing_nummer", "begindatum")},
        }
        for number, one in enumerate(rows["levering"])
    ]
    rows["clientenstop"] = [STOP]
    connection = region(None, **rows)
    connection.execute("update bron.client set pseudoniem = sha256(client::varchar)")
    return connection


def asked(report: Report, periods: str, *, second: bool = False) -> Question:
    two = Dimension.GEMEENTE if second and report.dimension is not Dimension.GEMEENTE else None
    return question(periods, k=1000, dimension=report.dimension, second=two)


@cache
def made(code: str, periods: str, *, second: bool = False) -> Result:
    whole = msgspec.structs.replace(REPORTS[code], small_cells_always=False)  # what is hidden adds up to nothing
    return engine.make(rich(), whole, asked(whole, periods, second=second))


def cells(part: Part, level: Level) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        (row.cell.periode, row.cell.plek, row.cell.keys): row.values for row in part.rows if row.cell.level is level
    }


def counted(report: Report, marked: str) -> list[tuple[Table, Column]]:
    return [
        (table, column)
        for table in report.tables
        if not table.is_list
        for column in table.counted
        if getattr(column, marked)
    ]


@reports
def test_plekken_add_up_to_their_total(report: Report) -> None:
    """Of months and of years; and of two dimensions the plekken of the second to that of the first."""
    for table, column in counted(report, "is_additive"):
        for periods in (MONTHS, YEARS) if table.per_plek else ():
            part = made(report.code, periods).part(table.name)
            _add_up(table, column, part, Level.PLEK, Level.TOTAL)
        if table.per_plek and Takes.SECOND_DIMENSION in report.takes and not table.own_total:
            part = made(report.code, MONTHS, second=True).part(table.name)
            _add_up(table, column, part, Level.CELL, Level.PLEK)


def _add_up(table: Table, column: Column, part: Part, level: Level, whole: Level) -> None:
    """The cells of a level are together those of the one above it."""
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in part.rows:
        if row.cell.level is level:
            plek = None if whole is Level.TOTAL else row.cell.plek
            sums[row.cell.periode, plek, row.cell.keys] += row.values[column.name] or 0
    for place, values in cells(part, whole).items():
        assert (values[column.name] or 0) == sums.get(place, 0), (table.name, column.name, place)


@reports
def test_months_add_up_to_the_year(report: Report) -> None:
    """Of all, and of each plek."""
    years, months = made(report.code, YEARS), made(report.code, MONTHS)
    for table, column in counted(report, "adds_in_time"):
        for level in (Level.TOTAL, Level.PLEK) if table.per_period else ():
            sums: dict[tuple[Any, ...], int] = defaultdict(int)
            for (_, *place), values in cells(months.part(table.name), level).items():
                sums[tuple(place)] += values[column.name] or 0
            for (periode, *place), values in cells(years.part(table.name), level).items():
                if periode == YEAR:
                    assert (values[column.name] or 0) == sums.get(tuple(place), 0), (table.name, column.name, place)


@reports
def test_two_dimensions_have_the_margins_of_one(report: Report) -> None:
    if Takes.SECOND_DIMENSION not in report.takes:
        return
    one, two = made(report.code, MONTHS), made(report.code, MONTHS, second=True)
    for table in report.tables:
        if table.is_list or not table.per_plek or table.own_total:
            continue
        for level in (Level.TOTAL, Level.PLEK):
            assert cells(two.part(table.name), level) == cells(one.part(table.name), level), (table.name, level)


@reports
def test_what_is_behind_a_cell_is_what_it_counts(report: Report) -> None:
    result = made(report.code, MONTHS)
    request.prepare(rich(), report, asked(report, MONTHS))
    for table in report.tables:
        if table.is_list:
            continue
        rows = result.part(table.name).rows
        for number, column in enumerate(table.counted if rows else ()):
            row = rows[-(number % 2)]  # of all and of one plek, in turn: what chooses rows is the same for all columns
            _match(rich(), table, column, row.cell, row.values[column.name])


def _match(connection: duckdb.DuckDBPyConnection, table: Table, column: Column, cell: Cell, value: Any) -> None:
    """The facts are as many as the cell says, or add up to it; of a mean or a median nothing can be said."""
    told = re.fullmatch(r"(count|sum)\((distinct )?([\w*]+)\)", column.counts)
    if told is None:
        return
    facts = [one.values | {"client": one.client} for one in behind(connection, table, cell, column.name).facts]
    values = [None if told[3] == "*" else one[told[3]] for one in facts]
    expected = len(facts) if told[3] == "*" else len(set(values) - {None})
    if told[1] == "sum":
        expected = sum(one for one in values if one is not None)
    assert (value or 0) == expected, (table.name, column.name, cell)


@reports
def test_what_is_absent_says_why(report: Report) -> None:
    """Also where there is nothing: in a year of before, and all through when a table has no periods."""
    for table in report.tables:
        for periods in (MONTHS, YEARS if table.per_period else "2019"):
            for row in made(report.code, periods).part(table.name).rows:
                silent = [one.name for one in table.columns if row.values[one.name] is None and not one.absent]
                assert not silent, (table.name, silent, row.cell)
