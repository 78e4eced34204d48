# SPDX-License-Identifier: EUPL-1.2
"""From an element path of a finding to the line of the XML that the sender has in front of him."""

import re
from collections.abc import Collection, Iterator
from typing import cast

from lxml import etree

_BOUND = 65_535
_AT_MOST = 100  # elements without any text between them to look past; more is no bericht of a person or a package
_BITE = 1024 * 1024
_STEP = re.compile(r"([^\[]+)(?:\[([1-9]\d*)\])?")
_TAG = re.compile(rb"""<(?:/|([^\s/>!?]++)(?:[^>"']++|"[^"]*+"|'[^']*+')*+|!--|!\[CDATA\[|\?)""")
_END = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
"""What else begins with `<` where there is no DTD, and how it ends."""


def regel_of(element: etree._Element) -> int | None:
    """The line on which the start tag of `element` stands, from 1; None where it cannot be known.

    From line 65,535 on libxml2 keeps lines for text only, and gives an element the line on which the text in it or
    behind it *ends*: the line feeds of that text are taken off again.
    """
    for _ in range(_AT_MOST):
        regel = cast(int | None, element.sourceline)
        if regel is None or regel < _BOUND:
            return regel
        if element.text:
            return regel - element.text.count("\n")
        if not len(element) and element.tail:
            return regel - element.tail.count("\n")
        further = element[0] if len(element) else element.getnext()
        if further is None:
            return regel if regel > _BOUND else None
        element = further
    return None


def regels_in(data: bytes, van: int, tot: int) -> int:
    """How many lines end between two positions, counted in bites: other threads wait for one bite at most."""
    return sum(data.count(b"\n", plek, min(plek + _BITE, tot)) for plek in range(van, tot, _BITE))


def plek_of(data: bytes, what: bytes, since: int) -> int:
    """The first position of `what`, or -1; looked for in bites like `regels_in`."""
    for plek in range(since, len(data), _BITE):
        found = data.find(what, plek, plek + _BITE + len(what) - 1)
        if found >= 0:
            return found
    return -1


def line_numbers(data: bytes, paden: Collection[str]) -> dict[str, int | None]:
    """For each path (core/bevinding.py) the line of its element, or of its deepest ancestor that the bericht has.

    The line is that on which the start tag ends. One walk through the bytes for all paths, without a tree: the time
    is that of reading as far as the last of them. For a bericht that passed its schema: that it is well-formed and has
    no DTD, libxml2 has seen to. So its tags are where they seem to be, and no second parser reads what a sender wrote.
    """
    searcher = _Searcher(data)
    plekken = {pad: searcher.search(pad) for pad in paden}
    searcher.loop()
    return {pad: _lowest(sequence) for pad, sequence in plekken.items()}


def _lowest(sequence: list["_Node"]) -> int | None:
    return next((node.regel for node in reversed(sequence) if node.regel), None)


class _Node:
    """An element that is looked for: what is looked for under it, and its line once it is found."""

    __slots__ = ("kinderen", "regel")

    def __init__(self) -> None:
        self.kinderen: dict[tuple[bytes, int], _Node] = {}
        self.regel: int | None = None


class _Searcher:
    """Holds the paths that are looked for, as a tree, beside the tags as they come by."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root = _Node()
        self._about = 1
        # The elements that are open, from the root as far as any is looked for, each with a count of its children by
        # name; and how many are open below those.
        self._open: list[tuple[_Node, dict[bytes, int]]] = []
        self._deeper = 0
        self._plek, self._regel = 0, 1

    def search(self, pad: str) -> list[_Node]:
        """Look for `pad`; returns its elements from the root down, as far as the path can be understood."""
        sequence = [self._root]
        for step in pad.split("/")[1:]:
            parts = _STEP.fullmatch(step)
            if parts is None:
                break
            children, key = sequence[-1].kinderen, (parts[1].encode(), int(parts[2] or 1))
            if key not in children:
                children[key] = _Node()
                self._about += 1
            sequence.append(children[key])
        return sequence

    def loop(self) -> None:
        """Find the lines; what follows the last of them is not looked at."""
        for name, plek in _tags(self._data):
            if name is not None:
                self._begin(name, plek)
                if not self._about:
                    return
            elif self._deeper:
                self._deeper -= 1
            else:
                self._open.pop()

    def _begin(self, name: bytes, plek: int) -> None:
        if self._deeper:
            self._deeper += 1
            return
        if not self._open:
            node = self._root
        else:
            above, counters = self._open[-1]
            name = name.rpartition(b":")[2]
            counters[name] = number = counters.get(name, 0) + 1
            sought = above.kinderen.get((name, number))
            if sought is None:
                self._deeper = 1
                return
            node = sought
        self._regel += regels_in(self._data, self._plek, plek)
        self._plek = plek
        node.regel = self._regel
        self._about -= 1
        self._open.append((node, {}))


def _tags(data: bytes) -> Iterator[tuple[bytes | None, int]]:
    """Each start tag by its name, each end tag by None, with its position; an empty element gives both.

    The position of a start tag is that of its `>`.
    """
    plek = 0
    while tag := _TAG.search(data, plek):
        plek, name = tag.end(), tag[1]
        if name is not None:
            yield name, plek
            if data.startswith(b"/", plek - 1):
                yield None, plek
        elif end := _END.get(tag[0]):
            plek = plek_of(data, end, plek)
            assert plek >= 0, "well-formed"
        else:
            yield None, plek
