# SPDX-License-Identifier: EUPL-1.2
"""Wat schrijven we de raad? One page per gemeente, made of tables of other reports: their figures, and no others."""

from berichtenverkeer.rapporten.declaration import Audience, Report, Takes
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.begroting import BEGROTING
from berichtenverkeer.rapporten.reports.herziening import HERZIENING
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.reports.kosten import KOSTEN
from berichtenverkeer.rapporten.reports.wachtlijst import WACHTLIJST

_TABLES = (
    BEGROTING.table("begroting"),
    BEGROTING.table("totaal"),
    KOSTEN.table("kosten"),
    JEUGDIGEN.table("jeugdigen"),
    WACHTLIJST.table("wachtlijst"),
    HERZIENING.table("herziening"),
)
_OF = (BEGROTING, KOSTEN, JEUGDIGEN, WACHTLIJST, HERZIENING)

RAADSBRIEF = Report(
    code="raadsbrief",
    question="Wat schrijven we de raad?",
    definition="geld naast de begroting, jeugdigen, wachten, en wat er aan eerdere cijfers veranderde",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE}),
    dimension=Dimension.GEMEENTE,
    takes=frozenset({Takes.PERIODS}),
    ids=("B33", "K21", "K22"),
    completeness=tuple(dict.fromkeys(name for report in _OF for name in report.completeness)),
    small_cells_always=True,
    is_compared=True,
    before=BEGROTING.before,
    tables=_TABLES,
    charts=tuple(chart for report in _OF for chart in report.charts if report.table(chart.table) in _TABLES),
)
