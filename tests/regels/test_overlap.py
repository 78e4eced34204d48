# SPDX-License-Identifier: EUPL-1.2
"""One pass over sorted periods finds what comparing every pair would find."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.berichten.basisschema import CDT_Product
from berichtenverkeer.berichten.jw301 import JW301, ToegewezenProduct
from berichtenverkeer.regels import REGELS, gebroken
from bouwers import jw301
from regels.historie import GeenHistorie

PAD = "Client/ToegewezenProducten/ToegewezenProduct"
DAGEN = st.integers(0, 12).map(lambda dag: date(2026, 4, 1) + timedelta(days=dag))
PRODUCTEN = st.one_of(
    st.none(),
    st.sampled_from(["45", "50"]).map(lambda categorie: CDT_Product(categorie=categorie)),
    st.sampled_from(["45A01", "45A02", "50A01"]).map(lambda code: CDT_Product(categorie=code[:2], code=code)),
)


def overlapt(een: ToegewezenProduct, ander: ToegewezenProduct) -> bool:
    return een.ingangsdatum <= (ander.einddatum or date.max) and ander.ingangsdatum <= (een.einddatum or date.max)


def is_zelfde(een: CDT_Product | None, ander: CDT_Product | None) -> bool:
    if een is None or ander is None:
        return True
    if een.code is None or ander.code is None:
        return een.categorie == ander.categorie
    return een.code == ander.code


@st.composite
def toewijzingen(draw: st.DrawFn) -> JW301:
    met: dict[str, object] = {}
    for nummer in range(1, draw(st.integers(1, 6)) + 1):
        begin, einde = draw(DAGEN), draw(st.one_of(st.none(), DAGEN))
        met |= {
            f"{PAD}[{nummer}]/Product": draw(PRODUCTEN),
            f"{PAD}[{nummer}]/Ingangsdatum": begin,
            f"{PAD}[{nummer}]/Einddatum": max(begin, einde) if einde else None,
        }
    return jw301(met)


@given(toewijzingen())
def test_the_later_of_every_overlapping_pair_is_found(bericht: JW301) -> None:
    genummerd = list(enumerate(bericht.client.toegewezen_producten.toegewezen_product, 1))
    verwacht = [
        f"JW301/{PAD}[{nummer}]"
        for nummer, product in genummerd
        if any(
            (ander.ingangsdatum, plaats) < (product.ingangsdatum, nummer)
            and overlapt(product, ander)
            and is_zelfde(product.product, ander.product)
            for plaats, ander in genummerd
        )
    ]
    assert gebroken(REGELS["TR302"], bericht, GeenHistorie()) == verwacht
