# SPDX-License-Identifier: EUPL-1.2
"""Periods of a report: months, quarters, half years or years, one or several that follow each other; or one day."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from berichtenverkeer.core.clock import read_day
from berichtenverkeer.core.errors import WrongQuestion

MAX_PERIODS = 240
"""Twenty years of months."""

_DAY = timedelta(days=1)
_ONE = "(20[0-9]{2})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?"
NOTATION = f"^({_ONE}(\\.\\.{_ONE})?|20[0-9]{2}-[0-9]{2}-[0-9]{2})$"
"""How one period or a series is written."""


class UnreadablePeriode(WrongQuestion):
    """Deze periode is niet te lezen."""

    actie = "Schrijf 2026, 2026-H1, 2026-Q1 of 2026-03, een reeks van dezelfde soort: 2026-01..2026-06, of een dag."
    parameter = "periode"


class Periode(msgspec.Struct, frozen=True, order=True):
    """Both days inclusive."""

    begin: date
    eind: date
    naam: str = ""


def read_periods(text: str) -> tuple[Periode, ...]:
    """`2026`, `2026-H1`, `2026-Q1`, `2026-03`, a series `2026-01..2026-06`, or a day. Raises UnreadablePeriode."""
    if (day := read_day(text)) is not None:
        return (Periode(day, day, text),)
    first, _, last = text.partition("..")
    begin, months = _begin(first)
    tot, months_until = _begin(last or first)
    if months != months_until or tot < begin:
        raise UnreadablePeriode
    perioden: list[Periode] = []
    while begin <= tot and len(perioden) <= MAX_PERIODS:
        following = _further(begin, months)
        perioden.append(Periode(begin, following - _DAY, _name(begin, months)))
        begin = following
    if len(perioden) > MAX_PERIODS:
        raise UnreadablePeriode(f"Een reeks heeft ten hoogste {MAX_PERIODS} perioden.")
    return tuple(perioden)


def are_adjoining(perioden: Sequence[Periode]) -> bool:
    """Whether there is at least one, none ends before it begins, and each begins the day after the one before."""
    adjoin = all(na.begin == before.eind + _DAY for before, na in pairwise(perioden))
    return bool(perioden) and adjoin and all(one.begin <= one.eind for one in perioden)


def _begin(text: str) -> tuple[date, int]:
    was_read = re.fullmatch(_ONE, text)
    if was_read is None:
        raise UnreadablePeriode
    jaar, quarter, half, month = was_read.groups()
    if quarter:
        return date(int(jaar), 3 * int(quarter) - 2, 1), 3
    if half:
        return date(int(jaar), 6 * int(half) - 5, 1), 6
    return (date(int(jaar), int(month), 1), 1) if month else (date(int(jaar), 1, 1), 12)


def _further(begin: date, months: int) -> date:
    years, month = divmod(begin.month - 1 + months, 12)
    return date(begin.year + years, month + 1, 1)


def _name(begin: date, months: int) -> str:
    match months:
        case 12:
            return f"{begin.year}"
        case 6:
            return f"{begin.year}-H{(begin.month + 5) // 6}"
        case 3:
            return f"{begin.year}-Q{(begin.month + 2) // 3}"
        case _:
            return f"{begin.year}-{begin.month:02d}"


def earlier(periode: Periode, within: int) -> list[Periode]:
    """Those of the same kind that lie within so many months before its begin, the last one first; of a day none."""
    if periode.begin == periode.eind:
        return []
    months = (periode.eind.year - periode.begin.year) * 12 + periode.eind.month - periode.begin.month + 1
    found: list[Periode] = []
    for number in range(1, within // months + 1):
        begin = _further(periode.begin, -number * months)
        found.append(Periode(begin, _further(begin, months) - _DAY, _name(begin, months)))
    return found
