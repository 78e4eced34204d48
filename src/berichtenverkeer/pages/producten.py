# SPDX-License-Identifier: EUPL-1.2
"""What a product is called on a page, and how much of it: by the register of today and the codes of the standard."""

from collections.abc import Callable

from berichtenverkeer.core.clock import day
from berichtenverkeer.pages.visit import Visit
from berichtenverkeer.rapporten.forms.wording import EMPTY
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN

_UNITS, _FREQUENTIES = CODELIJSTEN["WJ756"].codes, CODELIJSTEN["WMO757"].codes


def product_names(visit: Visit) -> Callable[[str | None, str | None], str]:
    """Of a categorie and code: its name and code; where only the categorie is known what the standard calls that."""
    stand, today = visit.gateway.register.stand, day(visit.gateway.clock())
    categorieen = CODELIJSTEN["JZ020"].codes

    def name(categorie: str | None, code: str | None) -> str:
        if not categorie:
            return EMPTY
        product = stand.product(categorie, code, today)
        if product is not None and code:
            return f"{product.omschrijving} ({code})"
        return code or f"{categorieen.get(categorie, categorie)} ({categorie})"

    return name


def omvang_in_words(volume: int | None, eenheid: str | None, frequentie: str | None) -> str:
    """`4 uur per week`, in the words of the standard."""
    if volume is None:
        return EMPTY
    words = (_UNITS.get(eenheid or "", ""), _FREQUENTIES.get(frequentie or "", ""))
    return " ".join([str(volume), *(one[:1].lower() + one[1:] for one in words if one)])
