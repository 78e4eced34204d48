# SPDX-License-Identifier: EUPL-1.2
"""The stories behind the figures of the example region: what a few parties do otherwise than all others, on purpose.

Each can be found back in the reports; docs/voorbeeldregio.md says where. In a region without these parties nothing
differs.
"""

from datetime import date

import msgspec

GROWS = "99000103"
"""An aanbieder of whom every year more youths ask, and who is dearer than others."""

DECLARES_LATE = "99000102"
"""An aanbieder whose office sends every month two months late."""

IS_CLUMSY = "99000108"
"""An aanbieder whose office makes many mistakes in its declaraties."""

TAKES_NOBODY = "99000106"
"""An aanbieder where care of a toewijzing seldom begins."""

FOSTERS = "99000104"
"""A large aanbieder of pleegzorg: many of those who do not live at home are with a family."""

ORDERED = "99000113"
"""An aanbieder of what a court orders, at home; few youths are locked up."""

LONG_CRISIS = "99000111"
"""An aanbieder where crises last, for want of a place to go to."""

IS_NEW, IS_GONE = "99000112", "99000114"
"""Aanbieders whose contracts begin in July 2026, and ended in March of it."""

WAITS_IN, WAITS_FOR = "3", "4"
"""Gebied and segment with a wait."""

REFERS = "0797"
"""A gemeente where huisartsen refer more every year."""

PRACTICE = "99000201"
"""Who refers them: one practice, that stands for nobody."""

ANSWERS_LATE = "0766"
"""A gemeente whose office thinks long about every verzoek."""

_TIMES = {
    GROWS: 12.0,
    TAKES_NOBODY: 5.0,
    DECLARES_LATE: 2.0,
    LONG_CRISIS: 2.0,
    IS_NEW: 20.0,
    IS_GONE: 2.0,
    FOSTERS: 8.0,
    ORDERED: 8.0,
}
_SINCE = date(2024, 1, 1)
_DAYS_PER_YEAR = 365.25


class Days(msgspec.Struct, frozen=True):
    """So many days, at least and at most."""

    least: int
    most: int


AT_ONCE = Days(0, 0)


def share_that_comes(aanbieder: str, day: date) -> float:
    """Of the youths who would go to an aanbieder when it has grown up, how many do on a day."""
    return min(1.0, 0.12 * 2 ** _years(day)) if aanbieder == GROWS else 1.0


def times_as_large(aanbieder: str) -> float:
    """How much larger it is in the end than its place among the others says."""
    return _TIMES.get(aanbieder, 1.0)


def longer_wait(gebied: str, segment: str) -> Days:
    """From toewijzing to start, beside what everybody waits."""
    return Days(60, 130) if (gebied, segment) == (WAITS_IN, WAITS_FOR) else AT_ONCE


def lasts_longer(aanbieder: str) -> Days:
    """How much longer care there lasts."""
    return Days(20, 55) if aanbieder == LONG_CRISIS else AT_ONCE


def never_begins(aanbieder: str) -> float:
    """How many toewijzingen there are never followed by care, whatever the reason."""
    return 0.85 if aanbieder == TAKES_NOBODY else 0.05


def chance_of_fault(aanbieder: str, chance: float) -> float:
    """How often a declaratie is wrong, where all others are with that chance."""
    return max(chance, min(0.5, 10 * chance)) if aanbieder == IS_CLUMSY else chance


def more_from_huisarts(gemeente: str, day: date) -> float:
    """How many of those whom somebody else would refer, a huisarts refers."""
    return min(0.8, 0.05 + 0.25 * _years(day)) if gemeente == REFERS else 0.0


def answers_in(gemeente: str) -> Days:
    """How long a gemeente thinks about a verzoek of which it does not say that it thinks about it."""
    return Days(30, 50) if gemeente == ANSWERS_LATE else Days(0, 20)


def _years(day: date) -> float:
    return (day - _SINCE).days / _DAYS_PER_YEAR
