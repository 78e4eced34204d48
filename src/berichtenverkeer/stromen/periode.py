# SPDX-License-Identifier: EUPL-1.2
"""Periods of a report: months, quarters or years, one or several that follow each other."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from berichtenverkeer.core.errors import VraagOnjuist

MAX_PERIODEN = 240
"""Twenty years of months."""

_DAG = timedelta(days=1)
_EEN = "(20[0-9]{2})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?"
NOTATIE = f"^{_EEN}(\\.\\.{_EEN})?$"
"""How one period or a series is written."""


class PeriodeOnleesbaar(VraagOnjuist):
    """Deze periode is niet te lezen."""

    actie = "Schrijf 2026, 2026-Q1 of 2026-03, of een reeks van dezelfde soort: 2026-01..2026-06."
    parameter = "periode"


class Periode(msgspec.Struct, frozen=True, order=True):
    """Both days inclusive."""

    begin: date
    eind: date
    naam: str = ""


def lees_perioden(tekst: str) -> tuple[Periode, ...]:
    """`2026`, `2026-Q1`, `2026-03`, or a series `2026-01..2026-06`. Raises PeriodeOnleesbaar."""
    eerste, _, laatste = tekst.partition("..")
    begin, maanden = _begin(eerste)
    tot, maanden_tot = _begin(laatste or eerste)
    if maanden != maanden_tot or tot < begin:
        raise PeriodeOnleesbaar
    perioden: list[Periode] = []
    while begin <= tot and len(perioden) <= MAX_PERIODEN:
        volgende = _verder(begin, maanden)
        perioden.append(Periode(begin, volgende - _DAG, _naam(begin, maanden)))
        begin = volgende
    if len(perioden) > MAX_PERIODEN:
        raise PeriodeOnleesbaar(f"Een reeks heeft ten hoogste {MAX_PERIODEN} perioden.")
    return tuple(perioden)


def zijn_aansluitend(perioden: Sequence[Periode]) -> bool:
    """Whether there is at least one, none ends before it begins, and each begins the day after the one before."""
    sluiten_aan = all(na.begin == voor.eind + _DAG for voor, na in pairwise(perioden))
    return bool(perioden) and sluiten_aan and all(een.begin <= een.eind for een in perioden)


def _begin(tekst: str) -> tuple[date, int]:
    gelezen = re.fullmatch(_EEN, tekst)
    if gelezen is None:
        raise PeriodeOnleesbaar
    jaar, kwartaal, maand = gelezen.groups()
    if kwartaal:
        return date(int(jaar), 3 * int(kwartaal) - 2, 1), 3
    return (date(int(jaar), int(maand), 1), 1) if maand else (date(int(jaar), 1, 1), 12)


def _verder(begin: date, maanden: int) -> date:
    jaren, maand = divmod(begin.month - 1 + maanden, 12)
    return date(begin.year + jaren, maand + 1, 1)


def _naam(begin: date, maanden: int) -> str:
    match maanden:
        case 12:
            return f"{begin.year}"
        case 3:
            return f"{begin.year}-Q{(begin.month + 2) // 3}"
        case _:
            return f"{begin.year}-{begin.month:02d}"
