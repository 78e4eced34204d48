# SPDX-License-Identifier: EUPL-1.2
"""Working days: Monday to Friday without Dutch public holidays (definitions.md 5; decision 040 says which).

All in closed form: whole weeks by arithmetic, holidays by a binary search. No day is walked to, however far it lies.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from berichtenverkeer.core.klok import EERSTE_DAG, LAATSTE_DAG

EERSTE_JAAR, LAATSTE_JAAR = EERSTE_DAG.year, LAATSTE_DAG.year
"""The years whose holidays are known. Outside them only weekends are free: the standard lets a date be any year."""

_WEEK, _WERKWEEK = 7, 5


def is_werkdag(dag: date) -> bool:
    """Whether terms in working days count this day."""
    return dag.weekday() < _WERKWEEK and dag not in _VRIJ


def werkdagen_tussen(van: date, tot: date) -> int:
    """How many working days after `van`, up to and including `tot`; negative when `tot` lies before `van`.

    What came on Friday and was answered on Monday took one; what came and was answered on one day took none.
    """
    return _nummer(tot) - _nummer(van)


def _nummer(dag: date) -> int:
    """How many working days the calendar has up to and including a day; its first day was a Monday."""
    return _weekdagen(dag) - bisect_right(FEESTDAGEN, dag)


def _weekdagen(dag: date) -> int:
    weken, rest = divmod(dag.toordinal() - 1, _WEEK)
    return weken * _WERKWEEK + min(rest + 1, _WERKWEEK)


def _feestdagen(jaar: int) -> Iterator[date]:
    """Algemene termijnenwet, article 3: the days that it names, and Good Friday, which it puts on a par with them."""
    pasen = _eerste_paasdag(jaar)
    yield date(jaar, 1, 1)
    yield from (pasen + timedelta(days=na) for na in (-2, 1, 39, 50))
    yield date(jaar, 4, 27) if jaar >= 2014 else date(jaar, 4, 30)  # on a Sunday it is kept on Saturday: free as well
    yield date(jaar, 5, 5)
    yield date(jaar, 12, 25)
    yield date(jaar, 12, 26)


def _eerste_paasdag(jaar: int) -> date:
    """Easter of the Gregorian calendar (Meeus, Jones and Butcher)."""
    gulden = jaar % 19
    eeuw, rest = divmod(jaar, 100)
    epacta = (19 * gulden + eeuw - eeuw // 4 - (eeuw - (eeuw + 8) // 25 + 1) // 3 + 15) % 30
    weekdag = (32 + 2 * (eeuw % 4) + 2 * (rest // 4) - epacta - rest % 4) % 7
    maand, dag = divmod(epacta + weekdag - 7 * ((gulden + 11 * epacta + 22 * weekdag) // 451) + 114, 31)
    return date(jaar, maand, dag + 1)


_VRIJ = frozenset(
    dag for jaar in range(EERSTE_JAAR, LAATSTE_JAAR + 1) for dag in _feestdagen(jaar) if dag.weekday() < _WERKWEEK
)

FEESTDAGEN: Sequence[date] = sorted(_VRIJ)
"""Every public holiday on a weekday, in order."""

WERKDAGEN_VOOR: Sequence[int] = [_nummer(dag) for dag in FEESTDAGEN]
"""How many working days the calendar has before each of FEESTDAGEN: to find the nth one by a binary search."""
