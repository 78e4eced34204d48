# SPDX-License-Identifier: EUPL-1.2
"""A report as a page shows it: texts, a piece of each table, and where the facts behind a number are asked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.rapporten.declaration import Column, Report, Table, Unit
from berichtenverkeer.rapporten.forms import bands, wording
from berichtenverkeer.rapporten.forms import ground as grounds
from berichtenverkeer.rapporten.forms.fit import fit_of
from berichtenverkeer.rapporten.forms.reading import heads, reasons, rows
from berichtenverkeer.rapporten.result import Ground, Level, Part, Result, Row

WRITTEN = frozenset(Unit) - {Unit.NUMBER, Unit.PERCENT}
"""Units of which a text gives the value back as it was."""

Asked = tuple[tuple[str, str], ...]
"""Names and texts of a question."""


class ShownCell(msgspec.Struct, frozen=True):
    """What stands in a cell, whether to the right, and what asks the facts behind it (empty where none can be seen)."""

    text: str
    is_number: bool
    behind: Asked = ()


class ShownRow(msgspec.Struct, frozen=True):
    """One row; `is_total` of a place: of all that the asker sees. `behind` is that of the row of a list as a whole."""

    cells: Sequence[ShownCell]
    is_total: bool
    behind: Asked = ()


class ShownTable(msgspec.Struct, frozen=True, kw_only=True):
    """One table from row `first` on; `count` is how many it has, `size` that on
    paper (fit.py). `heads` with whether numbers stand under them, and whether
    they stand upright on paper."""

    name: str
    title: str
    heads: Sequence[tuple[str, bool, bool]]
    rows: Sequence[ShownRow]
    first: int
    count: int
    meanings: Sequence[tuple[str, str]]
    bands: Sequence[tuple[str, str]]
    reasons: Sequence[str]
    is_complete: bool
    size: str


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The report; `rests_on` and `shares` say on what, `k` and `dag_k` give it again for ever. `notes` is of bands."""

    k: int
    dag_k: date
    tables: Sequence[ShownTable]
    rests_on: Sequence[tuple[str, str]]
    shares: Sequence[tuple[str, str]]
    notes: Sequence[str]


def shown(report: Report, result: Result, tables: Sequence[str], first: int | None, limit: int) -> Shown:
    """The report, of each of these tables at most `limit` rows: from row `first` on, or else of the last period."""
    ground = result.ground
    chosen = [(report.table(part.name), part) for part in result.parts if part.name in tables]
    return Shown(
        k=ground.k,
        dag_k=ground.dag_k,
        tables=[
            _table(table, part, result, _last_period(part, ground) if first is None else first, limit)
            for table, part in chosen
        ],
        rests_on=grounds.lines(ground),
        shares=grounds.shares(ground),
        notes=bands.notes(result),
    )


def _last_period(part: Part, ground: Ground) -> int:
    """Where the rows of the last period begin; 0 where rows are of no period, or none is of the last."""
    last = len(ground.periods) - 1
    return next((number for number, row in enumerate(part.rows) if row.cell.periode == last), 0)


def _table(table: Table, part: Part, result: Result, first: int, limit: int) -> ShownTable:
    ground = result.ground
    piece = msgspec.structs.replace(part, rows=part.rows[first : first + limit])
    texts = [text for text, _ in rows(table, piece, ground)]
    head, fit = heads(table, ground), fit_of(table, ground, texts)
    places = [None] * (len(head) - len(table.columns))
    columns: list[Column | None] = [*places, *table.columns]
    return ShownTable(
        name=table.name,
        title=table.title,
        heads=[(fit.heads[number], is_number, number in fit.upright) for number, (_, is_number) in enumerate(head)],
        rows=[
            _row(table, row, ground, [*zip(line, head, columns, strict=True)])
            for line, row in zip(texts, piece.rows, strict=True)
        ],
        first=first,
        count=len(part.rows),
        meanings=[(wording.head(column), column.sentence) for column in table.columns],
        bands=bands.lines(table, result),
        reasons=reasons(table, piece),
        is_complete=part.is_complete,
        size=fit.size,
    )


def _row(
    table: Table, row: Row, ground: Ground, cells: Sequence[tuple[str, tuple[str, bool], Column | None]]
) -> ShownRow:
    return ShownRow(
        [
            ShownCell(text, is_number, _behind(table, column, row, ground) if column is not None else ())
            for text, (_, is_number), column in cells
        ],
        is_total=row.cell.level is Level.TOTAL and table.per_plek and not table.is_list,
        behind=_of_cell(table, row, ground) if table.is_list else (),
    )


def _behind(table: Table, column: Column, row: Row, ground: Ground) -> Asked:
    """What asks the facts that a number counts; nothing where there are none, or where they would tell who it is."""
    if not column.counts or not row.values[column.name] or column.name in row.hidden:
        return ()
    asked = _of_cell(table, row, ground)
    return (*asked, ("kolom", column.name)) if asked else ()


def _of_cell(table: Table, row: Row, ground: Ground) -> Asked:
    """What asks the facts of a row; nothing where its keys cannot be written."""
    keys = [_key_text(row.values[key.name]) for key in table.keys]
    if ground.small_cells or any("|" in text for text in keys) or not {key.unit for key in table.keys} <= WRITTEN:
        return ()
    cell = row.cell
    asked = [("tabel", table.name), ("niveau", str(cell.level))]
    if cell.periode is not None:
        asked.append(("bij", ground.periods[cell.periode].naam))
    asked += [(name, text) for name, text in (("plek", cell.plek), ("plek2", cell.plek2)) if text is not None]
    return (*asked, ("sleutel", "|".join(keys))) if keys else tuple(asked)


def _key_text(value: Any) -> str:
    """As `orders.key_value` reads it."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "" if value is None else str(value)
