# SPDX-License-Identifier: EUPL-1.2
"""One thing changed in a valid bericht: its elements, attributes, text or bytes; most changes spoil it."""

import dataclasses
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from generator import Datatype
from tweede_mening.schrijfwijzen import randen
from tweede_mening.tree import Element, Stijl, make, space

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


class Spoil(NamedTuple):
    """A change in a tree: where it can be made and what it does; `past` and `leesbaar` as in Geval."""

    wat: str
    mag: Callable[[Element, Element], bool]
    doe: Callable[[Element, Element, Random], None]
    past: bool = False
    leesbaar: bool = False


def _plek(element: Element, older: Element) -> int:
    return next(number for number, child in enumerate(older.kinderen) if child is element)


def _weg(element: Element, older: Element, _rnd: Random) -> None:
    del older.kinderen[_plek(element, older)]


def _dubbel(element: Element, older: Element, _rnd: Random) -> None:
    older.kinderen.insert(_plek(element, older), element.copied())


def _wissel(element: Element, older: Element, _rnd: Random) -> None:
    plek = _plek(element, older)
    older.kinderen[plek], older.kinderen[plek + 1] = older.kinderen[plek + 1], older.kinderen[plek]


def _noem(name: Callable[[str], str]) -> Callable[[Element, Element, Random], None]:
    def do(element: Element, _ouder: Element, _rnd: Random) -> None:
        element.naam = name(element.naam)

    return do


def _space(geef: Callable[[str, Element], str]) -> Callable[[Element, Element, Random], None]:
    def do(element: Element, older: Element, _rnd: Random) -> None:
        element.attributen = f'xmlns:anders="{geef(element.ruimte, older)}"'
        element.ruimte = "anders"

    return do


def _zonder_ruimte(element: Element, _ouder: Element, _rnd: Random) -> None:
    element.attributen, element.ruimte = 'xmlns=""', "zonder"
    for under in element.alle():
        under.ruimte = "zonder"


def _zet(field: str, value: str) -> Callable[[Element, Element, Random], None]:
    def do(element: Element, _ouder: Element, _rnd: Random) -> None:
        setattr(element, field, value)

    return do


def _altijd(_element: Element, _ouder: Element) -> bool:
    return True


def _value(element: Element, _ouder: Element) -> bool:
    return element.is_waarde


def _groep(element: Element, _ouder: Element) -> bool:
    return not element.is_waarde


def _enig(element: Element, older: Element) -> bool:
    return sum(child.naam == element.naam for child in older.kinderen) == 1


def _nodig(element: Element, older: Element) -> bool:
    return element.verplicht and _enig(element, older)


def _misbaar(element: Element, older: Element) -> bool:
    return not _nodig(element, older)


def _voor_een_ander(element: Element, older: Element) -> bool:
    plek = _plek(element, older)
    return plek + 1 < len(older.kinderen) and older.kinderen[plek + 1].naam != element.naam


def _eist_inhoud(element: Element, _ouder: Element) -> bool:
    return any(child.verplicht for child in element.kinderen)


def _type_van(element: Element, _ouder: Element, _rnd: Random) -> None:
    prefix, name = element.soort
    element.attributen = f'{XSI} xmlns:t="{space(str(prefix))}" xsi:type="t:{name}"'


BEDERF = [
    Spoil("verplicht element weg", _nodig, _weg),
    Spoil("element weg dat weg mag", _misbaar, _weg, past=True, leesbaar=True),
    Spoil("element dubbel", lambda e, _: not e.herhaalt, _dubbel),
    Spoil("herhaalbaar element dubbel", lambda e, _: e.herhaalt, _dubbel, past=True, leesbaar=True),
    Spoil("twee elementen verwisseld", _voor_een_ander, _wissel, leesbaar=True),
    Spoil("naam in kleine letters", lambda e, _: e.naam != e.naam.lower(), _noem(str.lower)),
    Spoil("naam verschreven", _altijd, _noem(lambda name: name + "x")),
    Spoil("naam met punt", _altijd, _noem(lambda name: name + ".")),
    Spoil("vreemde naamruimte", _altijd, _space(lambda _own, _ouder: "urn:vreemd")),
    Spoil("naamruimte van iJw 3.1", _altijd, _space(lambda own, _: space(own).replace("3_2", "3_1"))),
    Spoil("naamruimte met slash", _altijd, _space(lambda own, _: space(own) + "/")),
    Spoil(
        "naamruimte verwisseld",
        _altijd,
        _space(lambda own, _: space("jw302" if own == "ijw" else "ijw")),
    ),
    Spoil("zonder naamruimte", _altijd, _zonder_ruimte),
    Spoil("eigen prefix", _altijd, _space(lambda own, _: space(own)), past=True, leesbaar=True),
    Spoil("onbekend element ervoor", _altijd, _zet("ervoor", "<onbekend/>")),
    Spoil("groep leeg", lambda e, o: _groep(e, o) and _eist_inhoud(e, o), _zet("rauw", "")),
    Spoil("groep met alleen wit", lambda e, o: _groep(e, o) and _eist_inhoud(e, o), _zet("rauw", " \n")),
    Spoil("groep met tekst", _groep, _zet("rauw", "tekst")),
    Spoil("element in waarde", _value, _zet("rauw", "<a/>")),
    Spoil("element midden in waarde", _value, _zet("rauw", "1<a>2</a>3")),
    Spoil("diepe elementen in waarde", _value, _zet("rauw", "<a>" * 100 + "</a>" * 100)),
    Spoil("losse tekst", _altijd, _zet("ervoor", "los"), leesbaar=True),
    Spoil("losse CDATA", _altijd, _zet("ervoor", "<![CDATA[<]]>"), leesbaar=True),
    Spoil("losse harde spatie", _altijd, _zet("ervoor", "\u00a0"), leesbaar=True),
    Spoil("wit ervoor", _altijd, _zet("ervoor", " \t\r\n&#32;&#13;"), past=True, leesbaar=True),
    Spoil("wit in CDATA ervoor", _altijd, _zet("ervoor", "<![CDATA[ \n]]>"), past=True, leesbaar=True),
    Spoil("commentaar ervoor", _altijd, _zet("ervoor", "<!-- <Bsn>1</Bsn> -->"), past=True, leesbaar=True),
    Spoil("instructie ervoor", _altijd, _zet("ervoor", "<?Bsn 1?>"), past=True, leesbaar=True),
    Spoil("attribuut", _altijd, _zet("attributen", 'a="1"'), leesbaar=True),
    Spoil("leeg attribuut", _altijd, _zet("attributen", "a=''"), leesbaar=True),
    Spoil("xml:lang", _altijd, _zet("attributen", 'xml:lang="nl"'), leesbaar=True),
    Spoil("xml:space", _altijd, _zet("attributen", 'xml:space="preserve"'), leesbaar=True),
    Spoil("xml:base", _altijd, _zet("attributen", 'xml:base="http://x/"'), leesbaar=True),
    Spoil("naamruimte genoemd", _altijd, _zet("attributen", 'xmlns:q="urn:q"'), past=True, leesbaar=True),
    Spoil("xsi:nil waar", _altijd, _zet("attributen", f'{XSI} xsi:nil="true"'), leesbaar=True),
    Spoil("xsi:nil onwaar", _altijd, _zet("attributen", f'{XSI} xsi:nil="false"'), leesbaar=True),
    Spoil("xsi:nil onzin", _altijd, _zet("attributen", f'{XSI} xsi:nil="x"'), leesbaar=True),
    Spoil(
        "xsi:schemaLocation",
        _altijd,
        _zet("attributen", f'{XSI} xsi:schemaLocation="urn:vreemd file:///dev/null"'),
        past=True,
        leesbaar=True,
    ),
    Spoil(
        "xsi:noNamespaceSchemaLocation",
        _altijd,
        _zet("attributen", f'{XSI} xsi:noNamespaceSchemaLocation="http://127.0.0.1:9/x.xsd"'),
        past=True,
        leesbaar=True,
    ),
    Spoil("xsi:type van het schema", _groep, _type_van, past=True, leesbaar=True),
    Spoil("xsi:type onbekend", _altijd, _zet("attributen", f'{XSI} xsi:type="Onbekend"'), leesbaar=True),
    Spoil("xsi:type zonder naamruimte", _altijd, _zet("attributen", f'{XSI} xsi:type="niet:Bestaand"'), leesbaar=True),
    Spoil("xsi:type leeg", _altijd, _zet("attributen", f'{XSI} xsi:type=""'), leesbaar=True),
    Spoil(
        "xsi:type string",
        _altijd,
        _zet("attributen", f'{XSI} xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string"'),
        leesbaar=True,
    ),
    Spoil(
        "xsi:type anyType",
        _altijd,
        _zet("attributen", f'{XSI} xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:anyType"'),
        leesbaar=True,
    ),
    Spoil("xsi:onbekend", _altijd, _zet("attributen", f'{XSI} xsi:onbekend="1"'), leesbaar=True),
]


def faulty_keys(name: str, rnd: Random, times: int) -> Iterator[Geval]:
    """`times` times one change in one valid bericht of berichtsoort `name`, each in another place and style."""
    whole = make(name, rnd)
    pairs = list(whole.met_ouders())
    for _ in range(times):
        spoil = rnd.choice(BEDERF)
        mogelijk = [number for number, (element, older) in enumerate(pairs) if spoil.mag(element, older)]
        if mogelijk:
            backup_copy = whole.copied()
            spoil.doe(*list(backup_copy.met_ouders())[rnd.choice(mogelijk)], rnd)
            stijl = Stijl(rnd, name.lower())
            data = stijl.schrijf(backup_copy)
            yield Geval(spoil.wat, data, past=spoil.past, leesbaar=spoil.leesbaar)


def met_randwaarden(name: str, rnd: Random, seen: set[Datatype]) -> Iterator[Geval]:
    """A filled bericht with, one by one, every edge of every simple type in it that is not in `seen` yet."""
    whole = make(name, rnd, full=1, times=1)
    for element in whole.alle():
        if not isinstance(element.soort, Datatype) or element.soort in seen:
            continue
        seen.add(element.soort)
        for rand in randen(element.soort):
            element.tekst, was = rand.tekst, element.tekst
            data = Stijl(rnd, name.lower()).schrijf(_om(element, whole))
            element.tekst = was
            yield Geval(f"{element.naam}: {rand.wat}", data, past=rand.past, houdbaar=rand.houdbaar)


def _om(element: Element, whole: Element) -> Element:
    """A copy of `whole` with `element` and what must be there, and nothing else."""
    needed = [child for child in whole.kinderen if child.verplicht or any(under is element for under in child.alle())]
    return dataclasses.replace(whole, kinderen=[_om(element, child) for child in needed])


def andere_bytes(name: str, rnd: Random) -> Iterator[Geval]:
    """One valid bericht in every dress that bytes can have: encodings, declarations, what stands around it."""
    stijl = Stijl(rnd, name.lower())
    whole = stijl.schrijf(make(name, rnd))
    romp = whole[whole.index(b"?>") + 2 :].strip()
    envelope = b'<?xml version="1.0" encoding="UTF-8"?>'
    utf16 = '<?xml version="1.0" encoding="UTF-16"?>' + romp.decode()

    def geval(what: str, data: bytes, fits: bool, *, own: bool = False, leesbaar: bool = True) -> Geval:
        return Geval(what, data, past=fits, eigen=own, leesbaar=leesbaar and fits)

    yield geval("zonder declaratie", romp, True)
    yield geval("declaratie zonder codering", b'<?xml version="1.0"?>' + romp, True)
    yield geval("codering in kleine letters", b"<?xml version='1.0' encoding='utf-8'?>" + romp, True)
    yield geval("standalone", b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>' + romp, True)
    yield geval(
        "commentaar en instructies eromheen", envelope + b"<!-- a --><?b?>" + romp + b"<?c d?><!-- e -->\n", True
    )
    yield geval("wit achteraan", envelope + romp + b" \r\n\t" * 100, True)
    yield geval("DTD in commentaar", envelope + b'<!-- <!DOCTYPE a [<!ENTITY b "c">]> -->' + romp, True)
    yield geval("XML 1.1", b'<?xml version="1.1" encoding="UTF-8"?>' + romp, True)
    yield geval("XML 2.0", b'<?xml version="2.0" encoding="UTF-8"?>' + romp, False)
    yield geval("BOM", b"\xef\xbb\xbf" + envelope + romp, True, own=True)
    yield geval("UTF-16 LE", utf16.encode("utf-16"), True, own=True)
    yield geval("UTF-16 BE zonder BOM", utf16.encode("utf-16-be"), True, own=True)
    yield geval("zegt UTF-16", envelope.replace(b"UTF-8", b"UTF-16") + romp, False)
    yield geval("zegt UTF-7", envelope.replace(b"UTF-8", b"UTF-7") + b"<x/>", False)
    yield geval("zegt Latin-1", envelope.replace(b"UTF-8", b"ISO-8859-1") + b"<x/>", False)
    yield geval("zegt onzin", envelope.replace(b"UTF-8", b"ONZIN") + romp, False)
    yield geval("geen UTF-8", envelope + romp.replace(b"</", b"\xe9</", 1), False)
    yield geval("te lang geschreven UTF-8", envelope + romp.replace(b"</", b"\xc0\xaf</", 1), False)
    yield geval("half surrogaat", envelope + romp.replace(b"</", b"\xed\xa0\x80</", 1), False)
    yield geval("NUL achteraan", envelope + romp + b"\0", False)
    for what, sign in (("NUL", b"\0"), ("stuurteken", b"\x0b"), ("U+FFFF", b"\xef\xbf\xbf")):
        yield geval(f"{what} in tekst", envelope + romp.replace(b"</", sign + b"</", 1), False)
    for reference in b"&#0; &#1; &#xFFFE; &#xD800; &#x110000; &#; &onbekend; &nbsp; &".split():
        yield geval(f"verwijzing {reference.decode()}", envelope + romp.replace(b"</", reference + b"</", 1), False)
    yield geval("DTD", envelope + b"<!DOCTYPE x>" + romp, True, own=True)
    yield geval("DTD met entiteit", envelope + b'<!DOCTYPE x [<!ENTITY a "1">]>' + romp, True, own=True)
    bom = b'<!DOCTYPE x [<!ENTITY a "1"><!ENTITY b "' + b"&a;" * 10 + b'">]>'
    yield geval("entiteit gebruikt", envelope + bom + romp.replace(b"</", b"&b;</", 1), False, own=True)
    external = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    yield geval("externe entiteit", envelope + external + romp.replace(b"</", b"&a;</", 1), False, own=True)
    yield geval("wit voor de declaratie", b"\n" + envelope + romp, False)
    yield geval("tweede declaratie", envelope + envelope + romp, False)
    yield geval("tekst achteraan", envelope + romp + b"x", False)
    yield geval("twee berichten", envelope + romp + romp, False)
    yield geval("leeg", b"", False)
    yield geval("alleen wit", b" \n", False)
    yield geval("alleen declaratie", envelope, False)
    yield geval("JSON", b'{"Bericht": {}}', False)
    for plek in sorted(rnd.sample(range(1, len(romp)), 10)):
        yield geval("afgekapt", envelope + romp[:plek], False)
    own = name.lower()
    for soort in sorted({"jw301", "jw305", "jw306", "ijw"} - {own}):
        # Of some retourberichten the Header is all there is, and `read` leaves its codes to the schema.
        yield Geval("wortel van een ander", romp.replace(space(own).encode(), space(soort).encode()), past=False)
