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

from berichtenverkeer.regels.versions import Content, Place, toegewezen_content

ELEMENTS = ("Omvang", "Budget", "Ingangsdatum", "Einddatum")
"""What a product can have in common with a wish, besides its Product."""

_DATES = ("Ingangsdatum", "Einddatum")
_NO = sys.maxsize


class Wish(msgspec.Struct, frozen=True):
    """A toewijzing with a new number that a request asks for, in so many words or by changing an Omvang."""

    categorie: str | None
    code: str | None
    inhoud: Content
    ingangsdatum: date | None
    einddatum: date | None


class Stock:
    """Products by their place in the bericht; all are there until they are taken."""

    def __init__(self, producten: Sequence[Place]) -> None:
        self._wishes = [_as_wish(place) for place in producten]
        self._days = [product.toewijzingsdatum for _, product in producten]
        self._gone: set[int] = set()
        self._per_demand: dict[tuple[str, ...], dict[tuple[object, ...], _Series]] = {}

    def take(self, plek: int) -> None:
        """Take a product out."""
        self._gone.add(plek)
        self._put(plek, _NO)

    def put_back(self, plekken: Iterable[int]) -> None:
        """Put products back."""
        for plek in plekken:
            self._gone.discard(plek)
            self._put(plek, plek)

    def eerste(self, wish: Wish, demands: Sequence[str]) -> int | None:
        """The place of the first product that has the Product of the wish and is equal to it in `demands`.

        Once the wished day has passed when the product was decided on, its dates may be chosen anew (IV093): then they
        are no demand.
        """
        without_dates = tuple(demand for demand in demands if demand not in _DATES)
        with_, without = self._series(wish, tuple(demands)), self._series(wish, without_dates)
        day = wish.ingangsdatum or date.max
        plek = min(with_.through(day) if with_ else _NO, without.na(day) if without else _NO)
        return None if plek == _NO else plek

    def _series(self, wish: Wish, demands: tuple[str, ...]) -> "_Series | None":
        if demands not in self._per_demand:
            groups: dict[tuple[object, ...], list[int]] = {}
            for plek, own in enumerate(self._wishes):
                groups.setdefault(_key(own, demands), []).append(plek)
            series = {key: _Series(plekken, self._days, self._gone) for key, plekken in groups.items()}
            self._per_demand[demands] = series
        return self._per_demand[demands].get(_key(wish, demands))

    def _put(self, plek: int, value: int) -> None:
        for demands, series in self._per_demand.items():
            series[_key(self._wishes[plek], demands)].zet(plek, value)


class _Series:
    """Products in the order of Toewijzingsdatum, as a segment tree: the first place in any stretch of days."""

    def __init__(self, plekken: Sequence[int], dagen: Sequence[date], gone: set[int]) -> None:
        at_day = sorted(plekken, key=lambda plek: dagen[plek])
        self._days = [dagen[plek] for plek in at_day]
        self._rank = {plek: rank for rank, plek in enumerate(at_day, len(at_day))}
        self._tree = [_NO] * len(at_day) + [_NO if plek in gone else plek for plek in at_day]
        for node in range(len(at_day) - 1, 0, -1):
            self._tree[node] = min(self._tree[2 * node], self._tree[2 * node + 1])

    def zet(self, plek: int, value: int) -> None:
        node = self._rank[plek]
        self._tree[node] = value
        while node > 1:
            node //= 2
            self._tree[node] = min(self._tree[2 * node], self._tree[2 * node + 1])

    def through(self, day: date) -> int:
        return self._smallest(0, bisect_right(self._days, day))

    def na(self, day: date) -> int:
        return self._smallest(bisect_right(self._days, day), len(self._days))

    def _smallest(self, van: int, tot: int) -> int:
        smallest, van, tot = _NO, van + len(self._days), tot + len(self._days)
        while van < tot:
            if van % 2:
                smallest, van = min(smallest, self._tree[van]), van + 1
            if tot % 2:
                tot -= 1
                smallest = min(smallest, self._tree[tot])
            van, tot = van // 2, tot // 2
        return smallest


def _as_wish(place: Place) -> Wish:
    _, product = place
    categorie, code = (product.product.categorie, product.product.code) if product.product else (None, None)
    return Wish(categorie, code, toegewezen_content(product), product.ingangsdatum, product.einddatum)


def _key(wish: Wish, demands: tuple[str, ...]) -> tuple[object, ...]:
    values = {
        "Omvang": wish.inhoud[:3],
        "Budget": wish.inhoud[3],
        "Ingangsdatum": wish.ingangsdatum,
        "Einddatum": wish.einddatum,
    }
    return (wish.categorie, wish.code, *(values[demand] for demand in demands))
