# SPDX-License-Identifier: EUPL-1.2
"""A report as a page to print: charts, tables, what it rests on, and what every column means. No script."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.forms import bands, ground, paper, svg, wording
from berichtenverkeer.rapporten.forms.fit import STANDS
from berichtenverkeer.rapporten.forms.font import face
from berichtenverkeer.rapporten.forms.reading import reasons
from berichtenverkeer.rapporten.result import Result

_HERE = Path(__file__).parent
STYLE = (_HERE / "page.css").read_text(encoding="utf-8") + face()
POLICY = f"default-src 'none'; font-src data:; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
"""The Content-Security-Policy of such a page: its own style, and nothing else."""

_CLASSES = {
    (False, True): "",
    (True, True): ' class="end"',
    (False, False): ' class="more"',
    (True, False): ' class="end more"',
}
"""Of a row, by whether a period ends with it and whether it goes on paper."""

PAGES = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def render(report: Report, result: Result) -> bytes:
    """One page, whole in itself."""
    drawn = {
        chart.name: Markup(svg.part(report, chart, result))  # noqa: S704  # made here, its texts escaped
        for chart in report.charts
    }
    tables = [paper.laid(report.table(part.name), part, result.ground) for part in result.parts]
    text = PAGES.get_template("page.html").render(
        style=Markup(STYLE),  # noqa: S704  # a file of ours
        report=report,
        tables=tables,
        lies=any(one.size != STANDS for one in tables),
        charts=drawn,
        about=ground.about(result.ground),
        rests_on=ground.lines(result.ground),
        shares=ground.shares(result.ground),
        span=wording.span(result.ground.periods),
        body=_body,
        reasons=reasons,
        meanings=_meanings(tables),
        bands=lambda table: bands.lines(table, result),
        of_bands=bands.notes(result),
    )
    return text.encode()


def _meanings(tables: Sequence[paper.Laid]) -> list[tuple[str, list[tuple[str, str]], bool]]:
    """Of each table what its columns mean, as far as no table before it said so; and whether one did."""
    told: set[tuple[str, str]] = set()
    found = []
    for one in tables:
        every = [(wording.head(column), column.sentence) for column in one.table.columns]
        new = [pair for pair in every if pair not in told]
        found.append((one.table.title, new, len(new) < len(every)))
        told |= {*new}
    return found


def _body(of: paper.Laid) -> Markup:
    """The rows of a table. Of a template each cell takes ten times as long, and a set of reports has a million."""
    cells = [f'<td class="{kind}">' if kind else "<td>" for _, kind in of.heads]
    lines = []
    for row, ends, is_kept in of.lines:
        inside = "".join([f"{cell}{escape(text)}</td>" for cell, text in zip(cells, row, strict=True)])
        lines.append(f"<tr{_CLASSES[ends, is_kept]}>{inside}</tr>\n")
    return Markup("".join(lines))  # noqa: S704  # its texts escaped
