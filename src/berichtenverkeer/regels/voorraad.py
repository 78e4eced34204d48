# SPDX-License-Identifier: EUPL-1.2
"""The ToegewezenProducten of a JW301 as a stock from which wishes take the first that fits.

A JW301 and the JW317 that it grants can both name thousands of products. Whatever they look like, one look into the
stock costs the logarithm of its size: no wish is laid beside every product.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from berichtenverkeer.regels.versies import Inhoud, Plaats, toegewezen_inhoud

ELEMENTEN = ("Omvang", "Budget", "Ingangsdatum", "Einddatum")
"""What a product can have in common with a wish, besides its Product."""

_DATUMS = ("Ingangsdatum", "Einddatum")
_GEEN = sys.maxsize


class Wens(msgspec.Struct, frozen=True):
    """A toewijzing with a new number that a request asks for, in so many words or by changing an Omvang."""

    categorie: str | None
    code: str | None
    inhoud: Inhoud
    ingangsdatum: date | None
    einddatum: date | None


class Voorraad:
    """Products by their place in the bericht; all are there until they are taken."""

    def __init__(self, producten: Sequence[Plaats]) -> None:
        self._wensen = [_als_wens(plaats) for plaats in producten]
        self._dagen = [product.toewijzingsdatum for _, product in producten]
        self._weg: set[int] = set()
        self._per_eis: dict[tuple[str, ...], dict[tuple[object, ...], _Reeks]] = {}

    def neem(self, plek: int) -> None:
        """Take a product out."""
        self._weg.add(plek)
        self._zet(plek, _GEEN)

    def leg_terug(self, plekken: Iterable[int]) -> None:
        """Put products back."""
        for plek in plekken:
            self._weg.discard(plek)
            self._zet(plek, plek)

    def eerste(self, wens: Wens, eisen: Sequence[str]) -> int | None:
        """The place of the first product that has the Product of the wish and is equal to it in `eisen`.

        Once the wished day has passed when the product was decided on, its dates may be chosen anew (IV093): then they
        are no demand.
        """
        zonder_datums = tuple(eis for eis in eisen if eis not in _DATUMS)
        met, zonder = self._reeks(wens, tuple(eisen)), self._reeks(wens, zonder_datums)
        dag = wens.ingangsdatum or date.max
        plek = min(met.tot_en_met(dag) if met else _GEEN, zonder.na(dag) if zonder else _GEEN)
        return None if plek == _GEEN else plek

    def _reeks(self, wens: Wens, eisen: tuple[str, ...]) -> "_Reeks | None":
        if eisen not in self._per_eis:
            groepen: dict[tuple[object, ...], list[int]] = {}
            for plek, eigen in enumerate(self._wensen):
                groepen.setdefault(_sleutel(eigen, eisen), []).append(plek)
            reeksen = {sleutel: _Reeks(plekken, self._dagen, self._weg) for sleutel, plekken in groepen.items()}
            self._per_eis[eisen] = reeksen
        return self._per_eis[eisen].get(_sleutel(wens, eisen))

    def _zet(self, plek: int, waarde: int) -> None:
        for eisen, reeksen in self._per_eis.items():
            reeksen[_sleutel(self._wensen[plek], eisen)].zet(plek, waarde)


class _Reeks:
    """Products in the order of Toewijzingsdatum, as a segment tree: the first place in any stretch of days."""

    def __init__(self, plekken: Sequence[int], dagen: Sequence[date], weg: set[int]) -> None:
        op_dag = sorted(plekken, key=lambda plek: dagen[plek])
        self._dagen = [dagen[plek] for plek in op_dag]
        self._rang = {plek: rang for rang, plek in enumerate(op_dag, len(op_dag))}
        self._boom = [_GEEN] * len(op_dag) + [_GEEN if plek in weg else plek for plek in op_dag]
        for knoop in range(len(op_dag) - 1, 0, -1):
            self._boom[knoop] = min(self._boom[2 * knoop], self._boom[2 * knoop + 1])

    def zet(self, plek: int, waarde: int) -> None:
        knoop = self._rang[plek]
        self._boom[knoop] = waarde
        while knoop > 1:
            knoop //= 2
            self._boom[knoop] = min(self._boom[2 * knoop], self._boom[2 * knoop + 1])

    def tot_en_met(self, dag: date) -> int:
        return self._kleinste(0, bisect_right(self._dagen, dag))

    def na(self, dag: date) -> int:
        return self._kleinste(bisect_right(self._dagen, dag), len(self._dagen))

    def _kleinste(self, van: int, tot: int) -> int:
        kleinste, van, tot = _GEEN, van + len(self._dagen), tot + len(self._dagen)
        while van < tot:
            if van % 2:
                kleinste, van = min(kleinste, self._boom[van]), van + 1
            if tot % 2:
                tot -= 1
                kleinste = min(kleinste, self._boom[tot])
            van, tot = van // 2, tot // 2
        return kleinste


def _als_wens(plaats: Plaats) -> Wens:
    _, product = plaats
    categorie, code = (product.product.categorie, product.product.code) if product.product else (None, None)
    return Wens(categorie, code, toegewezen_inhoud(product), product.ingangsdatum, product.einddatum)


def _sleutel(wens: Wens, eisen: tuple[str, ...]) -> tuple[object, ...]:
    waarden = {
        "Omvang": wens.inhoud[:3],
        "Budget": wens.inhoud[3],
        "Ingangsdatum": wens.ingangsdatum,
        "Einddatum": wens.einddatum,
    }
    return (wens.categorie, wens.code, *(waarden[eis] for eis in eisen))
