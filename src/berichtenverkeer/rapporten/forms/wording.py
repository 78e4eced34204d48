# SPDX-License-Identifier: EUPL-1.2
"""How a value reads in plain Dutch: `€ 1.288.624,00`, `6 april 2026`, `12,5 %`."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from berichtenverkeer.core.clock import in_words
from berichtenverkeer.rapporten.declaration import Column, Unit
from berichtenverkeer.rapporten.forms.plain import cut
from berichtenverkeer.rapporten.periode import Periode

EMPTY = "-"
"""What stands where nothing can be said."""

TOTAL = "totaal"
"""The plek of the region as a whole, or of all that the asker may see."""

_SWAPPED = str.maketrans(",.", ".,")


def shown(value: Any, unit: Unit) -> str:
    """A value in its unit."""
    match value:
        case None:
            return EMPTY
        case bool():
            return "ja" if value else "nee"
        case int() if unit is Unit.CODE:
            return str(value)
        case int() | float() | Decimal() if unit is Unit.CENTS:
            return f"€ {_grouped(round(value) / Decimal(100), 2)}"
        case int() if unit is not Unit.PERCENT:
            return _grouped(value, 0)
        case int() | float() | Decimal():
            number = _grouped(Decimal(str(value)), 2).removesuffix("0").removesuffix("0").removesuffix(",")
            return f"{number} %" if unit is Unit.PERCENT else number
        case datetime() | date():
            return in_words(value)
        case list() | tuple():
            return cut(", ".join(map(str, value)))
        case _:
            return cut(str(value))


def span(periods: Sequence[Periode]) -> str:
    """`1 januari 2026 tot en met 31 maart 2026`, or the one day."""
    begin, eind = periods[0].begin, periods[-1].eind
    return in_words(begin) if begin == eind else f"{in_words(begin)} tot en met {in_words(eind)}"


def label(name: str) -> str:
    """`stand_begin` reads `Stand begin`."""
    return name.removesuffix("_cents").replace("_", " ").capitalize()


def head(column: Column) -> str:
    """What stands over a column; what it counts in is said where it is no number of things."""
    units = {Unit.CENTS: "euro", Unit.DAYS: "dagen", Unit.WORKING_DAYS: "werkdagen", Unit.PERCENT: "%"}
    unit, text = units.get(column.unit), label(column.name)
    return text if unit is None or unit in text.lower().split() else f"{text} ({unit})"


def is_number(unit: Unit) -> bool:
    """Whether its values are numbers, which stand to the right."""
    return unit not in (Unit.CODE, Unit.TEXT, Unit.DATE, Unit.YES_NO)


def _grouped(value: int | Decimal, decimals: int) -> str:
    return f"{value:,.{decimals}f}".translate(_SWAPPED)
