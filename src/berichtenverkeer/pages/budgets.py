# SPDX-License-Identifier: EUPL-1.2
"""Money of a year: what gemeenten have, spend and will spend, and how fast an amount for a task runs out."""

from datetime import date, timedelta
from urllib.parse import urlencode

from berichtenverkeer.gateway.budgets import NoBegroting
from berichtenverkeer.gateway.lumpsums import NoLumpsum
from berichtenverkeer.pages.given import position_of
from berichtenverkeer.pages.plafonds import year_of
from berichtenverkeer.pages.report_asked import Asked, address
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.plafonds.begroting import Begrotingsregel, Kind
from berichtenverkeer.rapporten.declaration import Chart, Report

KINDS = {
    Kind.OTHER: "Hulp in geen enkele productgroep",
    Kind.TAAKSTELLING: "Taakstelling",
    Kind.TOTAAL: "Samen",
}
"""What a line is called that is of no productgroep."""

LINES = {
    "basis": "basis",
    "verhoging": "erbij door iets van buiten",
    "verlaging": "eraf door iets van buiten",
    "afbouw": "geplande afbouw",
    "herinvestering": "besparing die opnieuw wordt uitgegeven",
}
"""What a line of a lumpsum does to the amount."""


async def begroting(visit: Visit) -> Page:
    """GET /begroting: per gemeente and of all together; a gemeente its own."""
    jaar, k = year_of(visit), position_of(visit)
    try:
        found = await visit.gateway.ask(visit.beller, lambda there: there.budgets.of_year(visit.beller, jaar, k))
    except NoBegroting:
        return Page("budgets/begroting.html", {"found": None, "jaar": jaar})
    figures = await _figures(visit, "begroting", jaar, found.k)
    values = {
        "found": found,
        "jaar": jaar,
        "kinds": KINDS,
        "used": _used,
        "figures": figures,
        "behind": lambda line, gemeente, column: figures.behind(_line_key(jaar, line), gemeente, column),
    }
    return Page("budgets/begroting.html", values)


def _used(line: Begrotingsregel) -> int | None:
    """How many percent is spent or promised; None where nothing was budgeted, or only a taakstelling."""
    if not line.begroot_cents or line.begroot_cents < 0 or line.soort is Kind.TAAKSTELLING:
        return None
    return round(100 * line.used_cents / line.begroot_cents)


def _line_key(jaar: int, line: Begrotingsregel) -> Asked:
    """Which row of the report a line is."""
    if line.soort is Kind.TOTAAL:
        return [("tabel", "totaal"), ("sleutel", str(jaar))]
    return [("tabel", "begroting"), ("sleutel", f"{jaar}|{line.soort}|{line.productgroep or ''}")]


async def lumpsum(visit: Visit) -> Page:
    """GET /lumpsum: what is burned and left of each, line by line and year by year; a hoofdaannemer his own."""
    jaar, k = year_of(visit), position_of(visit)
    try:
        found = await visit.gateway.ask(visit.beller, lambda there: there.lumpsums.of_year(visit.beller, jaar, k))
    except NoLumpsum:
        return Page("budgets/lumpsum.html", {"found": None, "jaar": jaar})
    figures = await _figures(visit, "lumpsum", jaar, found.k)
    return Page("budgets/lumpsum.html", {"found": found, "jaar": jaar, "lines": LINES, "figures": figures})


class Figures:
    """The report behind a page of a year, at the same K: its charts, its table of months, its facts. `charts` is empty
    for who may not ask it, or when no month of the year is over."""

    def __init__(self, report: Report | None, asked: Asked, op: str) -> None:
        """`asked` of the months that are over, `op` the last day that is: what is behind a figure of the year."""
        self.charts = report.charts if report is not None and asked else ()
        self._code = report.code if report is not None else ""
        self._asked, self._op = asked, op

    def drawn(self, chart: Chart) -> str:
        """The address of one."""
        return address(self._code, f"/grafiek/{chart.name}", self._asked)

    def table(self, name: str) -> str:
        """The address of one table of the report, month by month."""
        return address(self._code, "", [*self._asked, ("tabel", name)])

    def behind(self, key: Asked, gemeente: str | None, column: str) -> str:
        """The address of the facts of one figure; nothing for who may not ask them."""
        if not self._code or not self._asked:
            return ""
        place = [("niveau", "plek"), ("plek", gemeente)] if gemeente else [("niveau", "totaal")]
        asked = [("periode", self._op), *self._asked[1:], *key, *place, ("kolom", column)]
        return f"/rapporten/{self._code}/achter?{urlencode(asked)}"


async def _figures(visit: Visit, code: str, jaar: int, k: int) -> Figures:
    mine = {one.code: one for one in await visit.gateway.rapportages.listing(visit.beller)}
    peil = await visit.gateway.rapportages.peil({"k": k})
    asked = [("k", str(k)), ("dagK", peil.dag.isoformat())]
    months = _months(jaar, peil.dag)
    op = min(peil.dag, date(jaar, 12, 31)).isoformat()
    return Figures(mine.get(code), [("periode", months), *asked] if months else [], op)


def _months(jaar: int, dag: date) -> str:
    """Those of the year that are over on a day; empty when none is."""
    last = min(dag.replace(day=1) - timedelta(days=1), date(jaar, 12, 31))
    return f"{jaar}-01..{last:%Y-%m}" if last.year == jaar else ""
