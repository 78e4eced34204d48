# SPDX-License-Identifier: EUPL-1.2
"""Hoeveel trajecten, hoe lang, hoe liepen ze af?"""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest

from berichtenverkeer.rapporten.reports.trajecten import TRAJECTEN
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, ask, region, rows
from rapporten.orakel import geld
from rapporten.zorgbouw import LAST, Care, lives, made


def test_trajecten_by_hand() -> None:
    """By hand, in the second half of 2025, all hulpvorm 02. Youth 1: two leveringen that adjoin (until 31 August, from
    1 September until 30 September, reason 31): one traject of 92 days that began in July; a new one began on 15
    October: a new start within six months, herhaald. Youth 2 at Linde ended on 31 July by reason 33 (the client's
    own), 212 days, never again: uitval. Youth 3 runs since January. So begun 2 (1 nieuw, 1 herhaald), running 2,
    ended 2, of which 1 uitval: 50 %; mean (92 + 212) / 2 = 152; half of the two lasted 92 days at most, nine of ten
    of them 212. By the reading from the period nobody who began had a traject before it.
    """
    connection = region(
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-07-01", "einde": "2025-08-31", "reden": "31"},
            {"client": 1, "toewijzing_nummer": 2, "begindatum": "2025-09-01", "einde": "2025-09-30", "reden": "31"},
            {"client": 1, "toewijzing_nummer": 3, "begindatum": "2025-10-15"},
            {
                "client": 2,
                "toewijzing_nummer": 4,
                "begindatum": "2025-01-01",
                "einde": "2025-07-31",
                "reden": "33",
                "aanbieder": LINDE,
            },
            {"client": 3, "toewijzing_nummer": 5, "begindatum": "2025-01-01"},
        ]
    )
    result = ask(connection, TRAJECTEN, "2025-H2", dimension=TRAJECTEN.dimension)
    total = rows(result, "trajecten", Level.TOTAL)[None].values
    assert total == {
        "begonnen": 2,
        "nieuw": 1,
        "herhaald": 1,
        "beroep_onbekend": 0,
        "herhaald_periode": 0,
        "lopend": 2,
        "beeindigd": 2,
        "kort": 0,
        "uitval": 1,
        "aandeel_uitval": 50.0,
        "geen_nieuwe_start": 1,
        "nieuwe_start": 1,
        "duurzaam": 0,
        "duur_gemiddeld": 152.0,
        "duur_mediaan": 92,
        "duur_p90": 212,
    }
    reasons = {key: row.values["beeindigd"] for key, row in rows(result, "redenen", Level.TOTAL).items()}
    assert sum(reasons.values()) == 2
    assert len(reasons) == 2


class Traject:
    """Days of care of one client at one aanbieder in one hulpvorm, one after the other, and why the last one ended."""

    def __init__(self, client: int, begin: date, eind: date | None, reden: str | None) -> None:
        self.client, self.begin, self.eind, self.reden = client, begin, eind, reden

    @property
    def days(self) -> int:
        assert self.eind is not None
        return (self.eind - self.begin).days + 1


CBS = {"31": "01", "33": "04", "34": "02", "38": "02", "39": "01", "36": "administratief", "02": "05"}
"""From the reason of the stop to that of CBS (requirements.md 3.12)."""


def trajecten(care: list[Care]) -> list[Traject]:
    """Day by day: a day of care makes it, a day without ends it."""
    found, far = [], date(2028, 1, 1)
    for key in sorted({(one.client, one.aanbieder, one.segment in "34") for one in care}):
        mine = [one for one in care if (one.client, one.aanbieder, one.segment in "34") == key]
        days = {
            one.begin + timedelta(days=number)
            for one in mine
            for number in range(((one.eind or far) - one.begin).days + 1)
        }
        for begin in sorted(day for day in days if day - timedelta(days=1) not in days):
            day = begin
            while day + timedelta(days=1) in days:
                day += timedelta(days=1)
            reden = min((one.reden for one in mine if one.eind == day), default=None)
            found.append(Traject(key[0], begin, None if day == far else day, reden))
    return found


@pytest.mark.parametrize("seed", range(2))
def test_trajecten_are_what_a_slow_reading_finds(seed: int) -> None:
    care = lives(seed, count=20)
    result = ask(made(care), TRAJECTEN, "2025-H1..2025-H2")
    slow = trajecten(care)
    for number, (begin, eind) in enumerate(
        [(date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31))]
    ):
        total = rows(result, "trajecten", Level.TOTAL, number)[None].values
        begun = [one for one in slow if begin <= one.begin <= eind]
        ended = [one for one in slow if one.eind is not None and begin <= one.eind <= eind]
        again = [one for one in begun if before(slow, one, one.begin - timedelta(days=2))]
        lengths = sorted(one.days for one in ended)
        expected = {
            "begonnen": len(begun),
            "nieuw": len(begun) - len(again),
            "herhaald": len(again),
            "beroep_onbekend": 0,
            "herhaald_periode": sum(
                before(slow, one, min(begin - timedelta(days=1), one.begin - timedelta(days=2))) for one in begun
            ),
            "lopend": sum(one.begin <= eind and (one.eind is None or one.eind > eind) for one in slow),
            "beeindigd": len(ended),
            "kort": sum(days < 28 for days in lengths),
            "uitval": sum(CBS[one.reden or ""] in ("02", "03", "04", "05") for one in ended),
            "geen_nieuwe_start": sum(not started(slow, one, 6) for one in ended),
            "nieuwe_start": sum(started(slow, one, 6) for one in ended),
            "duurzaam": sum(not started(slow, one, 12) for one in ended if months_on(one, 12) <= LAST),
            "duur_gemiddeld": pytest.approx(sum(lengths) / len(lengths)) if lengths else None,
            "duur_mediaan": geld.rank(lengths, Fraction(1, 2)),
            "duur_p90": geld.rank(lengths, Fraction(9, 10)),
        }
        assert {name: total[name] for name in expected} == expected
        reasons = {key: row.values["beeindigd"] for key, row in rows(result, "redenen", Level.TOTAL, number).items()}
        assert {key: of for key, of in reasons.items() if of} == Counter(CBS[one.reden or ""] for one in ended)


def before(slow: list[Traject], one: Traject, day: date) -> bool:
    """Whether a traject of the youth ended on or before that day; all of it is within five years."""
    return any(other.client == one.client and other.eind is not None and other.eind <= day for other in slow)


def started(slow: list[Traject], one: Traject, months: int) -> bool:
    """Whether the youth had a new start within so many months after the end."""
    assert one.eind is not None
    return any(other.client == one.client and one.eind < other.begin <= months_on(one, months) for other in slow)


def months_on(one: Traject, months: int) -> date:
    """So many months after the end, or the last day of that month."""
    assert one.eind is not None
    year, month = one.eind.year + (one.eind.month + months - 1) // 12, (one.eind.month + months - 1) % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(one.eind.day, last))
