# SPDX-License-Identifier: EUPL-1.2
"""What can be asked of a peilbestand, as a value that goes to whatever process does it, and what comes of it: bytes."""

from datetime import date
from typing import Any

import duckdb
import msgspec

from berichtenverkeer.rapporten import engine, forms, request
from berichtenverkeer.rapporten.behind import MAX_FACTS, Behind, Fact
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.compared import behind_own, of_all, only_own
from berichtenverkeer.rapporten.declaration import Report, Table, Unit
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.rapporten.forms.ground import as_object
from berichtenverkeer.rapporten.forms.json_form import camel
from berichtenverkeer.rapporten.forms.shown import Shown, shown
from berichtenverkeer.rapporten.lately import made_once
from berichtenverkeer.rapporten.question import Own, Question
from berichtenverkeer.rapporten.region_totals import region_totals
from berichtenverkeer.rapporten.restatement import Restatement, restate
from berichtenverkeer.rapporten.result import Cell, Ground, Result


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Of which report, and the question."""

    report: str
    question: Question


class FormOrder(Order, frozen=True, kw_only=True):
    """The report in a form; of some forms a `part` (forms.render). `totals_for`: what this gemeente may see of all."""

    vorm: Vorm
    part: str | None = None
    totals_for: Own | None = None


class FilesOrder(Order, frozen=True, kw_only=True):
    """The report in several forms, each with its part (forms.render). `whole`: that of all, when it was made before."""

    forms: tuple[tuple[Vorm, str | None], ...]
    whole: Result | None = None


class ShownOrder(Order, frozen=True, kw_only=True):
    """The report as a page shows it: of these tables so many rows, from `first` on (forms/shown.py)."""

    tables: tuple[str, ...]
    first: int | None
    limit: int
    totals_for: Own | None = None


class BehindOrder(Order, frozen=True, kw_only=True):
    """The facts behind one cell of a table, or those that a column of it counts."""

    table: str
    cell: Cell
    column: str | None = None
    after: int = 0
    limit: int = MAX_FACTS


class RestatementOrder(Order, frozen=True, kw_only=True):
    """What moved between the question and the same at a later K."""

    later: Question


def carry_out(connection: duckdb.DuckDBPyConnection, order: Order) -> bytes:
    """What was asked for. `connection` has the peilbestand as the views `bron.*`."""
    report = REPORTS[order.report]
    match order:
        case FormOrder():
            return forms.render(order.vorm, report, _made(connection, report, order), order.part)
        case BehindOrder():
            ground = request.prepare(connection, report, order.question)
            table = report.table(order.table)
            page = order.column, order.after, order.limit
            found = behind_own(connection, report, order.question, table, order.cell, *page)
            return _json(_behind(report, table, ground, found))
        case RestatementOrder():
            questions = (of_all(report, one) for one in (order.question, order.later))
            moved = restate(connection, report, *questions)
            return _json(_restated(only_own(report, order.question, moved)))
        case _:
            raise AssertionError(order)


def make_files(connection: duckdb.DuckDBPyConnection, order: FilesOrder) -> list[bytes]:
    """Each of the forms, of figures that are made once."""
    report, question, result = REPORTS[order.report], order.question, order.whole
    if result is None:
        result = engine.make(connection, report, question)
    elif question.own is not None:
        result = engine.of_asker(connection, report, question, result)
    return [forms.render(vorm, report, result, part) for vorm, part in order.forms]


def make_whole(connection: duckdb.DuckDBPyConnection, order: Order) -> Result:
    """The report itself, to be told in several orders."""
    return engine.make(connection, REPORTS[order.report], order.question)


def show(connection: duckdb.DuckDBPyConnection, order: ShownOrder) -> Shown:
    """The report as a page shows it."""
    report = REPORTS[order.report]
    return shown(report, _made(connection, report, order), order.tables, order.first, order.limit)


def _made(connection: duckdb.DuckDBPyConnection, report: Report, order: FormOrder | ShownOrder) -> Result:
    asked = msgspec.json.encode((order.report, order.question, order.totals_for))
    return made_once(connection, asked, lambda: _make(connection, report, order.question, order.totals_for))


def _make(connection: duckdb.DuckDBPyConnection, report: Report, question: Question, totals_for: Own | None) -> Result:
    if totals_for is not None:
        return region_totals(connection, report, question, totals_for)
    return engine.make(connection, report, question)


def key_value(text: str, unit: Unit) -> Any:
    """The value of a key column from its text, as an edge gets it; None for an empty one. Raises ValueError."""
    if text == "":
        return None
    match unit:
        case Unit.COUNT | Unit.DAYS | Unit.WORKING_DAYS | Unit.CENTS:
            return int(text)
        case Unit.YES_NO:
            return text == "ja"
        case Unit.DATE:
            return date.fromisoformat(text)
        case _:
            return text


_json = msgspec.json.Encoder(enc_hook=str, decimal_format="number").encode


def _behind(report: Report, table: Table, ground: Ground, found: Behind) -> dict[str, Any]:
    return {
        "rapport": report.code,
        "tabel": table.name,
        "verantwoording": as_object(ground),
        "feiten": [_fact(fact) for fact in found.facts],
        "volgende": found.following,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    values = {camel(name): value for name, value in fact.values.items()}
    return {"client": fact.client, "waarden": values, "berichten": fact.berichten}


def _restated(found: Restatement) -> dict[str, Any]:
    return {
        "rapport": found.code,
        "eerder": as_object(found.before),
        "later": as_object(found.after),
        "herzien": [
            {
                "tabel": one.table,
                "niveau": str(one.cell.level),
                "periode": None if one.cell.periode is None else found.before.periods[one.cell.periode].naam,
                "plek": one.cell.plek,
                "plek2": one.cell.plek2,
                "sleutel": one.cell.keys,
                "kolom": one.column,
                "was": one.was,
                "is": one.now,
                "oorzaken": [
                    {"positie": cause.positie, "dag": cause.dag, "soort": cause.soort, "bericht": cause.bericht_id}
                    for cause in one.causes
                ],
            }
            for one in found.moved
        ],
    }
