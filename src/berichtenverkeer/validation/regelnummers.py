# SPDX-License-Identifier: EUPL-1.2
"""From an element path of a finding to the line of the XML that the sender has in front of him."""

import re
from typing import cast

from lxml import etree

_GRENS = 65_535
_HOOGSTENS = 100  # elements without any text between them to look past; more is no bericht of a person or a package
_STAP = re.compile(r"([^\[]+)(?:\[([1-9]\d*)\])?")


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


def regelnummer(boom: etree._Element, pad: str) -> int | None:
    """The line of the element at `pad` (core/bevinding.py), or of its deepest ancestor that the bericht has.

    For one path, or a few; for many there is `Regelnummers`. The bericht passed its schema.
    """
    hier = boom
    for stap in pad.split("/")[1:]:
        delen = _STAP.fullmatch(stap)
        kind = _kind(hier, delen[1], int(delen[2] or 1)) if delen else None
        if kind is None:
            break
        hier = kind
    return regel_van(hier)


def _kind(ouder: etree._Element, naam: str, nummer: int) -> etree._Element | None:
    """The `nummer`th child called `naam`, in whatever namespace."""
    reeks = ouder.iterchildren("{*}" + naam)
    eerste = next(reeks, None)
    if eerste is None or nummer == 1:
        return eerste
    # In a bericht that passed its schema the children of one name stand together.
    plek = ouder.index(eerste) + nummer - 1
    kind = ouder[plek] if plek < len(ouder) else None
    return kind if kind is not None and etree.QName(kind).localname == naam else None


class Regelnummers:
    """`regelnummer` for many paths of one bericht: what stands above them, and each row of siblings, is found once.

    A declaratie can have 30,000 prestaties under one client and a finding at each; libxml2 counts siblings one by one.
    """

    def __init__(self, boom: etree._Element) -> None:
        self._boom = boom
        self._boven: dict[str, tuple[etree._Element, bool]] = {}
        self._rijen: dict[tuple[str, str], list[etree._Element]] = {}

    def __call__(self, pad: str) -> int | None:
        """The line of the element at `pad`, or of its deepest ancestor that the bericht has."""
        element, _ = self._zoek(pad)
        return regel_van(element)

    def _zoek(self, pad: str) -> tuple[etree._Element, bool]:
        """The element at `pad` and True, or the deepest one above it and False."""
        boven, _, stap = pad.rpartition("/")
        if not boven:
            return self._boom, True
        if boven not in self._boven:
            self._boven[boven] = self._zoek(boven)
        ouder, is_daar = self._boven[boven]
        delen = _STAP.fullmatch(stap) if is_daar else None
        kind = self._kind(ouder, boven, delen[1], int(delen[2] or 1)) if delen else None
        return (ouder, False) if kind is None else (kind, True)

    def _kind(self, ouder: etree._Element, boven: str, naam: str, nummer: int) -> etree._Element | None:
        if nummer == 1:
            return next(ouder.iterchildren("{*}" + naam), None)
        if (boven, naam) not in self._rijen:
            self._rijen[boven, naam] = list(ouder.iterchildren("{*}" + naam))
        rij = self._rijen[boven, naam]
        return rij[nummer - 1] if nummer <= len(rij) else None
