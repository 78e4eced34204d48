# SPDX-License-Identifier: EUPL-1.2
"""A chart of a report as SVG: it says itself what it is and shows, to who sees it and who does not."""

import re
from html import escape

import vl_convert

from berichtenverkeer.rapporten.declaration import Chart, ChartKind, Report
from berichtenverkeer.rapporten.forms import sankey, vega
from berichtenverkeer.rapporten.forms.font import FAMILY, face
from berichtenverkeer.rapporten.forms.marks import definitions
from berichtenverkeer.rapporten.forms.points import Points, points
from berichtenverkeer.rapporten.result import Result

NOTHING = "Er zijn geen cijfers om te tekenen."
ALL_HIDDEN = "Alle cijfers zijn afgeschermd."
ALL_ZERO, KNOWN_ZERO = "Alle cijfers zijn 0.", "Alle cijfers die er zijn, zijn 0."
SHOWN_ZERO = "Alle cijfers die niet zijn afgeschermd, zijn 0."
_OPENING = re.compile(r"<svg ([^>]*)>")
_CLIP = re.compile(r'(id="|url\(#|href="#)(clip|gradient)')


def render(report: Report, chart: Chart, result: Result) -> str:
    """One drawing, whole in itself. Without points it says that there is nothing to draw."""
    return _OPENING.sub(lambda found: f"{found[0]}<style>{face()}</style>", part(report, chart, result), count=1)


def part(report: Report, chart: Chart, result: Result) -> str:
    """The same as a part of a page, which gives it its font."""
    face()  # from now on text is measured by it
    table = report.table(chart.table)
    chart, found = points(chart, table, result.part(chart.table), result.ground)
    description = " ".join([chart.description, *found.notes])
    if nothing := _nothing(found):
        return _empty(chart, description, nothing)
    # numbers as they are written here; nothing is fetched
    if chart.kind is ChartKind.SANKEY:
        spec = sankey.specification(chart, found)
        drawn = vl_convert.vega_to_svg(spec, format_locale="nl-NL", allowed_base_urls=[])
    else:
        spec = vega.specification(chart, table, found)
        drawn = vl_convert.vegalite_to_svg(spec, format_locale="nl-NL", allowed_base_urls=[])
    return _told(chart, description, drawn)


def _nothing(found: Points) -> str:
    """What stands instead of a drawing in which nothing would be seen."""
    if any(value["y"] for value in found.values):
        return ""
    amounts = {value["y"] for value in found.values}
    if not amounts - {None}:
        return ALL_HIDDEN if found.is_hidden else NOTHING
    if found.is_hidden:
        return SHOWN_ZERO
    return KNOWN_ZERO if None in amounts else ALL_ZERO


def _told(chart: Chart, description: str, drawn: str) -> str:
    """With title, description and patterns; ids are its own, so that several stand on one page."""
    own = _CLIP.sub(rf"\1{chart.name}-\2", drawn)
    return _OPENING.sub(lambda found: _opened(chart, description, found[1]), own, count=1)


def _opened(chart: Chart, description: str, attributes: str) -> str:
    return (
        f'<svg {attributes} role="img" aria-labelledby="{chart.name}-title {chart.name}-desc">'
        f'<title id="{chart.name}-title">{escape(chart.title)}</title>'
        f'<desc id="{chart.name}-desc">{escape(description)}</desc>{definitions(chart.name)}'
    )


def _empty(chart: Chart, description: str, text: str) -> str:
    attributes = 'xmlns="http://www.w3.org/2000/svg" width="640" height="60" viewBox="0 0 640 60"'
    return (
        f'{_opened(chart, description, attributes)}<text x="8" y="22" font-family="{FAMILY}" font-size="16">'
        f'{escape(chart.title)}</text><text x="8" y="46" font-family="{FAMILY}" font-size="12">{text}</text></svg>'
    )
