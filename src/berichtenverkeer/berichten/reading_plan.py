# SPDX-License-Identifier: EUPL-1.2
"""What the readers need of a class, worked out once: its children by tag, and how text becomes a value."""

import re
from collections.abc import Callable
from datetime import date, time
from functools import cache, lru_cache
from typing import Any

import msgspec

from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.berichten.literal import key_text, tijd
from berichtenverkeer.berichten.plan import Field, fields, tag
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort


class Onleesbaar(Exception):
    """A single value that Python cannot hold."""


class Child(msgspec.Struct, frozen=True):
    """One child element: a class of its own (`plan`) or a single value (`omzetting`)."""

    attribuut: str
    element: str
    herhaalt: bool
    plan: "ReadingPlan | None"
    omzetting: Callable[[str], Any]


class ReadingPlan(msgspec.Struct, frozen=True):
    """What the reader needs of one class: its children by tag, and the attributes that must be there or repeat."""

    klasse: type[Class]
    kinderen: dict[str, Child]
    verplicht: frozenset[str]
    herhaalt: tuple[str, ...]


@cache
def reading_plan(class_: type[Class], soort: Berichtsoort) -> ReadingPlan:
    """The plan of `class_` in a bericht of this soort: two releases can share a class, not a namespace."""
    children = fields(class_)
    return ReadingPlan(
        class_,
        {tag(field, class_, soort): _child(field, soort) for field in children},
        frozenset(field.attribuut for field in children if field.verplicht),
        tuple(field.attribuut for field in children if field.herhaalt),
    )


def conversion(field: Field) -> Callable[[str], Any]:
    """How the text of a single value becomes the value; raises Onleesbaar for what Python cannot hold."""
    return key_text if field.element in KEY_TEXTS else _CONVERSION.get(field.soort, str)


def _child(field: Field, soort: Berichtsoort) -> Child:
    under = reading_plan(field.klasse, soort) if field.klasse else None
    return Child(field.attribuut, field.element, field.herhaalt, under, conversion(field))


KEY_TEXTS = frozenset(
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

UNSOUND_DATUM = "Deze datum kan niet worden vastgelegd: gebruik jjjj-mm-dd met een jaar van 0001 tot 9999."
"""Said of a year that the schema allows and no calendar here has."""

_XML_WHITE = " \t\r\n"
_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIJD = re.compile(r"(\d{2}:\d{2}:\d{2})(?:\.(\d+))?", re.ASCII)
_FIGURES = 30
_NUMERAL = re.compile(rf"([+-]?)0*(\d{{1,{_FIGURES}}})", re.ASCII)
_REMEMBERED = 4_096  # dates and times are few, and are the same in one bericht after another


@lru_cache(_REMEMBERED)
def _datum(text: str) -> date:
    core = text.strip(_XML_WHITE)
    if not _DATUM.fullmatch(core):
        raise Onleesbaar(UNSOUND_DATUM)
    try:
        return date.fromisoformat(core)
    except ValueError:
        raise Onleesbaar("Deze datum bestaat niet.") from None


@lru_cache(_REMEMBERED)
def _tijd(text: str) -> time:
    part = _TIJD.fullmatch(text.strip(_XML_WHITE))
    if part is None:
        raise Onleesbaar("Dit is geen tijd: gebruik uu:mm:ss, zonder tijdzone.")
    decimals = part[2] or ""
    if part[1] == "24:00:00" and not decimals.strip("0"):
        return tijd(time.max, part[0])
    try:
        value = time.fromisoformat(f"{part[1]}.{decimals[:6]:0<6}")
    except ValueError:
        raise Onleesbaar("Deze tijd bestaat niet: gebruik 00:00:00 tot en met 24:00:00.") from None
    return value if value.isoformat() == part[0] else tijd(value, part[0])


def _numeral(text: str) -> int:
    if text.isdigit() and text.isascii() and len(text) <= _FIGURES:
        return int(text)
    part = _NUMERAL.fullmatch(text.strip(_XML_WHITE))
    if part is None:
        raise Onleesbaar("Dit is geen geheel getal van hoogstens 30 cijfers.")
    return int(part[1] + part[2])


_CONVERSION: dict[type, Callable[[str], Any]] = {str: str, int: _numeral, date: _datum, time: _tijd}
