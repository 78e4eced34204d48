# SPDX-License-Identifier: EUPL-1.2
"""Wat gebeurt er boven het plafond?"""

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

import pytest

from berichtenverkeer.rapporten.reports.tenzij import TENZIJ
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.orakel import geld

_PRODUCT = {"categorie": "45", "code": "453"}


def step(positie: int, soort: str, tenzij: int, op: str | date, **more: object) -> dict[str, object]:
    """A step of a tenzij, which is of the youth with its number."""
    return {
        "positie": positie,
        "soort": soort,
        "tenzij_id": UUID(int=tenzij),
        "client": tenzij,
        "op": op,
        "dag": op,
        **more,
    }


def asked(positie: int, tenzij: int, op: str | date, **more: object) -> dict[str, object]:
    grounds = {"kan_niet_wachten": True, "alleen_hier": True, "alternatieven": [LINDE]}
    return step(positie, "TenzijGevraagd", tenzij, op, **{**grounds, **_PRODUCT, **more})


def granted(positie: int, tenzij: int, op: str | date, cents: int, **more: object) -> dict[str, object]:
    days = {"van": "2025-01-01", "tot": "2025-12-31"}
    return step(positie, "TenzijToegekend", tenzij, op, maximum_cents=cents, **{**days, **_PRODUCT, **more})


def booked(volgnr: int, tenzij: int, debet: str, credit: str, cents: int, dag: str) -> dict[str, object]:
    return {
        "volgnr": volgnr,
        "jaar": 2025,
        "debet": debet,
        "credit": credit,
        "bedrag_cents": cents,
        "tenzij": str(UUID(int=tenzij)),
        "dag": dag,
    }


def test_tenzij_by_hand() -> None:
    """By hand, in March 2025 at Wilgen. Tenzij 1 was asked on 1 March and granted on 6 March up to 1,000 euro: 600
    claimed on the 10th, 100 given back on the 20th: 500 used, 500 left. Tenzij 2, asked on 3 March on one ground,
    was granted on 10 March up to 200 euro, which a second user has to confirm: he did in April, so in March it is open
    and nothing is in force. Tenzij 3 was refused on the 8th, 4 is open, 5 was withdrawn. Asked 5, decided 2 (in 5 days
    each), granted 1. In April tenzij 2 is decided, after 32 days.
    """
    connection = region(
        tenzijstap=[
            asked(21, 1, "2025-03-01"),
            granted(22, 1, "2025-03-06", 100000),
            asked(23, 2, "2025-03-03", alleen_hier=False),
            granted(24, 2, "2025-03-10", 20000, te_bevestigen=True),
            step(41, "TenzijBevestigd", 2, "2025-04-04"),
            asked(25, 3, "2025-03-03", alternatieven=[]),
            step(26, "TenzijAfgewezen", 3, "2025-03-08"),
            asked(27, 4, "2025-03-20"),
            asked(28, 5, "2025-03-21"),
            step(29, "TenzijIngetrokken", 5, "2025-03-22"),
            step(40, "TenzijVerrekend", 1, "2025-07-20", jaar=2025, helft=1, bedrag_cents=30000),
        ],
        verrekenregel=[{"positie": 40, "tenzij_id": UUID(int=1), "soort": "correctie", "bedrag_cents": -500}],
        boeking=[
            booked(1, 1, "TENZIJ_BESLAG", "TENZIJ_RUIMTE", 60000, "2025-03-10"),
            booked(2, 1, "TENZIJ_RUIMTE", "TENZIJ_BESLAG", 10000, "2025-03-20"),
            booked(3, 1, "TENZIJ_BESLAG", "TENZIJ_RUIMTE", 40000, "2025-04-01"),
        ],
    )
    result = ask(connection, TENZIJ, "2025-03", dimension=TENZIJ.dimension)
    assert rows(result, "tenzij")[WILGEN].values == {
        "gevraagd": 5,
        "besloten": 2,
        "toegekend": 1,
        "afgewezen": 1,
        "ingetrokken": 1,
        "toegekend_op_beide": 1,
        "toegekend_zonder": 0,
        "dagen_tot_besluit": 5,
        "open": 2,
        "lopend": 1,
        "maximum_cents": 100000,
        "gebruikt_cents": 50000,
        "over_cents": 50000,
    }
    april = rows(ask(connection, TENZIJ, "2025-04", dimension=TENZIJ.dimension), "tenzij")[WILGEN].values
    assert (april["besloten"], april["toegekend"], april["dagen_tot_besluit"], april["lopend"]) == (1, 1, 32, 2)
    (settled,) = result.part("verrekening").rows
    assert tuple(settled.values.values()) == ("2025-H1", WILGEN, 1, 30000, -500)


@pytest.mark.parametrize("seed", range(2))
def test_tenzijs_are_what_a_slow_reading_finds(seed: int) -> None:
    """Of each tenzij its course, and the row of a quarter from what had happened by the end of it."""
    courses = [Course(Random(100 * seed + number), number) for number in range(1, 25)]
    connection = region(
        tenzijstap=[one for course in courses for one in course.steps],
        boeking=[
            booked(number, course.number, "TENZIJ_BESLAG", "TENZIJ_RUIMTE", cents, f"{day}")
            for number, (course, (day, cents)) in enumerate(
                (course, one) for course in courses for one in course.bookings
            )
        ],
    )
    result = ask(connection, TENZIJ, "2025-Q1..2025-Q3", dimension=TENZIJ.dimension, k=1000)
    for number, period in enumerate(result.ground.periods):
        days = [period.begin + timedelta(days=one) for one in range((period.eind - period.begin).days + 1)]
        decided = [one for one in courses if one.decided in days]
        granted = [one for one in decided if one.is_granted]
        running = [one for one in courses if one.is_granted and one.van <= period.eind <= one.tot]
        running = [one for one in running if one.decided <= period.eind]
        maximum = sum(one.maximum(period.eind) for one in running)
        used = sum(cents for one in running for day, cents in one.bookings if day <= period.eind)
        open_ = [
            one
            for one in courses
            if one.asked <= period.eind
            and (one.decided is None or one.decided > period.eind)
            and (one.withdrawn is None or one.withdrawn > period.eind)
        ]
        assert rows(result, "tenzij", Level.TOTAL, number)[None].values == {
            "gevraagd": sum(one.asked in days for one in courses),
            "besloten": len(decided),
            "toegekend": len(granted),
            "afgewezen": len(decided) - len(granted),
            "ingetrokken": sum(one.withdrawn in days for one in courses),
            "toegekend_op_beide": sum(one.on_both for one in granted),
            "toegekend_zonder": sum(not (one.on_both and one.tried) for one in granted),
            "dagen_tot_besluit": geld.rank(sorted((one.decided - one.asked).days for one in decided), Fraction(1, 2)),
            "open": len(open_),
            "lopend": len(running),
            "maximum_cents": maximum,
            "gebruikt_cents": used,
            "over_cents": maximum - used,
        }, number


class Course:
    """A tenzij: asked, then granted, refused, withdrawn or open. A grant may need a second user, and may change; a last
    change the second user may turn down, and then nothing changed."""

    def __init__(self, random: Random, number: int) -> None:
        def after(day: date) -> date:
            return day + timedelta(days=random.randint(0, 40))

        self.number = number
        self.asked = date(2025, 1, 1) + timedelta(days=random.randint(0, 120))
        self.on_both, self.tried = random.random() < 0.7, random.random() < 0.7
        fate = random.choice(("granted", "granted", "granted", "refused", "withdrawn", "open"))
        self.is_granted = fate == "granted"
        decided: Any = after(self.asked) if fate in ("granted", "refused") else None
        self.given, self.decided = decided, decided
        self.is_confirmed = self.is_granted and random.random() < 0.4
        if self.is_confirmed:
            self.decided = after(self.given)
        self.withdrawn = after(self.asked) if fate == "withdrawn" else None
        self.changes: list[tuple[date, int]] = [(self.decided, 1000 * number)] if self.is_granted else []
        self.bookings: list[tuple[date, int]] = []
        self.van, self.tot = date(2025, 1, 1), date(2025, 12, 31)
        if self.is_granted:
            self.tot = self.decided + timedelta(days=random.randint(60, 200))
            for _ in range(random.randint(0, 2)):
                self.changes.append((after(self.changes[-1][0]), random.randint(1, 9999)))
            self.bookings = [(after(self.decided), random.randint(1, 500)) for _ in range(3)]
        self.turned_down = after(self.changes[-1][0]) if self.is_granted and random.random() < 0.5 else None

    def maximum(self, day: date) -> int:
        return [cents for on, cents in self.changes if on <= day][-1]

    @property
    def steps(self) -> list[dict[str, object]]:
        at = 20 * self.number
        grounds = {"alleen_hier": self.on_both, "alternatieven": [LINDE] if self.tried else []}
        found = [asked(at, self.number, self.asked, **grounds)]
        if self.withdrawn:
            found.append(step(at + 1, "TenzijIngetrokken", self.number, self.withdrawn))
        elif self.decided and not self.is_granted:
            found.append(step(at + 1, "TenzijAfgewezen", self.number, self.decided))
        for number, (day, cents) in enumerate(self.changes):
            more = {"van": self.van, "tot": self.tot, "maximum_cents": cents}
            if self.is_confirmed and not number:
                day, more = self.given, more | {"te_bevestigen": True}
                found.append(step(at + 10, "TenzijBevestigd", self.number, self.decided))
            soort = "TenzijGewijzigd" if number else "TenzijToegekend"
            found.append(step(at + 1 + number, soort, self.number, day, **more))
        if self.turned_down:
            more = {"tot": self.tot, "maximum_cents": 1, "te_bevestigen": True}
            found.append(step(at + 12, "TenzijGewijzigd", self.number, self.turned_down, **more))
            found.append(step(at + 13, "TenzijAfgewezen", self.number, self.turned_down))
        return found
