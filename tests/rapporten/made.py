# SPDX-License-Identifier: EUPL-1.2
"""A report of every kind of table and chart, and what it answers, made by hand: what the forms are tried on."""

from datetime import date

from berichtenverkeer.rapporten.declaration import Audience, Chart, ChartKind, Column, Report, Table, Unit
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.result import Cell, Ground, Level, Part, Result, Row, Share


def _column(name: str, unit: Unit = Unit.COUNT, *, is_key: bool = False, absent: str = "") -> Column:
    return Column(name=name, sentence=f"Wat {name} is.", unit=unit, counts="" if is_key else "count(*)", absent=absent)


HELP = Table(
    name="hulp",
    title="Hulp",
    facts="hulp",
    columns=(
        _column("jeugdigen"),
        _column("kosten", Unit.CENTS, absent="Er is niets gedeclareerd."),
        _column("aandeel", Unit.PERCENT),
        _column("laagste"),
        _column("hoogste"),
    ),
)
ROADS = Table(
    name="wegen",
    title="Van en naar",
    facts="wegen",
    per_plek=False,
    columns=(_column("van", Unit.CODE, is_key=True), _column("naar", Unit.CODE, is_key=True), _column("aankomsten")),
)
WAITING = Table(
    name="wachtlijst",
    title="Wie wacht",
    facts="wachtlijst",
    is_list=True,
    columns=(
        _column("client", Unit.CODE, is_key=True),
        _column("sinds", Unit.DATE, is_key=True),
        _column("over_norm", Unit.YES_NO, is_key=True),
    ),
)


def _chart(kind: ChartKind, **of: object) -> Chart:
    given = {"table": "hulp", "x": "periode", "y": ("jeugdigen",), "split": "plek"} | of
    return Chart(name=kind.value, title=f"Hulp & {kind}", description="Elke <plek> apart.", kind=kind, **given)  # type: ignore[arg-type]


REPORT = Report(
    code="proef",
    question="Hoeveel hulp was er?",
    definition="definitions 2",
    audience=frozenset({Audience.REGIO}),
    tables=(HELP, ROADS, WAITING),
    ids=(),
    charts=(
        _chart(ChartKind.LINE),
        _chart(ChartKind.BAR, x="plek", split="periode", y=("kosten",)),
        _chart(ChartKind.STACKED),
        _chart(ChartKind.SANKEY, table="wegen", x="van", split="naar", y=("aankomsten",)),
        _chart(ChartKind.RANGE, split="", low="laagste", high="hoogste"),
        _chart(ChartKind.SPREAD, x="plek", split="", low="laagste", high="hoogste"),
        _chart(ChartKind.CURVE, x="aandeel", split="", y=("jeugdigen",)),
        _chart(ChartKind.HEAT),
    ),
)
PLEKKEN = {"1": "Ambulant", "2": "=Verblijf", "3": "Pleegzorg", "onbekend": ""}


def _row(periode: int, plek: str | None, number: int) -> Row:
    values = {
        "jeugdigen": number,
        "kosten": None if plek == "3" else number * 128_862,
        "aandeel": 12.5 + number,
        "laagste": number - 4,
        "hoogste": number + 7,
    }
    level = Level.TOTAL if plek is None else Level.PLEK
    names = {"plek": PLEKKEN[plek]} if plek else {}
    return Row(cell=Cell(level, periode, plek), values=values, names=names)


def made(small: bool = False) -> Result:
    """Three months of help, who went where, and who waits."""
    cells = [(periode, plek) for periode in range(3) for plek in (None, *PLEKKEN)]
    rows = [_row(periode, plek, 10 + 7 * periode + 3 * len(plek or "total")) for periode, plek in cells]
    rows[1].unconfirmed["jeugdigen"] = 2
    rows[2].values["jeugdigen"], rows[2].hidden["jeugdigen"] = None, "< 5"
    roads = [
        Row(cell=Cell(Level.TOTAL, 0, keys=(van, naar)), values={"van": van, "naar": naar, "aankomsten": many})
        for van, naar, many in (("1", "2", 8), ("1", "3", 5), ("2", "1", 12), ("3", "1", 0))
    ]
    waits = [
        Row(
            cell=Cell(Level.CELL, 2, "1"),
            values={"client": "0a1b2c3d4e", "sinds": date(2026, 2, 3), "over_norm": True},
            names={"plek": "Ambulant"},
        )
    ]
    ground = Ground(
        regio="voorbeeld",
        k=812,
        dag_k=date(2026, 4, 6),
        register_versie=4,
        register_dag=date(2026, 1, 2),
        periods=read_periods("2026-01..2026-03"),
        dimension="segment",
        second=None,
        filters={"gemeente": ("0344",)},
        termijn=30,
        outside_assignment=True,
        presumed_end=False,
        small_cells=small,
        own=None,
        historie_vanaf=None,
        parameters={"norm": 4},
        completeness=(Share(name="met_stop", sentence="Geëindigd met een stop.", there=99, of=100),),
    )
    listing = Part(name="wachtlijst", rows=waits, is_complete=False)
    return Result(
        code="proef", ground=ground, parts=[Part(name="hulp", rows=rows), Part(name="wegen", rows=roads), listing]
    )
