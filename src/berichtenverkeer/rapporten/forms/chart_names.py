# SPDX-License-Identifier: EUPL-1.2
"""What the rows of a table are called in a drawing: by name, where no other of it is called so."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from berichtenverkeer.rapporten.declaration import Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.plain import cut
from berichtenverkeer.rapporten.result import Ground, Level, Row

PLEKKEN = ("plek", "plek2")


class Names:
    """Of the rows of a table that are drawn."""

    def __init__(self, table: Table, rows: Sequence[Row], ground: Ground) -> None:
        self.table = table
        self._ground = ground
        codes = defaultdict[str, set[Any]](set)
        for row in rows:
            for column, name in row.names.items():
                codes[name].add(_code(column, row))
        self._shared = {name for name, of in codes.items() if len(of) > 1}

    def of(self, column: str, row: Row) -> Any:
        """In words, or as a number; of `periode` or a plek, or of a column of the table. Of flows of two dimensions a
        plek is a pair, which has the name of both."""
        if column == "plek" and row.cell.level is Level.PLEK and row.cell.plek2 is not None:
            return f"{self._one('plek', row)}, {self._one('plek2', row)}"
        return self._one(column, row)

    def _one(self, column: str, row: Row) -> Any:
        if column == "periode":
            return "" if row.cell.periode is None else wording.short(self._ground.periods[row.cell.periode].naam)
        unit = Unit.CODE if column in PLEKKEN else self.table.column(column).unit
        code = _code(column, row)
        if column in PLEKKEN and code is None:
            return wording.TOTAL
        if wording.is_number(unit):
            return number(code, unit)
        if unit is Unit.MONTH:
            return wording.short(code)
        name = row.names.get(column, "")
        return cut(f"{code} {name}" if name in self._shared else name) or wording.shown(code, unit)


def _code(column: str, row: Row) -> Any:
    return getattr(row.cell, column) if column in PLEKKEN else row.values.get(column)


def number(value: Any, unit: Unit) -> float | int | None:
    """As it is drawn: amounts in euro."""
    if value is None or isinstance(value, str):
        return None
    number = value / 100 if unit is Unit.CENTS else value
    return float(number) if isinstance(number, Decimal) else number
