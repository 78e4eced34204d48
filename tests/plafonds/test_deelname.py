# SPDX-License-Identifier: EUPL-1.2
"""Only years count in which the gemeente takes part, also where it is asked whether one has no plafond."""

from datetime import date

import pytest

from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.register.rows import Gemeente, Plafond
from plafonds.bouw import BEGIN, G, Life, aanvraag, plafond, register

D = date
UNTIL_OCTOBER = Gemeente(gemeente=G, gebied="1", geldig_van=BEGIN, geldig_tot=D(2026, 10, 31))
FROM_JULY = Gemeente(gemeente=G, gebied="1", geldig_van=D(2026, 7, 1))
WONEN = plafond(2027, 500, segment="2")


@pytest.mark.parametrize(
    ("gemeente", "van", "tot", "plafonds", "uitkomsten"),
    [
        (UNTIL_OCTOBER, D(2026, 7, 4), D(2027, 8, 8), [plafond(2026, 500)], ["ja"]),
        (UNTIL_OCTOBER, D(2026, 7, 4), D(2027, 8, 8), [plafond(2026, 100)], ["nee (plafond)"]),
        (UNTIL_OCTOBER, D(2026, 7, 4), D(2027, 8, 8), [plafond(2026, zonder_plafond=True)], ["vrij"]),
        (FROM_JULY, D(2026, 3, 15), D(2027, 4, 19), [], ["ja (plafond onbekend)"]),
        (FROM_JULY, D(2026, 3, 15), D(2026, 12, 31), [], []),
        (FROM_JULY, D(2026, 3, 15), None, [], []),
        (FROM_JULY, D(2026, 2, 13), None, [WONEN], ["ja (plafond onbekend)"]),
        (FROM_JULY, D(2026, 2, 13), None, [plafond(2027, 500)], ["ja"]),
        (FROM_JULY, D(2026, 8, 1), D(2199, 4, 19), [plafond(2026, 500)], ["ja (plafond onbekend)"]),
        (UNTIL_OCTOBER, D(2026, 8, 1), D(9999, 12, 31), [plafond(2026, 500)], ["ja"]),
    ],
)
def test_a_year_in_which_the_gemeente_takes_no_part_is_no_year_of_the_claim(
    gemeente: Gemeente, van: date, tot: date | None, plafonds: list[Plafond], uitkomsten: list[str]
) -> None:
    life = Life(register(*plafonds, gemeenten=[gemeente]))
    assert [one.uitkomst for one in life.doe(aanvraag("V1", van, tot))] == uitkomsten


def test_what_begins_here_in_a_later_year_is_reserved_when_that_has_its_plafond() -> None:
    life = Life(register(WONEN, gemeenten=[FROM_JULY]))
    life.doe(aanvraag("V1", D(2026, 2, 13)))
    life.load(register(WONEN, plafond(2027, 500), gemeenten=[FROM_JULY]))
    assert sum(saldo.claims_cents for saldo in life.boekhouding.saldi()) == 36_500


def test_taakgericht_is_read_on_the_first_day_on_which_the_gemeente_takes_part() -> None:
    now = register(plafond(2027, 1000), gemeenten=[FROM_JULY])
    asked = aanvraag("V1", D(2026, 6, 19), D(2027, 3, 1), product=Product("41", "41A01"))
    assert [one.uitkomst for one in Life(now).doe(asked)] == ["vrij"]
