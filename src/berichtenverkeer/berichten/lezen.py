# SPDX-License-Identifier: EUPL-1.2
"""From XML to frozen objects.

`read` is meant for a bericht that passed its schema, but trusts nobody: whatever is put in, the only error is `Leesfout`.
"""

import re
from collections.abc import Callable
from datetime import date, time
from functools import cache
from typing import Any

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
    """The XML cannot be held by the types of the standard. `plekken` has every place, in document order."""

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
        raise Leesfout([Leesplek("", boom.sourceline, "Dit is geen bericht van iJw 3.2.")])
    fouten: list[Leesplek] = []
    bericht = _lees(boom, klasse, klasse.__name__, fouten)
    if fouten or bericht is None:
        raise Leesfout(fouten)
    return bericht  # type: ignore[return-value]  # KLASSE_PER_TAG holds the classes of the Bericht union


@cache
def _per_tag(klasse: type[Klasse]) -> dict[str, Veld]:
    return {veld.tag: veld for veld in velden(klasse)}


@cache
def _verplicht(klasse: type[Klasse]) -> tuple[Veld, ...]:
    return tuple(veld for veld in velden(klasse) if veld.verplicht)


def _lees(knoop: etree._Element, klasse: type[Klasse], pad: str, fouten: list[Leesplek]) -> Klasse | None:
    """The object for `knoop`; None after adding to `fouten` when it has a fault."""
    per_tag = _per_tag(klasse)
    begin = len(fouten)
    waarden: dict[str, Any] = {}
    for kind in knoop:
        veld = per_tag.get(kind.tag)
        if veld is None:
            fouten.append(Leesplek(pad, kind.sourceline, "Hier staat een element dat het bericht niet kent."))
        elif veld.herhaalt:
            reeks = waarden.setdefault(veld.attribuut, [])
            reeks.append(_waarde(kind, veld, f"{pad}/{veld.element}[{len(reeks) + 1}]", fouten))
        elif veld.attribuut in waarden:
            fouten.append(Leesplek(f"{pad}/{veld.element}", kind.sourceline, "Dit element staat er meer dan eens."))
        else:
            waarden[veld.attribuut] = _waarde(kind, veld, f"{pad}/{veld.element}", fouten)
    for veld in _verplicht(klasse):
        if veld.attribuut not in waarden:
            fouten.append(Leesplek(f"{pad}/{veld.element}", knoop.sourceline, "Dit verplichte element ontbreekt."))
        elif veld.herhaalt:
            waarden[veld.attribuut] = tuple(waarden[veld.attribuut])
    return None if len(fouten) > begin else klasse(**waarden)


def _waarde(kind: etree._Element, veld: Veld, pad: str, fouten: list[Leesplek]) -> Any:
    if veld.klasse is not None:
        return _lees(kind, veld.klasse, pad, fouten)
    if len(kind):
        fouten.append(Leesplek(pad, kind.sourceline, "Hier hoort een waarde te staan, geen elementen."))
        return None
    try:
        return _OMZETTING[veld.soort](kind.text or "")
    except _Onleesbaar as fout:
        fouten.append(Leesplek(pad, kind.sourceline, str(fout)))
        return None


_XML_WIT = " \t\r\n"
_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIJD = re.compile(r"(\d{2}:\d{2}:\d{2})(?:\.(\d+))?", re.ASCII)
_GETAL = re.compile(r"[+-]?\d{1,30}", re.ASCII)


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
    kern = tekst.strip(_XML_WIT)
    if not _GETAL.fullmatch(kern):
        raise _Onleesbaar("Dit is geen geheel getal.")
    return int(kern)


_OMZETTING: dict[type, Callable[[str], Any]] = {str: str, int: _getal, date: _datum, time: _tijd}
