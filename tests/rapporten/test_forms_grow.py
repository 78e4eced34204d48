# SPDX-License-Identifier: EUPL-1.2
"""What forms are written from takes as much time as a report has rows: a list of a large region has tens of
thousands."""

from functools import partial

import msgspec

from berichtenverkeer.rapporten.forms import paper
from berichtenverkeer.rapporten.forms.points import points
from berichtenverkeer.rapporten.forms.xlsx_columns import columns
from groeimeting import Stappen, niet_lineair
from rapporten.made import REPORT, made


def of_rows(number: int) -> Stappen:
    """With so many rows in every table: of each its lines on a page and its columns, of each chart what it draws."""
    result = made()
    parts = {
        part.name: msgspec.structs.replace(part, rows=part.rows * (number // len(part.rows))) for part in result.parts
    }
    pages = {
        f"page of {name}": partial(paper.laid, REPORT.table(name), part, result.ground) for name, part in parts.items()
    }
    sheets = {
        f"sheet of {name}": partial(lambda *of: [*columns(*of)], REPORT.table(name), part, result.ground)
        for name, part in parts.items()
    }
    charts = {
        f"chart {one.name}": partial(points, one, REPORT.table(one.table), parts[one.table], result.ground)
        for one in REPORT.charts
    }
    return pages | sheets | charts


def test_no_form_grows_faster_than_the_rows_of_its_report() -> None:
    assert niet_lineair(of_rows) == {}
