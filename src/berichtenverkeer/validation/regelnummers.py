# SPDX-License-Identifier: EUPL-1.2
"""From an element path of a finding to the line of the XML that the sender has in front of him."""

import re
from collections.abc import Collection
from typing import cast
from xml.parsers import expat

from lxml import etree

_GRENS = 65_535
_HOOGSTENS = 100  # elements without any text between them to look past; more is no bericht of a person or a package
_HAP = 1024 * 1024
_STAP = re.compile(r"([^\[]+)(?:\[([1-9]\d*)\])?")
_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*""")


def regel_van(element: etree._Element) -> int | None:
    """The line on which the start tag of `element` stands, from 1; None where it cannot be known.

    From line 65,535 on libxml2 keeps lines for text only, and gives an element the line on which the text in it or
    behind it *ends*: the line feeds of that text are taken off again.
    """
    for _ in range(_HOOGSTENS):
        regel = cast(int | None, element.sourceline)
        if regel is None or regel < _GRENS:
            return regel
        if element.text:
            return regel - element.text.count("\n")
        if not len(element) and element.tail:
            return regel - element.tail.count("\n")
        verder = element[0] if len(element) else element.getnext()
        if verder is None:
            return regel if regel > _GRENS else None
        element = verder
    return None


def regels_in(data: bytes, van: int, tot: int) -> int:
    """How many lines end between two positions, counted in bites: other threads wait for one bite at most."""
    return sum(data.count(b"\n", plek, min(plek + _HAP, tot)) for plek in range(van, tot, _HAP))


def regelnummers(data: bytes, paden: Collection[str]) -> dict[str, int | None]:
    """For each path (core/bevinding.py) the line of its element, or of its deepest ancestor that the bericht has.

    The line is that on which the start tag ends. One walk through the bytes for all paths, without a tree: the time
    is that of reading as far as the last of them. For a bericht that passed its schema; None where expat, which knows
    fewer names than libxml2, reads no further.
    """
    zoeker = _Zoeker(data)
    plekken = {pad: zoeker.zoek(pad) for pad in paden}
    zoeker.loop()
    return {pad: _laagste(keten) for pad, keten in plekken.items()}


def _laagste(keten: list["_Knoop"]) -> int | None:
    return next((knoop.regel for knoop in reversed(keten) if knoop.regel), None)


class _Knoop:
    """An element that is looked for: what is looked for under it, and its line once it is found."""

    __slots__ = ("kinderen", "regel")

    def __init__(self) -> None:
        self.kinderen: dict[tuple[str, int], _Knoop] = {}
        self.regel: int | None = None


class _Gevonden(Exception):
    """All lines are known; what follows need not be read."""


class _Zoeker:
    """Holds the paths that are looked for, as a tree, beside the elements as expat comes by them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._wortel = _Knoop()
        self._over = 1
        # The elements that are open, from the root as far as any is looked for, each with a count of its children by
        # name; and how many are open below those.
        self._open: list[tuple[_Knoop, dict[str, int]]] = []
        self._dieper = 0
        self._plek, self._regel = 0, 1

    def zoek(self, pad: str) -> list[_Knoop]:
        """Look for `pad`; answers its elements from the root down, as far as the path can be understood."""
        keten = [self._wortel]
        for stap in pad.split("/")[1:]:
            delen = _STAP.fullmatch(stap)
            if delen is None:
                break
            kinderen, sleutel = keten[-1].kinderen, (delen[1], int(delen[2] or 1))
            if sleutel not in kinderen:
                kinderen[sleutel] = _Knoop()
                self._over += 1
            keten.append(kinderen[sleutel])
        return keten

    def loop(self) -> None:
        """Find the lines."""
        lezer = self._lezer = expat.ParserCreate()
        lezer.StartElementHandler = self._begin
        lezer.EndElementHandler = self._einde
        try:
            lezer.Parse(self._data, True)
        except (_Gevonden, expat.ExpatError):
            return

    def _begin(self, naam: str, _attributen: object) -> None:
        if self._dieper:
            self._dieper += 1
            return
        if not self._open:
            knoop = self._wortel
        else:
            boven, tellers = self._open[-1]
            naam = naam.rpartition(":")[2]
            tellers[naam] = nummer = tellers.get(naam, 0) + 1
            gezocht = boven.kinderen.get((naam, nummer))
            if gezocht is None:
                self._dieper = 1
                return
            knoop = gezocht
        knoop.regel = self._regel_hier()
        self._over -= 1
        if not self._over:
            raise _Gevonden
        self._open.append((knoop, {}))

    def _einde(self, _naam: str) -> None:
        if self._dieper:
            self._dieper -= 1
        else:
            self._open.pop()

    def _regel_hier(self) -> int:
        tag = _TAG.match(self._data, self._lezer.CurrentByteIndex)
        assert tag is not None, "expat stands at a start tag"
        self._regel += regels_in(self._data, self._plek, tag.end())
        self._plek = tag.end()
        return self._regel
