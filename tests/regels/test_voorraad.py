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
from berichtenverkeer.regels.versies import Inhoud, toegewezen_inhoud
from berichtenverkeer.regels.voorraad import ELEMENTEN, Voorraad, Wens
from bouwers import jw301

DAGEN = st.sampled_from([date(2026, 5, dag) for dag in (1, 2, 3)])
CODES = st.sampled_from(["45A01", "45B01"])
INHOUD: st.SearchStrategy[Inhoud] = st.sampled_from(
    [(1, "04", "2", None), (2, "04", "2", None), (None, None, None, 100), (None, None, None, 200)]
)
EISEN = st.sampled_from([een for aantal in range(5) for een in combinations(ELEMENTEN, aantal)])
WENSEN = st.builds(Wens, st.just("45"), CODES, INHOUD, st.none() | DAGEN, st.none() | DAGEN)


@st.composite
def producten(draw: st.DrawFn) -> list[ToegewezenProduct]:
    alle = draw(st.lists(st.tuples(CODES, INHOUD, DAGEN, DAGEN, st.none() | DAGEN), min_size=1, max_size=17))
    return gemaakt([_velden(*een) for een in alle])


def gemaakt(velden: Sequence[dict[str, Any]]) -> list[ToegewezenProduct]:
    bericht = jw301({"Client/ToegewezenProducten": {"ToegewezenProduct": list(velden)}})
    return list(bericht.client.toegewezen_producten.toegewezen_product)


def _velden(code: str, inhoud: Inhoud, vastgesteld: date, ingang: date, einde: date | None) -> dict[str, Any]:
    volume, eenheid, frequentie, budget = inhoud
    omvang = {"Omvang": {"Volume": volume, "Eenheid": eenheid, "Frequentie": frequentie}} if volume else {}
    return {
        "ToewijzingNummer": 1,
        "Product": {"Categorie": "45", "Code": code},
        "Toewijzingsdatum": vastgesteld,
        "Toewijzingstijd": "09:30:00",
        "Ingangsdatum": ingang,
        **({"Einddatum": einde} if einde else {}),
        **(omvang or {"Budget": budget}),
    }


def past(product: ToegewezenProduct, wens: Wens, eisen: Sequence[str]) -> bool:
    """IV093: dates are no demand when the wished day was past on the day of the decision."""
    assert product.product is not None
    eigen = toegewezen_inhoud(product)
    gelijk = {
        "Omvang": eigen[:3] == wens.inhoud[:3],
        "Budget": eigen[3] == wens.inhoud[3],
        "Ingangsdatum": product.ingangsdatum == wens.ingangsdatum,
        "Einddatum": product.einddatum == wens.einddatum,
    }
    if wens.ingangsdatum is not None and wens.ingangsdatum < product.toewijzingsdatum:
        gelijk |= {"Ingangsdatum": True, "Einddatum": True}
    return product.product.code == wens.code and all(gelijk[eis] for eis in eisen)


STAPPEN = st.lists(st.tuples(st.integers(0, 16), st.booleans(), WENSEN, EISEN), max_size=25)


@given(producten(), STAPPEN)
def test_the_first_that_fits_is_what_laying_the_wish_beside_every_product_gives(
    alle: list[ToegewezenProduct], stappen: list[tuple[int, bool, Wens, tuple[str, ...]]]
) -> None:
    voorraad, weg = Voorraad([(str(plek), product) for plek, product in enumerate(alle)]), set[int]()
    for plek, is_terug, wens, eisen in stappen:
        if is_terug:
            voorraad.leg_terug(weg)
            weg.clear()
        elif plek < len(alle):
            voorraad.neem(plek)
            weg.add(plek)
        over = (nummer for nummer, een in enumerate(alle) if nummer not in weg and past(een, wens, eisen))
        assert voorraad.eerste(wens, eisen) == next(over, None)


@pytest.mark.parametrize("wensdag", [date(2026, 4, 30), date(2026, 5, 9), date(2026, 5, 31)])
@pytest.mark.parametrize("aantal", range(1, 18))
def test_one_after_the_other_is_taken_in_the_order_of_the_bericht(aantal: int, wensdag: date) -> None:
    voorraad = Voorraad([(str(plek), product) for plek, product in enumerate(_door_elkaar(aantal))])
    wens = Wens("45", "45A01", _TWEE_UUR, wensdag, None)
    for plek in range(aantal):
        assert voorraad.eerste(wens, ("Omvang",)) == plek
        voorraad.neem(plek)
    assert voorraad.eerste(wens, ("Omvang",)) is None


@pytest.mark.parametrize("aantal", range(1, 18))
def test_dates_are_free_only_for_what_was_decided_on_after_the_wished_day(aantal: int) -> None:
    alle = _door_elkaar(aantal)
    voorraad = Voorraad([(str(plek), product) for plek, product in enumerate(alle)])
    for wensdag in (date(2026, 5, dag) for dag in range(1, 18)):
        later = [plek for plek, een in enumerate(alle) if een.toewijzingsdatum > wensdag]
        wens = Wens("45", "45A01", _TWEE_UUR, wensdag, date(2026, 12, 31))
        assert voorraad.eerste(wens, ELEMENTEN) == min(later, default=None)


_TWEE_UUR: Inhoud = (2, "04", "2", None)


def _door_elkaar(aantal: int) -> list[ToegewezenProduct]:
    """Decided on different days, 1 to 17 May, in no order; without an Einddatum."""
    dagen = (date(2026, 5, 1 + nummer * 7 % 17) for nummer in range(aantal))
    return gemaakt([_velden("45A01", _TWEE_UUR, dag, date(2026, 5, 1), None) for dag in dagen])
