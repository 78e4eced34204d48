# SPDX-License-Identifier: EUPL-1.2
"""Care that a court orders, or that follows from it, is never blocked; it is booked (definitions.md 6.3)."""

from datetime import date
from typing import Any

import pytest

from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import PRODUCTEN, Life, aanvraag, new, otherwise, plafond, product, register, toewijzing, wijziging

D = date
TEN = D(2026, 3, 1), D(2026, 3, 10)
COURT = Product("48", "48A01")
ETMAAL = Product("45", "45A04")


def vol(**parameters: Any) -> RegisterStand:
    """A ceiling of nothing."""
    chosen = [Parameters(geldig_van=D(2020, 1, 1), **parameters)]
    return register(
        plafond(2026, 0), producten=[*PRODUCTEN, product("48A01", "48", gedwongen_kader=True)], parameters=chosen
    )


@pytest.mark.parametrize(
    ("asked", "verwijzer", "uitkomst"),
    [
        (COURT, "02", "gedwongen kader"),
        (ETMAAL, "08", "gedwongen kader"),
        (ETMAAL, "02", "nee (plafond)"),
        (Product("46", "46A01"), "08", "crisis"),
        (Product("41", "41A01"), "08", "vrij"),
    ],
)
def test_a_request_is_never_blocked_for_its_product_or_its_verwijzer(
    asked: Product, verwijzer: str, uitkomst: str
) -> None:
    (besluit,) = Life(vol()).doe(aanvraag("V1", *TEN, product=asked, verwijzer=verwijzer))
    assert besluit.uitkomst == uitkomst


def test_whom_nobody_blocks_is_for_the_region_to_say() -> None:
    life = Life(vol(nooit_blokkeren_verwijzers=("02",)))
    besluiten = [life.doe(aanvraag(ref, *TEN, verwijzer=who))[0] for ref, who in (("V1", "02"), ("V2", "08"))]
    assert [one.uitkomst for one in besluiten] == ["gedwongen kader", "nee (plafond)"]
    assert besluiten[0].delen[0].overschrijding_cents == 1000


def test_a_jw301_goes_back_to_the_verwijzer_of_its_request() -> None:
    life = Life(vol())
    life.doe(aanvraag("V1", *TEN, verwijzer="08"))
    (answer,) = life.doe(toewijzing(1, *TEN, referentie_aanbieder="V1"))
    (longer,) = life.doe(toewijzing(1, TEN[0], D(2026, 3, 20), 1))
    assert (answer.uitkomst, longer.uitkomst) == ("gedwongen kader", "gedwongen kader")


def test_of_a_jw317_all_that_it_asks_more_must_be_so() -> None:
    life = Life(vol())
    life.doe(aanvraag("V1", *TEN, verwijzer="08"))
    life.doe(toewijzing(1, *TEN, referentie_aanbieder="V1"))
    longer = otherwise(1, TEN[0], D(2026, 3, 20))
    (both,) = life.doe(wijziging("W1", TEN[0], longer, new(*TEN, code="48A01"), new(*TEN, code="46A01")))
    (not_all,) = life.doe(wijziging("W2", TEN[0], longer, new(*TEN)))
    (crisis,) = life.doe(wijziging("W3", TEN[0], new(*TEN, code="46A01")))
    assert [one.uitkomst for one in (both, not_all, crisis)] == ["gedwongen kader", "nee (plafond)", "crisis"]
