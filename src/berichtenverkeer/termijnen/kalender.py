# SPDX-License-Identifier: EUPL-1.2
"""The working days as a sorted list: to count and add them in SQL by a binary search instead of a loop."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from berichtenverkeer.core.werkdagen import is_werkdag

EERSTE_JAAR = 2000
"""Before the first iJw bericht; what lies further back counts from here."""

_JAREN_VOORUIT = 2


def werkdagen_tot(op: date) -> Sequence[date]:
    """Every working day from EERSTE_JAAR until two years after the year of `op`."""
    return _werkdagen(op.year + _JAREN_VOORUIT)


@lru_cache(maxsize=4)
def _werkdagen(laatste_jaar: int) -> Sequence[date]:
    eerste, laatste = date(EERSTE_JAAR, 1, 1), date(laatste_jaar, 12, 31)
    dagen = (eerste + timedelta(days=n) for n in range((laatste - eerste).days + 1))
    return [dag for dag in dagen if is_werkdag(dag)]
