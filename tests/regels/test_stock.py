# SPDX-License-Identifier: EUPL-1.2
"""The stock of a JW301 gives what laying a wish beside every product would give."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.regels.stock import ELEMENTS, Stock, Wish
from berichtenverkeer.regels.versions import Content, toegewezen_content
from bouwers import jw301

DAGEN = st.sampled_from([date(2026, 5, day) for day in (1, 2, 3)])
CODES = st.sampled_from(["45A01", "45B01"])
INHOUD: st.SearchStrategy[Content] = st.sampled_from(
    [(1, "04", "2", None), (2, "04", "2", None), (None, None, None, 100), (None, None, None, 200)]
)
EISEN = st.sampled_from([one for count in range(5) for one in combinations(ELEMENTS, count)])
WENSEN = st.builds(Wish, st.just("45"), CODES, INHOUD, st.none() | DAGEN, st.none() | DAGEN)


@st.composite
def producten(draw: st.DrawFn) -> list[ToegewezenProduct]:
    every = draw(st.lists(st.tuples(CODES, INHOUD, DAGEN, DAGEN, st.none() | DAGEN), min_size=1, max_size=17))
    return made([_fields(*one) for one in every])


def made(fields: Sequence[dict[str, Any]]) -> list[ToegewezenProduct]:
    bericht = jw301({"Client/ToegewezenProducten": {"ToegewezenProduct": list(fields)}})
    return list(bericht.client.toegewezen_producten.toegewezen_product)


def _fields(code: str, content: Content, vastgesteld: date, entry: date, end: date | None) -> dict[str, Any]:
    volume, eenheid, frequentie, budget = content
    omvang = {"Omvang": {"Volume": volume, "Eenheid": eenheid, "Frequentie": frequentie}} if volume else {}
    return {
        "ToewijzingNummer": 1,
        "Product": {"Categorie": "45", "Code": code},
        "Toewijzingsdatum": vastgesteld,
        "Toewijzingstijd": "09:30:00",
        "Ingangsdatum": entry,
        **({"Einddatum": end} if end else {}),
        **(omvang or {"Budget": budget}),
    }


def fits(product: ToegewezenProduct, wish: Wish, demands: Sequence[str]) -> bool:
    """IV093: dates are no demand when the wished day was past on the day of the decision."""
    assert product.product is not None
    own = toegewezen_content(product)
    equal = {
        "Omvang": own[:3] == wish.inhoud[:3],
        "Budget": own[3] == wish.inhoud[3],
        "Ingangsdatum": product.ingangsdatum == wish.ingangsdatum,
        "Einddatum": product.einddatum == wish.einddatum,
    }
    if wish.ingangsdatum is not None and wish.ingangsdatum < product.toewijzingsdatum:
        equal |= {"Ingangsdatum": True, "Einddatum": True}
    return product.product.code == wish.code and all(equal[demand] for demand in demands)


STEPS = st.lists(st.tuples(st.integers(0, 16), st.booleans(), WENSEN, EISEN), max_size=25)


@given(producten(), STEPS)
def test_the_first_that_fits_is_what_laying_the_wish_beside_every_product_gives(
    every: list[ToegewezenProduct], steps: list[tuple[int, bool, Wish, tuple[str, ...]]]
) -> None:
    stock, gone = Stock([(str(plek), product) for plek, product in enumerate(every)]), set[int]()
    for plek, is_terug, wish, demands in steps:
        if is_terug:
            stock.put_back(gone)
            gone.clear()
        elif plek < len(every):
            stock.take(plek)
            gone.add(plek)
        about = (number for number, one in enumerate(every) if number not in gone and fits(one, wish, demands))
        assert stock.first(wish, demands) == next(about, None)


@pytest.mark.parametrize("wensdag", [date(2026, 4, 30), date(2026, 5, 9), date(2026, 5, 31)])
@pytest.mark.parametrize("count", range(1, 18))
def test_one_after_the_other_is_taken_in_the_order_of_the_bericht(count: int, wensdag: date) -> None:
    stock = Stock([(str(plek), product) for plek, product in enumerate(_door_elkaar(count))])
    wish = Wish("45", "45A01", _TWEE_UUR, wensdag, None)
    for plek in range(count):
        assert stock.first(wish, ("Omvang",)) == plek
        stock.take(plek)
    assert stock.first(wish, ("Omvang",)) is None


@pytest.mark.parametrize("count", range(1, 18))
def test_dates_are_free_only_for_what_was_decided_on_after_the_wished_day(count: int) -> None:
    every = _door_elkaar(count)
    stock = Stock([(str(plek), product) for plek, product in enumerate(every)])
    for wensdag in (date(2026, 5, day) for day in range(1, 18)):
        later = [plek for plek, one in enumerate(every) if one.toewijzingsdatum > wensdag]
        wish = Wish("45", "45A01", _TWEE_UUR, wensdag, date(2026, 12, 31))
        assert stock.first(wish, ELEMENTS) == min(later, default=None)


_TWEE_UUR: Content = (2, "04", "2", None)


def _door_elkaar(count: int) -> list[ToegewezenProduct]:
    """Decided on different days, 1 to 17 May, in no order; without an Einddatum."""
    dagen = (date(2026, 5, 1 + number * 7 % 17) for number in range(count))
    return made([_fields("45A01", _TWEE_UUR, day, date(2026, 5, 1), None) for day in dagen])
