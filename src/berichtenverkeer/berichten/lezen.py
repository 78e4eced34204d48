# SPDX-License-Identifier: EUPL-1.2
"""From XML to frozen objects.

`read` is meant for a bericht that passed its schema, but trusts nobody: its only error is `Leesfout`.
"""

from collections.abc import Mapping
from typing import Any, cast

import msgspec
from lxml import etree

from berichtenverkeer.berichten.klasse import Klasse
from berichtenverkeer.berichten.leesplan import Kind, Leesplan, Onleesbaar, leesplan
from berichtenverkeer.berichten.soorten import KLASSE_PER_TAG, Bericht


class Leesplek(msgspec.Struct, frozen=True):
    """Where reading failed and why, in Dutch; never the value itself."""

    pad: str
    regelnummer: int | None
    tekst: str


class Leesfout(Exception):
    """The XML cannot be held by the types of the standard. `plekken` has every place, class by class."""

    def __init__(self, plekken: list[Leesplek]) -> None:
        super().__init__(f"{len(plekken)} onleesbare plek(ken)")
        self.plekken = plekken


VEILIG: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": False,
}
"""How any parser of ours is set: it loads nothing from outside, expands nothing, and drops what is not content."""


def parser() -> etree.XMLParser:
    """A parser for a whole tree."""
    return etree.XMLParser(**VEILIG)


def read(boom: etree._Element | bytes, per_tag: Mapping[str, type[Bericht]] = KLASSE_PER_TAG) -> Bericht:
    """The bericht in `boom`: a parsed root element, or bytes (UTF-8, at most what libxml2 reads by default).

    `per_tag` has the berichten that can be read, by the tag of their root: iJw 3.2, unless it says more. Raises
    Leesfout for everything that is none of those or that no calendar can hold (year 12026).
    """
    if isinstance(boom, bytes):
        try:
            boom = etree.fromstring(boom, parser())
        except etree.XMLSyntaxError as fout:
            raise Leesfout([Leesplek("", fout.lineno, "Dit is geen goed gevormde XML.")]) from None
    klasse = per_tag.get(boom.tag) if isinstance(boom.tag, str) else None
    if klasse is None:
        raise Leesfout([Leesplek("", _regelnummer(boom), "Dit is geen bericht dat hier te lezen is.")])
    fouten: list[Leesplek] = []
    bericht = lees_deel(boom, leesplan(klasse, klasse.berichtsoort), (None, klasse.__name__, 0), fouten)
    if fouten or bericht is None:
        raise Leesfout(fouten)
    return bericht  # type: ignore[return-value]  # `per_tag` holds classes of the Bericht union


Plek = tuple["Plek | None", str, int]
"""What an element hangs under, its name, its number (0: it cannot repeat). Only a fault makes a path of it."""


def lees_deel(knoop: etree._Element, plan: Leesplan, hier: Plek, fouten: list[Leesplek]) -> Klasse | None:
    """The object for `knoop`; None after adding to `fouten` when it has a fault."""
    begin = len(fouten)
    waarden: dict[str, Any] = {}
    for knoop_onder in knoop:
        kind = plan.kinderen.get(knoop_onder.tag)
        if kind is None:
            if not isinstance(knoop_onder, _GEEN_INHOUD):
                fouten.append(_fout(hier, knoop_onder, "Hier staat een element dat het bericht niet kent."))
        elif kind.herhaalt:
            reeks = waarden.setdefault(kind.attribuut, [])
            reeks.append(_waarde(knoop_onder, kind, (hier, kind.element, len(reeks) + 1), fouten))
        elif kind.attribuut in waarden:
            fouten.append(_fout((hier, kind.element, 0), knoop_onder, "Dit element staat er meer dan eens."))
        else:
            waarden[kind.attribuut] = _waarde(knoop_onder, kind, (hier, kind.element, 0), fouten)
    if not plan.verplicht <= waarden.keys():
        for kind in plan.kinderen.values():
            if kind.attribuut in plan.verplicht - waarden.keys():
                fouten.append(_fout((hier, kind.element, 0), knoop, "Dit verplichte element ontbreekt."))
    if len(fouten) > begin:
        return None
    for naam in plan.herhaalt:
        waarden[naam] = tuple(waarden[naam])
    return plan.klasse(**waarden)


def _waarde(knoop: etree._Element, kind: Kind, hier: Plek, fouten: list[Leesplek]) -> Any:
    if kind.plan is not None:
        return lees_deel(knoop, kind.plan, hier, fouten)
    try:
        return kind.omzetting(_tekst(knoop) if len(knoop) else knoop.text or "")
    except Onleesbaar as fout:
        fouten.append(_fout(hier, knoop, str(fout)))
        return None


_GEEN_INHOUD = (etree._Comment, etree._ProcessingInstruction)


def _tekst(knoop: etree._Element) -> str:
    """A value in one piece, whatever comments stand inside it."""
    delen = [knoop.text or ""]
    for onderbreking in knoop:
        if not isinstance(onderbreking, _GEEN_INHOUD):
            raise Onleesbaar("Hier hoort alleen een waarde te staan, geen elementen.")
        delen.append(onderbreking.tail or "")
    return "".join(delen)


def _fout(plek: Plek, knoop: etree._Element, tekst: str) -> Leesplek:
    delen: list[str] = []
    boven: Plek | None = plek
    while boven is not None:
        boven, naam, nummer = boven
        delen.append(f"{naam}[{nummer}]" if nummer else naam)
    return Leesplek("/".join(reversed(delen)), _regelnummer(knoop), tekst)


def _regelnummer(knoop: etree._Element) -> int | None:
    return cast("int | None", knoop.sourceline)  # the stubs of lxml do not know its type
