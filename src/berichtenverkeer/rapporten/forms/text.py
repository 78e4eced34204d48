# SPDX-License-Identifier: EUPL-1.2
"""A report as tables of text, for a terminal."""

from io import StringIO

from rich.console import Console
from rich.table import Table as Drawn
from rich.text import Text

from berichtenverkeer.rapporten.declaration import Report, Table
from berichtenverkeer.rapporten.forms import bands, ground, wording
from berichtenverkeer.rapporten.forms.reading import heads, reasons, rows
from berichtenverkeer.rapporten.result import Part, Result

WIDTH = 140
"""Columns of text, where no terminal says how many."""


def render(report: Report, result: Result, width: int = WIDTH) -> bytes:
    """What it rests on, its tables, and what is missing in them."""
    out = StringIO()
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False)
    console.print(report.question)
    console.print(". ".join(f"{name}: {value}" for name, value in ground.lines(result.ground)) + ".", soft_wrap=True)
    for part in result.parts:
        table = report.table(part.name)
        console.print(_drawn(table, part, result))
        for reason in reasons(table, part):
            console.print(f"  {wording.EMPTY}  {reason}")
        for name, moved in bands.lines(table, result):
            console.print(f"  band  {name}: {moved}")
        if not part.is_complete:
            console.print("  Er zijn er meer dan hier staan; vraag minder tegelijk.")
    for line in bands.notes(result):
        console.print(line)
    for name, share in ground.shares(result.ground):
        console.print(f"{name} {share}")
    console.print(f"Later precies hetzelfde: --k {result.ground.k} --dag-k {result.ground.dag_k}")
    return out.getvalue().encode()


def _drawn(table: Table, part: Part, result: Result) -> Drawn:
    drawn = Drawn(title=table.title, title_justify="left", title_style="bold")
    for name, is_number in heads(table, result.ground):
        drawn.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row, ends in rows(table, part, result.ground):
        drawn.add_row(*(Text(text) for text in row), end_section=ends)
    return drawn
