# SPDX-License-Identifier: EUPL-1.2
"""Wie neemt niemand aan?"""

from datetime import date, timedelta
from random import Random
from statistics import mean
from typing import Any

import pytest

from berichtenverkeer.rapporten.reports.acceptatie import ACCEPTATIE
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import DAG_K, LINDE, WILGEN, ask, region, rows
from rapporten.orakel import geld


def test_acceptatie_by_hand() -> None:
    """By hand, of those who began to wait in the first quarter of 2025 (norm 14 days), all of product 453. Wilgen:
    youth 1 from 1 January until its toewijzing lapsed on 1 March; youth 2 from 1 February until 1 April, 59 days;
    youth 3 from 1 March, started on the 5th, before youth 2. Linde: youth 4 from 2 February, started on the 8th,
    before 1 and 2 got anything. So of Wilgen's three one lapsed and one was late; for both somebody who came later
    began elsewhere and another at Wilgen itself (youth 3 on 5 March, while 1 had lapsed without care).
    """
    connection = region(
        toewijzing=[
            {"client": 1, "nummer": 1, "ingangsdatum": "2025-01-01", "einddatum": "2025-03-01"},
            {"client": 2, "nummer": 2, "ingangsdatum": "2025-02-01"},
            {"client": 3, "nummer": 3, "ingangsdatum": "2025-03-01"},
            {"client": 4, "nummer": 4, "ingangsdatum": "2025-02-02", "aanbieder": LINDE},
        ],
        levering=[
            {"client": 2, "toewijzing_nummer": 2, "begindatum": "2025-04-01"},
            {"client": 3, "toewijzing_nummer": 3, "begindatum": "2025-03-05"},
            {"client": 4, "toewijzing_nummer": 4, "begindatum": "2025-02-08", "aanbieder": LINDE},
        ],
    )
    result = ask(connection, ACCEPTATIE, "2025-Q1", dimension=ACCEPTATIE.dimension)
    wilgen = rows(result, "acceptatie")[WILGEN].values
    assert wilgen == {
        "toewijzingen": 3,
        "vervallen": 1,
        "te_lang": 2,
        "elders_eerder": 2,
        "later_eerst": 2,
        "aandeel": 66.67,
        "gewicht_alle": 30.0,
        "gewicht_niet": 30.0,
    }
    assert rows(result, "acceptatie")[LINDE].values["elders_eerder"] == 0


@pytest.mark.parametrize("seed", range(3))
def test_acceptatie_is_what_a_slow_reading_finds(seed: int) -> None:
    """Some have care under another number until around the day on which they begin to wait."""
    waits = [Waiting(Random(100 * seed + number), number) for number in range(1, 25)]
    connection = region(
        toewijzing=[one.toewijzing for one in waits],
        levering=[row for one in waits for row in one.leveringen],
    )
    found = ask(connection, ACCEPTATIE, "2025-Q1", dimension=ACCEPTATIE.dimension)
    there = [one for one in waits if not one.goes_on]
    for plek in (None, WILGEN, LINDE):
        mine = [one for one in there if plek in (None, one.who)]
        stuck = [one for one in mine if one.is_vervallen or one.days > 14]
        skipped = [one for one in stuck if any(one.is_passed_by(other) and other.who != one.who for other in there)]
        later = [
            one
            for one in stuck
            if any(one.is_passed_by(other) and other.who == one.who and other.sinds > one.sinds for other in there)
        ]
        assert rows(found, "acceptatie", Level.PLEK if plek else Level.TOTAL)[plek].values == {
            "toewijzingen": len(mine),
            "vervallen": sum(one.is_vervallen for one in mine),
            "te_lang": sum(one.days > 14 for one in mine),
            "elders_eerder": len(skipped),
            "later_eerst": len(later),
            "aandeel": geld.percent(len(skipped), len(mine)),
            "gewicht_alle": pytest.approx(mean(one.gewicht for one in mine)),
            "gewicht_niet": pytest.approx(mean(one.gewicht for one in stuck)),
        }


class Waiting:
    """A youth that was assigned care of a product: since when he waits, when it began or lapsed."""

    def __init__(self, random: Random, number: int) -> None:
        self.number = number
        self.sinds = date(2025, 1, 1) + timedelta(days=random.randint(0, 80))
        self.start = random.choice((None, self.sinds + timedelta(days=random.randint(0, 60))))
        self.last = random.choice((None, self.sinds + timedelta(days=random.randint(20, 90))))
        self.ran_until = random.choice((None, None, self.sinds + timedelta(days=random.randint(-20, 40))))
        self.who, self.product = random.choice((WILGEN, LINDE)), random.choice(("453", "454"))
        self.gewicht = {"453": 30, "454": 20}[self.product]

    @property
    def goes_on(self) -> bool:
        """With D = 30: begun in time after care that ran, or ended before it could wait."""
        if self.ran_until is None or self.ran_until < self.sinds - timedelta(days=1):
            return False
        if self.start:
            return (self.start - self.ran_until).days <= 31
        return min(self.last or DAG_K, DAG_K) <= self.sinds + timedelta(days=30)

    @property
    def is_vervallen(self) -> bool:
        return self.last is not None and (self.start is None or self.start > self.last)

    @property
    def days(self) -> int:
        return (min(day for day in (self.start, self.last, DAG_K) if day) - self.sinds).days

    def is_passed_by(self, other: "Waiting") -> bool:
        """Whether another began to wait no earlier for the same, and began care sooner."""
        is_like = other.product == self.product and other.sinds >= self.sinds
        return is_like and other.start is not None and other.start < (self.start or DAG_K)

    @property
    def toewijzing(self) -> dict[str, Any]:
        about = {"client": self.number, "aanbieder": self.who, "code": self.product}
        return about | {"nummer": self.number, "ingangsdatum": self.sinds, "einddatum": self.last}

    @property
    def leveringen(self) -> list[dict[str, Any]]:
        about = {"client": self.number, "aanbieder": self.who, "code": self.product}
        found = []
        if self.start:
            found.append(about | {"toewijzing_nummer": self.number, "begindatum": self.start})
        if self.ran_until:
            old = {"toewijzing_nummer": 1000 + self.number, "begindatum": "2024-06-01", "einde": self.ran_until}
            found.append(about | old)
        return found
