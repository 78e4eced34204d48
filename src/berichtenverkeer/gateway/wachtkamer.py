# SPDX-License-Identifier: EUPL-1.2
"""Who must wait for an aanbieder waits here: a queue for each, in order, outside the database (design.md 0)."""

import asyncio
import contextlib
from bisect import insort
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Generic, TypeVar

from berichtenverkeer.core.errors import TeDruk

W = TypeVar("W")
B = TypeVar("B")

PEILING_S = 0.05
"""How often is looked whether another process has let go. What this one lets go of is noticed at once."""


class Bezet(Exception):
    """What berichten of `aanbieders` share is held alone by somebody, or the other way round: it takes waiting.

    Nothing was done. Empty when it is one of a batch and not known which.
    """

    def __init__(self, aanbieders: frozenset[str]) -> None:
        super().__init__("bezet")
        self.aanbieders = aanbieders


MEESTE_GEWICHT = 2000
"""A batch that is this much work, in elements of berichten, gets no more of it: all in it wait for all of it."""


class Item(Generic[W, B]):
    """A piece of work and its outcome. `nummer` is its place in the order of arrival.

    `aanbieder` is whose it is, None when that shows only later. `apart`: not together with others in one transaction.
    `gewicht` is how much work it is. `is_weg` says whether the one who asked is gone.
    """

    __slots__ = ("aanbieder", "apart", "gewicht", "is_weg", "nummer", "uitslag", "werk")

    def __init__(
        self,
        nummer: int,
        werk: W,
        aanbieder: str | None,
        apart: bool,
        is_weg: Callable[[], bool],
        gewicht: int = 0,
    ) -> None:
        self.nummer = nummer
        self.werk = werk
        self.aanbieder = aanbieder
        self.apart = apart
        self.is_weg = is_weg
        self.gewicht = gewicht
        self.uitslag: asyncio.Future[B] = asyncio.get_running_loop().create_future()

    def geef(self, uitslag: B) -> None:
        """Tell the outcome to who still waits for it."""
        if not self.uitslag.done():
            self.uitslag.set_result(uitslag)

    def mislukt(self, fout: Exception) -> None:
        """Tell what went wrong to who still waits for it."""
        if not self.uitslag.done():
            self.uitslag.set_exception(fout)


def binnen(items: Iterable[Item[W, B]]) -> Iterator[Item[W, B]]:
    """Those from the front, until they are as much work as a batch may be."""
    gewicht = 0
    for item in items:
        yield item
        gewicht += item.gewicht
        if gewicht >= MEESTE_GEWICHT:
            return


Beurt = Callable[[Sequence[Item[W, B]]], Awaitable[bool]]
"""Does the first items of one aanbieder; False when he turns out not to be free. It raises nothing."""

Vrij = Callable[[Mapping[str, W]], Awaitable[Collection[str]]]
"""Of which aanbieders the work that is first can go on, as far as nobody holds for long what it needs."""


class Wachtkamer(Generic[W, B]):
    """Queues of items by aanbieder. Nobody in them holds a connection, a lock or a place among the workers.

    `bewaak` runs as long as it is open: it looks who is free and gives that one a turn of his own, so that no aanbieder
    waits for another.
    """

    def __init__(self, beurt: Beurt[W, B], vrij: Vrij[W], grootte: int) -> None:
        self._beurt = beurt
        self._vrij = vrij
        self._grootte = grootte
        self._rijen: dict[str, list[Item[W, B]]] = {}
        self._beurten: dict[str, asyncio.Task[None]] = {}
        self._wek = asyncio.Event()
        self._is_dicht = False

    def __len__(self) -> int:
        return sum(map(len, self._rijen.values()))

    def wacht_op(self, aanbieder: str | None) -> bool:
        """Whether somebody waits for this aanbieder: then who comes later waits behind him."""
        return aanbieder in self._rijen

    def zet(self, item: Item[W, B]) -> None:
        """Let it wait for its aanbieder, at its place in the order of arrival. Refused (TeDruk) once closed."""
        assert item.aanbieder is not None, "who waits, waits for somebody"
        if item.uitslag.done():
            return  # its asker gave up meanwhile
        if self._is_dicht:
            item.mislukt(TeDruk())
            return
        if item.aanbieder not in self._rijen:
            self._rijen[item.aanbieder] = []
            self._wek.set()
        insort(self._rijen[item.aanbieder], item, key=lambda een: een.nummer)

    def laat_gaan(self, item: Item[W, B]) -> None:
        """Its asker gave up: nothing of it stays."""
        rij = self._rijen.get(item.aanbieder or "", [])
        if item in rij:
            rij.remove(item)
            self._ruim_op(item.aanbieder or "")

    def kom_vrij(self, aanbieders: Collection[str | None]) -> None:
        """This process let go of these; None: of somebody."""
        if None in aanbieders or any(map(self.wacht_op, aanbieders)):
            self._wek.set()

    def sluit(self) -> None:
        """Refuse who waits (TeDruk: sending again does no harm), now and later; whose turn it is comes to its end."""
        self._is_dicht = True
        self._weiger([een for een in self._rijen if een not in self._beurten], TeDruk())

    async def rond_af(self) -> None:
        """Closed; returns when no turn is under way."""
        self.sluit()
        await asyncio.gather(*self._beurten.values())

    async def bewaak(self) -> None:
        """Give turns, until cancelled."""
        while True:
            self._wek.clear()
            self._wie_wegging()
            if wachtend := [een for een in self._rijen if een not in self._beurten]:
                await self._geef_beurten(wachtend)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PEILING_S if self._rijen else None):
                    await self._wek.wait()

    def _wie_wegging(self) -> None:
        for item in [item for rij in self._rijen.values() for item in rij if item.is_weg()]:
            item.mislukt(TeDruk())
            self.laat_gaan(item)

    async def _geef_beurten(self, wachtend: Sequence[str]) -> None:
        try:
            vrij = await self._vrij({een: self._rijen[een][0].werk for een in wachtend})
        except Exception as fout:
            self._weiger(wachtend, fout)
            return
        for aanbieder in vrij:
            if self._rijen.get(aanbieder):
                self._beurten[aanbieder] = asyncio.create_task(self._geef_beurt(aanbieder))

    async def _geef_beurt(self, aanbieder: str) -> None:
        """As many as there are, until he turns out to be held again."""
        rij = self._rijen[aanbieder]
        while rij and await self._beurt(self._eerste(rij)):
            rij[:] = [item for item in rij if not item.uitslag.done()]
        del self._beurten[aanbieder]
        if self._is_dicht:
            self._weiger([aanbieder], TeDruk())
        self._ruim_op(aanbieder)

    def _eerste(self, rij: Sequence[Item[W, B]]) -> Sequence[Item[W, B]]:
        """What can be done together from the front of a queue."""
        samen = takewhile(lambda item: not item.apart, rij[: self._grootte])
        return list(binnen(samen)) or rij[:1]

    def _ruim_op(self, aanbieder: str) -> None:
        if aanbieder not in self._beurten and not self._rijen.get(aanbieder):
            self._rijen.pop(aanbieder, None)

    def _weiger(self, aanbieders: Sequence[str], fout: Exception) -> None:
        for aanbieder in aanbieders:
            for item in self._rijen.pop(aanbieder, []):
                item.mislukt(fout)
