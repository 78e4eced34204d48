# SPDX-License-Identifier: EUPL-1.2
"""A table as columns of a sheet: heads as a person reads them, names beside codes, and no column that is empty."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from berichtenverkeer.rapporten.declaration import Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.grid import ORIGIN, field_name, grid, unconfirmed
from berichtenverkeer.rapporten.forms.plain import plain
from berichtenverkeer.rapporten.result import Ground, Part

WIDEST = 40
"""Letters of a text that are seen in a cell."""
_LEAST = {False: 10, True: 18}
"""Letters that a column has at least; amounts and days have more."""


class SheetColumn(NamedTuple):
    """What stands over it, in what it counts, and its values from the first row on."""

    head: str
    unit: Unit
    values: Sequence[Any]

    @property
    def width(self) -> int:
        """In letters: of a head the longest word, of a text what it says."""
        longest = max(map(len, self.head.split()), default=0)
        if self.unit in (Unit.CODE, Unit.TEXT):
            longest = max([longest, *(len(str(value)) for value in self.values if value is not None)])
        return max(_LEAST[self.unit in (Unit.CENTS, Unit.DATE)], min(longest + 2, WIDEST))


def columns(table: Table, part: Part, ground: Ground) -> Iterator[SheetColumn]:
    """In order; what is hidden shows what stands instead."""
    cells, heads = grid(table, part, ground), _heads(table)
    for at, (name, unit) in enumerate(cells.units.items()):
        values = [hidden.get(name, line[at]) for line, hidden in zip(cells.lines, cells.hidden, strict=True)]
        if not _is_shown(name, values):
            continue
        head = heads.get(name, wording.label(name))
        yield SheetColumn(head, unit, values)
        called = [plain(row.names.get(name, "")) or None for row in part.rows]
        if f"{name}_naam" not in cells.units and any(called):
            yield SheetColumn(f"{head} naam", Unit.TEXT, called)


def _heads(table: Table) -> dict[str, str]:
    of_columns = {field_name(column): wording.head(column) for column in table.columns}
    not_sure = {f"{field_name(column)}_onbevestigd": column for column in unconfirmed(table)}
    return of_columns | {name: f"{wording.head(column)} onbevestigd" for name, column in not_sure.items()}


def _is_shown(name: str, values: Sequence[Any]) -> bool:
    """What was not asked, and what is all confirmed, would be empty columns."""
    may_be_left_out = name.endswith("_onbevestigd") or name.startswith("plek2")
    return name not in ORIGIN and (not may_be_left_out or any(value is not None for value in values))
