# SPDX-License-Identifier: EUPL-1.2
"""From XML to frozen objects.

`read` is meant for a bericht that passed its schema, but trusts nobody: its only error is `Leesfout`.
"""

import re
from collections.abc import Callable
from datetime import date, time
from functools import cache
from typing import Any, cast

import msgspec
from lxml import etree

from berichtenverkeer.berichten.klasse import Klasse
from berichtenverkeer.berichten.plan import Veld, velden
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


class _Onleesbaar(Exception):
    """A single value that Python cannot hold."""


def parser() -> etree.XMLParser:
    """A parser that loads nothing from outside, expands nothing, and drops what is not content."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )


def read(boom: etree._Element | bytes) -> Bericht:
    """The bericht in `boom`: a parsed root element, or bytes (UTF-8, at most what libxml2 reads by default).

    Raises Leesfout for everything that is not a bericht of iJw 3.2 or that Python cannot hold (year 12026, 24:00:00).
    """
    if isinstance(boom, bytes):
        try:
            boom = etree.fromstring(boom, parser())
        except etree.XMLSyntaxError as fout:
            raise Leesfout([Leesplek("", fout.lineno, "Dit is geen goed gevormde XML.")]) from None
    klasse = KLASSE_PER_TAG.get(boom.tag) if isinstance(boom.tag, str) else None
    if klasse is None:
        raise Leesfout([Leesplek("", _regelnummer(boom), "Dit is geen bericht van iJw 3.2.")])
    fouten: list[Leesplek] = []
    bericht = _lees(boom, _plan(klasse), (None, klasse.__name__, 0), fouten)
    if fouten or bericht is None:
        raise Leesfout(fouten)
    return bericht  # type: ignore[return-value]  # KLASSE_PER_TAG holds the classes of the Bericht union


_Plek = tuple["_Plek | None", str, int]
"""What an element hangs under, its name, its number (0: it cannot repeat). Only a fault makes a path of it."""


class _Kind(msgspec.Struct, frozen=True):
    """One child element: a class of its own (`plan`) or a single value (`omzetting`)."""

    attribuut: str
    element: str
    herhaalt: bool
    plan: "_Plan | None"
    omzetting: Callable[[str], Any]


class _Plan(msgspec.Struct, frozen=True):
    """What the reader needs of one class: its children by tag, and the attributes that must be there or repeat."""

    klasse: type[Klasse]
    kinderen: dict[str, _Kind]
    verplicht: frozenset[str]
    herhaalt: tuple[str, ...]


@cache
def _plan(klasse: type[Klasse]) -> _Plan:
    kinderen = velden(klasse)
    return _Plan(
        klasse,
        {veld.tag: _kind(veld) for veld in kinderen},
        frozenset(veld.attribuut for veld in kinderen if veld.verplicht),
        tuple(veld.attribuut for veld in kinderen if veld.herhaalt),
    )


def _kind(veld: Veld) -> _Kind:
    onder = _plan(veld.klasse) if veld.klasse else None
    return _Kind(veld.attribuut, veld.element, veld.herhaalt, onder, _OMZETTING.get(veld.soort, str))


def _lees(knoop: etree._Element, plan: _Plan, hier: _Plek, fouten: list[Leesplek]) -> Klasse | None:
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


def _waarde(knoop: etree._Element, kind: _Kind, hier: _Plek, fouten: list[Leesplek]) -> Any:
    if kind.plan is not None:
        return _lees(knoop, kind.plan, hier, fouten)
    try:
        return kind.omzetting(_tekst(knoop) if len(knoop) else knoop.text or "")
    except _Onleesbaar as fout:
        fouten.append(_fout(hier, knoop, str(fout)))
        return None


_GEEN_INHOUD = (etree._Comment, etree._ProcessingInstruction)


def _tekst(knoop: etree._Element) -> str:
    """A value in one piece, whatever comments stand inside it."""
    delen = [knoop.text or ""]
    for onderbreking in knoop:
        if not isinstance(onderbreking, _GEEN_INHOUD):
            raise _Onleesbaar("Hier hoort alleen een waarde te staan, geen elementen.")
        delen.append(onderbreking.tail or "")
    return "".join(delen)


def _fout(plek: _Plek, knoop: etree._Element, tekst: str) -> Leesplek:
    delen: list[str] = []
    boven: _Plek | None = plek
    while boven is not None:
        boven, naam, nummer = boven
        delen.append(f"{naam}[{nummer}]" if nummer else naam)
    return Leesplek("/".join(reversed(delen)), _regelnummer(knoop), tekst)


def _regelnummer(knoop: etree._Element) -> int | None:
    return cast("int | None", knoop.sourceline)  # the stubs of lxml do not know its type


_XML_WIT = " \t\r\n"
_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIJD = re.compile(r"(\d{2}:\d{2}:\d{2})(?:\.(\d+))?", re.ASCII)
_GETAL = re.compile(r"([+-]?)0*(\d{1,30})", re.ASCII)


def _datum(tekst: str) -> date:
    kern = tekst.strip(_XML_WIT)
    if not _DATUM.fullmatch(kern):
        raise _Onleesbaar("Deze datum kan niet worden vastgelegd: gebruik jjjj-mm-dd met een jaar van 0001 tot 9999.")
    try:
        return date.fromisoformat(kern)
    except ValueError:
        raise _Onleesbaar("Deze datum bestaat niet.") from None


def _tijd(tekst: str) -> time:
    deel = _TIJD.fullmatch(tekst.strip(_XML_WIT))
    if deel is None or len((deel[2] or "").rstrip("0")) > 6:
        raise _Onleesbaar("Deze tijd kan niet worden vastgelegd: gebruik uu:mm:ss, met hoogstens zes decimalen.")
    try:
        return time.fromisoformat(deel[1] + (f".{deel[2][:6].ljust(6, '0')}" if deel[2] else ""))
    except ValueError:
        raise _Onleesbaar("Deze tijd bestaat niet: gebruik 00:00:00 tot en met 23:59:59.") from None


def _getal(tekst: str) -> int:
    deel = _GETAL.fullmatch(tekst.strip(_XML_WIT))
    if deel is None:
        raise _Onleesbaar("Dit is geen geheel getal van hoogstens 30 cijfers.")
    return int(deel[1] + deel[2])


_OMZETTING: dict[type, Callable[[str], Any]] = {str: str, int: _getal, date: _datum, time: _tijd}
