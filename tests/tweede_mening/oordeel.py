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

from berichtenverkeer.berichten import Bericht, Klasse, Leesfout, read, write
from berichtenverkeer.berichten.plan import velden
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import uitlegger, xsd
from berichtenverkeer.validation.invoer import GROOT_BYTES, Invoer, lees_invoer
from tweede_mening.bederf import Geval

GEEN_XML = None
"""The verdict on what is no XML at all."""


class Verschil(NamedTuple):
    """What lxml and xmlschema say of one kind of case, when that is not the same, and why."""

    wat: str
    lxml: bool | None
    xmlschema: bool | None
    reden: str


VERSCHILLEN = [
    Verschil(
        r".*: (getal|datum|tijd): .*",
        False,
        True,
        "xmlschema reads numbers, dates and times with Python, that strips white space XML does not know, takes digits"
        " of other scripts and the underscore of 1_0, and does not round 59.9999999999999999999 seconds to 60",
    ),
    Verschil(
        r".*: tijd: '09:30:00-01:00'",
        True,
        False,
        "libxml2 takes the last hyphen of the pattern [^Z+-]+ for no part of it; `read` refuses the time zone",
    ),
    Verschil(
        "losse harde spatie",
        False,
        True,
        "xmlschema strips text between elements as Python does; XML has four characters that mean nothing there",
    ),
    Verschil("XML 2.0", GEEN_XML, True, "expat does not look at the version of XML"),
    Verschil(
        r"Commentaar: tekst: .*(harde spatie|U\+0085|U\+2028).*",
        True,
        False,
        r"outside brackets xmlschema translates \S by that of Python, to which white space of Unicode is white space;"
        " XML Schema has four characters for it, and the product keeps to those",
    ),
]
"""Where the two may differ. The product never takes what one of them refuses: the schema is the contract."""


def lxml_oordeel(naam: str, data: bytes) -> bool | None:
    """libxml2 parses and judges."""
    try:
        boom = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return GEEN_XML
    try:
        return xsd(BERICHTSOORTEN[naam]).validate(boom)
    except etree.XMLSchemaValidateError:
        return False  # it stumbles over an entity of a DTD, which level TRANSPORT lets nobody have


def xmlschema_oordeel(naam: str, data: bytes) -> bool | None:
    """expat parses, xmlschema judges."""
    try:
        bron = xmlschema.XMLResource(io.BytesIO(data), defuse="never", allow="none")
    except (ElementTree.ParseError, LookupError, ValueError):
        return GEEN_XML
    try:
        return uitlegger(BERICHTSOORTEN[naam]).is_valid(bron)
    except (OverflowError, KeyError):
        return False  # it has no verdict on a year beyond 2**31 and on an xsi:type that does not exist


def leest(data: bytes) -> Bericht | None:
    """What `read` makes of it; any error but its own ends the test."""
    try:
        return read(data)
    except Leesfout as fout:
        if not fout.plekken:
            raise
        return None


def verschillen(wat: str) -> list[tuple[bool | None, bool | None]]:
    """How the two may differ about this kind of case."""
    return [(een.lxml, een.xmlschema) for een in VERSCHILLEN if re.fullmatch(een.wat, wat)]


_RUIMER = b" " * GROOT_BYTES
"""Makes any bericht one that is validated while it is read."""


def vergelijk(naam: str, geval: Geval) -> bool:
    """Let all judge; fails where they disagree. Answers whether the product took it."""
    oordelen = lxml_oordeel(naam, geval.data), xmlschema_oordeel(naam, geval.data)
    if bool(oordelen[0]) != bool(oordelen[1]):
        assert oordelen in verschillen(geval.wat), oordelen
    else:
        assert [bool(oordeel) for oordeel in oordelen] == [geval.past] * 2, oordelen
    gelezen = leest(geval.data)
    assert gelezen is None or geval.leesbaar, "read takes what no object can hold"
    invoer = lees_invoer(geval.data)
    if isinstance(invoer, Invoer):
        assert geval.past
        assert geval.houdbaar
        assert not geval.eigen
        assert invoer.bericht == gelezen
        _is_heel(naam, geval.data, invoer.bericht, oordelen)
    else:
        assert invoer, "refused without a reason"
        assert not geval.past or not geval.houdbaar or geval.eigen, invoer
        for bevinding in invoer:
            assert bevinding.niveau in (Niveau.TRANSPORT, Niveau.XSD)
            assert bevinding.tekst
            assert bevinding.actie
            assert bevinding.code != "XSD-ONGELDIG", "refused, but nobody knows where"
        if geval.past and not geval.eigen:
            assert gelezen is None
            assert {bevinding.code for bevinding in invoer} == {"XSD-ONHOUDBAAR"}
    _is_stromend_gelijk(geval.data, invoer)
    return isinstance(invoer, Invoer)


def _is_heel(naam: str, data: bytes, bericht: Bericht, oordelen: tuple[bool | None, bool | None]) -> None:
    """What was read holds every value that expat sees; written, it reads back the same and is judged alike."""
    wortel = ElementTree.fromstring(data)  # noqa: S314 (made by the test)
    gezien = [element.text or "" for element in wortel.iter() if not len(element)]
    for waarde, tekst in zip(_waarden(bericht), gezien, strict=True):
        assert _staat_er(waarde, tekst), (waarde, tekst)
    weer = write(bericht)
    assert read(weer) == bericht
    assert (lxml_oordeel(naam, weer), xmlschema_oordeel(naam, weer)) == oordelen


def _waarden(deel: Klasse) -> Iterator[Any]:
    """Every value in document order; None for a group without any."""
    aantal = 0
    for veld in velden(type(deel)):
        waarde = getattr(deel, veld.attribuut)
        for een in waarde if veld.herhaalt else () if waarde is None else (waarde,):
            aantal += 1
            if isinstance(een, Klasse):
                yield from _waarden(een)
            else:
                yield een
    if not aantal:
        yield None


def _staat_er(waarde: Any, tekst: str) -> bool:
    kern = tekst.strip(" \t\r\n")
    match waarde:
        case None:
            return not kern
        case str():
            return tekst == getattr(waarde, "geschreven", waarde) and waarde in (tekst, kern)
        case int():
            return int(kern) == waarde
        case date():
            return waarde.isoformat() == kern
        case _:
            assert isinstance(waarde, time)
    if getattr(waarde, "geschreven", kern) != kern:
        return False
    uur, minuut, seconde = kern.split(":")
    if uur == "24":  # the last moment of the day
        return waarde == time.max
    return waarde == time(int(uur), int(minuut), int(seconde[:2]), int(Decimal(seconde[2:] or "0") * 1_000_000))


def _is_stromend_gelijk(data: bytes, invoer: object) -> None:
    """The same bericht with much white space behind it meets the same fate."""
    ruimer = lees_invoer(data + _RUIMER)
    if isinstance(invoer, Invoer):
        assert isinstance(ruimer, Invoer)
        assert ruimer.bericht == invoer.bericht
    elif data:
        assert ruimer == invoer
