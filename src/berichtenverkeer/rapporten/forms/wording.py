# SPDX-License-Identifier: EUPL-1.2
"""How a value reads in plain Dutch: `€ 1.288.624,00`, `6 april 2026`, `12,5 %`."""

import re
from collections.abc import Iterable, Sequence
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

_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")
_SHORT = {"maart": "mrt"}

_SPELLING = {
    "beeindigd": "beëindigd",
    "client": "cliënt",
    "clienten": "cliënten",
    "clientmaanden": "cliëntmaanden",
    "cbs": "CBS",
    "hhi": "HHI",
    "p90": "P90",
}
"""Words of columns as they are written."""

_SWAPPED = str.maketrans(",.", ".,")


def shown(value: Any, unit: Unit, decimals: int | None = None) -> str:
    """A value in its unit; a share or a number with so many decimals, None for as many as it has."""
    match value:
        case None:
            return EMPTY
        case bool():
            return "ja" if value else "nee"
        case int() if unit is Unit.CODE:
            return str(value)
        case int() | float() | Decimal() if unit is Unit.CENTS:
            return f"€ {_grouped(round(value) / Decimal(100), 2)}"
        case int() if unit is not Unit.PERCENT and not decimals:
            return _grouped(value, 0)
        case int() | float() | Decimal():
            exact = Decimal(str(value))
            number = _grouped(exact, decimals_of([exact]) if decimals is None else decimals)
            return f"{number} %" if unit is Unit.PERCENT else number
        case datetime() | date():
            return in_words(value)
        case list() | tuple():
            return cut(", ".join(map(str, value)))
        case str() if unit is Unit.MONTH:
            return month(value)
        case _:
            return cut(str(value))


def decimals_of(values: Iterable[float | Decimal]) -> int:
    """How many decimals say all of these, at most two."""
    most = 0
    for value in values:
        rounded = round(value * 100)
        most = max(most, 0 if rounded % 100 == 0 else 1 if rounded % 10 == 0 else 2)
        if most == 2:
            break
    return most


def span(periods: Sequence[Periode]) -> str:
    """`1 januari 2026 tot en met 31 maart 2026`, or the one day."""
    begin, eind = periods[0].begin, periods[-1].eind
    return in_words(begin) if begin == eind else f"{in_words(begin)} tot en met {in_words(eind)}"


def period(one: Periode) -> str:
    """`april 2026`, `6 april 2026`; a quarter, a half year and a year by the name that asks for it."""
    if one.begin == one.eind:
        return in_words(one.begin)
    return month(one.naam)


def month(naam: str) -> str:
    """`april 2026` of 2026-04; what is no month stays as it is."""
    return in_words(date.fromisoformat(f"{naam}-01")).partition(" ")[2] if _MONTH.fullmatch(naam) else naam


def short(text: str) -> str:
    """`apr 2026` of 2026-04, where there is no room for more."""
    name, _, year = month(text).partition(" ")
    return f"{_SHORT.get(name, name[:3])} {year}" if _MONTH.fullmatch(text) else text


def label(name: str) -> str:
    """`stand_begin` reads `Stand begin`."""
    words = [_SPELLING.get(word, word) for word in name.removesuffix("_cents").split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def called(column: Column) -> str:
    """A column in words, without what it counts in."""
    return column.head or label(column.name)


def head(column: Column) -> str:
    """What stands over a column; what it counts in is said where it is no number of things."""
    units = {Unit.CENTS: "euro", Unit.DAYS: "dagen", Unit.WORKING_DAYS: "werkdagen", Unit.PERCENT: "%"}
    unit, text = units.get(column.unit), called(column)
    return text if unit is None or unit in text.lower().split() else f"{text} ({unit})"


def is_number(unit: Unit) -> bool:
    """Whether its values are numbers, which stand to the right."""
    return unit not in (Unit.CODE, Unit.TEXT, Unit.DATE, Unit.MONTH, Unit.YES_NO)


def _grouped(value: int | Decimal, decimals: int) -> str:
    return f"{value:,.{decimals}f}".translate(_SWAPPED)
