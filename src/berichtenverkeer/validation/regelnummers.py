# SPDX-License-Identifier: EUPL-1.2
"""From an element path of a finding to the line of the XML that the sender has in front of him."""

import re
from typing import cast

from lxml import etree

_STAP = re.compile(r"([^\[]+)(?:\[(\d+)\])?")


def regel_van(element: etree._Element) -> int | None:
    """The line on which `element` begins, from 1; right beyond 65,535 as well. None for an element made in memory."""
    return cast(int | None, element.sourceline)


def regelnummer(boom: etree._Element, pad: str) -> int | None:
    """The line of the element at `pad` (core/bevinding.py), or of its deepest ancestor that the bericht has.

    For a bericht that passed its schema. Cheap enough for thousands of paths: no step loops over siblings in Python.
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
