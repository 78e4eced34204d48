# SPDX-License-Identifier: EUPL-1.2
"""What the readers need of a class, worked out once: its children by tag, and how text becomes a value."""

import re
from collections.abc import Callable
from datetime import date, time
from functools import cache
from typing import Any

import msgspec

from berichtenverkeer.berichten.klasse import Klasse
from berichtenverkeer.berichten.letterlijk import sleuteltekst, tijd
from berichtenverkeer.berichten.plan import Veld, tag, velden
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort


class Onleesbaar(Exception):
    """A single value that Python cannot hold."""


class Kind(msgspec.Struct, frozen=True):
    """One child element: a class of its own (`plan`) or a single value (`omzetting`)."""

    attribuut: str
    element: str
    herhaalt: bool
    plan: "Leesplan | None"
    omzetting: Callable[[str], Any]


class Leesplan(msgspec.Struct, frozen=True):
    """What the reader needs of one class: its children by tag, and the attributes that must be there or repeat."""

    klasse: type[Klasse]
    kinderen: dict[str, Kind]
    verplicht: frozenset[str]
    herhaalt: tuple[str, ...]


@cache
def leesplan(klasse: type[Klasse], soort: Berichtsoort) -> Leesplan:
    """The plan of `klasse` in a bericht of this soort: two releases can share a class, not a namespace."""
    kinderen = velden(klasse)
    return Leesplan(
        klasse,
        {tag(veld, klasse, soort): _kind(veld, soort) for veld in kinderen},
        frozenset(veld.attribuut for veld in kinderen if veld.verplicht),
        tuple(veld.attribuut for veld in kinderen if veld.herhaalt),
    )


def omzetting(veld: Veld) -> Callable[[str], Any]:
    """How the text of a single value becomes the value; raises Onleesbaar for what Python cannot hold."""
    return sleuteltekst if veld.element in SLEUTELTEKSTEN else _OMZETTING.get(veld.soort, str)


def _kind(veld: Veld, soort: Berichtsoort) -> Kind:
    onder = leesplan(veld.klasse, soort) if veld.klasse else None
    return Kind(veld.attribuut, veld.element, veld.herhaalt, onder, omzetting(veld))


SLEUTELTEKSTEN = frozenset(
    {
        "Code",
        "DeclaratieNummer",
        "Identificatie",
        "IdentificatieRetour",
        "Nummer",
        "ProductCode",
        "ReferentieAanbieder",
        "ReferentieNummer",
        "VorigReferentieNummer",
    }
)
"""The free texts that tell berichten, verzoeken, declaraties, prestaties, relaties and products apart."""

ONHOUDBARE_DATUM = "Deze datum kan niet worden vastgelegd: gebruik jjjj-mm-dd met een jaar van 0001 tot 9999."
"""Said of a year that the schema allows and no calendar here has."""

_XML_WIT = " \t\r\n"
_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIJD = re.compile(r"(\d{2}:\d{2}:\d{2})(?:\.(\d+))?", re.ASCII)
_GETAL = re.compile(r"([+-]?)0*(\d{1,30})", re.ASCII)


def _datum(tekst: str) -> date:
    kern = tekst.strip(_XML_WIT)
    if not _DATUM.fullmatch(kern):
        raise Onleesbaar(ONHOUDBARE_DATUM)
    try:
        return date.fromisoformat(kern)
    except ValueError:
        raise Onleesbaar("Deze datum bestaat niet.") from None


def _tijd(tekst: str) -> time:
    deel = _TIJD.fullmatch(tekst.strip(_XML_WIT))
    if deel is None:
        raise Onleesbaar("Dit is geen tijd: gebruik uu:mm:ss, zonder tijdzone.")
    decimalen = deel[2] or ""
    if deel[1] == "24:00:00" and not decimalen.strip("0"):
        return tijd(time.max, deel[0])
    try:
        waarde = time.fromisoformat(f"{deel[1]}.{decimalen[:6]:0<6}")
    except ValueError:
        raise Onleesbaar("Deze tijd bestaat niet: gebruik 00:00:00 tot en met 24:00:00.") from None
    return waarde if waarde.isoformat() == deel[0] else tijd(waarde, deel[0])


def _getal(tekst: str) -> int:
    deel = _GETAL.fullmatch(tekst.strip(_XML_WIT))
    if deel is None:
        raise Onleesbaar("Dit is geen geheel getal van hoogstens 30 cijfers.")
    return int(deel[1] + deel[2])


_OMZETTING: dict[type, Callable[[str], Any]] = {str: str, int: _getal, date: _datum, time: _tijd}
