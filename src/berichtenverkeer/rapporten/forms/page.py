# SPDX-License-Identifier: EUPL-1.2
"""A report as a page to print: charts, tables, what it rests on, and what every column means. No script."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from berichtenverkeer.rapporten.declaration import Report, Table
from berichtenverkeer.rapporten.forms import bands, ground, svg, wording
from berichtenverkeer.rapporten.forms.font import face
from berichtenverkeer.rapporten.forms.reading import heads, reasons, rows
from berichtenverkeer.rapporten.result import Ground, Part, Result

_HERE = Path(__file__).parent
STYLE = (_HERE / "page.css").read_text(encoding="utf-8") + face()
POLICY = f"default-src 'none'; font-src data:; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
"""The Content-Security-Policy of such a page: its own style, and nothing else."""

PAGES = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def render(report: Report, result: Result) -> bytes:
    """One page, whole in itself."""
    drawn = {
        chart.name: Markup(svg.part(report, chart, result))  # noqa: S704  # made here, its texts escaped
        for chart in report.charts
    }
    text = PAGES.get_template("page.html").render(
        style=Markup(STYLE),  # noqa: S704  # a file of ours
        report=report,
        parts=[(report.table(part.name), part) for part in result.parts],
        charts=drawn,
        ground=result.ground,
        rests_on=ground.lines(result.ground),
        shares=ground.shares(result.ground),
        span=wording.span(result.ground.periods),
        heads=heads,
        body=_body,
        reasons=reasons,
        label=wording.head,
        bands=lambda table: bands.lines(table, result),
        of_bands=bands.notes(result),
    )
    return text.encode()


def _body(table: Table, part: Part, ground: Ground) -> Markup:
    """The rows of a table. Of a template each cell takes ten times as long, and a set of reports has a million."""
    cells = ['<td class="n">' if is_number else "<td>" for _, is_number in heads(table, ground)]
    lines, end = [], ' class="end"'
    for row, ends in rows(table, part, ground):
        inside = "".join([f"{cell}{escape(text)}</td>" for cell, text in zip(cells, row, strict=True)])
        lines.append(f"<tr{end if ends else ''}>{inside}</tr>\n")
    return Markup("".join(lines))  # noqa: S704  # its texts escaped
