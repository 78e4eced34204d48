# SPDX-License-Identifier: EUPL-1.2
"""A table as CSV: one header line, `;` between cells, ISO dates, a decimal point, UTF-8."""

import csv
from io import StringIO
from typing import Any

from berichtenverkeer.rapporten.forms.grid import Grid

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # the wide ones too
"""What a spreadsheet takes for the begin of a formula; a name in the register may begin with it."""


def render(grid: Grid) -> bytes:
    """What is hidden shows what stands instead, what is absent is empty."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(grid.units)
    for line, hidden in zip(grid.lines, grid.hidden, strict=True):
        writer.writerow(hidden.get(name, _written(value)) for name, value in zip(grid.units, line, strict=True))
    return out.getvalue().encode()


def _written(value: Any) -> Any:
    match value:
        case bool():
            return "ja" if value else "nee"
        case str():
            return f"'{value}" if value.lstrip().startswith(_FORMULA) else value
        case list() | tuple():
            return _written(" ".join(map(str, value)))
        case _:
            return value
