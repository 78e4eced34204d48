# SPDX-License-Identifier: EUPL-1.2
"""Hypothesis strategies for register rows, derived from the declarations."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from berichtenverkeer.register import velden
from berichtenverkeer.register.declaratie import Inhoud, Rij, Tabel, is_verplicht
from berichtenverkeer.register.mappen import maak_inhoud
from berichtenverkeer.register.rijen import TABELLEN, Mandaat, Plafond
from berichtenverkeer.register.velden import Veld

_TEKST = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(str.strip).filter(bool)
_PER_VELD: dict[Veld, st.SearchStrategy[Any]] = {
    velden.DATUM: st.dates(),
    velden.BEDRAG: st.integers(0, 10**13),
    velden.FACTOR: st.decimals(0, 999, places=4).map(velden.zuivere_factor),
    velden.JA_NEE: st.booleans(),
    velden.TEKST: _TEKST,
    velden.CODE: st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9.-]{0,29}\Z"),
    velden.GEMEENTECODE: st.from_regex(r"\A[0-9]{4}\Z"),
    velden.AGB_CODE: st.from_regex(r"\A[1-9][0-9]{7}\Z"),
    velden.PARTIJCODE: st.from_regex(r"\A([0-9]{4}|[a-z][a-z0-9-]{1,62})\Z"),
    velden.CATEGORIE: st.from_regex(r"\A[0-9]{2}\Z"),
    velden.PRODUCTCODE: st.from_regex(r"\A[A-Za-z0-9]{1,5}\Z"),
}


def _waarde(veld: Veld) -> st.SearchStrategy[Any]:
    if veld in _PER_VELD:
        return _PER_VELD[veld]
    if grenzen := re.search(r"van (\d+) tot en met (\d+)", veld.naam):
        return st.integers(int(grenzen[1]), int(grenzen[2]))
    return st.sampled_from(veld.naam.removeprefix("keuze uit ").split(", "))


@st.composite
def rijen(draw: st.DrawFn, tabel: Tabel) -> Rij:
    """Any row that the columns of `tabel` can hold."""
    waarden: dict[str, Any] = {}
    for attribuut, kolom in tabel.kolommen.items():
        if is_verplicht(tabel, attribuut) or draw(st.booleans()):
            waarden[attribuut] = draw(_waarde(kolom.veld))
    if tabel.per_jaar:
        waarden |= {"geldig_van": date(waarden["jaar"], 1, 1), "geldig_tot": date(waarden["jaar"], 12, 31)}
    elif waarden.get("geldig_tot", date.max) < waarden["geldig_van"]:
        waarden["geldig_tot"] = waarden["geldig_van"]
    return tabel.rij(**waarden)


_MANDATEN = st.builds(
    Mandaat,
    gemeente=st.sampled_from(["0855", "0867"]),
    beleid=st.sampled_from(["signaleren", "blokkeren"]),
    geldig_van=st.sampled_from([date(2026, 1, 1), date(2027, 1, 1)]),
    geldig_tot=st.sampled_from([None, date(2027, 12, 31)]),
)
_PLAFONDS = st.builds(
    Plafond,
    aanbieder=st.sampled_from(["99000101", "99000102"]),
    jaar=st.just(2026),
    perceel=st.sampled_from(["", "2a"]),
    norm=st.sampled_from([None, Decimal("0.8"), Decimal(1)]),
    bedrag_cents=st.sampled_from([None, 1]),
    geldig_van=st.just(date(2026, 1, 1)),
    geldig_tot=st.just(date(2026, 12, 31)),
)


def _uniek(tabel: str) -> Any:
    return lambda rij: (TABELLEN[tabel].sleutel_van(rij), rij.geldig_van)


INHOUDEN: st.SearchStrategy[Inhoud] = st.builds(
    lambda mandaten, plafonds: maak_inhoud("voorbeeldregio", {"mandaten": mandaten, "plafonds": plafonds}),
    st.lists(_MANDATEN, unique_by=_uniek("mandaten"), max_size=4),
    st.lists(_PLAFONDS, unique_by=_uniek("plafonds"), max_size=4),
)
"""Small registers that often share keys and differ in values."""
