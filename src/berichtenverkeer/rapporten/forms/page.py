# SPDX-License-Identifier: EUPL-1.2
"""A report as a page to print: charts, tables, what it rests on, and what every column means. No script."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.forms import ground, svg, wording
from berichtenverkeer.rapporten.forms.reading import heads, reasons, rows
from berichtenverkeer.rapporten.result import Result

_HERE = Path(__file__).parent
STYLE = (_HERE / "page.css").read_text(encoding="utf-8")
POLICY = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
"""The Content-Security-Policy of such a page: its own style, and nothing else."""

PAGES = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def render(report: Report, result: Result) -> bytes:
    """One page, whole in itself."""
    drawn = {
        chart.name: Markup(svg.render(report, chart, result))  # noqa: S704  # made here, its texts escaped
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
        rows=rows,
        reasons=reasons,
        label=wording.head,
    )
    return text.encode()
