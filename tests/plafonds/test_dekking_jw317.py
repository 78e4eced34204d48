# SPDX-License-Identifier: EUPL-1.2
"""What a tenzij covers of a JW317, counted on fingers: 45A04 and 45A05 cost one euro a day (definitions.md 6.4)."""

from typing import Any

import pytest

from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, Product, Wijzigingsdeel
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.keys import from_verzoek
from plafonds.bouw import (
    A,
    B,
    new,
    otherwise,
    plafond,
    toewijzing,
    wijziging,
)
from plafonds.tenzijbouw import (
    T2,
    beeindigd,
    gevraagd,
    gewijzigd,
    toegekend,
)
from plafonds.test_dekking import JAN_APR, D, doe, euros, granted, na

MEER = Omvang(2, "14", "1")


def test_what_a_jw317_asks_more_is_covered_and_its_jw301_after_it() -> None:
    life = na(toewijzing(1, *JAN_APR), *granted(150), plafonds=(plafond(2026, 10),))
    assert doe(life, wijziging("W1", D(2026, 1, 2), otherwise(1, D(2026, 3, 1), D(2026, 4, 10), MEER))) == ["tenzij"]
    assert euros(life) == "V10 TB141"
    assert doe(life, toewijzing(1, D(2026, 1, 1), D(2026, 2, 28), 1, referentie_aanbieder="W1")) == []
    assert doe(life, toewijzing(2, D(2026, 3, 1), D(2026, 4, 10), omvang=MEER)) == ["tenzij"]
    assert euros(life) == "V10 TB141"


BUDGET = {"omvang": None, "budget_cents": 5_000}
"""Of the toewijzing that is changed: spread over all its days, so another end is another thing on each of them."""


@pytest.mark.parametrize(
    ("zorg", "part", "uitkomst"),
    [
        ({}, new(D(2027, 1, 1), D(2027, 3, 31)), "tenzij"),
        ({}, new(D(2027, 1, 1), D(2027, 4, 1)), "ja (plafond onbekend)"),
        ({}, new(D(2027, 1, 1), D(2027, 3, 31), code="45A05"), "ja (plafond onbekend)"),
        ({}, new(D(2027, 1, 1)), "ja (plafond onbekend)"),
        ({}, otherwise(1, D(2027, 1, 1), D(2027, 3, 31)), "tenzij"),
        ({}, otherwise(1, D(2027, 1, 1), D(2027, 4, 1)), "ja (plafond onbekend)"),
        ({}, otherwise(1, D(2027, 1, 15), D(2027, 3, 31), MEER), "tenzij"),
        ({}, otherwise(1, D(2026, 12, 31), D(2027, 3, 31), MEER), "ja (plafond onbekend)"),
        ({}, otherwise(1, D(2026, 12, 1), D(2026, 12, 31)), "ja (plafond onbekend)"),
        (BUDGET, otherwise(1, D(2027, 1, 1), D(2027, 3, 31), budget=5_000), "ja (plafond onbekend)"),
    ],
)
def test_a_jw317_of_a_year_without_plafond_is_under_a_tenzij_when_all_days_that_it_asks_are(
    zorg: dict[str, Any], part: Wijzigingsdeel, uitkomst: str
) -> None:
    """A tenzij of the first quarter of 2027, care until 10 January: of neither year there is a plafond."""
    life = na(*granted(van=D(2027, 1, 1), tot=D(2027, 3, 31)), plafonds=(plafond(2028, 10, aanbieder=B),))
    doe(life, toewijzing(1, D(2026, 1, 1), D(2027, 1, 10), **zorg))
    assert doe(life, wijziging("W1", D(2026, 12, 1), part)) == [uitkomst]


def test_of_a_jw317_only_what_is_not_covered_must_fit() -> None:
    nieuw = new(D(2026, 1, 1), D(2026, 1, 11), code="45A05")
    life = na(toewijzing(1, *JAN_APR), *granted(120), plafonds=(plafond(2026, 10),))
    asked = wijziging("W1", D(2026, 1, 2), otherwise(1, D(2026, 3, 1), D(2026, 4, 10), MEER), nieuw)
    assert doe(life, asked) == ["nee (plafond)"]
    doe(life, gewijzigd(14_200))
    held = life.boekhouding.claimstand(from_verzoek(Verzoeksleutel(A, "W1")))
    assert held is not None
    assert held.uitkomst == "nee (plafond)"  # 41 more, all covered; 11 of another product are not
    assert doe(life, beeindigd(D(2026, 12, 31))) == []


def test_a_jw317_that_asks_nothing_as_a_whole_uses_nothing_of_a_maximum() -> None:
    life = na(*granted(28), plafonds=(plafond(2026, 365),))
    doe(life, toewijzing(1, D(2026, 2, 1), D(2026, 2, 28)))
    doe(life, toewijzing(2, D(2026, 1, 1), D(2026, 12, 31), product=Product("45", "45A05")))
    assert euros(life) == "B365 TB28"
    less, more = otherwise(2, D(2026, 1, 1), D(2026, 1, 31)), new(D(2026, 1, 15), D(2026, 1, 24))
    assert doe(life, wijziging("W1", D(2026, 1, 5), less, more)) == ["ja"]
    assert euros(life) == "B365 TB28"


SAMEN: dict[str, Any] = {"omvang": None, "budget_cents": 100_000}


def test_a_jw317_is_covered_for_what_is_asked_more_on_the_days_of_the_tenzij_before_the_other_days() -> None:
    """30 a day until 19 February, not 10 until 10 April: 620 more in January, 380 under the tenzij, 500 less after."""
    february = toegekend(maximum_cents=100_000, van=D(2026, 2, 1), tot=D(2026, 2, 19))
    life = na(toewijzing(1, *JAN_APR, **SAMEN), gevraagd(), february, plafonds=(plafond(2026, 2000),))
    assert euros(life) == "V1190 B810 TB190"
    asked = wijziging("W1", D(2026, 1, 2), otherwise(1, D(2026, 1, 1), D(2026, 2, 19), budget=150_000))
    assert doe(life, asked) == ["ja"]
    assert euros(life) == "V1070 G120 B810 TB570"


def test_what_a_jw317_asks_less_on_other_days_of_the_same_tenzij_is_off() -> None:
    """8 a day until 19 July, not 10 until 10 April: under the tenzij 138 less and 408 more. The other cuts nothing."""
    until_june = toegekend(maximum_cents=200_000, van=D(2026, 2, 1), tot=D(2026, 5, 31))
    another = gevraagd(T2), toegekend(T2, product=Product("45", "45A05"), van=D(2026, 4, 11))
    first = toewijzing(1, *JAN_APR, **SAMEN)
    life = na(first, gevraagd(), until_june, *another, plafonds=(plafond(2026, 2000),))
    assert euros(life) == "V1690 B310 TB690"
    asked = wijziging("W1", D(2026, 1, 2), otherwise(1, D(2026, 1, 1), D(2026, 7, 19), budget=160_000))
    assert doe(life, asked) == ["ja"]
    assert euros(life) == "V1360 G330 B310 TB960"
