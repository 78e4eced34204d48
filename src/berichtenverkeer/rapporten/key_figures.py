# SPDX-License-Identifier: EUPL-1.2
"""The eight figures that a partij looks at first, each a column of a report: its course over months, and its band."""

from collections.abc import Mapping, Sequence

import duckdb
import msgspec

from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Audience, Report, Table, Unit
from berichtenverkeer.rapporten.forms import trend
from berichtenverkeer.rapporten.forms.chart_names import number
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.rapporten.result import Band, Level, Part

MONTHS = 13
"""How many the course has: the last one, and the same one of the year before."""

Amount = int | float | None


class KeyFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a table of a report, of all that the asker sees together. `beside` is the column that it is seen
    against, `of` what that says; `keys` tells which row, where the table has keys."""

    text: str
    report: str
    table: str
    column: str
    beside: str = ""
    of: str = ""
    keys: tuple[str, ...] = ()


_YOUTHS = KeyFigure(text="Jeugdigen met hulp", report="jeugdigen", table="jeugdigen", column="jeugdigen")
_IN = KeyFigure(text="Instroom", report="stromen", table="stromen", column="instroom")
_OUT = KeyFigure(text="Uitstroom", report="stromen", table="stromen", column="uitstroom")
_WAITING = KeyFigure(
    text="Wachten langer dan de norm",
    report="wachtlijst",
    table="wachtlijst",
    column="over_norm",
    beside="wachtenden",
    of="Van alle wachtenden",
)
_APPROVED = KeyFigure(
    text="Goedgekeurde kosten",
    report="kosten",
    table="kosten",
    column="goedgekeurd_cents",
    beside="ingediend_cents",
    of="Ingediend",
)
_BUDGET = KeyFigure(
    text="Kosten sinds 1 januari",
    report="begroting",
    table="maanden_totaal",
    column="dit_jaar_cents",
    beside="naar_rato_cents",
    of="Begroot tot dan",
)
_CEILINGS = KeyFigure(
    text="Plafonds boven de signaaldrempel",
    report="plafonds",
    table="plafonds",
    column="boven_signaal",
    beside="plafonds",
    of="Van alle plafonds",
)
_ROOM = KeyFigure(
    text="Vrij onder uw plafonds",
    report="plafonds",
    table="plafonds",
    column="vrij_cents",
    beside="bedrag_cents",
    of="Van uw plafonds",
)
_REFUSED = KeyFigure(text="Verzoeken die een nee kregen", report="besluiten", table="na_nee", column="nee")
_REJECTED = KeyFigure(
    text="Afgewezen in declaraties",
    report="kosten",
    table="kosten",
    column="afgewezen_cents",
    beside="ingediend_cents",
    of="Ingediend",
)


def _late(text: str, soort: str) -> KeyFigure:
    return KeyFigure(
        text=text,
        report="termijnen",
        table="soorten",
        column="te_laat",
        beside="termijnen",
        of="Van alle termijnen",
        keys=(soort,),
    )


_LATE_ANSWERS = _late("Verzoeken die te laat antwoord kregen", "antwoord-verzoek")

KEY_FIGURES: Mapping[Audience, Sequence[KeyFigure]] = {
    Audience.REGIO: (_YOUTHS, _IN, _OUT, _WAITING, _APPROVED, _BUDGET, _CEILINGS, _LATE_ANSWERS),
    Audience.GEMEENTE: (_YOUTHS, _IN, _OUT, _WAITING, _APPROVED, _BUDGET, _REFUSED, _LATE_ANSWERS),
    Audience.AANBIEDER: (
        _YOUTHS,
        _IN,
        _OUT,
        _WAITING,
        _APPROVED,
        _REJECTED,
        _ROOM,
        _late("Starts die te laat zijn gemeld", "start"),
    ),
}
"""By the kind of partij that looks."""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A key figure, made: by period what it was and what stands beside it, None where that is not known. `drawing` is
    SVG; `band` None when it was not asked, or is not known."""

    figure: KeyFigure
    unit: Unit
    amounts: Sequence[Amount]
    beside: Sequence[Amount]
    band: Band | None
    drawing: str


def courses(
    connection: duckdb.DuckDBPyConnection, figures: Sequence[KeyFigure], question: Question
) -> tuple[Course, ...]:
    """Of figures of one report: as the report itself says them, and no more of it is made than they need."""
    report = REPORTS[figures[0].report]
    assert all(one.report == report.code for one in figures), "of one report"
    names = {one.table for one in figures}
    part_of = msgspec.structs.replace(
        report, tables=tuple(one for one in report.tables if one.name in names), charts=(), completeness=()
    )
    result = engine.make(connection, part_of, question)
    return tuple(_course(report, one, result.part(one.table), question, result.bands_of(one.table)) for one in figures)


def _course(report: Report, figure: KeyFigure, part: Part, question: Question, bands: Sequence[Band]) -> Course:
    table = report.table(figure.table)
    amounts = _amounts(table, figure.column, figure.keys, part, question)
    beside = _amounts(table, figure.beside, figure.keys, part, question) if figure.beside else ()
    unit = table.column(figure.column).unit
    return Course(
        figure=figure,
        unit=unit,
        amounts=amounts,
        beside=beside,
        band=next((one for one in bands if one.column == figure.column), None),
        drawing=trend.drawn([number(one, unit) for one in amounts], [number(one, unit) for one in beside]),
    )


def _amounts(table: Table, name: str, keys: tuple[str, ...], part: Part, question: Question) -> tuple[Amount, ...]:
    """What the row says in each period; where no row is there is nothing, which of a count is 0."""
    nothing = 0 if table.column(name).of_nothing == "0" else None
    found = {
        row.cell.periode: row.values[name]
        for row in part.rows
        if row.cell.level is Level.TOTAL and row.cell.keys == keys
    }
    return tuple(found.get(period, nothing) for period in range(len(question.periods)))
