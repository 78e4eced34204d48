# SPDX-License-Identifier: EUPL-1.2
"""Working days: Monday to Friday without Dutch public holidays (definitions.md 5; decision 040 says which)."""

from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays
from holidays.constants import OPTIONAL, PUBLIC

_DAG = timedelta(days=1)
_VRIJDAG = 4


def is_werkdag(dag: date) -> bool:
    """Whether terms in working days count this day."""
    return dag.weekday() <= _VRIJDAG and dag not in _feestdagen(dag.year)


def werkdagen_tussen(van: date, tot: date) -> int:
    """How many working days after `van`, up to and including `tot`; negative when `tot` lies before `van`.

    What came on Friday and was answered on Monday took one; what came and was answered on one day took none.
    """
    if tot < van:
        return -werkdagen_tussen(tot, van)
    return sum(is_werkdag(van + _DAG * n) for n in range(1, (tot - van).days + 1))


@lru_cache(maxsize=64)
def _feestdagen(jaar: int) -> frozenset[date]:
    return frozenset(country_holidays("NL", years=jaar, categories=(PUBLIC, OPTIONAL)))
