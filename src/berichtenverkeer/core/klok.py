# SPDX-License-Identifier: EUPL-1.2
"""The clock is a value handed in (definitions.md 1); dates are days in the Netherlands."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

NEDERLAND = ZoneInfo("Europe/Amsterdam")

Klok = Callable[[], datetime]
"""Gives the present moment as an aware UTC datetime."""


def systeemklok() -> datetime:
    """The clock of production."""
    return datetime.now(UTC)


def dag(moment: datetime) -> date:
    """The calendar day in the Netherlands on which `moment` (aware) falls."""
    return moment.astimezone(NEDERLAND).date()
