# SPDX-License-Identifier: EUPL-1.2
"""Working days: Monday to Friday without Dutch public holidays (definitions.md 5; decision 040 says which).

All in closed form: whole weeks by arithmetic, holidays by a binary search. No day is walked to, however far it lies.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from berichtenverkeer.core.clock import FIRST_DAY, LAST_DAY

FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, LAST_DAY.year
"""The years whose holidays are known. Outside them only weekends are free: the standard lets a date be any year."""

_WEEK, _WORK_WEEK = 7, 5


def is_werkdag(day: date) -> bool:
    """Whether terms in working days count this day."""
    return day.weekday() < _WORK_WEEK and day not in _FREE


def werkdagen_between(first: date, last: date) -> int:
    """How many working days after `first`, up to and including `last`; negative when `last` lies before `first`.

    What came on Friday and was answered on Monday took one; what came and was answered on one day took none.
    """
    return _number(last) - _number(first)


def werkdag_after(first: date, count: int) -> date:
    """The working day so many (one or more) after a day: the last of a term that counts from it."""
    number = _number(first) + count
    weekdays = number + bisect_right(WERKDAGEN_BEFORE, number - 1) - 1
    weeks, rest = divmod(weekdays, _WORK_WEEK)
    return date.fromordinal(weeks * _WEEK + rest + 1)


def _number(day: date) -> int:
    """How many working days the calendar has up to and including a day; its first day was a Monday."""
    return _weekdays(day) - bisect_right(HOLIDAYS, day)


def _weekdays(day: date) -> int:
    weeks, rest = divmod(day.toordinal() - 1, _WEEK)
    return weeks * _WORK_WEEK + min(rest + 1, _WORK_WEEK)


def _holidays(jaar: int) -> Iterator[date]:
    """Algemene termijnenwet, article 3: the days that it names, and Good Friday, which it puts on a par with them."""
    easter = _first_easter_sunday(jaar)
    yield date(jaar, 1, 1)
    yield from (easter + timedelta(days=after) for after in (-2, 1, 39, 50))
    yield date(jaar, 4, 27) if jaar >= 2014 else date(jaar, 4, 30)  # on a Sunday it is kept on Saturday: free as well
    yield date(jaar, 5, 5)
    yield date(jaar, 12, 25)
    yield date(jaar, 12, 26)


def _first_easter_sunday(jaar: int) -> date:
    """Easter of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = jaar % 19
    century, rest = divmod(jaar, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    month, day = divmod(epact + weekday - 7 * ((golden + 11 * epact + 22 * weekday) // 451) + 114, 31)
    return date(jaar, month, day + 1)


_FREE = frozenset(
    day for jaar in range(FIRST_YEAR, LAST_YEAR + 1) for day in _holidays(jaar) if day.weekday() < _WORK_WEEK
)

HOLIDAYS: Sequence[date] = sorted(_FREE)
"""Every public holiday on a weekday, in order."""

WERKDAGEN_BEFORE: Sequence[int] = [_number(day) for day in HOLIDAYS]
"""How many working days the calendar has before each of HOLIDAYS: to find the nth one by a binary search."""
