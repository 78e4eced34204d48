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
_NONE = sys.maxsize


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

    def take(self, place: int) -> None:
        """Take a product out."""
        self._gone.add(place)
        self._put(place, _NONE)

    def put_back(self, places: Iterable[int]) -> None:
        """Put products back."""
        for place in places:
            self._gone.discard(place)
            self._put(place, place)

    def first(self, wish: Wish, demands: Sequence[str]) -> int | None:
        """The place of the first product that has the Product of the wish and is equal to it in `demands`.

        Once the wished day has passed when the product was decided on, its dates may be chosen anew (IV093): then they
        are no demand.
        """
        without_dates = tuple(demand for demand in demands if demand not in _DATES)
        dated, undated = self._series(wish, tuple(demands)), self._series(wish, without_dates)
        day = wish.ingangsdatum or date.max
        place = min(dated.through(day) if dated else _NONE, undated.after(day) if undated else _NONE)
        return None if place == _NONE else place

    def _series(self, wish: Wish, demands: tuple[str, ...]) -> "_Series | None":
        if demands not in self._per_demand:
            groups: dict[tuple[object, ...], list[int]] = {}
            for place, own in enumerate(self._wishes):
                groups.setdefault(_key(own, demands), []).append(place)
            series = {key: _Series(places, self._days, self._gone) for key, places in groups.items()}
            self._per_demand[demands] = series
        return self._per_demand[demands].get(_key(wish, demands))

    def _put(self, place: int, value: int) -> None:
        for demands, series in self._per_demand.items():
            series[_key(self._wishes[place], demands)].put(place, value)


class _Series:
    """Products in the order of Toewijzingsdatum, as a segment tree: the first place in any stretch of days."""

    def __init__(self, places: Sequence[int], dagen: Sequence[date], gone: set[int]) -> None:
        at_day = sorted(places, key=lambda place: dagen[place])
        self._days = [dagen[place] for place in at_day]
        self._rank = {place: rank for rank, place in enumerate(at_day, len(at_day))}
        self._tree = [_NONE] * len(at_day) + [_NONE if place in gone else place for place in at_day]
        for node in range(len(at_day) - 1, 0, -1):
            self._tree[node] = min(self._tree[2 * node], self._tree[2 * node + 1])

    def put(self, place: int, value: int) -> None:
        node = self._rank[place]
        self._tree[node] = value
        while node > 1:
            node //= 2
            self._tree[node] = min(self._tree[2 * node], self._tree[2 * node + 1])

    def through(self, day: date) -> int:
        return self._smallest(0, bisect_right(self._days, day))

    def after(self, day: date) -> int:
        return self._smallest(bisect_right(self._days, day), len(self._days))

    def _smallest(self, van: int, tot: int) -> int:
        smallest, van, tot = _NONE, van + len(self._days), tot + len(self._days)
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
