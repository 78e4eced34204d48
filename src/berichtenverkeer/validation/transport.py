# SPDX-License-Identifier: EUPL-1.2
"""Level TRANSPORT: are these bytes one XML document that can be a bericht? (OP192, berichtstromen.md)

Of which standard and release a bericht is, is decided here and nowhere else, by the namespace of its root.

Encoding and DTD are judged on the bytes, before libxml2 sees them: nothing that can be expanded reaches a parser.
"""

import codecs
import re
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from lxml import etree

from berichtenverkeer.berichten.reading import SAFE, parser
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import in_words
from berichtenverkeer.regels.meldingen import transport as meldingen
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaarden import STANDAARDEN, Standaarden
from berichtenverkeer.validation.line_numbers import plek_of, regel_of, regels_in

MAX_BYTES = 25 * 1024 * 1024
"""The largest bericht that the carriers take; also the most that a compressed one may unpack to."""

_MAX_MEMBERS = 100  # members of a gzip file; more are of no use and cost a copy each
_BITE = 64 * 1024
_LONG = 512 * 1024
"""So much without one `>` is a tag, text or comment that no bericht has, and that a parser would need in one piece."""
_WHITE = re.compile(rb"[ \t\r\n]*+")
_SHORT_PIECES = re.compile(
    rb"(?:[ \t\r\n]{0,100}+(?:<!--.{0,100}?-->|<\?.{0,100}?\?>)){1,1000}", re.DOTALL
)  # a thousand at a time: other threads wait for one match at most
_LONG_PIECES = ((b"<!--", b"-->"), (b"<?", b"?>"))
_DECLARATIE = re.compile(rb"<\?xml[ \t\r\n][^>]{0,200}?\?>")
_ENCODING = re.compile(rb"""[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*["']utf-8["']""", re.IGNORECASE)
_STANDAARD = re.compile(r"http://www\.istandaarden\.nl/([a-z]{2,6})/(\d{1,2})_(\d{1,2})/[a-z0-9]{1,20}/schema")
_NAMES = {"ijw": "iJw", "iwmo": "iWmo", "iwlz": "iWlz", "ieb": "iEb"}


def read_transport(
    data: bytes, standaarden: Standaarden = STANDAARDEN, op: date | None = None
) -> tuple[Berichtsoort, etree._Element] | list[Bevinding]:
    """Its berichtsoort and the root element of `data`, or the one reason why it cannot be a bericht that is received.

    `op` is the day of receipt; None when it does not matter what is in force.
    """
    bevinding = _bytes(data)
    if bevinding is not None:
        return [bevinding]
    try:
        tree = etree.fromstring(data, parser())
    except etree.XMLSyntaxError as fault:
        return [unreadable(fault)]
    soort = _root(tree, standaarden, op)
    return [soort] if isinstance(soort, Bevinding) else (soort, tree)


def examine_transport(
    data: bytes, standaarden: Standaarden = STANDAARDEN, op: date | None = None
) -> Berichtsoort | list[Bevinding]:
    """The same verdict on a large bericht, without a tree: its berichtsoort, or the one reason against it."""
    bevinding = _bytes(data) or _too_long(data) or _form(data)
    if bevinding is not None:
        return [bevinding]
    soort = _root(_first(data), standaarden, op)
    return [soort] if isinstance(soort, Bevinding) else soort


def _bytes(data: bytes) -> Bevinding | None:
    return _omvang(data) or _encoding(data) or _declaratie(data) or _prolog(data)


def _too_long(data: bytes) -> Bevinding | None:
    for plek in range(0, len(data) - _LONG + 1, _LONG):
        if data.find(b">", plek, plek + _LONG) < 0:
            return verbose(data, plek)
    return None


def verbose(data: bytes, plek: int) -> Bevinding:
    """The finding on a bericht that has a part at `plek` which no bericht has room for."""
    return meldingen.XML.at("", _regel(data, plek), text=_CAUSES[_FAULTS.ERR_RESOURCE_LIMIT])


class _Nothing:
    """A parser that reports to this makes no tree."""

    def close(self) -> None:
        """Nothing was kept."""


def _form(data: bytes) -> Bevinding | None:
    """Why the bytes are not well-formed; libxml2 reads them without needing Python, so other threads go on."""
    reader = etree.XMLParser(target=cast("Any", _Nothing()), **SAFE)
    try:
        etree.fromstring(data, reader)
    except etree.XMLSyntaxError as fault:
        return unreadable(fault)
    # Without a tree lxml does not stop at a prefix without a namespace.
    faults = reader.error_log.filter_from_errors()
    return _xml(faults[0].type, faults[0].line) if faults else None


def _first(data: bytes) -> etree._Element:
    """The root element, of which only the start tag is sure to have been read."""
    reader = etree.XMLPullParser(events=("start",), **SAFE)
    for plek in range(0, len(data), _BITE):
        reader.feed(data[plek : plek + _BITE])
        for _, element in cast("Iterator[tuple[str, etree._Element]]", reader.read_events()):
            return element
    raise AssertionError("a well-formed document has a root")


def _regel(data: bytes, plek: int) -> int:
    return regels_in(data, 0, plek) + 1


def _omvang(data: bytes) -> Bevinding | None:
    if not data:
        return meldingen.EMPTY.at()
    if len(data) > MAX_BYTES:
        return meldingen.TOO_LARGE.at(text=f"Het bericht is groter dan {MAX_BYTES // 1024**2} MB.")
    return None


def _encoding(data: bytes) -> Bevinding | None:
    utf32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, b"\0\0\0<", b"<\0\0\0")
    utf16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"\0<", b"<\0")
    if data.startswith(codecs.BOM_UTF8):
        return meldingen.BOM.at("", 1)
    for name, characters in (("UTF-32", utf32), ("UTF-16", utf16)):
        if data.startswith(characters):
            return meldingen.ENCODING.at("", 1, text=f"Het bericht is geschreven in {name}, niet in UTF-8.")
    soort = _no_xml(data)
    return soort or _utf8(data)


def _no_xml(data: bytes) -> Bevinding | None:
    if data.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        return meldingen.NO_XML.at(text="Dit is een ingepakt bestand, geen XML.", action="Pak het bestand eerst uit.")
    begin = _begin(data)
    if not data.startswith(b"<", begin):
        return meldingen.NO_XML.at("", _regel(data, begin))
    return None


def _begin(data: bytes, plek: int = 0) -> int:
    """The first position from `plek` that is not white space."""
    while white := _WHITE.match(data, plek, plek + _BITE):
        if white.end() < plek + _BITE:
            return white.end()
        plek = white.end()
    raise AssertionError("it matches nothing as well")


def _utf8(data: bytes) -> Bevinding | None:
    """Bite by bite, so that 25 MB of bytes does not become 100 MB of text."""
    if data.isascii():  # nearly always
        return None
    reader = codecs.getincrementaldecoder("utf-8")()
    for plek in range(0, len(data), _BITE):
        about = len(reader.getstate()[0])
        try:
            reader.decode(data[plek : plek + _BITE], final=plek + _BITE >= len(data))
        except UnicodeDecodeError as fault:
            text = "Op deze regel staan bytes die geen UTF-8 zijn; vaak is het bericht als Windows-1252 opgeslagen."
            return meldingen.ENCODING.at("", _regel(data, plek - about + fault.start), text=text)
    return None


def _declaratie(data: bytes) -> Bevinding | None:
    if not data.startswith((b"<?xml ", b"<?xml\t", b"<?xml\r", b"<?xml\n")):
        return None
    declaratie = _DECLARATIE.match(data)
    if declaratie and (b"encoding" not in declaratie[0] or _ENCODING.search(declaratie[0])):
        return None
    return meldingen.ENCODING.at(
        "",
        1,
        text="De XML-declaratie op de eerste regel noemt geen UTF-8.",
        action='Begin het bericht met <?xml version="1.0" encoding="UTF-8"?> en schrijf het ook in die codering weg.',
    )


def _prolog(data: bytes) -> Bevinding | None:
    """A DTD may only stand before the root element; in a text, a comment or CDATA the same characters are harmless."""
    plek = _begin(data)
    while (further := _beyond(data, plek)) > plek:
        plek = _begin(data, further)
    if not data.startswith(b"<!DOCTYPE", plek):
        return None
    return meldingen.DTD.at("", _regel(data, plek))


def _beyond(data: bytes, plek: int) -> int:
    """Past the comments and instructions at `plek`: many short ones, or one long one; `plek` itself if none ends."""
    if short := _SHORT_PIECES.match(data, plek):
        return short.end()
    for begin, end in _LONG_PIECES:
        if data.startswith(begin, plek):
            found = plek_of(data, end, plek + len(begin))
            return plek if found < 0 else found + len(end)
    return plek


_FAULTS = etree.ErrorTypes
_CUT_OFF = {
    _FAULTS.ERR_TAG_NOT_FINISHED,
    _FAULTS.ERR_GT_REQUIRED,
    _FAULTS.ERR_CDATA_NOT_FINISHED,
    _FAULTS.ERR_COMMENT_NOT_FINISHED,
    _FAULTS.ERR_PI_NOT_FINISHED,
    _FAULTS.ERR_LTSLASH_REQUIRED,
}
_CAUSES = {
    _FAULTS.ERR_TAG_NAME_MISMATCH: "Een eindtag past niet bij de begintag.",
    _FAULTS.ERR_INVALID_CHAR: "Hier staat een teken dat in XML niet mag voorkomen.",
    _FAULTS.ERR_DOCUMENT_END: "Na het einde van het bericht staat nog iets.",
    _FAULTS.ERR_DOCUMENT_EMPTY: "Het bestand heeft geen enkel element.",
    _FAULTS.ERR_RESERVED_XML_NAME: "Vóór de XML-declaratie staat iets; zij moet het allereerste zijn.",
    _FAULTS.ERR_ATTRIBUTE_REDEFINED: "Een attribuut staat twee keer in dezelfde tag.",
    _FAULTS.ERR_NAME_REQUIRED: "Na een < of & staat geen naam; schrijf &lt; of &amp; voor het teken zelf.",
    _FAULTS.ERR_RESOURCE_LIMIT: "Het bericht is te diep genest of heeft een tekst, tag of commentaar die te lang is.",
    _FAULTS.NS_ERR_UNDEFINED_NAMESPACE: "Een prefix wordt gebruikt zonder dat de naamruimte is genoemd.",
}


def unreadable(fault: etree.XMLSyntaxError) -> Bevinding:
    """Our own sentence: that of libxml2 is English and quotes the bericht."""
    return _xml(getattr(fault, "code", 0), fault.lineno or None)


def _xml(code: int, regel: int | None) -> Bevinding:
    if code in (_FAULTS.ERR_UNDECLARED_ENTITY, _FAULTS.ERR_ENTITYREF_SEMICOL_MISSING):
        return meldingen.ENTITY.at("", regel)
    if code in _CUT_OFF:
        return meldingen.CUT_OFF.at("", regel)
    return meldingen.XML.at("", regel, text=_CAUSES.get(code, ""))


def _root(tree: etree._Element, standaarden: Standaarden, op: date | None) -> Berichtsoort | Bevinding:
    regel = regel_of(tree)
    class_ = standaarden.per_tag.get(str(tree.tag))
    if class_ is None:
        name = etree.QName(tree)
        is_known = (name.namespace or "") in standaarden.per_namespace
        return meldingen.ROOT.at("", regel) if is_known else _unknown(name.namespace or "", regel, standaarden)
    soort = class_.berichtsoort
    return soort if op is None else _outside_its_days(soort, regel, op) or soort


def _outside_its_days(soort: Berichtsoort, regel: int | None, op: date) -> Bevinding | None:
    """Why a bericht of this release is not received on that day. An answer may come after the end of its release."""
    release = soort.release
    if release.van is not None and op < release.van:
        text = f"{release.naam} geldt vanaf {in_words(release.van)}; dit bericht is te vroeg."
    elif release.tot is not None and op > release.tot and not soort.is_antwoord:
        text = f"{release.naam} gold tot en met {in_words(release.tot)}; dit bericht is te laat."
    else:
        return None
    return meldingen.VERSION.at("", regel, text, "Maak het bericht volgens de versie die nu geldt.")


def _unknown(namespace: str, regel: int | None, standaarden: Standaarden) -> Bevinding:
    names = standaarden.enumeration
    parts = _STANDAARD.fullmatch(namespace)
    if parts is None:
        text = f"De naamruimte van het buitenste element is niet die van een bericht van {names}."
        action = f"Stuur een bericht van {names}, met de naamruimte uit het schema."
        return meldingen.NAMESPACE.at("", regel, text, action)
    name = f"{_NAMES.get(parts[1], parts[1])} {int(parts[2])}.{int(parts[3])}"
    standaard = standaarden.with_name(name)
    if standaard is None:
        text = f"Dit is een bericht van {name}; hier wordt alleen {names} verwerkt."
        return meldingen.VERSION.at("", regel, text, f"Maak het bericht volgens {names}.")
    first, *_, last = standaard.soorten
    text = f"{name} kent de berichtsoort niet die de naamruimte noemt."
    return meldingen.BERICHTSOORT.at("", regel, text, f"Gebruik een van de berichten {first} tot en met {last}.")


def ongzip(data: bytes) -> bytes | list[Bevinding]:
    """The unpacked content of a gzip file (one or more members), never more than MAX_BYTES of it in memory.

    A finding instead when it unpacks to more, is damaged or cut off, or has anything behind its end.
    """
    out: list[bytes] = []
    omvang = members = 0
    member = None
    for plek in range(0, len(data), _BITE):
        bite = data[plek : plek + _BITE]
        while bite:
            if member is None:
                members += 1
                member = zlib.decompressobj(wbits=31)
            try:
                part = member.decompress(bite, MAX_BYTES + 1 - omvang)
            except zlib.error:
                return [_broken("Het ingepakte bestand is beschadigd of heeft iets achter zijn einde staan.")]
            out.append(part)
            omvang += len(part)
            if omvang > MAX_BYTES:
                text = f"Uitgepakt is het bericht groter dan {MAX_BYTES // 1024**2} MB."
                return [meldingen.TOO_LARGE.at(text=text)]
            if members > _MAX_MEMBERS:
                return [_broken("Het ingepakte bestand bestaat uit te veel delen.")]
            bite = member.unused_data if member.eof else b""
            member = None if member.eof else member
    if member is not None or not members:
        return [_broken("Het ingepakte bestand is niet compleet.")]
    return b"".join(out)


def _broken(text: str) -> Bevinding:
    return meldingen.GZIP.at(text=text)
