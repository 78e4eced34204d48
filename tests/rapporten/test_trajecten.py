# SPDX-License-Identifier: EUPL-1.2
"""Hoeveel trajecten, hoe lang, hoe liepen ze af?"""

from datetime import date, timedelta

import pytest

from berichtenverkeer.rapporten.reports.trajecten import TRAJECTEN
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, ask, region, rows
from rapporten.zorgbouw import Care, lives, made


def test_trajecten_by_hand() -> None:
    """By hand, in the second half of 2025, all hulpvorm 02. Youth 1: two leveringen that adjoin (until 31 August, from
    1 September until 30 September, reason 31): one traject of 92 days that began in July; a new one began on 15
    October: a new start within six months, herhaald. Youth 2 at Linde ended on 31 July by reason 33 (the client's
    own), 212 days, never again: uitval. Youth 3 runs since January. So begun 2 (1 nieuw, 1 herhaald), running 2,
    ended 2, of which 1 uitval: 50 %; mean and median (92 + 212) / 2 = 152. By the reading from the period nobody
    who began had a traject before it.
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
        "duur_mediaan": 152.0,
        "duur_p90": 200.0,
    }
    reasons = {key: row.values["beeindigd"] for key, row in rows(result, "redenen", Level.TOTAL).items()}
    assert sum(reasons.values()) == 2
    assert len(reasons) == 2


def trajecten(care: list[Care]) -> list[tuple[int, date, date | None]]:
    """Client, first and last day of each traject, day by day: a day of care makes it, a day without ends it."""
    found = []
    for key in sorted({(one.client, one.aanbieder, one.segment in "34") for one in care}):
        mine = [one for one in care if (one.client, one.aanbieder, one.segment in "34") == key]
        far = date(2028, 1, 1)
        days = {
            one.begin + timedelta(days=number)
            for one in mine
            for number in range(((one.eind or far) - one.begin).days + 1)
        }
        begins = sorted(day for day in days if day - timedelta(days=1) not in days)
        for begin in begins:
            day = begin
            while day + timedelta(days=1) in days:
                day += timedelta(days=1)
            found.append((key[0], begin, None if day == far else day))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_trajecten_are_what_a_slow_reading_finds(seed: int) -> None:
    care = lives(seed, count=20)
    result = ask(made(care), TRAJECTEN, "2025-H1..2025-H2")
    slow = trajecten(care)
    for number, (begin, eind) in enumerate(
        [(date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31))]
    ):
        total = rows(result, "trajecten", Level.TOTAL, number)[None].values
        ended = [one for one in slow if one[2] is not None and begin <= one[2] <= eind]
        assert total["begonnen"] == sum(begin <= one[1] <= eind for one in slow)
        assert total["lopend"] == sum(one[1] <= eind and (one[2] is None or one[2] > eind) for one in slow)
        assert total["beeindigd"] == len(ended)
        again = [
            one
            for one in ended
            if any(
                other[0] == one[0] and one[2] is not None and other[1] > one[2] and other[1] <= half_year(one[2])
                for other in slow
            )
        ]
        assert total["nieuwe_start"] == len(again)
        back = [
            one
            for one in slow
            if begin <= one[1] <= eind
            and any(
                other[0] == one[0] and other[2] is not None and other[2] <= one[1] - timedelta(days=2) for other in slow
            )
        ]
        assert total["herhaald"] == len(back)


def half_year(day: date) -> date:
    """Six months later, or the last day of that month."""
    year, month = day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
