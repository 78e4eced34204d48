# SPDX-License-Identifier: EUPL-1.2
"""From an element path of a finding to the line of the XML that the sender has in front of him."""

import re
from collections.abc import Collection, Iterator
from typing import cast

from lxml import etree

_GRENS = 65_535
_HOOGSTENS = 100  # elements without any text between them to look past; more is no bericht of a person or a package
_HAP = 1024 * 1024
_STAP = re.compile(r"([^\[]+)(?:\[([1-9]\d*)\])?")
_TAG = re.compile(rb"""<(?:/|([^\s/>!?]++)(?:[^>"']++|"[^"]*+"|'[^']*+')*+|!--|!\[CDATA\[|\?)""")
_EINDE = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
"""What else begins with `<` where there is no DTD, and how it ends."""


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


def plek_van(data: bytes, wat: bytes, vanaf: int) -> int:
    """The first position of `wat`, or -1; looked for in bites like `regels_in`."""
    for plek in range(vanaf, len(data), _HAP):
        gevonden = data.find(wat, plek, plek + _HAP + len(wat) - 1)
        if gevonden >= 0:
            return gevonden
    return -1


def regelnummers(data: bytes, paden: Collection[str]) -> dict[str, int | None]:
    """For each path (core/bevinding.py) the line of its element, or of its deepest ancestor that the bericht has.

    The line is that on which the start tag ends. One walk through the bytes for all paths, without a tree: the time
    is that of reading as far as the last of them. For a bericht that passed its schema: that it is well-formed and has
    no DTD, libxml2 has seen to. So its tags are where they seem to be, and no second parser reads what a sender wrote.
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
        self.kinderen: dict[tuple[bytes, int], _Knoop] = {}
        self.regel: int | None = None


class _Zoeker:
    """Holds the paths that are looked for, as a tree, beside the tags as they come by."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._wortel = _Knoop()
        self._over = 1
        # The elements that are open, from the root as far as any is looked for, each with a count of its children by
        # name; and how many are open below those.
        self._open: list[tuple[_Knoop, dict[bytes, int]]] = []
        self._dieper = 0
        self._plek, self._regel = 0, 1

    def zoek(self, pad: str) -> list[_Knoop]:
        """Look for `pad`; answers its elements from the root down, as far as the path can be understood."""
        keten = [self._wortel]
        for stap in pad.split("/")[1:]:
            delen = _STAP.fullmatch(stap)
            if delen is None:
                break
            kinderen, sleutel = keten[-1].kinderen, (delen[1].encode(), int(delen[2] or 1))
            if sleutel not in kinderen:
                kinderen[sleutel] = _Knoop()
                self._over += 1
            keten.append(kinderen[sleutel])
        return keten

    def loop(self) -> None:
        """Find the lines; what follows the last of them is not looked at."""
        for naam, plek in _tags(self._data):
            if naam is not None:
                self._begin(naam, plek)
                if not self._over:
                    return
            elif self._dieper:
                self._dieper -= 1
            else:
                self._open.pop()

    def _begin(self, naam: bytes, plek: int) -> None:
        if self._dieper:
            self._dieper += 1
            return
        if not self._open:
            knoop = self._wortel
        else:
            boven, tellers = self._open[-1]
            naam = naam.rpartition(b":")[2]
            tellers[naam] = nummer = tellers.get(naam, 0) + 1
            gezocht = boven.kinderen.get((naam, nummer))
            if gezocht is None:
                self._dieper = 1
                return
            knoop = gezocht
        self._regel += regels_in(self._data, self._plek, plek)
        self._plek = plek
        knoop.regel = self._regel
        self._over -= 1
        self._open.append((knoop, {}))


def _tags(data: bytes) -> Iterator[tuple[bytes | None, int]]:
    """Each start tag by its name, each end tag by None, with its position; an empty element gives both.

    The position of a start tag is that of its `>`.
    """
    plek = 0
    while tag := _TAG.search(data, plek):
        plek, naam = tag.end(), tag[1]
        if naam is not None:
            yield naam, plek
            if data.startswith(b"/", plek - 1):
                yield None, plek
        elif einde := _EINDE.get(tag[0]):
            plek = plek_van(data, einde, plek)
            assert plek >= 0, "well-formed"
        else:
            yield None, plek
