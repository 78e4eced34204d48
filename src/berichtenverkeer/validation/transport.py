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

from berichtenverkeer.berichten.lezen import VEILIG, parser
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import transport as meldingen
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaarden import STANDAARDEN, Standaarden
from berichtenverkeer.validation.regelnummers import plek_van, regel_van, regels_in

MAX_BYTES = 25 * 1024 * 1024
"""The largest bericht that the carriers take; also the most that a compressed one may unpack to."""

_MAX_LEDEN = 100  # members of a gzip file; more are of no use and cost a copy each
_HAP = 64 * 1024
_LANG = 512 * 1024
"""So much without one `>` is a tag, text or comment that no bericht has, and that a parser would need in one piece."""
_WIT = re.compile(rb"[ \t\r\n]*+")
_KORTE_STUKKEN = re.compile(
    rb"(?:[ \t\r\n]{0,100}+(?:<!--.{0,100}?-->|<\?.{0,100}?\?>)){1,1000}", re.DOTALL
)  # a thousand at a time: other threads wait for one match at most
_LANGE_STUKKEN = ((b"<!--", b"-->"), (b"<?", b"?>"))
_DECLARATIE = re.compile(rb"<\?xml[ \t\r\n][^>]{0,200}?\?>")
_CODERING = re.compile(rb"""[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*["']utf-8["']""", re.IGNORECASE)
_STANDAARD = re.compile(r"http://www\.istandaarden\.nl/([a-z]{2,6})/(\d{1,2})_(\d{1,2})/[a-z0-9]{1,20}/schema")
_NAMEN = {"ijw": "iJw", "iwmo": "iWmo", "iwlz": "iWlz", "ieb": "iEb"}


def lees_transport(
    data: bytes, standaarden: Standaarden = STANDAARDEN, op: date | None = None
) -> tuple[Berichtsoort, etree._Element] | list[Bevinding]:
    """Its berichtsoort and the root element of `data`, or the one reason why it cannot be a bericht that is received.

    `op` is the day of receipt; None when it does not matter what is in force.
    """
    bevinding = _bytes(data)
    if bevinding is not None:
        return [bevinding]
    try:
        boom = etree.fromstring(data, parser())
    except etree.XMLSyntaxError as fout:
        return [onleesbaar(fout)]
    soort = _wortel(boom, standaarden, op)
    return [soort] if isinstance(soort, Bevinding) else (soort, boom)


def toets_transport(
    data: bytes, standaarden: Standaarden = STANDAARDEN, op: date | None = None
) -> Berichtsoort | list[Bevinding]:
    """The same verdict on a large bericht, without a tree: its berichtsoort, or the one reason against it."""
    bevinding = _bytes(data) or _te_lang(data) or _vorm(data)
    if bevinding is not None:
        return [bevinding]
    soort = _wortel(_eerste(data), standaarden, op)
    return [soort] if isinstance(soort, Bevinding) else soort


def _bytes(data: bytes) -> Bevinding | None:
    return _omvang(data) or _codering(data) or _declaratie(data) or _proloog(data)


def _te_lang(data: bytes) -> Bevinding | None:
    for plek in range(0, len(data) - _LANG + 1, _LANG):
        if data.find(b">", plek, plek + _LANG) < 0:
            return langdradig(data, plek)
    return None


def langdradig(data: bytes, plek: int) -> Bevinding:
    """The finding on a bericht that has a part at `plek` which no bericht has room for."""
    return meldingen.XML.op("", _regel(data, plek), tekst=_OORZAKEN[_FOUTEN.ERR_RESOURCE_LIMIT])


class _Niets:
    """A parser that reports to this makes no tree."""

    def close(self) -> None:
        """Nothing was kept."""


def _vorm(data: bytes) -> Bevinding | None:
    """Why the bytes are not well-formed; libxml2 reads them without needing Python, so other threads go on."""
    lezer = etree.XMLParser(target=cast("Any", _Niets()), **VEILIG)
    try:
        etree.fromstring(data, lezer)
    except etree.XMLSyntaxError as fout:
        return onleesbaar(fout)
    # Without a tree lxml does not stop at a prefix without a namespace.
    fouten = lezer.error_log.filter_from_errors()
    return _xml(fouten[0].type, fouten[0].line) if fouten else None


def _eerste(data: bytes) -> etree._Element:
    """The root element, of which only the start tag is sure to have been read."""
    lezer = etree.XMLPullParser(events=("start",), **VEILIG)
    for plek in range(0, len(data), _HAP):
        lezer.feed(data[plek : plek + _HAP])
        for _, element in cast("Iterator[tuple[str, etree._Element]]", lezer.read_events()):
            return element
    raise AssertionError("a well-formed document has a root")


def _regel(data: bytes, plek: int) -> int:
    return regels_in(data, 0, plek) + 1


def _omvang(data: bytes) -> Bevinding | None:
    if not data:
        return meldingen.LEEG.op()
    if len(data) > MAX_BYTES:
        return meldingen.TE_GROOT.op(tekst=f"Het bericht is groter dan {MAX_BYTES // 1024**2} MB.")
    return None


def _codering(data: bytes) -> Bevinding | None:
    utf32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, b"\0\0\0<", b"<\0\0\0")
    utf16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"\0<", b"<\0")
    if data.startswith(codecs.BOM_UTF8):
        return meldingen.BOM.op("", 1)
    for naam, tekens in (("UTF-32", utf32), ("UTF-16", utf16)):
        if data.startswith(tekens):
            return meldingen.CODERING.op("", 1, tekst=f"Het bericht is geschreven in {naam}, niet in UTF-8.")
    soort = _geen_xml(data)
    return soort or _utf8(data)


def _geen_xml(data: bytes) -> Bevinding | None:
    if data.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        return meldingen.GEEN_XML.op(tekst="Dit is een ingepakt bestand, geen XML.", actie="Pak het bestand eerst uit.")
    begin = _begin(data)
    if not data.startswith(b"<", begin):
        return meldingen.GEEN_XML.op("", _regel(data, begin))
    return None


def _begin(data: bytes, plek: int = 0) -> int:
    """The first position from `plek` that is not white space."""
    while wit := _WIT.match(data, plek, plek + _HAP):
        if wit.end() < plek + _HAP:
            return wit.end()
        plek = wit.end()
    raise AssertionError("it matches nothing as well")


def _utf8(data: bytes) -> Bevinding | None:
    """Bite by bite, so that 25 MB of bytes does not become 100 MB of text."""
    lezer = codecs.getincrementaldecoder("utf-8")()
    for plek in range(0, len(data), _HAP):
        over = len(lezer.getstate()[0])
        try:
            lezer.decode(data[plek : plek + _HAP], final=plek + _HAP >= len(data))
        except UnicodeDecodeError as fout:
            tekst = "Op deze regel staan bytes die geen UTF-8 zijn; vaak is het bericht als Windows-1252 opgeslagen."
            return meldingen.CODERING.op("", _regel(data, plek - over + fout.start), tekst=tekst)
    return None


def _declaratie(data: bytes) -> Bevinding | None:
    if not data.startswith((b"<?xml ", b"<?xml\t", b"<?xml\r", b"<?xml\n")):
        return None
    declaratie = _DECLARATIE.match(data)
    if declaratie and (b"encoding" not in declaratie[0] or _CODERING.search(declaratie[0])):
        return None
    return meldingen.CODERING.op(
        "",
        1,
        tekst="De XML-declaratie op de eerste regel noemt geen UTF-8.",
        actie='Begin het bericht met <?xml version="1.0" encoding="UTF-8"?> en schrijf het ook in die codering weg.',
    )


def _proloog(data: bytes) -> Bevinding | None:
    """A DTD may only stand before the root element; in a text, a comment or CDATA the same characters are harmless."""
    plek = _begin(data)
    while (verder := _voorbij(data, plek)) > plek:
        plek = _begin(data, verder)
    if not data.startswith(b"<!DOCTYPE", plek):
        return None
    return meldingen.DTD.op("", _regel(data, plek))


def _voorbij(data: bytes, plek: int) -> int:
    """Past the comments and instructions at `plek`: many short ones, or one long one; `plek` itself if none ends."""
    if korte := _KORTE_STUKKEN.match(data, plek):
        return korte.end()
    for begin, einde in _LANGE_STUKKEN:
        if data.startswith(begin, plek):
            gevonden = plek_van(data, einde, plek + len(begin))
            return plek if gevonden < 0 else gevonden + len(einde)
    return plek


_FOUTEN = etree.ErrorTypes
_AFGEKAPT = {
    _FOUTEN.ERR_TAG_NOT_FINISHED,
    _FOUTEN.ERR_GT_REQUIRED,
    _FOUTEN.ERR_CDATA_NOT_FINISHED,
    _FOUTEN.ERR_COMMENT_NOT_FINISHED,
    _FOUTEN.ERR_PI_NOT_FINISHED,
    _FOUTEN.ERR_LTSLASH_REQUIRED,
}
_OORZAKEN = {
    _FOUTEN.ERR_TAG_NAME_MISMATCH: "Een eindtag past niet bij de begintag.",
    _FOUTEN.ERR_INVALID_CHAR: "Hier staat een teken dat in XML niet mag voorkomen.",
    _FOUTEN.ERR_DOCUMENT_END: "Na het einde van het bericht staat nog iets.",
    _FOUTEN.ERR_DOCUMENT_EMPTY: "Het bestand heeft geen enkel element.",
    _FOUTEN.ERR_RESERVED_XML_NAME: "Vóór de XML-declaratie staat iets; zij moet het allereerste zijn.",
    _FOUTEN.ERR_ATTRIBUTE_REDEFINED: "Een attribuut staat twee keer in dezelfde tag.",
    _FOUTEN.ERR_NAME_REQUIRED: "Na een < of & staat geen naam; schrijf &lt; of &amp; voor het teken zelf.",
    _FOUTEN.ERR_RESOURCE_LIMIT: "Het bericht is te diep genest of heeft een tekst, tag of commentaar die te lang is.",
    _FOUTEN.NS_ERR_UNDEFINED_NAMESPACE: "Een prefix wordt gebruikt zonder dat de naamruimte is genoemd.",
}


def onleesbaar(fout: etree.XMLSyntaxError) -> Bevinding:
    """Our own sentence: that of libxml2 is English and quotes the bericht."""
    return _xml(getattr(fout, "code", 0), fout.lineno or None)


def _xml(code: int, regel: int | None) -> Bevinding:
    if code in (_FOUTEN.ERR_UNDECLARED_ENTITY, _FOUTEN.ERR_ENTITYREF_SEMICOL_MISSING):
        return meldingen.ENTITEIT.op("", regel)
    if code in _AFGEKAPT:
        return meldingen.AFGEKAPT.op("", regel)
    return meldingen.XML.op("", regel, tekst=_OORZAKEN.get(code, ""))


def _wortel(boom: etree._Element, standaarden: Standaarden, op: date | None) -> Berichtsoort | Bevinding:
    naam = etree.QName(boom)
    regel = regel_van(boom)
    soort = standaarden.per_namespace.get(naam.namespace or "")
    if soort is None:
        return _onbekend(naam.namespace or "", regel, standaarden)
    if naam.localname != "Bericht":
        return meldingen.WORTEL.op("", regel)
    return soort if op is None else _buiten_zijn_tijd(soort, regel, op) or soort


def _buiten_zijn_tijd(soort: Berichtsoort, regel: int | None, op: date) -> Bevinding | None:
    """Why a bericht of this release is not received on that day. An answer may come after the end of its release."""
    release = soort.release
    if release.van is not None and op < release.van:
        tekst = f"{release.naam} geldt vanaf {release.van}; dit bericht is te vroeg."
    elif release.tot is not None and op > release.tot and not soort.is_antwoord:
        tekst = f"{release.naam} gold tot en met {release.tot}; dit bericht is te laat."
    else:
        return None
    return meldingen.VERSIE.op("", regel, tekst, "Maak het bericht volgens de versie die nu geldt.")


def _onbekend(namespace: str, regel: int | None, standaarden: Standaarden) -> Bevinding:
    namen = standaarden.opsomming
    delen = _STANDAARD.fullmatch(namespace)
    if delen is None:
        tekst = f"De naamruimte van het buitenste element is niet die van een bericht van {namen}."
        actie = f"Stuur een bericht van {namen}, met de naamruimte uit het schema."
        return meldingen.NAAMRUIMTE.op("", regel, tekst, actie)
    naam = f"{_NAMEN.get(delen[1], delen[1])} {int(delen[2])}.{int(delen[3])}"
    standaard = standaarden.met_naam(naam)
    if standaard is None:
        tekst = f"Dit is een bericht van {naam}; hier wordt alleen {namen} verwerkt."
        return meldingen.VERSIE.op("", regel, tekst, f"Maak het bericht volgens {namen}.")
    eerste, *_, laatste = standaard.soorten
    tekst = f"{naam} kent de berichtsoort niet die de naamruimte noemt."
    return meldingen.BERICHTSOORT.op("", regel, tekst, f"Gebruik een van de berichten {eerste} tot en met {laatste}.")


def ongzip(data: bytes) -> bytes | list[Bevinding]:
    """The unpacked content of a gzip file (one or more members), never more than MAX_BYTES of it in memory.

    A finding instead when it unpacks to more, is damaged or cut off, or has anything behind its end.
    """
    uit: list[bytes] = []
    omvang = leden = 0
    lid = None
    for plek in range(0, len(data), _HAP):
        hap = data[plek : plek + _HAP]
        while hap:
            if lid is None:
                leden += 1
                lid = zlib.decompressobj(wbits=31)
            try:
                deel = lid.decompress(hap, MAX_BYTES + 1 - omvang)
            except zlib.error:
                return [_kapot("Het ingepakte bestand is beschadigd of heeft iets achter zijn einde staan.")]
            uit.append(deel)
            omvang += len(deel)
            if omvang > MAX_BYTES:
                tekst = f"Uitgepakt is het bericht groter dan {MAX_BYTES // 1024**2} MB."
                return [meldingen.TE_GROOT.op(tekst=tekst)]
            if leden > _MAX_LEDEN:
                return [_kapot("Het ingepakte bestand bestaat uit te veel delen.")]
            hap = lid.unused_data if lid.eof else b""
            lid = None if lid.eof else lid
    if lid is not None or not leden:
        return [_kapot("Het ingepakte bestand is niet compleet.")]
    return b"".join(uit)


def _kapot(tekst: str) -> Bevinding:
    return meldingen.GZIP.op(tekst=tekst)
