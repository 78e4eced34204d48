# SPDX-License-Identifier: EUPL-1.2
"""Only years count in which the gemeente takes part, also where it is asked whether one has no plafond."""

from datetime import date
from typing import Any

import pytest

from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, Product, Wijzigingsdeel
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.register.rows import Gemeente, Plafond
from plafonds.bouw import (
    BEGIN,
    G,
    Life,
    aanvraag,
    clientenstop,
    new,
    otherwise,
    plafond,
    prestatie,
    register,
    start,
    stop,
    toewijzing,
    wijziging,
)
from plafonds.tenzijbouw import gevraagd, toegekend

D = date
UNTIL_OCTOBER = Gemeente(gemeente=G, gebied="1", geldig_van=BEGIN, geldig_tot=D(2026, 10, 31))
ALTIJD = Gemeente(gemeente=G, gebied="1", geldig_van=BEGIN)
FROM_FEBRUARY_2027 = Gemeente(gemeente=G, gebied="1", geldig_van=D(2027, 2, 1))
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


@pytest.mark.parametrize(
    ("gemeente", "van", "plafonds", "uitkomsten"),
    [
        (FROM_FEBRUARY_2027, D(2026, 2, 27), [plafond(2026, 500), plafond(2028, 500)], []),
        (FROM_JULY, D(2026, 2, 13), [plafond(2026, 500)], ["ja (plafond onbekend)"]),
        (FROM_JULY, D(2026, 2, 13), [plafond(2027, 500)], ["ja"]),
        (ALTIJD, D(2026, 2, 13), [plafond(2026, 500)], ["ja"]),
    ],
)
@pytest.mark.parametrize("zorg", [{"omvang": None, "budget_cents": 36_500}, {"omvang": Omvang(365, "14", "6")}])
def test_a_total_or_a_budget_without_an_end_has_the_years_of_its_year(
    gemeente: Gemeente, van: date, plafonds: list[Plafond], uitkomsten: list[str], zorg: dict[str, Any]
) -> None:
    life = Life(register(*plafonds, gemeenten=[gemeente]))
    assert [one.uitkomst for one in life.doe(aanvraag("V1", van, **zorg))] == uitkomsten


MAART, AUGUSTUS = (D(2026, 3, 1), D(2026, 3, 31)), (D(2026, 8, 1), D(2026, 8, 31))


@pytest.mark.parametrize(
    ("gemeente", "parts", "uitkomsten"),
    [
        (FROM_JULY, [new(*MAART), new(*AUGUSTUS, code="41A01")], ["vrij"]),
        (FROM_JULY, [new(*MAART), new(*AUGUSTUS, code="46A01")], ["crisis"]),
        (FROM_JULY, [new(*MAART, code="46A01"), new(*AUGUSTUS)], ["ja"]),
        (FROM_JULY, [new(*MAART), new(*MAART, code="41A01")], []),
        (UNTIL_OCTOBER, [otherwise(1, D(2026, 11, 5), D(2026, 12, 31), Omvang(2, "14", "1"))], []),
    ],
)
def test_of_a_jw317_only_the_products_that_count_here_say_what_is_decided(
    gemeente: Gemeente, parts: list[Wijzigingsdeel], uitkomsten: list[str]
) -> None:
    life = Life(register(plafond(2026, 1000), gemeenten=[gemeente]))
    life.doe(toewijzing(1, D(2026, 7, 1), D(2026, 12, 31)))
    assert [one.uitkomst for one in life.doe(wijziging("W1", D(2026, 7, 1), *parts))] == uitkomsten


def test_of_a_jw317_only_the_products_that_count_here_are_under_a_clientenstop() -> None:
    """A stop of the segment of 45A05, which would begin before the gemeente takes part."""
    life = Life(register(plafond(2026, 1000), gemeenten=[FROM_JULY]))
    life.stops = [clientenstop(D(2026, 7, 1), segment="2")]
    life.vandaag = D(2026, 7, 1)
    asked = wijziging("W1", D(2026, 7, 1), new(*MAART, code="45A05"), new(*AUGUSTUS))
    assert [one.uitkomst for one in life.doe(asked)] == ["ja"]


def test_care_that_ended_before_the_gemeente_takes_part_is_not_decided_on() -> None:
    life = Life(register(plafond(2027, 1000), plafond(2028, 1000), gemeenten=[FROM_FEBRUARY_2027]))
    life.doe(start(1, D(2026, 7, 1)))
    life.doe(stop(1, D(2026, 7, 1), D(2026, 7, 31)))
    assert life.doe(toewijzing(1, D(2026, 7, 1))) == []


def test_care_that_counts_nothing_is_not_taken_from_what_a_tenzij_covers_of_its_jw317() -> None:
    life = Life(register(plafond(2026, 10), gemeenten=[FROM_JULY]))
    life.doe(toewijzing(1, D(2026, 3, 1), D(2026, 12, 31)))
    life.step(gevraagd())
    life.step(toegekend())
    more = otherwise(1, D(2026, 8, 1), D(2026, 12, 31), Omvang(2, "14", "1"))
    assert [one.uitkomst for one in life.doe(wijziging("W1", D(2026, 7, 1), more))] == ["tenzij"]
    (saldo,) = life.boekhouding.saldi()
    assert saldo.stand(Rekening.TENZIJ_BESLAG) == 30_600


@pytest.mark.parametrize(
    ("gemeente", "ingangsdatum", "euro"),
    [
        (FROM_JULY, D(2026, 8, 1), 28),
        (UNTIL_OCTOBER, D(2026, 11, 1), 0),
        (FROM_JULY, D(2027, 1, 1), 0),
        (UNTIL_OCTOBER, D(2027, 1, 1), 28),
    ],
)
def test_what_was_declared_of_days_before_the_care_counts_as_the_care_does(
    gemeente: Gemeente, ingangsdatum: date, euro: int
) -> None:
    """Of a year before it: as the first day of that year."""
    life = Life(register(plafond(2026, 1000), gemeenten=[gemeente]))
    life.doe(prestatie("P1", 1, D(2026, 6, 1), D(2026, 6, 28), 2_800))
    life.doe(toewijzing(1, ingangsdatum, D(2027, 6, 30)))
    assert sum(saldo.stand(Rekening.REALISATIE) for saldo in life.boekhouding.saldi()) == 100 * euro
