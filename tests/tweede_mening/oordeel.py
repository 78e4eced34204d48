# SPDX-License-Identifier: EUPL-1.2
"""Three judges that share nothing but the schemas: libxml2, xmlschema on expat, and `read`; beside them the product."""

import io
import re
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple
from xml.etree import ElementTree

import xmlschema
from lxml import etree

from berichtenverkeer.berichten import Bericht, Class, ReadError, read, write
from berichtenverkeer.berichten.plan import fields
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import explainer, xsd
from berichtenverkeer.validation.intake import LARGE_BYTES, Intake, read_intake
from tweede_mening.spoil import Geval

NO_XML = None
"""The verdict on what is no XML at all."""


class Difference(NamedTuple):
    """What lxml and xmlschema say of one kind of case, when that is not the same, and why."""

    wat: str
    lxml: bool | None
    xmlschema: bool | None
    reden: str


VERSCHILLEN = [
    Difference(
        r".*: (getal|datum|tijd): .*",
        False,
        True,
        "xmlschema reads numbers, dates and times with Python, that strips white space XML does not know, takes digits"
        " of other scripts and the underscore of 1_0, and does not round 59.9999999999999999999 seconds to 60",
    ),
    Difference(
        r".*: tijd: '09:30:00-01:00'",
        True,
        False,
        "libxml2 takes the last hyphen of the pattern [^Z+-]+ for no part of it; `read` refuses the time zone",
    ),
    Difference(
        "losse harde spatie",
        False,
        True,
        "xmlschema strips text between elements as Python does; XML has four characters that mean nothing there",
    ),
    Difference("XML 2.0", NO_XML, True, "expat does not look at the version of XML"),
    Difference(
        r"Commentaar: tekst: .*(harde spatie|U\+0085|U\+2028).*",
        True,
        False,
        r"outside brackets xmlschema translates \S by that of Python, to which white space of Unicode is white space;"
        " XML Schema has four characters for it, and the product keeps to those",
    ),
]
"""Where the two may differ. The product never takes what one of them refuses: the schema is the contract."""


def lxml_oordeel(name: str, data: bytes) -> bool | None:
    """libxml2 parses and judges."""
    try:
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return NO_XML
    try:
        return xsd(BERICHTSOORTEN[name]).validate(tree)
    except etree.XMLSchemaValidateError:
        return False  # it stumbles over an entity of a DTD, which level TRANSPORT lets nobody have


def xmlschema_oordeel(name: str, data: bytes) -> bool | None:
    """expat parses, xmlschema judges."""
    try:
        origin = xmlschema.XMLResource(io.BytesIO(data), defuse="never", allow="none")
    except (ElementTree.ParseError, LookupError, ValueError):
        return NO_XML
    try:
        return explainer(BERICHTSOORTEN[name]).is_valid(origin)
    except (OverflowError, KeyError):
        return False  # it has no verdict on a year beyond 2**31 and on an xsi:type that does not exist


def reads(data: bytes) -> Bericht | None:
    """What `read` makes of it; any error but its own ends the test."""
    try:
        return read(data)
    except ReadError as fault:
        if not fault.plekken:
            raise
        return None


def differences(what: str) -> list[tuple[bool | None, bool | None]]:
    """How the two may differ about this kind of case."""
    return [(one.lxml, one.xmlschema) for one in VERSCHILLEN if re.fullmatch(one.wat, what)]


_RUIMER = b" " * LARGE_BYTES
"""Makes any bericht one that is validated while it is read."""


def vergelijk(name: str, geval: Geval) -> bool:
    """Let all judge; fails where they disagree. Answers whether the product took it."""
    oordelen = lxml_oordeel(name, geval.data), xmlschema_oordeel(name, geval.data)
    if bool(oordelen[0]) != bool(oordelen[1]):
        assert oordelen in differences(geval.wat), oordelen
    else:
        assert [bool(oordeel) for oordeel in oordelen] == [geval.past] * 2, oordelen
    was_read = reads(geval.data)
    assert was_read is None or geval.leesbaar, "read takes what no object can hold"
    intake = read_intake(geval.data)
    if isinstance(intake, Intake):
        assert geval.past
        assert geval.houdbaar
        assert not geval.eigen
        assert intake.bericht == was_read
        _is_heel(name, geval.data, intake.bericht, oordelen)
    else:
        assert intake, "refused without a reason"
        assert not geval.past or not geval.houdbaar or geval.eigen, intake
        for bevinding in intake:
            assert bevinding.niveau in (Niveau.TRANSPORT, Niveau.XSD)
            assert bevinding.tekst
            assert bevinding.actie
            assert bevinding.code != "XSD-ONGELDIG", "refused, but nobody knows where"
        if geval.past and not geval.eigen:
            assert was_read is None
            assert {bevinding.code for bevinding in intake} == {"XSD-ONHOUDBAAR"}
    _is_stromend_gelijk(geval.data, intake)
    return isinstance(intake, Intake)


def _is_heel(name: str, data: bytes, bericht: Bericht, oordelen: tuple[bool | None, bool | None]) -> None:
    """What was read holds every value that expat sees; written, it reads back the same and is judged alike."""
    root = ElementTree.fromstring(data)  # noqa: S314 (made by the test)
    seen = [element.text or "" for element in root.iter() if not len(element)]
    for value, text in zip(_waarden(bericht), seen, strict=True):
        assert _staat_er(value, text), (value, text)
    again = write(bericht)
    assert read(again) == bericht
    assert (lxml_oordeel(name, again), xmlschema_oordeel(name, again)) == oordelen


def _waarden(part: Class) -> Iterator[Any]:
    """Every value in document order; None for a group without any."""
    count = 0
    for field in fields(type(part)):
        value = getattr(part, field.attribuut)
        for one in value if field.herhaalt else () if value is None else (value,):
            count += 1
            if isinstance(one, Class):
                yield from _waarden(one)
            else:
                yield one
    if not count:
        yield None


def _staat_er(value: Any, text: str) -> bool:
    core = text.strip(" \t\r\n")
    match value:
        case None:
            return not core
        case str():
            return text == getattr(value, "geschreven", value) and value in (text, core)
        case int():
            return int(core) == value
        case date():
            return value.isoformat() == core
        case _:
            assert isinstance(value, time)
    if getattr(value, "geschreven", core) != core:
        return False
    hour, minute, seconde = core.split(":")
    if hour == "24":  # the last moment of the day
        return value == time.max
    return value == time(int(hour), int(minute), int(seconde[:2]), int(Decimal(seconde[2:] or "0") * 1_000_000))


def _is_stromend_gelijk(data: bytes, intake: object) -> None:
    """The same bericht with much white space behind it meets the same fate."""
    ruimer = read_intake(data + _RUIMER)
    if isinstance(intake, Intake):
        assert isinstance(ruimer, Intake)
        assert ruimer.bericht == intake.bericht
    elif data:
        assert ruimer == intake
