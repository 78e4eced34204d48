# SPDX-License-Identifier: EUPL-1.2
"""One thing changed in a valid bericht: its elements, attributes, text or bytes; most changes spoil it."""

import copy
import dataclasses
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from generator import Datatype
from tweede_mening.boom import Element, Stijl, maak, ruimte
from tweede_mening.schrijfwijzen import randen

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


class Geval(NamedTuple):
    """A document. `wat` names what was done to it.

    `past`: is it valid by the schema; `houdbaar`: can Python hold its values. `leesbaar`: may `read`, which leaves the
    schema to others, make an object of it. `eigen`: level TRANSPORT refuses it, whatever an XML parser thinks.
    """

    wat: str
    data: bytes
    past: bool
    houdbaar: bool = True
    leesbaar: bool = True
    eigen: bool = False


class Bederf(NamedTuple):
    """A change in a tree: where it can be made and what it does; `past` and `leesbaar` as in Geval."""

    wat: str
    mag: Callable[[Element, Element], bool]
    doe: Callable[[Element, Element, Random], None]
    past: bool = False
    leesbaar: bool = False


def _plek(element: Element, ouder: Element) -> int:
    return next(nummer for nummer, kind in enumerate(ouder.kinderen) if kind is element)


def _weg(element: Element, ouder: Element, _rnd: Random) -> None:
    del ouder.kinderen[_plek(element, ouder)]


def _dubbel(element: Element, ouder: Element, _rnd: Random) -> None:
    ouder.kinderen.insert(_plek(element, ouder), copy.deepcopy(element))


def _wissel(element: Element, ouder: Element, _rnd: Random) -> None:
    plek = _plek(element, ouder)
    ouder.kinderen[plek], ouder.kinderen[plek + 1] = ouder.kinderen[plek + 1], ouder.kinderen[plek]


def _noem(naam: Callable[[str], str]) -> Callable[[Element, Element, Random], None]:
    def doe(element: Element, _ouder: Element, _rnd: Random) -> None:
        element.naam = naam(element.naam)

    return doe


def _ruimte(geef: Callable[[str, Element], str]) -> Callable[[Element, Element, Random], None]:
    def doe(element: Element, ouder: Element, _rnd: Random) -> None:
        element.attributen = f'xmlns:anders="{geef(element.ruimte, ouder)}"'
        element.ruimte = "anders"

    return doe


def _zonder_ruimte(element: Element, _ouder: Element, _rnd: Random) -> None:
    element.attributen, element.ruimte = 'xmlns=""', "zonder"
    for onder in element.alle():
        onder.ruimte = "zonder"


def _zet(veld: str, waarde: str) -> Callable[[Element, Element, Random], None]:
    def doe(element: Element, _ouder: Element, _rnd: Random) -> None:
        setattr(element, veld, waarde)

    return doe


def _altijd(_element: Element, _ouder: Element) -> bool:
    return True


def _waarde(element: Element, _ouder: Element) -> bool:
    return element.is_waarde


def _groep(element: Element, _ouder: Element) -> bool:
    return not element.is_waarde


def _enig(element: Element, ouder: Element) -> bool:
    return sum(kind.naam == element.naam for kind in ouder.kinderen) == 1


def _nodig(element: Element, ouder: Element) -> bool:
    return element.verplicht and _enig(element, ouder)


def _misbaar(element: Element, ouder: Element) -> bool:
    return not _nodig(element, ouder)


def _voor_een_ander(element: Element, ouder: Element) -> bool:
    plek = _plek(element, ouder)
    return plek + 1 < len(ouder.kinderen) and ouder.kinderen[plek + 1].naam != element.naam


def _eist_inhoud(element: Element, _ouder: Element) -> bool:
    return any(kind.verplicht for kind in element.kinderen)


def _type_van(element: Element, _ouder: Element, _rnd: Random) -> None:
    prefix, naam = element.soort
    element.attributen = f'{XSI} xmlns:t="{ruimte(str(prefix))}" xsi:type="t:{naam}"'


BEDERF = [
    Bederf("verplicht element weg", _nodig, _weg),
    Bederf("element weg dat weg mag", _misbaar, _weg, past=True, leesbaar=True),
    Bederf("element dubbel", lambda e, _: not e.herhaalt, _dubbel),
    Bederf("herhaalbaar element dubbel", lambda e, _: e.herhaalt, _dubbel, past=True, leesbaar=True),
    Bederf("twee elementen verwisseld", _voor_een_ander, _wissel, leesbaar=True),
    Bederf("naam in kleine letters", lambda e, _: e.naam != e.naam.lower(), _noem(str.lower)),
    Bederf("naam verschreven", _altijd, _noem(lambda naam: naam + "x")),
    Bederf("naam met punt", _altijd, _noem(lambda naam: naam + ".")),
    Bederf("vreemde naamruimte", _altijd, _ruimte(lambda _eigen, _ouder: "urn:vreemd")),
    Bederf("naamruimte van iJw 3.1", _altijd, _ruimte(lambda eigen, _: ruimte(eigen).replace("3_2", "3_1"))),
    Bederf("naamruimte met slash", _altijd, _ruimte(lambda eigen, _: ruimte(eigen) + "/")),
    Bederf(
        "naamruimte verwisseld",
        _altijd,
        _ruimte(lambda eigen, _: ruimte("jw302" if eigen == "ijw" else "ijw")),
    ),
    Bederf("zonder naamruimte", _altijd, _zonder_ruimte),
    Bederf("eigen prefix", _altijd, _ruimte(lambda eigen, _: ruimte(eigen)), past=True, leesbaar=True),
    Bederf("onbekend element ervoor", _altijd, _zet("ervoor", "<onbekend/>")),
    Bederf("groep leeg", lambda e, o: _groep(e, o) and _eist_inhoud(e, o), _zet("rauw", "")),
    Bederf("groep met alleen wit", lambda e, o: _groep(e, o) and _eist_inhoud(e, o), _zet("rauw", " \n")),
    Bederf("groep met tekst", _groep, _zet("rauw", "tekst")),
    Bederf("element in waarde", _waarde, _zet("rauw", "<a/>")),
    Bederf("element midden in waarde", _waarde, _zet("rauw", "1<a>2</a>3")),
    Bederf("diepe elementen in waarde", _waarde, _zet("rauw", "<a>" * 100 + "</a>" * 100)),
    Bederf("losse tekst", _altijd, _zet("ervoor", "los"), leesbaar=True),
    Bederf("losse CDATA", _altijd, _zet("ervoor", "<![CDATA[<]]>"), leesbaar=True),
    Bederf("losse harde spatie", _altijd, _zet("ervoor", "\u00a0"), leesbaar=True),
    Bederf("wit ervoor", _altijd, _zet("ervoor", " \t\r\n&#32;&#13;"), past=True, leesbaar=True),
    Bederf("wit in CDATA ervoor", _altijd, _zet("ervoor", "<![CDATA[ \n]]>"), past=True, leesbaar=True),
    Bederf("commentaar ervoor", _altijd, _zet("ervoor", "<!-- <Bsn>1</Bsn> -->"), past=True, leesbaar=True),
    Bederf("instructie ervoor", _altijd, _zet("ervoor", "<?Bsn 1?>"), past=True, leesbaar=True),
    Bederf("attribuut", _altijd, _zet("attributen", 'a="1"'), leesbaar=True),
    Bederf("leeg attribuut", _altijd, _zet("attributen", "a=''"), leesbaar=True),
    Bederf("xml:lang", _altijd, _zet("attributen", 'xml:lang="nl"'), leesbaar=True),
    Bederf("xml:space", _altijd, _zet("attributen", 'xml:space="preserve"'), leesbaar=True),
    Bederf("xml:base", _altijd, _zet("attributen", 'xml:base="http://x/"'), leesbaar=True),
    Bederf("naamruimte genoemd", _altijd, _zet("attributen", 'xmlns:q="urn:q"'), past=True, leesbaar=True),
    Bederf("xsi:nil waar", _altijd, _zet("attributen", f'{XSI} xsi:nil="true"'), leesbaar=True),
    Bederf("xsi:nil onwaar", _altijd, _zet("attributen", f'{XSI} xsi:nil="false"'), leesbaar=True),
    Bederf("xsi:nil onzin", _altijd, _zet("attributen", f'{XSI} xsi:nil="x"'), leesbaar=True),
    Bederf(
        "xsi:schemaLocation",
        _altijd,
        _zet("attributen", f'{XSI} xsi:schemaLocation="urn:vreemd file:///dev/null"'),
        past=True,
        leesbaar=True,
    ),
    Bederf(
        "xsi:noNamespaceSchemaLocation",
        _altijd,
        _zet("attributen", f'{XSI} xsi:noNamespaceSchemaLocation="http://127.0.0.1:9/x.xsd"'),
        past=True,
        leesbaar=True,
    ),
    Bederf("xsi:type van het schema", _groep, _type_van, past=True, leesbaar=True),
    Bederf("xsi:type onbekend", _altijd, _zet("attributen", f'{XSI} xsi:type="Onbekend"'), leesbaar=True),
    Bederf("xsi:type zonder naamruimte", _altijd, _zet("attributen", f'{XSI} xsi:type="niet:Bestaand"'), leesbaar=True),
    Bederf("xsi:type leeg", _altijd, _zet("attributen", f'{XSI} xsi:type=""'), leesbaar=True),
    Bederf(
        "xsi:type string",
        _altijd,
        _zet("attributen", f'{XSI} xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string"'),
        leesbaar=True,
    ),
    Bederf(
        "xsi:type anyType",
        _altijd,
        _zet("attributen", f'{XSI} xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:anyType"'),
        leesbaar=True,
    ),
    Bederf("xsi:onbekend", _altijd, _zet("attributen", f'{XSI} xsi:onbekend="1"'), leesbaar=True),
]


def bedorven(naam: str, rnd: Random, keren: int) -> Iterator[Geval]:
    """`keren` times one change in one valid bericht of berichtsoort `naam`, each in another place and style."""
    heel = maak(naam, rnd)
    paren = list(heel.met_ouders())
    for _ in range(keren):
        bederf = rnd.choice(BEDERF)
        mogelijk = [nummer for nummer, (element, ouder) in enumerate(paren) if bederf.mag(element, ouder)]
        if mogelijk:
            kopie = copy.deepcopy(heel)
            bederf.doe(*list(kopie.met_ouders())[rnd.choice(mogelijk)], rnd)
            stijl = Stijl(rnd, naam.lower())
            data = stijl.schrijf(kopie)
            yield Geval(bederf.wat, data, past=bederf.past, leesbaar=bederf.leesbaar)


def met_randwaarden(naam: str, rnd: Random, gezien: set[Datatype]) -> Iterator[Geval]:
    """A filled bericht with, one by one, every edge of every simple type in it that is not in `gezien` yet."""
    heel = maak(naam, rnd, vol=1, keren=1)
    for element in heel.alle():
        if not isinstance(element.soort, Datatype) or element.soort in gezien:
            continue
        gezien.add(element.soort)
        for rand in randen(element.soort):
            element.tekst, was = rand.tekst, element.tekst
            data = Stijl(rnd, naam.lower()).schrijf(_om(element, heel))
            element.tekst = was
            yield Geval(f"{element.naam}: {rand.wat}", data, past=rand.past, houdbaar=rand.houdbaar)


def _om(element: Element, heel: Element) -> Element:
    """A copy of `heel` with `element` and what must be there, and nothing else."""
    nodig = [kind for kind in heel.kinderen if kind.verplicht or any(onder is element for onder in kind.alle())]
    return dataclasses.replace(heel, kinderen=[_om(element, kind) for kind in nodig])


def andere_bytes(naam: str, rnd: Random) -> Iterator[Geval]:
    """One valid bericht in every dress that bytes can have: encodings, declarations, what stands around it."""
    stijl = Stijl(rnd, naam.lower())
    heel = stijl.schrijf(maak(naam, rnd))
    romp = heel[heel.index(b"?>") + 2 :].strip()
    kop = b'<?xml version="1.0" encoding="UTF-8"?>'
    utf16 = '<?xml version="1.0" encoding="UTF-16"?>' + romp.decode()

    def geval(wat: str, data: bytes, past: bool, *, eigen: bool = False, leesbaar: bool = True) -> Geval:
        return Geval(wat, data, past=past, eigen=eigen, leesbaar=leesbaar and past)

    yield geval("zonder declaratie", romp, True)
    yield geval("declaratie zonder codering", b'<?xml version="1.0"?>' + romp, True)
    yield geval("codering in kleine letters", b"<?xml version='1.0' encoding='utf-8'?>" + romp, True)
    yield geval("standalone", b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>' + romp, True)
    yield geval("commentaar en instructies eromheen", kop + b"<!-- a --><?b?>" + romp + b"<?c d?><!-- e -->\n", True)
    yield geval("wit achteraan", kop + romp + b" \r\n\t" * 100, True)
    yield geval("DTD in commentaar", kop + b'<!-- <!DOCTYPE a [<!ENTITY b "c">]> -->' + romp, True)
    yield geval("XML 1.1", b'<?xml version="1.1" encoding="UTF-8"?>' + romp, True)
    yield geval("XML 2.0", b'<?xml version="2.0" encoding="UTF-8"?>' + romp, False)
    yield geval("BOM", b"\xef\xbb\xbf" + kop + romp, True, eigen=True)
    yield geval("UTF-16 LE", utf16.encode("utf-16"), True, eigen=True)
    yield geval("UTF-16 BE zonder BOM", utf16.encode("utf-16-be"), True, eigen=True)
    yield geval("zegt UTF-16", kop.replace(b"UTF-8", b"UTF-16") + romp, False)
    yield geval("zegt UTF-7", kop.replace(b"UTF-8", b"UTF-7") + b"<x/>", False)
    yield geval("zegt Latin-1", kop.replace(b"UTF-8", b"ISO-8859-1") + b"<x/>", False)
    yield geval("zegt onzin", kop.replace(b"UTF-8", b"ONZIN") + romp, False)
    yield geval("geen UTF-8", kop + romp.replace(b"</", b"\xe9</", 1), False)
    yield geval("te lang geschreven UTF-8", kop + romp.replace(b"</", b"\xc0\xaf</", 1), False)
    yield geval("half surrogaat", kop + romp.replace(b"</", b"\xed\xa0\x80</", 1), False)
    yield geval("NUL achteraan", kop + romp + b"\0", False)
    for wat, teken in (("NUL", b"\0"), ("stuurteken", b"\x0b"), ("U+FFFF", b"\xef\xbf\xbf")):
        yield geval(f"{wat} in tekst", kop + romp.replace(b"</", teken + b"</", 1), False)
    for verwijzing in b"&#0; &#1; &#xFFFE; &#xD800; &#x110000; &#; &onbekend; &nbsp; &".split():
        yield geval(f"verwijzing {verwijzing.decode()}", kop + romp.replace(b"</", verwijzing + b"</", 1), False)
    yield geval("DTD", kop + b"<!DOCTYPE x>" + romp, True, eigen=True)
    yield geval("DTD met entiteit", kop + b'<!DOCTYPE x [<!ENTITY a "1">]>' + romp, True, eigen=True)
    bom = b'<!DOCTYPE x [<!ENTITY a "1"><!ENTITY b "' + b"&a;" * 10 + b'">]>'
    yield geval("entiteit gebruikt", kop + bom + romp.replace(b"</", b"&b;</", 1), False, eigen=True)
    extern = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    yield geval("externe entiteit", kop + extern + romp.replace(b"</", b"&a;</", 1), False, eigen=True)
    yield geval("wit voor de declaratie", b"\n" + kop + romp, False)
    yield geval("tweede declaratie", kop + kop + romp, False)
    yield geval("tekst achteraan", kop + romp + b"x", False)
    yield geval("twee berichten", kop + romp + romp, False)
    yield geval("leeg", b"", False)
    yield geval("alleen wit", b" \n", False)
    yield geval("alleen declaratie", kop, False)
    yield geval("JSON", b'{"Bericht": {}}', False)
    for plek in sorted(rnd.sample(range(1, len(romp)), 10)):
        yield geval("afgekapt", kop + romp[:plek], False)
    eigen = naam.lower()
    for soort in sorted({"jw301", "jw305", "jw306", "ijw"} - {eigen}):
        # Of some retourberichten the Header is all there is, and `read` leaves its codes to the schema.
        yield Geval("wortel van een ander", romp.replace(ruimte(eigen).encode(), ruimte(soort).encode()), past=False)
