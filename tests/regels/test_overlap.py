# SPDX-License-Identifier: EUPL-1.2
"""One pass over sorted periods finds what comparing every pair would find."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.berichten.basisschema import CDT_Product
from berichtenverkeer.berichten.jw301 import JW301, ToegewezenProduct
from berichtenverkeer.regels import REGELS, violations
from bouwers import jw301
from regels.historie import GeenHistorie

PAD = "Client/ToegewezenProducten/ToegewezenProduct"
DAGEN = st.integers(0, 12).map(lambda day: date(2026, 4, 1) + timedelta(days=day))
PRODUCTEN = st.one_of(
    st.none(),
    st.sampled_from(["45", "50"]).map(lambda categorie: CDT_Product(categorie=categorie)),
    st.sampled_from(["45A01", "45A02", "50A01"]).map(lambda code: CDT_Product(categorie=code[:2], code=code)),
)


def overlapt(one: ToegewezenProduct, other: ToegewezenProduct) -> bool:
    return one.ingangsdatum <= (other.einddatum or date.max) and other.ingangsdatum <= (one.einddatum or date.max)


def is_same(one: CDT_Product | None, other: CDT_Product | None) -> bool:
    if one is None or other is None:
        return True
    if one.code is None or other.code is None:
        return one.categorie == other.categorie
    return one.code == other.code


@st.composite
def toewijzingen(draw: st.DrawFn) -> JW301:
    with_: dict[str, object] = {}
    for number in range(1, draw(st.integers(1, 6)) + 1):
        begin, end = draw(DAGEN), draw(st.one_of(st.none(), DAGEN))
        with_ |= {
            f"{PAD}[{number}]/Product": draw(PRODUCTEN),
            f"{PAD}[{number}]/Ingangsdatum": begin,
            f"{PAD}[{number}]/Einddatum": max(begin, end) if end else None,
        }
    return jw301(with_)


@given(toewijzingen())
def test_the_later_of_every_overlapping_pair_is_found(bericht: JW301) -> None:
    genummerd = list(enumerate(bericht.client.toegewezen_producten.toegewezen_product, 1))
    expected = [
        f"JW301/{PAD}[{number}]"
        for number, product in genummerd
        if any(
            (other.ingangsdatum, place) < (product.ingangsdatum, number)
            and overlapt(product, other)
            and is_same(product.product, other.product)
            for place, other in genummerd
        )
    ]
    assert violations(REGELS["TR302"], bericht, GeenHistorie()) == expected
