# SPDX-License-Identifier: EUPL-1.2
"""Small random regions of care, as rows of a peilbestand and as what a slow reading of them needs."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import duckdb

from rapporten.bouw import ERNAAST, HIER, LINDE, WILGEN, region

FIRST = date(2025, 1, 1)
LAST = date(2026, 6, 30)

REDENEN = ("31", "33", "34", "38", "39", "36", "02")
"""Why care ends (JZ588), one after the other."""


class Care:
    """One levering of a random region: its days, both inclusive (`eind` None while it runs), and where it belongs."""

    def __init__(self, random: Random, number: int, product: str) -> None:
        self.client = random.randint(1, 6)
        self.number = number
        self.segment = product
        self.aanbieder = random.choice((WILGEN, LINDE))
        self.gemeente = random.choice((HIER, ERNAAST))
        self.begin = FIRST + timedelta(days=random.randint(0, 500))
        length = random.choice((None, *range(0, 200, 25)))
        self.eind = None if length is None else self.begin + timedelta(days=length)
        self.reden = REDENEN[number % len(REDENEN)]

    def on(self, day: date) -> bool:
        """Whether it has this day."""
        return self.begin <= day and (self.eind is None or day <= self.eind)

    def within(self, begin: date, eind: date) -> bool:
        """Whether it has a day of these."""
        return self.begin <= eind and (self.eind is None or self.eind >= begin)

    @property
    def row(self) -> Mapping[str, Any]:
        """The levering as the peilbestand has it."""
        return {
            "client": self.client,
            "toewijzing_nummer": self.number,
            "aanbieder": self.aanbieder,
            "gemeente": self.gemeente,
            "code": f"45{self.segment}",
            "begindatum": self.begin,
            "einde": self.eind,
            "reden": None if self.eind is None else self.reden,
        }

    @property
    def toewijzing(self) -> Mapping[str, Any]:
        """Its toewijzing, of the same days."""
        return {
            "client": self.client,
            "nummer": self.number,
            "aanbieder": self.aanbieder,
            "gemeente": self.gemeente,
            "code": f"45{self.segment}",
            "ingangsdatum": self.begin,
            "einddatum": self.eind,
        }


def lives(seed: int, *, count: int = 14) -> list[Care]:
    """The leveringen of a small region; none the same as another by its key."""
    random = Random(seed)
    return [Care(random, number, random.choice("1234")) for number in range(1, count + 1)]


def ran_until(care: Sequence[Care], one: Care, begin: date) -> date | None:
    """Until when care of the same product and aanbieder ran that a toewijzing from `begin` on may go on with."""
    ends = [
        other.eind or date.max
        for other in care
        if other.number != one.number
        and (other.client, other.aanbieder, other.segment) == (one.client, one.aanbieder, one.segment)
        and other.begin < begin
        and (other.eind is None or other.eind >= begin - timedelta(days=1))
    ]
    return max(ends, default=None)


def goes_on(until: date | None, start: date) -> bool:
    """Whether care that began then goes on with what ran until then: D is 30."""
    return until is not None and (until == date.max or (start - until).days <= 31)


def made(care: Sequence[Care], **tables: Any) -> duckdb.DuckDBPyConnection:
    """The region of these leveringen."""
    rows = {"levering": [one.row for one in care], "toewijzing": [one.toewijzing for one in care]}
    return region(**{**rows, **tables})
