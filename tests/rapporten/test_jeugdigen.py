# SPDX-License-Identifier: EUPL-1.2
"""Hoeveel jeugdigen hadden hulp?"""

from datetime import date, timedelta

import pytest

from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.figure_rows import Bevolking
from rapporten.bouw import ERNAAST, HIER, LINDE, WILGEN, ask, region, rows
from rapporten.orakel import geld
from rapporten.zorgbouw import lives, made


def test_jeugdigen_by_hand() -> None:
    """By hand: in 2025 youth 1 has care of segment 3 at Wilgen and, from July, of segment 4 at Linde; youth 2 of
    segment 3 at Wilgen until 2 January. So 2 youths, 3 leveringen, 2 aanbieders; in segment 3 two youths, in 4 one.
    Both gemeenten have 1,000 inhabitants of 0 to 19: HIER has 0.2 %, the region 2 of 2,000: 0.1 %."""
    connection = region(
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-02-01", "code": "453"},
            {"client": 1, "toewijzing_nummer": 2, "begindatum": "2025-07-01", "code": "454", "aanbieder": LINDE},
            {"client": 2, "toewijzing_nummer": 3, "begindatum": "2024-05-01", "einde": "2025-01-02", "code": "453"},
            {"client": 3, "toewijzing_nummer": 4, "begindatum": "2024-05-01", "einde": "2024-12-31", "code": "453"},
        ]
    )
    per_segment = ask(connection, JEUGDIGEN, "2025")
    total = rows(per_segment, "jeugdigen", Level.TOTAL)[None].values
    assert (total["jeugdigen"], total["leveringen"], total["aanbieders"]) == (2, 3, 2)
    assert {plek: row.values["jeugdigen"] for plek, row in rows(per_segment, "jeugdigen").items()} == {"3": 2, "4": 1}
    per_gemeente = ask(connection, JEUGDIGEN, "2025", dimension=Dimension.GEMEENTE)
    assert rows(per_gemeente, "jeugdigen")[HIER].values["aandeel"] == pytest.approx(0.2)
    assert rows(per_gemeente, "jeugdigen", Level.TOTAL)[None].values["aandeel"] == pytest.approx(0.1)


def test_p01_share_of_the_inhabitants_up_to_19() -> None:
    """S2:182-184, 221: of 94,515 inhabitants of 0 to 19 about 11 % had help in 2019: 10,397 youths."""
    days = {"geldig_van": date(2019, 1, 1), "geldig_tot": date(2019, 12, 31)}
    people = Bevolking(gemeente=HIER, jaar=2019, inwoners_0_17=85_000, inwoners_0_19=94_515, inwoners_0_22=1, **days)
    connection = region({"bevolking": [people]})
    connection.execute(
        f"insert into bron.levering by name select c.range::integer as client, '{HIER}' as gemeente, '{WILGEN}' as"
        " aanbieder, '45' as categorie, '453' as code, c.range as toewijzing_nummer, date '2019-02-01' as begindatum,"
        " false as is_voorlopig, false as is_verwijderd, 20 as pos_van from range(1, 10398) c"
    )
    found = rows(ask(connection, JEUGDIGEN, "2019", dimension=Dimension.GEMEENTE), "jeugdigen")[HIER].values
    assert (found["jeugdigen"], found["inwoners"], round(found["aandeel"], 1)) == (10_397, 94_515, 11)


@pytest.mark.parametrize("seed", range(2))
def test_jeugdigen_are_those_with_a_day_of_care(seed: int) -> None:
    care = lives(seed)
    result = ask(made(care), JEUGDIGEN, "2025-Q1..2026-Q2", dimension=Dimension.AANBIEDER, second=Dimension.GEMEENTE)
    for number, begin, eind in (
        (0, date(2025, 1, 1), date(2025, 3, 31)),
        (3, date(2025, 10, 1), date(2025, 12, 31)),
        (5, date(2026, 4, 1), date(2026, 6, 30)),
    ):
        there = [one for one in care if one.within(begin, eind)]
        total = rows(result, "jeugdigen", Level.TOTAL, number)[None].values
        assert total["jeugdigen"] == len({one.client for one in there})
        assert total["leveringen"] == len(there)
        assert total["aanbieders"] == len({one.aanbieder for one in there})
        cells = {key: row.values for key, row in rows(result, "jeugdigen", Level.CELL, number).items()}
        for key in ((WILGEN, HIER), (LINDE, ERNAAST)):
            here = {one.client for one in there if (one.aanbieder, one.gemeente) == key}
            assert cells.get(key, {"jeugdigen": 0})["jeugdigen"] == len(here)


@pytest.mark.parametrize("seed", range(2))
def test_growth_is_on_the_period_before_and_on_the_year_before(seed: int) -> None:
    care = lives(seed, count=30)
    result = ask(made(care), JEUGDIGEN, "2025-Q1..2026-Q2", dimension=Dimension.GEMEENTE)
    quarters = [(date(2025 + n // 4, n % 4 * 3 + 1, 1), quarter_end(n)) for n in range(6)]
    for plek in (None, HIER, ERNAAST):
        youths = [
            len({one.client for one in care if one.within(*quarter) and plek in (None, one.gemeente)})
            for quarter in quarters
        ]
        for number, now in enumerate(youths):
            level = Level.PLEK if plek else Level.TOTAL
            found = rows(result, "jeugdigen", level, number)[plek].values
            for name, back in (("groei", 1), ("groei_jaar", 4)):
                before = youths[number - back] if number >= back else 0
                assert found[name] == geld.percent(now - before, before), (plek, number, name)
            people = (1000 if plek else 2000) if number < 4 else None
            assert (found["inwoners"], found["aandeel"]) == (people, geld.percent(now, people or 0))


def quarter_end(number: int) -> date:
    """Of a quarter since that of January 2025."""
    following = number + 1
    return date(2025 + following // 4, following % 4 * 3 + 1, 1) - timedelta(days=1)
