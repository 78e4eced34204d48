# SPDX-License-Identifier: EUPL-1.2
"""The clock is a value handed in (definitions.md 1); dates are days in the Netherlands."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

NETHERLANDS = ZoneInfo("Europe/Amsterdam")

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""The days that can be asked about. A bericht may hold any date; a question about year 9000 has no sensible answer."""

DATUM = "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"
MOMENT = f"{DATUM[:-1]}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\\.[0-9]{{1,9}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})$"
"""How a question writes a day, and a moment with its zone (RFC 3339: `date` and `date-time`)."""

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)

Clock = Callable[[], datetime]
"""Gives the present moment as an aware UTC datetime."""


MAX_CLOCK_DIFFERENCE = timedelta(minutes=5)
"""How far the clocks of host and database may be apart, before what cannot be undone waits."""


def in_words(one: date) -> str:
    """`6 april 2026`: how a text for people names a day, whoever shows it."""
    return f"{one.day} {_MONTHS[one.month - 1]} {one.year}"


class SystemClock:
    """The clock of production: nobody moves it on purpose, so it is believed only with a second opinion."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


system_clock = SystemClock()


def is_real(clock: Clock) -> bool:
    """Whether this clock tells the real time; that of a simulation or a test is moved on purpose."""
    return isinstance(clock, SystemClock)


def day(moment: datetime) -> date:
    """The calendar day in the Netherlands on which `moment` (aware) falls."""
    return moment.astimezone(NETHERLANDS).date()


def read_day(text: str) -> date | None:
    """A day that can be asked about, as DATUM writes it; None for anything else."""
    try:
        return date.fromisoformat(text) if re.fullmatch(DATUM, text) else None
    except ValueError:
        return None


def read_instant(text: str) -> datetime | None:
    """A moment that can be asked about, as MOMENT writes it, with its zone; None for anything else."""
    try:
        return datetime.fromisoformat(text) if re.fullmatch(MOMENT, text) else None
    except ValueError:
        return None
